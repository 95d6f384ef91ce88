"""What a change of rules does to a cleaned text: corrections gained, lost and changed.

Two ledgers of one raw text are compared by place in the raw text, so that a change in an early
stage does not make all later corrections look changed. Each correction is paired with at most one
of the other side, so the counts add up: what one side holds is as before, changed, or its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from pipeline.correction import Correction
from pipeline.ledger_lines import Row
from pipeline.review.changes import Change, Changes

Kind = Literal["gained", "lost", "changed"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ASPECTS = ("reading", "rule", "confidence", "applied")

# What is kept of a line on each side of a correction. More than any view shows: a text without
# line ends is one line, and every correction would keep all of it.
_AROUND_CHARACTERS = 200


@dataclass(frozen=True)
class Difference:
    """A correction that one side lacks, or two of one place that are not the same.

    `old` and `new` show the correction as each side made it; one of them may be None.
    """

    old: Change | None
    new: Change | None

    @property
    def shown(self) -> Change:
        """The correction as the new side made it, or the old one where the new side lacks it."""
        found = self.new or self.old
        if found is None:
            raise ValueError("neither side has a correction")
        return found

    @property
    def kind(self) -> Kind:
        """Whether the new side gained it, lost it, or has another in its place."""
        if self.old is None:
            return "gained"
        return "lost" if self.new is None else "changed"

    @property
    def aspects(self) -> tuple[str, ...]:
        """What changed, of reading, rule, confidence and applied; empty if gained or lost."""
        if self.old is None or self.new is None:
            return ()
        old, new = _aspects(self.old), _aspects(self.new)
        return tuple(name for name in ASPECTS if old[name] != new[name])

    @property
    def alters(self) -> bool:
        """Whether more than the rule or the confidence is another."""
        return self.kind != "changed" or not {"reading", "applied"}.isdisjoint(self.aspects)

    @property
    def rule(self) -> str:
        """The rule as STAGE/RULE; STAGE/OLD → NEW where another rule has the place."""
        old, new = _rule(self.old), _rule(self.new)
        if self.old and self.new and self.old.row.stage == self.new.row.stage:
            new = self.new.row.rule if old != new else old
        return _both(old, new)

    @property
    def confidence(self) -> str:
        """The confidence, or `OLD → NEW` where it is another."""
        return _both(
            self.old.row.confidence if self.old else "", self.new.row.confidence if self.new else ""
        )


@dataclass(frozen=True)
class Impact:
    """How one document's two ledgers differ, in reading order, and how many corrections do not."""

    document: str
    differences: tuple[Difference, ...]
    unchanged: int


@dataclass(frozen=True)
class Report:
    """The impacts on several documents, and the names of those that could not be compared.

    `old` and `new` name the sides. Documents of one side only are `only_old` and `only_new`;
    `failed` are those at fault.
    """

    old: str
    new: str
    impacts: tuple[Impact, ...]
    only_old: tuple[str, ...] = ()
    only_new: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The differences of all documents."""
        return tuple(one for impact in self.impacts for one in impact.differences)

    @property
    def unchanged(self) -> int:
        """The number of corrections that are as before, in all documents."""
        return sum(impact.unchanged for impact in self.impacts)


@dataclass(frozen=True)
class Tally:
    """How many corrections of a rule at a confidence were gained, lost and changed."""

    rule: str
    confidence: str
    gained: int
    lost: int
    changed: int


def compare(old: Changes, new: Changes) -> Impact:
    """Compare what two ledgers say of one raw text.

    A correction counts as the same where stage, rule, confidence and reading are, and the places
    in the raw text are the same or overlap. Of the rest, two that overlap in one stage, or have
    the same place in two, are one change. Raises ValueError where the raw texts differ.
    """
    if old.texts[0] != new.texts[0]:
        raise ValueError("two raw texts cannot be compared")
    left_old, left_new = _placed(old), _placed(new)
    unchanged = 0
    for key in _SAME:
        pairs, left_old, left_new = _paired(left_old, left_new, key)
        unchanged += len(pairs)
    changed: list[tuple[_Placed, _Placed]] = []
    for key in _ALIKE:
        pairs, left_old, left_new = _paired(left_old, left_new, key)
        changed += pairs
    found: list[tuple[_Placed, Difference]] = []
    found += [(one, Difference(_shown(old, one), _shown(new, two))) for one, two in changed]
    found += [(one, Difference(_shown(old, one), None)) for one in left_old]
    found += [(one, Difference(None, _shown(new, one))) for one in left_new]
    found.sort(key=lambda pair: (*pair[0].order, pair[1].kind))
    return Impact(old.ledger.head.document, tuple(one for _, one in found), unchanged)


def tally(differences: Iterable[Difference]) -> list[Tally]:
    """Count differences by rule and confidence: first the rules that alter most, then the rest."""
    groups: dict[tuple[str, str], list[Difference]] = {}
    for one in differences:
        groups.setdefault((one.rule, one.confidence), []).append(one)
    order = sorted(
        groups.items(),
        key=lambda pair: (-sum(one.alters for one in pair[1]), -len(pair[1]), pair[0]),
    )
    return [Tally(*key, *counts(found)) for key, found in order]


def counts(differences: Iterable[Difference]) -> tuple[int, int, int]:
    """Give the numbers of gained, lost and changed corrections."""
    kinds = Counter(one.kind for one in differences)
    return kinds["gained"], kinds["lost"], kinds["changed"]


@dataclass(frozen=True)
class Section:
    """What is shown of one kind of difference under one rule: each example after its document."""

    rule: str
    confidence: str
    kind: Kind
    total: int
    examples: tuple[tuple[str, Difference], ...]


def sections(report: Report, most: int) -> list[Section]:
    """Give the differences by rule and kind, in the order of `tally`.

    Of more than `most` differences, that many are given, spread evenly over all; 0 gives all.
    """
    groups: dict[tuple[str, str, Kind], list[tuple[str, Difference]]] = {}
    for impact in report.impacts:
        for one in impact.differences:
            key = one.rule, one.confidence, one.kind
            groups.setdefault(key, []).append((impact.document, one))
    found = []
    for counted in tally(report.differences):
        for kind in KINDS:
            every = groups.get((counted.rule, counted.confidence, kind), [])
            shown = min(most or len(every), len(every))
            examples = tuple(every[index * len(every) // shown] for index in range(shown))
            if every:
                found.append(Section(counted.rule, counted.confidence, kind, len(every), examples))
    return found


@dataclass(frozen=True, slots=True)
class _Placed:
    """A correction with its stretch of the raw text.

    `lead` is how far inside that stretch it starts, in characters of its stage's input: several
    corrections may share a stretch that an earlier stage rewrote.
    """

    start: int
    end: int
    lead: int
    index: int
    row: Row
    correction: Correction

    @property
    def order(self) -> tuple[int, ...]:
        """The place in the raw text; where several share it, the order they were made in."""
        made = self.correction
        return self.start, self.end, self.lead, self.index, made.start, made.end

    def meets(self, other: _Placed) -> bool:
        """Say whether two stretches overlap; an insertion at a stretch's edge does not."""
        inside = self.start < other.end and other.start < self.end
        return inside or (self.start, self.end) == (other.start, other.end)


def _same(one: _Placed) -> Hashable:
    made = one.correction
    return made.stage, made.rule, made.confidence, one.row.applied, made.before, made.after


def _same_there(one: _Placed) -> Hashable:
    return _same(one), one.start, one.end, one.lead


# A stretch that an earlier stage rewrote on one side only, or that touches one, is another there.
_SAME: tuple[Callable[[_Placed], Hashable], ...] = (_same_there, _same)

# What two corrections that differ must share to be one change, closest first. Overlap alone does
# not do across stages: a running head that is left in its place is lost, whatever a later stage
# now corrects in it.
_ALIKE: tuple[Callable[[_Placed], Hashable], ...] = (
    lambda one: (one.correction.stage, one.correction.rule, one.start, one.end),
    lambda one: (one.correction.stage, one.start, one.end),
    lambda one: (one.correction.stage, one.correction.rule),
    lambda one: one.correction.stage,
    lambda one: (one.start, one.end),
)


def _placed(side: Changes) -> list[_Placed]:
    """Give a side's corrections in the order of their places in the raw text."""
    found = []
    for index, row, one in side.every():
        back = side.route.from_raw[index]
        start, end = back.span_before(one.start, one.end)
        lead = one.start - back.span_after(start, end)[0]
        found.append(_Placed(start, end, lead, index, row, one))
    return sorted(found, key=lambda one: one.order)


def _paired(
    old: list[_Placed], new: list[_Placed], key: Callable[[_Placed], Hashable]
) -> tuple[list[tuple[_Placed, _Placed]], list[_Placed], list[_Placed]]:
    """Pair corrections of one key whose stretches meet; give the pairs and what is left.

    Both lists are sorted by place, and so are those given back. Each correction is looked at once.
    """
    groups: dict[Hashable, tuple[list[_Placed], list[_Placed]]] = {}
    for side, placed in enumerate((old, new)):
        for one in placed:
            groups.setdefault(key(one), ([], []))[side].append(one)
    pairs: list[tuple[_Placed, _Placed]] = []
    left_old: list[_Placed] = []
    left_new: list[_Placed] = []
    for olds, news in groups.values():
        i = j = 0
        while i < len(olds) and j < len(news):
            if olds[i].meets(news[j]):
                pairs.append((olds[i], news[j]))
                i, j = i + 1, j + 1
            elif olds[i].end <= news[j].start:
                left_old.append(olds[i])
                i += 1
            else:
                left_new.append(news[j])
                j += 1
        left_old += olds[i:]
        left_new += news[j:]
    left_old.sort(key=lambda one: one.order)
    left_new.sort(key=lambda one: one.order)
    return pairs, left_old, left_new


def _shown(side: Changes, one: _Placed) -> Change:
    change = side.change(one.index, one.row, one.correction)
    return replace(
        change, left=change.left[-_AROUND_CHARACTERS:], right=change.right[:_AROUND_CHARACTERS]
    )


def _aspects(change: Change) -> dict[str, Hashable]:
    made = change.correction
    return {
        "reading": (made.before, made.after),
        "rule": (made.stage, made.rule),
        "confidence": made.confidence,
        "applied": change.row.applied,
    }


def _rule(change: Change | None) -> str:
    return f"{change.row.stage}/{change.row.rule}" if change else ""


def _both(old: str, new: str) -> str:
    return f"{old} → {new}" if old and new and old != new else old or new
