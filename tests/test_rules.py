"""Every example and keep of every rule file is a test of its own, named after the rule."""

from __future__ import annotations

import pytest
import stages
from rule_cases import SILENT_GUARDS, every_case

from pipeline.rules import Example, Keep
from pipeline.ruleset import load
from pipeline.rulework.cases import FLAG, Case, as_proposed, proposals


def told(result_of: Case, text: str) -> list[str]:
    """What every rule of the stage says to a text, in words for a failing test."""
    found = proposals(result_of.clean(text))
    return [f"{one.rule} ({one.confidence}): {one.before!r} -> {one.after!r}" for one in found]


def test_rule_set_loads() -> None:
    assert load(stages.RULES).stages


@pytest.mark.parametrize("stage", stages.names())
def test_rule_file_loads(stage: str) -> None:
    assert stages.load(stage).rules


@pytest.mark.parametrize("case", every_case("examples"))
def test_example(case: Case) -> None:
    example, rule = case.what, case.rule
    assert isinstance(example, Example)
    result = case.clean(example.before)
    after = as_proposed(result) if rule.confidence == "suspect" else result.text
    assert after == example.after, told(case, example.before)
    assert result.restored() == example.before
    if rule.leave:
        marked = case.clean(example.before, case.flagged())
        fired = [one for one in proposals(marked) if one.rule == rule.id and one.after == FLAG]
        assert fired, (
            f"the rule never claims its place; the stage says {told(case, example.before)}"
        )
        return
    fired = [one for one in proposals(result) if one.rule == rule.id]
    assert fired, f"other rules did it: {told(case, example.before)}"
    wanted = {name for name, _, _ in rule.guards} - SILENT_GUARDS
    for one in fired:
        assert one.confidence == rule.confidence
        assert one.before == example.before[one.start : one.end]
        assert wanted <= {name for name, _ in one.evidence}, one.evidence


@pytest.mark.parametrize("case", every_case("examples"))
def test_nothing_left_after(case: Case) -> None:
    assert isinstance(case.what, Example)
    again = case.clean(case.what.after)
    left = [one for one in proposals(again) if one.applied or one.rule == case.rule.id]
    assert not left, told(case, case.what.after)


@pytest.mark.parametrize("case", every_case("keeps"))
def test_keep(case: Case) -> None:
    assert isinstance(case.what, Keep)
    assert told(case, case.what.text) == [], case.what.why
