"""The examples and keeps of every rule file, one case each, and what a case must prove."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatch

import regex
import stages

from pipeline.api import Result, clean
from pipeline.correction import Correction, apply
from pipeline.faults import Fault
from pipeline.rules import Example, Keep, Rule
from pipeline.ruleset import Collection, RuleSet, load

# Guards that narrow a find and have nothing to show for it.
SILENT_GUARDS = frozenset({"matches", "not_matches"})

# What a rule writes in place of a text that it leaves alone, to show that it was there.
FLAG = "\ue000"


@dataclass(frozen=True)
class Case:
    """One example or keep of a rule, and the rule set in which its stage runs alone."""

    label: str
    rule: Rule
    stage: str
    rules: RuleSet
    document: str
    what: Example | Keep

    @property
    def language(self) -> str:
        return self.what.language or next(iter(sorted(self.rule.languages)), "en")

    def clean(self, text: str, rules: RuleSet | None = None) -> Result:
        return clean(text, name=self.document, language=self.language, rules=rules or self.rules)


def name_for(pattern: str) -> str:
    """A document's name that a collection's pattern matches.

    >>> name_for("works-*")
    'works-1'
    """
    name = regex.sub(r"[*?]", "1", regex.sub(r"\[([^!\]])[^\]]*\]", r"\1", pattern))
    assert fnmatch(name, pattern), f"no name known for the pattern {pattern}"
    return name


def collections() -> tuple[Collection, ...]:
    return load(stages.RULES).collections


def rules_of(stage: str) -> Iterator[tuple[Rule, str]]:
    """Every rule of a stage with the name of a document it looks at."""
    for rule in stages.load(stage).rules:
        yield rule, "text"
    for pack in collections():
        if pack.stage == stage:
            for rule in pack.rules:
                yield rule, name_for(pack.files[0])


def cases(kind: str) -> list[Case]:
    """All cases of a kind, `examples` or `keeps`; a stage that does not load gives none."""
    return list(_cases(kind))


def _cases(kind: str) -> Iterator[Case]:
    for stage in stages.names():
        try:
            alone = stages.alone(stage)
            rules = list(rules_of(stage))
        except Fault:
            continue
        for rule, document in rules:
            for number, what in enumerate(getattr(rule, kind), 1):
                label = f"{stage}/{rule.id}-{kind.rstrip('s')}-{number}"
                yield Case(label, rule, stage, alone, document, what)


def flagged(case: Case) -> RuleSet:
    """The case's rule set with a flag put wherever its rule, which leaves text, claims it."""

    def swap(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        flag = replace(case.rule, leave=False, replace=FLAG)
        return tuple(flag if rule == case.rule else rule for rule in rules)

    return replace(
        case.rules,
        stages=tuple(replace(stage, rules=swap(stage.rules)) for stage in case.rules.stages),
        collections=tuple(replace(pack, rules=swap(pack.rules)) for pack in case.rules.collections),
    )


def proposals(result: Result) -> list[Correction]:
    """Applied corrections and suspects of a result's only stage, in their order."""
    return [one for stage in result.stages for one in stage.corrections]


def as_proposed(result: Result) -> str:
    """The text as it would be with every suspect applied as well."""
    return apply(result.raw, [replace(one, confidence="likely") for one in proposals(result)])
