"""Corrections for other programs: a correction a line as JSON, or a table of them as CSV.

JSON tells everything as it is. CSV is for spreadsheets, which know neither line ends within a cell
nor signs that show nothing: there a line end is `⏎`, and what is unseen an escape.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.review.changes import Change
from pipeline.review.changes import evidence as rests_on
from pipeline.review.terminal import evidence, shown

COLUMNS = (
    "document", "page", "raw_line", "cleaned_line", "stage", "rule", "confidence", "applied",
    "decision", "before", "after", "left", "words_before", "words_after", "right", "evidence",
)  # fmt: skip

# What is told of a line on each side of a correction; a whole book may stand in one line.
CONTEXT_CHARACTERS = 80

# A cell that begins so is a formula to a spreadsheet, which runs it.
_FORMULA = ("=", "+", "-", "@", "\t")


def as_json(corrections: Iterable[tuple[str, Change]]) -> Iterator[str]:
    """Give each correction, told with its document, as a JSON object in one line."""
    for document, change in corrections:
        told = _told(document, change)
        yield json.dumps(told | {"evidence": rests_on(change.row)})


def as_csv(corrections: Iterable[tuple[str, Change]]) -> Iterator[str]:
    """Give the head of a table, then a row for each correction.

    A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    yield _line(COLUMNS)
    for document, change in corrections:
        told = _told(document, change) | {"evidence": evidence(change.row)}
        yield _line([_cell(told[name]) for name in COLUMNS])


def _told(document: str, change: Change) -> dict[str, Any]:
    """Give a correction; `words_…` are the whole words that it stands in, before and after it."""
    row = change.row
    return {
        "document": document,
        "page": row.page,
        "raw_line": row.raw_line,
        "cleaned_line": row.cleaned_line,
        "stage": row.stage,
        "rule": row.rule,
        "confidence": row.confidence,
        "applied": row.applied,
        "decision": row.decision,
        "before": row.before,
        "after": row.after,
        "left": change.left[-CONTEXT_CHARACTERS:],
        "words_before": change.before,
        "words_after": change.after,
        "right": change.right[:CONTEXT_CHARACTERS],
    }


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = shown(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()
