"""One engine runs every stage: rules and a document give corrections.

On a clash the earlier rule in the file wins. A rule that says `leave` claims its place and changes
nothing, so that no later rule of the stage may.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace

from pipeline import misreadings, token_counts, vocabulary
from pipeline.allowance import OutOfTime, left
from pipeline.bench import Bench
from pipeline.context import Context, Match
from pipeline.correction import Correction, apply
from pipeline.document import CHARACTERS, TOKENS, Document
from pipeline.faults import Fault
from pipeline.passages import Part, parts
from pipeline.rules import Rule, Stage

Bounds = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class StageResult:
    """A stage's name and corrections, sorted, suspects among them.

    `at_work` are the ids of the rules that had something to look at in the text.
    """

    stage: str
    corrections: tuple[Correction, ...]
    at_work: tuple[str, ...] = field(default=(), compare=False)


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


@dataclass(frozen=True, slots=True)
class Claim:
    """A place that a rule takes in its stage; a rule that leaves text takes it too."""

    rule: Rule
    match: Match


def run_stage(stage: Stage, context: Context, bench: Bench | None = None) -> list[Correction]:
    """Give the stage's corrections for the context's document, sorted by place.

    Where a bench holds decisions, corrections that a reviewer refused are among them, withheld.
    A rule that runs out of time gives none at all. Raises Fault where the document does.
    """
    claims, withheld = _Claims(), _Claims()
    corrections: list[Correction] = []
    # Of each finder's matches, those whose place is claimed: no later rule need look at them.
    spent: defaultdict[str, set[int]] = defaultdict(set)
    for rule in stage.rules:
        gone = spent[rule.key]
        for index, match, evidence in _in_time(stage, rule, context, gone):
            if not claims.free(match.start, match.end):
                gone.add(index)
                continue
            before = context.document.text[match.start : match.end]
            after = before if rule.leave else rule.fill(match.groups)
            made = Correction(
                match.start, match.end, before, after,
                stage.name, rule.id, rule.confidence, evidence,
            )  # fmt: skip
            decided = bench.at_place(made) if bench else None
            # A rule that is refused at a place claims nothing else.
            taken = claims if decided is None or decided.applied else withheld
            if taken.free(match.start, match.end):
                taken.take(match.start, match.end)
                if not claims.free(match.start, match.end):
                    gone.add(index)
                if after != before:
                    corrections.append(decided or (bench.widely(made) if bench else made))
    return sorted(corrections, key=lambda one: one.start)


_Wanted = tuple[int, Match, tuple[tuple[str, str], ...]]


def _in_time(stage: Stage, rule: Rule, context: Context, spent: Container[int]) -> list[_Wanted]:
    """Give all that a rule wants, nothing where its time is up before it has looked everywhere.

    A rule whose time was up once does not look again.
    """
    allowance = context.allowance
    if allowance is None:
        return list(_wanted(rule, context, spent))
    name = f"{stage.name}/{rule.id}"
    if name in allowance.out_of_time:
        return []
    allowance.begin_rule()
    try:
        return list(_wanted(rule, context, spent))
    except TimeoutError:
        if allowance.is_spent:
            problem = f"takes more than {allowance.document_seconds:,.0f} s of computing"
            remedy = "split it, or give it more time in the table [time] of pipeline.toml"
            raise Fault(context.document.name, problem, remedy) from None
        allowance.out_of_time.append(name)
        return []


def claims(stage: Stage, context: Context) -> Iterator[Claim]:
    """Yield the places that the stage's rules take, rule after rule, whoever decided otherwise."""
    taken = _Claims()
    for rule in stage.rules:
        for match, _ in wanted(rule, context):
            if taken.free(match.start, match.end):
                taken.take(match.start, match.end)
                yield Claim(rule, match)


def wanted(rule: Rule, context: Context) -> Iterator[tuple[Match, tuple[tuple[str, str], ...]]]:
    """Yield the matches that pass the rule's guards, with the evidence, whoever takes the place."""
    for _, match, evidence in _wanted(rule, context, ()):
        yield match, evidence


def _wanted(rule: Rule, context: Context, spent: Container[int]) -> Iterator[_Wanted]:
    """Yield what `wanted` does, but for the spent matches; each with a number of its own."""
    least, most = rule.bounds
    for part_number, part in enumerate(_parts_for(rule, context)):
        if rule.languages and part.context.language not in rule.languages:
            continue
        if not _is_for(rule, part.context):
            continue
        found = matches(rule, part.context)
        for number, match in enumerate(found, part_number * _MOST_MATCHES):
            if number in spent or not _within(match.measures, least, most):
                continue
            if not number % _LOOK_AT_CLOCK:
                left(context.allowance)
            # Most matches fail a rule's first guard, which is cheaper to ask than the claims.
            evidence = _evidence(rule, part.context, match)
            if evidence is not None and part.holds(match.start, match.end):
                moved = _moved(match, part.offset)
                yield number, moved, (*evidence, *_told(part, context))


# No part of a document has so many matches: their numbers do not meet.
_MOST_MATCHES = 1 << 40


# So many matches are looked at before the clock is.
_LOOK_AT_CLOCK = 256


def _parts_for(rule: Rule, context: Context) -> list[Part]:
    return [Part(context)] if rule.finder.whole_text else parts(context)


def _within(measures: dict[str, float], least: Bounds, most: Bounds) -> bool:
    """Whether measures pass a rule's guards on them: the cheapest guards, and most matches fail."""
    for name, bound in least:
        if measures.get(name, 0.0) < bound:
            return False
    for name, bound in most:
        if measures.get(name, 0.0) > bound:
            break
    else:
        return True
    return False


def _moved(match: Match, offset: int) -> Match:
    """Give a match of a part its place in the whole document."""
    if not offset:
        return match
    return replace(match, start=match.start + offset, end=match.end + offset)


def _told(part: Part, context: Context) -> tuple[tuple[str, str], ...]:
    """The evidence that a passage is in another language than the document."""
    code = part.context.language
    return () if code == context.language else (("language of the passage", code),)


def matches(rule: Rule, context: Context) -> list[Match]:
    """Give what the rule's finder finds, shared by all rules that ask for the same.

    Raises TimeoutError where the time was up once: it would be for all of them.
    """
    key = rule.key, context.language
    found = context.document.memo(key, lambda: _matches(rule, context))
    if found is None:
        raise OutOfTime
    return found


def at_work(stage: Stage, context: Context) -> tuple[str, ...]:
    """Give the ids of the stage's rules that have something to look at in the text.

    A rule of another language has not, nor one for documents of another kind, nor one whose finder
    tells so at little cost.
    """
    return tuple(
        rule.id
        for rule in stage.rules
        if any(
            _is_for(rule, part.context) and _may_match(rule, part.context)
            for part in _parts_for(rule, context)
            if not rule.languages or part.context.language in rule.languages
        )
    )


# What a guard of the document is asked with: it looks at no match.
_NO_MATCH = Match(0, 0, {}, {})


def _is_for(rule: Rule, context: Context) -> bool:
    """Whether the document is one of those that the rule is for."""
    return all(
        guard.ask(context, _NO_MATCH, asked) is not None for guard, asked in rule.of_document
    )


def _may_match(rule: Rule, context: Context) -> bool:
    may_find = rule.finder.may_find
    return may_find is None or context.document.memo(
        (rule.key, context.language, "may find"), lambda: may_find(context, rule.settings)
    )


def _matches(rule: Rule, context: Context) -> list[Match] | None:
    found: list[Match] = []
    if not _may_match(rule, context):
        return found
    try:
        for match in rule.finder.find(context, rule.settings):
            found.append(match)
            if not len(found) % _LOOK_AT_CLOCK:
                left(context.allowance)
    except TimeoutError:
        return None
    return found


def _evidence(rule: Rule, context: Context, match: Match) -> tuple[tuple[str, str], ...] | None:
    answers = []
    for name, guard, parameter in rule.guards:
        try:
            answer = guard.ask(context, match, parameter)
        except KeyError as error:
            raise rule.no_group(error) from None
        if answer is None:
            return None
        if answer:
            answers.append((name, answer))
    return (*match.evidence, *answers)


def run(stages: Iterable[Stage], context: Context) -> tuple[Context, list[StageResult]]:
    """Run the stages once, in order; give the context behind them, and their corrections."""
    results = []
    for stage in stages:
        found, context = step(stage, context)
        results.append(found)
    return context, results


def step(stage: Stage, context: Context, bench: Bench | None = None) -> tuple[StageResult, Context]:
    """Run one stage; give its corrections, and the context of the text that it leaves.

    What was worked out for the context's own document is forgotten where the text changes.
    """
    document = context.document
    if bench:
        bench.open(document.text)
    corrections = run_stage(stage, context, bench)
    found = StageResult(stage.name, tuple(corrections), at_work(stage, context))
    if bench:
        bench.close(corrections)
    if any(one.applied for one in corrections):
        counted = _Counted.of(document)
        shown = misreadings.peek(context)
        document.forget()
        context = with_text(context, apply(document.text, corrections))
        counted.carry(context.document, corrections)
        # What was misread once is mended now, and tells no longer that the document was.
        misreadings.keep(context, shown)
    else:
        # Another stage seldom asks for the same, and a book has many matches.
        for rule in stage.rules:
            document.drop((rule.key, context.language))
    return found, context


def with_text(context: Context, text: str) -> Context:
    """Give the context of another text of the same document."""
    document = context.document
    return replace(context, document=Document(text, document.name, document.marks))


@dataclass(frozen=True)
class _Counted:
    """What was counted in a text, kept when the rest is forgotten; None for what was not."""

    text: str
    tokens: Counter[str] | None
    words: vocabulary.Vocabulary | None
    characters: frozenset[str] | None

    @classmethod
    def of(cls, document: Document) -> _Counted:
        keys = TOKENS, vocabulary.KEY, CHARACTERS
        return cls(document.text, *map(document.peek, keys))

    def carry(self, corrected: Document, corrections: list[Correction]) -> None:
        """Give the corrected document the counts, as the corrections change them."""
        old, new = self.text, corrected.text
        if self.tokens is not None or self.words is not None:
            touched = list(token_counts.touched(old, new, corrections))
        if self.tokens is not None:
            tokens = token_counts.carried(self.tokens, old, new, touched)
            corrected.memo(TOKENS, lambda: tokens)
        if self.words is not None:
            words = vocabulary.carried(self.words, old, new, touched)
            corrected.memo(vocabulary.KEY, lambda: words)
        if self.characters is not None:
            characters = self.characters.union(*(one.after for one in corrections))
            corrected.memo(CHARACTERS, lambda: characters)
