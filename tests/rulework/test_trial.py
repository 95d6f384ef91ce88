from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
import stages
from tiny import SCANNOS, write_rules

from pipeline import ruleset
from pipeline.rules import load_draft
from pipeline.ruleset import RuleSet
from pipeline.rulework import trial
from pipeline.rulework.trial import PART_CHARACTERS, Text, Tried, cut, placed, run


@pytest.fixture
def rules(tmp_path: Path) -> RuleSet:
    return ruleset.load(write_rules(tmp_path / "rules"))


def tried(rules: RuleSet, find: str, replace: str, *texts: str, **about: str) -> list[Tried]:
    stage = about.get("stage", "scannos")
    source = f"find = {{ pattern = '{find}' }}\nreplace = '{replace}'\n"
    source += f"id = '{about.get('id', 'draft')}'\n"
    draft = load_draft(source, Path("draft"), stage, {})
    named = [Text(f"text{number}", partial(str, one)) for number, one in enumerate(texts)]
    return list(run(placed(rules, stage, draft, about.get("ahead_of", "")), named))


def test_places_with_their_lines(rules: RuleSet) -> None:
    text = "The tide.\nAt the quai, at a quai.\n"
    (found,) = tried(rules, r"\b(?P<one>q)uai\b", "{one}uay", text)
    assert [(one.line, one.left, one.before, one.after, one.right) for one in found.hits] == [
        (2, "At the ", "quai", "quay", ", at a quai."),
        (2, "At the quai, at a ", "quai", "quay", "."),
    ]


def test_earlier_stages_come_first_and_lines_are_those_of_the_raw_text(rules: RuleSet) -> None:
    text = "The tide.\n12\nThe quay.\n"
    (found,) = tried(rules, r"tide\.\nThe quay", "X", text)
    assert [(one.line, one.before) for one in found.hits] == [(1, "tide.\nThe quay")]
    (first,) = tried(rules, r"tide\.\nThe quay", "X", text, stage="furniture")
    assert first.places == ()


def test_earlier_rule_wins_and_later_one_loses(rules: RuleSet) -> None:
    text = "tbe tide, 1ie\n"
    (last,) = tried(rules, r"tbe|1ie", "X", text)
    assert [one.winner for one in last.places] == ["scannos/b-for-h", "scannos/one-for-l"]
    (first,) = tried(rules, r"tbe|1ie", "X", text, ahead_of="broken-word")
    assert [(one.winner, one.loser) for one in first.places] == [
        ("scannos/b-for-h", ""),
        ("", "scannos/one-for-l"),
    ]
    assert [one.before for one in first.hits] == ["1ie"]


def test_rule_of_a_known_id_stands_in_its_place(rules: RuleSet) -> None:
    (found,) = tried(rules, r"\btbe(?= t)", "the", "tbe tide, tbe quay\n", id="b-for-h")
    assert [(one.before, one.winner, one.right) for one in found.places] == [
        ("tbe", "", " tide, tbe quay")
    ]


def test_unknown_names_are_told(rules: RuleSet) -> None:
    with pytest.raises(KeyError, match="scanos"):
        tried(rules, "x", "y", "x", stage="scanos")
    with pytest.raises(KeyError, match="h-for-b"):
        tried(rules, "x", "y", "x", ahead_of="h-for-b")


def test_where_the_raw_text_matches_is_tried_first(rules: RuleSet) -> None:
    found = tried(rules, r"qu\nai", "quay", "the tide", "qu\n12\nai", "a qu\nai")
    told = [(one.name, len(one.hits)) for one in found]
    assert told == [("text2", 1), ("text0", 0), ("text1", 1)]


def test_long_text_is_cut_at_pages_and_lines(
    rules: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "PART_CHARACTERS", 100)
    monkeypatch.setattr(trial, "_LAST_TENTH", 20)
    text = "The tide rose.\n" * 6 + "\f" + "A quai.\n" * 3 + "x" * 300
    parts = list(cut(text))
    assert "".join(parts) == text
    assert parts[0].endswith("\f")
    assert max(map(len, parts)) <= 100
    found = tried(rules, "quai", "quay", text)
    assert [place.line for one in found for place in one.hits] == [7, 8, 9]
    assert {one.parts for one in found} == {len(parts)}


@pytest.mark.slow
def test_the_first_place_of_a_great_corpus_is_found() -> None:
    """It stands at the very end of 50 MB, and most parts are not looked at closely."""
    page = (stages.ROOT / "raw" / "octavo-pdftotext.txt").read_text("utf-8")
    text = page * (50_000_000 // len(page)) + "\nA quajj, at the very end.\n"
    rules = ruleset.load(stages.RULES)
    draft = load_draft("find = { pattern = 'quajj' }\nreplace = 'quay'", Path("x"), "scannos", {})
    first = next(run(placed(rules, "scannos", draft), [Text("great", lambda: text)]))
    assert [one.before for one in first.hits] == ["quajj"]
    assert first.parts > 50_000_000 / PART_CHARACTERS


def test_rule_that_leaves_text_is_tried_too(rules: RuleSet) -> None:
    source = "find = { pattern = '1ie' }\nleave = true\n"
    draft = load_draft(source, Path("draft"), "scannos", {})
    (found,) = run(placed(rules, "scannos", draft, "one-for-l"), [Text("tide", lambda: "1ie")])
    assert [(one.before, one.after, one.loser) for one in found.hits] == [
        ("1ie", "1ie", "scannos/one-for-l")
    ]


def test_draft_needs_find_and_replace_only(tmp_path: Path) -> None:
    whole = "[[rule]]" + SCANNOS.split("[[rule]]")[1]
    assert load_draft(whole, Path("draft"), "scannos", {}).id == "b-for-h"
