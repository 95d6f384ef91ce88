"""What the review page is sent: items, groups, sheets and decisions as plain JSON values.

Every text of the book that is shown goes through `visible`, so that nothing in it can lie or be
obeyed. What an edit begins with (`words`, `form`, `typed`) is the text itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.decisions import SCOPE_WORDS, Decision, Standing, bound
from pipeline.ledger_lines import Row
from pipeline.review.changes import evidence as rests_on
from pipeline.review.desk import Book
from pipeline.review.listing import Form, Group
from pipeline.review.proof import Item, Piece, Proof, Sheet
from pipeline.visible import visible

# What is shown of one stretch of text in a list; the sheet shows the rest.
SHOWN_CHARACTERS = 240
SIDE_CHARACTERS = 60


def item(proof: Proof, one: Item, verdicts: Mapping[int, Decision]) -> dict[str, Any]:
    """Give an item as the list and the detail show it."""
    row = one.row
    change = proof.change(one)
    decision = verdicts.get(one.number)
    return {
        "number": one.number,
        "stage": row.stage,
        "rule": one.rule,
        "confidence": row.confidence,
        "applied": row.applied,
        "page": row.page,
        "line": row.raw_line,
        "cleanedLine": row.cleaned_line,
        "sheet": proof.sheet_of(one),
        "left": cut_left(change.left),
        "before": cut(change.before),
        "after": cut(change.after),
        "right": cut_right(change.right),
        "words": _typed(change.after),
        "form": _typed(row.after),
        "evidence": evidence(row),
        "alike": len(proof.alike(one)),
        "decision": decided(decision) if decision else None,
    }


def group(one: Group) -> dict[str, Any]:
    """Give a rule's group with its counts."""
    return {
        "rule": one.item.rule,
        "confidence": one.item.row.confidence,
        "count": one.count,
        "judged": one.judged,
        "forms": one.forms,
    }


def form(one: Form) -> dict[str, Any]:
    """Give a form with its counts; `item` is the number that stands for it."""
    row = one.item.row
    return {
        "item": one.item.number,
        "before": cut(row.before),
        "after": cut(row.after),
        "count": one.count,
        "judged": one.judged,
    }


def sheet(proof: Proof, index: int) -> dict[str, Any]:
    """Give both sides of a sheet, cut at the places of the items."""
    one = proof.sheets[index]
    raw, cleaned = proof.sides(one)
    return {
        "index": index,
        "of": len(proof.sheets),
        "page": one.page,
        "part": one.part,
        "parts": _parts(proof, one, index),
        "raw": [_piece(piece) for piece in raw],
        "cleaned": [_piece(piece) for piece in cleaned],
    }


def decided(one: Decision) -> dict[str, Any]:
    """Give a decision as the page shows it."""
    told: dict[str, Any] = {
        "id": one.id,
        "verdict": one.verdict,
        "scope": one.scope,
        "words": SCOPE_WORDS[one.scope],
        "reading": cut(one.reading),
        "typed": _typed(one.reading),
        "note": visible(one.note),
    }
    if one.draw:
        drawn = len(one.draw.drawn)
        told["draw"] = f"{drawn} of {len(one.draw.members)} drawn, seed {one.draw.seed}"
        told["bound"] = bound(drawn, len(one.draw.members))
    return told


def told(one: Decision) -> str:
    """Say a decision in a few words."""
    verdict = {"stet": "stet", "apply": "accepted", "edit": "edited"}[one.verdict]
    what = one.rule if one.scope in ("rule", "group") else cut(one.before or one.raw)
    return f"{verdict}, {SCOPE_WORDS[one.scope]}: {visible(what)}"


def history(standing: Standing, decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """Give all decisions, the latest first, each with what has become of it."""
    adrift = {one.id for one in standing.adrift}
    found = []
    for one in reversed(decisions):
        told = decided(one)
        told |= {
            "rule": one.rule,
            "before": cut(one.before or one.raw),
            "after": cut(one.wanted if one.verdict != "stet" else one.after),
            "adrift": one.id in adrift,
            "overruled": standing.overruled.get(one.id, ""),
        }
        found.append(told)
    return found


def state(book: Book) -> dict[str, Any]:
    """Give what a page must know to ask for more, and how far the review has come."""
    head = book.proof.changes.ledger.head
    return {
        "name": head.document,
        "version": book.version,
        "revision": book.revision,
        "total": len(book.proof.items),
        "judged": len(book.verdicts),
        "adrift": len(book.standing.adrift),
        "pages": head.pages,
        "sheets": len(book.proof.sheets),
        "stages": list(head.stages),
        "stale": book.rules.digest != head.rules_sha256,
        "abouts": book.rules.abouts(),
    }


def evidence(row: Row) -> list[list[str]]:
    """Give a correction's evidence as pairs of a name and what was found, the name not again.

    >>> evidence(Row("scannos", "the", "likely", True, "tlie", "the", 0, 4, 1, 1, 1,
    ...     {"known": "known: the"}))
    [['known', 'the']]
    """
    return [
        [visible(name), cut(value if isinstance(value, str) else ", ".join(value))]
        for name, value in rests_on(row).items()
    ]


def cut(text: str) -> str:
    r"""Show a text on one line; the middle of a long one is left out.

    >>> cut("ferry-\nman")
    'ferry-⏎man'
    """
    if len(text) > SHOWN_CHARACTERS:
        half = SHOWN_CHARACTERS // 2
        text = f"{text[:half]} … {text[-half:]}"
    return "⏎".join(map(visible, text.split("\n")))


def cut_left(text: str) -> str:
    """Show the end of what stands on the left."""
    return cut(text if len(text) <= SIDE_CHARACTERS else "…" + text[-SIDE_CHARACTERS:])


def cut_right(text: str) -> str:
    """Show the beginning of what stands on the right."""
    return cut(text if len(text) <= SIDE_CHARACTERS else text[:SIDE_CHARACTERS] + "…")


def _typed(text: str) -> str:
    """Give what an edit begins with, empty where nobody could type it."""
    return "" if any("\ud800" <= one <= "\udfff" for one in text) else text


def _piece(piece: Piece) -> dict[str, Any]:
    told = "\n".join(map(visible, piece.text.split("\n")))
    return {"text": told, "items": list(piece.items)} if piece.items else {"text": told}


def _parts(proof: Proof, one: Sheet, index: int) -> int:
    """How many sheets the page has."""
    last = index
    while last + 1 < len(proof.sheets) and proof.sheets[last + 1].page == one.page:
        last += 1
    return proof.sheets[last].part
