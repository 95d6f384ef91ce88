"""Tokens: what is compared of a text, and what of a truth counts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.tokens import read_truth, tokens
from pipeline.faults import Fault


@pytest.mark.parametrize(
    "one", ["a … b", "a ... b", "a . . . b", "a .\u00a0.\u00a0. b", "a .... b"]
)
def test_dots_are_alike(one: str) -> None:
    assert tokens(one, words=False).keys == ["a", "...", "b"]


def test_accents_are_alike_however_they_are_written() -> None:
    both = "café", unicodedata.normalize("NFD", "café")
    assert both[0] != both[1]
    for words in (False, True):
        assert tokens(both[0], words=words).keys == tokens(both[1], words=words).keys


@pytest.mark.parametrize(
    ("one", "other"), [("a - b", "a – b"), ('"a"', "“a”"), ("to-day", "today"), ("The", "the")]
)
def test_nothing_else_is_alike(one: str, other: str) -> None:
    assert tokens(one, words=False).keys != tokens(other, words=False).keys


def test_words_are_letters_and_figures_only() -> None:
    found = tokens("“To-day,” said O'Neill — No. 2½ of the tide’s _end_.", words=True)
    assert " ".join(found.keys) == "to day said oneill no 2½ of the tides end"


def test_form_feeds_and_line_ends_part_tokens() -> None:
    assert tokens("a\fb\n\n c\u00a0d\x1ce", words=False).keys == ["a", "b", "c", "d", "e"]


@given(st.text(alphabet="ab.’' \n\u00a0…é\u0301-\x1c\f12½", max_size=40), st.booleans())
def test_places_hold_what_is_compared(text: str, words: bool) -> None:
    found = tokens(text, words=words)
    for key, start, end in zip(found.keys, found.starts, found.ends, strict=True):
        assert tokens(text[start:end], words=words).keys == [key]
    assert found.starts == sorted(found.starts)


def test_unscored_lines_do_not_count_and_are_no_text() -> None:
    text = "one two\n%%unscored\nthree\n%%scored, from here\nfour\n%%unscored\nfive"
    truth = read_truth(text, "truth", words=False)
    assert truth.tokens.keys == ["one", "two", "three", "four", "five"]
    assert truth.counts == [True, True, False, True, False]
    assert truth.text.replace(" ", "") == "onetwo\n\nthree\n\nfour\n\nfive"
    assert truth.text[truth.tokens.starts[3] :].startswith("four")
    assert len(truth.text) == len(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "has no words in it"),
        (" \n\f", "has no words in it"),
        ("%%unscored\n", "has no words in it"),
        ("%%unscored\none\n", "is unscored from end to end"),
    ],
)
def test_truth_that_says_nothing(text: str, problem: str) -> None:
    with pytest.raises(Fault) as caught:
        read_truth(text, "truth/tide.txt", words=False)
    assert (caught.value.place, caught.value.problem) == ("truth/tide.txt", problem)
