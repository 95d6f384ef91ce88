from __future__ import annotations

import time

import pytest

from pipeline.rulework.hostile import LENGTH, sample, stuck_on, texts
from pipeline.rulework.parts import parse


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"(\w+\s?)+:",
        r"(?:a|aa|b)+!",
        r"\s*\s*\s*\s*x",
        r"^(?:[*•] ?|[*•])*\.$",
    ],
)
def test_pattern_that_never_ends_is_caught(pattern: str) -> None:
    assert stuck_on(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"\btbe\b",
        r"(?P<first>\p{L}+)-\n(?P<second>\p{Ll}+)[ ]?",
        r"^\s*\S+\s*$",
        r"(?>\w+\s?)+:",
        r"^(?:\p{L}+[ ]?)*;",  # the regex module remembers where a repeat has failed
        r"^(?:[*•·.—_-] ?){3,}$",
    ],
)
def test_sound_pattern_passes(pattern: str) -> None:
    started = time.process_time()
    assert stuck_on(pattern) is None
    assert time.process_time() - started < 5


def test_limit_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.rulework.hostile.LIMIT_SECONDS", 1e-9)
    assert stuck_on(r"\p{L}+-\n")


def test_texts_are_long_and_differ() -> None:
    found = list(texts(r"tide (?:\d+,?)+ pounds"))
    assert len(found) == len(set(found)) > 4
    assert all(LENGTH / 2 < len(text) < 2 * LENGTH for text in found)
    assert any(text.startswith("tide 11") for text in found)


def test_sample_is_matched() -> None:
    assert sample(parse(r"\b(?:FROM|TO) MA[O-Q]{2}\d(?=x)")) == "FROM MAOO1"
