"""Finds compounds closed up where an extractor dropped the hyphen with a line end.

Looks at distinct words only: those that the document also writes with a hyphen, those with a
capital in their middle, and unknown words that two known words make up.
Groups: `word`, `first`, `second`. Measures: `hyphened` and `closed` (how often the document writes
the word so), `first_count` and `second_count` (how often it writes the parts), `line_width` and
`column` (the line's length, and the place of the second part on it, by the usual length of a
line: a hyphen is lost where two lines were joined, so `column` is near a whole number, and
`fold`, the distance to it by that number, is small), `choices` (in how many ways two known words
make up the word), `capital_inside` (1: the second part begins with a capital), `capitals_inside`
(how many distinct words the document has of that shape in a thousand words, but for the first few:
where programs are written of, they are names).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

import msgspec
import regex

from pipeline.context import Context, Match
from pipeline.lexicon import fold


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The shortest part of a compound, in letters, and the shortest word looked at.

    Only in a text that is broken into printed lines can two of them have been joined: one whose
    usual line has no more than `longest_line` code points, and in which `even_share` of all lines
    are about as long. Only lines longer than `from_width` times the usual are looked at;
    `prefixes` join by a hyphen and need be no words; other parts are words not rarer than
    `rarest_zipf`. Of the words with a capital inside, the first `few_capitals` do not count.
    """

    shortest_part: int
    shortest_word: int
    from_width: float
    longest_line: int
    even_share: float
    longest_word: int = 40
    prefixes: frozenset[str] = frozenset()
    rarest_zipf: float = 3.0
    few_capitals: int = 10


_LONG = regex.compile(r"[\p{L}\p{M}]{4,}")
# A word in an address, a path or an identifier is no word of the text.
_ALONE = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}'’_@/\\.=&#<-])[\p{L}\p{M}]{4,}(?![\p{L}\p{M}\p{N}_@/\\(=>-]|[.:'’]\p{L})"
)
_CAPITAL_INSIDE = regex.compile(r"^(\p{Lu}?\p{Ll}+)(\p{Lu}\p{Ll}+)$")


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every place of a word that may have lost its hyphen."""
    document = context.document
    lines = document.lines
    lengths = sorted(filter(None, lines.lengths()))
    usual = lengths[len(lengths) // 2] if lengths else 0
    if not usual or usual > settings.longest_line or _evenness(lengths) < settings.even_share:
        return
    hyphened = _hyphened(context)
    least = settings.from_width * usual
    long_lines = [n for n, line in enumerate(lines) if len(line) >= least]
    tokens = set[str]()
    for n in long_lines:
        tokens.update(lines[n].split())
    splits = _splits_in(context, tokens, hyphened, settings)
    tokens = {token for token in tokens if any(map(splits.get, _words_in(token)))}
    for n in long_lines:
        line = lines[n]
        if not tokens or tokens.isdisjoint(line.split()):
            continue
        for found in _ALONE.finditer(line):
            for first, second in splits.get(found[0], ())[:1]:
                place = document.starts[n] + found.start()
                column = (found.start() + len(first)) / usual
                yield _match(
                    context,
                    place,
                    first,
                    second,
                    hyphened,
                    splits[found[0]],
                    len(line) / usual,
                    column,
                    _capitals_inside(context, settings),
                )


def _capitals_inside(context: Context, settings: Settings) -> float:
    """How many distinct words with a capital inside there are in a thousand, but for a few."""
    words = context.vocabulary
    distinct: int = context.document.memo(
        "words with a capital inside", lambda: sum(map(_is_of_two_words, words.written))
    )
    return 1000 * max(distinct - settings.few_capitals, 0) / max(words.total, 1)


def _is_of_two_words(word: str) -> bool:
    return not (word.islower() or word.istitle()) and bool(_CAPITAL_INSIDE.match(word))


def _evenness(lengths: list[int]) -> float:
    """The share of lines whose length is within a fifth of the usual one.

    Paragraphs, each on one line, are of all lengths; printed lines of prose are nearly all alike.
    """
    usual = lengths[len(lengths) // 2]
    first, last = bisect_left(lengths, 0.8 * usual), bisect_right(lengths, 1.2 * usual)
    return (last - first) / len(lengths)


def _words_in(token: str) -> list[str]:
    return [token] if token.isalpha() else _LONG.findall(token)


def _splits_in(
    context: Context,
    tokens: set[str],
    hyphened: dict[str, tuple[str, int]],
    settings: Settings,
) -> dict[str, list[tuple[str, str]]]:
    """The ways to part each word that the tokens hold and that can be parted."""
    words = {word for token in tokens for word in _words_in(token)}
    splits = {}
    for word in words:
        if settings.shortest_word <= len(word) <= settings.longest_word and (
            ways := _splits(context, word, hyphened, settings)
        ):
            splits[word] = ways
    return splits


def _hyphened(context: Context) -> dict[str, tuple[str, int]]:
    """The document's hyphened words by their closed form in lower case."""
    found: dict[str, tuple[str, int]] = {}
    for word, count in context.vocabulary.lowered.items():
        if word.count("-") == 1 and word.replace("-", "").isalpha():
            closed = word.replace("-", "")
            if count > found.get(closed, ("", 0))[1]:
                found[closed] = (word, count)
    return found


def _splits(
    context: Context, word: str, hyphened: dict[str, tuple[str, int]], settings: Settings
) -> list[tuple[str, str]]:
    """The ways to part the word, the document's own first."""
    lowered = fold(word).lower()
    if lowered in hyphened:
        at = hyphened[lowered][0].index("-")
        return [(word[:at], word[at:])]
    inside = _CAPITAL_INSIDE.match(word)
    if inside:
        return [(inside[1], inside[2])]
    known = context.lexicon.known
    if known(word):
        return []
    prefixed = any(lowered.startswith(prefix) for prefix in settings.prefixes)
    if context.vocabulary.count_any_case(word) > 1 and not prefixed:
        return []
    likely = context.lexicon.likely
    found = []
    for at in range(2, len(word) - settings.shortest_part + 1):
        one, two = word[:at], word[at:]
        if one.lower() in settings.prefixes and known(two):
            found.append((99.0, one, two))
        elif at >= settings.shortest_part and known(one) and known(two):
            rarest = min(likely(one), likely(two))
            if rarest >= settings.rarest_zipf:
                found.append((rarest, one, two))
    return [(one, two) for _, one, two in sorted(found, reverse=True)]


def _match(
    context: Context,
    place: int,
    first: str,
    second: str,
    hyphened: dict[str, tuple[str, int]],
    splits: list[tuple[str, str]],
    line_width: float,
    column: float,
    capitals_inside: float,
) -> Match:
    word = first + second
    counts = context.vocabulary.count_any_case
    measures = {
        "hyphened": float(hyphened.get(fold(word).lower(), ("", 0))[1]),
        "closed": float(counts(word)),
        "first_count": float(counts(first)),
        "second_count": float(counts(second)),
        "line_width": line_width,
        "column": column,
        "fold": abs(column - max(round(column), 1)) / max(round(column), 1),
        "choices": float(len(splits)),
        "capital_inside": float(second[:1].isupper()),
        "capitals_inside": capitals_inside,
    }
    return Match(
        place, place + len(word), {"word": word, "first": first, "second": second}, measures
    )
