"""How likely a string is to be a word of the writer's own: by the letters that follow one another.

A name or a word of dialect is spelt as words of the language are spelt; most misreadings are not.
Three letters at a time, counted in the language's own word list.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from pipeline.lexicon import MOST_LANGUAGES, Lexicon


class Habits(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How the habits of a language are counted.

    One in `step` words of its list is looked at. Three letters that are never seen count as seen
    `unseen` times, and any of so many `letters` may follow two.
    """

    step: int
    unseen: float
    letters: int


class Spelling:
    """The letters of some words, three at a time.

    >>> habits = Habits(step=1, unseen=0.1, letters=40)
    >>> english = Spelling(["garden", "harden", "warden", "burden"], habits)
    >>> english.share("larden") > english.share("xqrdcn")
    True
    >>> english.rarest("harden"), english.rarest("hardcn")
    (1, 0)
    """

    def __init__(self, words: Iterable[str], habits: Habits) -> None:
        threes: Counter[str] = Counter()
        for word in words:
            framed = f"  {word.lower()} "
            threes.update([framed[at : at + 3] for at in range(len(framed) - 2)])
        twos: Counter[str] = Counter()
        for three, count in threes.items():
            twos[three[:2]] += count
        self._threes, self._twos = threes, twos
        self._unseen, self._unseen_twos = habits.unseen, habits.unseen * habits.letters

    def rarest(self, word: str) -> int:
        """Count how often these words have those three letters of one that they have least."""
        framed = f"  {word.lower()} "
        return min([self._threes[framed[at : at + 3]] for at in range(len(framed) - 2)])

    def share(self, word: str) -> float:
        """Give log10 of the share of strings spelt like these words that this one makes up."""
        framed = f"  {word.lower()} "
        total = 0.0
        for at in range(len(framed) - 2):
            three = framed[at : at + 3]
            seen = self._twos[three[:2]] + self._unseen_twos
            total += math.log10((self._threes[three] + self._unseen) / seen)
        return total


@lru_cache(MOST_LANGUAGES)
def spelling(lexicon: Lexicon, habits: Habits) -> Spelling:
    """Give the spelling of a language's words."""
    return Spelling(sorted(lexicon.words())[:: habits.step], habits)
