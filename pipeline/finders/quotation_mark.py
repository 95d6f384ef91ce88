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
_DETACHED = regex.compile(r"'s\b(?!['’])")
_FORM = regex.compile(r"[\p{L}\d]+")
_YEAR = regex.compile(r"\d\ds?")
_CLOSER = regex.compile(r"(?<=[.,!?;])['’](?!\p{L})")
_OPENER = regex.compile(r"(?<![\p{L}\d])'(?=\p{L})")
_SINGLES = regex.compile(r"'")


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every straight quote and apostrophe of a typographic text."""
    text = context.document.text
    marks = _marks(text, context.pack.get("quotes", {}))
    singles = _is_typographic(text, "'", "‘’‚‹›", settings)
    # Many a text sets „quotes“ and straight apostrophes; none the other way round by intent.
    if _is_typographic(text, '"', "“”„«»", settings) or (singles and '"' in text):
        yield from _doubles(text, marks)
    if singles:
        elisions = {word.lower() for word in settings.elisions}
        for found in _SINGLES.finditer(text):
            yield from _single(text, found.start(), marks, elisions)


def _marks(text: str, declared: dict[str, str]) -> dict[str, str]:
    """The language's marks, or guillemets pointing inwards where the text sets those."""
    marks = {**DEFAULT_MARKS, **declared}
    if marks["open"] == "„" and text.count("»") > text.count("„"):
        marks |= {"open": "»", "close": "«", "inner_open": "›", "inner_close": "‹"}
    return marks


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
            open_now = mark == marks["open"] or (mark in "“„«" and mark != marks["close"])
        else:
            side = _side(text, at)
            if side == "prime":
                yield _match(at, mark, "prime", "″", 1.0)
                continue
            opens = side == "open" or (side in ("", "both") and not open_now)
            agrees = opens != open_now
            sure = (1.0 if agrees else 0.5) if side in ("open", "close") else 0.2
            if side == "both" and not opens:
                sure = 0.5
            yield _match(at, mark, "quote", marks["open" if opens else "close"], sure)
            open_now = opens


def _side(text: str, at: int) -> str:
    """What the neighbours say: `open`, `close`, `prime`, `both` (after a dash) or nothing."""
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
    return "both" if leans_left and not before.isspace() else ""


def _single(text: str, at: int, marks: dict[str, str], elisions: set[str]) -> Iterator[Match]:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if before.isalpha():
        closes = marks["inner_close"] != "’" and not after.isalnum() and _opened(text, at)
        yield _match(at, "'", "apostrophe", marks["inner_close"] if closes else "’", 1.0)
    elif before in " \t" and _DETACHED.match(text, at):
        start = at
        while start and text[start - 1] in " \t":
            start -= 1
        groups = {"mark": text[start : at + 1], "kind": "apostrophe", "proposal": "’"}
        yield Match(start, at + 1, groups, {"sure": 1.0})
    elif before.isdigit():
        kind = "apostrophe" if after == "s" else "prime"
        yield _match(at, "'", kind, "’" if after == "s" else "′", 1.0)
    elif before in ".,!?…;:":
        yield _match(at, "'", "quote", marks["inner_close"], 1.0 if not after.isalnum() else 0.2)
    elif after.isalnum():
        yield _opening_single(text, at, marks, elisions)
    else:
        yield _match(at, "'", "quote", marks["inner_close"], 0.2)


def _opening_single(text: str, at: int, marks: dict[str, str], elisions: set[str]) -> Match:
    """An elision, a year without its century, or a quote that opens; else nothing sure."""
    word = _FORM.match(text, at + 1)
    form = word[0].lower() if word else ""
    quoted = word is not None and text[word.end() : word.end() + 1] in ("'", "’")
    if not quoted and (form in elisions or _YEAR.fullmatch(form)):
        return _match(at, "'", "apostrophe", "’", 1.0)
    closes = _CLOSER.search(text, at + 1, at + 400)
    return _match(at, "'", "quote", marks["inner_open"], 1.0 if closes or quoted else 0.2)


def _opened(text: str, at: int) -> bool:
    """Whether a straight single quote opens before this one in the paragraph."""
    return bool(_OPENER.search(text, max(text.rfind("\n\n", 0, at), at - 400, 0), at))
