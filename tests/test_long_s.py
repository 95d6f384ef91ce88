"""Long s: words found as they were printed, and written so again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document
from pipeline.lexicon import fold
from pipeline.long_s import as_printed, places


def found(text: str, words: list[str]) -> list[tuple[str, str]]:
    return [(words[at], text[start:end]) for at, start, end in places(Document(text), words)]


def test_a_word_is_found_with_long_s_and_without() -> None:
    text = "ſhip, ſhips, midſhip, ſhip’s Ship; ship ſhip-man ſhip"
    assert sorted(found(text, ["ship", "ships"])) == [
        ("ship", "ship"),
        ("ship", "ſhip"),
        ("ship", "ſhip"),
        ("ships", "ſhips"),
    ]


def test_signs_that_are_read_for_letters_belong_to_the_word() -> None:
    assert found("They were ſºld, all ſ0ld.", ["sºld", "s0ld"]) == [
        ("sºld", "ſºld"),
        ("s0ld", "ſ0ld"),
    ]


@pytest.mark.parametrize(
    ("meant", "written", "printed"),
    [
        ("this ship", "thisſhip", "this ſhip"),
        ("blessings", "bleſfings", "bleſſings"),
        ("astonishment", "afteniſhment", "aſtoniſhment"),
        ("difference", "diſference", "difference"),
        ("less", "leſf", "leſs"),
        ("us slept", "usſlept", "us ſlept"),
        ("sold", "ſºld", "ſold"),
        ("ship", "fhip", "ship"),
        ("cafe\u0301 soul", "cafe\u0301ſoul", "cafe\u0301 soul"),
    ],
)
def test_what_is_meant_is_printed_as_the_word_was(meant: str, written: str, printed: str) -> None:
    assert as_printed(meant, written) == printed


@given(st.text("aesſt f", max_size=12), st.text("aest f", max_size=12))
def test_nothing_but_the_form_of_s_changes(written: str, meant: str) -> None:
    assert fold(as_printed(meant, written)) == meant


@given(st.text("aesſt f", max_size=12))
def test_a_word_that_is_meant_as_it_stands_stays_so(written: str) -> None:
    assert as_printed(fold(written), written).rstrip("ſs") == written.rstrip("ſs")
