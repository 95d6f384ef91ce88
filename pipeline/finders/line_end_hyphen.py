"""Finds words broken at a line end by a hyphen or one of the marks that stand for it.

The break may run over blank lines, over a page's end or over a note at the foot of the page.
Groups: `first` and `second` (the parts), `last` (the first part behind its last hyphen), `before`
(the sign that the first part stands behind, empty where that is a blank), `mark`, `gap` (line feeds
between them), `lead` (specks before the second part), `tail` (marks that close the second part),
`end` (the blank behind the word on its line), `shape` (the first part, a bar, the tail), `pair`
(`last`, a bar, `second`, in small letters), `small` (the second part where it is a small word),
`other` (the second part in its other number: with an s, or without its own).
Measures: `lines` (how many line ends the gap holds, less those of a note), `first_length`,
`second_length`, `note` (1 where a note stands in the gap), `zipf` (of the joined word), `relative`
(the same less that of its rarer part), `gain` (the same less that of the two side by side by
chance), `capital_lines` (where the second part begins with a capital, the share of the document's
lines that do so), `hyphen_lines` (the share of its lines that end in a hyphen), `mark_ends` (the
share of the mark's places in the document that are at line ends), `mark_count` (how many they are),
`begins` (how many of the document's tokens hold a hyphen behind the same beginning as `last`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import merge
from typing import NamedTuple

import msgspec
import regex

from pipeline.allowance import InTime
from pipeline.context import Context, Match
from pipeline.document import Document
from pipeline.lexicon import Lexicon
from pipeline.vocabulary import other_number


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The marks, how many line ends a gap may hold, and how a note at a page's foot begins.

    `small_words` are those that no compound ends in; `trail_pattern` matches specks that must
    stand behind the mark, `lead_pattern` specks before the second part; with `whole_known` only
    breaks of words of the lexicon are yielded, and of those that the document writes `own_count`
    times. `note_marks` are those of the marks that an
    extractor writes in place of a line end, so that a note may follow on the same line.
    """

    marks: tuple[str, ...]
    most_lines: int
    note_pattern: str
    note_most_lines: int
    small_words: frozenset[str]
    trail_pattern: str = ""
    lead_pattern: str = ""
    whole_known: bool = False
    own_count: int = 3
    note_marks: str = ""


_FIRST = regex.compile(r"[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’.\-‐]*\Z")
# French sets a blank before some marks, and old English print a thin space: they stay together.
_SECOND = regex.compile(
    r"([\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)*)(\S*?(?:[ \u00a0\u202f][;:!?»]\S*?)*)"
    r"(?:([ \t]+)(?=\S)|([ \t]*(?:\n|\Z))|(?=\f|\Z))"
)


def may_find(context: Context, settings: Settings) -> bool:
    """Whether a line ends in one of the marks; specks may hide it."""
    marks = frozenset(settings.marks)
    document = context.document
    return (
        bool(settings.trail_pattern or document.lines_ending_in(marks))
        or _has_note_mark(document, settings)
    )  # fmt: skip


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every word broken at a line end."""
    document = context.document
    text = document.text
    note, lead = (
        InTime(regex.compile(one), context.allowance)
        for one in (settings.note_pattern, settings.lead_pattern)
    )
    done = 0
    for line_start, found in _breaks(context, settings):
        if found.start() < done:
            continue
        token = text.rfind(" ", line_start, found.start()) + 1
        first = _FIRST.search(text, max(line_start, token, done), found.start())
        if not first:
            continue
        joint = _joint(document, settings, (note, lead), first, found)
        if joint and (not settings.whole_known or _is_word(context, joint.whole, settings)):
            done = joint.second.end()
            yield _match(context, settings, joint)


def _is_word(context: Context, whole: str, settings: Settings) -> bool:
    return (
        context.lexicon.known(whole)
        or context.vocabulary.count_any_case(whole) >= settings.own_count
    )


def _breaks(context: Context, settings: Settings) -> Iterator[tuple[int, regex.Match[str]]]:
    """Where a mark stands at a line's end or before a note, behind a word: line's start, mark."""
    document = context.document
    text = document.text
    marks = "".join(map(regex.escape, settings.marks))
    behind_word = r"(?<=[\p{L}\p{M}\p{N}])"
    at_end = rf"{behind_word}([{marks}]+){settings.trail_pattern}[ \t]*(?=[\n\f])"
    broken = InTime(regex.compile(at_end), context.allowance)
    ends = (
        (start, found)
        for start, tail, end in _marked_ends(document, settings)
        if (found := broken.search(text, tail, end + 1))
    )
    if not _has_note_mark(document, settings):
        return ends
    glued = rf"{behind_word}([{regex.escape(settings.note_marks)}])(?={settings.note_pattern})"
    before_notes = (
        (document.starts[document.line_at(found.start())], found)
        for found in InTime(regex.compile(glued), context.allowance).finditer(text)
    )
    return merge(ends, before_notes, key=lambda one: one[1].start())


def _has_note_mark(document: Document, settings: Settings) -> bool:
    return any(map(document.text.__contains__, settings.note_marks))


# A soft hyphen at a line end, the rest of its word, and the blank behind it.
_SOFT_BREAK = regex.compile(
    r"(?<=\p{L})[\u00AD\uFFFE][ \t]*\n(\p{Ll}\S*)(?:[ \t]*(?:\n|\Z)|[ \t]|(?=\f))"
)
_MARK_INSIDE = regex.compile(r"(\p{L}+)[\u00AD\uFFFE](\p{Ll}+)")
_HYPHEN_BREAK = regex.compile(r"(\p{L}+)[-‐][ \t]*\n(\p{Ll}+)(\S*)(?:[ \t]*(?:\n|\Z)|[ \t]|(?=\f))")

_HYPHENS = "-‐¬"

# So many code points before a line's end a mark and its specks begin at the earliest.
_MARK_REACH = 8


def _marked_ends(document: Document, settings: Settings) -> Iterator[tuple[int, int, int]]:
    """Lines that end in a mark or in specks behind one: start, where the mark may begin, end."""
    lines, marks = document.lines, frozenset(settings.marks)
    ends: Iterable[tuple[int, str]] = enumerate(lines)
    if not settings.trail_pattern:
        # Without specks the mark itself comes last.
        ends = ((index, lines[index]) for index in document.lines_ending_in(marks))
    signs = document.last_signs
    for index, line in ends:
        tail = line.rstrip(" \t")
        if signs[index].isalnum() and tail[-2:-1] != " ":
            continue
        if not marks.isdisjoint(tail[-_MARK_REACH:]):
            start = document.starts[index]
            yield start, start + max(len(tail) - _MARK_REACH, 0), document.end(index)


class _Joint(NamedTuple):
    """A break: the first part, the mark, what stands between, and the second part as matched."""

    start: int
    first: str
    mark: str
    gap: str
    lead: str
    second: regex.Match[str]
    over_note: bool
    lines: int

    @property
    def last(self) -> str:
        """The first part behind its last hyphen."""
        return self.first.rpartition("-")[2]

    @property
    def whole(self) -> str:
        """The word that the break may part."""
        return self.last + self.second[1]


def _joint(
    document: Document,
    settings: Settings,
    patterns: tuple[InTime, InTime],
    first: regex.Match[str],
    found: regex.Match[str],
) -> _Joint | None:
    """Find the second part."""
    text = document.text
    note, lead = patterns
    behind = found.end()
    while text[behind - 1] in " \t":
        behind -= 1
    at = behind
    while at < len(text) and text[at] in " \t\n\f\r":
        at += 1
    lines = _line_ends(text[behind:at])
    over_note = False
    if note.match(text, at):
        over = _behind_note(document, at, settings)
        if over is not None:
            at, over_note = over, True
    specks = lead.match(text, at)
    before_second = specks[0] if specks else ""
    second = _SECOND.match(text, at + len(before_second))
    if not second:
        return None
    gap = text[behind:at]
    joint = _Joint(first.start(), first[0], found[1], gap, before_second, second, over_note, lines)
    return joint if over_note or lines <= settings.most_lines else None


def _line_ends(gap: str) -> int:
    # Two form feeds side by side part pages as one does.
    return gap.count("\n") + gap.count("\f") - gap.count("\f\f")


def _note_mended(note: str, lexicon: Lexicon) -> str:
    """A note with its own broken words whole: it lies inside a match, so no other can mend them.

    Two words that make up none are a compound; two that make up a rarer word may be one, and stay.
    """
    known, likely = lexicon.known, lexicon.likely

    def joined(found: regex.Match[str]) -> str:
        first, second, rest = found.groups()
        if known(first) and known(second):
            if not known(first + second):
                return f"{first}-{second}{rest}\n"
            if likely(first + second) < min(likely(first), likely(second)):
                return found[0]
        return f"{first}{second}{rest}\n"

    def unmarked(found: regex.Match[str]) -> str:
        first, second = found.groups()
        is_compound = known(first) and known(second) and not known(first + second)
        return f"{first}-{second}" if is_compound else first + second

    note = _HYPHEN_BREAK.sub(joined, _SOFT_BREAK.sub(r"\1\n", note))
    note = _MARK_INSIDE.sub(unmarked, note)
    return note if note[0] in "\n\f" else "\n" + note


def _match(context: Context, settings: Settings, joint: _Joint) -> Match:
    first, second = joint.first, joint.second[1]
    gap = _note_mended(joint.gap, context.lexicon) if joint.over_note else joint.gap
    text = context.document.text
    before = text[joint.start - 1] if joint.start else ""
    groups = {
        "first": first,
        "last": joint.last,
        "before": before.strip(),
        "second": second,
        "mark": joint.mark,
        "gap": gap if joint.second[4] is None else gap.rstrip(" \t"),
        "lead": joint.lead,
        "tail": joint.second[2],
        "end": joint.second[3] or "",
        "shape": f"{first}|{joint.second[2]}",
        "pair": f"{joint.last}|{second}".lower(),
        "small": second if len(second) <= 4 and second in settings.small_words else "",
        "other": other_number(second),
    }
    likely = context.lexicon.likely
    whole, one, other = likely(joint.whole), likely(joint.last), likely(second)
    measures = {
        "lines": float(joint.lines),
        "first_length": float(len(first)),
        "second_length": float(len(second)),
        "note": float(joint.over_note),
        # Zipf values are log10 of occurrences per 10⁹ words, so chance has log10(p·q) + 9.
        "zipf": whole,
        "relative": whole - min(one, other),
        "gain": whole - (one + other - 9),
        "capital_lines": context.document.capital_lines if second[0].isupper() else 0.0,
        "hyphen_lines": _hyphen_lines(context.document),
        "begins": float(_beginnings(context.document)[joint.last.lower()]),
        **_places_of(context.document, joint.mark[0]),
    }
    return Match(joint.start, joint.second.end(), groups, measures)


def _hyphen_lines(document: Document) -> float:
    key = "lines that end in a hyphen"
    hyphened = document.memo(key, lambda: len(document.lines_ending_in(_HYPHENS)))
    return hyphened / max(len(document.full_lines), 1)


def _beginnings(document: Document) -> Counter[str]:
    """How many tokens hold a hyphen between letters, behind each string of letters, in any case."""
    return document.memo("beginnings of hyphened words", lambda: _count_beginnings(document))


def _count_beginnings(document: Document) -> Counter[str]:
    found: Counter[str] = Counter()
    for token, count in document.tokens.items():
        if "-" in token and (begun := _BEGUN.match(token)):
            found[begun[1].lower()] += count
    return found


_BEGUN = regex.compile(r"\P{L}*(\p{L}+)-\p{L}")


def _places_of(document: Document, mark: str) -> dict[str, float]:
    """How often the document writes a mark, and which share of that at line ends."""
    count = document.count(mark)
    key = "lines that end in", mark
    ends = document.memo(key, lambda: len(document.lines_ending_in({mark})))
    return {"mark_count": float(count), "mark_ends": ends / max(count, 1)}


def _behind_note(document: Document, at: int, settings: Settings) -> int | None:
    """Where the text goes on behind a note at the foot of the page: the next page's first word."""
    page = document.page_at(at)
    if page >= len(document.page_starts):
        return None
    line = document.page_starts[page]
    if line - document.line_at(at) > settings.note_most_lines:
        return None
    start = document.starts[line]
    text = document.text
    while start < len(text) and text[start] in " \t\n\f\r":
        start += 1
    return start
