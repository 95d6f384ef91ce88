"""Finds words broken at a line end by a hyphen or one of the marks that stand for it.

The break may run over blank lines, over a page's end or over a note at the foot of the page.
Groups: `first` and `second` (the parts), `last` (the first part behind its last hyphen), `mark`,
`gap` (line feeds between them), `lead` (specks before the second part), `tail` (marks that close
the second part), `end` (the blank behind the word on its line), `shape` (the first part, a bar, the
tail), `pair` (`last`, a bar, `second`, in small letters), `small` (the second part where it is a
small word).
Measures: `lines` (how many line ends the gap holds), `first_length`, `second_length`, `note`
(1 where a note stands in the gap), `zipf` (of the joined word), `relative` (the same less that of
its rarer part), `gain` (the same less that of the two side by side by chance).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec
import regex

from pipeline.context import Context, Match
from pipeline.document import Document


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The marks, how many line ends a gap may hold, and how a note at a page's foot begins.

    `small_words` are those that no compound ends in; `trail_pattern` matches specks that must
    stand behind the mark, `lead_pattern` specks before the second part; with `whole_known` only
    breaks of words of the lexicon are yielded.
    """

    marks: tuple[str, ...]
    most_lines: int
    note_pattern: str
    note_most_lines: int
    small_words: frozenset[str]
    trail_pattern: str = ""
    lead_pattern: str = ""
    whole_known: bool = False


_FIRST = regex.compile(r"[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’.\-‐]*\Z")
_SECOND = regex.compile(
    r"([\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)*)(\S*?)(?:([ \t]+)(?=\S)|([ \t]*(?:\n|\Z))|(?=\f|\Z))"
)


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every word broken at a line end."""
    document = context.document
    text = document.text
    marks = "".join(map(regex.escape, settings.marks))
    trail = settings.trail_pattern
    broken = regex.compile(rf"(?<=[\p{{L}}\p{{M}}\p{{N}}])([{marks}]+){trail}[ \t]*[\n\f]")
    note, lead = regex.compile(settings.note_pattern), regex.compile(settings.lead_pattern)
    done = 0
    for line_start, tail, end in _marked_ends(document):
        found = broken.search(text, max(tail, done), end + 1)
        if not found:
            continue
        token = text.rfind(" ", line_start, found.start()) + 1
        first = _FIRST.search(text, max(line_start, token, done), found.start())
        if not first:
            continue
        match = _join(document, settings, (note, lead), first.start(), first[0], found)
        if match and (not settings.whole_known or _is_whole_known(context, match)):
            done = match.end
            yield replace(match, measures=match.measures | _likelihoods(context, match))


def _is_whole_known(context: Context, match: Match) -> bool:
    return context.lexicon.known(match.groups["last"] + match.groups["second"])


# So many code points before a line's end a mark and its specks begin at the earliest.
_MARK_REACH = 8


def _marked_ends(document: Document) -> Iterator[tuple[int, int, int]]:
    """Lines that end in a mark or behind a blank: start, where a mark may begin, end."""
    for index, line in enumerate(document.lines):
        tail = line.rstrip(" \t")
        if tail and (not tail[-1].isalnum() or tail[-2:-1] == " "):
            start = document.starts[index]
            yield start, start + max(len(tail) - _MARK_REACH, 0), document.end(index)


def _likelihoods(context: Context, match: Match) -> dict[str, float]:
    """How likely (Zipf) the joined word is, beside its rarer part and beside chance."""
    last, second = match.groups["last"], match.groups["second"]
    likely = context.lexicon.likely
    whole, one, other = likely(last + second), likely(last), likely(second)
    # Zipf values are log10 of occurrences per 10⁹ words, so chance has log10(p·q) + 9.
    return {"zipf": whole, "relative": whole - min(one, other), "gain": whole - (one + other - 9)}


def _join(
    document: Document,
    settings: Settings,
    patterns: tuple[regex.Pattern[str], regex.Pattern[str]],
    start: int,
    first: str,
    found: regex.Match[str],
) -> Match | None:
    text = document.text
    note, lead = patterns
    mark, behind = found[1], found.end() - 1
    while text[behind - 1] in " \t":
        behind -= 1
    at = behind
    while at < len(text) and text[at] in " \t\n\f\r":
        at += 1
    over_note = False
    if note.match(text, at):
        over = _behind_note(document, at, settings)
        if over is not None:
            at, over_note = over, True
    specks = lead.match(text, at)
    gap, before_second = text[behind:at], specks[0] if specks else ""
    second = _SECOND.match(text, at + len(before_second))
    lines = gap.count("\n") + gap.count("\f")
    if not second or (lines > settings.most_lines and not over_note):
        return None
    end = second[3] or ""
    if second[4] is not None:
        gap = gap.rstrip(" \t")
    groups = {
        "first": first,
        "last": first.rpartition("-")[2],
        "second": second[1],
        "mark": mark,
        "gap": gap,
        "lead": before_second,
        "tail": second[2],
        "end": end,
        "shape": f"{first}|{second[2]}",
        "pair": f"{first.rpartition('-')[2]}|{second[1]}".lower(),
        "small": second[1] if len(second[1]) <= 4 and second[1] in settings.small_words else "",
    }
    measures = {
        "lines": float(lines),
        "first_length": float(len(first)),
        "second_length": float(len(second[1])),
        "note": float(over_note),
    }
    return Match(start, second.end(), groups, measures)


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
