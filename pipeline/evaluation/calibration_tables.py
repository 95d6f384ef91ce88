"""The tables of a calibration: grades and books left out, classes, and rules whose grade is off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.correction import CONFIDENCES
from pipeline.evaluation.calibration import (
    Counts,
    Foretold,
    RuleCounts,
    by_grade,
    chance,
    cross_validated,
    proven,
)
from pipeline.evaluation.grades import PROMISED
from pipeline.evaluation.reliability import Class, classes
from pipeline.evaluation.tables import NOTHING, Grid, Marks, share
from pipeline.visible import visible

# The marks of a Markdown page between which these tables stand.
MARKS: Marks = (
    "<!-- calibration: made by corrigenda calibrate -->",
    "<!-- end of calibration -->",
)


@dataclass(frozen=True)
class Calibration:
    """The rules with their counts, what was foretold of each book, and the classes of the plot."""

    rules: tuple[RuleCounts, ...]
    foretold: tuple[Foretold, ...]
    classes: tuple[Class, ...]

    @property
    def too_high(self) -> list[RuleCounts]:
        """The rules that claim more than they hold."""
        return [one for one in self.rules if one.fitted != one.claimed]

    @property
    def too_low(self) -> list[RuleCounts]:
        """The rules of which more is proven than they claim."""
        rank = CONFIDENCES.index
        return [one for one in self.rules if rank(proven(one.total)) < rank(one.claimed)]


def calibrate(rules: Sequence[RuleCounts]) -> Calibration:
    """Fit grades, with each book left out in turn."""
    foretold = cross_validated(rules)
    return Calibration(tuple(rules), tuple(foretold), tuple(classes(foretold)))


def grids(found: Calibration) -> list[Grid]:
    """Give all tables."""
    return [_grades(found), _books(found), _classes(found), _rules(found)]


def _grades(found: Calibration) -> Grid:
    kept = by_grade(found.foretold, lambda one: one.grade)
    blind = by_grade(found.foretold, lambda one: one.blind)
    rows = []
    for name, totals in (("counts and claims", kept), ("counts alone", blind)):
        for grade in CONFIDENCES:
            one = totals[grade]
            promised = f"{100 * PROMISED[grade]:.1f} %" if grade in PROMISED else NOTHING
            rows.append((name, grade, *_counted(one), _interval(one), promised))
    heads = (
        "grades fitted from", "grade", "right", "wrong", "precision", "95 % interval", "promised",
    )  # fmt: skip
    return Grid("Grades in books left out of the fit", heads, tuple(rows), texts=2)


def _books(found: Calibration) -> Grid:
    rows = []
    for book in sorted({one.book for one in found.foretold}):
        here = [one for one in found.foretold if one.book == book]
        totals = by_grade(here, lambda one: one.grade)
        cells = [cell for grade in PROMISED for cell in _counted(totals[grade])]
        rows.append((visible(book), *cells))
    heads = ["book left out"]
    for grade in PROMISED:
        heads += [f"{grade}: right", "wrong", "precision"]
    return Grid("Grades by book", tuple(heads), tuple(rows))


def _classes(found: Calibration) -> Grid:
    rows = [
        (f"{100 * one.expected:.2f} %", f"{100 * one.wrong:.2f} %",
         "–".join(f"{100 * bound:.2f}" for bound in one.interval), f"{one.counts.judged:,}")
        for one in found.classes
    ]  # fmt: skip
    heads = ("expected wrong", "found wrong", "95 % interval", "corrections")
    return Grid("Expected and found", heads, tuple(rows), texts=0)


def _rules(found: Calibration) -> Grid:
    """Give the rules with wrong corrections, those whose grade is least credible first."""
    faulty = [one for one in found.rules if one.total.wrong]
    faulty.sort(key=lambda one: (_chance(one), one.key))
    rows = [
        (visible(one.key), one.claimed, _told(one, found), *_counted(one.total),
         f"{100 * _chance(one):.1f} %" if one.claimed in PROMISED else NOTHING)
        for one in faulty
    ]  # fmt: skip
    heads = ("rule", "grade", "holds", "right", "wrong", "precision", "so many wrong by chance")
    return Grid("Rules that were wrong", heads, tuple(rows), texts=3)


def _chance(one: RuleCounts) -> float:
    return chance(one.total, PROMISED[one.claimed]) if one.claimed in PROMISED else 1.0


def _told(one: RuleCounts, found: Calibration) -> str:
    if one in found.too_low:
        return f"proven {proven(one.total)}"
    return "yes" if one.fitted == one.claimed else f"only {one.fitted}"


def _counted(one: Counts) -> tuple[str, str, str]:
    return f"{one.right:,}", f"{one.wrong:,}", share(one.right, one.judged)


def _interval(one: Counts) -> str:
    low, high = one.interval
    return f"{100 * low:.2f}–{100 * high:.2f}" if one.judged else NOTHING
