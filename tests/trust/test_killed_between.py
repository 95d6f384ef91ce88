"""A run that was killed between a cleaned file and its ledger has not parted them.

The new ledger waits under a hidden name; whoever reads the two takes that one, and whoever writes
finishes first what was begun.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from containing import call
from reviewing import Project, project
from tiny import SCANNOS, TIDE, TIDE_CLEANED, write_rules

from pipeline import store
from pipeline.review.desk import Desk
from pipeline.store import Place

LESS = SCANNOS.replace("tbe", "tbee")


@pytest.fixture
def killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A text cleaned by old rules, then by new ones, but the new ledger is not in its place."""
    monkeypatch.chdir(tmp_path)
    found = project(tmp_path, tide=TIDE)
    new = (tmp_path / "cleaned" / "tide.corrections.jsonl").read_bytes()
    write_rules(tmp_path / "rules", scannos=LESS)
    found.clean()
    assert "tbe quay" in found.cleaned("tide")
    write_rules(tmp_path / "rules")
    (tmp_path / "cleaned" / ".tide.corrections.jsonl.new").write_bytes(new)
    (tmp_path / "cleaned" / "tide.txt").write_text(TIDE_CLEANED, "utf-8")
    return found


def test_verify_and_restore_read_the_ledger_that_waits(killed: Project) -> None:
    assert call("verify").stdout == (
        "tide: 58 bytes restored, equal to raw/tide.txt\n1 of 1 verified\n"
    )
    assert call("restore", "tide").stdout_bytes == TIDE.encode()


def test_whatever_shows_corrections_reads_it_too(killed: Project) -> None:
    assert "tbe" in call("diff", "tide").stdout
    assert "b-for-h" in call("explain", "raw/tide.txt:2").stdout
    assert call("report", "tide").exit_code == 0
    book = Desk(killed.folders).book("tide")
    assert any(one.rule == "scannos/b-for-h" for one in book.proof.items)


def test_what_the_rules_made_is_not_taken_for_hand_edits(killed: Project) -> None:
    assert call("take-in").stdout == "tide: no hand edits\n"
    assert not (killed.folder / "rules" / "decisions").exists()
    assert not (killed.folder / "cleaned" / ".tide.corrections.jsonl.new").exists()


def test_a_decision_is_taken_on_it(killed: Project) -> None:
    assert call("stet", "tide:5").exit_code == 0
    assert call("clean").exit_code == 0
    assert "He saw tbe quay" in killed.cleaned("tide")


def test_a_ledger_that_waits_for_another_text_is_not_read(killed: Project) -> None:
    (killed.folder / "cleaned" / "tide.txt").write_text("mine\n", "utf-8")
    place = Place(killed.folder / "cleaned", "tide")
    assert store.ledger_in_force(place) == place.ledger
    assert "does not fit its ledger" in call("verify").stderr


def test_a_damaged_ledger_that_waits_is_not_read(killed: Project) -> None:
    place = Place(killed.folder / "cleaned", "tide")
    place.pending.write_bytes(b"{")
    assert store.ledger_in_force(place) == place.ledger
