"""Memory that is freed goes back to the system, so that a long text leaves no gaps behind.

A text is written anew by each stage that corrects it. The C library of GNU gives a large piece of
memory pages of its own and hands them back when it is freed; but each time that it frees one it
takes this size for common and keeps what is smaller for later. The next text is a little longer or
shorter and finds no room there. A fixed size from which pieces have pages of their own keeps it
from doing so (`M_MMAP_THRESHOLD` in mallopt(3)).
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

# The number of M_MMAP_THRESHOLD, in <malloc.h>.
_THRESHOLD = -3

# In bytes: a text of a million letters, and the tables of its words.
LARGE = 1 << 20


def goes_back() -> None:
    """Let this process hand back each large piece of memory that it frees, where that can be."""
    # Other C libraries lack the call, and Windows has none that answers without a name.
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_THRESHOLD, LARGE)
