"""A cleaned text that is given to `clean` again comes out as it went in."""

from __future__ import annotations

from pathlib import Path

import pytest
from containing import call
from reviewing import Project, project
from tiny import TIDE, TIDE_CLEANED, write_rules

# By the tiny rules, what cleaning makes of this would be cleaned once more: tb-be becomes tbe.
CHAIN = "It was tb-\ne tide.\n"
TOLD = (
    "cleaned/{0}.txt: was cleaned by these rules, as the ledger beside it says, and is taken over "
    "as it is; clean it by --force\n"
)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    found = project(tmp_path, tide=TIDE, chain=CHAIN)
    monkeypatch.chdir(tmp_path)
    return found


def test_a_cleaned_text_is_taken_over_as_it_is(made: Project) -> None:
    assert made.cleaned("chain") == "It was tbe\ntide.\n"
    result = call("clean", "cleaned", "-o", "again")
    assert (result.exit_code, result.stderr) == (0, TOLD.format("chain") + TOLD.format("tide"))
    for name in ("chain", "tide"):
        assert Path(f"again/{name}.txt").read_text("utf-8") == made.cleaned(name)
    assert call("verify", "--cleaned", "again", "--raw", "cleaned").exit_code == 0
    once_more = call("clean", "cleaned", "-o", "again")
    assert once_more.stdout.startswith("unchanged: 2 documents")
    assert once_more.stderr == ""


def test_force_cleans_it_by_the_rules(made: Project) -> None:
    assert call("clean", "cleaned", "-o", "again", "--force").exit_code == 0
    assert Path("again/chain.txt").read_text("utf-8") == "It was the\ntide.\n"


def test_a_cleaned_text_that_was_edited_is_cleaned(made: Project) -> None:
    Path("cleaned/tide.txt").write_text(TIDE_CLEANED + "tbe end\n", "utf-8")
    assert call("clean", "cleaned/tide.txt", "-o", "again").stderr == ""
    assert Path("again/tide.txt").read_text("utf-8") == TIDE_CLEANED + "the end\n"


def test_a_text_beside_another_ones_ledger_is_cleaned(made: Project) -> None:
    Path("cleaned/tide.txt").write_bytes(Path("cleaned/chain.txt").read_bytes())
    assert call("clean", "cleaned/tide.txt", "-o", "again").exit_code == 0
    assert Path("again/tide.txt").read_text("utf-8") == "It was the\ntide.\n"
    Path("cleaned/chain.corrections.jsonl").write_bytes(b"{")
    assert call("clean", "cleaned/chain.txt", "-o", "again").exit_code == 0
    assert Path("again/chain.txt").read_text("utf-8") == "It was the\ntide.\n"


def test_decisions_of_the_raw_text_are_not_asked_of_it(made: Project) -> None:
    assert call("stet", "tide:5").exit_code == 0
    assert call("clean").exit_code == 0
    kept = made.cleaned("tide")
    assert "He saw tbe quay" in kept
    result = call("clean", "cleaned/tide.txt", "-o", "again")
    assert result.stderr == TOLD.format("tide")
    assert Path("again/tide.txt").read_text("utf-8") == kept


def test_the_same_text_without_its_ledger_is_cleaned(made: Project) -> None:
    assert call("clean", "cleaned/chain.txt", "-o", "again").stderr == TOLD.format("chain")
    alone = Path("alone/chain.txt")
    alone.parent.mkdir()
    alone.write_bytes(Path("cleaned/chain.txt").read_bytes())
    assert call("clean", alone, "-o", "again").exit_code == 0
    assert Path("again/chain.txt").read_text("utf-8") == "It was the\ntide.\n"


def test_what_was_forced_stays(made: Project) -> None:
    assert call("clean", "cleaned/chain.txt", "-o", "again", "--force").exit_code == 0
    assert call("clean", "cleaned/chain.txt", "-o", "again").stdout.startswith("unchanged")
    assert Path("again/chain.txt").read_text("utf-8") == "It was the\ntide.\n"


def test_a_text_that_other_rules_cleaned_is_cleaned(made: Project) -> None:
    others = write_rules(Path("others"), scannos='about = "Nothing."\nrule = []\n')
    assert call("clean", "raw/tide.txt", "-o", "first", "--rules", others).exit_code == 0
    assert Path("first/tide.txt").read_text("utf-8") != made.cleaned("tide")
    result = call("clean", "first/tide.txt", "-o", "again")
    assert (result.exit_code, result.stderr) == (0, "")
    assert Path("again/tide.txt").read_text("utf-8") == made.cleaned("tide")
