"""The lost-initial finder: opening words in capitals below a heading that are none without one."""

from __future__ import annotations

import pytest
from finding import found, settings

from pipeline.context import Match
from pipeline.finders import lost_initial

CHOSEN = settings(
    "scannos",
    "lost-initial",
    heading_pattern=r"(?i:chapter\b.*|[ivx]+\.?)$",
    most_lines=2,
    initials="ABCDHJMNSTW",
)


def find(text: str, language: str = "en") -> list[Match]:
    return found(lost_initial, text, CHOSEN, language=language)


def test_groups_and_measures() -> None:
    text = "They went towards it.\nCHAPTER IV.\nOWARDS the close of day."
    (match,) = find(text)
    assert text[match.start : match.end] == match.groups["word"] == "OWARDS"
    assert match.groups["best"] == "TOWARDS"
    measures = match.measures
    assert (measures["ways"], measures["written"]) == (2, 1), "cowards, towards"
    assert (measures["count"], measures["length"]) == (1, 6)
    assert 1 < measures["lead"] < 9


def test_a_word_that_one_initial_makes_leads_all_others() -> None:
    (match,) = find("IV.\nEANWHILE the miller slept.")
    assert (match.groups["best"], match.measures["ways"]) == ("MEANWHILE", 1)
    assert match.measures["lead"] == 9


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\n\n", "\n  \n"])
def test_blank_lines_may_stand_below_the_heading(between: str) -> None:
    assert len(find(f"Chapter IV{between}EANWHILE the miller slept.")) == 1


def test_marks_may_stand_before_the_word() -> None:
    (match,) = find("Chapter IV\n“ EANWHILE the miller slept.")
    assert match.start == len("Chapter IV\n“ ")


@pytest.mark.parametrize(
    "text",
    [
        "EANWHILE the miller slept.",
        "He slept.\nEANWHILE the miller slept.",
        "CHAPTER IV.\nHe slept.\nEANWHILE the miller slept.",
        "CHAPTER IV.\n\n\n\nEANWHILE the miller slept.",
        "CHAPTER IV.\nTHERE was a mill.",
        "CHAPTER IV.\nQUENNERBYTH was a mill.",
        "CHAPTER IV.\nEANWHILE THE MILLER SLEPT.",
        "CHAPTER IV.\nEanwhile the miller slept.",
        "CHAPTER IV.\nThe EANWHILE of the miller.",
    ],
    ids=[
        "no heading",
        "a line of text above",
        "not the first line",
        "too far below",
        "a word",
        "no initial helps",
        "all in capitals",
        "small letters",
        "not the first word",
    ],
)
def test_nothing_is_found(text: str) -> None:
    assert find(text) == []


def test_a_german_initial() -> None:
    chosen = settings("scannos", "lost-initial")
    (match,) = found(lost_initial, "Kapitel IV\nBERALL war es still.", chosen, language="de")
    assert match.groups["best"] == "ÜBERALL"
