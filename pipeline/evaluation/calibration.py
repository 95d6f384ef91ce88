"""Whether each rule is as right as its grade says, told from counts on texts with a truth.

A grade is a promise. The fit lowers a rule by a grade where a rule as good as the promise would
seldom be wrong so often; too few counts refute nothing, and then the rule keeps what its author
claims. Whether that can be trusted is asked of books that had no part in the fit: each book is left
out in turn, grades are fitted on the others, and what the rules did in that book is counted under
these grades. `blind` does the same without the authors' claims: all it knows of a rule is its
counts, and those of the other rules of its stage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, fsum, lgamma, log

from pipeline.bench import STAGE
from pipeline.correction import CONFIDENCES, Confidence
from pipeline.evaluation.figures import Figures
from pipeline.evaluation.grades import PROMISED, Tally, wilson

# Less often than this, a rule as good as its promise would be wrong so often: then the grade goes.
# From certain to likely costs a reviewer a look; from likely to suspect it costs every repair the
# rule makes, and so it wants the stronger evidence.
DOUBT: dict[Confidence, float] = {"certain": 0.05, "likely": 0.01}

# An expected share counts so many corrections of the rules of the same grade beside the rule's own.
# Of 1, 3, 10, 30 and 100, this one foretold left-out books best.
BORROWED = 100

# The same where claims are not looked at. Of 3, 10, 30 and 100, all keep both promises.
BORROWED_BLIND = 10

Grades = Mapping[str, Confidence]


@dataclass(frozen=True)
class Counts:
    """How many corrections were right and how many wrong."""

    right: int = 0
    wrong: int = 0

    @property
    def judged(self) -> int:
        """All of them."""
        return self.right + self.wrong

    @property
    def share(self) -> float | None:
        """The share of right ones, None of nothing."""
        return self.right / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between what shares the true one lies, 95 times in 100."""
        return wilson(self.right, self.judged)

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.wrong + other.wrong)


@dataclass(frozen=True)
class RuleCounts:
    """A rule as stage/rule, the grade it claims, and its counts by book."""

    key: str
    claimed: Confidence
    books: Mapping[str, Counts] = field(default_factory=dict)

    @property
    def stage(self) -> str:
        """The rule's stage."""
        return self.key.partition("/")[0]

    @property
    def total(self) -> Counts:
        """Its counts in all books."""
        return sum(self.books.values(), Counts())

    @property
    def fitted(self) -> Confidence:
        """The grade that its counts leave it."""
        return fitted(self.claimed, self.total)

    def without(self, book: str) -> RuleCounts:
        """Give the rule as it would be had it never seen a book."""
        left = {name: counts for name, counts in self.books.items() if name != book}
        return RuleCounts(self.key, self.claimed, left)


@dataclass(frozen=True)
class Foretold:
    """A rule in a book left out of the fit: its grade, the share expected, and what came."""

    book: str
    key: str
    grade: Confidence
    blind: Confidence
    expected: float
    counts: Counts


def read(every: Iterable[Figures], claims: Grades | None = None) -> list[RuleCounts]:
    """Give the rules' counts by book; `claims` has the grades of today where figures are older.

    Figures of one book in several editions are one book. Decisions are no rule's.
    """
    books: defaultdict[str, defaultdict[str, Counts]] = defaultdict(lambda: defaultdict(Counts))
    claimed: dict[str, Confidence] = {}
    for one in every:
        for rule in one.rules:
            if rule.stage != STAGE:
                claimed[rule.key] = rule.confidence
                books[rule.key][one.book or one.name] += _counts(rule.tally)
    today = {**claimed, **(claims or {})}
    return [RuleCounts(key, today[key], dict(books[key])) for key in sorted(books)]


def _counts(tally: Tally) -> Counts:
    return Counts(tally.right, tally.wrong)


def fitted(claimed: Confidence, counts: Counts) -> Confidence:
    """Lower a claimed grade as long as the counts refute it.

    >>> fitted("certain", Counts(500, 0)), fitted("certain", Counts(41, 1))
    ('certain', 'likely')
    >>> fitted("likely", Counts(114, 6)), fitted("likely", Counts(20, 6))
    ('likely', 'suspect')
    """
    for grade in CONFIDENCES[CONFIDENCES.index(claimed) :]:
        if grade not in DOUBT or chance(counts, PROMISED[grade]) >= DOUBT[grade]:
            return grade
    return claimed


def chance(counts: Counts, promised: float) -> float:
    """Give how often a rule as right as promised would be wrong so often, or more often.

    >>> round(chance(Counts(41, 1), 0.999), 3)
    0.041
    """
    # In logarithms: of many counts, ways are more and powers less than a float holds.
    total, error, right = counts.judged, log(1 - promised), log(promised)
    ways = (lgamma(total + 1) - lgamma(n + 1) - lgamma(total - n + 1) for n in range(counts.wrong))
    fewer = (exp(way + n * error + (total - n) * right) for n, way in enumerate(ways))
    return max(0.0, 1 - fsum(fewer))


def proven(counts: Counts) -> Confidence:
    """Give the best grade that the counts alone prove: their interval lies above its promise."""
    low = counts.interval[0]
    return next((grade for grade, least in PROMISED.items() if low >= least), "suspect")


def cross_validated(rules: Sequence[RuleCounts]) -> list[Foretold]:
    """Leave each book out in turn; tell what the other books say of each rule that it has."""
    found = []
    for book in sorted({name for rule in rules for name in rule.books}):
        others = [rule.without(book) for rule in rules]
        by_grade = _pools(others, lambda rule: rule.claimed)
        by_stage = _pools(others, lambda rule: rule.stage)
        for rule, other in zip(rules, others, strict=True):
            if book not in rule.books or not rule.books[book].judged:
                continue
            unseen = shrunk(other.total, by_stage[rule.stage], BORROWED_BLIND)
            expected = shrunk(other.total, by_grade[rule.claimed], BORROWED)
            made = Foretold(
                book, rule.key, other.fitted, _blind(unseen), expected, rule.books[book]
            )
            found.append(made)
    return found


def shrunk(own: Counts, pool: Counts, borrowed: int) -> float:
    """Give the share expected of a rule: its own counts, and so many more as the pool has them.

    >>> [round(shrunk(Counts(own, 0), Counts(98, 2), 100), 4) for own in (0, 900)]
    [0.9752, 0.9975]
    """
    # Half a correction on each side keeps a pool of nothing, or without fault, from certainty.
    share = (pool.right + 0.5) / (pool.judged + 1)
    return (own.right + borrowed * share) / (own.judged + borrowed)


def _pools(
    rules: Iterable[RuleCounts], name: Callable[[RuleCounts], str]
) -> defaultdict[str, Counts]:
    pools: defaultdict[str, Counts] = defaultdict(Counts)
    for rule in rules:
        pools[name(rule)] += rule.total
    return pools


def _blind(expected: float) -> Confidence:
    return next((grade for grade, least in PROMISED.items() if expected >= least), "suspect")


def by_grade(
    found: Iterable[Foretold], grade: Callable[[Foretold], Confidence]
) -> dict[Confidence, Counts]:
    """Add up what came in the left-out books, by the grade that had been foretold."""
    totals = dict.fromkeys(CONFIDENCES, Counts())
    for one in found:
        totals[grade(one)] += one.counts
    return totals
