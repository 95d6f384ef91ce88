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

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import msgspec
import regex

from pipeline.context import Context, Match
from pipeline.document import BLANKS, Document
from pipeline.segmentation import Scorer, scorers_of
from pipeline.wide_row import Costs, Reading, Token


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


# The standard library's engine is the quicker one for so plain a pattern over a whole text.
_SINGLE_SHAPE = re.compile(rb" (?=a\.? )")
_SINGLE = re.compile(r"(?:^|(?<=[ \t“‘(\[]))[^\W\d_][^\w\s]?(?=\s|$)", re.MULTILINE)
_INITIAL = regex.compile(r"^[(\[“‘\"]*\p{Lu}\.[)\],;:.”’\"]*$")
_LONE = regex.compile(r"(?<![\p{L}.])\p{L}(?![\p{L}.’'])")
_WORDS = regex.compile(r"[\p{L}\p{M}]+")
_DOTTED = regex.compile(r"[.\-‐]\p{L}")
_BROKEN = regex.compile(r"(?:^|\s)[-‐¬\u00ad\ufffe]\s*$")
# A line's last sign but for blanks and tabs, where it may be broken: a mark, or a rarer blank.
_BROKEN_ENDS = BLANKS | set("-‐¬\u00ad\ufffe")
# The silhouette as single letters show in it: what opens parts words, as blanks and line ends do.
_MERGED = bytes.maketrans(b"\n(-", b"  .")
_TOKENS = regex.compile(r"\S+")
_LISTED = regex.compile(r"^\p{L}[,;]$")


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
    broken = _broken_lines(document)
    kinds = _Kinds(context, settings)
    for index in _lines_with_singles(document):
        line = document.lines[index]
        if not kinds.may_be_spaced(_TOKENS.findall(line)):
            continue
        tokens = [_token(one) for one in _TOKENS.finditer(line)]
        for first, last in _runs(context, tokens, settings):
            row = _Row(context, document.starts[index], tokens, scorers, costs)
            ends = index in broken and last == len(tokens) - 1
            begins = index - 1 in broken and first == 0
            for match in _read_in_parts(row, first, last):
                match.measures["broken"] = float(ends or begins)
                yield match


def _broken_lines(document: Document) -> set[int]:
    """The lines that end in a mark which stands apart."""
    ends = document.lines_ending_in(_BROKEN_ENDS)
    return {line for line in ends if _BROKEN.search(document.lines[line])}


def _lines_with_singles(document: Document) -> list[int]:
    """The lines on which at least two single letters stand."""
    shape = b" " + document.silhouette.translate(_MERGED) + b" "
    counts = Counter(document.line_at(found.start()) for found in _SINGLE_SHAPE.finditer(shape))
    text = document.text
    return [
        line
        for line, count in counts.items()
        if count >= 2 and len(_SINGLE.findall(text, document.starts[line], document.end(line))) >= 2
    ]


class _Kinds(dict[str, tuple[bool, bool]]):
    """Of each token's text, whether it is a single letter, and whether a fragment that is no word.

    Lines repeat their tokens, and most lines have no row that could be letter-spaced.
    """

    def __init__(self, context: Context, settings: Settings) -> None:
        super().__init__()
        self.context, self.settings = context, settings

    def __missing__(self, text: str) -> tuple[bool, bool]:
        token = Token(0, len(text), text, _letters(text))
        odd = _is_odd(self.context, token) and _is_fragment(self.context, token, self.settings)
        kind = self[text] = _is_single(token), odd
        return kind

    def may_be_spaced(self, texts: list[str]) -> bool:
        """Whether a line has as many single letters, or fragments, as one of its rows needs."""
        kinds = [self[text] for text in texts]
        singles = sum([single for single, _ in kinds])
        if singles >= self.settings.least_singles:
            return True
        return singles >= 1 and sum([odd for _, odd in kinds]) >= self.settings.least_fragments


def _token(found: regex.Match[str]) -> Token:
    return Token(found.start(), found.end(), found[0], _letters(found[0]))


def _letters(text: str) -> str:
    return text if text.isalpha() else "".join(filter(str.isalpha, text))


def _is_letter(token: Token) -> bool:
    """A letter by itself, with or without marks; `6d.` and `1st` are none."""
    return len(token.letters) == 1 and not any(map(str.isdigit, token.text))


def _is_single(token: Token) -> bool:
    """A letter by itself that is no initial and no item of a list."""
    text = token.text
    return _is_letter(token) and not _INITIAL.match(text) and not _LISTED.match(text)


def _runs(context: Context, tokens: list[Token], settings: Settings) -> Iterator[tuple[int, int]]:
    """Rows of tokens, first and last, that look letter-spaced."""
    at = 0
    while at < len(tokens):
        if not _is_fragment(context, tokens[at], settings):
            at += 1
            continue
        last = at
        while last + 1 < len(tokens) and (
            _is_fragment(context, tokens[last + 1], settings) or _bridges(tokens, last + 1)
        ):
            last += 1
        if _looks_spaced(context, tokens[at : last + 1], settings):
            yield at, last
        at = last + 1


def _bridges(tokens: list[Token], at: int) -> bool:
    """A clump of two to four letters between two single letters."""
    inside = 0 < at < len(tokens) - 1 and 1 < len(tokens[at].letters) <= 4
    return inside and _is_single(tokens[at - 1]) and _is_single(tokens[at + 1])


def _looks_spaced(context: Context, row: list[Token], settings: Settings) -> bool:
    """Enough single letters, two of them side by side, or mostly fragments that are no words."""
    singles = sum(map(_is_single, row))
    if singles >= settings.least_singles:
        return any(_is_letter(one) and _is_letter(other) for one, other in pairwise(row))
    odd = sum(_is_odd(context, one) for one in row)
    return singles >= 1 and odd >= settings.least_fragments


def _is_odd(context: Context, token: Token) -> bool:
    """Several letters that are no word."""
    return len(token.letters) > 1 and not context.lexicon.known(token.letters)


def _is_fragment(context: Context, token: Token, settings: Settings) -> bool:
    """A single letter, a clump, a figure or a lone mark: what a spaced row is made of."""
    count = len(token.letters)
    if count <= 1:
        return len(token.text) <= 5
    if count <= 3 and not _DOTTED.search(token.text):
        return count == 2 or not context.lexicon.known(token.letters) or token.letters in _CLUMPS
    return count <= settings.longest_fragment and not (
        context.lexicon.known(token.letters) or context.vocabulary.count_any_case(token.letters) > 1
    )


_CLUMPS = {"the"}


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
        "singles": float(sum(_is_single(token) for token in tokens[first : last + 1])),
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
