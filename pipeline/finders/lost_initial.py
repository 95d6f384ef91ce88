"""Finds opening words whose initial is lost: `OWARDS the close of day` below a chapter's heading.

Many books open a chapter with a large initial, often a picture, and set the rest of the word in
capitals. An engine that passes over the initial leaves a string in capitals that is no word.
Looks only at the first line below a heading, at a word in capitals before one in small letters.
Groups: `word`, `best` (with the initial that makes the likeliest word of it). Measures: `ways` (how
many initials make a word), `lead` (by how much the best one's Zipf value leads the next),
`written` (how often the document writes that word), `count` (how often it writes the string),
`length` (of the string, in letters).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import regex

from pipeline.allowance import InTime
from pipeline.context import Context, Match
from pipeline.document import Document


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What a heading looks like, how far above it may stand, and which letters are initials.

    `heading_pattern` matches a line from its start; at most `most_lines` lines, blank ones among
    them, stand between the heading and the line that it heads.
    """

    heading_pattern: str
    most_lines: int
    initials: str


_OPENING = regex.compile(r"[^\p{L}\p{N}\n]{0,3}(\p{Lu}{2,})(?=[ \t]+\p{Ll})")


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every opening word in capitals that is no word, and is one with an initial."""
    document = context.document
    heading = InTime(regex.compile(settings.heading_pattern), context.allowance)
    for number, line in enumerate(document.lines):
        opening = _OPENING.match(line)
        if not opening or context.lexicon.known(opening[1]):
            continue
        if _is_headed(document, number, heading, settings.most_lines):
            start = document.starts[number] + opening.start(1)
            yield from _match(context, start, opening[1], settings.initials)


def _is_headed(document: Document, number: int, heading: InTime, most_lines: int) -> bool:
    """Whether the nearest line above that says something is a heading."""
    for above in range(number - 1, max(number - 2 - most_lines, -1), -1):
        if line := document.lines[above].strip():
            return heading.match(line, 0) is not None
    return False


def _match(context: Context, start: int, word: str, initials: str) -> Iterator[Match]:
    lexicon, count = context.lexicon, context.vocabulary.count_any_case
    wholes = [initial + word for initial in initials if lexicon.known(initial + word)]
    if not wholes:
        return
    best, *others = sorted(wholes, key=lexicon.likely, reverse=True)
    measures = {
        "ways": float(len(wholes)),
        "lead": lexicon.likely(best) - lexicon.likely(others[0]) if others else 9.0,
        "written": float(count(best)),
        "count": float(count(word)),
        "length": float(len(word)),
    }
    yield Match(start, start + len(word), {"word": word, "best": best}, measures)
