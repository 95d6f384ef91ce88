"""Cleans what is clean already: what changes then, and by which rule?

A rule that changes what rules have written is at fault: cleaning would never end. Other places may
change as well, since a cleaned text is better evidence for its own words than the raw one was.
Those are counted, and nobody's fault.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pipeline.api import Result, clean
from pipeline.correction import Correction, Route
from pipeline.faults import Fault
from pipeline.ruleset import RuleSet
from pipeline.rulework.judge import Judge, change


@dataclass(frozen=True)
class Specimen:
    """A text on which the whole rule set is tried: its name in messages, and itself."""

    name: str
    text: str


@dataclass(frozen=True)
class SecondRun:
    """What a second run would change: rules at fault, and how many other places by stage/rule."""

    faults: tuple[Fault, ...]
    more: Counter[str]


def second_run(
    rules: RuleSet, specimens: Iterable[Specimen], only: Collection[str] = ()
) -> SecondRun:
    """Clean each specimen, and then again what came of it.

    `only` names the stages whose rules are told of; none stands for all.
    """
    by_key = {f"{stage.name}/{rule.id}": rule for stage in rules.stages for rule in stage.rules}
    by_key |= {f"{pack.stage}/{rule.id}": rule for pack in rules.collections for rule in pack.rules}
    faults: dict[str, Fault] = {}
    more: Counter[str] = Counter()
    for specimen in specimens:
        once = clean(specimen.text, name=specimen.name, rules=rules)
        again = clean(once.text, name=specimen.name, rules=rules)
        written = _written(once)
        for start, end, one in _made(again):
            if only and one.stage not in only:
                continue
            key = f"{one.stage}/{one.rule}"
            if not _overlaps(written, start, end):
                more[key] += 1
            elif not by_key[key].allow.unstable:
                line = once.text.count("\n", 0, start) + 1
                where = f"{specimen.name} again on a second run, line {line}"
                judge = Judge(one.stage, by_key[key], (), ())
                problem = f"changes {where}: {change(one)}"
                fault = judge.fault(problem, "let find pass over what the rules write")
                faults.setdefault(key, fault)
    return SecondRun(tuple(faults.values()), more)


def _written(once: Result) -> list[tuple[int, int]]:
    """Give the stretches of the cleaned text that rules have written."""
    whole = Route(stage.corrections for stage in once.stages).from_raw[-1]
    return [(start, end) for _, _, start, end in whole.stretches if start < end]


def _made(again: Result) -> Iterator[tuple[int, int, Correction]]:
    """Yield the applied corrections with their places in the text that was cleaned."""
    route = Route(stage.corrections for stage in again.stages)
    for index, stage in enumerate(again.stages):
        for one in stage.corrections:
            if one.applied:
                yield *route.from_raw[index].span_before(one.start, one.end), one


def _overlaps(stretches: list[tuple[int, int]], start: int, end: int) -> bool:
    index = bisect_left(stretches, (end,)) - 1
    return index >= 0 and stretches[index][1] > start
