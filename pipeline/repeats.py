r"""How often a pattern may repeat something: `(?:a{9999}){9999}` fills the memory when compiled.

The count is of repeats within repeats, as they are written; repeats without an end count as one,
since what they cost is a matter of the text, and of the time that a rule has.
"""

from __future__ import annotations

import regex

# No shipped pattern repeats anything more than some hundred times.
REPEATS_MOST = 100_000

# A count of more figures is too many, whatever they are; Python reads no number of thousands.
_FIGURES_MOST = 9

# Where counting ends: no message shall fill a page.
_COUNTED_MOST = 10**18

_TOKEN = regex.compile(
    r"(?s)\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]|(?P<open>\()|(?P<close>\))"
    r"|\{(?P<least>\d*)(?:,(?P<most>\d*))?\}|."
)


def most(pattern: str) -> int:
    r"""Give how often the most repeated part of a pattern is repeated.

    >>> most(r"(?:ab{20}|\d{2,3}c*){1,10}"), most("tide")
    (200, 1)
    """
    widest, last = [1], 1
    for token in _TOKEN.finditer(pattern):
        if token["open"]:
            widest.append(1)
            continue
        if token["close"]:
            last = widest.pop() if len(widest) > 1 else 1
        elif token["least"] is not None:
            last *= max(_count(token["least"]), _count(token["most"] or ""))
            last = min(last, _COUNTED_MOST)
        else:
            last = 1
        widest[-1] = max(widest[-1], last)
    return max(widest)


def _count(figures: str) -> int:
    """Give a count as it is written; 1 where it is left out."""
    return int(figures.lstrip("0")[: _FIGURES_MOST + 1] or "1")
