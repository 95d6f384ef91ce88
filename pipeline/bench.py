"""The bench applies a reviewer's decisions to the corrections of a document, stage by stage."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.anchors import flat
from pipeline.correction import Correction, OffsetMap, Route
from pipeline.decisions import SCOPE_WORDS, Decision, Placed, Standing

STAGE = "decisions"

# An anchor knows a run of blanks as one, so that a stretch which cuts into one comes back shorter.
_BLANKS_CUT = 8


@dataclass(frozen=True)
class Guarded:
    """A stretch of a stage's input that a decision speaks of, since it reads what it tells of."""

    start: int
    end: int
    decision: Decision


class Bench:
    """One document's decisions, while it passes through the stages.

    A decision for one place guards it from the stage on at which the place reads what the decision
    says stood there. What no rule does of what was decided, `last` does at the end.
    """

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._from_raw = OffsetMap()
        self._done: set[str] = set()
        self._met: dict[str, Counter[str]] = {}
        groups = (one for one in standing.wide if one.draw)
        self._members = {one.id: Counter(one.draw.members) for one in groups if one.draw}
        self._grouped: dict[object, Decision] = {}
        self._guarded: list[Guarded] = []
        self._starts: list[int] = []
        self._longest = 0

    def open(self, text: str) -> None:
        """Take up a stage's input."""
        found = [one for placed in self._held() for one in self._reads(text, placed)]
        self._guarded = sorted(found, key=lambda one: one.start)
        self._starts = [one.start for one in self._guarded]
        self._longest = max((one.end - one.start for one in self._guarded), default=0)

    def close(self, corrections: Iterable[Correction]) -> None:
        """Pass a stage: its corrections lead on to the next one's input."""
        self._from_raw = self._from_raw.then(OffsetMap(corrections))

    def stand_behind(self, stages: Iterable[Iterable[Correction]]) -> None:
        """Stand where these stages lead from the raw text, whatever was passed before."""
        self._from_raw = Route(stages).from_raw[-1]

    def at_place(self, made: Correction) -> Correction | None:
        """Give a correction as a decision for its place leaves it, None where there is none."""
        touching = self._touching(made.start, made.end)
        if not touching:
            return None
        for one in touching:
            decision = one.decision
            asked = decision.stood, flat(decision.after)
            if decision.verdict == "apply" and asked == (flat(made.before), flat(made.after)):
                self._done.add(decision.id)
                return _decided(made, decision, "apply")
        return _decided(made, touching[-1].decision, "stet")

    def widely(self, made: Correction) -> Correction:
        """Give a correction as a decision of a wider scope leaves it."""
        if not self._standing.wide:
            return made
        decision = self._of_group(made) or self._standing.widely(made)
        if decision is None:
            return made
        if decision.verdict == "edit":
            made = replace(made, after=decision.reading)
        return _decided(made, decision, decision.verdict)

    def _of_group(self, made: Correction) -> Decision | None:
        """Give a group's decision for a member, for no more like places than the group had."""
        raw_span = self._from_raw.span_before(made.start, made.end)
        # A place that was refused is found again in every look, and counts once.
        place = raw_span, made.stage, made.rule, made.before, made.after
        if place in self._grouped:
            return self._grouped[place]
        found = self._standing.group(made, raw_span)
        if found is None:
            return None
        decision, marked = found
        met = self._met.setdefault(decision.id, Counter())
        if met[marked] >= self._members[decision.id][marked]:
            return None
        met[marked] += 1
        self._grouped[place] = decision
        return decision

    def last(self, text: str) -> list[Correction]:
        """Give the corrections that were decided and that no rule made, for the last text."""
        self.open(text)
        found: list[Correction] = []
        for one in self._guarded:
            decision = one.decision
            if decision.verdict == "stet" or decision.id in self._done:
                continue
            self._done.add(decision.id)
            before, after = text[one.start : one.end], decision.wanted
            free = not found or found[-1].end <= one.start
            if free and before != after and "\ufffd" not in after:
                made = Correction(
                    one.start, one.end, before, after, STAGE, decision.verdict, "certain"
                )
                found.append(_decided(made, decision, decision.verdict))
        return found

    def broken(self, text: str) -> list[Decision]:
        """Give the decisions that do not hold in the cleaned text."""
        found = [
            one for one in self._standing.wide
            if one.draw and self._met.get(one.id, Counter()).total() < len(one.draw.members)
        ]  # fmt: skip
        for placed in self._held():
            start, end = self._from_raw.span_after(placed.start, placed.end)
            decision = placed.decision
            if decision.verdict == "apply" and decision.id in self._done:
                continue
            if flat(decision.wanted).strip() not in flat(text[start:end]):
                found.append(decision)
        return found

    def _held(self) -> list[Placed]:
        overruled = self._standing.overruled
        return [one for one in self._standing.placed if one.decision.id not in overruled]

    def _reads(self, text: str, placed: Placed) -> list[Guarded]:
        """Where the text reads, at the decision's place, what the decision says stood there."""
        decision = placed.decision
        start, end = self._from_raw.span_after(placed.start, placed.end)
        stood = decision.before or decision.raw
        found: list[Guarded] = []
        at = text.find(stood, max(0, start - _BLANKS_CUT), end + _BLANKS_CUT)
        while stood and 0 <= at < max(end, start + 1):
            if at + len(stood) > start:
                found.append(Guarded(at, at + len(stood), decision))
            at = text.find(stood, at + len(stood), end + _BLANKS_CUT)
        if not found and flat(text[start:end]).strip() == decision.stood.strip():
            found.append(Guarded(start, end, decision))
        return found

    def _touching(self, start: int, end: int) -> list[Guarded]:
        if not self._guarded:
            return []
        first = bisect_left(self._starts, start - self._longest)
        last = bisect_left(self._starts, max(end, start + 1))
        return [one for one in self._guarded[first:last] if one.end > start]


def _decided(made: Correction, decision: Decision, verdict: str) -> Correction:
    told = f"{decision.verdict}, {SCOPE_WORDS[decision.scope]} ({decision.id})"
    return replace(made, decision=verdict, evidence=(*made.evidence, ("decision", told)))
