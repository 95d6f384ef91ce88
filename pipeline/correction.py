"""A correction says what stood in a text, what stands there now, and why.

Applying and undoing corrections is done here and nowhere else. Offsets are code points.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal, get_args

Confidence = Literal["certain", "likely", "suspect"]
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)


@dataclass(frozen=True, slots=True)
class Correction:
    """One change to a text, or (confidence `suspect`) one that is only proposed.

    `start` and `end` are code points in the input of the stage that made the correction;
    `before` is the text between them and `after` what takes its place. `evidence` holds pairs
    of a name and what was found, ready to be shown.
    """

    start: int
    end: int
    before: str
    after: str
    stage: str
    rule: str
    confidence: Confidence
    evidence: tuple[tuple[str, str], ...] = ()

    @property
    def applied(self) -> bool:
        """Whether the text was changed; suspects are only listed."""
        return self.confidence != "suspect"


def apply(text: str, corrections: Iterable[Correction]) -> str:
    """Return `text` with every applied correction made.

    The corrections must be sorted and must not overlap. Raises ValueError where one does not
    fit the text.

    >>> apply("tbe tide", [Correction(0, 3, "tbe", "the", "scannos", "b-for-h", "certain")])
    'the tide'
    """
    pieces: list[str] = []
    done = 0
    for one in corrections:
        if not one.applied:
            continue
        if one.start < done or text[one.start : one.end] != one.before:
            raise ValueError(f"correction {one} does not fit the text at {one.start}")
        pieces += (text[done : one.start], one.after)
        done = one.end
    pieces.append(text[done:])
    return "".join(pieces)


def revert(text: str, corrections: Iterable[Correction]) -> str:
    """Return what `apply` was given, from what it gave and the same corrections.

    Raises ValueError where a correction's `after` does not stand at its place.

    >>> revert("the tide", [Correction(0, 3, "tbe", "the", "scannos", "b-for-h", "certain")])
    'tbe tide'
    """
    pieces: list[str] = []
    done = shift = 0
    for one in corrections:
        if not one.applied:
            continue
        start = one.start + shift
        end = start + len(one.after)
        if start < done or text[start:end] != one.after:
            raise ValueError(f"correction {one} cannot be undone at {start}")
        pieces += (text[done:start], one.before)
        done = end
        shift += len(one.after) - len(one.before)
    pieces.append(text[done:])
    return "".join(pieces)


@dataclass(frozen=True)
class OffsetMap:
    """Translates offsets across one stage, in both directions.

    Outside corrections the map is one to one. An offset inside a corrected stretch goes to the
    start of the other side's stretch.
    """

    corrections: Sequence[Correction]
    _before: list[tuple[int, int]] = field(init=False, repr=False)
    _after: list[tuple[int, int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        made = [one for one in self.corrections if one.applied]
        shifts = [0, *accumulate(len(one.after) - len(one.before) for one in made)]
        before = [(one.start, one.end) for one in made]
        after = [
            (one.start + shift, one.start + shift + len(one.after))
            for one, shift in zip(made, shifts, strict=False)
        ]
        object.__setattr__(self, "_before", before)
        object.__setattr__(self, "_after", after)

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


def _translate(here: list[tuple[int, int]], there: list[tuple[int, int]], offset: int) -> int:
    index = bisect_right(here, (offset, len(here) and here[-1][1] + offset + 1)) - 1
    if index < 0:
        return offset
    if offset < here[index][1]:
        return there[index][0]
    return there[index][1] + offset - here[index][1]
