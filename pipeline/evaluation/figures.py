"""What an evaluation comes to in figures: small enough to keep, and to compare with the next run.

All are counts, so that figures of several texts add up; shares are worked out from them.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Any

import msgspec

from pipeline.bench import STAGE
from pipeline.correction import CONFIDENCES, Confidence
from pipeline.evaluation.comparison import Comparison, Errors
from pipeline.evaluation.grades import Tally, tally
from pipeline.evaluation.judging import Judged, Verdict
from pipeline.evaluation.places import Place
from pipeline.faults import Fault

FORMAT = 1
TOTAL = "all"

# Harm is told for so many words.
HARM_WORDS = 10_000


@dataclass(frozen=True)
class Fates:
    """How many tokens of the truth were fixed, harmed and missed."""

    fixed: int = 0
    harmed: int = 0
    missed: int = 0

    def __add__(self, other: Fates) -> Fates:
        return Fates(
            self.fixed + other.fixed, self.harmed + other.harmed, self.missed + other.missed
        )


@dataclass(frozen=True)
class RuleFigures:
    """What a rule's corrections came to."""

    stage: str
    rule: str
    confidence: Confidence
    tally: Tally

    @property
    def key(self) -> str:
        """The rule as stage/rule."""
        return f"{self.stage}/{self.rule}"


@dataclass(frozen=True)
class Figures:
    """The figures of one text, or of several.

    `words` says that only words were compared, `tokens` and `characters` how much of the truth
    counts. `before` and `after` are the errors of the raw and of the cleaned text. `book` is the
    same for texts of one book; empty: the name is the book's. `out_of_time` are the rules that
    changed nothing since their time was up, as stage/rule.
    """

    name: str
    language: str
    words: bool
    tokens: int
    characters: int
    before: Errors
    after: Errors
    fates: Fates
    damage: dict[str, Fates]
    rules: tuple[RuleFigures, ...]
    book: str = ""
    out_of_time: tuple[str, ...] = ()

    @property
    def cer(self) -> tuple[float, float]:
        """The character error rates before and after."""
        return self.before.characters / self.characters, self.after.characters / self.characters

    @property
    def wer(self) -> tuple[float, float]:
        """The word error rates before and after."""
        return self.before.tokens / self.tokens, self.after.tokens / self.tokens

    @property
    def gone(self) -> float:
        """The share of token errors that are gone; negative where there are more of them."""
        return 1 - self.after.tokens / self.before.tokens if self.before.tokens else 0.0

    @property
    def harm(self) -> float:
        """Harmed tokens for 10,000 of the truth."""
        return HARM_WORDS * self.fates.harmed / self.tokens

    @property
    def grades(self) -> dict[Confidence, Tally]:
        """The verdicts by confidence; what a reviewer decided is no rule's grade."""
        rules = [one for one in self.rules if one.stage != STAGE]
        return {
            grade: _sum(one.tally for one in rules if one.confidence == grade)
            for grade in CONFIDENCES
        }

    @property
    def stages(self) -> dict[str, Tally]:
        """The verdicts by stage, suspects left out."""
        found: defaultdict[str, Tally] = defaultdict(Tally)
        for one in self.rules:
            if one.confidence != "suspect":
                found[one.stage] += one.tally
        return dict(found)

    def worst_first(self) -> list[RuleFigures]:
        """Give the rules, the least precise first, those that were never judged last."""
        return sorted(
            self.rules,
            key=lambda one: (
                2.0 if one.tally.precision is None else one.tally.precision,
                -one.tally.judged,
                one.key,
            ),
        )


def figures(
    name: str,
    language: str,
    comparison: Comparison,
    judged: Sequence[Judged],
    places: Sequence[Place],
) -> Figures:
    """Count what an evaluation found."""
    by_damage: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for place in places:
        by_damage[place.damage][place.fate] += place.tokens
    total = sum(by_damage.values(), Counter[str]())
    by_rule: defaultdict[tuple[str, str, Confidence], list[Verdict]] = defaultdict(list)
    for one in judged:
        made = one.correction
        by_rule[made.stage, made.rule, made.confidence].append(one.verdict)
    return Figures(
        name=name,
        language=language,
        words=comparison.words,
        tokens=comparison.scored,
        characters=comparison.characters,
        before=comparison.raw.errors(),
        after=comparison.cleaned.errors(),
        fates=Fates(**total),
        damage={kind: Fates(**counts) for kind, counts in sorted(by_damage.items())},
        rules=tuple(RuleFigures(*key, tally(found)) for key, found in by_rule.items()),
    )


def total(every: Sequence[Figures]) -> Figures:
    """Add up the figures of several texts, at least one."""
    damage: defaultdict[str, Fates] = defaultdict(Fates)
    rules: defaultdict[tuple[str, str, Confidence], Tally] = defaultdict(Tally)
    for one in every:
        for kind, fates in one.damage.items():
            damage[kind] += fates
        for rule in one.rules:
            rules[rule.stage, rule.rule, rule.confidence] += rule.tally
    return Figures(
        name=TOTAL,
        language="",
        words=all(one.words for one in every),
        tokens=sum(one.tokens for one in every),
        characters=sum(one.characters for one in every),
        before=sum((one.before for one in every), Errors()),
        after=sum((one.after for one in every), Errors()),
        fates=sum((one.fates for one in every), Fates()),
        damage=dict(sorted(damage.items())),
        rules=tuple(RuleFigures(*key, found) for key, found in rules.items()),
    )


def as_object(one: Figures) -> dict[str, Any]:
    """Give figures as a JSON object, the shares that people look for among them."""
    found = asdict(one)
    if not one.out_of_time:
        del found["out_of_time"]
    found["rates"] = {
        "cer_before": round(one.cer[0], 6),
        "cer_after": round(one.cer[1], 6),
        "wer_before": round(one.wer[0], 6),
        "wer_after": round(one.wer[1], 6),
        "gone": round(one.gone, 6),
        "harm_per_10000": round(one.harm, 4),
    }
    found["grades"] = {
        grade: {
            "right": counts.right,
            "wrong": counts.wrong,
            "unjudged": counts.unjudged,
            "precision": counts.precision,
            "interval": list(counts.interval),
        }
        for grade, counts in one.grades.items()
    }
    return found


def write(every: Sequence[Figures]) -> bytes:
    """Write figures as JSON, to be kept and read again."""
    told = {"format": FORMAT, "specimens": [as_object(one) for one in every]}
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()


def read(data: bytes, place: str) -> list[Figures]:
    """Read what `write` wrote; raises Fault where it is something else."""
    try:
        table = json.loads(data)
        if table["format"] != FORMAT:
            raise ValueError
        found = msgspec.convert(table["specimens"], list[Figures])
        if not found or not all(map(_is_possible, found)):
            raise ValueError
        return found
    except (ValueError, TypeError, KeyError, msgspec.ValidationError):
        remedy = 'write them by "corrigenda evaluate --figures"'
        raise Fault(place, "does not hold figures of an evaluation", remedy) from None


def _is_possible(one: Figures) -> bool:
    """Say whether figures may be those of a text: it has tokens, and nothing is counted below 0."""
    tallies = [rule.tally for rule in one.rules]
    counted: list[Errors | Fates | Tally] = [
        one.before,
        one.after,
        one.fates,
        *one.damage.values(),
        *tallies,
    ]
    least = min(min(astuple(each)) for each in counted)
    return one.tokens > 0 and one.characters > 0 and least >= 0


def _sum(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())
