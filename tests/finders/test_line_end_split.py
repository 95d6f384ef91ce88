"""The line-end-split finder: words broken at a line end without a hyphen, and what is counted."""

from __future__ import annotations

import pytest
from finding import found, settings

from pipeline.context import Match
from pipeline.finders import line_end_split

CHOSEN = settings("hyphenation", "line-end-split", shortest=5, most_lines=3, suspicious_share=0.05)


def find(text: str) -> list[Match]:
    return found(line_end_split, text, CHOSEN)


def words(text: str) -> list[str]:
    """The joined form of each pair."""
    return [match.groups["first"] + match.groups["second"] for match in find(text)]


def test_groups_of_a_split_word() -> None:
    text = "They sold vege\ntables, and eggs."
    (match,) = find(text)
    assert (match.groups["first"], match.groups["second"]) == ("vege", "tables")
    assert (match.groups["gap"], match.groups["tail"], match.groups["end"]) == ("\n", ",", " ")
    assert text[match.start : match.end] == "vege\ntables, "


def test_blank_lines_and_page_ends_may_stand_between() -> None:
    assert words("They sold vege\n\n\ftables there.") == ["vegetables"]


def test_too_many_lines_between_are_no_break() -> None:
    assert words("They sold vege\n\n\n\n\n\ntables there.") == []


def test_short_words_are_not_looked_at() -> None:
    assert words("He lay on the b\ned all day.") == []


@pytest.mark.parametrize(
    "text",
    [
        "They sold vege\nTables there.",
        "They sold vege,\ntables there.",
        "They sold vege-\ntables there.",
        "They sold vegetables\nthere.",
        "He came from Quenner\nbyhurst by boat.",
    ],
)
def test_pairs_that_are_no_word(text: str) -> None:
    assert words(text) == []


def test_two_whole_words_are_looked_at_only_where_words_are_split() -> None:
    plain = "It was all\nright, he said, and so it was.\n"
    split = "They sold vege\ntables to every vis\nitor of the mar\nket.\n"
    assert "in" + "to" not in words(plain)
    assert words("Her grand\nmother came.\n" * 3) == []
    assert "grandmother" in words("Her grand\nmother came.\n" + split)


def test_share_of_split_lines_is_by_line() -> None:
    matches = find("They sold vege\ntables to every vis\nitor that came.\nNobody else came.")
    assert [match.measures["split_share"] for match in matches] == [0.5, 0.5]


def test_counts_in_the_document() -> None:
    text = "Vegetables, vegetables! They sold vege\ntables there."
    assert find(text)[0].measures["count"] == 2


def test_how_often_the_words_stand_side_by_side() -> None:
    split = "They sold vege\ntables to every vis\nitor of the mar\nket.\n"
    matches = find(f"{split}Her grand\nmother came. A grand mother came, a Grand mother indeed.\n")
    (pair,) = [match for match in matches if match.groups["first"] == "grand"]
    assert pair.measures["apart"] == 2


def test_gain_and_lengths() -> None:
    (match,) = find("They sold vege\ntables there.")
    assert match.measures["gain"] > 2
    assert match.measures["relative"] > 0
    assert (match.measures["first_length"], match.measures["second_length"]) == (4, 6)
    assert match.measures["length"] == 10


@pytest.mark.parametrize("text", ["", "\n", "\f", "one line", "\udc80", "vege\udc80\ntables"])
def test_odd_texts_have_no_pair(text: str) -> None:
    assert find(text) == []


def test_a_lone_surrogate_elsewhere() -> None:
    assert words("\udc80 vege\ntables \udc80") == ["vegetables"]


def test_a_line_of_a_hundred_thousand_characters() -> None:
    assert words("It was late. " * 7_700 + "They sold vege\ntables there.") == ["vegetables"]
    assert words("x" * 100_000 + "\ntables") == []


def test_a_possessive_is_one_word() -> None:
    (match,) = find("This was the fa\nther's boat.")
    assert (match.groups["first"], match.groups["second"]) == ("fa", "ther's")


def test_the_share_written_whole() -> None:
    split = "They sold vege\ntables to every vis\nitor of the mar\nket.\n"
    text = f"{split}Without it, with out it, without it; without it he left with\nout a word."
    (match,) = [one for one in find(text) if one.groups["first"] == "with"]
    assert match.measures["count"] == 3
    assert match.measures["apart"] == 1
    assert match.measures["whole"] == 0.75
