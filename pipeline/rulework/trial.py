"""Tries a rule that is not in the rule set: every place it would change, and nothing written.

The rule runs at its own point: earlier stages have made their corrections, and earlier rules of
its stage have taken their places. A long text is tried in parts, so that the first places are seen
soon; the words of the document are then counted in each part by itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import regex

from pipeline import engine
from pipeline.api import context_for
from pipeline.context import Context
from pipeline.correction import Route
from pipeline.engine import Claim
from pipeline.guards import compiled
from pipeline.rules import Rule, Stage
from pipeline.ruleset import RuleSet

# Code points of a part: some 250 pages, which the stages before the last do in about half a second.
PART_CHARACTERS = 400_000
# A part ends at a page, a paragraph or at least a line, if one ends in its last tenth.
_LAST_TENTH = PART_CHARACTERS // 10


@dataclass(frozen=True)
class Trial:
    """A rule to try, its stage, and the place in the stage's order where it would stand."""

    rule: Rule
    stage: str
    position: int
    rules: RuleSet
    language: str | None = None


@dataclass(frozen=True)
class Text:
    """A text to try a rule on, read when its turn comes."""

    name: str
    read: Callable[[], str]


@dataclass(frozen=True)
class Place:
    """A place of the rule: its line in the raw text, and the line around it.

    `winner` is the earlier rule that has the place; `loser` a later one that would lose it.
    """

    line: int
    left: str
    before: str
    after: str
    right: str
    winner: str = ""
    loser: str = ""


@dataclass(frozen=True)
class Tried:
    """What the rule does to one text, or to one part of it."""

    name: str
    parts: int
    places: tuple[Place, ...]

    @property
    def hits(self) -> list[Place]:
        """The places that the rule would change."""
        return [one for one in self.places if not one.winner]

    @property
    def beaten(self) -> list[Place]:
        """The places that another rule has first."""
        return [one for one in self.places if one.winner]


def placed(rules: RuleSet, stage: str, rule: Rule, ahead_of: str = "") -> Trial:
    """Give the trial of a rule: in place of the one of its id, ahead of another, or as the last.

    Raises KeyError where the stage or the other rule is unknown.
    """
    found = next((one for one in rules.stages if one.name == stage), None)
    if found is None:
        raise KeyError(stage)
    ids = [one.id for one in found.rules]
    if ahead_of and ahead_of not in ids:
        raise KeyError(ahead_of)
    position = ids.index(ahead_of) if ahead_of else len(ids)
    if rule.id in ids:
        at = ids.index(rule.id)
        position = at if not ahead_of else position - (at < position)
        kept = tuple(one for one in found.rules if one.id != rule.id)
        stages = tuple(replace(s, rules=kept) if s == found else s for s in rules.stages)
        rules = replace(rules, stages=stages)
    return Trial(rule, stage, position, rules)


def run(trial: Trial, texts: Iterable[Text]) -> Iterator[Tried]:
    """Yield what the rule does to each text or part; those where it is sure to find come first.

    A part that a pattern matches as it stands is tried at once, the others after all of those.
    """
    postponed: list[tuple[Text, set[int]]] = []
    for text in texts:
        later = set()
        for part in _parts(text):
            if _may_match(trial.rule, part.content):
                yield _try(trial, part)
            else:
                later.add(part.number)
        if later:
            postponed.append((text, later))
    for text, numbers in postponed:
        for part in _parts(text):
            if part.number in numbers:
                yield _try(trial, part)


def _may_match(rule: Rule, text: str) -> bool:
    if rule.finder.name != "pattern":
        return True
    return compiled(rule.settings.pattern).search(text) is not None


@dataclass(frozen=True)
class _Part:
    """A part of a text, how many there are, and how many lines stand before it."""

    name: str
    number: int
    parts: int
    lines_before: int
    content: str


def _parts(text: Text) -> Iterator[_Part]:
    parts = list(cut(text.read()))
    lines = 0
    for number, content in enumerate(parts):
        yield _Part(text.name, number, len(parts), lines, content)
        lines += content.count("\n")


def _try(trial: Trial, part: _Part) -> Tried:
    places = tuple(_places(trial, part.name, part.content, part.lines_before))
    return Tried(part.name, part.parts, places)


def cut(text: str) -> Iterator[str]:
    """Cut a text into parts that are not too long, at a page's end where one is near."""
    start = 0
    while len(text) - start > PART_CHARACTERS:
        limit = start + PART_CHARACTERS
        for mark in ("\f", "\n\n", "\n", ""):
            end = text.rfind(mark, limit - _LAST_TENTH, limit)
            if end >= 0:
                break
        end = end + len(mark) if mark else limit
        yield text[start:end]
        start = end
    yield text[start:]


def _places(trial: Trial, name: str, raw: str, lines_before: int) -> Iterator[Place]:
    context = context_for(raw, name, trial.language, trial.rules)
    stages = trial.rules.stages_for(name)
    at = next(index for index, one in enumerate(stages) if one.name == trial.stage)
    context, done = engine.run(stages[:at], context)
    text = context.document.text
    wanted = sorted(
        (match for match, _ in engine.wanted(trial.rule, context)), key=lambda match: match.start
    )
    if not wanted:
        return
    back = Route(one.corrections for one in done).from_raw[-1]
    feeds = [found.start() for found in regex.finditer("\n", raw)]
    taken = _taken(trial, stages[at], context)
    own_end = -1
    for match in wanted:
        before = text[match.start : match.end]
        after = before if trial.rule.leave else trial.rule.fill(match.groups)
        if match.start < own_end or (after == before and not trial.rule.leave):
            continue
        winner = taken.earlier.over(match.start, match.end)
        if not winner:
            own_end = match.end
        yield Place(
            lines_before + bisect_left(feeds, back.span_before(match.start, match.end)[0]) + 1,
            text[text.rfind("\n", 0, match.start) + 1 : match.start],
            before,
            after,
            text[match.end : _line_end(text, match.end)],
            winner,
            "" if winner else taken.later.over(match.start, match.end),
        )


@dataclass(frozen=True)
class _Claims:
    """Places that rules have taken, sorted; they never overlap."""

    starts: list[int]
    claims: list[Claim]
    stage: str

    def over(self, start: int, end: int) -> str:
        """Give the rule that has taken any of a stretch, or nothing."""
        index = bisect_left(self.starts, end) - 1
        if index >= 0 and self.claims[index].match.end > start:
            return f"{self.stage}/{self.claims[index].rule.id}"
        return ""


@dataclass(frozen=True)
class _Taken:
    """The places that the rules before, and those behind the tried one take without it."""

    earlier: _Claims
    later: _Claims


def _taken(trial: Trial, stage: Stage, context: Context) -> _Taken:
    own = next(one for one in trial.rules.stages if one.name == trial.stage)
    # A collection's rules come before all others of the stage.
    position = trial.position + len(stage.rules) - len(own.rules)
    first = {rule.id for rule in stage.rules[:position]}
    claims = sorted(engine.claims(stage, context), key=lambda one: one.match.start)

    def some(earlier: bool) -> _Claims:
        kept = [one for one in claims if (one.rule.id in first) == earlier]
        return _Claims([one.match.start for one in kept], kept, stage.name)

    return _Taken(some(True), some(False))


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return end if end >= 0 else len(text)
