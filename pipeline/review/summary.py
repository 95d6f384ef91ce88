"""What clean tells when it is done: progress, a table, and where to look next."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Column, Table
from rich.text import Text

from pipeline.ledger_lines import Row, decode
from pipeline.pasting import arguments, quoted
from pipeline.runner import Outcome, State
from pipeline.store import Place
from pipeline.urls import Url
from pipeline.visible import visible

MEGABYTE = 1_000_000

# What is piped has no width; nothing should be folded there.
PIPED_COLUMNS = 160

# In a terminal that is narrower the words of a table would be cut; there each row is a line.
TABLE_COLUMNS = 60

# A table of more rows is not read, and outcomes are kept no longer than that needs.
MOST_ROWS = 100
UNCHANGED = "the raw file, the rules and the program are those of the last run"


@dataclass
class Tally:
    """What many outcomes come to, as they come; only a few are kept themselves.

    `rows` are those of documents that are done, until there are too many for a table. `left` are
    the documents of which some records were left as they were.
    """

    states: Counter[State] = field(default_factory=Counter)
    rows: list[Outcome] = field(default_factory=list)
    applied: Counter[str] = field(default_factory=Counter)
    languages: set[str] = field(default_factory=set)
    pages: int = 0
    suspects: int = 0
    left: int = 0
    cleaned_bytes: int = 0
    cleaned_seconds: float = 0.0
    most: Outcome | None = None

    @property
    def done(self) -> int:
        """How many documents are cleaned, now or before."""
        return self.states["cleaned"] + self.states["unchanged"]

    def add(self, one: Outcome) -> None:
        """Count one outcome."""
        self.states[one.state] += 1
        self.left += bool(one.faults)
        if one.head is None:
            return
        self.applied.update(one.head.applied)
        self.pages += one.head.pages
        self.suspects += one.head.counts.get("suspect", 0)
        if one.state == "cleaned":
            self.languages.add(one.head.language)
            self.cleaned_bytes += one.size_bytes
            self.cleaned_seconds += one.seconds
        if self.most is None or _rank(one) < _rank(self.most):
            self.most = one
        if self.done <= MOST_ROWS:
            self.rows.append(one)
        else:
            self.rows.clear()


@contextmanager
def progress(expected: Callable[[], int], quiet: bool) -> Iterator[Callable[[object], None]]:
    """Show a bar on standard error while documents are cleaned; nothing where it is no terminal.

    How many are `expected` is asked again with each one that is done.
    """
    screen = Console(stderr=True)
    if quiet or not screen.is_terminal:
        yield lambda _: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("cleaning", total=expected() or None)
        yield lambda outcome: bar.update(task, advance=1, total=expected())


def console() -> Console:
    """Give what prints tables to standard output: as wide as the terminal, or as what is piped."""
    found = Console()
    if not found.is_terminal:
        found.width = PIPED_COLUMNS
    return found


def table(tally: Tally, out: Path | Url) -> None:
    """Print the closing table and the lines that say where to look next."""
    if not tally.done:
        return
    screen = console()
    if not tally.states["cleaned"]:
        count = f"{tally.done:,} document" + ("s" if tally.done > 1 else "")
        screen.print(f"unchanged: {count}; {UNCHANGED}", soft_wrap=True, highlight=False)
    # What the last run did is worth a look in a fresh clone, whose cleaned texts are there already.
    if screen.width < TABLE_COLUMNS:
        for row in _rows(tally):
            screen.print(Text(_sentence(row)), highlight=False)
    else:
        screen.print(_table(_rows(tally), screen))
    for line in next_steps(tally.most, out):
        screen.print(Text(line), soft_wrap=True, highlight=False)


def next_steps(most: Outcome | None, out: Path | Url) -> list[str]:
    """Give two commands to paste: what changed, and why a line reads as it does."""
    if not most:
        return []
    folder = "" if out == Path("cleaned") else f"--cleaned {quoted(str(out))}"
    command = _command()
    if most.records is not None:
        one = arguments(f"{most.name}#:1", folder)
        return [visible(f"what changed in the first record:  {command} diff {one}")]
    changed = visible(f"what changed:  {command} diff {arguments(most.name, folder)}")
    if not isinstance(out, Path):
        return [changed]
    place = Place(out, most.name)
    where = arguments(f"{place.text}:{_first_line(place)}")
    return [changed, visible(f"why, line by line:  {command} explain {where}")]


def _command() -> str:
    """Give what the reader types to call this program: by its path where PATH lacks it."""
    called = Path(sys.argv[0])
    if which(called.name) or called.name != "corrigenda":
        return "corrigenda"
    here = Path.cwd()
    return quoted(str(called.relative_to(here) if called.is_relative_to(here) else called))


def as_json(documents: Sequence[str], faults: Sequence[str]) -> str:
    """Give documents, each as `document` told it, and faults as one JSON object."""
    rows = ",\n".join(f"    {one}" for one in documents)
    listed = f"[\n{rows}\n  ]" if rows else "[]"
    return f'{{\n  "documents": {listed},\n  "faults": {json.dumps(list(faults))}\n}}'


def _first_line(place: Place) -> int:
    """Give the cleaned line of the first correction, 1 where there is none."""
    with place.ledger.open("rb") as file:
        file.readline()
        line = file.readline()
    return decode(line, Row).cleaned_line if line else 1


def _rank(one: Outcome) -> tuple[int, str]:
    """Give what orders outcomes by how much was corrected, the most first."""
    return -sum(one.head.applied.values()) if one.head else 0, one.name


@dataclass(frozen=True)
class _Row:
    """A row of the table: one document, or all of them."""

    name: str
    pages: int
    applied: Mapping[str, int]
    suspects: int
    speed: str


def _rows(tally: Tally) -> list[_Row]:
    """Give a row a document, or one for all where they are too many."""
    if not tally.rows:
        name = f"{tally.done:,} documents, {tally.states['unchanged']:,} of them done before"
        speed = "unchanged"
        if tally.states["cleaned"]:
            speed = _speed(tally.cleaned_bytes, tally.cleaned_seconds)
        return [_Row(name, tally.pages, tally.applied, tally.suspects, speed)]
    rows = []
    for one in sorted(tally.rows, key=lambda one: one.name):
        if one.head:
            speed = one.state if one.state == "unchanged" else _speed(one.size_bytes, one.seconds)
            suspects = one.head.counts.get("suspect", 0)
            rows.append(_Row(_name(one), one.head.pages, one.head.applied, suspects, speed))
    return rows


def _name(one: Outcome) -> str:
    return f"{one.name} ({one.records:,} records)" if one.records is not None else one.name


def _speed(size_bytes: int, seconds: float) -> str:
    return f"{size_bytes / MEGABYTE / max(seconds, 1e-6):.2f}"


def _table(rows: list[_Row], screen: Console) -> Table:
    """Give a column a stage, or one column for all stages where the terminal is too narrow."""
    stages = list(dict.fromkeys(name for row in rows for name in row.applied))
    grid = _grid(["pages", *stages, "suspects", "MB/s"])
    narrow = _grid(["pages", "corrections by stage", "suspects", "MB/s"])
    for row in rows:
        counts = [str(row.applied.get(name, 0)) for name in stages]
        first = visible(row.name), str(row.pages)
        last = str(row.suspects), row.speed
        grid.add_row(*map(Text, (*first, *counts, *last)))
        told = (f"{name} {count}" for name, count in row.applied.items() if count)
        narrow.add_row(*map(Text, (*first, ", ".join(told), *last)))
    wide = Measurement.get(screen, screen.options.update(width=PIPED_COLUMNS), grid)
    return grid if wide.maximum <= screen.width else narrow


def _sentence(row: _Row) -> str:
    """Tell a row in words."""
    stages = ", ".join(f"{name} {count}" for name, count in row.applied.items() if count)
    counts = [(row.pages, "page"), (sum(row.applied.values()), "correction")]
    pages, made = (f"{count:,} {word}" + ("s" if count != 1 else "") for count, word in counts)
    suspects = f"{row.suspects:,} suspect" + ("s" if row.suspects != 1 else "")
    speed = row.speed if row.speed == "unchanged" else f"{row.speed} MB/s"
    made += f" ({stages})" if stages else ""
    return f"{visible(row.name)}: {pages}, {made}, {suspects}, {speed}"


def _grid(titles: list[str]) -> Table:
    grid = Table(Column("document", overflow="fold"), box=SIMPLE_HEAD, pad_edge=False)
    for title in titles:
        grid.add_column(title, justify="right")
    return grid


def document(one: Outcome) -> str:
    """Tell one outcome as JSON, in one line."""
    found: dict[str, Any] = {"name": one.name, "state": one.state}
    if one.records is not None:
        found["records"] = one.records
    if one.head:
        found |= {
            "pages": one.head.pages,
            "language": one.head.language,
            "applied": one.head.applied,
            "counts": one.head.counts,
            "bytes": one.size_bytes,
            "seconds": round(one.seconds, 3),
        }
        if one.head.out_of_time:
            found["out_of_time"] = one.head.out_of_time
    return json.dumps(found)


def messages(one: Outcome) -> tuple[str, ...]:
    """Give what is to be said of one outcome's faults, its records' first."""
    told = one.message if one.state in ("fault", "bug") else ""
    return (*one.faults, *([told] if told else ()))
