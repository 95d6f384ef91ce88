"""The lost-mark finder: lone letters and figures where a mark ended a sentence."""

from __future__ import annotations

import pytest
from finding import found, settings

from pipeline.context import Match
from pipeline.finders import lost_mark

CHOSEN = settings("scannos", "lost-mark")


def find(text: str) -> list[Match]:
    return found(lost_mark, text, CHOSEN)


def test_sign_before_a_closing_quote() -> None:
    text = '"Who has seen the boat V" said the miller.'
    (match,) = find(text)
    assert text[match.start : match.end] == " V", "with the blank before it"
    assert match.groups == {"sign": "V", "word": "boat", "around": "boat V", "next": ""}
    measures = match.measures
    assert (measures["quoted"], measures["begins"], measures["question"]) == (1, 0, 1)
    assert (measures["known"], measures["words"], measures["lone"]) == (1, 5, 0)


@pytest.mark.parametrize("closing", ['"', ' "', "”", "''", "’’", "’”", "'\""])
def test_closing_quotes(closing: str) -> None:
    (match,) = find(f"“Take the boat 1{closing} said the miller.")
    assert (match.measures["quoted"], match.measures["question"]) == (1, 0)


@pytest.mark.parametrize(
    ("behind", "following", "begins"),
    [
        (" The tide fell.", "The", 1),
        ("\nThe tide fell.", "The", 1),
        (" “Not I.”", "Not", 1),
        (" “Inverlea lies far.”", "Inverlea", 1),
        (" Inverlea lies far.", "Inverlea", 0),
    ],
    ids=["word", "next line", "quote", "name in a quote", "name"],
)
def test_sign_before_a_sentence(behind: str, following: str, begins: int) -> None:
    (match,) = find(f"Could both be right 1{behind}")
    assert match.groups["next"] == following
    assert (match.measures["quoted"], match.measures["begins"]) == (0, begins)


def test_sign_that_ends_a_line() -> None:
    (within,) = find("Could both be right 1 The tide fell.")
    (ending,) = find("Could both be right 1 \nThe tide fell.")
    assert (within.groups["around"], ending.groups["around"]) == ("right 1", "right 1\n")


def test_over_a_blank_line_only_a_quotation_that_opens_goes_on() -> None:
    assert find("Could both be right V\n\nThe tide fell.") == []
    assert len(find("“Could both be right V\n\n“Not I.”")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "They saw 1 boat.", "The boat, 1 The mill.", "The boat1 The mill.", "See 1\nand 2.",
        "The boat X The mill.", 'The boat 1"a', "1 The mill",
    ],
    ids=["small", "mark before", "no blank", "line end", "other sign", "figure", "no word"],
)  # fmt: skip
def test_places_of_other_kinds(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("clause", "asks"),
    [
        ("Who has come", 1),
        ("And where did the boat go", 1),
        ("Where’s the boat", 1),
        ("You have seen the boat, have you", 1),
        ("The boat is there; is it not", 1),
        ("Is this your boat", 1),
        ("Don’t you see the boat", 1),
        ("What a fine boat", 0),
        ("How fine", 0),
        ("When the tide fell they went", 0),
        ("The man whom we saw", 0),
        ("Who came? The boat", 0),
        ("“Who came,” asked the boat", 0),
        ("Who came\n\nto the boat", 0),
    ],
)
def test_questions(clause: str, asks: int) -> None:
    (match,) = find(f"The tide fell. {clause} 1” said the man.")
    assert match.measures["question"] == asks


def test_clause_is_looked_at_within_its_reach() -> None:
    far = "Who " + "came and " * 40 + "went"
    (match,) = find(f"{far} 1” said the man.")
    assert match.measures["question"] == 0


def test_letters_that_stand_alone_elsewhere_are_counted() -> None:
    text = "Let f be as the f that the f was. The boat f” The mill 1” and 1 more."
    letters = [match.measures["lone"] for match in find(text)]
    assert letters == [3, 1]


def test_what_is_no_word_before_it() -> None:
    (match,) = find("The qwxz 1” said the man.")
    assert match.measures["known"] == 0


def test_without_a_list_nothing_is_found() -> None:
    assert found(lost_mark, "Who came 1” she said.", CHOSEN, language="pt") == []
