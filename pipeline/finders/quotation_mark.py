"""Finds straight quotes and apostrophes in a typographic text, and what each should be.

Double and single marks are asked for apart: a text may set „quotes“ and straight apostrophes.
Direction comes from what stands on both sides, then from whether a quotation is open in the
paragraph; a paragraph may reopen a quotation that the one before left open. The language pack says
which marks open and close.
Groups: `mark`, `kind` (`apostrophe`, `quote` or `prime`), `proposal`. Measures: `sure` (1: place
and balance agree, 0.5: the place alone tells, 0.2: only the balance does).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import regex

from pipeline.context import Context, Match

DEFAULT_MARKS = {"open": "“", "close": "”", "inner_open": "‘", "inner_close": "’"}


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The share of typographic marks from which a text counts as typographic, and elided words."""

    typographic_share: float
    elisions: list[str]


_DOUBLES = regex.compile(r"[\"“”„«»]|\n[ \t]*\n|\f")
_SINGLES = regex.compile(r"'")


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every straight quote and apostrophe of a typographic text."""
    text = context.document.text
    marks = {**DEFAULT_MARKS, **context.pack.get("quotes", {})}
    if _is_typographic(text, '"', "“”„«»", settings):
        yield from _doubles(text, marks)
    if _is_typographic(text, "'", "‘’‚‹›", settings):
        elisions = {word.lower() for word in settings.elisions}
        for found in _SINGLES.finditer(text):
            yield from _single(text, found.start(), marks, elisions)


def _is_typographic(text: str, straight: str, curly: str, settings: Settings) -> bool:
    """Whether the text's marks of one kind are typographic often enough to set the convention."""
    plain = text.count(straight)
    curled = sum(map(text.count, curly))
    return bool(plain and curled >= settings.typographic_share * (curled + plain))


def _match(at: int, mark: str, kind: str, proposal: str, sure: float) -> Match:
    return Match(at, at + 1, {"mark": mark, "kind": kind, "proposal": proposal}, {"sure": sure})


def _doubles(text: str, marks: dict[str, str]) -> Iterator[Match]:
    open_now = False
    for found in _DOUBLES.finditer(text):
        mark, at = found[0], found.start()
        if mark == "\f":
            continue
        if mark.isspace():
            open_now = False
        elif mark != '"':
            open_now = mark in "“„«" if marks["open"] != "»" else mark == "»"
        else:
            side = _side(text, at)
            if side == "prime":
                yield _match(at, mark, "prime", "″", 1.0)
                continue
            opens = side == "open" or (side == "" and not open_now)
            agrees = opens != open_now
            sure = (1.0 if agrees else 0.5) if side else 0.2
            yield _match(at, mark, "quote", marks["open" if opens else "close"], sure)
            open_now = opens


def _side(text: str, at: int) -> str:
    """What the neighbours say: `open`, `close`, `prime`, or nothing."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if before.isdigit() and not after.isalpha():
        return "prime"
    leans_right = before.isspace() or before in "([{—–‘“"
    leans_left = after.isspace() or after in ".,;:!?)]}—–’”"
    if leans_right and not leans_left:
        return "open"
    if leans_left and not leans_right:
        return "close"
    return ""


def _single(text: str, at: int, marks: dict[str, str], elisions: set[str]) -> Iterator[Match]:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if before.isalpha():
        yield _match(at, "'", "apostrophe", "’", 1.0)
    elif before.isdigit():
        kind = "apostrophe" if after == "s" else "prime"
        yield _match(at, "'", kind, "’" if after == "s" else "′", 1.0)
    elif before in ".,!?…;:":
        yield _match(at, "'", "quote", marks["inner_close"], 1.0 if not after.isalnum() else 0.2)
    elif after.isalnum():
        word = regex.match(r"[\p{L}\d]+", text, pos=at + 1)
        form = word[0].lower() if word else ""
        if form in elisions or regex.fullmatch(r"\d\ds", form):
            yield _match(at, "'", "apostrophe", "’", 1.0)
        else:
            closes = regex.search(r"(?<=[\p{L}.,!?])['’](?!\p{L})", text, pos=at + 1, endpos=at + 400)
            yield _match(at, "'", "quote", marks["inner_open"], 1.0 if closes else 0.5)
    else:
        yield _match(at, "'", "quote", marks["inner_close"], 0.2)
