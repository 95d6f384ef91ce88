"""How well a word fits between its neighbours, by the pairs of words that the document writes."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import regex

from pipeline.document import Document

_WORD = regex.compile(r"[\p{L}\p{N}'’]+|[.,;:!?()]")

# What a pair that is never seen leaves of a word's own share, and the most that one may add.
_ALONE = 0.5
_MOST = 1000.0


@dataclass(frozen=True)
class PairsHere:
    """Counts of words and marks, and of those that follow one another, in small letters."""

    words: Counter[str]
    pairs: Counter[tuple[str, str]]
    total: int

    def fit(self, before: str, word: str, behind: str) -> float:
        """Give log10 of how much likelier the word is between these two than by itself."""
        share = max(self.words[word], 0.5) / self.total
        fit = 0.0
        for first, second, beside in ((before, word, before), (word, behind, behind)):
            if beside and (times := self.words[beside]):
                lift = self.pairs[first, second] / times / share
                fit += math.log10(_ALONE + (1 - _ALONE) * min(lift, _MOST))
        return fit


def of(document: Document) -> PairsHere:
    """Count the document's pairs, once."""
    return document.memo("pairs", lambda: _count(document.text))


def _count(text: str) -> PairsHere:
    found = [one.lower() for one in _WORD.findall(text)]
    return PairsHere(Counter(found), Counter(pairwise(found)), max(len(found), 1))


_BEFORE = regex.compile(r"([\p{L}\p{N}'’]+|[.,;:!?()])[^\p{L}\p{N}'’.,;:!?()]*$")


def neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """Give the word or mark before a place and the one behind it, in small letters."""
    before = _BEFORE.search(text, max(start - 40, 0), start)
    behind = _WORD.search(text, end, end + 40)
    return before[1].lower() if before else "", behind[0].lower() if behind else ""
