"""The lone-sign finder: letters that stand alone at a line's edge."""

from __future__ import annotations

import pytest
from finding import found, settings

from pipeline.context import Match
from pipeline.finders import lone_sign

CHOSEN = settings("scannos", "lone-sign", letters={"en": "fijlrstvwx"}, thin="fijlrtvx")
LINES = (
    "The miller went down to the river before it was light",
    "and the water stood high. He saw his face in it, and",
    "laughed, and went back to the house to his breakfast.",
)


def find(text: str, language: str = "en") -> list[Match]:
    return found(lone_sign, text, CHOSEN, language=language)


def page(first: str = "", last: str = "") -> str:
    """Three lines, the second with something before or behind it."""
    return "\n".join((LINES[0], f"{first}{LINES[1]}{last}", LINES[2]))


def test_a_letter_before_a_line() -> None:
    text = page(first="j ")
    (match,) = find(text)
    assert text[match.start : match.end] == "j ", "with its blank"
    assert match.groups == {"sign": "j", "marks": "", "word": "and", "side": "first"}
    measures = match.measures
    assert (measures["edges"], measures["thin"], measures["words"]) == (1, 1, 12)
    assert (measures["known"], measures["joins"]) == (1, 0)
    assert (measures["runs_on"], measures["beside"]) == (1, 1)


def test_a_letter_behind_a_line() -> None:
    text = page(last=" t")
    (match,) = find(text)
    assert text[match.start : match.end] == " t"
    assert match.groups == {"sign": "t", "marks": "", "word": "and", "side": "last"}
    assert (match.measures["runs_on"], match.measures["beside"]) == (1, 1)


@pytest.mark.parametrize(
    ("first", "last", "joins"),
    [("l ", "", 1), ("s ", "", 1), ("j ", "", 0), ("", " i", 0)],
    ids=["land", "sand", "jand", "andi and ilaughed"],
)
def test_a_letter_may_make_up_a_word(first: str, last: str, joins: int) -> None:
    (match,) = find(page(first, last))
    assert match.measures["joins"] == joins


def test_a_letter_that_makes_a_word_of_the_next_lines_first() -> None:
    text = page(last=" w").replace("\nlaughed", "\nas glad")
    (match,) = find(text)
    assert match.measures["joins"] == 1, "was"


def test_a_letter_that_makes_a_word_of_the_last_lines_end() -> None:
    text = page(first="t ").replace("light\n", "ligh\n")
    (match,) = find(text)
    assert match.measures["joins"] == 1, "light"


def test_a_stop_ends_the_word_above() -> None:
    text = page(first="t ").replace("light\n", "ligh.\n").replace("t and", "t The")
    (match,) = find(text)
    assert match.measures["joins"] == 0


def test_marks_belong_to_the_speck() -> None:
    text = page(first=".,f* ", last=" j")
    match, _ = find(text)
    assert text[match.start : match.end] == ".,f* "
    assert (match.groups["marks"], match.measures["beside"]) == (".,*", 0)


def test_a_stop_belongs_to_the_word() -> None:
    (match,) = find(page(last=". j"))
    assert match.measures["beside"] == 1
    (match,) = find(page(last=" . j"))
    assert match.measures["beside"] == 0


def test_a_capital_or_a_last_line_does_not_run_on() -> None:
    (match,) = find(page(first="j ").replace("j and", "j And"))
    assert match.measures["runs_on"] == 0
    (match,) = find(f"{LINES[0]} j")
    assert match.measures["runs_on"] == 0


def test_letters_inside_the_lines_lower_the_excess() -> None:
    (alone,) = find(page(first="j "))
    (among,) = find(page(first="j ").replace("the water", "the j water f stood t"))
    assert among.measures["excess"] < alone.measures["excess"] / 3


def test_letters_that_are_not_thin() -> None:
    matches = find(page(first="w ", last=" j"))
    assert [one.measures["thin"] for one in matches] == [0.5, 0.5]
    assert [one.measures["edges"] for one in matches] == [2, 2]


@pytest.mark.parametrize(
    "text",
    [
        page(first="a "),
        page(first="J "),
        page(first="j  "),
        page(last="  j"),
        page(first="    j "),
        page(first='"j '),
        "j and so",
        page(first="jk "),
    ],
    ids=[
        "a word of one letter",
        "a capital",
        "set apart before",
        "set apart behind",
        "set in",
        "a quotation",
        "a short line",
        "two letters",
    ],
)
def test_nothing_is_found(text: str) -> None:
    assert find(text) == []


def test_a_text_without_a_letter_that_stands_alone() -> None:
    assert find(page(first=".f* ")) == []


def test_a_language_without_letters() -> None:
    assert find(page(first="j "), language="fr") == []
