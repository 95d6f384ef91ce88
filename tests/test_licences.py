"""Every word list that is shipped stands under a licence that is named, and goes with it."""

from __future__ import annotations

import tomllib

import pytest
import regex
import stages

WORDS = stages.RULES / "words"
LICENCES = (WORDS / "LICENSES.md").read_text("utf-8")
ROWS = regex.findall(r"(?m)^\| `([^`]+)` \|(.*)\|$", LICENCES)


def test_every_file_has_its_row() -> None:
    shipped = {path.name for path in WORDS.iterdir() if path.is_file()} - {"LICENSES.md"}
    assert sorted(name for name, _ in ROWS) == sorted(shipped)


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_row_names_maker_and_licence(name: str, row: str) -> None:
    maker, version, licence = (cell.strip() for cell in row.split("|"))
    assert maker
    assert version or maker == "written for this project"
    assert regex.search("SCOWL notices|Mozilla Public License 2.0|Apache License 2.0", licence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The collective work is Copyright 2000-2018 by Kevin Atkinson",
        "Mozilla Public License Version 2.0",
    ],
)
def test_text_of_each_licence_is_there(sentence: str) -> None:
    assert sentence in " ".join(LICENCES.split())


def test_licences_go_into_the_wheel() -> None:
    project = tomllib.loads((stages.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for name in project["license-files"]:
        assert (stages.ROOT / name).is_file()
    parts = {f"rules/{folder}/LICENSES.md" for folder in ("lifts", "pairs", "words")}
    assert parts <= {*project["license-files"]}
