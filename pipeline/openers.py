"""Which characters a match of a pattern can begin with: a cheap test before a dear pattern.

A pattern that looks for rare characters need not be tried on a text that holds none of them. What
is asked is the pattern itself, by a partial match of each character; a pattern that looks at what
stands before it may not be asked so, and then every character counts as an opener.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import regex

# Where one of these stands in a pattern, a match may depend on what is before it.
_LOOKS_BACK = regex.compile(r"\(\?<[=!]|\\[AbBGKmM]|\^|\(\?[a-zA-Z-]+[:)]|\(\?[(|&]")


@lru_cache(maxsize=256)
def _asked(pattern: regex.Pattern[str]) -> dict[str, bool]:
    return {}


def openers(pattern: regex.Pattern[str], characters: Iterable[str]) -> set[str]:
    """Give those of the characters with which a match can begin.

    >>> sorted(openers(regex.compile("[ﬁﬂ]|Ã."), "aÃﬁ"))
    ['Ã', 'ﬁ']
    """
    if _LOOKS_BACK.search(pattern.pattern):
        return set(characters)
    answers = _asked(pattern)
    for sign in characters:
        if sign not in answers:
            answers[sign] = pattern.match(sign, partial=True) is not None
    return {sign for sign in characters if answers[sign]}
