"""Finds figures read as the signs that stand on the same keys.

Decorative fonts are often set with other keys than the figures; an extractor then gives the key's
sign: `!(@$` for 1924. Groups: `signs`, `figures` (as they would read), `line` (the whole line).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import regex

from pipeline.context import Context, Match
from pipeline.silhouette import places


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Which sign stands for which figure, and how many signs make a number."""

    keys: dict[str, str]
    least: int = 4


def may_find(context: Context, settings: Settings) -> bool:
    """Whether the text holds one of the signs."""
    return not context.document.characters.isdisjoint(settings.keys)


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every row of such signs that stands between blanks."""
    signs = "".join(map(regex.escape, settings.keys))
    row = regex.compile(rf"(?<!\S)[{signs}]{{{settings.least},}}(?!\S)")
    document = context.document
    every = "".join(settings.keys)
    rows = [one for one in document.marked_tokens if len(one) >= settings.least]
    wanted = [one for one in rows if not one.strip(every)]
    for at in sorted({at for one in wanted for at in places(document.text, one)}):
        found = row.match(document.text, at)
        if found:
            figures = "".join(settings.keys[sign] for sign in found[0])
            line = document.lines[document.line_at(found.start())]
            groups = {"signs": found[0], "figures": figures, "line": line}
            yield Match(found.start(), found.end(), groups)
