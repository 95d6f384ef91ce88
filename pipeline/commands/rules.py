"""Rules: `rules check`, `rules list`, and what is made from the rules for readers and editors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import encoding, ruleset, sources
from pipeline.commands.output import nearest
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.ruleset import Folders
from pipeline.visible import visible

if TYPE_CHECKING:
    from pipeline.rulework.check import Specimen


# Code points of the raw texts on which all rules are tried together; a second or two.
SPECIMEN_CHARACTERS = 300_000


def check(folders: Folders, raw: Path) -> int:
    """Check a rule set, and say what it holds or what is wrong with it."""
    from pipeline.rulework import check as work

    found = ruleset.load(folders)
    for source in work.languages_without_words(found):
        complain(f"{source}; until then no example in that language is tried")
    faults = 0
    for fault in work.check(found, _specimens(raw)):
        complain(str(fault))
        faults += 1
    if faults:
        click.echo(f"{found.place}: {faults} fault{'s' if faults != 1 else ''}")
        return EXIT_FAULT
    rules = [rule for stage in found.stages for rule in stage.rules]
    rules += [rule for pack in found.collections for rule in pack.rules]
    counts = {
        "stages": len(found.stages),
        "rules": len(rules),
        "examples": sum(len(rule.examples) for rule in rules),
        "keeps": sum(len(rule.keeps) for rule in rules),
        "languages": len(found.languages),
        "collections": len(found.collections),
    }
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    click.echo(f"{found.place}: in order; {told}")
    return 0


def _specimens(raw: Path) -> list[Specimen]:
    """Read raw texts up to a few hundred pages; none where there is no such folder."""
    from pipeline.rulework.check import Specimen

    found: list[Specimen] = []
    left = SPECIMEN_CHARACTERS
    for source in sources.discover([raw])[0] if raw.is_dir() else []:
        if left > 0:
            text = encoding.decode(source.read()[0])[0][:left]
            left -= len(text)
            found.append(Specimen(source.name, text))
    return found


def list_(folders: Folders, stage: str | None) -> int:
    """List the rules in the order they are tried."""
    found = ruleset.load(folders)
    names = [one.name for one in found.stages]
    if stage and stage not in names:
        raise Fault(str(found.place), f'no stage "{stage}"', nearest(stage, names))
    for one in found.stages:
        if stage in (None, one.name):
            for rule in one.rules:
                click.echo(visible(f"{one.name}/{rule.id}  {rule.confidence}  {rule.about}"))
    return 0


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
