from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tiny import TIDE, write_rules

from pipeline.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tide.txt").write_text(TIDE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_clean_tells_what_it_left_alone(folder: None) -> None:
    Path("raw/notes.md").touch()
    assert call("clean", "-o", "raw/cleaned").stderr == (
        "raw: 1 entry was left alone: notes.md; name it to clean it as well\n"
    )
    Path("raw/notes").mkdir()
    for number in range(8):
        Path(f"raw/scan {number}.png").touch()
    assert call("clean").stderr == (
        "raw: 11 entries were left alone: cleaned/, notes/, notes.md, scan 0.png, scan 1.png, "
        "scan 2.png, scan 3.png, scan 4.png and 3 more; name one to clean it as well\n"
    )
    assert call("clean", "--quiet").stderr == ""


def test_the_output_folder_is_no_entry_however_it_is_named(
    folder: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("raw")
    for _ in range(2):
        result = call("clean", ".", "-o", str(tmp_path / "raw" / "out"))
        assert (result.exit_code, result.stderr) == (0, "")


def test_what_is_left_alone_is_told_once_a_folder(folder: None) -> None:
    for name in ("raw", "other"):
        Path(name).mkdir(exist_ok=True)
        Path(name, f"{name}.txt").write_text(TIDE, encoding="utf-8")
        Path(name, "notes.md").touch()
    told = call("clean", "raw", "other", "./raw").stderr.splitlines()
    assert [line.partition(" left")[0] for line in told] == [
        "other: 1 entry was",
        "raw: 1 entry was",
    ]
