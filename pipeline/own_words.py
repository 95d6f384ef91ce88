"""How likely a string is to be a word of the writer's own: by the letters that follow one another.

A name or a word of dialect is spelt as words of the language are spelt; most misreadings are not.
Three letters at a time, counted in the language's own word list.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from pipeline.lexicon import Lexicon

# Every so many words of the list are counted: enough for the habits of a language.
_STEP = 7

# What is never seen counts as seen so many times, and so many letters may follow any two.
_UNSEEN = 0.1
_LETTERS = 40


class Spelling:
    """The letters of some words, three at a time.

    >>> english = Spelling(["garden", "harden", "warden", "burden"])
    >>> english.share("larden") > english.share("xqrdcn")
    True
    """

    def __init__(self, words: Iterable[str]) -> None:
        threes: Counter[str] = Counter()
        for word in words:
            framed = f"  {word.lower()} "
            threes.update([framed[at : at + 3] for at in range(len(framed) - 2)])
        twos: Counter[str] = Counter()
        for three, count in threes.items():
            twos[three[:2]] += count
        self._threes, self._twos = threes, twos

    def share(self, word: str) -> float:
        """Give log10 of the share of strings spelt like these words that this one makes up."""
        framed = f"  {word.lower()} "
        total = 0.0
        for at in range(len(framed) - 2):
            three = framed[at : at + 3]
            seen = self._twos[three[:2]] + _UNSEEN * _LETTERS
            total += math.log10((self._threes[three] + _UNSEEN) / seen)
        return total


@lru_cache(maxsize=4)
def spelling(lexicon: Lexicon) -> Spelling:
    """Give the spelling of a language's words."""
    return Spelling(sorted(lexicon.words())[::_STEP])
