"""A damage profile says what is wrong with a text, how much of it, where, and what has to look.

It is made of a cleaning's own result, so that it cannot tell another story than the ledger. What
it calls a place is a correction, or a suspect.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from pipeline.api import Result
from pipeline.bench import STAGE
from pipeline.context import Context
from pipeline.correction import CONFIDENCES, Confidence, Correction, Route
from pipeline.document import Document
from pipeline.finders import page_edge
from pipeline.passages import parts
from pipeline.ruleset import RuleSet

WORDS_EACH = 10_000

# Stretches of a text, from its first character to its last: as many signs as fit a terminal.
STRETCHES = 32

# Of a rule's pages, those with most places.
MOST_PAGES = 3


@dataclass(frozen=True)
class Shape:
    """A text's outer form: `line` is the usual length of its full lines, in characters.

    `marks` says what tells its pages; empty: nothing does. `tongues` has the lines in each language
    but the text's own.
    """

    pages: int
    lines: int
    words: int
    characters: int
    line: int
    marks: str
    language: str
    tongues: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Work:
    """A stage: how many of its rules could not be ruled out beforehand, and the places it found.

    `along` counts its places by stretches of the text, in order.
    """

    stage: str
    rules: int
    at_work: int
    made: int
    suspects: int
    share: float
    along: tuple[int, ...]

    @property
    def places(self) -> int:
        """All its places."""
        return self.made + self.suspects


@dataclass(frozen=True)
class Kind:
    """One rule's places: how many, how many in 10,000 words, and the pages with most."""

    stage: str
    rule: str
    confidence: Confidence
    count: int
    share: float
    pages: tuple[int, ...]
    along: tuple[int, ...]


@dataclass(frozen=True)
class DamageProfile:
    """A text's profile: its form, the stages in order, its kinds of damage, the most first."""

    name: str
    shape: Shape
    stages: tuple[Work, ...]
    kinds: tuple[Kind, ...]

    @property
    def places(self) -> int:
        """All places."""
        return sum(one.places for one in self.stages)


def shape(context: Context, rules: RuleSet) -> Shape:
    """Tell a text's form from the context in which the first stage of these rules sees it."""
    document = context.document
    full = [len(document.lines[line].strip()) for line in document.full_lines]
    tongues: Counter[str] = Counter()
    for part in parts(context)[1:]:
        tongues[part.context.language] += len(part.context.document.full_lines)
    paged = _paged(document, rules)
    return Shape(
        pages=len(paged.page_starts),
        lines=len(full),
        words=sum(document.tokens.values()),
        characters=len(document.text),
        line=round(median(full)) if full else 0,
        marks=_marks(document) or ("folios" if paged.paged else ""),
        language=context.language,
        tongues=dict(tongues.most_common()),
    )


def _marks(document: Document) -> str:
    if not document.paged:
        return ""
    return "form feeds" if "\f" in document.text else "page marks"


def _paged(document: Document, rules: RuleSet) -> Document:
    """The document with its pages as the rules for their edges see them: by folios at the least."""
    edges = [
        rule.settings
        for stage in rules.stages_for(document.name)
        for rule in stage.rules
        if rule.finder.name == "page-edge"
    ]
    return page_edge.paged(document, edges[0]) if edges else document


def profile(name: str, result: Result, form: Shape, rules: RuleSet) -> DamageProfile:
    """Give the profile of a text that was cleaned with these rules."""
    document = _paged(Document(result.raw, name, rules.marks), rules)
    pages = [document.starts[line] for line in document.page_starts]
    found = list(_places(result, pages))
    of_stage: defaultdict[str, list[_Place]] = defaultdict(list)
    of_rule: defaultdict[tuple[str, str, Confidence], list[_Place]] = defaultdict(list)
    for place in found:
        made = place.correction
        of_stage[made.stage].append(place)
        of_rule[made.stage, made.rule, made.confidence].append(place)
    least = max(form.words, 1)
    counts = {stage.name: len(stage.rules) for stage in rules.stages_for(name)}
    stages = tuple(
        Work(
            stage=one.stage,
            rules=counts[one.stage],
            at_work=len(one.at_work),
            made=sum(place.correction.applied for place in of_stage[one.stage]),
            suspects=sum(not place.correction.applied for place in of_stage[one.stage]),
            share=len(of_stage[one.stage]) * WORDS_EACH / least,
            along=_along(of_stage[one.stage]),
        )
        for one in result.stages
        if one.stage != STAGE
    )
    kinds = [
        Kind(*key, len(places), len(places) * WORDS_EACH / least, _pages(places), _along(places))
        for key, places in of_rule.items()
    ]
    rank = CONFIDENCES.index
    kinds.sort(key=lambda one: (-one.count, one.stage, one.rule, rank(one.confidence)))
    return DamageProfile(name, form, stages, tuple(kinds))


@dataclass(frozen=True, slots=True)
class _Place:
    """A correction, the stretch of the raw text in which it begins, and its page."""

    correction: Correction
    stretch: int
    page: int


def _places(result: Result, starts: Sequence[int]) -> Iterator[_Place]:
    route = Route(stage.corrections for stage in result.stages)
    size = max(len(result.raw), 1)
    for index, stage in enumerate(result.stages):
        back = route.from_raw[index]
        for one in stage.corrections:
            at = back.span_before(one.start, one.end)[0]
            stretch = min(at * STRETCHES // size, STRETCHES - 1)
            yield _Place(one, stretch, bisect_right(starts, at))


def _along(places: Iterable[_Place]) -> tuple[int, ...]:
    counts = Counter(place.stretch for place in places)
    return tuple(counts[stretch] for stretch in range(STRETCHES))


def _pages(places: Iterable[_Place]) -> tuple[int, ...]:
    counts = Counter(place.page for place in places)
    worst = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(page for page, _ in worst[:MOST_PAGES])
