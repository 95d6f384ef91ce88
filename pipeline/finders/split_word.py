"""Finds words with a blank inside: `compo sition`.

Looks at neighbours on a line of which at least one is no word and whose joined form is one.
Groups: `first`, `second`, `word`. Measures: `count` (how often the document writes the whole),
`gain` (Zipf value of the whole, less that of the two side by side by chance), `both_unknown` (1:
neither is a word), `shortest` (letters of the shorter one), `length` (letters of the whole).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import msgspec
import regex

from pipeline import long_s
from pipeline.context import Context, Match
from pipeline.document import EDGES, Document


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The shortest whole word looked at, in letters."""

    shortest: int


_WORDS = regex.compile(r"\p{L}+")
_SMALL = regex.compile(r"\p{Ll}*")
_PAIR = regex.compile(r"(?<![\p{L}\p{M}'’.-])(\p{L}+) (\p{Ll}+)(?![\p{L}\p{M}-]|['’]\p{L})")


def may_find(context: Context, settings: Settings) -> bool:
    """Whether the document has words that the lexicon lacks, and a strict list tells so."""
    return context.has_odd_words


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every pair of neighbours that make up a word."""
    if not may_find(context, settings):
        return
    known = context.lexicon.known
    document = context.document
    unknown = {word for word in context.unknown if len(word) > 1 and word.isalpha()}
    odd = long_s.forms(document, unknown)
    for index in _lines_with_pairs(context, _tokens_with(odd, document), settings.shortest):
        for found in _PAIR.finditer(document.lines[index], overlapped=True):
            first, second = found[1], found[2]
            if first not in odd and second not in odd:
                continue
            word = first + second
            if len(word) < settings.shortest or not known(word):
                continue
            yield _match(context, document.starts[index] + found.start(), first, second, odd)


def _lines_with_pairs(context: Context, tokens: set[str], shortest: int) -> Iterator[int]:
    """The lines on which a pair of neighbours, one of them of the tokens, may make up a word."""
    if not tokens:
        return
    joined: dict[int, set[str]] = {}
    for index, line in enumerate(context.document.lines):
        parts = line.split()
        if not tokens.isdisjoint(parts):
            joined[index] = {
                _joined(first, second)
                for first, second in pairwise(parts)
                if (first in tokens or second in tokens)
                and second[0].islower()
                and first[-1].isalpha()
            }
    words = {word for found in joined.values() for word in found if len(word) >= shortest}
    possible = context.lexicon.possible(words)
    yield from (index for index, found in joined.items() if not possible.isdisjoint(found))


def _joined(first: str, second: str) -> str:
    """The letters at one token's end and the small letters at the next one's begin."""
    if not first.isalpha():
        first = _WORDS.findall(first)[-1]
    if not (second.islower() and second.isalpha()):
        small = _SMALL.match(second)
        second = small[0] if small else ""
    return first + second


def _tokens_with(words: set[str], document: Document) -> set[str]:
    """The distinct tokens that hold one of the words."""
    tokens = words & document.tokens.keys()
    for token in document.tokens:
        if not token.isalpha():
            inner = token.strip(EDGES)
            parts = [inner] if inner.isalpha() else _WORDS.findall(token)
            if not words.isdisjoint(parts):
                tokens.add(token)
    return tokens


def _match(context: Context, start: int, first: str, second: str, odd: set[str]) -> Match:
    word = first + second
    likely = context.lexicon.likely
    measures = {
        "count": float(context.vocabulary.count_any_case(word)),
        "gain": likely(word) - (likely(first) + likely(second) - 9),
        "both_unknown": float(first in odd and second in odd),
        "shortest": float(min(len(first), len(second))),
        "length": float(len(word)),
    }
    groups = {"first": first, "second": second, "word": word}
    return Match(start, start + len(word) + 1, groups, measures)
