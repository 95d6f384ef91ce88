"""The closed-compound finder: words closed up on joined lines, and what is measured of them."""

from __future__ import annotations

import pytest
from finding import found, settings

from pipeline.context import Match
from pipeline.finders import closed_compound

CHOSEN = settings(
    "hyphenation",
    "closed-compound",
    shortest_part=3,
    shortest_word=7,
    from_width=1.3,
    prefixes=frozenset({"self", "non"}),
)
SHORT = "The tide was out, and the boats lay.\n" * 4


def find(text: str) -> list[Match]:
    return found(closed_compound, text, CHOSEN)


def joined(line: str, *, also: str = "") -> list[Match]:
    """What is found in a long line among short ones."""
    return find(f"{SHORT}{line}\n{SHORT}{also}")


LONG = "Nobody saw the miller go in by the {word} that stood open all night long."


def test_a_word_the_document_hyphens() -> None:
    (match,) = joined(LONG.format(word="tollgate"), also="The toll-gate, the toll-gate!\n")
    assert match.groups == {"word": "tollgate", "first": "toll", "second": "gate"}
    assert match.measures["hyphened"] == 2
    assert match.measures["closed"] == 1


def test_capitals_follow_the_word_and_not_the_model() -> None:
    (match,) = joined("Tollgate " + LONG.format(word="door"), also="The toll-gate.\n")
    assert (match.groups["first"], match.groups["second"]) == ("Toll", "gate")


def test_a_capital_inside() -> None:
    (match,) = joined(LONG.format(word="MarchApril"))
    assert (match.groups["first"], match.groups["second"]) == ("March", "April")
    assert match.measures["capital_inside"] == 1


def test_capitals_inside_are_counted_but_for_a_few() -> None:
    names = "\n".join(f"The Draw{letter}ircle of it." for letter in "ABCDEFGHIJKL") + "\n"
    (match,) = joined(LONG.format(word="MarchApril"), also=names)
    total = len(f"{SHORT}{LONG}\n{SHORT}{names}".split())
    assert match.measures["capitals_inside"] == 1000 * (13 - 10) / total
    (match,) = joined(LONG.format(word="MarchApril"))
    assert match.measures["capitals_inside"] == 0


def test_two_known_words_that_make_up_no_word() -> None:
    (match,) = joined(LONG.format(word="walllantern"), also="A wall. A lantern. A wall.\n")
    assert (match.groups["first"], match.groups["second"]) == ("wall", "lantern")
    assert (match.measures["first_count"], match.measures["second_count"]) == (2, 1)
    assert match.measures["choices"] == 1
    assert match.measures["capital_inside"] == 0


def test_a_prefix_need_be_no_word() -> None:
    (match,) = joined(LONG.format(word="nonmiller"))
    assert (match.groups["first"], match.groups["second"]) == ("non", "miller")


def test_place_on_the_line() -> None:
    line = LONG.format(word="walllantern")
    (match,) = joined(line, also="A wall. A lantern.\n")
    usual = len(SHORT.split("\n")[0])
    assert match.start == len(SHORT) + line.index("walllantern")
    assert match.measures["line_width"] == pytest.approx(len(line) / usual)
    assert match.measures["column"] == pytest.approx((line.index("walllantern") + 4) / usual)


@pytest.mark.parametrize("word", ["something", "lantern", "Quennerby", "wall-lantern", "toll"])
def test_words_that_are_no_closed_compound(word: str) -> None:
    assert joined(LONG.format(word=word)) == []


def test_short_lines_are_not_looked_at() -> None:
    assert find(f"{SHORT}He saw a walllantern.\nA wall. A lantern.\n") == []


def test_parts_of_longer_words_are_left_alone() -> None:
    line = LONG.format(word="old-walllantern") + " The walllantern's light."
    assert joined(line, also="A wall. A lantern.\n") == []


@pytest.mark.parametrize("text", ["", "\n\n", "\f", "walllantern", "\udc80", "\udc80" * 90])
def test_odd_texts(text: str) -> None:
    assert find(text) == []


def test_a_lone_surrogate_beside_the_word() -> None:
    line = LONG.format(word="walllantern \udc80")
    assert len(joined(line, also="A wall. A lantern.\n")) == 1


def test_a_line_of_a_hundred_thousand_characters() -> None:
    line = "The tide was out. " * 5_600 + "He saw a walllantern."
    assert len(joined(line, also="A wall. A lantern.\n")) == 1
