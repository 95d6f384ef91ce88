"""Strings that are no words, told by their tokens."""

from __future__ import annotations

from finding import context

from pipeline import unknown_strings
from pipeline.unknown_strings import UnknownString


def test_a_string_behind_a_word_that_lost_its_vowel_is_told_by_itself() -> None:
    told = unknown_strings.by_token(context("l'heurc vient, l’heurc passe", "fr"), 40)
    assert told == {
        "l'heurc": UnknownString("heurc", 2, 2),
        "l’heurc": UnknownString("heurc", 2, 0),
    }


def test_capitals_long_strings_and_words_are_left_out() -> None:
    told = unknown_strings.by_token(context("The XQZV of tlie, q and quennerbies."), 5)
    assert told == {"tlie": UnknownString("tlie", 0, 1)}


def test_places_are_those_of_the_strings_alone() -> None:
    text = "l’heurc, et l'heurc; heurc"
    asked = context(text, "fr")
    found = unknown_strings.places(asked, unknown_strings.by_token(asked, 40))
    assert sorted(text[start:end] for _, start, end in found) == ["heurc", "heurc", "heurc"]
