"""Finds figures read as the signs that stand on the same keys.

Decorative fonts are often set with other keys than the figures; an extractor then gives the key's
sign: `!(@$` for 1924. Groups: `signs`, `figures` (as they would read), `line` (the whole line).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import regex

from pipeline.context import Context, Match


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Which sign stands for which figure, and how many signs make a number."""

    keys: dict[str, str]
    least: int = 4


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every row of such signs that stands between blanks."""
    signs = "".join(map(regex.escape, settings.keys))
    row = regex.compile(rf"(?<!\S)[{signs}]{{{settings.least},}}(?!\S)")
    document = context.document
    every = "".join(settings.keys)
    if all(len(token) < settings.least or token.strip(every) for token in document.marked_tokens):
        return
    for found in row.finditer(document.text):
        figures = "".join(settings.keys[sign] for sign in found[0])
        line = document.lines[document.line_at(found.start())]
        groups = {"signs": found[0], "figures": figures, "line": line}
        yield Match(found.start(), found.end(), groups)
