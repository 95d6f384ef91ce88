"""Typesets markup with Typst, as a PDF or as the places of its words.

Only the fonts inside the Typst wheel are used, and no clock: the same version gives the same bytes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STYLES = Path(__file__).parent / "styles"
Inputs = dict[str, str]


@dataclass(frozen=True)
class Place:
    """Where a tag stands: its page from 1, and points from the page's corner."""

    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Report:
    """Where each word's tags stand, by the word's number, and each part's printed folio."""

    before: dict[int, Place]
    after: dict[int, Place]
    folios: dict[str, str]


@contextmanager
def laid_out(markup: str) -> Iterator[dict[str, Any]]:
    """Lay a source beside the styles, and give what Typst must be told of it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "styles").symlink_to(STYLES, target_is_directory=True)
        (Path(folder) / "book.typ").write_text(markup, "utf-8")
        yield {
            "input": str(Path(folder) / "book.typ"),
            "root": folder,
            "ignore_system_fonts": True,
        }


def typeset(markup: str, inputs: Inputs | None = None) -> bytes:
    """Typeset a source as a PDF."""
    import typst

    with laid_out(markup) as told:
        pdf = typst.compile(**told, format="pdf", timestamp=0, sys_inputs=inputs or {})
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no single PDF")
    return pdf


def places(markup: str, inputs: Inputs | None = None) -> Report:
    """Typeset a tagged source, and ask where its words stand."""
    import typst

    with laid_out(markup) as told:
        answer = typst.query(
            **told, selector="<report>", field="value", one=True, sys_inputs=inputs or {}
        )
    found = json.loads(answer)
    before, after = (
        {number: Place(*place) for number, *place in found[key]} for key in ("before", "after")
    )
    return Report(before, after, dict(found["folios"]))
