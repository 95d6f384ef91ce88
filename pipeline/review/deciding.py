"""Deciding: what a reviewer says of an item becomes a decision that can be found again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from pipeline.anchors import Likeness, anchor_at, flat
from pipeline.decision_files import new_id
from pipeline.decisions import Decision, Draw, Scope, Verdict, solid
from pipeline.faults import Fault
from pipeline.review.proof import Item, Proof

# So many draws, all right, bound a group's share of wrong ones by 5 % and by 1 %, at 95 %: see
# `decisions.bound`.
DRAWS = (59, 299)
READING_CHARACTERS = 10_000


@dataclass(frozen=True)
class Said:
    """What a reviewer says of one item: the verdict, how far it reaches, a typed reading, a note.

    A typed reading takes the place of the words that the item stands in.
    """

    verdict: Verdict
    scope: Scope = "place"
    reading: str = ""
    note: str = ""


def decide(proof: Proof, item: Item, said: Said, likeness: Likeness) -> Decision:
    """Give the decision; raises Fault where a typed reading cannot be kept."""
    if said.verdict == "edit":
        _check_reading(proof, said.reading)
    if said.scope == "place":
        return _for_place(proof, item, said, likeness)
    row = item.row
    named = Decision(
        new_id(), said.verdict, said.scope, rule=item.rule, before=row.before, after=row.after,
        reading=said.reading if said.verdict == "edit" else "", note=said.note,
    )  # fmt: skip
    if said.scope == "rule":
        if said.verdict == "edit":
            raise Fault(proof.name, "one reading cannot hold for all of a rule", "choose a place")
        return Decision(named.id, said.verdict, "rule", rule=item.rule, note=said.note)
    return named


def draw(items: Sequence[Item], seed: int, count: int) -> list[Item]:
    """Give `count` items of a group by lot, in reading order; the same seed draws the same."""
    chosen = Random(seed).sample(range(len(items)), min(count, len(items)))
    return [items[index] for index in sorted(chosen)]


def seal(proof: Proof, items: Sequence[Item], seed: int, count: int) -> Decision:
    """Give the decision that accepts a group on a draw of which each one was right."""
    drawn = draw(items, seed, count)
    members = {one.number: proof.mark(one) for one in items}
    first = items[0]
    return Decision(
        new_id(), "apply", "group", rule=first.rule,
        draw=Draw(
            seed,
            tuple(members[one.number] for one in drawn),
            "y" * len(drawn),
            tuple(sorted(members.values())),
        ),
    )  # fmt: skip


def _for_place(proof: Proof, item: Item, said: Said, likeness: Likeness) -> Decision:
    row, span = item.row, item.raw
    before, after = row.before, row.after
    if said.verdict == "edit":
        change = proof.change(item)
        before, after = change.before, change.after
        end = change.start + len(before)
        span = proof.changes.route.from_raw[item.stage].span_before(change.start, end)
    elif not before:
        before = proof.raw[span[0] : span[0] + 1]
        after += before
    anchor = anchor_at(proof.flat, *solid(*span), likeness)
    return Decision(
        new_id(), said.verdict, "place", rule=item.rule,
        before="" if flat(before) == anchor.raw and before == flat(before) else before,
        after=after, reading=said.reading if said.verdict == "edit" else "",
        left=anchor.left, raw=anchor.raw, right=anchor.right,
        ordinal=anchor.ordinal, of=anchor.of, note=said.note,
    )  # fmt: skip


def _check_reading(proof: Proof, reading: str) -> None:
    if len(reading) > READING_CHARACTERS:
        raise Fault(
            proof.name, f"a reading has more than {READING_CHARACTERS:,} characters", "shorten it"
        )
    if any("\ud800" <= one <= "\udfff" or one in "\0\ufffd" for one in reading):
        raise Fault(proof.name, "the reading holds what is no character", "type it anew")
