"""The lab tries what somebody types, and stops what does not end."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tiny import TIDE, write_rules

from pipeline.faults import Fault
from pipeline.rulework.lab import Draft, Lab


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tide.txt").write_text(TIDE, "utf-8")
    return tmp_path


def lab(folder: Path, seconds: float = 20) -> Lab:
    return Lab((folder / "rules",), folder / "raw", seconds)


def test_a_draft_shows_its_places(folder: Path) -> None:
    found = lab(folder).attempt(Draft(r"\bquay\b", "dock"))
    assert [(one.name, one.line, one.before, one.after) for one in found.hits] == [
        ("tide", 5, "quay", "dock")
    ]
    assert (found.texts, found.stopped) == (1, False)


def test_a_place_that_a_rule_has_is_told(folder: Path) -> None:
    found = lab(folder).attempt(Draft("tbe quay", "a quay"))
    assert [one.winner for one in found.hits] == ["scannos/b-for-h"]


def test_a_pattern_that_never_ends_is_stopped(folder: Path) -> None:
    (folder / "raw" / "tide.txt").write_text("a" * 5000 + "!\n", "utf-8")
    started = time.perf_counter()
    found = lab(folder, 3).attempt(Draft(r"((a+)+b|(a|aa)+c)\w*d", "x"))
    assert found.stopped or found.hits == ()
    assert time.perf_counter() - started < 15


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (Draft("(", "x"), 'the rule: the pattern "(" does not compile'),
        (Draft("a", "{"), 'the rule: bad template "{"'),
        (Draft("a", "b", stage="none"), 'stage: no stage "none"; one of: furniture, scannos'),
        (Draft("a", "b", "{ nowhere = 1 }"), 'the rule: unknown guard "nowhere"'),
    ],
)
def test_what_is_no_rule_is_told(folder: Path, draft: Draft, told: str) -> None:
    with pytest.raises(Fault) as fault:
        lab(folder).attempt(draft)
    assert str(fault.value).startswith(told)


def test_no_module_of_the_folder_is_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    Path("regex.py").write_text("open('run', 'w').close()\n", "utf-8")
    assert lab(folder).attempt(Draft("quay", "dock")).hits
    assert not Path("run").exists()
