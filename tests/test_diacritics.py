"""Words that differ from a string in their diacritics only."""

from __future__ import annotations

import pytest

from pipeline import diacritics, lexicon


@pytest.mark.parametrize(
    ("word", "plain"), [("été", "ete"), ("plain", "plain"), ("œuvre", "œuvre"), ("ſhip", "ſhip")]
)
def test_a_word_loses_its_diacritics_and_nothing_else(word: str, plain: str) -> None:
    assert diacritics.bare(word) == plain


def test_words_are_told_by_what_they_are_without_the_frequent_ones_alone() -> None:
    words = diacritics.accented_words(lexicon.load("fr"), 4.0)
    assert set(words["cote"]) == {"côte", "côté", "coté"} & set(words["cote"]) >= {"côte", "côté"}
    assert "maison" not in words
    rare = diacritics.accented_words(lexicon.load("fr"), 7.0)
    assert rare.keys() < words.keys()
