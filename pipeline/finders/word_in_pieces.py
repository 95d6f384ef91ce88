"""Finds words that stand in two to six pieces: `settle d`, `b efore`, `susp e ct`.

An extractor that takes the wider of two gaps between tracked letters for a blank leaves most of a
line as it is, and parts a word here and there. Looks at stretches of letters with one blank
between, of which a piece is no word; the way to close them up that is likeliest by chance counts.
Groups: `text` (the whole), `read`, and, where a line ends in the word, `tail` (marks that close it)
and `gap` (the line feed). Measures: `gain` (log10 by which the whole is likelier than its pieces
side by side), `pieces`, `letters`, `lone` (how many pieces are a letter that is no word), `words`
(how many are words), `beside` (how many of the two neighbours are words, or none at all), `row`
(most letters that stand alone side by side on the line), `count` (how often the document writes the
whole), `here` (how many places show that the document is damaged so: one piece is a letter, none
is a word, and the gain is `sure` at least), `density` (the same in 10,000 words), `lettered` (the
share of these among the places without a letter, too: syllables tell of lost line ends).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import msgspec
import regex

from pipeline.context import Context, Match
from pipeline.document import Document
from pipeline.lexicon import fold


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What is looked at, and how likely the pieces are.

    Nothing is looked at where fewer than `least_lone` letters stand alone that are no words, and no
    line without such a letter where fewer than `least_here` places tell of the damage. A word
    has `most_pieces` at most. A form of two or three letters rarer than `short_zipf` is no word. A
    piece that is none has the Zipf value `odd_zipf`, and a word that the document alone writes has
    at most `own_zipf`. A place tells that the document is damaged so from a gain of `sure` on, in a
    word of `sure_letters` at least, on a line without more than `longest_row` letters side by side.
    """

    least_lone: int
    least_here: int
    most_pieces: int
    short_zipf: float
    odd_zipf: float
    own_zipf: float
    sure: float
    sure_letters: int
    longest_row: int
    single_words: dict[str, list[str]]


_LONE = regex.compile(r"(?<![\p{L}\p{M}\p{N}'’.-])\p{L}(?![\p{L}\p{M}\p{N}'’-]|\.\p{L})")
# A soft hyphen may stand between two pieces with its blanks, also at a line's end.
_STRETCH = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}'’.\u00AD-])\p{L}+(?:-\p{L}+)*"
    r"(?:(?: \u00AD[ \t]*\n| ?\u00AD ?| )\p{L}+(?:-\p{L}+)*)+"
    r"(?![\p{L}\p{M}\p{N}\u00AD]|['’-]\p{L})"
)
# What closes a word, and the blank behind it, which goes with a line end that the word spans.
_TAIL = regex.compile(r"(\S*)[ \t]?")
_PIECE = regex.compile(r"[\p{L}-]+")
_ROW = regex.compile(r"(?<!\S)\p{L}(?:[ \t]+\p{L}(?!\S))*")
# Zipf values are log10 of occurrences per 10⁹ words, so chance has log10(p·q) + 9.
_ZIPF = 9.0


def may_find(context: Context, settings: Settings) -> bool:
    """Whether so many letters stand alone that are no words."""
    single = settings.single_words.get(context.language, ())
    lone = 0
    for token, count in context.document.tokens.items():
        if len(token) <= _LONGEST_LONE and (found := _LONE.search(token)):
            lone += count * (found[0] not in single)
    return context.lexicon.strict and lone >= settings.least_lone


# A letter alone, with the marks that stand beside it.
_LONGEST_LONE = 4


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every word in pieces, in the likeliest way to close them up."""
    if not may_find(context, settings):
        return
    scale = _Scale(context, settings)
    matches = _matches(scale, _alone(scale))
    sure = [match.measures for match in matches if _is_sure(match.measures, settings)]
    here = sum(measures["lone"] > 0 for measures in sure)
    if here >= settings.least_here:
        matches = _matches(scale, _alone(scale) | _unknown(scale))
        sure = [match.measures for match in matches if _is_sure(match.measures, settings)]
    told = {
        "here": float(here),
        "density": 10_000 * here / max(context.vocabulary.total, 1),
        "lettered": here / max(len(sure), 1),
    }
    for match in matches:
        match.measures.update(told)
        yield match


def _matches(scale: _Scale, odd: Set[str]) -> list[Match]:
    """All words in pieces on lines that hold one of the tokens."""
    text = scale.context.document.text
    return [
        match
        for start, end in _lines(scale.context.document, odd)
        for stretch in _STRETCH.finditer(text, start, end)
        if scale.is_any_odd(stretch[0])
        for match in _closed(scale, stretch)
    ]


def _lines(document: Document, tokens: Set[str]) -> Iterator[tuple[int, int]]:
    """Where lines that hold one of the tokens begin and end, with the next one behind a hyphen."""
    lines, starts = document.lines, document.starts
    hyphened = "\u00ad" in document.text
    for index, line in enumerate(lines):
        goes_on = hyphened and line.rstrip(" \t").endswith("\u00ad") and index + 1 < len(lines)
        if not tokens.isdisjoint(line.split()):
            yield starts[index], document.end(index + goes_on)
        elif goes_on and not tokens.isdisjoint(lines[index + 1].split()):
            yield starts[index], document.end(index + 1)


def _alone(scale: _Scale) -> set[str]:
    """The tokens that are a letter alone, with its marks, and no word."""
    tokens = scale.context.document.tokens
    short = (token for token in tokens if len(token) <= _LONGEST_LONE)
    return {
        token
        for token in short
        if len(piece := token.strip(_EDGES)) == 1 and piece.isalpha() and scale.is_odd(piece)
    }


def _unknown(scale: _Scale) -> set[str]:
    """The tokens that are no words, with their marks."""
    unknown = scale.context.unknown
    return {
        token
        for token in scale.context.document.tokens
        if (piece := token.strip(_EDGES))
        and (
            fold(piece) in unknown
            or (len(piece) <= _SHORT and piece.isalpha() and scale.is_odd(piece))
        )
    }


# Marks that often stand beside a word, and the soft hyphen.
_EDGES = ".,;:!?—\"'()[]“”‘’«»„\u00ad"


def _is_sure(measures: dict[str, float], settings: Settings) -> bool:
    is_likely = measures["gain"] >= settings.sure and measures["letters"] >= settings.sure_letters
    return is_likely and not measures["words"] and measures["row"] <= settings.longest_row


@dataclass
class _Scale:
    """How likely strings are in one document."""

    context: Context
    settings: Settings

    def __post_init__(self) -> None:
        self._single = frozenset(self.settings.single_words.get(self.context.language, ()))
        self._odd: dict[str, bool] = {}
        self._rows: dict[int, int] = {}

    def is_any_odd(self, stretch: str) -> bool:
        """Whether a piece of the stretch is no word."""
        return any(map(self.is_odd, _PIECE.findall(stretch)))

    def is_odd(self, piece: str) -> bool:
        """Whether a piece is no word, or a form so short and rare that it hardly is one."""
        odd = self._odd.get(piece)
        if odd is None:
            odd = self._odd[piece] = self._judge(piece)
        return odd

    def _judge(self, piece: str) -> bool:
        if len(piece) == 1:
            return piece not in self._single
        if not self.context.lexicon.known(piece):
            return True
        return (
            len(piece) <= _SHORT and self.context.lexicon.likely(piece) < self.settings.short_zipf
        )

    def longest_row(self, at: int) -> int:
        """How many letters stand alone side by side on the line of a place, at most."""
        document = self.context.document
        line = document.line_at(at)
        if line not in self._rows:
            rows = _ROW.findall(document.lines[line])
            self._rows[line] = max((len(row.split()) for row in rows), default=0)
        return self._rows[line]

    def zipf_of_piece(self, piece: str) -> float:
        """Give the Zipf value of a piece that stands alone."""
        if self.is_odd(piece):
            return self.settings.odd_zipf
        return self.context.lexicon.likely(piece)

    def zipf_of_whole(self, word: str) -> float | None:
        """Give the Zipf value of a word that pieces make up, None where it is none."""
        if self.is_odd(word):
            count = self.context.vocabulary.count_any_case(word)
            if not count or len(word) <= _SHORT:
                return None
            share = count / max(self.context.vocabulary.total, 1)
            return min(_ZIPF + math.log10(share), self.settings.own_zipf)
        return self.context.lexicon.likely(word)


# Lists hold many rare short forms.
_SHORT = 3


def _closed(scale: _Scale, stretch: regex.Match[str]) -> Iterator[Match]:
    """Yield what is closed up in the likeliest way to read a stretch."""
    pieces = [
        (found.start() + stretch.start(), found.end() + stretch.start(), found[0])
        for found in _PIECE.finditer(stretch[0])
    ]
    names = [piece for _, _, piece in pieces]
    odd = [scale.is_odd(piece) for piece in names]
    wholes = _wholes(scale, names, odd)
    if not wholes:
        return
    groups = _likeliest([scale.zipf_of_piece(piece) - _ZIPF for piece in names], wholes)
    row = scale.longest_row(stretch.start())
    for at, (start, end) in enumerate(groups):
        if end - start > 1:
            match = _match(scale, pieces[start][0], pieces[end - 1][1], names[start:end])
            beside = (*groups[:at][-1:], *groups[at + 1 : at + 2])
            match.measures["row"] = float(row)
            match.measures["beside"] = 2.0 - sum(
                last - first == 1 and odd[first] for first, last in beside
            )
            yield match


_Span = tuple[int, int]


def _wholes(scale: _Scale, names: Sequence[str], odd: Sequence[bool]) -> dict[_Span, float]:
    """Which pieces side by side make up a word, with log10 of how likely it is.

    One of them at least is no word, and no more than two are words.
    """
    wholes = {}
    for start in range(len(names) - 1):
        text, words = names[start], int(not odd[start])
        for end in range(start + 1, min(start + scale.settings.most_pieces, len(names))):
            words += not odd[end]
            if words > _MOST_WORDS or not _goes_on(names[end - 1], names[end]):
                break
            text += names[end]
            if words <= end - start and (zipf := scale.zipf_of_whole(text)) is not None:
                wholes[start, end + 1] = zipf - _ZIPF
    return wholes


# A word of more pieces that are words by themselves would be a sentence.
_MOST_WORDS = 2


def _likeliest(alone: Sequence[float], wholes: Mapping[_Span, float]) -> list[_Span]:
    """Which pieces go together in the likeliest way: where each group begins, and its end.

    `alone` is log10 of how likely each piece is by itself. Of ways as likely as each other, the one
    that closes up less on the right counts.
    """
    by_end: dict[int, list[tuple[int, float]]] = {}
    for (start, end), score in wholes.items():
        by_end.setdefault(end, []).append((start, score))
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(alone) + 1):
        ways = [(best[end - 1][0] + alone[end - 1], end - 1)]
        ways += [(best[start][0] + score, start) for start, score in by_end.get(end, ())]
        best.append(max(ways))
    groups = []
    end = len(alone)
    while end:
        groups.append((best[end][1], end))
        end = best[end][1]
    return groups[::-1]


def _goes_on(piece: str, behind: str) -> bool:
    """Whether another piece of a word may follow: a capital stands first, or all are."""
    return behind.islower() or (piece.isupper() and behind.isupper())


def _match(scale: _Scale, start: int, end: int, pieces: Sequence[str]) -> Match:
    text = "".join(pieces)
    whole = scale.zipf_of_whole(text) or 0.0
    apart = sum(scale.zipf_of_piece(piece) - _ZIPF for piece in pieces)
    measures = {
        "gain": whole - _ZIPF - apart,
        "pieces": float(len(pieces)),
        "letters": float(len(text)),
        "lone": float(sum(len(piece) == 1 and scale.is_odd(piece) for piece in pieces)),
        "words": float(sum(not scale.is_odd(piece) for piece in pieces)),
        "count": float(scale.context.vocabulary.count_any_case(text)),
    }
    groups = {"text": text, "read": " ".join(pieces), "tail": "", "gap": ""}
    if "\n" in (whole_text := scale.context.document.text)[start:end]:
        tail = _TAIL.match(whole_text, end)
        assert tail is not None, "the pattern matches nothing at all, too"
        groups |= {"tail": tail[1], "gap": "\n"}
        end = tail.end()
    return Match(start, end, groups, measures)
