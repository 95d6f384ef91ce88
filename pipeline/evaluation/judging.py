"""Judges each correction by the truth at its place: was it right to make it?

Two readings of the place are laid beside the truth. They differ by this one correction and nothing
else: every other correction is made in both, where that can be. Where a later stage touched the
same words, both readings are those of the correction's own stage, so that it answers for itself
only. What is not applied is judged alike: would it have been right?
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rapidfuzz.distance import LCSseq, Levenshtein

from pipeline.api import Result
from pipeline.correction import Correction, Route, apply
from pipeline.evaluation.alignment import RUN_TOKENS
from pipeline.evaluation.comparison import Comparison
from pipeline.evaluation.lines import Lines
from pipeline.evaluation.tokens import tokens

Verdict = Literal["right", "wrong", "neither", "partial", "alike", "unscored", "unaligned"]
VERDICTS: dict[Verdict, str] = {
    "right": "the reading with it is nearer to the truth",
    "wrong": "the reading without it is nearer to the truth",
    "neither": "it puts one wrong reading for another, as far from the truth",
    "partial": "it brings signs nearer to the truth and costs a word that was right",
    "alike": "the two readings differ in nothing that is compared, such as a line end",
    "unscored": "the truth does not count there",
    "unaligned": "the truth has no such place, or none that can be told",
}

# So far from a correction its place must be bounded by words that agree with the truth.
REACH_TOKENS = 100

# Where more than this share of the signs differs either way, the truth tells of something else.
UNLIKE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Judged:
    """A correction with the verdict on it, and its place.

    `raw` and `cleaned` are its stretches of the two texts. `made` and `undone` are the readings
    with it and without it, and `truth` the stretch of the truth that they were laid beside.
    """

    correction: Correction
    verdict: Verdict
    raw: tuple[int, int]
    cleaned: tuple[int, int]
    page: int
    line: int
    cleaned_line: int
    made: str = ""
    undone: str = ""
    truth: tuple[int, int] = (0, 0)

    @property
    def rule(self) -> str:
        """The rule as stage/rule."""
        return f"{self.correction.stage}/{self.correction.rule}"


class _Place(NamedTuple):
    """A stretch of the cleaned text, and what stands there with the correction and without it."""

    start: int
    end: int
    made: str
    undone: str


class _Window(NamedTuple):
    """Where a place is bounded by agreeing words: in the cleaned text, in the truth's tokens."""

    start: int
    end: int
    truth_first: int
    truth_last: int
    counts: bool


def judge(result: Result, comparison: Comparison, lines: Lines) -> list[Judged]:
    """Judge all corrections of a result, made or not, in the order of stages and places."""
    return [_judged(*one, lines, comparison) for one in _placed(result)]


def _judged(
    one: Correction,
    raw: tuple[int, int],
    place: _Place | None,
    lines: Lines,
    comparison: Comparison,
) -> Judged:
    cleaned = (place.start, place.end) if place else (0, 0)
    where = lines.page(raw[0]), lines.line(raw[0]), lines.cleaned_line(cleaned[0])
    window = _window(place, comparison) if place else None
    if not place or not window:
        return Judged(one, "unaligned", raw, cleaned, *where)
    text = comparison.cleaned.text
    left, right = text[window.start : place.start], text[place.end : window.end]
    made, undone = left + place.made + right, left + place.undone + right
    truth = comparison.truth.tokens
    wanted = truth.keys[window.truth_first : window.truth_last]
    verdict = _verdict(made, undone, wanted, comparison.words) if window.counts else "unscored"
    span = (0, 0)
    if wanted:
        span = truth.starts[window.truth_first], truth.ends[window.truth_last - 1]
    return Judged(one, verdict, raw, cleaned, *where, made, undone, span)


def _placed(result: Result) -> Iterator[tuple[Correction, tuple[int, int], _Place | None]]:
    """Give each correction with its stretch of the raw text and its place in the cleaned one."""
    route = Route(stage.corrections for stage in result.stages)
    text = result.raw
    for index, stage in enumerate(result.stages):
        text = apply(text, stage.corrections)
        shift = 0
        for one in stage.corrections:
            raw = route.from_raw[index].span_before(one.start, one.end)
            stands = one.after if one.applied else one.before
            start = one.start + shift
            end = start + len(stands)
            # What was refused may lie where another rule then made its correction.
            there = text[start:end] == stands
            on = route.to_cleaned[index + 1]
            first, last = on.span_after(start, end)
            place = None
            if there and result.text[first:last] == stands:
                place = _Place(first, last, one.after, one.before)
            elif there:
                low, high = on.span_before(first, last)
                left, right = text[min(low, start) : start], text[end : max(high, end)]
                place = _Place(first, last, left + one.after + right, left + one.before + right)
            yield one, raw, place
            if one.applied:
                shift += len(one.after) - len(one.before)


def _window(place: _Place, comparison: Comparison) -> _Window | None:
    """Bound a place by runs of words that agree with the truth; None where they are too far."""
    side, truth = comparison.cleaned, comparison.truth
    first, last = side.tokens.touching(place.start, place.end)
    index = bisect_left(side.firm, first) - 1
    before = side.firm[index] if index >= 0 else -1
    index = bisect_left(side.firm, last + RUN_TOKENS - 1)
    after = side.firm[index] - RUN_TOKENS + 1 if index < len(side.firm) else len(side.tokens)
    if first - before > REACH_TOKENS or after - last > REACH_TOKENS:
        return None
    start, end = 0, len(side.text)
    truth_first, truth_last = 0, len(truth.tokens)
    if before >= 0:
        start, truth_first = side.tokens.starts[before], side.partners[before]
    if after < len(side.tokens):
        end, truth_last = side.tokens.ends[after], side.partners[after] + 1
    counts = _counts(first, last, comparison)
    return _Window(start, end, truth_first, truth_last, counts)


def _counts(first: int, last: int, comparison: Comparison) -> bool:
    """Say whether the truth counts where these tokens of the cleaned text stand.

    Where it has none there, that is so where the token behind the place counts.
    """
    partners, counts = comparison.cleaned.partners, comparison.truth.counts
    to_left, to_right = range(first - 1, -1, -1), range(last, len(partners))
    before = next((partners[index] for index in to_left if partners[index] >= 0), -1)
    behind = next((partners[index] for index in to_right if partners[index] >= 0), len(counts))
    return all(counts[before + 1 : behind] or counts[behind : behind + 1])


def _verdict(made: str, undone: str, wanted: Sequence[str], words: bool) -> Verdict:
    """Say which of two readings is nearer to the truth, in signs and then in whole words."""
    here, there = tokens(made, words=words).keys, tokens(undone, words=words).keys
    if here == there:
        return "alike"
    truth, with_it, without = " ".join(wanted), " ".join(here), " ".join(there)
    far = Levenshtein.distance(with_it, truth)
    far_without = Levenshtein.distance(without, truth)
    longest = max(len(truth), len(with_it), len(without))
    if min(far, far_without) > UNLIKE_SHARE * longest:
        return "unaligned"
    gained = LCSseq.similarity(here, wanted) - LCSseq.similarity(there, wanted)
    if far < far_without:
        return "right" if gained >= 0 else "partial"
    if far > far_without:
        return "wrong" if gained <= 0 else "partial"
    return "neither" if not gained else "right" if gained > 0 else "wrong"
