"""Parts a run of letters into words: the best and the next best way, by dynamic programming.

A word's probability is half the document's own count and half wordfreq's, interpolated (FIELD: the
two err in different places, so both together beat either). Only cuts that the run allows are
tried; letters are never changed.

Nearly all the strings that a run holds are no words. Which of them are is asked of all at once, and
a way through an unknown word is looked at only where it may be among the best two.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from typing import Any, Protocol

from pipeline.context import Context
from pipeline.vocabulary import other_number

# An unknown word costs more than any plausible row of known ones: 10^-(9 + length).
UNKNOWN_BASE = 9.0

_LONG_NOUN = 9


@dataclass(frozen=True)
class Segmentation:
    """The words of a run, as counts of pieces each takes, and how sure that is.

    `score` is the log10 probability of the words, `margin` how far the next best way lies below,
    `second` the words of that one, or none.
    """

    words: tuple[str, ...]
    score: float
    margin: float
    unknown: int
    second: tuple[str, ...] = ()


class Scores(dict[str, float]):
    """The log10 probability of each word asked for, worked out on its first use.

    The scorer keeps its scores, and they are of use while it lives. They hold it weakly: a circle
    of the two would keep the whole text in memory after it is done with.
    """

    def __init__(self, scorer: Scorer) -> None:
        super().__init__()
        self.scorer = weakref.proxy(scorer)

    def __missing__(self, word: str) -> float:
        value: float = self.scorer.score(word)
        self[word] = value
        return value

    def words_among(self, strings: set[str]) -> set[str]:
        """Give those of the strings that are words here."""
        context = self.scorer.context
        possible = context.lexicon.possible(strings)
        possible |= context.vocabulary.written_often(strings - possible, self.scorer.least_count)
        # Which letters are words is the scorer's to say.
        possible.update([one for one in strings if len(one) == 1])
        return {one for one in possible if self[one] > -UNKNOWN_BASE}


class Table(Protocol):
    """What `segment` asks of scores."""

    def __getitem__(self, word: str, /) -> float:
        """The log10 probability of a word."""
        ...

    def words_among(self, strings: set[str]) -> set[str]:
        """Those of the strings that are words."""
        ...


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
        own = self._count(word) / max(vocabulary.total, 1)
        return own, 10 ** (self.context.lexicon.likely(word.rstrip("’'")) - 9)

    def _count(self, word: str) -> float:
        """How often the document writes the word; half as much where only its other number."""
        count = self.context.vocabulary.count_any_case
        if written := count(word):
            return float(written)
        other = other_number(word)
        # Of short words the other number is too often another word.
        return count(other) / 2 if len(other) >= _LONG_NOUN else 0.0

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
    scores: Table,
    longest: int = 24,
) -> Segmentation:
    """Join pieces into the likeliest words.

    `must_cut[i]` says that a word ends before piece i, `cut_cost[i]` what a cut there costs, in
    log10; no word of more than one piece is longer than `longest` letters.
    """
    run = Run(pieces, must_cut, cut_cost, longest)
    return run.parted(scores, run.endings(scores.words_among(run.strings)))


# For each piece, the known words that end with it, as (start, word), the latest start first.
Endings = list[list[tuple[int, str]]]

_NO_WAY = (-math.inf, -1, 0)

# Sums in another order may differ in their last digits.
_SLACK = 1e-6


@dataclass(frozen=True)
class Run:
    """A run of pieces to be parted, as `segment` takes it."""

    pieces: Sequence[str]
    must_cut: Sequence[bool]
    cut_cost: Sequence[float]
    longest: int = 24

    @cached_property
    def text(self) -> str:
        """All pieces closed up."""
        return "".join(self.pieces)

    @cached_property
    def offsets(self) -> list[int]:
        """Where each piece starts in the text, and where the last one ends."""
        return list(accumulate(map(len, self.pieces), initial=0))

    @cached_property
    def costs(self) -> list[float]:
        """What a cut before each piece costs."""
        return [0.0, *self.cut_cost[1:]]

    @cached_property
    def first_starts(self) -> list[int]:
        """For each end, the first piece with which a word may start that ends there."""
        offsets, starts = self.offsets, [0]
        for end in range(1, len(self.pieces) + 1):
            start = end - 1
            least = offsets[end] - self.longest
            while start and not self.must_cut[start] and offsets[start - 1] >= least:
                start -= 1
            starts.append(start)
        return starts

    @cached_property
    def strings(self) -> set[str]:
        """All that may be a word of the run."""
        text, offsets = self.text, self.offsets
        strings: set[str] = set()
        for end, first in enumerate(self.first_starts):
            last = offsets[end]
            strings.update([text[start:last] for start in offsets[first:end]])
        return strings

    def endings(self, words: set[str]) -> Endings:
        """Find where these words may stand in the run."""
        text, offsets = self.text, self.offsets
        endings: Endings = [[] for _ in offsets]
        index = {offset: piece for piece, offset in enumerate(offsets)}
        for word in words & self.strings:
            at = text.find(word)
            while at >= 0:
                start, ending = index.get(at), index.get(at + len(word))
                if start is not None and ending and start >= self.first_starts[ending]:
                    endings[ending].append((start, word))
                at = text.find(word, at + 1)
        for found in endings:
            found.sort(reverse=True)
        return endings

    def has_way(self, endings: Endings) -> bool:
        """Whether known words alone make up the run."""
        reached = {0}
        for end, found in enumerate(endings):
            if any(start in reached for start, _ in found):
                reached.add(end)
        return len(self.pieces) in reached

    def parted(self, scores: Table, endings: Endings) -> Segmentation:
        """Give the best way through known and unknown words, and how far it leads."""
        ways = self._ways(scores, endings)
        words = self._words(ways)
        (score, _, _), (next_score, _, _) = ways[len(self.pieces)]
        unknown = sum(scores[word] <= -UNKNOWN_BASE for word in words)
        second = self._words(ways, 1) if next_score > -math.inf else ()
        return Segmentation(words, score, score - next_score, unknown, second)

    def cut_alike(self, scores: Sequence[Table], endings: Endings) -> bool:
        """Whether several scores part the pieces into the same known words."""
        # Only known words can be shared, and they are few: unknown ones need no second look.
        cuts = set()
        for table in scores:
            ways: list[tuple[Way, Way]] = [((0.0, -1, 0), _NO_WAY)]
            for ending in endings[1:]:
                steps = [(start, table[word]) for start, word in ending]
                ways.append(self._best_two(steps, ways))
            cuts.add(self._words(ways))
        return len(cuts) == 1

    def _ways(self, scores: Table, endings: Endings) -> list[tuple[Way, Way]]:
        """The best and the second best way to each end, as (score, start, rank of the way before).

        An unknown word counts only where it could beat the second best way through known ones.
        """
        ways: list[tuple[Way, Way]] = [((0.0, -1, 0), _NO_WAY)]
        unknown = -math.inf
        for end in range(1, len(self.pieces) + 1):
            before = ways[end - 1][0][0] - UNKNOWN_BASE - self.costs[end - 1]
            unknown = max(unknown, before) - len(self.pieces[end - 1])
            known = [(start, scores[word]) for start, word in endings[end]]
            two = self._best_two(known, ways)
            if two[1][0] <= unknown + _SLACK:
                two = self._best_two(self._with_unknown(end, dict(known)), ways)
            ways.append(two)
        return ways

    def _with_unknown(self, end: int, known: Mapping[int, float]) -> list[tuple[int, float]]:
        """Every start of a word that ends here, known or not, with its score."""
        offsets, last = self.offsets, self.offsets[end]
        return [
            (start, known[start] if start in known else -UNKNOWN_BASE - (last - offsets[start]))
            for start in range(end - 1, self.first_starts[end] - 1, -1)
        ]

    def _best_two(
        self, steps: Iterable[tuple[int, float]], ways: Sequence[tuple[Way, Way]]
    ) -> tuple[Way, Way]:
        best = second = _NO_WAY
        costs = self.costs
        for start, score in steps:
            value = score - costs[start]
            first, other = ways[start]
            total = first[0] + value
            if total > second[0]:
                way = (total, start, 0)
                best, second = (way, best) if total > best[0] else (best, way)
                total = other[0] + value
                if total > second[0]:
                    second = (total, start, 1)
        return best, second

    def _words(self, ways: Sequence[tuple[Way, Way]], rank: int = 0) -> tuple[str, ...]:
        words: list[str] = []
        at = len(self.pieces)
        while at > 0:
            _, start, before = ways[at][rank]
            words.append("".join(self.pieces[start:at]))
            at, rank = start, before
        return tuple(reversed(words))
