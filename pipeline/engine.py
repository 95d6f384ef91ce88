"""One engine runs every stage: rules and a document give corrections.

On a clash the earlier rule in the file wins. A rule that says `leave` claims its place and changes
nothing, so that no later rule of the stage may.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pipeline import vocabulary
from pipeline.context import Context, Match
from pipeline.correction import Correction, apply
from pipeline.document import Document
from pipeline.rules import Rule, Stage


@dataclass(frozen=True)
class StageResult:
    """A stage's name and corrections, sorted, suspects among them."""

    stage: str
    corrections: tuple[Correction, ...]


@dataclass
class _Claims:
    """The stretches that rules have claimed so far in this stage."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def free(self, start: int, end: int) -> bool:
        index = bisect_left(self.starts, end)
        return index == 0 or self.ends[index - 1] <= start

    def take(self, start: int, end: int) -> None:
        index = bisect_left(self.starts, start)
        self.starts.insert(index, start)
        self.ends.insert(index, end)


def run_stage(stage: Stage, context: Context) -> list[Correction]:
    """Give the stage's corrections for the context's document, sorted by place."""
    claims = _Claims()
    corrections: list[Correction] = []
    for rule in stage.rules:
        if rule.languages and context.language not in rule.languages:
            continue
        for match in _matches(rule, context):
            # Most matches fail a rule's first guard, which is cheaper to ask than the claims.
            evidence = _evidence(rule, context, match)
            if evidence is None or not claims.free(match.start, match.end):
                continue
            claims.take(match.start, match.end)
            before = context.document.text[match.start : match.end]
            after = before if rule.leave else rule.fill(match.groups)
            if after != before:
                corrections.append(
                    Correction(
                        match.start, match.end, before, after,
                        stage.name, rule.id, rule.confidence, evidence,
                    )
                )  # fmt: skip
    return sorted(corrections, key=lambda one: one.start)


def _matches(rule: Rule, context: Context) -> Iterable[Match]:
    """What the rule's finder finds, shared by all rules that ask for the same."""
    finder = rule.finder
    return context.document.memo(
        (rule.key, context.language),
        lambda: list(finder.find(context, rule.settings)),
    )


def _evidence(rule: Rule, context: Context, match: Match) -> tuple[tuple[str, str], ...] | None:
    answers = []
    for name, guard, parameter in rule.guards:
        answer = guard.ask(context, match, parameter)
        if answer is None:
            return None
        if answer:
            answers.append((name, answer))
    return (*match.evidence, *answers)


def run(stages: Iterable[Stage], context: Context) -> tuple[str, list[StageResult]]:
    """Run the stages in order; give the last text and each stage's corrections."""
    results = []
    for stage in stages:
        corrections = run_stage(stage, context)
        results.append(StageResult(stage.name, tuple(corrections)))
        if any(one.applied for one in corrections):
            context = replace(context, document=_corrected(context.document, corrections))
    return context.document.text, results


def _corrected(document: Document, corrections: list[Correction]) -> Document:
    """The document with the corrections made; its words, once counted, are carried over."""
    text = apply(document.text, corrections)
    corrected = Document(text, document.name, document.marks)
    counted = document.peek(vocabulary.KEY)
    if counted is not None:
        words = vocabulary.carried(counted, document.text, text, corrections)
        corrected.memo(vocabulary.KEY, lambda: words)
    document.forget()
    return corrected
