"""Hand edits of cleaned texts are told apart, kept as decisions, and never overwritten."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from reviewing import Project, project
from tiny import TIDE

from pipeline import api, hand_edits
from pipeline.cli import main
from pipeline.correction import OffsetMap
from pipeline.hand_edits import HandEdit
from pipeline.review import taking_in
from pipeline.review.taking_in import Edited

WORDS = st.lists(st.sampled_from(["tide", "tbe ", " ", "\n", "quay\n", "a", "—", "\f", "\r\n"]))


@given(WORDS.map("".join), WORDS.map("".join))
def test_edits_make_the_one_text_of_the_other(cleaned: str, edited: str) -> None:
    pieces: list[str] = []
    done = 0
    for one in hand_edits.find(cleaned, edited):
        assert cleaned[one.start : one.end] == one.before
        assert one.start >= done
        pieces += (cleaned[done : one.start], one.after)
        done = one.end
    assert "".join([*pieces, cleaned[done:]]) == edited


@pytest.mark.parametrize(
    ("cleaned", "edited", "wanted"),
    [
        ("a tbe b", "a the b", [("tbe", "the")]),
        ("a tbe tbat b", "a the that b", [("tbe tbat", "the that")]),
        ("a b\nc d", "a b c d", [("b\nc", "b c")]),
        ("a b c", "a c", [("b ", "")]),
        ("a c", "a b c", [("a c", "a b c")]),
        ("", "a", [("", "a")]),
    ],
)
def test_an_edit_is_of_whole_words(
    cleaned: str, edited: str, wanted: list[tuple[str, str]]
) -> None:
    assert [(one.before, one.after) for one in hand_edits.find(cleaned, edited)] == wanted


def test_edits_far_apart_in_a_long_text_are_found_apart() -> None:
    lines = [f"line {number} of the tide tables" for number in range(20_000)]
    changed = [line.replace("tide", "tides") if number % 1000 == 7 else line
               for number, line in enumerate(lines)]  # fmt: skip
    found = hand_edits.find("\n".join(lines), "\n".join(changed))
    assert found[0] == HandEdit(found[0].start, found[0].end, "tide", "tides")
    assert len(found) == 20


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    found = project(tmp_path, tide=TIDE, quay="tbe quay and tbe dam\n")
    monkeypatch.chdir(tmp_path)
    return found


def call(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def edit(made: Project, old: str, new: str, name: str = "tide") -> str:
    path = made.folder / "cleaned" / f"{name}.txt"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path.read_text("utf-8")


def test_clean_refuses_an_edited_text_until_it_is_taken_in(made: Project) -> None:
    wanted = edit(made, "saw the quay", "saw the old quay")
    told = call("clean")
    assert told.exit_code == 1
    assert told.stderr == (
        "cleaned/tide.txt: was edited by hand since it was cleaned; "
        'keep the edits by "corrigenda take-in tide", or overwrite with --force\n'
    )
    assert made.cleaned("tide") == wanted
    told = call("take-in")
    assert (told.exit_code, told.stdout) == (0, "quay: no hand edits\ntide: 1 hand edit kept\n")
    assert call("clean").stdout.startswith("unchanged: 2 documents")
    assert made.cleaned("tide") == wanted
    assert call("clean", "--force").exit_code == 0
    assert made.cleaned("tide") == wanted
    assert call("verify").exit_code == 0


def test_an_edit_is_kept_beside_decisions_that_are_newer_than_the_text(made: Project) -> None:
    assert call("apply", "tide:6").exit_code == 0
    edit(made, "saw the quay", "saw the old quay")
    told = call("take-in", "tide")
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout == (
        "tide: 1 hand edit kept; "
        "what else was decided, or ruled, since the last run holds now too\n"
    )
    assert "the old quay\nand lie." in made.cleaned("tide")
    assert call("clean").stdout.startswith("unchanged: 2 documents")


def test_an_edit_is_kept_though_the_rules_are_newer(made: Project) -> None:
    wanted = edit(made, "saw the quay", "saw tbe old quay")
    rules = made.folder / "rules" / "scannos.toml"
    suspect = 'confidence = "suspect"'
    assert suspect in rules.read_text("utf-8")
    rules.write_text(rules.read_text("utf-8").replace(suspect, 'confidence = "likely"'), "utf-8")
    assert call("take-in", "tide").exit_code == 0
    assert made.cleaned("tide") == wanted.replace("1ie", "lie")


def test_an_edit_holds_where_a_decision_before_it_said_otherwise(made: Project) -> None:
    assert call("apply", "tide:6").exit_code == 0
    wanted = edit(made, "1ie.", "a 1ie told.")
    assert call("take-in", "tide").exit_code == 0
    assert made.cleaned("tide") == wanted


@pytest.mark.parametrize(
    ("today", "made", "holds"),
    [
        ("the tide and tbe quay", "the tides and tbe quay", True),
        ("the tide and the quay", "the tides and the quay", True),
        ("the tide and the quay", "the tides and tbe quay", False),
        ("the tide and the quay", "the tide and the quay", False),
        ("the ebb and tbe quay", "the tides and tbe quay", False),
    ],
)
def test_edits_hold_beside_what_is_newer_and_not_where_they_meet(
    today: str, made: str, holds: bool
) -> None:
    cleaned, now = "the tide and tbe quay", "the tides and tbe quay"
    edits = tuple(hand_edits.find(cleaned, now))
    told = Edited(cleaned, cleaned, cleaned, now, OffsetMap(()), edits, edits, frozenset(), "")
    assert taking_in.holds(told, today, made) == holds


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("the ferryman", "tbe ferryman"),
        ("the ferryman\nsat", "the ferry-man sat"),
        ("\fHe", "12\n\fHe"),
        ("1ie.\n", "lie.\n\nThe end.\n"),
        ("Tbe Tide\n", ""),
        ("sat.\n", "sat. \n"),
        ("the quay", "“the quay”"),
        ("saw the", "saw\nthe"),
    ],
)
def test_every_kind_of_edit_is_kept(made: Project, old: str, new: str) -> None:
    wanted = edit(made, old, new)
    told = call("take-in", "tide")
    assert (told.exit_code, told.stderr) == (0, "")
    assert call("clean", "--force").exit_code == 0
    assert made.cleaned("tide") == wanted
    assert call("restore", "tide", "-o", "back.txt").exit_code == 0
    assert Path("back.txt").read_text("utf-8") == TIDE


def test_many_edits_by_chance_are_kept_or_refused_whole(made: Project) -> None:
    text = "".join(f"tbe {word} lay by tbe dam {number}\n" for number, word in
                   enumerate(("tide", "quay", "mill", "boat") * 40))  # fmt: skip
    (made.folder / "raw" / "tide.txt").write_text(text, "utf-8")
    call("clean")
    chance = random.Random(11)
    words = made.cleaned("tide").split(" ")
    for index in chance.sample(range(len(words)), 30):
        words[index] = chance.choice((words[index].upper(), words[index] + "s", "tbe", "so to say"))
    wanted = " ".join(words)
    (made.folder / "cleaned" / "tide.txt").write_text(wanted, "utf-8")
    told = call("take-in", "tide")
    assert (told.exit_code, told.stderr) == (0, "")
    assert call("clean", "--force").exit_code == 0
    assert made.cleaned("tide") == wanted


def test_a_raw_text_that_changed_is_told(made: Project) -> None:
    edit(made, "quay", "dock")
    (made.folder / "raw" / "tide.txt").write_text("another text\n", "utf-8")
    told = call("take-in", "tide")
    assert told.exit_code == 1
    assert told.stderr == "tide.txt: is not the text that was cleaned; put that one back\n"


def test_a_raw_text_that_is_gone_is_told(made: Project) -> None:
    (made.folder / "raw" / "tide.txt").unlink()
    told = call("take-in", "tide")
    assert told.stderr == "raw/tide: the raw text is not there; put it back\n"


def test_bytes_that_are_no_text_are_told_and_nothing_is_written(made: Project) -> None:
    path = made.folder / "cleaned" / "tide.txt"
    path.write_bytes(path.read_bytes().replace(b"sat", b"s\xfft"))
    told = call("take-in", "tide")
    assert told.exit_code == 1
    remedy = "save the file as UTF-8, or type it anew"
    assert told.stderr == f"cleaned/tide.txt:3: holds what is no character; {remedy}\n"
    assert not Path("rules/decisions").exists()


def test_what_is_saved_meanwhile_is_not_lost(
    made: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(made, "quay", "dock")
    path = made.folder / "cleaned" / "tide.txt"
    clean = api.clean

    def slow(*given: Any, **options: Any) -> Any:
        path.write_text("saved meanwhile\n", "utf-8")
        return clean(*given, **options)

    monkeypatch.setattr(api, "clean", slow)
    told = call("take-in", "tide")
    assert told.stderr == "cleaned/tide.txt: was changed meanwhile; take it in again\n"
    assert path.read_text("utf-8") == "saved meanwhile\n"
    assert not Path("rules/decisions").exists()


@pytest.mark.parametrize(
    ("old", "new", "newer"),
    [
        ("the quay", "the old quay", "the grey quay"),
        ("the quay", "the old quay", "the quay"),
        ("the ferryman\nsat", "a ferryman sat", "the ferry-man\nsat"),
        ("Tbe Tide\n", "", "The Tide\n\n"),
        ("1ie.\n", "lie.\n\nThe end.\n", "lie.\n\nThe very end.\n\n"),
    ],
)
def test_a_place_that_was_taken_in_is_edited_again(
    made: Project, old: str, new: str, newer: str
) -> None:
    edit(made, old, new)
    assert call("take-in", "tide").exit_code == 0
    if new:
        wanted = edit(made, new, newer)
    else:
        wanted = newer + made.cleaned("tide")
        (made.folder / "cleaned" / "tide.txt").write_text(wanted, "utf-8")
    told = call("take-in", "tide")
    assert (told.exit_code, told.stderr) == (0, "")
    assert call("clean", "--force").exit_code == 0
    assert made.cleaned("tide") == wanted
    assert call("verify").exit_code == 0


def test_an_edit_elsewhere_leaves_what_was_taken_in(made: Project) -> None:
    edit(made, "the quay", "the old quay")
    call("take-in", "tide")
    first = Path("rules/decisions/tide.toml").read_text("utf-8")
    wanted = edit(made, "the ferryman", "a ferryman")
    assert call("take-in", "tide").exit_code == 0
    assert Path("rules/decisions/tide.toml").read_text("utf-8").startswith(first)
    call("clean", "--force")
    assert made.cleaned("tide") == wanted


def test_clean_refuses_to_lose_decisions_whose_file_is_gone(made: Project) -> None:
    wanted = edit(made, "the quay", "the old quay")
    call("take-in", "tide")
    Path("rules/decisions/tide.toml").unlink()
    told = call("clean")
    assert told.exit_code == 1
    assert told.stderr == (
        "rules/decisions/tide.toml: is gone, and the last run had decisions from it; "
        "bring it back, or clean without it by --force\n"
    )
    assert made.cleaned("tide") == wanted


def test_restore_does_not_take_the_cleaned_text_for_its_place(made: Project) -> None:
    before = made.cleaned("tide")
    told = call("restore", "tide", "-o", "cleaned/tide.txt")
    assert told.stderr == "cleaned/tide.txt: is the cleaned text itself; choose another -o\n"
    assert made.cleaned("tide") == before
