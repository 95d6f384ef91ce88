"""The unlisted-word finder: words that no list holds, by a pattern."""

from __future__ import annotations

from finding import context, found

from pipeline.context import Match
from pipeline.finders import unlisted_word
from pipeline.finders.unlisted_word import Settings

CHOSEN = Settings(pattern="[lt](?<verb>have|hope|and)(?<rest>s)?")


def find(text: str) -> list[Match]:
    return found(unlisted_word, text, CHOSEN)


def test_every_place_with_groups_and_count() -> None:
    text = "But thave a boat, and thave none. (lhopes)"
    matches = find(text)
    assert [text[one.start : one.end] for one in matches] == ["thave", "thave", "lhopes"]
    assert matches[0].groups == {"word": "thave", "verb": "have", "rest": ""}
    assert matches[2].groups == {"word": "lhopes", "verb": "hope", "rest": "s"}
    assert [one.measures["count"] for one in matches] == [2, 2, 1]
    assert {one.measures["alike"] for one in matches} == {0}


def test_what_is_a_word_or_only_a_part_of_one() -> None:
    assert find("The land, and a thaven, and a bthave.") == []


def test_words_whose_rest_is_a_word_are_counted() -> None:
    chosen = Settings(pattern="F(?<rest>[aeh].+)", rest="rest")
    matches = found(unlisted_word, "Fhouse, Fhouse, Fapple and Fezzle.", chosen)
    assert [one.groups["rest"] for one in matches] == ["house", "house", "apple", "ezzle"]
    assert {one.measures["alike"] for one in matches} == {2}


def test_it_may_find_nothing_where_all_words_are_listed() -> None:
    assert not unlisted_word.may_find(context("The land and the tide."), CHOSEN)
    assert unlisted_word.may_find(context("The land and thave."), CHOSEN)
