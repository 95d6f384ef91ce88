"""Grades: shares of right ones, and how sure they are."""

from __future__ import annotations

import pytest

from pipeline.evaluation.grades import Tally, tally, wilson
from pipeline.evaluation.judging import Verdict


# By hand from the formula; the first two are in Newcombe 1998, table I.
@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
     (29, 29, 0.8830, 1.0), (0, 0, 0.0, 1.0)],
)  # fmt: skip
def test_wilson(right: int, total: int, low: float, high: float) -> None:
    assert wilson(right, total) == pytest.approx((low, high), abs=0.0001)


def test_precision_is_of_those_that_are_right_or_wrong() -> None:
    found: list[Verdict] = ["right", "wrong", "neither", "partial", "alike", "unscored"]
    counts = tally([*found, "right", "right"])
    assert counts == Tally(3, 1, 1, 1, 1, 1, 0)
    assert (counts.judged, counts.unjudged, counts.precision) == (4, 4, 0.75)
    assert tally(["neither"]).precision is None


def test_tallies_add_up() -> None:
    assert tally(["right"]) + tally(["right", "unaligned"]) == Tally(right=2, unaligned=1)
