r"""How often a pattern may repeat something: `(?:a{9999}){9999}` fills the memory when compiled.

The count is of repeats within repeats, as they are written; repeats without an end count as one,
since what they cost is a matter of the text, and of the time that a rule has.
"""

from __future__ import annotations

import regex

# No shipped pattern repeats anything more than some hundred times.
REPEATS_MOST = 100_000

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
            last *= max(int(count) for count in (token["least"], token["most"], "1") if count)
        else:
            last = 1
        widest[-1] = max(widest[-1], last)
    return max(widest)
