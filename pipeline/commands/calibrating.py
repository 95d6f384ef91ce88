"""Calibrating: `calibrate`, which asks whether the rules are as right as their grades say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pipeline import ruleset, store
from pipeline.commands.evaluating import page_to_fill, show_grids
from pipeline.commands.output import STANDARD, is_read, write_json
from pipeline.correction import CONFIDENCES, Confidence
from pipeline.evaluation import calibration, calibration_tables, figures, reliability, tables
from pipeline.evaluation.calibration import Counts, RuleCounts, by_grade
from pipeline.evaluation.calibration_tables import MARKS, Calibration
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT
from pipeline.visible import visible


@dataclass(frozen=True)
class Calibrating:
    """The options of `calibrate`."""

    where: tuple[Path, ...]
    rules: tuple[Path, ...]
    markdown: Path | None
    plot: Path | None
    json: str | None


def calibrate(options: Calibrating) -> int:
    """Fit grades to figures of evaluations; show what holds, and write what was asked for."""
    # What is named twice would count twice.
    paths = {path.resolve(): path for path in reversed(options.where)}
    every = [
        one
        for path in reversed(paths.values())
        for one in figures.read(store.read_bytes(path), str(path))
    ]
    kept = page_to_fill(options.markdown, MARKS)
    counts = calibration.read(every, claims(options.rules))
    found = calibration_tables.calibrate(counts)
    written = _write(found, kept, options)
    if options.json != STANDARD:
        is_read(partial(show_grids, calibration_tables.grids(found), written))
    for one in found.too_high:
        total = one.total
        told = f"{total.right:,} right and {total.wrong:,} wrong hold {one.fitted}"
        complain(f"rule {visible(one.key)} claims {one.claimed}, but {told}")
    return EXIT_FAULT if found.too_high else 0


def claims(rules: Sequence[Path]) -> dict[str, Confidence]:
    """Give the grades that the rules claim today, by stage/rule."""
    chosen = ruleset.load(tuple(rules))
    found = {f"{stage.name}/{rule.id}": rule for stage in chosen.stages for rule in stage.rules}
    for pack in chosen.collections:
        found |= {f"{pack.stage}/{rule.id}": rule for rule in pack.rules}
    return {key: rule.confidence for key, rule in found.items()}


def _write(found: Calibration, kept: str, options: Calibrating) -> list[Path]:
    """Write the page, the plot and the list; give the files."""
    written: list[Path] = []
    if options.markdown:
        told = tables.as_markdown(calibration_tables.grids(found))
        page = tables.filled(kept, told, MARKS) or ""
        store.write_file(options.markdown, page.encode("utf-8", "surrogateescape"))
        written.append(options.markdown)
    if options.plot:
        grades = by_grade(found.foretold, lambda one: one.grade)
        store.write_file(options.plot, reliability.plot(list(found.classes), grades).encode())
        written.append(options.plot)
    if options.json:
        written += write_json(_listed(found), options.json)
    return written


def _listed(found: Calibration) -> dict[str, Any]:
    """Give a calibration for scripts: grades in left-out books, classes, and every rule."""
    totals = by_grade(found.foretold, lambda one: one.grade)
    blind = by_grade(found.foretold, lambda one: one.blind)
    return {
        "grades": {grade: _counts(totals[grade]) for grade in CONFIDENCES},
        "grades_from_counts_alone": {grade: _counts(blind[grade]) for grade in CONFIDENCES},
        "classes": [
            {"expected_wrong": one.expected, **_counts(one.counts)} for one in found.classes
        ],
        "rules": [_rule(one) for one in found.rules],
    }


def _rule(one: RuleCounts) -> dict[str, Any]:
    books = {name: [counts.right, counts.wrong] for name, counts in one.books.items()}
    return {
        "rule": one.key,
        "claims": one.claimed,
        "holds": one.fitted,
        **_counts(one.total),
        "books": books,
    }


def _counts(one: Counts) -> dict[str, Any]:
    return {
        "right": one.right,
        "wrong": one.wrong,
        "precision": one.share,
        "interval": list(one.interval),
    }
