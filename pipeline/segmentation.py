"""Parts a run of letters into words: the best and the next best way, by dynamic programming.

A word's probability is half the document's own count and half wordfreq's, interpolated (FIELD: the
two err in different places, so both together beat either). Only cuts that the run allows are
tried; letters are never changed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
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


class Scores(dict[str, float]):
    """The log10 probability of each word asked for, worked out on its first use."""

    def __init__(self, scorer: Scorer) -> None:
        super().__init__()
        self.scorer = scorer

    def __missing__(self, word: str) -> float:
        value = self[word] = self.scorer.score(word)
        return value


@dataclass(frozen=True)
class Scorer:
    """Gives the log10 probability of a word in this document and language.

    `single_words` are the letters that are words; forms of two or three letters count only when
    the lexicon knows them and they are not rarer than `short_zipf`, since lists hold many rare
    short forms. `elided` are what stands before an apostrophe for a whole word, as French `l’`.
    `document_share` is the weight of the document's own counts; a word that the
    lexicon lacks needs `least_count` of them.
    """

    context: Context
    single_words: frozenset[str]
    short_zipf: float
    document_share: float = 0.5
    least_count: int = 1
    elided: frozenset[str] = frozenset()
    _shares: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def scores(self) -> Scores:
        """The scores of words, each worked out once."""
        return Scores(self)

    def score(self, word: str) -> float:
        """Give the word's log10 probability, below -UNKNOWN_BASE where it is no word."""
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
        return own, 10 ** (self.context.lexicon.likely(word.rstrip("’'")) - 9)

    def is_word(self, word: str) -> bool:
        """Whether the word may be a part of the result."""
        letters = word.split("’")[0].split("'")[0]
        if word.endswith(("’", "'")):
            return letters.lower() in self.elided
        if len(letters) <= 1:
            return letters in self.single_words or letters.lower() in self.single_words
        known = self.context.lexicon.known(word)
        if len(letters) == 2:
            return known and self.context.lexicon.likely(letters) >= self.short_zipf + 1
        count = self.context.vocabulary.count_any_case(word)
        if len(letters) == 3:
            return known and (count > 1 or self.context.lexicon.likely(letters) >= self.short_zipf)
        return known or count >= self.least_count


Way = tuple[float, int, int]


def scorers_of(
    context: Context,
    single_words: frozenset[str],
    short_zipf: float,
    elided: frozenset[str] = frozenset(),
) -> tuple[Scorer, ...]:
    """Three scorers: document and list together, then each (as good as) alone."""
    both = Scorer(context, single_words, short_zipf, elided=elided)
    return both, *(replace(both, document_share=share) for share in (0.99, 0.01))


def segment(
    pieces: Sequence[str],
    must_cut: Sequence[bool],
    cut_cost: Sequence[float],
    scores: Mapping[str, float],
    longest: int = 24,
) -> Segmentation:
    """Join pieces into the likeliest words.

    `must_cut[i]` says that a word ends before piece i, `cut_cost[i]` what a cut there costs, in
    log10; no word of more than one piece is longer than `longest` letters.
    """
    ways = _ways(_endings(pieces, must_cut, longest), cut_cost, scores)
    words = _words(pieces, ways)
    (score, _, _), (next_score, _, _) = ways[len(pieces)]
    unknown = sum(scores[word] <= -UNKNOWN_BASE for word in words)
    return Segmentation(words, score, score - next_score, unknown)


# For each piece, the words that may end there, as (start, word).
Endings = list[list[tuple[int, str]]]


def _endings(pieces: Sequence[str], must_cut: Sequence[bool], longest: int) -> Endings:
    endings: Endings = [[]]
    for end in range(1, len(pieces) + 1):
        found = []
        word = ""
        for start in range(end - 1, -1, -1):
            word = pieces[start] + word
            if len(word) > longest and start < end - 1:
                break
            found.append((start, word))
            if must_cut[start]:
                break
        endings.append(found)
    return endings


_NO_WAY = (-math.inf, -1, 0)


def _ways(
    endings: Endings, cut_cost: Sequence[float], scores: Mapping[str, float]
) -> list[tuple[Way, Way]]:
    """The best and the second best way to each end, as (score, start, rank of the way before)."""
    ways: list[tuple[Way, Way]] = [((0.0, -1, 0), _NO_WAY)]
    for ending in endings[1:]:
        best = second = _NO_WAY
        for start, word in ending:
            value = scores[word] - (cut_cost[start] if start else 0.0)
            first, other = ways[start]
            total = first[0] + value
            if total > second[0]:
                way = (total, start, 0)
                best, second = (way, best) if total > best[0] else (best, way)
                total = other[0] + value
                if total > second[0]:
                    second = (total, start, 1)
        ways.append((best, second))
    return ways


def _words(pieces: Sequence[str], ways: Sequence[tuple[Way, Way]]) -> tuple[str, ...]:
    words: list[str] = []
    at, rank = len(pieces), 0
    while at > 0:
        _, start, before = ways[at][rank]
        words.append("".join(pieces[start:at]))
        at, rank = start, before
    return tuple(reversed(words))


def cut_alike(
    pieces: Sequence[str],
    must_cut: Sequence[bool],
    cut_cost: Sequence[float],
    scores: Sequence[Mapping[str, float]],
    longest: int = 24,
) -> bool:
    """Whether several scores part the pieces into the same known words."""
    # Only known words can be shared, and they are few: unknown ones need no second look.
    known = [
        [(start, word) for start, word in ending if scores[0][word] > -UNKNOWN_BASE]
        for ending in _endings(pieces, must_cut, longest)
    ]
    cuts = {_words(pieces, _ways(known, cut_cost, table)) for table in scores}
    return len(cuts) == 1
