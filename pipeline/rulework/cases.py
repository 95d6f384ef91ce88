"""A rule's examples and keeps as cases: each a text to clean with the rule's stage alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

import regex

from pipeline import presence
from pipeline.api import Result, clean, context_for
from pipeline.context import Context
from pipeline.correction import Correction, apply
from pipeline.rules import Example, Keep, Rule, Stage
from pipeline.ruleset import RuleSet

# What a rule writes in place of a text that it leaves alone, to show that it was there.
FLAG = "\ue000"

# The name of the document in a case of a rule that is not for one collection.
NAME = "text"


@dataclass(frozen=True)
class Case:
    """One example or keep of a rule, and the rule set in which its stage runs alone.

    `number` counts the rule's examples, or keeps, from 1.
    """

    rule: Rule
    stage: str
    rules: RuleSet
    document: str
    what: Example | Keep
    number: int

    @property
    def language(self) -> str:
        """The language of the text."""
        return self.what.language or language_of(self.rule)

    @property
    def text(self) -> str:
        """The text to clean."""
        return self.what.before if isinstance(self.what, Example) else self.what.text

    @property
    def after(self) -> str:
        """The text as it must come out."""
        return self.what.after if isinstance(self.what, Example) else self.what.text

    def clean(self, text: str, rules: RuleSet | None = None) -> Result:
        """Clean a text as this case's in one look, with its rule set or another.

        What a rule leaves must want no second look, and no other rule's second look must stand in
        for it. The text counts as one of a misread document, which a few lines cannot show.
        """
        once = replace(rules or self.rules, looks=1).taken_for_misread()
        return clean(text, name=self.document, language=self.language, rules=once)

    @cached_property
    def cleaned(self) -> Result:
        """What becomes of the case's own text, with its rule set."""
        return self.clean(self.text)

    def context(self, text: str) -> Context:
        """Give the context in which the case's stage sees a text."""
        rules = self.rules.taken_for_misread()
        return context_for(text, self.document, self.language, rules)

    def with_rules(self, change: Callable[[tuple[Rule, ...]], tuple[Rule, ...]]) -> RuleSet:
        """Give the case's rule set with another list of rules for each stage and collection."""
        stages = tuple(replace(one, rules=change(one.rules)) for one in self.rules.stages)
        packs = tuple(replace(one, rules=change(one.rules)) for one in self.rules.collections)
        return replace(self.rules, stages=stages, collections=packs)

    def without(self) -> RuleSet:
        """Give the case's rule set without its rule, and without those of folders added later."""
        layer = self._layer(self.rule)
        return self.with_rules(
            lambda rules: tuple(
                one for one in rules if one != self.rule and self._layer(one) <= layer
            )
        )

    def _layer(self, rule: Rule) -> int:
        """Give the number of the folder that a rule stands in."""
        path = Path(rule.place.rpartition(":")[0])
        inside = [path.is_relative_to(folder) for folder in self.rules.folders]
        return inside.index(True) if True in inside else 0

    def flagged(self) -> RuleSet:
        """Give the case's rule set with a flag put wherever its rule, which leaves text, is."""
        flag = replace(self.rule, leave=False, replace=FLAG)
        return self.with_rules(lambda rules: tuple(flag if r == self.rule else r for r in rules))

    def place(self) -> str:
        """Give file and line of the example or keep."""
        kind = "examples" if isinstance(self.what, Example) else "keeps"
        return place_in(self.rule, rf"\[\[rule\.{kind}\]\]", self.number)


def place_in(rule: Rule, pattern: str, number: int = 1) -> str:
    """Give file and line of the `number`th line of a rule that the pattern matches in part.

    Where there is none, the place of the rule itself.
    """
    path, _, first = rule.place.rpartition(":")
    wanted = regex.compile(pattern)
    seen = 0
    for line, text in enumerate(_lines(Path(path))[int(first) :], int(first) + 1):
        if text.startswith("[[rule]]"):
            break
        seen += bool(wanted.search(text))
        if seen == number:
            return f"{path}:{line}"
    return rule.place


def of_stage(stage: Stage, rules: RuleSet) -> Iterator[tuple[Rule, list[Case], list[Case]]]:
    """Yield each rule of a stage, those of collections too, with its examples and its keeps."""
    alone = replace(rules, stages=(stage,))
    for rule, document in rules_of(stage, rules):
        examples, keeps = (
            [
                Case(rule, stage.name, alone, document, what, number)
                for number, what in enumerate(kind, 1)
            ]
            for kind in _kinds(rule)
        )
        yield rule, examples, keeps


def _kinds(rule: Rule) -> tuple[Sequence[Example | Keep], Sequence[Example | Keep]]:
    return rule.examples, rule.keeps


def rules_of(stage: Stage, rules: RuleSet) -> Iterator[tuple[Rule, str]]:
    """Yield every rule of a stage with the name of a document that it looks at."""
    for rule in stage.rules:
        yield rule, NAME
    for pack in rules.collections:
        if pack.stage == stage.name:
            for rule in pack.rules:
                yield rule, name_for(pack.files[0])


def name_for(pattern: str) -> str:
    """Give a document's name that a collection's pattern matches.

    >>> name_for("works-*")
    'works-1'
    """
    name = regex.sub(r"[*?]", "1", regex.sub(r"\[([^!\]])[^\]]*\]", r"\1", pattern))
    return name if fnmatch(name, pattern) else pattern


def language_of(rule: Rule) -> str:
    """Give the language of a rule's examples where they name none."""
    return next(iter(sorted(rule.languages)), "en")


def proposals(result: Result) -> list[Correction]:
    """Give applied corrections and suspects of a result's only stage, in their order."""
    return [one for stage in result.stages for one in stage.corrections]


def as_proposed(result: Result) -> str:
    """Give the text as it would be with every suspect applied as well."""
    return apply(result.raw, [replace(one, confidence="likely") for one in proposals(result)])


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if presence.is_file(path) else []
