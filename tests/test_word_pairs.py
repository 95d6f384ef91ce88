"""Pairs of words: which of two ways to part letters the document's neighbours speak for."""

from __future__ import annotations

import pytest
from finding import context

from pipeline.segmentation import scorers_of
from pipeline.word_pairs import WordPairs


def lead(text: str, words: str, others: str) -> float:
    here = context(text)
    both, *_ = scorers_of(here, frozenset({"a"}), 3.3)
    return WordPairs(here, both.scores, pair_share=0.5, unseen=0.5).lead(
        tuple(words.split()), tuple(others.split())
    )


def test_words_that_stand_side_by_side_elsewhere_lead() -> None:
    text = "It was worse than a storm, and less than a war. Nobody said it was more than a loss."
    plain = lead("", "than a misreading", "than am is reading")
    assert lead(text, "than a misreading", "than am is reading") > plain


def test_a_lead_turned_round_is_the_same_behind() -> None:
    text = "He rules over all boats, and over all nets. Overall, nobody minds."
    words, others = "power over all dogs", "power overall dogs"
    assert lead(text, words, others) == pytest.approx(-lead(text, others, words))


def test_what_the_document_closes_up_stays_closed_up() -> None:
    words, others = "he has overall power", "he has over all power"
    apart = "He rules over all boats and over all nets. "
    closed = "The overall length is the overall limit. "
    assert lead(apart, words, others) < lead("", words, others) < lead(closed, words, others)


def test_the_same_words_have_no_lead() -> None:
    assert lead("The tide was out.", "the tide", "the tide") == 0
