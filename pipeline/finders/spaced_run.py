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
from dataclasses import dataclass

import msgspec
import regex

from pipeline.context import Context, Match
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
    for index, tokens in spotter.lines():
        for first, last in spotter.rows(tokens):
            row = _Row(context, document.starts[index], tokens, scorers, costs)
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
    """Read one row together with the words beside it."""
    context, offset, tokens = row.context, row.offset, row.tokens
    left, right = first, last
    if first and _joins_right(tokens[first - 1]) and tokens[first].text[0].isalpha():
        left -= 1
    if last + 1 < len(tokens) and _joins_left(tokens[last + 1]) and tokens[last].text[-1].isalpha():
        right += 1
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


def _joins_right(token: Token) -> bool:
    return token.text[-1].isalpha() and len(token.letters) > 1


def _joins_left(token: Token) -> bool:
    return token.text[0].isalpha() and len(token.letters) > 1
