"""Finds what a regular expression matches; its named groups become the match's groups."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Annotated

import msgspec

from pipeline.allowance import seconds_for_pattern
from pipeline.context import Context, Match
from pipeline.document import Document
from pipeline.guards import compiled


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A pattern in the `regex` module's syntax, `^` and `$` meaning a line's start and end.

    `requires` names literal strings one of which must stand on a line before the pattern looks at
    it: cheap, and worth giving where the damage is rare. With it, a match stays on one line unless
    `lines` says how many it may span.
    """

    pattern: str
    requires: tuple[str, ...] = ()
    lines: Annotated[int, msgspec.Meta(ge=1)] = 1


def may_find(context: Context, settings: Settings) -> bool:
    """Whether one of the strings that the pattern requires may stand in the text."""
    return not settings.requires or any(map(context.document.may_hold, settings.requires))


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every match of the pattern, with the groups that took part.

    Raises TimeoutError where the context's allowance is used up.
    """
    pattern = compiled(settings.pattern)
    text = context.document.text
    done = 0
    for start, before, end in _stretches(context.document, settings):
        for found in pattern.finditer(
            text, max(start, done), end, timeout=seconds_for_pattern(context.allowance)
        ):
            if found.start() >= before:
                break
            if found.end() > found.start():
                done = found.end()
                groups = {name: value or "" for name, value in found.groupdict().items()}
                yield Match(found.start(), found.end(), {"all": found[0], **groups})


def _stretches(document: Document, settings: Settings) -> Iterator[tuple[int, int, int]]:
    """Where to look: from where, before which place a match has to start, and up to where.

    What starts on the next line with a literal is left to that line, which may look further.
    """
    text = document.text
    if not settings.requires:
        yield 0, len(text), len(text)
        return
    lines = _lines_with(document, settings.requires)
    for line, following in zip_longest(lines, lines[1:], fillvalue=len(document.lines)):
        last = min(line + settings.lines, len(document.lines)) - 1
        end = min(document.end(last) + 1, len(text))
        before = end if following > last else document.starts[following]
        yield document.starts[line], before, end


def _lines_with(document: Document, literals: tuple[str, ...]) -> list[int]:
    lines = set()
    for literal in filter(document.may_hold, literals):
        at = document.text.find(literal)
        while at >= 0:
            line = document.line_at(at)
            lines.add(line)
            # A literal that begins with a line feed stands at the line's end.
            at = document.text.find(literal, max(at + 1, document.end(line)))
    return sorted(lines)
