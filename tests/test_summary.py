from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tiny import TIDE, write_rules

from pipeline.cli import main
from pipeline.review import summary


def test_next_steps_can_be_pasted_where_the_command_is_not_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tide.txt").write_text(TIDE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", [str(tmp_path / ".venv" / "bin" / "corrigenda"), "clean"])
    lines = CliRunner().invoke(main, ["clean"]).stdout.splitlines()
    assert lines[-2] == "what changed:  .venv/bin/corrigenda diff tide"
    assert lines[-1] == "why, line by line:  .venv/bin/corrigenda explain cleaned/tide.txt:4"


def test_a_narrow_terminal_gets_words_and_no_cut_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tide.txt").write_text(TIDE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(summary, "PIPED_COLUMNS", 40)
    lines = CliRunner().invoke(main, ["clean"]).stdout.splitlines()
    assert " ".join(" ".join(lines[:2]).split()).startswith(
        "tide: 2 pages, 4 corrections (furniture 1, scannos 3), 1 suspect, 0."
    )
    lines = CliRunner().invoke(main, ["clean"]).stdout.splitlines()
    assert " ".join(lines[1:3]).endswith("1 suspect, unchanged")


@pytest.mark.parametrize(
    ("name", "diff", "explain"),
    [
        ("-tide", "diff --cleaned . -- -tide", "explain -- -tide.txt:4"),
        ("two words", "diff 'two words' --cleaned .", "explain 'two words.txt:4'"),
        ("it's", """diff "it's" --cleaned .""", """explain "it's.txt:4\""""),
    ],
)
def test_next_steps_can_be_pasted_whatever_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, diff: str, explain: str
) -> None:
    write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / f"{name}.txt").write_text(TIDE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    lines = CliRunner().invoke(main, ["clean", "-o", "."]).stdout.splitlines()
    assert lines[-2:] == [
        f"what changed:  corrigenda {diff}", f"why, line by line:  corrigenda {explain}"
    ]  # fmt: skip
    for line in lines[-2:]:
        words = shlex.split(line.partition("corrigenda ")[2])
        assert CliRunner().invoke(main, words).exit_code == 0


def test_thousands_of_corrections_are_told_with_a_comma(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rules(tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(main, ["clean", "-"], input="tbe tide\n" * 1200 + "1ie\n").stderr
    assert told == "1,200 corrections, 1 suspect; give a file and -o for the list of them\n"
