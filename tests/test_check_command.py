"""`corrigenda rules check` of some stages, and what of the raw texts it tries."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tiny import FURNITURE, SCANNOS, TIDE, write_rules

from pipeline.cli import main
from pipeline.rulework import stability
from pipeline.rulework.stability import SecondRun, Specimen


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with rules and one raw text."""
    write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tide.txt").write_text(TIDE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["rules", "check", *arguments])


def test_check_of_a_stage_leaves_the_others_alone(folder: Path) -> None:
    broken = SCANNOS.replace('after = "the tide"', 'after = "the tides"')
    write_rules(folder / "rules", scannos=broken, furniture=FURNITURE)
    assert check().exit_code == 1
    result = check("--stage", "furniture")
    assert result.exit_code == 0
    assert result.stdout == "rules: in order; 1 stage, 1 rule, 1 example, 1 keep\n"
    assert check("--stage", "furniture", "--stage", "scannos").exit_code == 1


def test_check_of_a_stage_that_is_not_there(folder: Path) -> None:
    write_rules(folder / "rules")
    result = check("--stage", "scano")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == 'rules: no stage "scano"; did you mean "scannos"?\n'


def test_check_tries_the_first_pages_of_every_text(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "raw" / "long.txt").write_text("The tide rose. " * 4000, encoding="utf-8")
    (folder / "raw" / "other.txt").write_text("The quay. " * 400, encoding="utf-8")
    tried: dict[str, int] = {}

    def second_run(_: object, specimens: list[Specimen], __: object) -> SecondRun:
        tried.update({one.name: len(one.text) for one in specimens})
        return SecondRun((), Counter())

    monkeypatch.setattr(stability, "second_run", second_run)
    assert check().exit_code == 0
    assert tried == {"long": 25_000, "other": 4000, "tide": len(TIDE)}
