"""The spaced-signs finder: initials and ranges of figures set wide in a plain line."""

from __future__ import annotations

import pytest
from finding import found, settings

from pipeline.context import Match
from pipeline.finders import spaced_signs

CHOSEN = settings("letterspacing", "spaced-signs", least_initials=2, least_figures=3)


def find(text: str) -> list[Match]:
    return found(spaced_signs, text, CHOSEN)


@pytest.mark.parametrize(
    ("run", "text"),
    [
        ("J . M .", "J. M."),
        ("R . C . P. ( B . )", "R.C.P.(B.)"),
        ("A . F . U .", "A.F.U."),
        ("É . B .", "É. B."),
        ("1 0 - 2 5", "10-25"),
        ("1 8 9 1 – 1 9 2 6", "1891–1926"),
        ("1 0-1 2", "10-12"),
    ],
)
def test_how_a_row_would_read(run: str, text: str) -> None:
    line = f"The sign said ({run}), and no more."
    (match,) = find(line)
    assert match.groups == {"run": run, "text": text}
    assert line[match.start : match.end] == run


def test_initials_are_spaced_as_elsewhere() -> None:
    (match,) = find("J.M. came, J.M. saw.\nThen J . M . left.")
    assert match.groups["text"] == "J.M."
    assert match.measures == {"initials": 2, "figures": 0, "written": 2}


def test_figures_are_counted() -> None:
    (match,) = find("10-25 is written here.\nHere 1 0 - 2 5 is not.")
    assert match.measures == {"initials": 0, "figures": 4, "written": 1}


@pytest.mark.parametrize(
    "line",
    [
        "J. M. Harrow and R.C.P. Quinn.",
        "Harrow, A . the other one.",
        "A . . . B . . . C",
        "The letters A . . B .",
        "The tides were 3 5 7 9 feet.",
        "They won 3 - 2 at home.",
        "On pages 3 - 12 and 4-5.",
        "The sum 12 - 3 4 is odd.",
        "The end of the DON . M . Quill said.",
        "It cost £1 2 - 3 4 or so.",
    ],
)
def test_what_is_no_row(line: str) -> None:
    assert find(line) == []
