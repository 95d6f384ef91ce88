"""Figures read as the signs on the same keys."""

from __future__ import annotations

import pytest
from finding import found, settings

from pipeline.finders import shifted_figures

CHOSEN = settings("scannos", "shifted-figures")


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("!(@$", ["1924"]),
        ("In !)&& and !*%)", ["1077", "1850"]),
        ("!!", []),
        ("so!(@$", []),
        ("", []),
        ("x" * 100_000, []),
        ("\udc80 !(@$", ["1924"]),
    ],
)
def test_figures(text: str, figures: list[str]) -> None:
    matches = found(shifted_figures, text, CHOSEN)
    assert [match.groups["figures"] for match in matches] == figures


def test_the_whole_line_is_given() -> None:
    (match,) = found(shifted_figures, "The tide\n  !(@$ \nrose", CHOSEN)
    assert match.groups["line"] == "  !(@$ "
    assert match.groups["signs"] == "!(@$"
