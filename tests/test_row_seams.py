"""Rows over line ends: which lines go together, and where the line end stands afterwards."""

from __future__ import annotations

import pytest
from finding import context

from pipeline.context import Match
from pipeline.row_seams import LongRow, Reach, over_line_ends
from pipeline.spaced_rows import Spotter


def followed(text: str, own: bool = False) -> LongRow:
    spotter = Spotter(context(text), 3, 4, 5)
    return over_line_ends(spotter, Reach(line_ends=3, near_lines=4), 0, spotter.tokens(0), own)


@pytest.mark.parametrize(
    "text",
    [
        "t h e m i l l w a s c l o \u00ad\ns e d then.",
        "t h e m i l l w a s c l o\u00ad\n\n\fs e d then.",
        "t h e m i l l w a s c l o -\ns e d then.",
    ],
)
def test_a_row_goes_on_over_the_mark_of_a_broken_word(text: str) -> None:
    row = followed(text)
    assert "".join(token.text for token in row.tokens[: row.last + 1]) == "themillwasclosed"


@pytest.mark.parametrize(
    "text",
    [
        "t h e m i l l\ns t o o d",
        "t h e m i l l -\nS t o p",
        "t h e m i l l -\n1 8 8 7",
        "t h e m i l l -\n\n\n\n\ns t o o d",
        "t h e m i l l -",
        "-\ns t o o d",
    ],
)
def test_nothing_goes_on_without_a_broken_word(text: str) -> None:
    assert followed(text).seams == ()


def test_a_row_over_more_line_ends_than_that_is_not_followed() -> None:
    line = "t h e m i l-\n"
    assert [len(followed(line * ends + "l s t o o d").seams) for ends in (2, 3, 4)] == [2, 3, 0]


def test_a_row_that_goes_on_in_plain_letters_ends_with_them() -> None:
    row = followed("t h e o t h \u00ad\ner mill s t o o d")
    assert row.tokens[row.last].text == "er"


@pytest.mark.parametrize(("own", "text"), [(False, "coopt it"), (True, "co-opt it")])
def test_the_line_end_comes_behind_the_broken_word(own: bool, text: str) -> None:
    raw = "c o -\no p t i t"
    row = followed(raw, own)
    match = Match(0, len(raw), {"run": raw, "text": text})
    assert row.broken_words(match) == [("co", "opt", "-")]
    assert row.with_line_ends(match).groups["text"] == text.replace(" ", "\n")
