r"""Decisions are what a reviewer said of corrections, and they outlive the run that made these.

A decision holds what stood (`before`), what was proposed (`after`), what was said (`stet`: let it
stand; `apply`: so be it; `edit`: it reads otherwise), and how far that reaches (the scope). A
decision for one place is found again by its anchor, whatever the rules and the lines have become.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

import msgspec

from pipeline.anchors import Anchor, FlatText, Likeness, find, flat, surroundings
from pipeline.correction import Correction

Verdict = Literal["stet", "apply", "edit"]
Scope = Literal["place", "form", "everywhere", "rule", "group"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
SCOPES: tuple[Scope, ...] = get_args(Scope)

SCOPE_WORDS: dict[Scope, str] = {
    "place": "this place",
    "form": "this form in this book",
    "everywhere": "this form everywhere",
    "rule": "this rule in this book",
    "group": "these places, by a draw",
}

# The context in a member's mark is fixed: a mark must be the same whatever the settings are.
_MARK_WORDS = 4
_MARK_BYTES = 5


class Draw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group accepted on a random draw: its seed, what was drawn, and all members' marks.

    `answers` has a `y` (right) for each mark in `drawn`, in order.
    """

    seed: int
    drawn: tuple[str, ...]
    answers: str
    members: tuple[str, ...]


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing a reviewer said.

    For one place, `left`, `raw`, `right`, `ordinal` and `of` are its anchor. `before` is what stood
    there when the rule came to it, empty where that is `raw`; `after` is what was proposed;
    `reading` is what an edit puts there. `rule` (as stage/rule) is what the scope `rule` means, and
    a note for the reader otherwise.
    """

    id: str
    verdict: Verdict
    scope: Scope
    rule: str = ""
    before: str = ""
    after: str = ""
    reading: str = ""
    left: str = ""
    raw: str = ""
    right: str = ""
    ordinal: int = 1
    of: int = 1
    note: str = ""
    draw: Draw | None = None

    @property
    def anchor(self) -> Anchor:
        """The anchor of a decision for one place."""
        return Anchor(self.left, self.raw, self.right, self.ordinal, self.of)

    @property
    def stood(self) -> str:
        """What stood at the place when the rule came to it, flat."""
        return flat(self.before or self.raw)

    @property
    def wanted(self) -> str:
        """What the place is to read: for `stet` what stood, else the reading."""
        if self.verdict == "stet":
            return self.before or self.raw
        return self.reading if self.verdict == "edit" else self.after


def form(before: str, after: str) -> tuple[str, str]:
    r"""Give the form of a correction: all of one form are alike, however their lines break.

    >>> form("ferry-\nman ", "ferryman\n") == form("ferry- man\n", "ferryman ")
    True
    """
    pair = flat(before), flat(after)
    return pair if pair[0] != pair[1] else (before, after)


def mark(text: FlatText, span: tuple[int, int], rule: str, change: tuple[str, str]) -> str:
    """Give the mark of a correction in a group: a hash of rule, words, context and form.

    Places that read alike have the same mark; a group knows how many of them it has.
    """
    anchor = surroundings(text, *solid(*span), _MARK_WORDS)
    told = "\0".join((rule, anchor.left, anchor.raw, anchor.right, *change))
    return hashlib.blake2s(told.encode("utf-8", "replace"), digest_size=_MARK_BYTES).hexdigest()


def solid(start: int, end: int) -> tuple[int, int]:
    """Widen an empty stretch by the character that follows: nothing cannot be found again."""
    return start, max(end, start + 1)


@dataclass(frozen=True)
class Placed:
    """A decision for one place, and its stretch of the raw text."""

    decision: Decision
    start: int
    end: int


@dataclass(frozen=True)
class Standing:
    """What has been decided for one document, with every place found in its raw text.

    `adrift` are decisions whose place is not there, or not clear; `overruled` gives, for each
    decision that another one overrules, the other's id. Of two that meet, the later holds.
    """

    placed: tuple[Placed, ...] = ()
    adrift: tuple[Decision, ...] = ()
    wide: tuple[Decision, ...] = ()
    overruled: dict[str, str] = field(default_factory=dict)
    text: FlatText | None = field(default=None, repr=False, compare=False)

    def __bool__(self) -> bool:
        return bool(self.placed or self.wide or self.adrift)

    @classmethod
    def of(
        cls,
        placed: Sequence[Placed],
        adrift: Sequence[Decision],
        wide: Sequence[Decision],
        text: FlatText,
    ) -> Standing:
        """Give what stands, from decisions whose places are known."""
        told = tuple(placed), tuple(adrift), tuple(wide)
        return cls(*told, _overruled(told[0], told[2]), text)

    @cached_property
    def _by_key(self) -> dict[object, Decision]:
        """The decisions of wider scopes, by what they hold for."""
        found: dict[object, Decision] = {}
        for one in self.wide:
            for key in _keys(one):
                found[key] = one
        return found

    @cached_property
    def _groups(self) -> bool:
        return any(one.scope == "group" for one in self.wide)

    def group(
        self, correction: Correction, raw_span: tuple[int, int]
    ) -> tuple[Decision, str] | None:
        """Give the decision that accepted a correction's group on a draw, and the member's mark."""
        if not self._groups or self.text is None:
            return None
        alike = form(correction.before, correction.after)
        marked = mark(self.text, raw_span, _rule(correction), alike)
        found = self._by_key.get(("group", marked))
        return None if found is None else (found, marked)

    def widely(self, correction: Correction) -> Decision | None:
        """Give the decision of a wider scope that holds for a correction, the narrowest one."""
        alike = form(correction.before, correction.after)
        keys = ("form", alike), ("everywhere", alike), ("rule", _rule(correction))
        return next((self._by_key[key] for key in keys if key in self._by_key), None)


def stand(
    decisions: Iterable[Decision], raw: str, likeness: Likeness, text: FlatText | None = None
) -> Standing:
    """Find the place of every decision in a raw text (`text` is the same, where it is at hand)."""
    narrow: list[Decision] = []
    wide: list[Decision] = []
    for one in decisions:
        (narrow if one.scope == "place" else wide).append(one)
    if not narrow and not wide:
        return Standing()
    text = text or FlatText(raw)
    spans = find(text, [one.anchor for one in narrow], likeness)
    placed = [Placed(one, *span) for one, span in zip(narrow, spans, strict=True) if span]
    adrift = [one for one, span in zip(narrow, spans, strict=True) if span is None]
    return Standing.of(placed, adrift, wide, text)


def _overruled(placed: Sequence[Placed], wide: Sequence[Decision]) -> dict[str, str]:
    found = _meeting(placed)
    last: dict[object, Decision] = {}
    for decision in wide:
        for key in _keys(decision) if decision.draw is None else ():
            if key in last:
                found[last[key].id] = decision.id
            last[key] = decision
    return found


def _meeting(placed: Sequence[Placed]) -> dict[str, str]:
    """Give each decision for a place that a later one for the same words overrules.

    The words of an edit are whole ones, and may hold those of another decision.
    """
    found: dict[str, str] = {}
    order = {one.decision.id: index for index, one in enumerate(placed)}
    open_: list[Placed] = []
    for one in sorted(placed, key=lambda one: one.start):
        open_ = [other for other in open_ if other.end > one.start]
        for other in open_:
            first, last = sorted((one, other), key=lambda each: order[each.decision.id])
            words = flat(first.decision.stood).strip(), flat(last.decision.stood).strip()
            if words[0] in words[1] or words[1] in words[0]:
                found[first.decision.id] = last.decision.id
        open_.append(one)
    return found


def _keys(one: Decision) -> list[object]:
    if one.draw is not None:
        return [("group", member) for member in one.draw.members]
    return [(one.scope, one.rule if one.scope == "rule" else form(one.before, one.after))]


def _rule(correction: Correction) -> str:
    return f"{correction.stage}/{correction.rule}"


def bound(draws: int, of: int) -> float:
    """Give the most that can be wrong in a group `of` so many, as a share, after right draws only.

    At 95 % confidence: the share at which so many right draws come up once in twenty. Where all
    were drawn, none is wrong.

    >>> round(bound(59, 4000), 3), round(bound(299, 4000), 3), bound(59, 59)
    (0.05, 0.01, 0.0)
    """
    if draws >= of:
        return 0.0
    return float(1 - 0.05 ** (1 / draws)) if draws else 1.0
