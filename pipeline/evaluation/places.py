"""Gathers the tokens that were fixed, harmed or missed into places that a person can look at."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipeline.evaluation.comparison import Comparison, Fate, Side
from pipeline.evaluation.damage import Damage, Excerpt, damage
from pipeline.evaluation.judging import Judged
from pipeline.evaluation.lines import Lines
from pipeline.evaluation.tokens import Tokens, Truth

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Tokens of the truth, one after the other, of one fate.

    `truth`, `raw` and `cleaned` are the tokens there, ends excluded. `damage` is that of the raw
    text where it was fixed, else what is wrong in the cleaned text. `judged` are the corrections,
    made or not, that meet the place; page and line are the raw text's.
    """

    fate: Fate
    damage: Damage
    truth: Span
    raw: Span
    cleaned: Span
    judged: tuple[Judged, ...]
    page: int
    line: int

    @property
    def tokens(self) -> int:
        """How many tokens of the truth share the fate."""
        return self.truth[1] - self.truth[0]


def places(comparison: Comparison, judged: Sequence[Judged], lines: Lines) -> list[Place]:
    """Give all places of a comparison, in the order of the truth."""
    index = _Index(judged)
    found: list[Place] = []
    for first, last, fate in _runs(comparison):
        raw, cleaned = comparison.raw.span(first, last), comparison.cleaned.span(first, last)
        side, span = comparison.cleaned, cleaned
        if fate == "fixed":
            side, span = comparison.raw, raw
        kind = damage(*_excerpts(side, span, comparison.truth, (first, last)))
        meeting = index.within(*_stretch(comparison, cleaned))
        at = _offset(comparison, raw[0])
        where = lines.page(at), lines.line(at)
        found.append(Place(fate, kind, (first, last), raw, cleaned, tuple(meeting), *where))
    return found


def _runs(comparison: Comparison) -> Iterator[tuple[int, int, Fate]]:
    """Give the tokens of one fate that stand together: a right one behind extra ones ends them."""
    run: tuple[int, int, Fate] | None = None
    for index, fate in comparison.fates():
        side = comparison.raw if fate == "fixed" else comparison.cleaned
        if run and (run[1], run[2]) == (index, fate) and not side.met[index - 1]:
            run = run[0], index + 1, fate
            continue
        if run:
            yield run
        run = index, index + 1, fate
    if run:
        yield run


def _excerpts(side: Side, span: Span, truth: Truth, truth_span: Span) -> tuple[Excerpt, Excerpt]:
    """Give what stands at a place in a text and in the truth, without what is equal at its ends."""
    keys, wanted = side.tokens.keys[slice(*span)], truth.tokens.keys[slice(*truth_span)]
    most = min(len(keys), len(wanted))
    first = last = 0
    while first < most and keys[first] == wanted[first]:
        first += 1
    while last < most - first and keys[-1 - last] == wanted[-1 - last]:
        last += 1
    return (
        _excerpt(side.text, side.tokens, (span[0] + first, span[1] - last)),
        _excerpt(truth.text, truth.tokens, (truth_span[0] + first, truth_span[1] - last)),
    )


def _excerpt(text: str, tokens: Tokens, span: Span) -> Excerpt:
    keys = tokens.keys[slice(*span)]
    return Excerpt(keys, text[tokens.starts[span[0]] : tokens.ends[span[1] - 1]] if keys else "")


def _offset(comparison: Comparison, token: int) -> int:
    """Give where a token of the raw text starts; behind the last one the text's end."""
    starts = comparison.raw.tokens.starts
    return starts[token] if token < len(starts) else len(comparison.raw.text)


def _stretch(comparison: Comparison, span: Span) -> Span:
    """Give the cleaned text's stretch from the token before a place to the one behind it."""
    tokens = comparison.cleaned.tokens
    start = tokens.ends[span[0] - 1] if span[0] else 0
    end = tokens.starts[span[1]] if span[1] < len(tokens) else len(comparison.cleaned.text)
    return start, max(start, end)


class _Index:
    """Finds corrections by their place in the cleaned text."""

    def __init__(self, judged: Sequence[Judged]) -> None:
        self._sorted = sorted(judged, key=lambda one: one.cleaned)
        self._starts = [one.cleaned[0] for one in self._sorted]
        self._reach = list(accumulate((one.cleaned[1] for one in self._sorted), max))

    def within(self, start: int, end: int) -> Iterator[Judged]:
        """Give the corrections that meet a stretch; where it only adjoins them they do not."""
        first, last = bisect_left(self._reach, start), bisect_right(self._starts, end)
        for one in self._sorted[first:last]:
            low, high = one.cleaned
            if (low < end and high > start) or start <= low == high <= end:
                yield one
