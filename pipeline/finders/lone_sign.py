"""Finds letters that stand alone at a line's edge: specks in the margin, `of the miller's men j`.

A speck beside the text, the shadow of a binding or a crease is read as a letter before or behind
the line that it stands beside. Letters that stand alone for another reason, as in mathematics or
lists, stand as often inside the lines, or apart from their words by more than one blank. Looks at
lines of several words only.
Groups: `sign`, `marks` (what is attached to it), `word` (the word beside it), `side` (`first` or
`last`). Measures: `edges` (how many such letters stand at an edge of this document's lines),
`excess` (how many times as many as those inside the lines let one expect), `thin` (the share of
them that are thin, as most specks are; the letters of a list are not), `words` (of its line without
it), `known` (the share of them that are words), `joins` (1: with the word beside it, or with the
one that the sentence goes on with, it makes up a word), `runs_on` (1: the sentence goes on in small
letters beside it), `beside` (1: only one blank stands between it and the word, with its stop),
`row` (how many lines, one after the other, bear such a letter at this side: in lists each does).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import regex

from pipeline import occurrences
from pipeline.allowance import Allowance, left
from pipeline.context import Context, Match
from pipeline.document import Document


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The letters that may be specks, by language, and the marks that may be attached to them.

    Of the letters, `thin` are what a speck is mostly read as. Lines of fewer than `least_words`
    words are passed over, and texts in which none of the letters stands alone without marks.
    """

    letters: dict[str, str]
    thin: str
    marks: str
    least_words: int


@dataclass(frozen=True)
class _Edge:
    """A lone letter at an edge: the line's index, where it stands, and the blank beside it."""

    line: int
    start: int
    end: int
    sign: str
    marks: str
    side: str


_ENDED = regex.compile(r"(?r)\p{L}[.,;:]?$")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'’]*")


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every lone letter at a line's edge, with the blanks between it and its line."""
    letters = settings.letters.get(context.language, "")
    if not letters or not context.lexicon.strict:
        return
    document = context.document
    tokens = document.tokens
    if not any(tokens[letter] for letter in letters):
        return
    sign = f"[{regex.escape(letters)}]"
    marks = f"[{regex.escape(settings.marks)}]*+"
    lone = regex.compile(rf"(?P<before>{marks})(?P<sign>{sign})(?P<after>{marks})")
    # Few tokens are lone letters, and looking a line's first and last one up costs next to nothing.
    alone = {
        token: shape
        for token in tokens
        if (len(token) == 1 or not token.isalpha()) and (shape := lone.fullmatch(token))
    }
    found = [
        match
        for edge in _edges(document, alone, context.allowance)
        if (match := _match(context, edge, settings))
    ]
    if not found:
        return
    shared = {
        "edges": float(len(found)),
        "excess": _excess(context, letters, len(found)),
        "thin": sum(match.groups["sign"] in settings.thin for match in found) / len(found),
    }
    rows = _rows(document, found)
    for match, row in zip(found, rows, strict=True):
        match.measures.update(shared, row=float(row))
        yield match


def _rows(document: Document, found: list[Match]) -> list[int]:
    """For each match, how many lines in a row have one at its side; blank lines are passed over."""
    full = document.full_lines
    ranks = [
        (match.groups["side"], bisect_left(full, document.line_at(match.start)))
        for match in found
    ]  # fmt: skip
    there = set(ranks)
    return [
        1 + _reach(there, side, rank, 1) + _reach(there, side, rank, -1) for side, rank in ranks
    ]


def _reach(there: Container[tuple[str, int]], side: str, rank: int, step: int) -> int:
    """How many lines in a row, in one direction, have a letter at this side."""
    lines = 0
    while (side, rank + step * (lines + 1)) in there:
        lines += 1
    return lines


# So many lines are looked at before the clock is.
_LOOK_AT_CLOCK = 256


def _edges(
    document: Document, alone: Mapping[str, regex.Match[str]], allowance: Allowance | None
) -> Iterator[_Edge]:
    """The lone letters before and behind lines, with one blank between."""
    for number, line in enumerate(document.lines):
        if not number % _LOOK_AT_CLOCK:
            left(allowance)
        first, blank, rest = line.removeprefix(" ").partition(" ")
        if first in alone and blank and rest and not rest[0].isspace():
            yield _edge(number, 0, len(line) - len(rest), alone[first], "first")
        before, blank, last = line.rstrip(" \t").rpartition(" ")
        if last in alone and blank and before and not before[-1].isspace():
            yield _edge(number, len(before), len(line), alone[last], "last")


def _edge(line: int, start: int, end: int, token: regex.Match[str], side: str) -> _Edge:
    return _Edge(line, start, end, token["sign"], token["before"] + token["after"], side)


# What stands before and behind a lone letter that stands between two words.
_WORD_BEFORE = regex.compile(r"(?r)\p{L}{2}[,.;:]?\Z")
_WORD_BEHIND = regex.compile(r"\p{L}{2}")


def _excess(context: Context, letters: str, edges: int) -> float:
    """How many times as many lone letters stand at edges as chance lets one expect.

    Those between two words count; among other specks they say nothing. A line of so many words has
    two places at its edges and the others inside. One letter more than was seen is taken to stand
    there.
    """
    document = context.document
    text = document.text
    alone = {letter + mark for letter in letters for mark in ("", *",.;:")}
    tokens = [f" {token} " for token in alone & document.tokens.keys()]
    inside = sum(
        bool(_WORD_BEHIND.match(text, end) and _WORD_BEFORE.search(text, 0, start))
        for _, start, end in occurrences.places(text, tokens)
    )
    lines = max(len(document.full_lines), 1)
    places = max(sum(document.tokens.values()) / lines - 2, 1)
    return edges / (inside + 1) * places / 2


def _match(context: Context, edge: _Edge, settings: Settings) -> Match | None:
    document, known = context.document, context.lexicon.known
    line = document.lines[edge.line]
    rest = line[edge.end :] if edge.side == "first" else line[: edge.start]
    words = _WORD.findall(rest)
    if len(words) < settings.least_words:
        return None
    if edge.side == "first":
        word, beside, joined = words[0], rest.lstrip(), edge.sign + words[0]
        others = [_last_word(document.lines, edge.line - 1) + edge.sign]
        near = line[edge.end - 2 : edge.end - 1] == edge.sign and rest[:1].isalpha()
    else:
        word, joined = words[-1], words[-1] + edge.sign
        near = line[edge.start + 1] == edge.sign and _ENDED.search(rest) is not None
        beside = _line_at(document.lines, edge.line + 1)
        others = [edge.sign + (_WORD.findall(beside) or [""])[0]]
    measures = {
        "words": float(len(words)),
        "known": sum(map(known, words)) / len(words),
        "joins": float(any(len(one) > 1 and known(one) for one in (joined, *others))),
        "beside": float(near and not edge.marks),
        "runs_on": float(beside.lstrip("\"'“‘(")[:1].islower()),
    }
    groups = {"sign": edge.sign, "marks": edge.marks, "word": word, "side": edge.side}
    start = document.starts[edge.line]
    return Match(start + edge.start, start + edge.end, groups, measures)


def _last_word(lines: Sequence[str], index: int) -> str:
    """The word that ends a line without a mark, empty where a mark does."""
    words = _WORD.findall(_line_at(lines, index))
    line = _line_at(lines, index).rstrip()
    return words[-1] if words and line.endswith(words[-1]) else ""


def _line_at(lines: Sequence[str], index: int) -> str:
    return lines[index] if 0 <= index < len(lines) else ""
