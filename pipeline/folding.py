"""What a later look finds takes its place among the corrections of the first.

The stages of a later look see the cleaned text. What they find is folded into the lists of the
first look, so that each stage has one list, and a place one correction, however often was looked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.correction import CONFIDENCES, Correction, OffsetMap

Corrections = Sequence[Correction]

# The evidence that names the other rules of a correction to which several looks came.
WITH = "with"


def fold(
    stages: Sequence[Corrections], at: int, found: Corrections, text: str
) -> list[list[Correction]]:
    """Give each stage's corrections together with what a later look found for stage `at`.

    `stages` are the corrections of the stages in a row, `text` is what they lead to, and `found`
    corrects that text; all are sorted. What comes back leads from the same raw text to `text` with
    `found` made. A find that touches what a stage behind `at` corrected becomes one correction with
    it, of that stage. Of what is not applied, finds give way to all else.
    """
    folded = [list(one) for one in stages]
    if not any(folded[at:]):
        folded[at] = list(found)
        return folded
    moving, stretch = list(found), _stretch_of(text)
    for index in range(len(folded) - 1, at, -1):
        made = _Made(folded[index])
        ahead, behind = _parted(made, moving)
        folded[index] = _shifted(_joined(made, behind, stretch), ahead)
        moving, stretch = ahead, made.input_of(stretch)
    folded[at] = _joined(_Made(folded[at]), moving, stretch)
    return folded


# Gives a text from one offset to another. Of the texts between the stages only a few stretches are
# asked for, and a book has a million characters.
Stretch = Callable[[int, int], str]


def _stretch_of(text: str) -> Stretch:
    return lambda low, high: text[low:high]


class _Made:
    """A stage's corrections, and which of those that are applied a find touches."""

    def __init__(self, corrections: Corrections) -> None:
        self.applied = [one for one in corrections if one.applied]
        self.proposed = [one for one in corrections if not one.applied]
        self._map = OffsetMap(self.applied)
        stretches = self._map.stretches
        self._starts = [one[2] for one in stretches]
        self._ends = [one[3] for one in stretches]

    def outcome(self, number: int) -> tuple[int, int]:
        """Give where the outcome of an applied correction stands in the output."""
        return self._starts[number], self._ends[number]

    def input_of(self, output: Stretch) -> Stretch:
        """Give the stage's input, from its output."""
        return lambda low, high: "".join(self._input(low, high, output))

    def _input(self, low: int, high: int, output: Stretch) -> Iterator[str]:
        """Yield the pieces of a stretch of the input."""
        number = bisect_right(self.applied, low, key=lambda one: one.end)
        while low < high:
            one = self.applied[number] if number < len(self.applied) else None
            plain = min(one.start, high) if one else high
            if low < plain:
                moved = self._moved(number)
                yield output(low + moved, plain + moved)
            low = max(low, plain)
            if one and low < high:
                low, start = min(one.end, high), low
                yield one.before[start - one.start : low - one.start]
            number += 1

    def _moved(self, number: int) -> int:
        """How far what stands before an applied correction, or behind the last, is moved."""
        if number < len(self.applied):
            return self._starts[number] - self.applied[number].start
        return self._ends[-1] - self.applied[-1].end if self.applied else 0

    def touched(self, found: Correction) -> range:
        """Give the numbers of the applied corrections that a find in the output touches.

        It touches an outcome that it shares characters with, and an empty one inside it. A find
        that only puts something in touches whatever it stands beside, since nothing else says
        which of them comes first.
        """
        first = bisect_left(self._ends, found.start)
        last = bisect_right(self._starts, found.end)
        if found.start < found.end:
            while first < last and self._ends[first] == found.start:
                first += 1
            while first < last and self._starts[last - 1] == found.end:
                last -= 1
        return range(first, max(first, last))

    def led_back(self, found: Correction) -> Correction:
        """Give a find in the output that touches nothing as a correction of the input."""
        start = self._map.to_before(found.start)
        return replace(found, start=start, end=start + len(found.before))


def _parted(made: _Made, found: Corrections) -> tuple[list[Correction], list[Correction]]:
    """Give the finds that may as well come before a stage, in its input, and those that may not."""
    ahead, behind = [], []
    for one in found:
        if made.touched(one):
            behind.append(one)
        else:
            ahead.append(made.led_back(one))
    return ahead, behind


def _shifted(made: Corrections, ahead: Corrections) -> list[Correction]:
    """Give a stage's corrections for an input in which others are made before it."""
    places = OffsetMap(ahead)
    covered = _Covered(one for one in ahead if one.applied)
    shifted = []
    for one in made:
        if one.applied or not covered.meets(one):
            start = places.to_after(one.start)
            shifted.append(replace(one, start=start, end=start + len(one.before)))
    return shifted


class _Covered:
    """The places of sorted corrections that are apart."""

    def __init__(self, corrections: Iterable[Correction]) -> None:
        spans = [(one.start, one.end) for one in corrections]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def meets(self, other: Correction) -> bool:
        """Whether another correction has a place in common with one of these."""
        end = max(other.end, other.start + 1)
        return bisect_right(self._ends, other.start) < bisect_left(self._starts, end)


def _joined(made: _Made, found: Corrections, output: Stretch) -> list[Correction]:
    """Give a stage's corrections together with finds in its output."""
    groups = list(_groups(made, [one for one in found if one.applied]))
    taken = {number for group in groups for number in group.touched}
    # By the places of what they lead to, since two may put something in at the same place.
    ordered = [
        (made.outcome(number), one)
        for number, one in enumerate(made.applied)
        if number not in taken
    ]
    ordered += [
        (group.outcome(made), one) for group in groups for one in group.together(made, output)
    ]
    joined = [one for _, one in sorted(ordered, key=lambda pair: pair[0])]
    covered = _Covered(joined)
    # A reviewer's word stays, whatever another rule makes of the place.
    kept = [one for one in made.proposed if one.decision or not covered.meets(one)]
    known = _Covered(kept)
    new = [made.led_back(one) for one in found if not one.applied and not made.touched(one)]
    new = [one for one in new if not covered.meets(one) and not known.meets(one)]
    return sorted([*joined, *kept, *new], key=_place)


def _place(one: Correction) -> tuple[int, int]:
    return one.start, one.end


@dataclass(frozen=True)
class _Group:
    """Finds in a stage's output, and the numbers of those of its corrections that they touch."""

    found: tuple[Correction, ...]
    touched: range

    def outcome(self, made: _Made) -> tuple[int, int]:
        """Give the stretch of the stage's output that all of it covers."""
        places = [_place(one) for one in self.found]
        places += [made.outcome(number) for number in self.touched]
        return min(start for start, _ in places), max(end for _, end in places)

    def together(self, made: _Made, output: Stretch) -> Iterator[Correction]:
        """Yield all of it as one correction of the stage's input, if it changes anything."""
        if not self.touched:
            yield from map(made.led_back, self.found)
            return
        touched = [made.applied[number] for number in self.touched]
        outcomes = [made.outcome(number) for number in self.touched]
        low, high = self.outcome(made)
        stood = [(*place, one.before) for place, one in zip(outcomes, touched, strict=True)]
        before = _with(output, low, high, stood)
        after = _with(output, low, high, [(one.start, one.end, one.after) for one in self.found])
        if before != after:
            start = touched[0].start - (outcomes[0][0] - low)
            yield _made_by([*touched, *self.found], start, before, after)


def _with(output: Stretch, low: int, high: int, changes: Iterable[tuple[int, int, str]]) -> str:
    """Give a stretch of a text with other strings at some of its places."""
    pieces: list[str] = []
    for start, end, string in changes:
        pieces += (output(low, start), string)
        low = end
    return "".join((*pieces, output(low, high)))


def _made_by(makers: Sequence[Correction], start: int, before: str, after: str) -> Correction:
    """Give what several corrections make together: of the stage of the first of them.

    It has the name of the last of them in that stage, and is as sure as the least sure one.
    """
    stage = makers[0].stage
    named = [one for one in makers if one.stage == stage][-1]
    others = {f"{one.stage}/{one.rule}" for one in makers}
    others |= {found for one in makers for name, found in one.evidence if name == WITH}
    others.discard(f"{stage}/{named.rule}")
    own = [pair for pair in named.evidence if pair[0] != WITH]
    return Correction(
        start,
        start + len(before),
        before,
        after,
        stage,
        named.rule,
        max((one.confidence for one in makers), key=CONFIDENCES.index),
        (*own, *((WITH, name) for name in sorted(others))),
        next((one.decision for one in reversed(makers) if one.decision), ""),
    )


def _groups(made: _Made, found: Corrections) -> Iterator[_Group]:
    """Yield finds, those together that touch the same correction."""
    held: _Group | None = None
    for one in found:
        touched = made.touched(one)
        if held and touched and touched.start < held.touched.stop:
            both = range(held.touched.start, max(held.touched.stop, touched.stop))
            held = _Group((*held.found, one), both)
            continue
        if held:
            yield held
        held = _Group((one,), touched)
    if held:
        yield held
