"""Finds words broken at a line end without any hyphen.

Some OCR engines drop the hyphen: `vege` / `tables`. Every line end whose two words might be one is
looked at; only pairs whose joined form is a word, of the lexicon or of the document, are yielded.
Groups: `first`, `second`, `gap`, `tail`, `end` as for `line-end-hyphen`. Measures: `count` (how
often the document writes the joined form), `apart` (how often it writes the two words side by
side within a line), `split_share` (of the line ends that join two unknown parts into a word, per
line end: how much this document drops its hyphens), `first_length`, `second_length`, `gain` (Zipf
value of the joined form less that of the two words side by side, if they fell together by chance),
`relative` (Zipf value of the joined form less that of its rarer part).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import regex

from pipeline.context import Context, Match


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


_ENDS = regex.compile(
    r"(?<![\p{L}\p{M}'’-])([\p{L}\p{M}]+)([ \t]*[\n\f][ \t\n\f]*)(\p{Ll}[\p{L}\p{M}]*)(?![\p{L}\p{M}]|['’-]\p{L})([^\s\p{L}]*)"
    r"(?:([ \t]+)(?=\S)|([ \t]*(?:\n|\Z))|(?=\f|\Z))"
)


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield pairs at line ends that may be one word."""
    lexicon = context.lexicon
    ends = 0
    sure: list[_Pair] = []
    open_: list[_Pair] = []
    for pair in _pairs(context.document.text, settings):
        ends += 1
        first, second = pair.first, pair.second
        joined = first + second
        if len(joined) < settings.shortest or not lexicon.known(joined):
            continue
        both = lexicon.known(first) and lexicon.known(second) and len(first) > 1
        (open_ if both else sure).append(pair)
    lines = max(len(context.document.lines), 1)
    share = len(sure) / lines
    pairs = sure + open_ if share >= settings.suspicious_share else sure
    apart = _side_by_side(context.document.text, open_) if pairs is not sure else Counter()
    for pair in sorted(pairs, key=lambda one: one.start):
        yield _match(context, pair, share, apart)


def _pairs(text: str, settings: Settings) -> Iterator[_Pair]:
    for found in _ENDS.finditer(text):
        gap = found[2]
        if gap.count("\n") + gap.count("\f") > settings.most_lines:
            continue
        if found[6] is not None:
            gap = gap.rstrip(" \t")
        yield _Pair(found.start(), found.end(), found[1], found[3], gap, found[4], found[5] or "")


def _side_by_side(text: str, pairs: list[_Pair]) -> Counter[tuple[str, str]]:
    """How often each pair of words stands within a line, in lower case."""
    wanted = {(pair.first.lower(), pair.second.lower()) for pair in pairs}
    counts: Counter[tuple[str, str]] = Counter()
    for line in text.lower().split("\n"):
        words = line.split()
        counts.update(pair for pair in zip(words, words[1:], strict=False) if pair in wanted)
    return counts


def _match(context: Context, pair: _Pair, share: float, apart: Counter[tuple[str, str]]) -> Match:
    joined = pair.first + pair.second
    lexicon = context.lexicon
    together = lexicon.likely(joined)
    # Zipf values are log10 of occurrences per 10⁹ words, so chance has log10(p·q) + 9.
    chance = lexicon.likely(pair.first) + lexicon.likely(pair.second) - 9
    measures = {
        "count": float(context.vocabulary.count_any_case(joined)),
        "apart": float(apart[pair.first.lower(), pair.second.lower()]),
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
