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

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import msgspec
import regex

from pipeline.context import Context, Match
from pipeline.document import Document
from pipeline.segmentation import Scorer, cut_alike, scorers_of, segment
from pipeline.spacing import Spacing


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


@dataclass(frozen=True)
class Token:
    """A blank-separated token and its place on the line."""

    start: int
    end: int
    text: str
    letters: str


# The standard library's engine is the quicker one for so plain a pattern over a whole text.
_SINGLE = re.compile(r"(?:^|(?<=[ \t“‘(\[]))[^\W\d_][^\w\s]?(?=\s|$)", re.MULTILINE)
_PIECES = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*|['’]\p{L}+(?=$|[^\p{L}])|\d+|\S")
_ELIDED = regex.compile(r"\p{L}[\p{L}\p{M}]*['’]?|\d+|\S")
_INITIAL = regex.compile(r"^[(\[“‘\"]*\p{Lu}\.[)\],;:.”’\"]*$")
_LONE = regex.compile(r"(?<![\p{L}.])\p{L}(?![\p{L}.’'])")
_WORDS = regex.compile(r"[\p{L}\p{M}]+")
_DOTTED = regex.compile(r"[.\-‐]\p{L}")
_BROKEN = regex.compile(r"(?:^|\s)[-‐¬\u00ad\ufffe]\s*$")
_TOKENS = regex.compile(r"\S+")
_LISTED = regex.compile(r"^\p{L}[,;]$")


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every letter-spaced stretch with its likeliest reading."""
    document = context.document
    single = frozenset(settings.single_words.get(context.language, []))
    elided = frozenset(settings.elided.get(context.language, []))
    scorers = scorers_of(context, single, settings.short_zipf, elided)
    broken = {line for line in range(len(document.lines)) if _BROKEN.search(document.lines[line])}
    for index in _lines_with_singles(document):
        line = document.lines[index]
        tokens = [_token(one) for one in _TOKENS.finditer(line)]
        for first, last in _runs(context, tokens, settings):
            row = _Row(context, document.starts[index], tokens, scorers, settings)
            ends = index in broken and last == len(tokens) - 1
            begins = index - 1 in broken and first == 0
            for match in _read_in_parts(row, first, last):
                match.measures["broken"] = float(ends or begins)
                yield match


def _lines_with_singles(document: Document) -> list[int]:
    """The lines on which at least two single letters stand."""
    counts: dict[int, int] = {}
    for found in _SINGLE.finditer(document.text):
        line = document.line_at(found.start())
        counts[line] = counts.get(line, 0) + 1
    return [line for line, count in counts.items() if count >= 2]


def _token(found: regex.Match[str]) -> Token:
    letters = found[0] if found[0].isalpha() else "".join(filter(str.isalpha, found[0]))
    return Token(found.start(), found.end(), found[0], letters)


def _is_single(token: Token) -> bool:
    return (
        len(token.letters) == 1 and not _INITIAL.match(token.text) and not _LISTED.match(token.text)
    )


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
        return any(len(a.letters) == len(b.letters) == 1 for a, b in pairwise(row))
    odd = sum(len(one.letters) > 1 and not context.lexicon.known(one.letters) for one in row)
    return singles >= 1 and odd >= settings.least_fragments


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
    settings: Settings


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
    settings = row.settings
    left, right = first, last
    if first and _joins_right(tokens[first - 1]) and tokens[first].text[0].isalpha():
        left -= 1
    if last + 1 < len(tokens) and _joins_left(tokens[last + 1]) and tokens[last].text[-1].isalpha():
        right += 1
    chosen = tokens[left : right + 1]
    reading = _Reading(context, row.scorers, settings)
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


def _starts_initial(piece: str, behind: str, group: list[tuple[str, int]]) -> bool:
    """A single capital before a full stop, unless it ends a word in capitals."""
    alone = len(piece) == 1 and piece.isupper() and behind == "."
    return alone and not (group and group[-1][0][-1].isupper())


def _pieces(tokens: list[Token], pattern: regex.Pattern[str]) -> list[tuple[str, int]]:
    """The letters, figures and marks of a row, each with the width of the gap before it."""
    pieces = []
    for number, token in enumerate(tokens):
        gap = token.start - tokens[number - 1].end if number else 0
        for index, found in enumerate(pattern.finditer(token.text)):
            pieces.append((found[0], 0 if index else gap))
    return pieces


def _with_apostrophes(pieces: list[tuple[str, int]], elides: bool) -> list[tuple[str, int]]:
    """Give a lone apostrophe to the letters before it where the language elides.

    Elsewhere it goes to the letter behind it where that ends a word so: `d o n ’ t`.
    """
    out: list[tuple[str, int]] = []
    for index, (piece, gap) in enumerate(pieces):
        before = out[-1][0] if out else ""
        behind = pieces[index + 1][0] if index + 1 < len(pieces) else ""
        if elides:
            joins = piece in ("’", "'") and before[-1:].isalpha() and behind[:1].isalpha()
        else:
            joins = before in ("’", "'") and _contracts(out[-2:-1], piece, behind)
        if joins:
            out[-1] = before + piece, out[-1][1]
        else:
            out.append((piece, gap))
    return out


def _contracts(before: list[tuple[str, int]], piece: str, behind: str) -> bool:
    """Whether an apostrophe before this piece can only stand in a word: didn’t, he’ll.

    Before any other letter it may as well close a quotation.
    """
    last = before[0][0][-1] if before else ""
    return (last == "n" and piece == "t") or (last.isalpha() and piece + behind == "ll")


class _Reading:
    """Reads one row of tokens, keeping count of how sure it is."""

    def __init__(self, context: Context, scorers: tuple[Scorer, ...], settings: Settings) -> None:
        self.context = context
        self.scorer, *self.alone = scorers
        self.settings = settings
        self.margin = math.inf
        self.unknown = 0
        self.agree = True
        self.name = False

    def read(self, tokens: list[Token]) -> str:
        """Give the row's text, words parted by single blanks."""
        elides = bool(self.scorer.elided)
        pieces = _with_apostrophes(_pieces(tokens, _ELIDED if elides else _PIECES), elides)
        wide = any(gap > 1 for _, gap in pieces)
        out: list[str] = []
        group: list[tuple[str, int]] = []
        for index, (piece, gap) in enumerate(pieces):
            behind = pieces[index + 1][0] if index + 1 < len(pieces) else ""
            if _starts_initial(piece, behind, group):
                self._close(group, out, wide)
                out.append(piece)
                continue
            if piece[0].isalpha() or (piece[0] in "'’" and len(piece) > 1 and group):
                group.append((piece, gap))
                continue
            self._close(group, out, wide)
            out.append(piece)
        self._close(group, out, wide)
        return Spacing(self.context.document).join(out)

    def _close(self, group: list[tuple[str, int]], out: list[str], wide: bool) -> None:
        if not group:
            return
        out.extend(self._words(group, wide))
        group.clear()

    def _words(self, group: list[tuple[str, int]], wide: bool) -> tuple[str, ...]:
        pieces = [piece for piece, _ in group]
        if len(pieces) == 1:
            single = pieces[0]
            if len(single) > 1 and not self.scorer.is_word(single):
                self.unknown += 1
            return (single,)
        must = [False] * len(pieces)
        for index in range(1, len(pieces)):
            before, after = pieces[index - 1], pieces[index]
            capital = before[-1].islower() and after[0].isupper()
            must[index] = capital or (len(before) > 1 and before[-1] in "’'")
        narrow = self.settings.narrow_gap_cost
        cost = [narrow if wide and gap == 1 else 0.0 for _, gap in group]
        for index, (piece, gap) in enumerate(group):
            if piece[0] in "'’" or (index and not gap):
                cost[index] = 99.0
        best = segment(pieces, must, cost, self.scorer.scores)
        while (seam := self._seam_in_compound(pieces, best.words)) is not None:
            must[seam] = True
            best = segment(pieces, must, cost, self.scorer.scores)
        if best.unknown:
            letters, inner = self._with_inner_cuts(pieces, must, cost)
            opened = segment(*letters, self.scorer.scores)
            if inner and not opened.unknown:
                self.margin = min(self.margin, opened.margin)
                self.agree = False
                return _join_inner(opened.words, inner)
        self.margin = min(self.margin, best.margin)
        self.unknown += best.unknown
        self.name = self.name or self._may_be_name(best.words)
        tables = [self.scorer.scores, *(one.scores for one in self.alone)]
        self.agree = self.agree and not best.unknown and cut_alike(pieces, must, cost, tables)
        return best.words

    def _seam_in_compound(self, pieces: list[str], words: tuple[str, ...]) -> int | None:
        """Where to part a compound that no list has: beside a word set normally, before a verb.

        A noun has a capital, so that a last part which is a word in small letters is no noun.
        """
        known = self.context.lexicon.known
        end = 0
        for word in words:
            start, ends = end, {}
            while sum(map(len, pieces[start:end])) < len(word):
                end += 1
                ends[sum(map(len, pieces[start:end]))] = end
            tail = self.context.lexicon.tail_of_compound(word) if end - start > 1 else ""
            if not tail or self.context.vocabulary.count_any_case(word):
                continue
            for at in range(start, end):
                if len(pieces[at]) > 1 and known(pieces[at]):
                    return at if at > start else at + 1
            if tail.islower() and known(tail):
                return ends.get(len(word) - len(tail))
        return None

    def _with_inner_cuts(
        self, pieces: list[str], must: list[bool], cost: list[float]
    ) -> tuple[tuple[list[str], list[bool], list[float]], set[int]]:
        """Open unknown clumps, at a cost: an extractor may have closed up two lines there.

        Also gives the places, in letters from the start, that lie inside a clump.
        """
        opened: tuple[list[str], list[bool], list[float]] = ([], [], [])
        inner: set[int] = set()
        length = 0
        for piece, must_cut, price in zip(pieces, must, cost, strict=True):
            long = len(piece) >= 4 and piece.isalpha() and not self._is_own(piece)
            for index, part in enumerate(piece if long else [piece]):
                opened[0].append(part)
                opened[1].append(must_cut and not index)
                opened[2].append(self.settings.inner_cut_cost if index else price)
                if index:
                    inner.add(length)
                length += len(part)
        return opened, inner

    def _may_be_name(self, words: tuple[str, ...]) -> bool:
        """Two words, the first capitalised, not frequent, and new to the document."""
        first = words[0]
        short = len(words) == 2 and len(first) + len(words[1]) <= self.settings.longest_name
        capital = first[0].isupper() and first[1:].islower()
        if (
            not (short and capital)
            or self.context.lexicon.likely(first) >= self.settings.frequent_zipf
        ):
            return False
        return not self.context.vocabulary.count_any_case(first)

    def _is_own(self, piece: str) -> bool:
        known = self.context.lexicon.known(piece)
        return known or self.context.vocabulary.count_any_case(piece) > 1


def _join_inner(words: tuple[str, ...], inner: set[int]) -> tuple[str, ...]:
    """Put a hyphen, lost where two lines were closed up, at each cut inside a clump."""
    joined: list[str] = []
    length = 0
    for word in words:
        if joined and length in inner:
            joined += ["-", word]
        else:
            joined.append(word)
        length += len(word)
    return tuple(joined)
