"""The lost-opening-quote finder: letters and figures where a quotation opened, and its measures."""

from __future__ import annotations

from typing import Any

import pytest
from finding import context, found, settings

from pipeline.context import Match
from pipeline.finders import lost_opening_quote


def find(text: str, **pinned: Any) -> list[Match]:
    return found(lost_opening_quote, text, settings("scannos", "lost-opening-quote", **pinned))


def signs(text: str, **pinned: Any) -> list[str]:
    return [one.groups["sign"] for one in find(text, **pinned)]


@pytest.mark.parametrize("sign", ["66", "te", "<c", "t(", "«t", "fi{", "u", "11", "4t"])
def test_what_an_opening_mark_is_read_as(sign: str) -> None:
    (match,) = find(f'He took his hat.\n\n{sign} There must be one," said Anna.')
    assert match.groups == {"sign": sign, "next": "There"}
    assert match.measures["words"] == 4


@pytest.mark.parametrize(
    "text",
    [
        # A quotation opens before one closes.
        '66 Then he said, "There must be one."',
        "66 Then he said, “There must be one.”",
        # One is open.
        '"There must be 66 Boats," said Anna.',
        "“There must be 66 Boats,” said Anna.",
        # None closes in this paragraph.
        '66 There must be one.\n\nThe mill," said Anna.',
        '66 There must be one.\fThe mill," said Anna.',
        # The sign stands on another line than its word, or is a part of one.
        '66\nThere must be one," said Anna.',
        'No66 There must be one," said Anna.',
    ],
)
def test_what_is_no_place(text: str) -> None:
    assert signs(text) == []


def test_marks_tell_by_their_shape_or_by_the_blank_before_them() -> None:
    text = 'said Anna.\n\n66 There must be{}" said Anna.'
    assert signs(text.format(" one,")) == ["66"]
    assert signs(text.format(" one, ")) == []
    assert signs("66 There must be one, ” said Anna.") == ["66"]


def test_where_it_may_begin() -> None:
    text = 'He came.{} <c Well, then," said Anna.'
    sentence, comma, inside = (
        find(text.format(between))[0].measures for between in ("", "\n\nHe cried,", " He cried")
    )
    assert (sentence["begins"], sentence["sentence"]) == (1, 1)
    assert (comma["begins"], comma["sentence"]) == (1, 0)
    assert (inside["begins"], inside["sentence"]) == (0, 0)


def test_a_quotation_that_closed_before_leaves_the_next_one_open() -> None:
    (match,) = find('"Why?" <c Old enough," said he.')
    assert match.measures["sentence"] == 1


def test_the_word_behind_may_begin_with_a_capital() -> None:
    first, second = find('66 There must be one," he said.\n\n"Yes," said she; te shall be done."')
    assert (first.measures["capital"], second.measures["capital"]) == (1, 0)


def test_what_is_a_word_is_none_of_them() -> None:
    assert signs('Is There one?" he said.', sign_pattern=".*") == []
    assert signs('Qx There is one," he said.', sign_pattern=".*") == ["Qx"]


def test_a_mark_further_off_than_the_reach_does_not_close() -> None:
    text = '66 There must be one," said Anna.'
    assert signs(text, reach=20) == ["66"]
    assert signs(text, reach=15) == []


def test_a_text_without_quotations_is_passed_over() -> None:
    chosen = settings("scannos", "lost-opening-quote")
    assert not lost_opening_quote.may_find(context("66 There must be one."), chosen)
    assert lost_opening_quote.may_find(context('66 There must be one."'), chosen)
