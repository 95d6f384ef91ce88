"""No development text falls below its floor or rises above its ceiling of harm."""

from __future__ import annotations

import json

import pytest
from scores import FLOORS, SCORER, Figures, measure
from stages import RULES

from pipeline import lexicon

SLACK = 0.05  # rounding: a figure may miss its floor by so much

floors: dict[str, Figures] = json.loads(FLOORS.read_text("utf-8"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not SCORER.exists(), reason=f"no development texts ({SCORER}); set CORRIGENDA_SHARED"
    ),
]


@pytest.fixture(scope="module")
def scores() -> dict[str, Figures]:
    return measure(sorted(floors))


@pytest.mark.parametrize("name", sorted(floors))
def test_text_keeps_its_score(name: str, scores: dict[str, Figures]) -> None:
    floor, now = floors[name], scores[name]
    if "without_list" in floor and not lexicon.load("de", (RULES,)).strict:
        floor = floor["without_list"]
    assert now["gone"] >= floor["gone"] - SLACK
    assert now["harm"] <= floor["harm"] + SLACK
    for kind, right in floor.get("classes", {}).items():
        assert now["classes"][kind] >= right, kind
