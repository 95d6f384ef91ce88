"""Finds straight quotes and apostrophes in a typographic text, and what each should be.

Double and single marks are asked for apart: a text may set „quotes“ and straight apostrophes.
Direction comes from what stands on both sides, then from whether a quotation is open in the
paragraph; a paragraph may reopen a quotation that the one before left open. The language pack says
which marks open and close.
Groups: `mark`, `kind` (`apostrophe`, `dropped` for one in place of an h, `quote` or `prime`),
`proposal`. Measures: `sure` (1: place and balance agree, 0.5: the place alone tells, 0.2: only the
balance does).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, pairwise

import msgspec
import regex

from pipeline.allowance import InTime
from pipeline.context import Context, Match
from pipeline.document import Document
from pipeline.guards import compiled

DEFAULT_MARKS = {"open": "“", "close": "”", "inner_open": "‘", "inner_close": "’"}


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What counts as typographic, as code and as elided.

    A text is typographic where at least `typographic_share` of its marks are. A line in which
    `code_pattern` finds something is code, whose straight marks are meant. On a line longer than
    `code_line` characters, which may be a whole paragraph, only what it finds within `code_reach`
    characters of a mark tells of that mark. A quotation ends within `quotation_reach` characters;
    whoever drops one h drops others within `drop_reach` characters.
    """

    typographic_share: float
    code_pattern: str
    code_line: int
    code_reach: int
    elisions: list[str]
    quotation_reach: int
    drop_reach: int


_SINGLE_MARKS = "‘’‚‹›"
_DOUBLES = regex.compile(r"[\"“”„«»]|\n[ \t]*\n")
_DETACHED = regex.compile(r"'s\b(?!['’])")
_FORM = regex.compile(r"[\p{L}\d]+")
_YEAR = regex.compile(r"\d\ds?")
_CLOSER = regex.compile(r"(?<=[.,!?;…][\"”»]?)['’](?!\p{L})")
_OPENER = regex.compile(r"(?<![\p{L}\d])'(?=\p{L})")
_DROPPED = regex.compile(r"(?<![\p{L}\d])'([\p{L}]+)")
_SINGLES = regex.compile(r"'")


def may_find(context: Context, settings: Settings) -> bool:
    """Whether the text holds a straight mark."""
    return '"' in context.document.text or "'" in context.document.text


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every straight quote and apostrophe of a typographic text."""
    text = context.document.text
    marks = _marks(text, context.pack.get("quotes", {}))
    singles = _is_typographic(text, "'", _SINGLE_MARKS, settings)
    # Many a text sets „quotes“ and straight apostrophes; the other way round, a few quotes lost
    # their direction, or a manual quotes what is typed.
    few = singles and 0 < text.count('"') <= sum(map(text.count, "'" + _SINGLE_MARKS))
    code = InTime(compiled(settings.code_pattern), context.allowance)
    is_code = partial(_is_code, context.document, settings, code, {})
    if few or _is_typographic(text, '"', "“”„«»", settings):
        yield from _doubles(text, marks, is_code)
    if singles:
        openings = _Openings(text, marks, settings, context.lexicon.known)
        for found in _SINGLES.finditer(text):
            if not is_code(found.start()):
                yield from _single(openings, found.start())


def _is_code(
    document: Document, settings: Settings, code: InTime, known: dict[int, bool], at: int
) -> bool:
    """Whether a mark stands on a line of code, of a command or of a drawing.

    `known` keeps the answers by line, since a line may hold many marks.
    """
    line = document.line_at(at)
    text = document.lines[line]
    if len(text) > settings.code_line:
        place, reach = at - document.starts[line], settings.code_reach
        return bool(code.search(text, max(place - reach, 0), place + reach + 1))
    if line not in known:
        known[line] = bool(code.search(text))
    return known[line]


def _marks(text: str, declared: dict[str, str]) -> dict[str, str]:
    """The language's marks, or guillemets as the text sets them where it has more of those."""
    marks = {**DEFAULT_MARKS, **declared}
    if marks["open"] == "„" and text.count("»") > text.count("„"):
        # Before a word stand those that open: «so» in Switzerland, »so« elsewhere.
        outwards, inwards = (len(regex.findall(rf"{one}\w", text)) for one in "«»")
        marks |= _OUTWARDS if outwards > inwards else _INWARDS
    return marks


_INWARDS = {"open": "»", "close": "«", "inner_open": "›", "inner_close": "‹"}
_OUTWARDS = {"open": "«", "close": "»", "inner_open": "‹", "inner_close": "›"}

# What closes a quotation that a guillemet opened, and the other way round.
_PARTNERS = {"«": "»", "»": "«"}


def _is_typographic(text: str, straight: str, curly: str, settings: Settings) -> bool:
    """Whether the text's marks of one kind are typographic often enough to set the convention."""
    plain = text.count(straight)
    curled = sum(map(text.count, curly))
    return curled > 0 and curled >= settings.typographic_share * (curled + plain)


def _match(at: int, mark: str, kind: str, proposal: str, sure: float) -> Match:
    return Match(at, at + 1, {"mark": mark, "kind": kind, "proposal": proposal}, {"sure": sure})


def _doubles(text: str, marks: dict[str, str], is_code: Callable[[int], bool]) -> Iterator[Match]:
    open_now, opened_by, opened_surely = False, "", 1.0
    # Where quotations have other marks, a guillemet is a speck.
    guillemets = marks["open"] in "„»«"
    for found, after in pairwise(chain(_DOUBLES.finditer(text), (None,))):
        assert found is not None, "only the last one is none"
        mark, at = found[0], found.start()
        if mark.isspace():
            open_now = False
        elif mark != '"':
            open_now = mark == marks["open"] or (mark in "“„«" and mark != marks["close"])
            opened_by, opened_surely = mark, 1.0
        elif not is_code(at):
            side = _side(text, at)
            if side == "prime":
                yield _match(at, mark, "prime", "″", 1.0)
                continue
            opens = side == "open" or (side in ("", "both") and not open_now)
            agrees = opens != open_now
            sure = (1.0 if agrees else 0.5) if side in ("open", "close") else 0.2
            if side == "both" and not opens:
                sure = 0.5
            if opens:
                proposal = _partner(text, after if guillemets else None, marks["open"])
                # Few quotations begin inside a word, as in Linux-"so".
                inside = at > 0 and not text[at - 1].isspace()
                opened_by, opened_surely = proposal, sure if inside else 1.0
            else:
                partners = _PARTNERS if open_now and guillemets else {}
                proposal = partners.get(opened_by, marks["close"])
                if open_now and opened_surely < 0.5:
                    # No quotation is closed whose beginning stays as it was.
                    sure = opened_surely
            yield _match(at, mark, "quote", proposal, sure)
            open_now = opens


def _partner(text: str, after: regex.Match[str] | None, usual: str) -> str:
    """The mark that opens what the next one closes: the usual one but before a guillemet."""
    if after is None or after[0] not in _PARTNERS:
        return usual
    before, behind = text[after.start() - 1], text[after.end() : after.end() + 1]
    closes = not before.isspace() and not behind.isalnum()
    return _PARTNERS[after[0]] if closes else usual


def _side(text: str, at: int) -> str:
    """What the neighbours say: `open`, `close`, `prime`, `both` (after a dash) or nothing."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if before.isdigit() and not after.isalpha():
        return "prime"
    leans_right = before.isspace() or before in "([{—–‘“"
    if after == "'":
        # What stands behind both tells whether they close or open.
        after = text[at + 2] if at + 2 < len(text) else " "
    leans_left = after.isspace() or after in ".,;:!?)]}—–’”"
    if leans_right and not leans_left:
        return "open"
    if leans_left and not leans_right:
        return "close"
    return "both" if leans_left and not before.isspace() else ""


@dataclass(frozen=True)
class _Openings:
    """What decides on single marks before a word: the text, its marks, the settings and words."""

    text: str
    marks: dict[str, str]
    settings: Settings
    known: Callable[[str], bool]

    @cached_property
    def elisions(self) -> frozenset[str]:
        """The elided words, in small letters."""
        return frozenset(word.lower() for word in self.settings.elisions)

    def read(self, at: int) -> Match:
        """An elision, a year without its century, a dropped h, or a quote that opens."""
        word = _FORM.match(self.text, at + 1)
        form = word[0].lower() if word else ""
        quoted = word is not None and self.text[word.end() : word.end() + 1] in ("'", "’")
        if not quoted and (form in self.elisions or _YEAR.fullmatch(form)):
            return _match(at, "'", "apostrophe", "’", 1.0)
        opens = self.marks["inner_open"]
        if quoted or _CLOSER.search(self.text, at + 1, at + self.settings.quotation_reach):
            return _match(at, "'", "quote", opens, 1.0)
        if self.drops(form) or (self.may_drop(form) and self._near_a_drop(at)):
            return _match(at, "'", "dropped", "’", 0.5)
        # A paragraph may open afresh a quotation that only a later one closes.
        line = max(self.text.rfind("\n", 0, at), self.text.rfind("\f", 0, at)) + 1
        starts = not self.text[line:at].strip(" \t")
        plain = len(form) > 1 and self.known(form) and not self.may_drop(form)
        return _match(at, "'", "quote", opens, 0.5 if starts and plain else 0.2)

    def drops(self, form: str) -> bool:
        """Whether a form is a word with an h before it, and none without."""
        return self.may_drop(form) and not (len(form) > 1 and self.known(form))

    def may_drop(self, form: str) -> bool:
        """Whether a form is a word with an h before it."""
        return self.known("h" + form)

    def opened(self, at: int) -> bool:
        """Whether a straight single quote opens before this one in the paragraph."""
        first = max(at - self.settings.quotation_reach, 0)
        first = max(first, self.text.rfind("\n\n", first, at))
        return bool(_OPENER.search(self.text, first, at))

    def _near_a_drop(self, at: int) -> bool:
        """Whether an h is surely dropped nearby: who drops one drops all."""
        reach = self.settings.drop_reach
        near = _DROPPED.finditer(self.text, max(at - reach, 0), at + reach)
        return any(self.drops(found[1].lower()) for found in near)


def _single(openings: _Openings, at: int) -> Iterator[Match]:
    text, marks = openings.text, openings.marks
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if "'" in (before, after):
        # Two stand for a double mark, which is another rule's.
        return
    if before.isalpha():
        closes = marks["inner_close"] != "’" and not after.isalnum() and openings.opened(at)
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
        yield openings.read(at)
    elif before in '"”»' and at > 1 and text[at - 2] in ".,!?…;:":
        yield _match(at, "'", "quote", marks["inner_close"], 1.0)
    else:
        yield _match(at, "'", "quote", marks["inner_close"], 0.2)
