"""The examples and keeps of every rule file, one case each."""

from __future__ import annotations

from collections.abc import Iterator

import needing
import pytest
import stages

from pipeline.faults import Fault
from pipeline.rules import Rule
from pipeline.ruleset import load
from pipeline.rulework import cases
from pipeline.rulework.cases import Case

# Guards that narrow a find and have nothing to show for it.
SILENT_GUARDS = frozenset({"matches", "not_matches", "old_spelling"})


def rules_of(stage: str) -> Iterator[tuple[Rule, str]]:
    """Every rule of a stage with the name of a document it looks at."""
    return cases.rules_of(stages.load(stage), load(stages.RULES))


def patterns() -> list[str]:
    """Every pattern of the shipped rules."""
    found = load(stages.RULES)
    rules = [rule for stage in found.stages for rule in stage.rules]
    rules += [rule for pack in found.collections for rule in pack.rules]
    return sorted({pattern for rule in rules for _, pattern in rule.patterns})


def every_case(kind: str) -> list[object]:
    """All cases of a kind, `examples` or `keeps`; a stage that does not load gives none."""
    return [
        pytest.param(case, id=label, marks=needing.words(case.language))
        for label, case in _cases(kind)
    ]


def _cases(kind: str) -> Iterator[tuple[str, Case]]:
    for stage in stages.names():
        try:
            found = list(cases.of_stage(stages.load(stage), load(stages.RULES)))
        except Fault:
            continue
        for rule, examples, keeps in found:
            for case in examples if kind == "examples" else keeps:
                yield f"{stage}/{rule.id}-{kind.rstrip('s')}-{case.number}", case
