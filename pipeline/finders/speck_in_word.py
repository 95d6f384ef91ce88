"""Finds words with a mark inside that a speck left: `tem.porarily`, `w^ays`, `an,d`.

Looks at distinct tokens of two runs of letters around one of the marks, whose letters together
make up a word.
Groups: `first`, `mark`, `second`, `word`. Measures: `count` (how often the document writes the
word), `first_known`, `second_known` (1: the part is a word), `length` (of the word).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import regex

from pipeline.context import Context, Match
from pipeline.occurrences import places


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The marks that may be specks, and the fewest letters of a word looked at."""

    marks: tuple[str, ...]
    shortest: int


def may_find(context: Context, settings: Settings) -> bool:
    """Whether the text holds a mark that may be a speck, and a strict list tells words."""
    return context.lexicon.strict and not context.document.characters.isdisjoint(settings.marks)


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every place of a word with a speck inside."""
    if not context.lexicon.strict:
        # Without a strict list, a word that wordfreq lacks is no sign of damage.
        return
    marks = "".join(map(regex.escape, settings.marks))
    settings_marks = set(settings.marks)
    shape = regex.compile(
        rf"[^\w]*+(?P<first>\p{{L}}++)(?P<mark>[{marks}])(?P<second>\p{{Ll}}++)[^\w]*"
    )
    found: dict[str, tuple[int, dict[str, str]]] = {}
    for token in context.document.marked_tokens:
        if settings_marks.isdisjoint(token) or not (parts := shape.fullmatch(token)):
            continue
        word = parts["first"] + parts["second"]
        if len(word) >= settings.shortest and context.lexicon.known(word):
            found[token] = parts.start("first"), {**parts.groupdict(), "word": word}
    yield from _places(context, found)


def _places(context: Context, found: dict[str, tuple[int, dict[str, str]]]) -> Iterator[Match]:
    text, tokens = context.document.text, list(found)
    for index, start, end in places(text, tokens):
        alone = (
            text.startswith(tokens[index], start)
            and (not start or text[start - 1].isspace())
            and (end == len(text) or text[end].isspace())
        )
        if alone:
            at, groups = found[tokens[index]]
            length = len(groups["word"]) + len(groups["mark"])
            yield Match(start + at, start + at + length, groups, _measures(context, groups))


def _measures(context: Context, groups: dict[str, str]) -> dict[str, float]:
    known = context.lexicon.known
    return {
        "count": float(context.vocabulary.count_any_case(groups["word"])),
        "first_known": float(known(groups["first"])),
        "second_known": float(known(groups["second"])),
        "length": float(len(groups["word"])),
    }
