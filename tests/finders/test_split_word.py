"""The split-word finder: neighbours on a line that make up a word."""

from __future__ import annotations

import pytest
from finding import found, settings

from pipeline.context import Match
from pipeline.finders import split_word

CHOSEN = settings("scannos", "split-word", shortest=5)


def find(text: str) -> list[Match]:
    return found(split_word, text, CHOSEN)


def words(text: str) -> list[str]:
    return [match.groups["word"] for match in find(text)]


def test_groups_of_a_split_word() -> None:
    text = "They took meas ures at once."
    (match,) = find(text)
    assert match.groups == {"first": "meas", "second": "ures", "word": "measures"}
    assert text[match.start : match.end] == "meas ures"


def test_one_odd_part_is_enough() -> None:
    assert words("It was his compo sition.") == ["composition"]


@pytest.mark.parametrize(
    "text",
    [
        "They went to day by day.",
        "It was for ever so.",
        "They took meas Ures.",
        "They took meas\nures.",
        "They took meas  ures.",
        "They took meas, ures.",
        "They took meas ures-book.",
        "They took vrox ures.",
        "The meas of Quennerby.",
    ],
)
def test_neighbours_that_are_left_alone(text: str) -> None:
    assert find(text) == []


def test_short_words_are_not_looked_at() -> None:
    assert find("A b oat.") == []
    assert find("The bo th of them.") == []


def test_overlapping_pairs_are_both_looked_at() -> None:
    assert words("They had meas ures ures.") == ["measures"]
    assert words("They had no meas ures and no reme dies.") == ["measures", "remedies"]


def test_measures_of_a_pair() -> None:
    text = "The composition, the Composition! It was his compo sition, with meas ures."
    one, two = find(text)
    assert (one.measures["count"], two.measures["count"]) == (2, 0)
    assert (one.measures["both_unknown"], two.measures["both_unknown"]) == (0, 1)
    assert (one.measures["shortest"], one.measures["length"]) == (5, 11)
    assert one.measures["gain"] > 3


def test_one_known_part_is_told() -> None:
    (match,) = find("It was a car riage and pair.")
    assert match.groups["word"] == "carriage"
    assert match.measures["both_unknown"] == 0


def test_marks_around_the_pair_are_no_hindrance() -> None:
    text = "“Meas ures,” he said, (meas ures!)"
    assert words(text) == ["Measures", "measures"]


@pytest.mark.parametrize("text", ["", "\n", "\f", "one line", "\udc80", "meas\udc80 ures", "meas"])
def test_odd_texts(text: str) -> None:
    assert find(text) == []


def test_lone_surrogates_elsewhere() -> None:
    assert words("\udc80 meas ures \udc80") == ["measures"]


def test_a_line_of_a_hundred_thousand_characters() -> None:
    assert words("The tide was out. " * 5_600 + "They took meas ures.") == ["measures"]
    assert words("x" * 100_000) == []
