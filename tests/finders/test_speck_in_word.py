"""The speck-in-word finder: marks inside words."""

from __future__ import annotations

import pytest
from finding import found, settings

from pipeline.context import Match
from pipeline.finders import speck_in_word

CHOSEN = settings("scannos", "speck-in-word", marks=(".", ",", "^"), shortest=3)


def find(text: str) -> list[Match]:
    return found(speck_in_word, text, CHOSEN)


def test_groups_of_a_word_with_a_speck() -> None:
    text = "They were (tem.porarily) gone."
    (match,) = find(text)
    assert match.groups == {
        "first": "tem",
        "mark": ".",
        "second": "porarily",
        "word": "temporarily",
    }
    assert text[match.start : match.end] == "tem.porarily"


def test_measures() -> None:
    (match,) = find("Many came, m.any left, and many stayed.")
    assert match.measures == {"count": 2, "first_known": 0, "second_known": 1, "length": 4}


def test_each_place_is_found() -> None:
    assert [match.start for match in find("w^ays and w^ays, ways")] == [0, 10]


@pytest.mark.parametrize(
    "text",
    [
        "They left at 5 a.m. sharp.",
        "The mill.Then the quay.",
        "The mill.quay was shut.",
        "See www.w^ays.example there.",
        "The t.e.mporarily odd form.",
        "He took w-ays there.",
        "Plain words, and no others.",
    ],
)
def test_no_speck(text: str) -> None:
    assert find(text) == []


def test_nothing_without_a_strict_list() -> None:
    assert found(speck_in_word, "w^ays", CHOSEN, language="pt") == []


def test_a_lone_surrogate_does_no_harm() -> None:
    assert [match.groups["word"] for match in find("\udc80 w^ays")] == ["ways"]


def test_a_word_beside_an_undecodable_byte_hides_no_other() -> None:
    text = "The H.enry\udc80 and the w^ays and H.enry\udc81 too."
    assert [match.groups["word"] for match in find(text)] == ["Henry", "ways", "Henry"]
