"""A damage profile says what kinds of damage a book has, how much of each, and where."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pipeline.review.proof import Proof

# Bars along the book: few enough to tell apart, many enough to see a bad chapter.
BARS = 60
WORDS_EACH = 10_000


@dataclass(frozen=True)
class Kind:
    """One rule's corrections: how many, how many for 10,000 words, and the pages with most."""

    rule: str
    confidence: str
    count: int
    share: float
    pages: tuple[int, ...]


@dataclass(frozen=True)
class Bar:
    """A stretch of the book: its pages, first and last, and its corrections by stage."""

    first: int
    last: int
    counts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """All corrections in the stretch."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True)
class Profile:
    """A book's damage: its words, its kinds, the most frequent first, and its bars in order."""

    words: int
    kinds: tuple[Kind, ...]
    bars: tuple[Bar, ...]
    stages: tuple[str, ...]


def profile(proof: Proof) -> Profile:
    """Give the damage profile of a book."""
    words = len(proof.raw.split())
    counts: Counter[tuple[str, str]] = Counter()
    pages: dict[tuple[str, str], Counter[int]] = {}
    for item in proof.items:
        key = item.rule, item.row.confidence
        counts[key] += 1
        pages.setdefault(key, Counter())[item.row.page] += 1
    kinds = []
    for (rule, confidence), count in counts.most_common():
        worst = sorted(pages[rule, confidence].items(), key=lambda one: (-one[1], one[0]))
        top = tuple(page for page, _ in worst[:3])
        kinds.append(Kind(rule, confidence, count, count * WORDS_EACH / max(words, 1), top))
    ordered = sorted({(one.stage, one.row.stage) for one in proof.items})
    stages = tuple(name for _, name in ordered)
    return Profile(words, tuple(kinds), _bars(proof, stages), stages)


def _bars(proof: Proof, stages: tuple[str, ...]) -> tuple[Bar, ...]:
    """Cut the book into stretches of equally many pages, or of text where it has few pages."""
    pages = proof.sheets[-1].page
    if pages >= 2:
        width = -(-pages // BARS)
        places = [(item.row.page - 1) // width for item in proof.items]
        spans = [(first + 1, min(first + width, pages)) for first in range(0, pages, width)]
    else:
        places = [item.raw[0] * BARS // max(len(proof.raw), 1) for item in proof.items]
        spans = [(1, 1)] * BARS
    counts: list[Counter[str]] = [Counter() for _ in spans]
    for place, item in zip(places, proof.items, strict=True):
        counts[min(place, len(spans) - 1)][item.row.stage] += 1
    return tuple(
        Bar(first, last, tuple((stage, count[stage]) for stage in stages if count[stage]))
        for (first, last), count in zip(spans, counts, strict=True)
    )
