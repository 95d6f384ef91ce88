"""Finds words broken at a line end without any hyphen.

Some OCR engines drop the hyphen: `vege` / `tables`. Every line end whose two words might be one is
looked at; only pairs whose joined form is a word, of the lexicon or of the document, are yielded.
Groups: `first`, `second`, `gap`, `tail`, `end` as for `line-end-hyphen`. Measures: `count` (how
often the document writes the joined form), `apart` (how often it writes the two words side by
side within a line), `whole` (the share of `count` in both), `split_share` (of the line ends that
join two unknown parts into a word, per line end: how much this document drops its hyphens),
`first_length`, `second_length`, `gain` (Zipf value of the joined form less that of the two words
side by side, if they fell together by chance), `relative` (Zipf value of the joined form less that
of its rarer part).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec
import regex

from pipeline.context import Context, Match
from pipeline.document import BLANKS, Document


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The shortest joined word, and from which share of line ends all pairs are looked at."""

    shortest: int
    most_lines: int
    suspicious_share: float


@dataclass(frozen=True)
class _Pair:
    start: int
    end: int
    first: str
    second: str
    gap: str
    tail: str
    after: str


_LAST = regex.compile(r"(?<![\p{L}\p{M}'’-])[\p{L}\p{M}]+\Z")
_NEXT = regex.compile(
    r"(\p{Ll}[\p{L}\p{M}]*(?:['’]s)?)(?![\p{L}\p{M}]|['’-]\p{L})([^\s\p{L}]*)"
    r"(?:([ \t]+)(?=\S)|([ \t]*(?:\n|\Z))|(?=\f|\Z))"
)


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield pairs at line ends that may be one word."""
    known = context.lexicon.known
    sure: list[_Pair] = []
    open_: list[_Pair] = []
    for pair in _pairs(context.document, known, settings):
        both = known(pair.first) and known(pair.second) and len(pair.first) > 1
        (open_ if both else sure).append(pair)
    lines = max(len(context.document.lines), 1)
    share = len(sure) / lines
    pairs = sure + open_ if share >= settings.suspicious_share else sure
    apart = _side_by_side(context.document.text, open_) if pairs is not sure else Counter()
    for pair in sorted(pairs, key=lambda one: one.start):
        yield _match(context, pair, share, apart)


def _pairs(document: Document, known: Callable[[str], bool], settings: Settings) -> Iterator[_Pair]:
    """Pairs at line ends whose joined form is a word."""
    lines, text, ends = document.lines, document.text, document.last_signs
    for here, there in itertools.pairwise(document.full_lines):
        # Most lines end at a mark, or the next one does not begin small.
        if not (ends[here].isalpha() or ends[here] in BLANKS) or there - here > settings.most_lines:
            continue
        last = lines[here].rstrip().rpartition(" ")[2]
        below = lines[there]
        opening = below.split(None, 1)[0]
        if not (last[-1].isalpha() and opening[0].islower()):
            continue
        first = last if last.isalpha() else _word_at_end(last)
        start_of_second = document.starts[there] + len(below) - len(below.lstrip())
        second = opening if opening.isalpha() else ""
        if second and (len(first) + len(second) < settings.shortest or not known(first + second)):
            continue
        found = _NEXT.match(text, start_of_second)
        if not first or not found or not known(first + found[1]):
            continue
        if len(first) + len(found[1]) >= settings.shortest:
            end = document.starts[here] + len(lines[here].rstrip())
            gap = text[end:start_of_second]
            gap = gap.rstrip(" \t") if found[4] is not None else gap
            yield _Pair(
                end - len(first), found.end(), first, found[1], gap, found[2], found[3] or ""
            )


def _word_at_end(token: str) -> str:
    found = _LAST.search(token)
    return found[0] if found else ""


def _side_by_side(text: str, pairs: list[_Pair]) -> Counter[tuple[str, str]]:
    """How often each pair of words stands within a line, in lower case."""
    wanted = {(pair.first.lower(), pair.second.lower()) for pair in pairs}
    counts: Counter[tuple[str, str]] = Counter()
    for line in text.lower().split("\n"):
        words = line.split()
        counts.update(pair for pair in itertools.pairwise(words) if pair in wanted)
    return counts


def _match(context: Context, pair: _Pair, share: float, apart: Counter[tuple[str, str]]) -> Match:
    joined = pair.first + pair.second
    lexicon = context.lexicon
    together = lexicon.likely(joined)
    # Zipf values are log10 of occurrences per 10⁹ words, so chance has log10(p·q) + 9.
    chance = lexicon.likely(pair.first) + lexicon.likely(pair.second) - 9
    count = context.vocabulary.count_any_case(joined)
    side_by_side = apart[pair.first.lower(), pair.second.lower()]
    measures = {
        "count": float(count),
        "apart": float(side_by_side),
        "whole": count / max(count + side_by_side, 1),
        "split_share": share,
        "first_length": float(len(pair.first)),
        "second_length": float(len(pair.second)),
        "length": float(len(joined)),
        "gain": together - chance,
        "relative": together - min(lexicon.likely(pair.first), lexicon.likely(pair.second)),
    }
    groups = {
        "first": pair.first,
        "second": pair.second,
        "gap": pair.gap,
        "tail": pair.tail,
        "end": pair.after,
    }
    return Match(pair.start, pair.end, groups, measures)
