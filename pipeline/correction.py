"""A correction says what stood in a text, what stands there now, and why.

Applying and undoing corrections is done here and nowhere else. Offsets are code points.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Confidence = Literal["certain", "likely", "suspect"]
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)


@dataclass(frozen=True, slots=True)
class Correction:
    """One change to a text, or (confidence `suspect`) one that is only proposed.

    `start` and `end` are code points in the input of the stage that made the correction;
    `before` is the text between them and `after` what takes its place. `evidence` holds pairs
    of a name and what was found, ready to be shown. `decision` is a reviewer's word, where there
    is one: `stet` withholds the correction, `apply` and `edit` make it.
    """

    start: int
    end: int
    before: str
    after: str
    stage: str
    rule: str
    confidence: Confidence
    evidence: tuple[tuple[str, str], ...] = ()
    decision: str = ""

    @property
    def applied(self) -> bool:
        """Whether the text was changed; suspects are only listed, unless a reviewer decided."""
        if self.decision:
            return self.decision != "stet"
        return self.confidence != "suspect"


def apply(text: str, corrections: Iterable[Correction]) -> str:
    """Return `text` with every applied correction made.

    The corrections must be sorted and must not overlap. Raises ValueError where one does not
    fit the text.

    >>> apply("tbe tide", [Correction(0, 3, "tbe", "the", "scannos", "b-for-h", "certain")])
    'the tide'
    """
    return _put_together(_corrected(text, corrections))


def _corrected(text: str, corrections: Iterable[Correction]) -> Iterator[str]:
    done = 0
    for one in corrections:
        if not one.applied:
            continue
        if one.start < done or text[one.start : one.end] != one.before:
            raise ValueError(f"correction {one} does not fit the text at {one.start}")
        yield from _stretch(text, done, one.start)
        yield one.after
        done = one.end
    yield from _stretch(text, done, len(text))


# So many code points are put together at once.
_PIECE = 1 << 20


def _stretch(text: str, start: int, end: int) -> Iterator[str]:
    for at in range(start, end, _PIECE):
        yield text[at : min(at + _PIECE, end)]


def _put_together(pieces: Iterable[str]) -> str:
    """Join pieces, so that not all of them lie in memory beside the whole."""
    whole = ""
    held: list[str] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= _PIECE:
            # CPython makes a string longer in its place where nothing else has it.
            whole += "".join(held)
            held.clear()
            length = 0
    whole += "".join(held)
    return whole


def revert(text: str, corrections: Iterable[Correction]) -> str:
    """Return what `apply` was given, from what it gave and the same corrections.

    Raises ValueError where a correction's `after` does not stand at its place.

    >>> revert("the tide", [Correction(0, 3, "tbe", "the", "scannos", "b-for-h", "certain")])
    'tbe tide'
    """
    return _put_together(_reverted(text, corrections))


def _reverted(text: str, corrections: Iterable[Correction]) -> Iterator[str]:
    done = shift = 0
    for one in corrections:
        if not one.applied:
            continue
        start = one.start + shift
        end = start + len(one.after)
        if start < done or text[start:end] != one.after:
            raise ValueError(f"correction {one} cannot be undone at {start}")
        yield from _stretch(text, done, start)
        yield one.before
        done = end
        shift += len(one.after) - len(one.before)
    yield from _stretch(text, done, len(text))


Stretch = tuple[int, int, int, int]
_Side = tuple[list[int], list[int]]


class OffsetMap:
    """Translates offsets across one stage, or several in a row, in both directions.

    Outside corrections the map is one to one. An offset inside a corrected stretch goes to the
    start of the other side's stretch. `stretches` are start and end before, start and end after.
    """

    def __init__(self, corrections: Iterable[Correction] = ()) -> None:
        stretches = []
        shift = 0
        for one in corrections:
            if one.applied:
                start = one.start + shift
                stretches.append((one.start, one.end, start, start + len(one.after)))
                shift += len(one.after) - len(one.before)
        self._set(stretches)

    def _set(self, stretches: list[Stretch]) -> None:
        self.stretches = stretches
        self._before = [one[0] for one in stretches], [one[1] for one in stretches]
        self._after = [one[2] for one in stretches], [one[3] for one in stretches]

    def to_after(self, offset: int) -> int:
        """Give the offset in the stage's output for one in its input.

        >>> made = [Correction(0, 4, "t he", "the", "scannos", "split", "certain")]
        >>> OffsetMap(made).to_after(5)
        4
        """
        return _translate(self._before, self._after, offset)

    def to_before(self, offset: int) -> int:
        """Give the offset in the stage's input for one in its output."""
        return _translate(self._after, self._before, offset)

    def span_after(self, start: int, end: int) -> tuple[int, int]:
        """Give the output's stretch that holds all of a stretch of the input."""
        return _span(self._before, self._after, start, end)

    def span_before(self, start: int, end: int) -> tuple[int, int]:
        """Give the input's stretch that holds all of a stretch of the output.

        >>> made = [Correction(0, 4, "t he", "the", "scannos", "split", "certain")]
        >>> OffsetMap(made).span_before(1, 2)
        (0, 4)
        """
        return _span(self._after, self._before, start, end)

    def then(self, later: OffsetMap) -> OffsetMap:
        """Give the map across this stage and the one that follows; stretches that touch are one."""
        first, second = self.stretches, later.stretches
        joined: list[Stretch] = []
        i = j = to_first = to_last = 0
        while i < len(first) or j < len(second):
            if j == len(second) or (i < len(first) and first[i][2] <= second[j][0]):
                low = first[i][2]
            else:
                low = second[j][0]
            high, start, last = low, low + to_first, low + to_last
            while True:
                if i < len(first) and first[i][2] <= high:
                    high = max(high, first[i][3])
                    to_first = first[i][1] - first[i][3]
                    i += 1
                elif j < len(second) and second[j][0] <= high:
                    high = max(high, second[j][1])
                    to_last = second[j][3] - second[j][1]
                    j += 1
                else:
                    break
            joined.append((start, high + to_first, last, high + to_last))
        both = OffsetMap()
        both._set(joined)
        return both


def _translate(here: _Side, there: _Side, offset: int) -> int:
    index = bisect_right(here[0], offset) - 1
    if index < 0:
        return offset
    if offset < here[1][index]:
        return there[0][index]
    return there[1][index] + offset - here[1][index]


def _span(here: _Side, there: _Side, start: int, end: int) -> tuple[int, int]:
    index = bisect_right(here[0], end) - 1
    if index >= 0 and start == end == here[0][index] == here[1][index]:
        return there[0][index], there[1][index]
    inside = index >= 0 and here[0][index] < end < here[1][index]
    last = there[1][index] if inside else _translate(here, there, end)
    first = _translate(here, there, start)
    return min(first, last), max(first, last)


class Route:
    """The way from the raw text through every stage to the cleaned text, as offset maps.

    `from_raw[k]` leads from the raw text to the input of stage k (the last one to the cleaned
    text), `to_cleaned[k]` from the input of stage k to the cleaned text.
    """

    def __init__(self, stages: Iterable[Iterable[Correction]]) -> None:
        maps = [OffsetMap(corrections) for corrections in stages]
        self.from_raw = [OffsetMap()]
        for one in maps:
            self.from_raw.append(self.from_raw[-1].then(one))
        self.to_cleaned = [OffsetMap()]
        for one in reversed(maps):
            self.to_cleaned.append(one.then(self.to_cleaned[-1]))
        self.to_cleaned.reverse()
