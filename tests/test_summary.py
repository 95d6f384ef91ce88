from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tiny import TIDE, write_rules

from pipeline.cli import main


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
