r"""The script that many a reader of scans has written: a dozen substitutions, one after the other.

It is meant to do well. What would harm more than it mends is left out: it curls no quotes, closes
no blank before `;` and `:` (French has one), and drops no line of words alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}

Into = str | Callable[[re.Match[str]], str]

SUBSTITUTIONS: list[tuple[str, Into]] = [
    # Other line ends.
    (r"\r\n?", "\n"),
    # A page number alone on its line, with dashes or brackets or without, roman or arabic.
    (r"(?m)^[ \t\f]*[-–—\[(]?[ \t]*(?:\d{1,4}|[ivxlc]{1,6})[ \t]*[-–—\])]?[ \t]*(?:\n|\Z)", ""),
    # A running head with its page number: capitals and a figure on one line.
    (r"(?m)^\f?\d{1,4}[ \t]+[A-Z][A-Z .,'’-]{3,}\n", ""),
    (r"(?m)^\f?[A-Z][A-Z .,'’-]{3,}[ \t]+\d{1,4}\n", ""),
    # Page breaks.
    (r"\n*\f\n*", "\n"),
    # A word broken at a line end, by a hyphen or by a mark that is never part of a word.
    (r"(?<=[^\W\d_])[\u00ad¬\ufffe][ \t]*\n[ \t]*(?=[^\W\d_])", ""),
    (r"(?<=[^\W\d_])[-‐][ \t]*\n[ \t]*(?=[a-zà-öø-ÿ])", ""),
    ("\u00ad", ""),
    # Four or more single letters in a row are one word set wide.
    (r"\b(?:[^\W\d_] ){3,}[^\W\d_]\b", lambda found: found[0].replace(" ", "")),
    # Misreadings that are no words.
    (r"\b(?:tbe|tlie|tiie)\b", "the"),
    (r"\b(?:Tbe|Tlie|Tiie)\b", "The"),
    # Blanks.
    (r"[ \t]+", " "),
    (r"(?m) +$|(?<= ),", lambda found: found[0].strip(" ")),
    (r"\n{3,}", "\n\n"),
]

_COMPILED = [(re.compile(pattern), into) for pattern, into in SUBSTITUTIONS]
_LIGATURE = re.compile("|".join(LIGATURES))


def tidy(text: str) -> str:
    r"""Give a text as the script leaves it.

    >>> tidy("The ﬁrst ferry-\nman w a i t e d.\n12\n\fNobody came.\n")
    'The first ferryman waited.\nNobody came.\n'
    """
    text = _LIGATURE.sub(lambda found: LIGATURES[found[0]], text)
    for pattern, into in _COMPILED:
        text = pattern.sub(into, text)
    return text
