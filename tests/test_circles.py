"""Cleaning leaves no circles of garbage, so that none need be searched for meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import stages

from pipeline import circles
from pipeline.api import clean
from pipeline.ruleset import load

RAW = Path(__file__).resolve().parents[1] / "raw"


@contextmanager
def kept_circles() -> Iterator[list[object]]:
    """Give a list that the circles of garbage which come about meanwhile are put into."""
    gc.collect()
    found: list[object] = []
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        yield found
        gc.collect()
        found.extend(gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()


# Page heads that repeat, rows set wide, and what an engine misread.
@pytest.mark.parametrize("name", ["pocket-pypdf", "octavo-tesseract"])
def test_a_cleaned_text_leaves_no_circles(name: str) -> None:
    rules, raw = load(stages.RULES), (RAW / f"{name}.txt").read_bytes()
    # What is read once, such as patterns, may leave some.
    clean(raw, name=name, rules=rules)
    with kept_circles() as found:
        result = clean(raw, name=name, rules=rules)
    assert len(result.corrections) > 100
    assert not found


def test_a_search_is_let_be_and_goes_on_behind() -> None:
    with circles.unsearched():
        assert not gc.isenabled()
        with circles.unsearched():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_search_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with circles.unsearched():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_fault_lets_the_search_go_on() -> None:
    with pytest.raises(ValueError, match="of no use"), circles.unsearched():
        raise ValueError("of no use")
    assert gc.isenabled()
