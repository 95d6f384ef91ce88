"""How well a word fits between its neighbours, by the pairs of words that the document writes."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import msgspec
import regex

from pipeline.document import Document

_WORD = regex.compile(r"[\p{L}\p{N}'’]+|[.,;:!?()]")


class Weights(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How much pairs say.

    A pair that is never seen leaves `alone` (0 to 1) of a word's own share, and one that is makes
    it `most` times as likely at most. A word that is never seen counts as seen `unseen` times. A
    neighbour stands within `reach` characters.
    """

    alone: float
    most: float
    unseen: float
    reach: int


@dataclass(frozen=True)
class PairsHere:
    """Counts of words and marks, and of those that follow one another, in small letters."""

    words: Counter[str]
    pairs: Counter[tuple[str, str]]
    total: int
    weights: Weights

    def fit(self, before: str, word: str, behind: str, own: int = 0) -> float:
        """Give log10 of how much likelier the word is between these two than by itself.

        So many of its places are its `own`, and do not count: one that is judged says nothing of
        itself.
        """
        weights = self.weights
        share = max(self.words[word] - own, weights.unseen) / self.total
        fit = 0.0
        for first, second, beside in ((before, word, before), (word, behind, behind)):
            if beside and (times := self.words[beside]):
                lift = max(self.pairs[first, second] - own, 0) / times / share
                fit += math.log10(weights.alone + (1 - weights.alone) * min(lift, weights.most))
        return fit


def of(document: Document, weights: Weights) -> PairsHere:
    """Count the document's pairs, once."""
    words, pairs = document.memo("pairs", lambda: _count(document.text))
    return PairsHere(words, pairs, max(words.total(), 1), weights)


# A text is counted in pieces of so many code points, so that its words never lie in memory all at
# once.
_PIECE = 1 << 16


def _count(text: str) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    last: list[str] = []
    at = 0
    while at < len(text):
        # No word goes on behind a line feed.
        end = text.find("\n", at + _PIECE) + 1 or len(text)
        found = _WORD.findall(text[at:end].lower())
        words.update(found)
        pairs.update(pairwise([*last, *found]))
        last = found[-1:] or last
        at = end
    return words, pairs


_BEFORE = regex.compile(r"([\p{L}\p{N}'’]+|[.,;:!?()])[^\p{L}\p{N}'’.,;:!?()]*$")


def neighbours(text: str, start: int, end: int, reach: int) -> tuple[str, str]:
    """Give the word or mark before a place and the one behind it, in small letters.

    Each stands within `reach` characters; empty where none does.
    """
    before = _BEFORE.search(text, max(start - reach, 0), start)
    behind = _WORD.search(text, end, end + reach)
    return before[1].lower() if before else "", behind[0].lower() if behind else ""
