"""Impact: `impact`, what the rules now change in texts that were cleaned before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from pipeline import ruleset
from pipeline.commands.output import colourful, nearest, show
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.ledger import SUFFIX
from pipeline.review import impact_json, impact_markdown, impact_text, sides, summary
from pipeline.review.impact import Impact, Report, compare
from pipeline.review.sides import Side
from pipeline.review.terminal import Paint


@dataclass(frozen=True)
class Comparing:
    """The options of `impact`."""

    names: tuple[str, ...]
    against: str
    other: Path | None
    raw: Path
    rules: tuple[Path, ...]
    language: str | None
    view: str
    most: int


def impact(options: Comparing) -> int:
    """Compare the old ledgers with the new side, and show what differs."""
    if options.other and (options.rules or options.language):
        raise click.UsageError("--with compares two folders: no rules and no language are asked")
    old = sides.against(options.against)
    new: Side
    if options.other:
        new = sides.Folder(options.other)
    else:
        rules = ruleset.folders(options.rules)
        decisions = ruleset.home(options.rules)
        new = sides.present(options.raw, rules, decisions, options.language)
    report, faults = _report(old, new, options.names)
    for fault in faults:
        complain(str(fault))
    if options.view == "json":
        click.echo(impact_json.as_json(report, faults))
    elif report.impacts or not faults:
        _show(report, options)
    return EXIT_FAULT if faults else 0


def _show(report: Report, options: Comparing) -> None:
    if options.view == "markdown":
        for line in impact_markdown.lines(report, options.most):
            click.echo(line)
    else:
        paint = Paint(colourful())
        show(impact_text.lines(report, options.most, paint), paint.colour)


def _report(old: Side, new: Side, wanted: tuple[str, ...]) -> tuple[Report, list[Fault]]:
    """Compare document by document; one at fault does not keep the others from it."""
    before, now = old.names(), new.names()
    chosen = _chosen(wanted, sorted({*before, *now}), old, new)
    both = [name for name in chosen if name in before and name in now]
    if not both:
        raise Fault(new.label, f"no text in common with {old.label}", "compare texts of one name")
    impacts: list[Impact] = []
    failed: list[str] = []
    faults: list[Fault] = []
    with summary.progress(lambda: len(both), quiet=False) as tell:
        for name in both:
            try:
                impacts.append(_compared(old, new, name))
            except Fault as fault:
                faults.append(fault)
                failed.append(name)
            tell(name)
    only_old = tuple(name for name in chosen if name not in now)
    only_new = tuple(name for name in chosen if name not in before)
    report = Report(old.label, new.label, tuple(impacts), only_old, only_new, tuple(failed))
    return report, faults


def _compared(old: Side, new: Side, name: str) -> Impact:
    before = old.changes(name)
    now = new.changes(name, before.ledger.head)
    if before.texts[0] != now.texts[0]:
        problem = "was read in another encoding by the old ledger"
        raise Fault(name, problem, "clean it with the old rules again")
    return compare(before, now)


def _chosen(wanted: tuple[str, ...], known: list[str], old: Side, new: Side) -> list[str]:
    """Give the documents asked for, all where none is; raises Fault for one that is nowhere.

    A name may be written as a path to the raw or the cleaned file.
    """
    asked = [Path(name).name.removesuffix(SUFFIX).removesuffix(".txt") for name in wanted]
    for name in asked:
        if name not in known:
            place = f"{old.label} and {new.label}"
            raise Fault(place, f'no text "{name}"', nearest(name, known))
    return [name for name in known if not asked or name in asked]
