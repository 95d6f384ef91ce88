"""The libraries that decide an outcome, by version: another release may clean otherwise.

What only reads files, shows pages or writes JSON is none of them.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.metadata import version

# Named as they are installed. `tests/test_libraries.py` holds this against what the stages import.
DECIDING = ("ahocorasick-rs", "ftfy", "py3langid", "rapidfuzz", "regex", "wordfreq")

# Which characters are letters, and what their small forms are, comes with Python itself.
UNICODE = "unicode"


@cache
def versions() -> dict[str, str]:
    """Give the version of each library that decides, and of Python's own table of characters."""
    return {**{name: version(name) for name in DECIDING}, UNICODE: unicodedata.unidata_version}
