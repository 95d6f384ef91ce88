"""Inspecting: `inspect`, which tells what is wrong with texts and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console, JustifyMethod
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from pipeline import __version__, api, damage_profile, encoding, lexicon, ruleset, runner, sources
from pipeline.commands.output import (
    STANDARD,
    is_read,
    read_standard_input,
    tell_out_of_time,
    tell_passed,
    write_json,
)
from pipeline.damage_profile import DamageProfile
from pipeline.encoding import Encoding
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.review import summary
from pipeline.ruleset import RuleSet
from pipeline.sources import Source
from pipeline.visible import visible

STANDARD_INPUT = Path(STANDARD)

# From a few to most: the eighths of a block. A stretch with nothing is a dot.
BLOCKS = "▁▂▃▄▅▆▇█"
NOTHING = "·"

# Heads of columns that a narrow terminal can spare.
ALONG, PAGES = "from beginning to end", "most on pages"

# More columns than any table needs: a table is measured as if it had them.
ANY_WIDTH = 1000

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
    """A text's profile, how its bytes were read, and the rules that ran out of time in it."""

    profile: DamageProfile
    encoding: Encoding
    out_of_time: tuple[str, ...]


def inspect(options: Inspecting) -> int:
    """Tell the damage profile of each text."""
    rules = ruleset.load(options.rules)
    runner.check_language(options.language, rules)
    found, faults, passed = _sources(options.texts)
    told: list[_Inspected] = []
    for source in found:
        try:
            one = _inspected(source, rules, options.language)
        except Fault as fault:
            faults.append(fault)
            continue
        told.append(one)
        tell_out_of_time(source.name, one.out_of_time)
        if not options.json and not is_read(partial(_show, one, options.every)):
            break
    if options.json:
        whole = {
            "corrigenda": __version__,
            "documents": [as_object(one) for one in told],
            "faults": [str(fault) for fault in faults],
        }
        write_json(whole, STANDARD)
    for left in faults:
        complain(str(left))
    tell_passed(passed, "inspect")
    return EXIT_FAULT if faults else 0


def _sources(paths: tuple[Path, ...]) -> tuple[list[Source], list[Fault], list[Path]]:
    """Give the texts at the paths, the faults, and what is no text; a collection is none."""
    if STANDARD_INPUT in paths:
        if len(paths) > 1:
            raise click.UsageError("'-' is standard input: it stands alone")
        return [Source("text", STANDARD_INPUT)], [], []
    finding = sources.Finding(paths)
    every = list(finding)
    faults = finding.faults
    for one in every:
        if one.is_collection:
            remedy = "inspect a text of its own"
            faults.append(Fault(str(one.path), "holds records, not one text", remedy))
    return [one for one in every if not one.is_collection], faults, finding.passed


def _inspected(source: Source, rules: RuleSet, language: str | None) -> _Inspected:
    raw = read_standard_input() if source.path == STANDARD_INPUT else source.read()[0]
    text, form = encoding.decode(raw)
    context = api.context_for(text, source.name, language, rules)
    shape = damage_profile.shape(context, rules)
    result = api.clean(text, name=source.name, language=language, rules=rules)
    found = damage_profile.profile(source.name, result, shape, rules)
    return _Inspected(found, form, result.out_of_time)


def as_object(one: _Inspected) -> dict[str, Any]:
    """Give a profile as a JSON object."""
    found = one.profile
    return {"name": found.name, "encoding": asdict(one.encoding), **asdict(found.shape),
            "places": found.places, "out_of_time": list(one.out_of_time),
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
    screen = summary.console()
    for line in _head(one):
        screen.print(Text(line), soft_wrap=True, highlight=False)
    found = one.profile
    _print(_stages(found), screen)
    if found.kinds:
        _print(_kinds(found, None if every else MOST_KINDS), screen)
    left = len(found.kinds) - MOST_KINDS
    if left > 0 and not every:
        screen.print(f"{_counted(left, 'more rule')}: --all shows them", highlight=False)


def _head(one: _Inspected) -> Iterator[str]:
    found, form = one.profile, one.encoding
    shape = found.shape
    length = _counted(shape.line, "character")
    told = [
        _counted(shape.words, "word"),
        _counted(shape.lines, "line") + (f" of {length}" if shape.lines else ""),
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


@dataclass(frozen=True)
class _Grid:
    """A table, its name first. `left_out` are the heads a narrow terminal can spare, in order."""

    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    left_out: tuple[str, ...]


def _stages(found: DamageProfile) -> _Grid:
    """Give a row a stage, in order: what had to look, what was found, and where."""
    rows = [
        (visible(one.stage), f"{one.at_work} of {one.rules}", f"{one.made:,}",
         f"{one.suspects:,}", f"{one.share:,.1f}", spark(one.along))
        for one in found.stages
    ]  # fmt: skip
    heads = ("stage", "rules at work", "corrections", "suspects", "in 10,000", ALONG)
    return _Grid(heads, rows, (ALONG,))


def _kinds(found: DamageProfile, most: int | None) -> _Grid:
    """Give a row a rule, the most frequent first."""
    rows = [
        (visible(f"{one.stage}/{one.rule}"), one.confidence, f"{one.count:,}",
         f"{one.share:,.1f}", ", ".join(map(str, one.pages)), spark(one.along))
        for one in found.kinds[:most]
    ]  # fmt: skip
    heads = ("kind of damage", "grade", "places", "in 10,000", PAGES, ALONG)
    return _Grid(heads, rows, (ALONG, PAGES))


def _print(grid: _Grid, screen: Console) -> None:
    """Print a table with as many columns as fit, and each row in words where too few of them do.

    No name is folded: it is what a reader will paste.
    """
    wide = screen.options.update(width=ANY_WIDTH)
    for count in range(len(grid.left_out) + 1):
        table = _table(grid, grid.left_out[:count])
        if Measurement.get(screen, wide, table).minimum <= screen.width:
            screen.print(table)
            return
    for row in grid.rows:
        cells = zip(grid.heads, row, strict=True)
        told = [f"{head}: {cell}" for head, cell in cells if head not in grid.left_out]
        screen.print(Text(f"{row[0]}: {'; '.join(told[1:])}"), highlight=False)


def _table(grid: _Grid, left_out: Sequence[str]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    kept = [index for index, head in enumerate(grid.heads) if head not in left_out]
    for index in kept:
        head = grid.heads[index]
        # Heads may be folded at blanks, cells may not.
        least = max(len(row[index]) for row in grid.rows)
        justify: JustifyMethod = "left" if head in (grid.heads[0], ALONG) else "right"
        table.add_column(head, justify=justify, min_width=least, no_wrap=head == ALONG)
    for row in grid.rows:
        table.add_row(*(Text(row[index]) for index in kept))
    return table
