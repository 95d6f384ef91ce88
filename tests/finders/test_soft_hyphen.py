"""The soft-hyphen finder: where soft hyphens stand for every hyphen of the text."""

from __future__ import annotations

from finding import found, settings

from pipeline.context import Match
from pipeline.finders import soft_hyphen

CHOSEN = settings("encoding", "soft-hyphen")


def find(text: str) -> list[Match]:
    return found(soft_hyphen, text, CHOSEN)


def test_every_soft_hyphen_is_found() -> None:
    text = "A sea\u00adgreen coat, a half\u00ad\nhour, UTF\u00ad8."
    assert [text[one.start : one.end] for one in find(text)] == ["\u00ad"] * 3


def test_those_between_letters_in_a_line_are_counted() -> None:
    first, *_ = find(
        "A sea\u00adgreen coat, half\u00ada\u00adcrown, a half\u00ad\nhour, UTF\u00ad8."
    )
    assert first.measures["inside"] == 3


def test_words_that_close_up_are_known() -> None:
    first, *_ = find("The fer\u00adry, the wa\u00adter, the sea\u00adgreen and the fer\u00adry.")
    assert first.measures["closed"] == 2 / 3


def test_plain_hyphens_are_counted() -> None:
    first, *_ = find("The fer\u00adry was well-known, sea-green - and half-past nine.")
    assert first.measures["hyphens"] == 0.75


def test_none_where_there_is_none() -> None:
    assert find("The well-known ferry.") == []
