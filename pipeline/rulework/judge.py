"""Judges one rule by its own examples and keeps, each as a fault with its place and remedy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from pipeline import engine
from pipeline.api import Result
from pipeline.correction import CONFIDENCES, Correction
from pipeline.faults import Fault
from pipeline.rules import Rule
from pipeline.rulework import hostile, names
from pipeline.rulework.cases import Case, as_proposed, place_in, proposals
from pipeline.visible import visible

NEEDLESS = "its examples come out the same without it"

# No book has a backslash before a letter, and in single quotes TOML takes two as two.
_DOUBLED = regex.compile(r"(?<!\\)(?:\\\\)+([a-zA-Z](?:\{\w+\})?)")

# What a message shows of a text.
SHOWN_CHARACTERS = 48


@dataclass(frozen=True)
class Judge:
    """Tells the faults of one rule, whose examples and keeps come as cases."""

    stage: str
    rule: Rule
    examples: tuple[Case, ...]
    keeps: tuple[Case, ...]

    def fault(self, problem: str, remedy: str, place: str = "") -> Fault:
        """Give a fault of this rule, at a place in it or at its first line."""
        label = f"rule {self.stage}/{self.rule.id}"
        return Fault(place or self.rule.place, f"{label}: {problem}", remedy)

    def of_names(self) -> Iterator[Fault]:
        """Tell groups and measures that the rule names and its finder does not give."""
        found = []
        for case in (*self.examples, *self.keeps):
            found += engine.matches(self.rule, case.context(case.text))
        for key, problem, remedy in names.unknown(self.rule, found):
            yield self.fault(problem, remedy, place_in(self.rule, rf"\b{key}\b"))

    def winners(self) -> dict[int, str]:
        """Give, by number, the examples in which an earlier rule takes the place, and which."""
        found = {}
        for case in self.examples:
            if not _fires(case) and (winner := _winner(case)):
                found[case.number] = winner
        return found

    def never_reached(self, winners: dict[int, str]) -> Fault:
        """Tell that others take every place of the rule."""
        by = ", ".join(dict.fromkeys(winners.values()))
        problem = f"is never reached: rule {by} stands before it and takes every place"
        return self.fault(problem, "move it up, narrow the other, or take it out")

    def of_examples(self, winners: dict[int, str]) -> Iterator[Fault]:
        """Tell examples that do not come out as they say, once and for good."""
        for case in self.examples:
            if case.number in winners:
                by = winners[case.number]
                problem = f"example {case.number}: rule {by} stands before it and takes the place"
                yield self.fault(problem, "give a text that is this rule's own", case.place())
            elif not _fires(case):
                yield self._silent(case)
            else:
                result = case.cleaned
                after = self._outcome(result)
                if after != case.after:
                    yield self._wrong(case, result, after)
                else:
                    yield from self._second_run(case)

    def of_keeps(self) -> Iterator[Fault]:
        """Tell keeps that do not come through."""
        for case in self.keeps:
            for one in proposals(case.cleaned)[:1]:
                by = "" if one.rule == self.rule.id else f", by rule {self.stage}/{one.rule}"
                problem = f"keep {case.number} does not come through: {change(one)}{by}"
                yield self.fault(problem, "narrow find or when, or mend the text", case.place())

    def of_need(self, idle: frozenset[str]) -> Iterator[Fault]:
        """Tell a rule whose examples come out the same, and as surely, without it.

        A rule among the `idle` ones, which are never reached, is no reason to do without this.
        Nothing is told where no example can be tried, as the words of its language are not there.
        """
        if not self.examples:
            return
        allowed = self.rule.allow.needless
        others = [_without(case) for case in self.examples]
        spared = all(map(_same, self.examples, others))
        by = sorted({one.rule for result in others for one in proposals(result)})
        if allowed and not spared:
            yield self.fault("allows needless, and is not", "take that out of allow")
        elif spared and not allowed and idle.isdisjoint(by):
            does = "does" if len(by) == 1 else "do"
            who = f"rule {', '.join(by)} {does} the same" if by else "no rule would touch them"
            problem = f"{NEEDLESS}: {who}"
            yield self.fault(problem, "give an example that needs it, or take the rule out")

    def of_slips(self) -> Iterator[Fault]:
        """Tell patterns that look for a backslash and a letter: a slip, where one was meant."""
        for key, pattern in self.rule.patterns:
            if found := _DOUBLED.search(pattern):
                problem = f"{key} looks for a backslash and then {quoted(found[1])}"
                remedy = r"write one \ between single quotes, and [\\] if you mean the sign"
                place = place_in(self.rule, rf"\b{key.split()[0]}\b")
                yield self.fault(problem, remedy, place)

    def of_time(self) -> Iterator[Fault]:
        """Tell patterns that some text holds up."""
        stuck = False
        for key, pattern in self.rule.patterns:
            text = hostile.stuck_on(pattern)
            stuck = stuck or text is not None
            if text is not None and not self.rule.allow.slow:
                limit = f"{hostile.LIMIT_SECONDS:g} s"
                problem = f"{key} takes over {limit} for {len(text)} characters: {quoted(text)}"
                remedy = "leave one way only to read a stretch, or hold it fast with (?>…)"
                place = place_in(self.rule, rf"\b{key.split()[0]}\b")
                yield self.fault(problem, remedy, place)
        if self.rule.allow.slow and not stuck:
            yield self.fault("allows slow, and is not", "take that out of allow")

    def _outcome(self, result: Result) -> str:
        return as_proposed(result) if self.rule.confidence == "suspect" else result.text

    def _silent(self, case: Case) -> Fault:
        if engine.matches(self.rule, case.context(case.text)):
            why, remedy = "its guards refuse every place", "widen when, or mend the example"
        else:
            why, remedy = "find finds nothing there", "mend find, or the example"
        return self.fault(f"does nothing in example {case.number}: {why}", remedy, case.place())

    def _wrong(self, case: Case, result: Result, after: str) -> Fault:
        got, wanted = apart(after, case.after)
        others = sorted({one.rule for one in proposals(result)} - {self.rule.id})
        also = f" (with {', '.join(others)})" if others else ""
        problem = f"example {case.number} gives {got}, not {wanted}{also}"
        return self.fault(problem, "mend the rule or the example", case.place())

    def _second_run(self, case: Case) -> Iterator[Fault]:
        again = proposals(case.clean(case.after))
        left = [one for one in again if one.applied or one.rule == self.rule.id]
        if left and not self.rule.allow.unstable:
            problem = f"example {case.number} is changed again on a second run: {change(left[0])}"
            yield self.fault(problem, "let find pass over what the rule writes", case.place())


def _fires(case: Case) -> bool:
    result = case.clean(case.text, case.flagged()) if case.rule.leave else case.cleaned
    return any(one.rule == case.rule.id for one in proposals(result))


def _winner(case: Case) -> str:
    """Give the rule that takes the place of one that would fire if it stood alone."""
    context = case.context(case.text)
    wanted = [match for match, _ in engine.wanted(case.rule, context)]
    (stage,) = case.rules.stages_for(case.document)
    for claim in engine.claims(stage, context):
        if any(claim.match.start < one.end and one.start < claim.match.end for one in wanted):
            return f"{case.stage}/{claim.rule.id}"
    return ""


def _without(case: Case) -> Result:
    return case.clean(case.text, case.without())


def _same(case: Case, result: Result) -> bool:
    """Say whether an example comes out the same, by rules as sure, without its rule.

    A suspect that keeps a surer rule from its place is not spared: the text would change.
    """
    rank = CONFIDENCES.index(case.rule.confidence)
    sure = all(CONFIDENCES.index(one.confidence) <= rank for one in proposals(result))
    return sure and as_proposed(result) == case.after and result.text == case.cleaned.text


def change(one: Correction) -> str:
    """Give a correction for a message."""
    return f"{quoted(one.before)} -> {quoted(one.after)}"


def quoted(text: str) -> str:
    """Give the beginning of a text for a message, in quotes and with all in it to be seen."""
    shown = "⏎".join(map(visible, text[:SHOWN_CHARACTERS].split("\n")))
    return f'"{shown}{"…" if len(text) > SHOWN_CHARACTERS else ""}"'


def apart(got: str, wanted: str) -> tuple[str, str]:
    """Give the stretches in which two texts differ, with the word around them, for a message.

    >>> apart("saw tbe tide", "saw the tide")
    ('"tbe"', '"the"')
    """
    start = 0
    while start < min(len(got), len(wanted)) and got[start] == wanted[start]:
        start += 1
    end = 0
    while end < min(len(got), len(wanted)) - start and got[-1 - end] == wanted[-1 - end]:
        end += 1
    while start and not got[start - 1].isspace():
        start -= 1
    while end and not got[len(got) - end].isspace():
        end -= 1
    return quoted(got[start : len(got) - end]), quoted(wanted[start : len(wanted) - end])
