"""What clean tells when it is done: progress, a table, and where to look next."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from shutil import which
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table
from rich.text import Text

from pipeline.faults import Fault
from pipeline.ledger_lines import Row, decode
from pipeline.runner import Outcome
from pipeline.store import Place
from pipeline.visible import visible

MEGABYTE = 1_000_000

# What is piped has no width; nothing should be folded there.
PIPED_COLUMNS = 160
UNCHANGED = "the raw file, the rules and the program are those of the last run"


@contextmanager
def progress(total: int, quiet: bool) -> Iterator[Callable[[object], None]]:
    """Show a bar on standard error while documents are cleaned; nothing where it is no terminal."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("cleaning", total=total)
        yield lambda outcome: bar.advance(task)


def table(outcomes: list[Outcome], out: Path) -> None:
    """Print the closing table and the lines that say where to look next."""
    done = [one for one in outcomes if one.head]
    if not done:
        return
    console = Console()
    if not console.is_terminal:
        console.width = PIPED_COLUMNS
    if all(one.state == "unchanged" for one in done):
        count = f"{len(done)} document" + ("s" if len(done) > 1 else "")
        console.print(f"unchanged: {count}; {UNCHANGED}", soft_wrap=True, highlight=False)
    # What the last run did is worth a look in a fresh clone, whose cleaned texts are there already.
    console.print(_table(done, console))
    for line in next_steps(done, out):
        console.print(Text(line), soft_wrap=True, highlight=False)


def next_steps(outcomes: list[Outcome], out: Path) -> list[str]:
    """Give two commands to paste: what changed, and why a line reads as it does."""
    most = max((one for one in outcomes if one.head), key=_corrections, default=None)
    if not most:
        return []
    folder = "" if out == Path("cleaned") else f" --cleaned {quote(str(out))}"
    place = Place(out, most.name)
    where = quote(f"{place.text}:{_first_line(place)}")
    command = _command()
    return [
        visible(f"what changed:  {command} diff {quote(most.name)}{folder}"),
        visible(f"why, line by line:  {command} explain {where}"),
    ]


def _command() -> str:
    """Give what the reader types to call this program: by its path where PATH lacks it."""
    called = Path(sys.argv[0])
    if which(called.name) or called.name != "corrigenda":
        return "corrigenda"
    here = Path.cwd()
    return quote(str(called.relative_to(here) if called.is_relative_to(here) else called))


def as_json(outcomes: list[Outcome], faults: list[Fault]) -> str:
    """Give the outcomes and faults as one JSON object."""
    documents = [_document(one) for one in outcomes]
    told = [str(fault) for fault in faults] + [one.message for one in outcomes if one.message]
    return json.dumps({"documents": documents, "faults": told}, indent=2)


def _first_line(place: Place) -> int:
    """Give the cleaned line of the first correction, 1 where there is none."""
    with place.ledger.open("rb") as file:
        file.readline()
        line = file.readline()
    return decode(line, Row).cleaned_line if line else 1


def _corrections(outcome: Outcome) -> int:
    return sum(outcome.head.applied.values()) if outcome.head else 0


def _table(done: list[Outcome], console: Console) -> Table:
    """Give a column a stage, or one column for all stages where the terminal is too narrow."""
    stages = list(dict.fromkeys(name for one in done if one.head for name in one.head.stages))
    grid = _grid(["pages", *stages, "suspects", "MB/s"])
    narrow = _grid(["pages", "corrections by stage", "suspects", "MB/s"])
    for one in done:
        if one.head:
            counts = [str(one.head.applied.get(name, 0)) for name in stages]
            first = visible(one.name), str(one.head.pages)
            last = str(one.head.counts.get("suspect", 0)), _speed(one)
            grid.add_row(*map(Text, (*first, *counts, *last)))
            told = (f"{name} {count}" for name, count in one.head.applied.items() if count)
            narrow.add_row(*map(Text, (*first, ", ".join(told), *last)))
    wide = Measurement.get(console, console.options.update(width=PIPED_COLUMNS), grid)
    return grid if wide.maximum <= console.width else narrow


def _grid(titles: list[str]) -> Table:
    grid = Table(Column("document", overflow="fold"), box=SIMPLE_HEAD, pad_edge=False)
    for title in titles:
        grid.add_column(title, justify="right")
    return grid


def _speed(one: Outcome) -> str:
    if one.state == "unchanged":
        return "unchanged"
    return f"{one.size_bytes / MEGABYTE / max(one.seconds, 1e-6):.2f}"


def _document(one: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = {"name": one.name, "state": one.state}
    if one.head:
        found |= {
            "pages": one.head.pages,
            "language": one.head.language,
            "applied": one.head.applied,
            "counts": one.head.counts,
            "bytes": one.size_bytes,
            "seconds": round(one.seconds, 3),
        }
    return found
