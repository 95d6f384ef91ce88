"""Taking in: what a person changed by hand in a cleaned text becomes decisions, and stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline import encoding, hand_edits, ledger
from pipeline.anchors import FlatText, Likeness, anchor_at, flat
from pipeline.correction import Route, apply
from pipeline.decision_files import new_id
from pipeline.decisions import Decision, solid
from pipeline.faults import Fault
from pipeline.hand_edits import HandEdit
from pipeline.ledger import Ledger

BY_HAND = "changed by hand in the cleaned text"


@dataclass(frozen=True)
class Edited:
    """A text as it was cleaned, as it is now, and the edits between the two.

    `raw` is the raw text, and `route` leads from it to the text as it was cleaned. `sha256` is of
    the file as it is now.
    """

    raw: str
    cleaned: str
    now: str
    route: Route
    edits: tuple[HandEdit, ...]
    sha256: str


def edited(raw: bytes, now: bytes, listed: Ledger) -> Edited:
    """Tell a text's hand edits apart, from its raw bytes, its cleaned file's, and its ledger.

    Raises Fault where the raw text or the ledger is another one's, or the file is no UTF-8.
    """
    head = listed.head
    if ledger.sha256(raw) != head.raw_sha256:
        raise Fault(head.file, "is not the text that was cleaned", "put that one back")
    texts = [encoding.decode(raw)[0]]
    for stage in listed.stages:
        texts.append(apply(texts[-1], stage.corrections))
    cleaned, _ = encoding.write_cleaned(texts[-1], head.encoding.newline)
    if ledger.sha256(cleaned) != head.cleaned_sha256:
        raise Fault(listed.place, "was changed since it was written", ledger.AGAIN)
    seams = head.seams if now == cleaned else ()
    text = encoding.read_cleaned(now, head.encoding.newline, seams)
    route = Route(stage.corrections for stage in listed.stages)
    found = tuple(hand_edits.find(texts[-1], text)) if now != cleaned else ()
    return Edited(texts[0], texts[-1], text, route, found, ledger.sha256(now))


def decisions(told: Edited, edits: Sequence[HandEdit], likeness: Likeness) -> list[Decision]:
    """Give the decision that keeps each edit, in order.

    Raises Fault where an edit put in what no file of decisions can hold.
    """
    view = FlatText(told.raw)
    found = []
    for one in edits:
        if any("\ud800" <= sign <= "\udfff" or sign == "\ufffd" for sign in one.after):
            line = told.cleaned.count("\n", 0, one.start) + 1
            raise Fault(f"line {line}", "holds what is no character", "type it anew")
        span = told.route.from_raw[-1].span_before(one.start, one.end)
        anchor = anchor_at(view, *solid(*span), likeness)
        before = "" if one.before == flat(one.before) == anchor.raw else one.before
        found.append(
            Decision(
                new_id(), "edit", "place", before=before, reading=one.after,
                left=anchor.left, raw=anchor.raw, right=anchor.right,
                ordinal=anchor.ordinal, of=anchor.of, note=BY_HAND,
            )
        )  # fmt: skip
    return found


def differs(wanted: str, made: str) -> int:
    """Give the first line, from 1, in which two texts differ; 0 where none does."""
    if wanted == made:
        return 0
    pairs = zip(wanted.split("\n"), made.split("\n"), strict=False)
    for number, (one, other) in enumerate(pairs, 1):
        if one != other:
            return number
    return min(wanted.count("\n"), made.count("\n")) + 2
