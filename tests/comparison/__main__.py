"""`make compare`: measures all tools in one run, shows the table, and keeps it in the README."""

from __future__ import annotations

import argparse
import platform
from datetime import UTC, datetime
from pathlib import Path

import stages
from rich.console import Console
from rich.table import Table

from comparison import table, tools
from comparison.measuring import RUNS, Specimen, read, score, speeds
from pipeline.faults import Fault


def main() -> None:
    """Measure and show; with --write, put the table between the marks of a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("specimens", nargs="?", type=Path, default=stages.ROOT / "tests/specimens")
    parser.add_argument("--write", type=Path, metavar="PAGE")
    options = parser.parse_args()
    try:
        specimens = read(options.specimens)
        page = options.write.read_text("utf-8") if options.write else table.BEGIN + "\n" + table.END
        table.filled(page, "", str(options.write))
        every, missing = measure(specimens)
    except Fault as fault:
        raise SystemExit(str(fault)) from None
    about = described(specimens)
    show(every, about)
    for tool in missing:
        print(f"{tool.label}: left out, not installed (make compare installs it)")
    if options.write and missing:
        raise SystemExit(f"{options.write}: not written, since not every tool was measured")
    if options.write:
        told = table.filled(page, table.markdown(every, about), str(options.write))
        options.write.write_text(told, encoding="utf-8")
        print(f"written: {options.write}")


def measure(specimens: list[Specimen]) -> tuple[list[table.Measured], list[tools.Tool]]:
    """Give a row for each tool that is here, and the tools that are not."""
    ready, missing = tools.installed()
    scores = {tool: score(clean, specimens) for tool, clean in ready.items()}
    # The scores came first, so that all that is read on first use is read by now.
    fast = speeds(ready, [one.raw for one in specimens])
    return [table.Measured(tool, scores[tool], fast[tool]) for tool in ready], missing


def described(specimens: list[Specimen]) -> str:
    """Say what was measured, when, and with what."""
    words = sum(sum(one.truth.counts) for one in specimens)
    texts = f"{len(specimens)} texts" if len(specimens) > 1 else "1 text"
    day = datetime.now(UTC).date().isoformat()
    return (
        f"{texts} of {words:,} words, {day}, Python {platform.python_version()} on "
        f"{platform.machine()}; speeds from one run, all tools in turn, median of {RUNS}."
    )


def show(every: list[table.Measured], about: str) -> None:
    """Print the table."""
    shown = Table(*table.HEADS)
    for row in table.rows(every):
        shown.add_row(*row)
    console = Console(width=None if Console().is_terminal else 140)
    console.print(shown)
    print(about)


if __name__ == "__main__":
    main()
