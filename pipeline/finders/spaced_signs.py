"""Finds initials and figures set wide in a line that is not: `R . C . P . ( B . )`, `1 0 - 2 5`.

A letter-spaced stretch with words in it is `spaced-run`'s. Here no word stands by that would show
how the line is set, so that only signs speak: a blank before the full stop of an initial, single
figures around a dash. Figures without a dash stay: `3 5 7 9` may be four numbers. Initials are
spaced as the document spaces them elsewhere.
Groups: `run` (as it stands), `text` (as it would read). Measures: `initials`, `figures` (how many),
`written` (how often the document writes the text so).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import msgspec
import regex

from pipeline.context import Context, Match
from pipeline.document import Document
from pipeline.silhouette import places
from pipeline.spacing import Spacing


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The fewest initials, and the fewest figures, that make a row."""

    least_initials: int
    least_figures: int


_SIGN = re.compile(r"[^\W\d_] \.[ ]?[^\W\d_(]|\d [\d‐–—-]")
_INITIALS = regex.compile(
    r"(?<![\p{L}\p{N}.])(?<! \. )\p{Lu} \.(?:[ ]?\p{Lu} ?\.)+(?:[ ]?\( ?\p{Lu} ?\. ?\))?(?! ?\.)"
)
_FIGURES = regex.compile(
    r"(?<![^\s(\[“‘])(?<!\d )\d(?: \d)* ?[‐–—-] ?\d(?: \d)*(?! \d)(?![^\s.,;:)\]”’])"
)
_PART = regex.compile(r"\p{L}|\d+|\S")


def may_find(context: Context, settings: Settings) -> bool:
    """Whether a full stop stands behind a blank, or a figure beside another or a dash."""
    document = context.document
    shapes = document.silhouette
    return " ." in document.text or b"0 0" in shapes or b"0 -" in shapes


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every row of spaced initials or figures with how it would read."""
    document = context.document
    spacing = Spacing(document)
    for line in _lines_with_signs(document):
        yield from _on_line(document.starts[line], document.lines[line], spacing, settings)


def _lines_with_signs(document: Document) -> list[int]:
    """The lines on which a spaced initial or figure stands."""
    found = chain(
        places(document.text, " ."),
        places(document.silhouette, b"0 0"),
        places(document.silhouette, b"0 -"),
    )
    lines = sorted({document.line_at(at) for at in found})
    return [line for line in lines if _SIGN.search(document.lines[line])]


def _on_line(start: int, line: str, spacing: Spacing, settings: Settings) -> Iterator[Match]:
    rows = [*_INITIALS.finditer(line), *_FIGURES.finditer(line)]
    for row in sorted(rows, key=lambda one: one.start()):
        initials = sum(map(str.isupper, row[0]))
        figures = sum(map(str.isdigit, row[0]))
        text = spacing.join(_PART.findall(row[0]))
        if text == row[0]:
            continue
        if initials < settings.least_initials and figures < settings.least_figures:
            continue
        written = spacing.count(text)
        measures = {
            "initials": float(initials),
            "figures": float(figures),
            "written": float(written),
        }
        evidence = (("written elsewhere", f"{written} times"),) if written else ()
        yield Match(
            start + row.start(),
            start + row.end(),
            {"run": row[0], "text": text},
            measures,
            evidence,
        )
