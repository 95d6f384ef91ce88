"""Taking in: what a person changed by hand in a cleaned text becomes decisions, and stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from pipeline import encoding, hand_edits, ledger
from pipeline.anchors import FlatText, Likeness, anchor_at, flat
from pipeline.bench import STAGE
from pipeline.correction import Correction, OffsetMap, Route, apply
from pipeline.decision_files import new_id
from pipeline.decisions import Decision, solid
from pipeline.faults import Fault
from pipeline.hand_edits import HandEdit
from pipeline.ledger import Ledger

# A decision names itself at the end of the evidence of what it made.
_ID = regex.compile(r"\((\w+)\)$")

BY_HAND = "changed by hand in the cleaned text"


@dataclass(frozen=True)
class Edited:
    """A text as it was cleaned, as it is now, and the edits between the two.

    `raw` is the raw text, `base` the text before what reviewers' decisions made at the end, and
    `route` leads from the one to the other. `fresh` are the edits that make of `base` what no
    decision holds yet; `gone` are the ids of decisions whose places were edited again. `sha256` is
    of the file as it is now.
    """

    raw: str
    cleaned: str
    base: str
    now: str
    route: OffsetMap
    edits: tuple[HandEdit, ...]
    fresh: tuple[HandEdit, ...]
    gone: frozenset[str]
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
    decided = listed.stages[-1:] if listed.stages and listed.stages[-1].stage == STAGE else ()
    rules = listed.stages[: len(listed.stages) - len(decided)]
    base = texts[len(rules)]
    route = Route(stage.corrections for stage in rules).from_raw[-1]
    edits = tuple(hand_edits.find(texts[-1], text)) if now != cleaned else ()
    made = [one for stage in decided for one in stage.corrections]
    fresh, gone = _against(base, text, edits, made)
    told = texts[0], texts[-1], base, text, route, edits, fresh, gone
    return Edited(*told, ledger.sha256(now))


def _against(
    base: str, now: str, edits: Sequence[HandEdit], made: Sequence[Correction]
) -> tuple[tuple[HandEdit, ...], frozenset[str]]:
    """Give the edits of `base` that are new, and the ids of decisions whose places they take."""
    if not made:
        return tuple(edits), frozenset()
    back = OffsetMap(made)
    touched = [back.span_before(one.start, one.end) for one in edits]
    fresh = tuple(
        one for one in (hand_edits.find(base, now) if edits else ())
        if any(one.start <= end and start <= one.end for start, end in touched)
    )  # fmt: skip
    gone = {
        found[1]
        for one in made
        if any(each.start < one.end and one.start < each.end for each in fresh)
        or any(start <= one.start and one.end <= end for start, end in touched)
        for found in [_ID.search(dict(one.evidence).get("decision", ""))]
        if found
    }
    return fresh, frozenset(gone)


def decisions(
    told: Edited, edits: Sequence[HandEdit], likeness: Likeness, place: str
) -> list[Decision]:
    """Give the decision that keeps each edit, in order.

    Raises Fault, told of `place`, where an edit put in what no file of decisions can hold.
    """
    view = FlatText(told.raw)
    found = []
    for one in edits:
        if any("\ud800" <= sign <= "\udfff" or sign == "\ufffd" for sign in one.after):
            line = told.base.count("\n", 0, one.start) + 1
            problem = "holds what is no character"
            raise Fault(f"{place}:{line}", problem, "save the file as UTF-8, or type it anew")
        span = told.route.span_before(one.start, one.end)
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


def holds(told: Edited, today: str, made: str) -> bool:
    """Say whether a text that was made has every edit, and else what cleaning gives `today`.

    Decisions and rules may be newer than the text that was edited. What they change elsewhere is
    no reason to refuse an edit; where the two meet, nobody can say which of them is meant.
    """
    newer = hand_edits.find(told.cleaned, today)
    pieces: list[str] = []
    done = 0
    for one in sorted((*told.edits, *newer), key=lambda one: (one.start, one.end)):
        if one.start < done:
            return False
        pieces += (told.cleaned[done : one.start], one.after)
        done = one.end
    return "".join((*pieces, told.cleaned[done:])) == made


def differs(wanted: str, made: str) -> int:
    """Give the first line, from 1, in which two texts differ; 0 where none does."""
    if wanted == made:
        return 0
    pairs = zip(wanted.split("\n"), made.split("\n"), strict=False)
    for number, (one, other) in enumerate(pairs, 1):
        if one != other:
            return number
    return min(wanted.count("\n"), made.count("\n")) + 2
