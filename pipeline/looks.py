"""The stages look at a text again until they find nothing more, so that a cleaned text stays so.

Rules count in a text, and a cleaned text has other counts than the raw one: a rule may be sure in a
later look that was not in the first. What later looks find is folded into the stages of the first,
and the ledger has each stage once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline import engine
from pipeline.bench import STAGE, Bench
from pipeline.context import Context
from pipeline.correction import Correction, apply, revert
from pipeline.decisions import Decision, Standing
from pipeline.engine import StageResult
from pipeline.folding import fold
from pipeline.rules import Stage


@dataclass(frozen=True)
class Outcome:
    """A cleaned text, each stage's corrections, and the decisions that do not hold in the text."""

    text: str
    stages: tuple[StageResult, ...]
    broken: tuple[Decision, ...]


class Looking:
    """A text while the stages look at it, again and again.

    The text as it was is not kept, since a long one takes much memory: it comes back by undoing
    what was made of it.
    """

    def __init__(self, stages: Sequence[Stage], context: Context, standing: Standing) -> None:
        self._stages = stages
        self._standing = standing
        self._begin(context)

    def _begin(self, context: Context) -> None:
        self._now = context
        self._bench = Bench(self._standing) if self._standing else None
        self._at_work: list[tuple[str, ...]] = []
        self._made: list[list[Correction]] = []
        # The stages that have looked at the text as it is now, and left it so.
        self._quiet: set[int] = set()

    def run(self, most: int) -> Outcome:
        """Let the stages look until they change nothing; then make what no rule did of decisions.

        They look at the text `most` times at most. Where their looks go round in a circle, the text
        in it with the least hash is taken, whichever of its texts they began with. Raises Fault
        where the document is out of time.
        """
        while True:
            before = _digest(self._now)
            self._look()
            late = self._out_of_time
            self._settle(before, most)
            # A rule whose time is up in a later look has added something in an earlier one.
            if self._out_of_time == late:
                return self._outcome()
            self._begin(engine.with_text(self._now, self._raw()))

    @property
    def _out_of_time(self) -> tuple[str, ...]:
        """The rules whose time was up so far."""
        allowance = self._now.allowance
        return tuple(allowance.out_of_time) if allowance else ()

    def _raw(self) -> str:
        """The text that the stages saw first."""
        text = self._now.document.text
        for made in reversed(self._made):
            text = revert(text, made)
        return text

    def _look(self) -> None:
        """Let every stage look at the text for the first time."""
        for number in range(len(self._stages)):
            found = self._step(number)
            self._at_work.append(found.at_work)
            self._made.append(list(found.corrections))

    def _settle(self, before: bytes, most: int) -> None:
        """Let the stages look again until they change nothing, `most` times in all.

        `before` is the digest of the text that they saw first.
        """
        seen = {before: [list[Correction]() for _ in self._stages]}
        for _ in range(most - 1):
            now = _digest(self._now)
            if now == before:
                return
            if now in seen:
                self._go_back_to(min(list(seen)[list(seen).index(now) :]), seen)
                return
            seen[now] = self._made
            before = now
            self._look_again()

    def _go_back_to(self, digest: bytes, seen: Mapping[bytes, list[list[Correction]]]) -> None:
        """Take a text that an earlier look left."""
        text = self._raw()
        self._made = seen[digest]
        for made in self._made:
            text = apply(text, made)
        self._now = engine.with_text(self._now, text)

    def _outcome(self) -> Outcome:
        """Give what became of the text, with what was decided and no rule did."""
        text = self._now.document.text
        self._now.document.forget()
        results = [
            StageResult(stage.name, tuple(made), at_work)
            for stage, made, at_work in zip(self._stages, self._made, self._at_work, strict=True)
        ]
        if not self._bench:
            return Outcome(text, tuple(results), ())
        self._bench.stand_behind(self._made)
        if decided := self._bench.last(text):
            results.append(StageResult(STAGE, tuple(decided)))
            self._bench.close(decided)
            text = apply(text, decided)
        return Outcome(text, tuple(results), tuple(self._bench.broken(text)))

    def _step(self, number: int) -> StageResult:
        """Let one stage look, and note whether it left the text as it was."""
        text = self._now.document.text
        found, self._now = engine.step(self._stages[number], self._now, self._bench)
        if self._now.document.text == text:
            self._quiet.add(number)
        else:
            self._quiet.clear()
        return found

    def _look_again(self) -> None:
        """Let every stage look that does not know the text, and fold in what it finds."""
        for number in range(len(self._stages)):
            if number in self._quiet:
                continue
            text = self._now.document.text
            found = self._step(number).corrections
            # What was only proposed is proposed already.
            if any(one.applied or one.decision for one in found):
                self._made = fold(self._made, number, found, text)


def _digest(context: Context) -> bytes:
    text = context.document.text
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
