"""The speck-run finder: strings of signs without order at a line's edges."""

from __future__ import annotations

import pytest
from finding import context, found, settings

from pipeline.context import Match
from pipeline.finders import speck_run

CHOSEN = settings("scannos", "speck-run", longest=2, rows=".·…_", least_signs=4, least_kinds=3)
LINE = "The heron sat on the wheel"


def find(text: str) -> list[Match]:
    return found(speck_run, text, CHOSEN)


def test_specks_behind_a_line() -> None:
    text = f"{LINE}. .:?: • n .\nIt rained."
    (match,) = find(text)
    assert text[match.start : match.end] == " .:?: • n .", "with the blank before it"
    assert match.groups == {"run": ".:?: • n .", "side": "last", "inner": ".:?:"}
    measures = match.measures
    assert (measures["signs"], measures["kinds"], measures["odd"]) == (6, 4, 4)
    assert measures["lettered"] == pytest.approx(1 / 7)
    assert (measures["strings"], measures["known"], measures["ended"]) == (4, 1, 1)


def test_specks_before_a_line() -> None:
    text = f"'.'*•' \"..;> {LINE}"
    (match,) = find(text)
    assert text[match.end :] == LINE
    assert (match.groups["side"], match.groups["inner"]) == ("first", '"..;>')
    assert match.measures["ended"] == 0


def test_specks_at_both_edges() -> None:
    first, last = find(f".:,*: {LINE} ;.*'")
    assert (first.groups["side"], last.groups["side"]) == ("first", "last")


def test_a_line_of_specks_goes_with_its_line_feed() -> None:
    text = f"{LINE}\n• -;- . V ' v •\nIt rained."
    (match,) = find(text)
    assert text[: match.start] + text[match.end :] == f"{LINE}\nIt rained."
    assert match.groups["side"] == "whole"


def test_every_line_that_bears_a_run_is_counted_once() -> None:
    matches = find(f"{LINE} ;.*'\n{LINE}\n.:,*: {LINE} ;.*'")
    assert [match.measures["lines"] for match in matches] == [2, 2, 2]


@pytest.mark.parametrize(
    ("line", "run"),
    [
        ("It was here t ,:.*' t", ",:.*' t"),
        ("It was here ,:.*' is ;.*", ";.*"),
        ("It was here ,:.*' vr ;.*", ",:.*' vr ;.*"),
    ],
    ids=["a letter beside a word stays", "a word ends the run", "two letters that are none do not"],
)
def test_letters_among_specks(line: str, run: str) -> None:
    chosen = settings("scannos", "speck-run", longest=2, least_signs=3, least_kinds=3)
    (match,) = found(speck_run, line, chosen)
    assert match.groups["run"] == run


@pytest.mark.parametrize(
    "line",
    [
        f"{LINE} of the M.O.T.(B.)",
        f"{LINE} . . . . . . .",
        f"{LINE} ,:.*' a",
        f"{LINE} ,:.*' 12",
        f"{LINE} of ,:the*' mill",
        "(a) I; “o”",
        "",
    ],
    ids=["initials", "leaders", "a word at the end", "a figure", "inside", "items", "nothing"],
)
def test_nothing_is_found(line: str) -> None:
    assert find(line) == []


@pytest.mark.parametrize(("text", "may"), [(LINE, False), (f"{LINE} . — .", False), ("a ;*", True)])
def test_a_text_without_such_strings_is_not_looked_at(text: str, may: bool) -> None:
    assert speck_run.may_find(context(text), CHOSEN) is may
