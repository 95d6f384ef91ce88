"""The examples of the documentation name lines of the specimens that have a correction to show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import regex
import stages

PAGES = ("README.md", "docs/review.md", "docs/commands.md")
EXAMPLE = regex.compile(r"corrigenda (explain|stet|apply) (?:raw/)?([a-z]+-[a-z]+)(?:\.txt)?:(\d+)")


def examples() -> list[tuple[str, str, int]]:
    """Each command, text and raw line that some page gives as an example."""
    pages = [(stages.ROOT / page).read_text("utf-8") for page in PAGES]
    found = [example for page in pages for example in EXAMPLE.findall(page)]
    return sorted({(command, name, int(line)) for command, name, line in found})


@pytest.mark.parametrize(("command", "name", "line"), examples())
def test_line_has_what_the_command_asks_for(command: str, name: str, line: int) -> None:
    listed = Path(stages.ROOT / "cleaned" / f"{name}.corrections.jsonl").read_text("utf-8")
    rows = [json.loads(row) for row in listed.splitlines()[1:]]
    there = [row for row in rows if row["raw_line"] <= line <= row["raw_line"] + _breaks(row)]
    assert there, "no correction touches this line"
    if command == "apply":
        assert [row for row in there if row["confidence"] == "suspect"], "there is no suspect"


def _breaks(row: dict[str, str]) -> int:
    """How many line ends a correction covers."""
    return row["before"].count("\n")


def test_there_are_examples_of_each_command() -> None:
    assert {command for command, _, _ in examples()} == {"explain", "stet", "apply"}
