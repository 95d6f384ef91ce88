"""Finds letter-spaced stretches and the words that they are most likely to be.

A stretch is a row of single letters and clumps on a line; the words beside it take part, since a
run may start or end inside a word. Only letters are segmented, cuts fall only where a blank
stands, marks keep their side (an opening quote leans right, a comma left), initials and
abbreviations are spaced as the document spaces them elsewhere.
Groups: `run` (as it stands), `text` (as it would read).
Measures: `singles` (single letters), `letters`, `words`, `longest` (letters of the longest word of
the result), `margin` (log10 by which the best cut leads the second, the least of the run's parts),
`unknown` (words of the result that nothing knows), `agree` (1: the document alone and the list
alone cut alike), `name` (1: two of its words may be one name), `lone` (share of one-letter words
that are no initials), `broken` (1: a line end breaks its first or last word).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import msgspec
import regex

from pipeline.context import Context, Match
from pipeline.document import Document
from pipeline.segmentation import Scorer, scorers_of
from pipeline.spaced_rows import Spotter, Token, broken_lines, is_single
from pipeline.wide_row import Costs, Reading


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How many single letters or odd fragments make a run, and how short forms are judged.

    `single_words` are the letters that are words, `elided` what stands before an apostrophe for a
    whole word, both by language.
    """

    least_singles: int
    least_fragments: int
    longest_fragment: int
    short_zipf: float
    narrow_gap_cost: float
    inner_cut_cost: float
    longest_name: int
    frequent_zipf: float
    single_words: dict[str, list[str]]
    elided: dict[str, list[str]]


_BREAKS = "-‐¬\u00ad\ufffe"
# Between the two lines of a broken word there may be blank ones, where furniture was.
_MOST_LINES = 4
_LONE = regex.compile(r"(?<![\p{L}.])\p{L}(?![\p{L}.’'])")
_WORDS = regex.compile(r"[\p{L}\p{M}]+")


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every letter-spaced stretch with its likeliest reading."""
    document = context.document
    single = frozenset(settings.single_words.get(context.language, []))
    elided = frozenset(settings.elided.get(context.language, []))
    scorers = scorers_of(context, single, settings.short_zipf, elided)
    costs = Costs(
        settings.narrow_gap_cost,
        settings.inner_cut_cost,
        settings.longest_name,
        settings.frequent_zipf,
    )
    broken = broken_lines(document)
    spotter = Spotter(
        context, settings.least_singles, settings.least_fragments, settings.longest_fragment
    )
    read_before: set[int] = set()
    for index, tokens in spotter.lines():
        for first, last in spotter.rows(tokens):
            if first == 0 and index in read_before:
                continue
            row = _Row(context, document.starts[index], tokens, scorers, costs)
            if last == len(tokens) - 1 and (broken_run := _broken_run(row, index, first, spotter)):
                match, lines = broken_run
                read_before.update(lines)
                yield match
                continue
            ends = index in broken and last == len(tokens) - 1
            begins = index - 1 in broken and first == 0
            for match in _read_in_parts(row, first, last):
                match.measures["broken"] = float(ends or begins)
                yield match


@dataclass(frozen=True)
class _Row:
    """A line's tokens, where the line starts, and what reads them."""

    context: Context
    offset: int
    tokens: list[Token]
    scorers: tuple[Scorer, ...]
    costs: Costs


def _read_in_parts(row: _Row, first: int, last: int) -> Iterator[Match]:
    """Read a run whole; where a word stays unknown, read what stands before its capital apart."""
    match = _read(row, first, last)
    if match and match.measures["unknown"]:
        for cut in range(last, first + 3, -1):
            before, after = row.tokens[cut - 1], row.tokens[cut]
            if not (before.text[-1].islower() and after.text[0].isupper()):
                continue
            part = _read(row, first, cut - 1)
            if part and not part.measures["unknown"]:
                yield part
                match = _read(row, cut, last)
                break
    if match:
        yield match


def _read(row: _Row, first: int, last: int) -> Match | None:
    """Read one row; where a word stays unknown so, together with the words beside it."""
    alone = _read_from(row, first, last, first, last)
    tokens = row.tokens
    left, right = first, last
    if first and _joins_right(tokens[first - 1]) and tokens[first].text[0].isalpha():
        left -= 1
    if last + 1 < len(tokens) and _joins_left(tokens[last + 1]) and tokens[last].text[-1].isalpha():
        right += 1
    if alone is None or (left, right) == (first, last):
        return alone
    # A word beside the row that is none may be a half of one that the row goes on with.
    halves = {*tokens[left:first], *tokens[last + 1 : right + 1]}
    unknown = sum(not row.context.lexicon.known(token.letters) for token in halves)
    unknown += int(alone.measures["unknown"])
    beside = _read_from(row, left, right, first, last) if unknown else None
    return beside if beside and beside.measures["unknown"] < unknown else alone


def _read_from(row: _Row, left: int, right: int, first: int, last: int) -> Match | None:
    """Read the tokens from left to right, of which those from first to last are set wide."""
    context, offset, tokens = row.context, row.offset, row.tokens
    chosen = tokens[left : right + 1]
    reading = Reading(context, row.scorers, row.costs)
    text = reading.read(chosen)
    while left < right and text.startswith(tokens[left].text + " "):
        text = text[len(tokens[left].text) + 1 :]
        left += 1
    while left < right and text.endswith(" " + tokens[right].text):
        text = text[: -len(tokens[right].text) - 1]
        right -= 1
    start, end = offset + tokens[left].start, offset + tokens[right].end
    run = context.document.text[start:end]
    words = _WORDS.findall(text)
    measures = {
        "singles": float(sum(is_single(token) for token in tokens[first : last + 1])),
        "letters": float(sum(map(len, words))),
        "margin": min(reading.margin, 99.0),
        "unknown": float(reading.unknown),
        "agree": float(reading.agree),
        "name": float(reading.name),
        "words": float(len(words)),
        "lone": len(_LONE.findall(text)) / max(len(words), 1),
        "longest": float(max(map(len, words), default=0)),
    }
    if text == run:
        return None
    evidence = (("margin", f"{measures['margin']:.1f}"), ("agree", f"{measures['agree']:g}"))
    return Match(start, end, {"run": run, "text": text}, measures, evidence)


@dataclass(frozen=True)
class _Seam:
    """Where a line end breaks a run: at which offset, by how many marks, and the blanks behind."""

    end: int
    marks: int
    gap: str


def _broken_run(
    row: _Row, index: int, first: int, spotter: Spotter
) -> tuple[Match, list[int]] | None:
    """Read a run that goes on over line ends, if a mark breaks a word of it there.

    Gives nothing where a word stays unknown, since the mark may then be a hyphen of the word's own.
    A broken word stays on its first line, as the stage `hyphenation` does it. Also gives the lines
    whose beginning was read.
    """
    tokens, seams, lines = list(row.tokens), [], []
    last = len(tokens) - 1
    while last == len(tokens) - 1 and (onward := _onward(row, tokens[-2:], index, spotter)):
        stem, seam, index, following, reach = onward
        tokens[-1:] = stem
        last = len(tokens) + reach
        following[0] = replace(following[0], start=tokens[-1].end)
        tokens += following
        seams.append(seam)
        lines.append(index)
    if not seams:
        return None
    match = _read(replace(row, tokens=tokens), first, last)
    if match is None or match.measures["unknown"]:
        return None
    match.measures["broken"] = 0.0
    return _with_line_ends(match, row.context.document, seams), lines


def _onward(
    row: _Row, ends: list[Token], index: int, spotter: Spotter
) -> tuple[list[Token], _Seam, int, list[Token], int] | None:
    """What a line goes on with whose last tokens are these, if a word is broken at its end.

    Gives its last token without the mark, the seam, the next line with its tokens, and which of
    them is the last of the run.
    """
    document, last = row.context.document, ends[-1]
    stem = last.text.rstrip(_BREAKS)
    letter = (stem or ends[0].text)[-1]
    near = range(index + 1, min(index + 1 + _MOST_LINES, len(document.lines)))
    following = next((line for line in near if document.lines[line].strip()), None)
    if stem == last.text or following is None:
        return None
    tokens = spotter.tokens(following)
    goes_on = tokens[0].text[0]
    if not (letter.isalpha() and goes_on.isalpha() and (goes_on.islower() or letter.isupper())):
        return None
    reach = next((end for start, end in spotter.rows(tokens) if start == 0), 0)
    start = document.starts[following]
    end = row.offset + last.end
    shift = start - row.offset
    moved = [replace(one, start=one.start + shift, end=one.end + shift) for one in tokens]
    kept = [replace(last, text=stem, end=last.start + len(stem))] if stem else []
    gap = document.text[end:start].lstrip(" \t")
    marks = len(last.text) - len(stem)
    return kept, _Seam(end - marks, marks, gap), following, moved, reach


def _with_line_ends(match: Match, document: Document, seams: list[_Seam]) -> Match:
    """Put each line end behind the word that it broke."""
    text, end = match.groups["text"], match.end
    for number in range(len(seams) - 1, -1, -1):
        seam = seams[number]
        before = document.text[match.start : seam.end]
        signs = sum(map(len, before.split())) - sum(one.marks for one in seams[:number])
        at = _after_signs(text, signs)
        behind = text.find(" ", at)
        if behind < 0:
            behind = len(text)
            while document.text[end : end + 1] in (" ", "\t"):
                end += 1
        text = text[:behind] + seam.gap + text[behind + 1 :]
    groups = {"run": document.text[match.start : end], "text": text}
    return replace(match, end=end, groups=groups)


def _after_signs(text: str, signs: int) -> int:
    """The place in a text behind so many signs that are no blanks."""
    places = (at for at, sign in enumerate(text, 1) if not sign.isspace())
    return next(islice(places, signs - 1, None), len(text))


def _joins_right(token: Token) -> bool:
    return token.text[-1].isalpha() and len(token.letters) > 1


def _joins_left(token: Token) -> bool:
    return token.text[0].isalpha() and len(token.letters) > 1
