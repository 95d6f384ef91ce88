"""Gives an impact as JSON, for scripts: all differences, whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pipeline.faults import Fault
from pipeline.review.changes import Change
from pipeline.review.impact import Difference, Report, tally


def as_json(report: Report, faults: Sequence[Fault]) -> str:
    """Give a report, and the faults met on the way, as one JSON object."""
    documents = [
        {
            "name": impact.document,
            "unchanged": impact.unchanged,
            "differences": [_difference(one) for one in impact.differences],
        }
        for impact in report.impacts
    ]
    found = {
        "old": report.old,
        "new": report.new,
        "unchanged": report.unchanged,
        "rules": [asdict(one) for one in tally(report.differences)],
        "documents": documents,
        "only_old": report.only_old,
        "only_new": report.only_new,
        "not_compared": report.failed,
        "faults": [str(fault) for fault in faults],
    }
    return json.dumps(found, indent=2)


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "aspects": one.aspects,
        "old": _correction(one.old),
        "new": _correction(one.new),
    }


def _correction(change: Change | None) -> dict[str, Any] | None:
    """Give a correction; `words` are the whole words that it stands in, before and after it."""
    if change is None:
        return None
    row = change.row
    return {
        "stage": row.stage,
        "rule": row.rule,
        "confidence": row.confidence,
        "applied": row.applied,
        "page": row.page,
        "raw_line": row.raw_line,
        "before": row.before,
        "after": row.after,
        "left": change.left,
        "words": [change.before, change.after],
        "right": change.right,
    }
