from __future__ import annotations

from pathlib import Path

import pytest
from tiny import SCANNOS, write_rules

from pipeline import clean, ruleset
from pipeline.api import context_for


def test_rules_that_changed_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, word in (("one", "the"), ("two", "tie")):
        write_rules(tmp_path / name / "rules", scannos=SCANNOS.replace('"the', f'"{word}'))
        monkeypatch.chdir(tmp_path / name)
        assert clean("tbe tide\n").text == f"{word} tide\n"
    write_rules(Path("rules"))
    assert clean("tbe tide\n").text == "the tide\n"


def test_words_that_were_added_are_known(tmp_path: Path) -> None:
    rules = write_rules(tmp_path / "rules")
    assert not context_for("tide", "text", "en", ruleset.load(rules)).lexicon.known("tlitide")
    (rules / "words").mkdir()
    (rules / "words" / "en-own.txt").write_text("tlitide\n", encoding="utf-8")
    assert context_for("tide", "text", "en", ruleset.load(rules)).lexicon.known("tlitide")
