"""Openers: no match begins with any other character."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from pipeline.openers import openers

PATTERNS = [
    r"[ab]x?",
    r"ab|ba",
    r"-{2,}\s*a",
    r"\[a \d+\]",
    r"(?<=a)b",
    r"\bb",
    r"^a|b$",
    r"(?i)A",
    r"(?:(?i:A)|x)b",
    r"(?P<one>a)(?P=one)",
    r"a(?=b)",
    r"(?!a).b",
]


@pytest.mark.parametrize("pattern", PATTERNS)
@given(st.text("abAx-[]1 \n"))
def test_every_match_begins_with_an_opener(pattern: str, text: str) -> None:
    compiled = regex.compile(pattern)
    found = openers(compiled, set(text))
    assert {match[0][0] for match in compiled.finditer(text) if match[0]} <= found


def test_other_characters_are_left_out() -> None:
    assert openers(regex.compile(r"-{3,}\s*File:.*"), "-aF :") == {"-"}


def test_a_pattern_that_looks_back_leaves_none_out() -> None:
    assert openers(regex.compile(r"(?<=a)b"), "abc") == {"a", "b", "c"}
