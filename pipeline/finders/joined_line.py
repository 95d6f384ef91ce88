"""Finds the hyphen that an extractor took out when it joined two lines at it.

Looks only at a text whose soft hyphens stand at line ends: an extractor that keeps these drops a
hyphen only where it was the book's own, and a line about twice as long as the others shows where.
The hyphen stood about where the first of the two lines ended.
Groups: `first`, `second` (the parts of the word), `word` (closed up). Measures: `soft` (lines that
end in a soft hyphen), `share` (their share of all), `written` (how often the document writes the
word with this hyphen, or its other number where it never does), `listed` (1: the lexicon has it
with this hyphen), `closed` (1: the lexicon has it closed up), `parts` (1: it has both parts),
`places` (words of the line that might be meant).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import regex

from pipeline.context import Context, Match
from pipeline.vocabulary import other_number


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Which lines were joined, and where: shares of the usual length of a line.

    A joined line is at least `from_width` long; the hyphen stood from `earliest` to `latest`. A
    part of a word that neither document nor lexicon has with its hyphen is a word itself, of
    `shortest_part` letters and a Zipf value of `rarest_zipf` at least. `even_share` of all lines
    are within a fifth of the usual length, or the text is not broken into printed lines.
    """

    from_width: float
    earliest: float
    latest: float
    shortest_part: int
    rarest_zipf: float
    even_share: float


@dataclass(frozen=True)
class _Fold:
    """A word that may have lost its hyphen: its place in the text, its parts, and measures."""

    start: int
    first: str
    second: str
    measures: dict[str, float]

    @property
    def rank(self) -> tuple[float, ...]:
        names = ("written", "listed", "parts", "zipf")
        return tuple(self.measures[name] for name in names)


_SOFT = frozenset("\u00ad")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'’-]*")
_PART = regex.compile(r"[\p{L}\p{M}]+")


def may_find(context: Context, settings: Settings) -> bool:
    """Whether a line ends in a soft hyphen."""
    return bool(context.document.lines_ending_in(_SOFT))


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield the likeliest word of each joined line."""
    document = context.document
    soft = len(document.lines_ending_in(_SOFT))
    if not soft:
        return
    lengths = sorted(filter(None, document.lines.lengths()))
    usual = lengths[len(lengths) // 2]
    first, last = bisect_left(lengths, 0.8 * usual), bisect_right(lengths, 1.2 * usual)
    if last - first < settings.even_share * len(lengths):
        return
    for number, line in enumerate(document.lines):
        if len(line) < settings.from_width * usual:
            continue
        folds = list(_folds(context, line, usual, settings))
        if folds:
            best = max(folds, key=lambda fold: fold.rank)
            places = len({fold.start for fold in folds if fold.rank[:2] == best.rank[:2]})
            measures = {
                **best.measures,
                "places": float(places),
                "soft": float(soft),
                "share": soft / len(lengths),
            }
            start = document.starts[number] + best.start
            word = best.first + best.second
            groups = {"word": word, "first": best.first, "second": best.second}
            yield Match(start, start + len(word), groups, measures)


def _folds(context: Context, line: str, usual: int, settings: Settings) -> Iterator[_Fold]:
    """Every way to put a hyphen into a word of the line near the place where a line ended."""
    least, most = settings.earliest * usual, settings.latest * usual
    for word in _WORD.finditer(line):
        if word.end() <= least or word.start() >= most:
            continue
        for part in _PART.finditer(word[0]):
            letters = part[0]
            for at in range(1, len(letters)):
                if not least <= word.start() + part.start() + at <= most:
                    continue
                fold = _fold(context, word[0], word.start(), part.start(), letters, at)
                if _may_be(fold, settings):
                    yield fold


def _fold(context: Context, word: str, start: int, offset: int, letters: str, at: int) -> _Fold:
    known, likely = context.lexicon.known, context.lexicon.likely
    count = context.vocabulary.count_any_case
    first, second = letters[:at], letters[at:]
    place = offset + at
    hyphened = f"{word[:place]}-{word[place:]}"
    measures = {
        "written": float(count(hyphened) or count(other_number(hyphened))),
        "listed": float(known(hyphened) and not known(word)),
        "closed": float(known(letters)),
        "parts": float(known(first) and known(second)),
        "zipf": min(likely(first), likely(second)),
    }
    return _Fold(start + offset, first, second, measures)


def _may_be(fold: _Fold, settings: Settings) -> bool:
    measures = fold.measures
    if measures["written"] or measures["listed"]:
        return True
    if measures["closed"] or not measures["parts"] or measures["zipf"] < settings.rarest_zipf:
        return False
    return min(len(fold.first), len(fold.second)) >= settings.shortest_part
