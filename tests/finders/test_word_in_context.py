"""The word-in-context finder: words told by the words beside them."""

from __future__ import annotations

import pytest
from finding import found

from pipeline.context import Match
from pipeline.finders import word_in_context
from pipeline.finders.word_in_context import Entry, Settings

CHOSEN = Settings(
    (
        Entry("bad", "had", "he|she", "been|not"),
        Entry("hut", "but", behind_pattern="the|she"),
        Entry("lie", "he", "", "was"),
    )
)


def find(text: str) -> list[Match]:
    return found(word_in_context, text, CHOSEN)


def test_groups_of_a_word_between_its_neighbours() -> None:
    text = "Then ſhe\nbad been ill."
    (match,) = find(text)
    assert match.groups == {"word": "bad", "best": "had", "before": "she", "behind": "been"}
    assert text[match.start : match.end] == "bad"
    assert match.evidence == (("between", "she … been"),)


def test_an_absent_pattern_fits_anything() -> None:
    assert [match.groups["before"] for match in find("Gone, hut she came; hut the rain")] == [
        "gone",
        "",
    ]


def test_a_capital_is_kept() -> None:
    (match,) = find("It rained. Lie was wet.")
    assert match.groups["best"] == "He"


@pytest.mark.parametrize(
    "text",
    [
        "He had a bad dream.",
        "He bad. Been there.",
        "A hut, the last one.",
        "A lie was told.",
        "The hut-the mill",
        "",
    ],
)
def test_words_that_are_meant(text: str) -> None:
    assert find(text) == []


def test_a_word_with_long_s_is_found() -> None:
    chosen = Settings((Entry("case", "ease", "at", ""),))
    (match,) = found(word_in_context, "He was at caſe.", chosen)
    assert (match.groups["word"], match.groups["best"]) == ("caſe", "eaſe")


@pytest.mark.parametrize(("over_comma", "count"), [(True, 2), (False, 1)])
def test_a_comma_may_part_the_word_before(over_comma: bool, count: int) -> None:
    chosen = Settings((Entry("he", "be", "would", "hoped", over_comma=over_comma),))
    text = "as would, he hoped, help; it would he hoped"
    assert len(found(word_in_context, text, chosen)) == count


@pytest.mark.parametrize(
    "text",
    [
        "We saw Hut the other day.",
        "Said the Hut she.",
        "It was Mr. Hut she wanted, and J. Hut the miller.",
    ],
)
def test_a_capital_inside_a_sentence_is_a_name(text: str) -> None:
    assert find(text) == []


def test_a_blank_line_parts_a_heading_from_the_text() -> None:
    assert find("The Mountain hut\n\nThe path climbs.") == []
    assert len(find("The Mountain hut\nthe path climbs.")) == 1
