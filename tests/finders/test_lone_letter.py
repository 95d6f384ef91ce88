"""The lone-letter finder: a letter or a figure that was a word of one letter."""

from __future__ import annotations

import msgspec
import pytest
from finding import context, found, settings

from pipeline.context import Match
from pipeline.finders import lone_letter

CHOSEN = msgspec.structs.replace(settings("scannos", "lone-letter"), letters="tf1", least_fit=0.8)
TEXT = "I sang, and I wept; I sang again, and the bird sang. "


def find(text: str) -> list[Match]:
    return found(lone_letter, text, CHOSEN)


def test_a_letter_before_a_word_that_stands_behind_the_word_meant() -> None:
    text = f"{TEXT}Then t sang."
    (match,) = find(text)
    assert text[match.start : match.end] == "t"
    groups = {"letter": "t", "before": "then", "behind": "sang", "word": "then"}
    assert match.groups == groups
    assert (match.measures["written"], match.measures["shares"]) == (2, 1)
    assert match.measures["share"] == pytest.approx(2 / 4)
    assert match.evidence == (("written here", "I sang 2×, sang 4×"),)


@pytest.mark.parametrize(
    "place",
    ["t sang", "“t sang", "—t sang", "t, sang", "\nt sang", "t\nsang", "f sang", "1 sang"],
)
def test_where_it_may_stand(place: str) -> None:
    assert len(find(f"{TEXT}Then {place}.")) == 1


@pytest.mark.parametrize(
    "place",
    ["t’s sang", "t. sang", "at sang", "x sang", "t the", "t .", "/t sang", "T sang"],
    ids=["joined", "stop", "in a word", "another", "no such word", "mark", "slash", "capital"],
)
def test_where_nothing_is_found(place: str) -> None:
    assert find(f"{TEXT}Then {place}.") == []


def test_pairs_of_the_language_speak_where_the_document_does_not() -> None:
    (match,) = find("They came, and he added, t presume, nothing.")
    assert match.measures["written"] == 0
    assert match.measures["fit"] >= CHOSEN.least_fit


def test_letters_that_stand_alone_elsewhere_have_more_shares() -> None:
    text = f"{TEXT}The f of the t, and the f of it. Then f sang."
    (match,) = find(text)
    assert match.measures["shares"] == 3


def test_what_it_may_find_tells_without_looking() -> None:
    assert lone_letter.may_find(context("The t fell."), CHOSEN)
    assert not lone_letter.may_find(context("The tide fell."), CHOSEN)


def test_a_neighbour_that_reaches_too_far_says_nothing() -> None:
    near = msgspec.structs.replace(CHOSEN, reach=3)
    assert found(lone_letter, f"{TEXT}Then t sang.", near) == []


def test_a_letter_that_its_neighbours_ask_for() -> None:
    text = "The mill stood by the river. As f hoped, the rain had stopped."
    plain = msgspec.structs.replace(CHOSEN, least_fit=9.0, least_lift=9.0)
    assert found(lone_letter, text, plain) == [], "the document never writes what is meant there"
    (match,) = found(lone_letter, text, msgspec.structs.replace(plain, least_lift=0.3))
    assert match.measures["lift"] > 0.3
    assert (match.measures["small"], match.measures["written"]) == (1, 0)
    assert match.measures["likely"] > 4


def test_the_word_before_a_mark() -> None:
    text = "The mill stood by the river. Mr. T hoped that T Hoped would come."
    chosen = msgspec.structs.replace(CHOSEN, letters="T", least_lift=-9.0)
    groups = [match.groups for match in found(lone_letter, text, chosen)]
    assert [(one["before"], one["word"]) for one in groups] == [(".", "mr"), ("that", "that")]
    small = [match.measures["small"] for match in found(lone_letter, text, chosen)]
    assert small == [1, 0]
