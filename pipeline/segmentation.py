"""Parts a run of letters into words: the best and the next best way, by dynamic programming.

A word's probability is half the document's own count and half wordfreq's, interpolated (FIELD: the
two err in different places, so both together beat either). Only cuts that the run allows are
tried; letters are never changed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.context import Context

# An unknown word costs more than any plausible row of known ones: 10^-(9 + length).
UNKNOWN_BASE = 9.0


@dataclass(frozen=True)
class Segmentation:
    """The words of a run, as counts of pieces each takes, and how sure that is.

    `score` is the log10 probability of the words, `margin` how far the next best way lies below.
    """

    words: tuple[str, ...]
    score: float
    margin: float
    unknown: int


@dataclass(frozen=True)
class Scorer:
    """Gives the log10 probability of a word in this document and language.

    `single_words` are the letters that are words; forms of two or three letters count only when
    the lexicon knows them and they are not rarer than `short_zipf`, since lists hold many rare
    short forms. `document_share` is the weight of the
    document's own counts; a word that the lexicon lacks needs `least_count` of them.
    """

    context: Context
    single_words: frozenset[str]
    short_zipf: float
    document_share: float = 0.5
    least_count: int = 1
    _scores: dict[str, float] = field(default_factory=dict, repr=False, compare=False)
    _shares: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def log_probability(self, word: str) -> float:
        """Give the word's log10 probability, below -UNKNOWN_BASE where it is no word."""
        found = self._scores.get(word)
        if found is None:
            found = self._scores[word] = self._score(word)
        return found

    def _score(self, word: str) -> float:
        shares = self._shares.get(word, ())
        if shares == ():
            shares = self._shares[word] = self._look_up(word)
        if not shares:
            return -UNKNOWN_BASE - len(word)
        own, listed = shares
        return math.log10(max(self.document_share * own + (1 - self.document_share) * listed, 1e-8))

    def _look_up(self, word: str) -> tuple[float, float] | None:
        """The word's share of the document and of the list; None where it is no word."""
        if not self.is_word(word):
            return None
        vocabulary = self.context.vocabulary
        own = vocabulary.count_any_case(word) / max(vocabulary.total, 1)
        return own, 10 ** (self.context.lexicon.likely(word) - 9)

    def is_word(self, word: str) -> bool:
        """Whether the word may be a part of the result."""
        letters = word.split("’")[0].split("'")[0]
        if len(letters) <= 1:
            return letters in self.single_words or letters.lower() in self.single_words
        known = self.context.lexicon.known(word)
        if len(letters) == 2:
            return known and self.context.lexicon.likely(letters) >= self.short_zipf + 1
        count = self.context.vocabulary.count_any_case(word)
        if len(letters) == 3:
            return known and (count > 1 or self.context.lexicon.likely(letters) >= self.short_zipf)
        return known or count >= self.least_count


def scorers_of(
    context: Context, single_words: frozenset[str], short_zipf: float
) -> tuple[Scorer, ...]:
    """Three scorers: document and list together, then each (as good as) alone."""
    both = Scorer(context, single_words, short_zipf)
    return both, *(replace(both, document_share=share, _scores={}) for share in (0.99, 0.01))


def segment(
    pieces: Sequence[str],
    must_cut: Sequence[bool],
    cut_cost: Sequence[float],
    log_probability: Callable[[str], float],
    longest: int = 24,
) -> Segmentation:
    """Join pieces into the likeliest words.

    `must_cut[i]` says that a word ends before piece i, `cut_cost[i]` what a cut there costs, in
    log10.
    """
    ways: list[list[tuple[float, int, int]]] = [[(0.0, -1, 0)]]
    for end in range(1, len(pieces) + 1):
        found: list[tuple[float, int, int]] = []
        word = ""
        for start in range(end - 1, -1, -1):
            word = pieces[start] + word
            if len(word) > longest and start < end - 1:
                break
            value = log_probability(word) - (cut_cost[start] if start else 0.0)
            found += [
                (score + value, start, rank) for rank, (score, _, _) in enumerate(ways[start])
            ]
            if must_cut[start]:
                break
        found.sort(reverse=True)
        ways.append(found[:2])
    words: list[str] = []
    at, rank = len(pieces), 0
    while at > 0:
        _, start, before = ways[at][rank]
        words.append("".join(pieces[start:at]))
        at, rank = start, before
    last = ways[len(pieces)]
    margin = last[0][0] - last[1][0] if len(last) > 1 else math.inf
    unknown = sum(log_probability(word) <= -UNKNOWN_BASE for word in words)
    return Segmentation(tuple(reversed(words)), last[0][0], margin, unknown)
