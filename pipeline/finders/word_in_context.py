"""Finds words that are words, but not between these neighbours: `of die house`, `he bad been`.

The rule file names each word as it is read and as it is meant, with patterns for the word before
and the word behind; where both fit, the place is yielded. A pattern that is absent fits anything.
A capital is looked at only where a sentence begins: anywhere else it is a name's.
Groups: `word`, `best` (capitalised as the word is), `before` and `behind` (the neighbours, folded
and in small letters; empty at a mark, and where a blank line parts them).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import regex

from pipeline import long_s
from pipeline.allowance import InTime
from pipeline.context import Context, Match
from pipeline.lexicon import fold


class Entry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A word as read and as meant, and patterns that its neighbours must match as a whole.

    `over_comma` says whether a comma may part it from the word before.
    """

    read: str
    meant: str
    before_pattern: str = ".*"
    behind_pattern: str = ".*"
    over_comma: bool = True


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The words; several entries may name one, and the first that fits counts."""

    words: tuple[Entry, ...]


# No blank line parts a word from its neighbour.
_GAP = r"[^\S\n]*(?:\s[^\S\n]*)?"
_BEFORE = regex.compile(rf"(?<![\p{{L}}\p{{M}}'’-])([\p{{L}}\p{{M}}]+)(,?)(?=\s){_GAP}$")
_BEHIND = regex.compile(rf"(?=\s){_GAP}(\p{{L}}+)")

# What stands before a name with a stop of its own: *Mr. Ho*, *J. Lie*.
_SHORT_FORM = regex.compile(r"\b\p{Lu}\p{L}{0,3}\.\s+$")


def may_find(context: Context, settings: Settings) -> bool:
    """Whether the document writes one of the words."""
    written = context.vocabulary.written
    forms = {form for one in settings.words for form in (one.read, one.read.capitalize())}
    return any(map(written.__getitem__, forms))


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every place where a word stands between neighbours that want another."""
    entries = _entries(context, settings)
    written = context.vocabulary.written
    words = [word for word in entries if written[word]]
    text = context.document.text
    for index, start, end in long_s.places(context.document, words):
        word = words[index]
        word_before = _BEFORE.search(text, max(start - 24, 0), start)
        before, behind = _neighbour(word_before), _neighbour(_BEHIND.match(text, end))
        if word[0].isupper() and (before or _SHORT_FORM.search(text, max(start - 8, 0), start)):
            continue
        parted = bool(word_before and word_before[2])
        for entry, fits_before, fits_behind in entries[word]:
            if parted and not entry.over_comma:
                continue
            if fits_before.fullmatch(before) and fits_behind.fullmatch(behind):
                best = entry.meant.capitalize() if word[0].isupper() else entry.meant
                best = long_s.as_printed(best, text[start:end])
                groups = {"word": text[start:end], "best": best, "before": before, "behind": behind}
                yield Match(start, end, groups, {}, (("between", f"{before} … {behind}"),))
                break


def _entries(context: Context, settings: Settings) -> dict[str, list[tuple[Entry, InTime, InTime]]]:
    """The entries, with their patterns, by the words as they may stand."""
    entries: dict[str, list[tuple[Entry, InTime, InTime]]] = {}
    for entry in settings.words:
        before_fits, behind_fits = (
            InTime(regex.compile(one), context.allowance)
            for one in (entry.before_pattern, entry.behind_pattern)
        )
        for read in (entry.read, entry.read.capitalize()):
            entries.setdefault(read, []).append((entry, before_fits, behind_fits))
    return entries


def _neighbour(found: regex.Match[str] | None) -> str:
    return fold(found[1]).lower() if found else ""
