"""Pieces of a text together are the text, and what was made of them stands where it stood."""

from __future__ import annotations

import pytest
import stages
from pieces import LINES, POINTS, cut, of_pieces, only, verdicts

from pipeline.correction import apply
from pipeline.ruleset import load

RIGHT = "The captain saw the fire, and the men had been there for days.\n"
DAMAGED = "The captain saw tbe fire, and the men had boen there for days.\n"


@pytest.mark.parametrize("text", ["", "a\n" * LINES, "a\n" * (3 * LINES + 1), "ab " * POINTS, "a"])
def test_pieces_are_the_text(text: str) -> None:
    pieces = list(cut(text))
    assert "".join(pieces) == text
    assert all(piece.count("\n") <= LINES for piece in pieces)


def test_corrections_stand_where_they_were_found() -> None:
    rules = only(load(stages.RULES), stage=True)
    text = (RIGHT * (LINES - 1) + DAMAGED) * 3
    found = of_pieces(text, "tide", "en", rules)
    (stage,) = found.stages
    assert all(text[one.start : one.end] == one.before for one in stage.corrections)
    assert apply(text, stage.corrections) == found.text
    assert verdicts(found, RIGHT * LINES * 3, "tide") == {"right": 6}


def test_the_other_stages_are_all_but_that_one() -> None:
    rules = load(stages.RULES)
    (alone,) = only(rules, stage=True).stages
    assert [*(one.name for one in only(rules, stage=False).stages), alone.name] == [
        one.name for one in rules.stages
    ]
