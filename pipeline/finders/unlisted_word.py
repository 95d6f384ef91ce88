"""Finds the words that no list holds and that a pattern matches as a whole: `thave`, `Lshould`.

Looks at distinct words, never at places: the pattern is tried on each once, which costs next to
nothing however long the text is.
Groups: `word`, and those that the pattern names. Measures: `count` (how often the document writes
the word), and where a group is named that should be a word, `alike` (of how many such words it is
one).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pipeline import long_s
from pipeline.allowance import InTime
from pipeline.context import Context, Match
from pipeline.guards import compiled


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A pattern that matches a whole word, in the `regex` module's syntax.

    `rest` is the group of it that should be a word, where the measure `alike` is asked for.
    """

    pattern: str
    rest: str = ""


def may_find(context: Context, settings: Settings) -> bool:
    """Whether the document has words that the lexicon lacks, and a strict list tells so."""
    return context.has_odd_words


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every place of such a word, with the groups of the pattern that took part.

    Raises TimeoutError where the context's allowance is used up.
    """
    pattern = InTime(compiled(settings.pattern), context.allowance)
    words, groups = [], []
    for word, count in context.unknown.items():
        if count > 0 and (found := pattern.fullmatch(word)):
            words.append(word)
            groups.append({name: value or "" for name, value in found.groupdict().items()})
    known = context.lexicon.known
    alike = sum(known(group[settings.rest]) for group in groups) if settings.rest else 0
    for index, start, end in long_s.places(context.document, words):
        word = context.document.text[start:end]
        measures = {"count": float(context.unknown[words[index]]), "alike": float(alike)}
        yield Match(start, end, {"word": word, **groups[index]}, measures)
