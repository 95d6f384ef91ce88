"""Counts verdicts by grade, by stage and by rule, and says how sure the shares are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from math import sqrt

from pipeline.correction import Confidence
from pipeline.evaluation.judging import Verdict

# The quantile of the normal distribution that a 95 per cent interval wants.
QUANTILE = 1.959964

# What the words promise, as docs/writing-rules.md has it. A suspect promises nothing.
PROMISED: dict[Confidence, float] = {"certain": 0.999, "likely": 0.98}


@dataclass(frozen=True)
class Tally:
    """How many corrections got each verdict."""

    right: int = 0
    wrong: int = 0
    neither: int = 0
    partial: int = 0
    alike: int = 0
    unscored: int = 0
    unaligned: int = 0

    @property
    def judged(self) -> int:
        """Those that are right or wrong."""
        return self.right + self.wrong

    @property
    def unjudged(self) -> int:
        """Those of which the truth does not say whether they are right or wrong."""
        return self.neither + self.partial + self.alike + self.unscored + self.unaligned

    @property
    def precision(self) -> float | None:
        """The share of right ones among those judged, None where there is none."""
        return self.right / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between what shares the true one lies, 95 times in 100."""
        return wilson(self.right, self.judged)

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """Count verdicts.

    >>> tally(["right", "wrong", "right"])
    Tally(right=2, wrong=1, neither=0, partial=0, alike=0, unscored=0, unaligned=0)
    """
    counts = Counter[str](verdicts)
    return Tally(**{one.name: counts[one.name] for one in fields(Tally)})


def wilson(right: int, total: int) -> tuple[float, float]:
    """Give Wilson's 95 per cent interval of a share; of nothing, everything from 0 to 1.

    Wilson, Probable inference, 1927. It holds near 0 and 1 too, where these shares lie.

    >>> [round(bound, 4) for bound in wilson(999, 1000)]
    [0.9944, 0.9998]
    """
    if not total:
        return 0.0, 1.0
    share = right / total
    square = QUANTILE**2 / total
    middle = (share + square / 2) / (1 + square)
    half = QUANTILE * sqrt(share * (1 - share) / total + square / (4 * total)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)
