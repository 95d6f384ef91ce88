"""A listing is the items of a proof that pass a filter, the least certain first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from pipeline.decisions import Decision
from pipeline.review.proof import Item, Proof

Judged = Literal["", "yes", "no"]
Order = Literal["doubt", "place"]

# What a text search looks at around a correction, in code points on each side.
AROUND = 40


@dataclass(frozen=True)
class Filter:
    """Which items to list: an empty field asks for nothing.

    `rule` is stage/rule. `form` is the number of an item: all of its form are wanted.
    """

    stage: str = ""
    rule: str = ""
    confidence: str = ""
    judged: Judged = ""
    text: str = ""
    form: int | None = None
    order: Order = "doubt"


@dataclass
class Form:
    """All items of one rule that turn like words into like words."""

    item: Item
    count: int = 0
    judged: int = 0


@dataclass
class Group:
    """All items of one rule, with the forms among them, the most frequent first."""

    item: Item
    count: int = 0
    judged: int = 0
    forms: int = 0


def _kind(item: Item) -> tuple[str, int]:
    return item.rule, item.doubt


class Listing:
    """The numbers of the items that pass, in order, and what groups they fall into."""

    def __init__(self, proof: Proof, wanted: Filter, verdicts: Mapping[int, Decision]) -> None:
        self._proof = proof
        self._verdicts = verdicts
        items = [one for one in self._sought(wanted) if self._passes(one, wanted)]
        if wanted.order == "doubt":
            counts = self._counts(items)
            items.sort(
                key=lambda one: (one.doubt, one.stage, one.rule, -counts[one.rule, one.form],
                                 one.form, one.number)
            )  # fmt: skip
        self.numbers = [one.number for one in items]

    @cached_property
    def position(self) -> dict[int, int]:
        """The place in this listing of each item in it."""
        return {number: index for index, number in enumerate(self.numbers)}

    def groups(self, verdicts: Mapping[int, Decision]) -> list[Group]:
        """Give the rules of this listing, the least certain first."""
        judged: Counter[tuple[str, int]] = Counter()
        for number in verdicts:
            if number in self.position:
                judged[_kind(self._proof.items[number])] += 1
        return [replace(one, judged=judged[_kind(one.item)]) for one in self._groups]

    @cached_property
    def _groups(self) -> list[Group]:
        counts: Counter[tuple[str, int]] = Counter()
        forms: dict[tuple[str, int], set[tuple[str, str]]] = {}
        first: dict[tuple[str, int], Item] = {}
        for number in self.numbers:
            item = self._proof.items[number]
            kind = _kind(item)
            counts[kind] += 1
            forms.setdefault(kind, set()).add(item.form)
            first.setdefault(kind, item)
        found = [Group(first[one], counts[one], 0, len(forms[one])) for one in counts]
        return sorted(found, key=lambda one: (one.item.doubt, one.item.stage, one.item.rule))

    def forms(self, rule: str, verdicts: Mapping[int, Decision]) -> list[Form]:
        """Give the forms of one rule, the most frequent first."""
        found: dict[tuple[str, str], Form] = {}
        for number in self.numbers:
            item = self._proof.items[number]
            if item.rule == rule:
                one = found.setdefault(item.form, Form(item))
                one.count += 1
                one.judged += number in verdicts
        return sorted(found.values(), key=lambda one: (-one.count, one.item.number))

    def _sought(self, wanted: Filter) -> list[Item]:
        items = self._proof.items
        if wanted.form is None or not 0 <= wanted.form < len(items):
            return items if wanted.form is None else []
        return [items[number] for number in self._proof.alike(items[wanted.form])]

    def _passes(self, item: Item, wanted: Filter) -> bool:
        return (
            (not wanted.stage or item.row.stage == wanted.stage)
            and (not wanted.rule or item.rule == wanted.rule)
            and (not wanted.confidence or item.row.confidence == wanted.confidence)
            and (not wanted.judged or (item.number in self._verdicts) == (wanted.judged == "yes"))
            and (not wanted.text or self._holds(item, wanted.text.casefold()))
        )

    def _holds(self, item: Item, text: str) -> bool:
        start, end = item.raw
        around = self._proof.raw[max(0, start - AROUND) : end + AROUND]
        return text in f"{around}\n{item.row.before}\n{item.row.after}".casefold()

    @staticmethod
    def _counts(items: list[Item]) -> dict[tuple[str, tuple[str, str]], int]:
        return Counter((one.rule, one.form) for one in items)
