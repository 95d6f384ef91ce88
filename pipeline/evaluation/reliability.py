"""The reliability plot: how often corrections were wrong against how often they should have been.

Corrections of left-out books are put together by the share of wrong ones that the other books let
expect. A point on the diagonal is as right as foretold; one below it is better. Both axes go by
powers of ten, since what tells certain from likely lies in the last hundredth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log10

from pipeline.correction import Confidence
from pipeline.evaluation.calibration import Counts, Foretold
from pipeline.evaluation.grades import PROMISED

# The upper bounds of the classes, as shares of wrong ones.
BOUNDS = (0.0005, 0.002, 0.005, 0.01, 0.02, 0.05, 1.0)

WIDTH, HEIGHT = 560, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 20, 55
LEAST, MOST = 0.00005, 0.5
TICKS = ((0.0001, "0.01 %"), (0.001, "0.1 %"), (0.01, "1 %"), (0.1, "10 %"))
BLUE, BROWN, GREY = "#0b5fa5", "#a5480b", "#666"


@dataclass(frozen=True)
class Class:
    """Corrections with a like expectation: the mean share expected to be wrong, and what came."""

    expected: float
    counts: Counts

    @property
    def wrong(self) -> float:
        """The share that was wrong."""
        return self.counts.wrong / self.counts.judged

    @property
    def interval(self) -> tuple[float, float]:
        """Between what shares of wrong ones the true one lies, 95 times in 100."""
        low, high = self.counts.interval
        return 1 - high, 1 - low


def classes(found: Iterable[Foretold]) -> list[Class]:
    """Put corrections together by the share of wrong ones that was expected, the least first."""
    counts = [Counts() for _ in BOUNDS]
    weights = [0.0] * len(BOUNDS)
    for one in found:
        wrong = 1 - one.expected
        place = next(at for at, bound in enumerate(BOUNDS) if wrong <= bound)
        counts[place] += one.counts
        weights[place] += wrong * one.counts.judged
    return [
        Class(weight / one.judged, one)
        for one, weight in zip(counts, weights, strict=True)
        if one.judged
    ]


def plot(every: list[Class], grades: dict[Confidence, Counts]) -> str:
    """Draw classes, and the two grades that promise something, as SVG."""
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12" role="img">',
        "<title>Share of wrong corrections, expected and found in books left out</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *_grid(),
        f'<path d="M{_across(LEAST):.0f} {_down(LEAST):.0f}L{_across(MOST):.0f} '
        f'{_down(MOST):.0f}" stroke="{GREY}" stroke-dasharray="5 4"/>',
        *(mark for one in every for mark in _point(one)),
        *(mark for grade, one in grades.items() for mark in _grade(grade, one)),
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 12}" text-anchor="middle">'
        "expected wrong, from the other books</text>",
        f'<text transform="translate(16 {(TOP + HEIGHT - BOTTOM) / 2:.0f}) rotate(-90)" '
        'text-anchor="middle">found wrong, in the book left out</text>',
        "</svg>\n",
    ])  # fmt: skip


def _across(share: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * _along(share)


def _down(share: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * _along(share)


def _along(share: float) -> float:
    """Give how far along an axis a share stands, from 0 to 1; smaller ones stand at its begin."""
    return log10(min(max(share, LEAST), MOST) / LEAST) / log10(MOST / LEAST)


def _grid() -> Iterator[str]:
    for share, name in TICKS:
        x, y = _across(share), _down(share)
        yield f'<path d="M{LEFT} {y:.0f}H{WIDTH - RIGHT}" stroke="#e4e4e4"/>'
        yield f'<path d="M{x:.0f} {TOP}V{HEIGHT - BOTTOM}" stroke="#e4e4e4"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4:.0f}" text-anchor="end">{name}</text>'
        yield f'<text x="{x:.0f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{name}</text>'


def _point(one: Class) -> Iterator[str]:
    x, y = _across(one.expected), _down(one.wrong)
    low, high = one.interval
    told = f"{one.counts.wrong:,} of {one.counts.judged:,} wrong"
    yield f'<path d="M{x:.1f} {_down(low):.1f}V{_down(high):.1f}" stroke="{BLUE}"/>'
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{BLUE}"><title>{told}</title></circle>'
    above = _down(high) - 5
    yield f'<text x="{x:.1f}" y="{above:.1f}" text-anchor="middle">{one.counts.judged:,}</text>'


def _grade(grade: Confidence, counts: Counts) -> Iterator[str]:
    """Draw a grade as a square over its promise: below the diagonal, the promise is kept."""
    if grade not in PROMISED or not counts.judged:
        return
    x, y = _across(1 - PROMISED[grade]), _down(counts.wrong / counts.judged)
    yield f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{BROWN}"/>'
    yield f'<text x="{x + 10:.1f}" y="{y + 20:.1f}" fill="{BROWN}">{grade}</text>'
