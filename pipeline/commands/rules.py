"""Rules: `rules check` and `rules list`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline import ruleset
from pipeline.commands.output import nearest
from pipeline.faults import Fault
from pipeline.visible import visible


def check(folder: Path | None) -> int:
    """Load a rule set and say what it holds."""
    found = ruleset.load(folder or ruleset.default_folder())
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
    click.echo(f"{found.folder}: in order; {told}")
    return 0


def list_(folder: Path | None, stage: str | None) -> int:
    """List the rules in the order they are tried."""
    found = ruleset.load(folder or ruleset.default_folder())
    names = [one.name for one in found.stages]
    if stage and stage not in names:
        raise Fault(str(found.folder), f'no stage "{stage}"', nearest(stage, names))
    for one in found.stages:
        if stage in (None, one.name):
            for rule in one.rules:
                click.echo(visible(f"{one.name}/{rule.id}  {rule.confidence}  {rule.about}"))
    return 0
