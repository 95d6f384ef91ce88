"""Results made by hand, so that a test says which correction stands where."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.api import Result
from pipeline.correction import Confidence, Correction, apply
from pipeline.engine import StageResult
from pipeline.evaluation import Evaluation, Settings, evaluate


@dataclass(frozen=True)
class Change:
    """A correction of the first place where `before` stands in its stage's text, after `behind`."""

    before: str
    after: str
    confidence: Confidence = "certain"
    behind: str = ""
    rule: str = "rule"


def result(raw: str, *stages: list[Change]) -> Result:
    """What stages named a, b, … make of a text."""
    text = raw
    made = []
    for name, changes in zip("abcdef", stages, strict=False):
        found = []
        for one in changes:
            start = text.index(one.before, text.index(one.behind) + len(one.behind))
            found.append(_made(one, start, name))
        found.sort(key=lambda one: one.start)
        made.append(StageResult(name, tuple(found)))
        text = apply(text, found)
    return Result(raw, text, tuple(made), "en", 1)


def _made(one: Change, start: int, stage: str) -> Correction:
    end, seen = start + len(one.before), (("seen", "here"),)
    return Correction(start, end, one.before, one.after, stage, one.rule, one.confidence, seen)


def judged(truth: str, raw: str, *stages: list[Change], words: bool = False) -> Evaluation:
    """The evaluation of what stages make of a text."""
    return evaluate(result(raw, *stages), truth, Settings("tide", words))


def verdicts(truth: str, raw: str, *stages: list[Change], words: bool = False) -> list[str]:
    """The verdicts on all corrections, stage after stage."""
    return [one.verdict for one in judged(truth, raw, *stages, words=words).judged]
