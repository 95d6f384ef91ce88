"""Inspecting: `inspect`, which tells what is wrong with texts and writes nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from pipeline import __version__, api, damage_profile, encoding, lexicon, ruleset, runner, sources
from pipeline.damage_profile import DamageProfile
from pipeline.encoding import Encoding
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.review import summary
from pipeline.ruleset import RuleSet
from pipeline.sources import Source
from pipeline.visible import visible

STANDARD = Path("-")

# From a few to most: the eighths of a block. A stretch with nothing is a dot.
BLOCKS = "▁▂▃▄▅▆▇█"
NOTHING = "·"

# So many rules are shown where not all are asked for.
MOST_KINDS = 12


@dataclass(frozen=True)
class Inspecting:
    """The options of `inspect`."""

    texts: tuple[Path, ...]
    rules: tuple[Path, ...]
    language: str | None
    every: bool
    json: bool


@dataclass(frozen=True)
class _Inspected:
    """A text's profile, and how its bytes were read."""

    profile: DamageProfile
    encoding: Encoding


def inspect(options: Inspecting) -> int:
    """Tell the damage profile of each text."""
    rules = ruleset.load(options.rules)
    runner.check_language(options.language, rules)
    found, faults = _sources(options.texts)
    told: list[_Inspected] = []
    for source in found:
        try:
            one = _inspected(source, rules, options.language)
        except Fault as fault:
            faults.append(fault)
            continue
        told.append(one)
        if not options.json:
            # rich ends the program where nobody reads on; that is no fault.
            with suppress(SystemExit):
                _show(one, options.every)
    if options.json:
        whole = {
            "corrigenda": __version__,
            "documents": [as_object(one.profile, one.encoding) for one in told],
            "faults": [str(fault) for fault in faults],
        }
        click.echo(json.dumps(whole, indent=1))
    for left in faults:
        complain(str(left))
    return EXIT_FAULT if faults else 0


def _sources(paths: tuple[Path, ...]) -> tuple[list[Source], list[Fault]]:
    """Give the texts at the paths; a collection of records is none."""
    if STANDARD in paths:
        if len(paths) > 1:
            raise click.UsageError("'-' is standard input: it stands alone")
        return [Source("text", STANDARD)], []
    every, faults = sources.discover(paths)
    for one in every:
        if one.is_collection:
            remedy = "inspect a text of its own"
            faults.append(Fault(str(one.path), "holds records, not one text", remedy))
    return [one for one in every if not one.is_collection], faults


def _inspected(source: Source, rules: RuleSet, language: str | None) -> _Inspected:
    raw = sys.stdin.buffer.read() if source.path == STANDARD else source.read()[0]
    text, form = encoding.decode(raw)
    context = api.context_for(text, source.name, language, rules)
    shape = damage_profile.shape(context, rules)
    result = api.clean(text, name=source.name, language=language, rules=rules)
    return _Inspected(damage_profile.profile(source.name, result, shape, rules), form)


def as_object(found: DamageProfile, form: Encoding) -> dict[str, Any]:
    """Give a profile as a JSON object."""
    return {"name": found.name, "encoding": asdict(form), **asdict(found.shape),
            "places": found.places,
            "stages": [asdict(one) for one in found.stages],
            "kinds": [asdict(one) for one in found.kinds]}  # fmt: skip


def spark(counts: tuple[int, ...]) -> str:
    """Draw counts as blocks, the highest for the most.

    >>> spark((0, 1, 4, 8))
    '·▁▄█'
    """
    most = max(counts, default=0)
    return "".join(BLOCKS[-(-len(BLOCKS) * one // most) - 1] if one else NOTHING for one in counts)


def _show(one: _Inspected, every: bool) -> None:
    console = Console()
    if not console.is_terminal:
        console.width = summary.PIPED_COLUMNS
    for line in _head(one):
        console.print(Text(line), soft_wrap=True, highlight=False)
    found = one.profile
    console.print(_stages(found))
    if found.kinds:
        console.print(_kinds(found, None if every else MOST_KINDS))
    left = len(found.kinds) - MOST_KINDS
    if left > 0 and not every:
        console.print(f"{_counted(left, 'more rule')}: --all shows them", highlight=False)


def _head(one: _Inspected) -> Iterator[str]:
    found, form = one.profile, one.encoding
    shape = found.shape
    told = [
        _counted(shape.words, "word"),
        _counted(shape.lines, "line") + f" of {shape.line} characters",
        f"{_counted(shape.pages, 'page')} by {shape.marks}" if shape.marks else "no page marks",
        form.codec + (" with a byte order mark" if form.mark else ""),
        form.newline,
    ]
    yield f"{visible(found.name)}: {', '.join(told)}"
    tongues = [
        f"{_name(code)} ({_counted(lines, 'line')})" for code, lines in shape.tongues.items()
    ]
    inside = f", with passages in {', '.join(tongues)}" if tongues else ""
    yield f"language: {_name(shape.language)}{inside}"
    if found.places:
        share = found.places * damage_profile.WORDS_EACH / max(shape.words, 1)
        yield f"{_counted(found.places, 'place')}, {share:,.1f} in 10,000 words"
    else:
        yield "no damage found: cleaning would leave the text as it is"


def _name(code: str) -> str:
    return lexicon.NAMES.get(code, code)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _stages(found: DamageProfile) -> Table:
    """Give a row a stage, in order: what had to look, what was found, and where."""
    grid = _grid("stage", ["rules at work", "corrections", "suspects", "in 10,000"])
    for one in found.stages:
        grid.add_row(
            Text(visible(one.stage)), f"{one.at_work} of {one.rules}", f"{one.made:,}",
            f"{one.suspects:,}", f"{one.share:,.1f}", spark(one.along),
        )  # fmt: skip
    return grid


def _kinds(found: DamageProfile, most: int | None) -> Table:
    """Give a row a rule, the most frequent first."""
    grid = _grid("kind of damage", ["grade", "places", "in 10,000", "most on pages"])
    for one in found.kinds[:most]:
        grid.add_row(
            Text(visible(f"{one.stage}/{one.rule}")), one.confidence, f"{one.count:,}",
            f"{one.share:,.1f}", ", ".join(map(str, one.pages)), spark(one.along),
        )  # fmt: skip
    return grid


def _grid(first: str, figures: list[str]) -> Table:
    grid = Table(Column(first, overflow="fold"), box=SIMPLE_HEAD, pad_edge=False)
    for title in figures:
        grid.add_column(title, justify="right")
    grid.add_column("from beginning to end", no_wrap=True)
    return grid
