"""Rules: `rules check`, `rules list`, and what is made from the rules for readers and editors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import encoding, presence, ruleset, sources
from pipeline.commands.output import colourful, nearest, nearest_rule, show
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.review.terminal import Paint
from pipeline.ruleset import Folders, RuleSet
from pipeline.rulework.cases import rules_of
from pipeline.visible import visible

if TYPE_CHECKING:
    from pipeline.rulework.portrait import Sitter
    from pipeline.rulework.record import Record
    from pipeline.rulework.stability import Specimen


# Code points of the raw texts in which a rule is looked for that no example reaches.
SPECIMEN_CHARACTERS = 300_000
# Those of one text, and of all, on which all rules are tried together; some seconds' worth.
TRIED_OF_ONE = 25_000
TRIED_CHARACTERS = 100_000


def check(folders: Folders, raw: Path, only: tuple[str, ...] = ()) -> int:
    """Check a rule set, or some stages of it, and say what it holds or what is wrong with it."""
    from pipeline.rulework import check as work
    from pipeline.rulework import stability

    found = ruleset.load(folders)
    for stage in only:
        _know(stage, found)
    for source in work.languages_without_words(found):
        complain(f"{source}; until then no example in that language is tried")
    specimens = _specimens(raw)
    faults = 0
    for fault in work.check(found, specimens, only=only):
        complain(str(fault))
        faults += 1
    second = stability.second_run(found, _first_pages(specimens), only)
    for fault in second.faults:
        # Whoever works beside the shipped rules cannot mend them.
        theirs = Path(fault.place).is_relative_to(ruleset.shipped_folder())
        complain(f"note: {fault}" if theirs else str(fault))
        faults += not theirs
    if second.more:
        places = _counted(second.more.total(), "more place")
        by = ", ".join(visible(rule) for rule, _ in second.more.most_common(3))
        complain(f"note: a second run would change {places} of {raw}, most by {by}")
    if faults:
        click.echo(f"{found.place}: {_counted(faults, 'fault')}")
        return EXIT_FAULT
    told = ", ".join(_counted(count, what) for what, count in _checked(found, only).items())
    click.echo(f"{found.place}: in order; {told}")
    return 0


def _checked(found: RuleSet, only: tuple[str, ...]) -> dict[str, int]:
    """Count what was checked: of some stages their own, else all that the rule set holds."""
    stages = [one for one in found.stages if not only or one.name in only]
    rules = [rule for stage in stages for rule, _ in rules_of(stage, found)]
    counts = {
        "stage": len(stages),
        "rule": len(rules),
        "example": sum(len(rule.examples) for rule in rules),
        "keep": sum(len(rule.keeps) for rule in rules),
    }
    if only:
        return counts
    return {**counts, "language": len(found.languages), "collection": len(found.collections)}


def _know(stage: str, found: RuleSet) -> None:
    """Raise Fault where a rule set has no stage of this name."""
    names = [one.name for one in found.stages]
    if stage not in names:
        raise Fault(found.place, f'no stage "{stage}"', nearest(stage, names))


def _specimens(raw: Path) -> list[Specimen]:
    """Read raw texts up to a few hundred pages; none where there is no such folder."""
    from pipeline.rulework.stability import Specimen

    found: list[Specimen] = []
    left = SPECIMEN_CHARACTERS
    for source in sources.texts([raw])[0] if presence.is_folder(raw) else []:
        if left > 0:
            text = encoding.decode(source.read()[0])[0][:left]
            left -= len(text)
            found.append(Specimen(source.name, text))
    return found


def _first_pages(specimens: list[Specimen]) -> list[Specimen]:
    """Give the first pages of each specimen, and of so many as are tried together."""
    found: list[Specimen] = []
    left = TRIED_CHARACTERS
    for one in specimens:
        if left > 0:
            found.append(replace(one, text=one.text[: min(left, TRIED_OF_ONE)]))
            left -= len(found[-1].text)
    return found


def list_(folders: Folders, stage: str | None, cleaned: Path) -> int:
    """List the rules in the order they are tried, with what each did in the last run."""
    from pipeline.rulework import record

    found = ruleset.load(folders)
    if stage:
        _know(stage, found)
    counts = record.record(record.read(cleaned))
    show(_listed(found, stage, counts), False)
    return 0


def _listed(found: RuleSet, only: str | None, counts: Record) -> Iterator[str]:
    for stage in found.stages:
        if only not in (None, stage.name):
            continue
        rules = [rule for rule, _ in rules_of(stage, found)]
        head = f"{visible(stage.name)}: {_counted(len(rules), 'rule')}"
        if counts.texts:
            fired = sum(counts.fired(f"{stage.name}/{rule.id}") for rule in rules)
            head += f", fired {_counted(fired, 'time')} in the last run"
        yield head
        for rule in rules:
            key = f"{stage.name}/{rule.id}"
            count = f"{counts.fired(key):>7}  " if counts.texts else ""
            yield visible(f"{count}{key}  {rule.confidence}  {rule.about}")


def show_rule(name: str, folders: Folders, cleaned: Path) -> int:
    """Show one rule: what it finds, asks and writes, and where it fired."""
    from pipeline.rulework import portrait, record

    paint = Paint(colourful())
    sitter = _sitter(name, ruleset.load(folders))
    show(portrait.lines(sitter, list(record.read(cleaned)), paint), paint.colour)
    return 0


def _sitter(name: str, found: RuleSet) -> Sitter:
    """Find a rule by its id or as stage/id; raises Fault where there is none, or several."""
    from pipeline.rulework.portrait import Sitter

    every = []
    for stage in found.stages:
        rules = [rule for rule, _ in rules_of(stage, found)]
        every += [
            Sitter(rule, stage.name, number, len(rules)) for number, rule in enumerate(rules, 1)
        ]
    named = [one for one in every if name in (one.key, one.rule.id)]
    if not named:
        remedy = nearest_rule(name, [one.key for one in every])
        raise Fault(found.place, f'no rule "{name}"', remedy)
    if len(named) > 1:
        keys = " or ".join(one.key for one in named)
        raise Fault(found.place, f'several rules are called "{name}"', f"give {keys}")
    return named[0]


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count != 1 else ''}"


def schema() -> int:
    """Write the JSON Schema of rule files."""
    from pipeline.rulework import schema as work

    click.echo(work.schema(), nl=False)
    return 0


def docs(folders: Folders) -> int:
    """Write the page of all rules."""
    from pipeline.rulework import page

    click.echo(page.page(ruleset.load(folders)), nl=False)
    return 0
