"""Places of strings: those of a plain search, however long the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import occurrences

STRINGS = st.lists(st.text("ab\udc80", min_size=1, max_size=3), max_size=4, unique=True)


@given(st.text("ab \n\udc80\ufffd"), STRINGS)
def test_everywhere_is_a_plain_search_for_each(text: str, strings: list[str]) -> None:
    expected = []
    for one in strings:
        found, at = [], text.find(one)
        while at >= 0:
            found.append(at)
            at = text.find(one, at + len(one))
        expected.append(found)
    assert occurrences.everywhere(text, strings) == expected


def test_a_text_is_searched_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(occurrences, "PIECE", 5)
    text = "the tide\nand the “mill”\nand the tide"
    found = [(text[start:end], start) for _, start, end in occurrences.whole_words(text, ["tide"])]
    assert found == [("tide", 4), ("tide", 32)]
    assert occurrences.everywhere(text, ["the", "mill"]) == [[0, 13, 28], [18]]
