"""Finds figures read for letters inside words: `it 1s so`, `s0 far`, `w1ll`.

Looks at strings of letters and figures that words become if their figures are letters. Numbers with
a sign of measure or money behind them (`1s`, `2d`) look the same: they stand here with other
figures too.
Groups: `word`, `best`, `figures` (those in it), `before` and `behind` (the neighbours, in small
letters).
Measures: `likely` (the reading's Zipf value), `fit` (log10 of how well it stands between its
neighbours, by the pairs that the language writes), `margin` (log10 by which it leads the next
reading here), `count` (how often the string stands here), `others` (how often its letters stand
here with other figures, for each time that they stand with these), `strings` (how many distinct
strings of the document have a reading), `stem` (1: its figures stand behind a word, and may be a
note's), `letters`, `length`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

import msgspec
import regex

from pipeline import pairs_here
from pipeline.allowance import left
from pipeline.context import Context, Match
from pipeline.document import Document
from pipeline.lexicon import fold
from pipeline.occurrences import places


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The letters that each figure may stand for, and what is looked at.

    A string has at most `most_figures` figures and `longest` signs; its reading is at least as
    frequent as `least_likely`, in Zipf's measure. A neighbour stands within `reach` characters.
    """

    letters: dict[str, str]
    most_figures: int
    longest: int
    least_likely: float
    reach: int


_FIGURES = "0123456789"
_STRING = regex.compile(r"(?<![\p{L}\p{M}\p{N}])[\p{L}\p{M}0-9]++(?!\p{N})")
# No word is longer, in code points; what looks for many strings at once takes memory for each sign.
_LONGEST = 64
_MIXED = regex.compile(r"\p{L}[0-9]|[0-9]\p{L}")
_PART_OF_MORE = regex.compile(r"[\p{L}\p{M}\p{N}]")
_ENDS_SENTENCE = frozenset(".!?")


def may_find(context: Context, settings: Settings) -> bool:
    """Whether the document has a string of letters and figures."""
    return bool(_strings(context.document))


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every string with figures that is a word if they are letters."""
    if not context.lexicon.strict:
        return
    text = context.document.text
    spans = list(_places(context.document))
    strings = Counter(text[start:end] for start, end in spans)
    short = [string for string in strings if len(string) <= settings.longest]
    readings = {
        string: found for string in short if (found := _readings(context, string, settings))
    }
    shapes = Counter[str]()
    for string, count in strings.items():
        shapes[_letters(string)] += count
    for start, end in spans:
        left(context.allowance)
        string = text[start:end]
        if words := readings.get(string):
            match = _judge(context, words, start, end, settings)
            match.measures["count"] = float(strings[string])
            match.measures["others"] = shapes[_letters(string)] / strings[string] - 1
            match.measures["strings"] = float(len(readings))
            yield match


def _strings(document: Document) -> list[str]:
    """The distinct strings of letters and figures."""
    return document.memo(("letters and figures",), lambda: _told(document))


def _told(document: Document) -> list[str]:
    # Few of a text's tokens hold a figure, and all are marked ones.
    found = _STRING.findall(" ".join(document.marked_tokens))
    words = (string for string in dict.fromkeys(found) if len(string) <= _LONGEST)
    return [string for string in words if _MIXED.search(string)]


def _places(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each string of letters and figures."""
    for _, start, end in places(document.text, _strings(document)):
        if not _is_part(document.text, start, end):
            yield start, end


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether a string is a part of a longer one."""
    return bool(_PART_OF_MORE.search(text[max(start - 1, 0) : start] + text[end : end + 1]))


def _letters(string: str) -> str:
    """A string without its figures."""
    return "".join(sign for sign in string if not sign.isdecimal())


def _readings(context: Context, string: str, settings: Settings) -> list[str]:
    """Give the words, in small letters, that the string may be; a capital may begin a name."""
    figures = len(string) - len(_letters(string))
    if figures > settings.most_figures or len(_letters(string)) == 0:
        return []
    options = [settings.letters.get(sign, sign) for sign in string.lower()]
    words = map("".join, product(*options))
    known, likely = context.lexicon.known, context.lexicon.likely
    return [
        word
        for word in words
        if known(word) or (string[0].isupper() and known(word.capitalize()))
        if likely(word) >= settings.least_likely
    ]


def _judge(context: Context, found: list[str], start: int, end: int, settings: Settings) -> Match:
    """Say which reading stands best at a place, and how well."""
    text, pairs = context.document.text, context.lexicon.pairs
    before, behind = pairs_here.neighbours(text, start, end, settings.reach)
    fits = {word: pairs.fit(fold(before), word, fold(behind)) if pairs else 0.0 for word in found}
    likely = context.lexicon.likely
    first, *others = sorted(found, key=lambda word: (-likely(word) - fits[word], word))
    string = text[start:end]
    rivals = [likely(word) + fits[word] for word in others]
    measures = {
        "likely": likely(first),
        "fit": fits[first],
        "margin": min(likely(first) + fits[first] - max(rivals, default=0.0), 99.0),
        "stem": float(context.lexicon.known(string.rstrip(_FIGURES))),
        "letters": float(len(_letters(string))),
        "length": float(len(string)),
    }
    groups = {
        "word": string,
        "best": _cased(first, string, before),
        "figures": "".join(sign for sign in string if sign.isdecimal()),
        "before": before,
        "behind": behind,
    }
    return Match(start, end, groups, measures, (("between", f"{before} … {behind}"),))


def _cased(word: str, string: str, before: str) -> str:
    """Give a reading the capitals that the string has, or that a sentence begins with."""
    letters = _letters(string)
    if len(letters) > 1 and letters.isupper():
        return word.upper()
    begins = string[0].isdecimal() and before in _ENDS_SENTENCE
    return word.capitalize() if begins or string[0].isupper() else word
