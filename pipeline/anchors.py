"""Anchors find a place in a text again when lines have moved and other words have changed.

An anchor is the words of a place and the words around it, blanks and line ends made one blank. It
knows no offset, no line and no rule, so that it holds in a new reading of the same book.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import ahocorasick_rs
import regex
from rapidfuzz import fuzz

_BLANKS = regex.compile(r"\s+")
_WORD = regex.compile(r"\S+")

# Undecodable bytes are lone surrogates, which no TOML file can hold.
_SURROGATE = regex.compile("[\ud800-\udfff]")

# A word longer than this is no word: of context, so much is enough.
_CONTEXT_CHARACTERS = 120

# What stands in more places than this is a mark or a small word: only its exact context tells.
_PLACES_MOST = 2_000


@dataclass(frozen=True)
class Likeness:
    """When a place that is not found word for word is the one that was meant.

    `words` is the context kept at first on each side, `most_words` the most that is kept to make it
    unique. `least` is the likeness of the context (0 to 1) that the best place must have, and
    `lead` how much more it must have than the next.
    """

    words: int = 4
    most_words: int = 12
    least: float = 0.75
    lead: float = 0.15


@dataclass(frozen=True)
class Anchor:
    """The words of a place and around it; the `ordinal`-th of `of` places that read so."""

    left: str
    raw: str
    right: str
    ordinal: int = 1
    of: int = 1

    @property
    def whole(self) -> str:
        """The words of the place with those around it."""
        return self.left + self.raw + self.right


def flat(text: str) -> str:
    r"""Give the text with each run of blanks and line ends as one blank.

    >>> flat("ferry-\n  man")
    'ferry- man'
    """
    return _SURROGATE.sub("\ufffd", _BLANKS.sub(" ", text))


class FlatText:
    """A text with its blanks made one, and the way from there to offsets in the text."""

    def __init__(self, text: str) -> None:
        words = list(_WORD.finditer(text))
        self._starts = [one.start() for one in words]
        self._ends = [one.end() for one in words]
        lengths = (one.end() - one.start() + 1 for one in words)
        self._flat_starts = list(accumulate(lengths, initial=0))[: len(words)]
        self.text = _SURROGATE.sub("\ufffd", " ".join(one[0] for one in words))
        self._length = len(text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the offsets in the text of a stretch of the flat text.

        A blank at either end stands for all the blanks that are there.
        """
        return self._back(start, False), self._back(end, True)

    def flat_offset(self, offset: int) -> int:
        """Give the offset in the flat text of one in the text; in blanks, that of the next word."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return 0
        if offset <= self._ends[index]:
            return self._flat_starts[index] + offset - self._starts[index]
        return min(self._flat_starts[index] + self._ends[index] - self._starts[index] + 1,
                   len(self.text))  # fmt: skip

    def _back(self, offset: int, is_end: bool) -> int:
        index = bisect_right(self._flat_starts, offset) - 1
        if index < 0:
            return 0
        start = self._starts[index] + offset - self._flat_starts[index]
        if is_end and offset == self._flat_starts[index] and index:
            # The stretch ends with the blanks before this word.
            return self._starts[index]
        return min(start, self._ends[index])


def anchor_at(text: FlatText, start: int, end: int, likeness: Likeness) -> Anchor:
    """Give the anchor of the stretch from `start` to `end`, offsets in the text itself.

    The context grows until no other place reads so; where it cannot, the ordinal tells them apart.
    """
    first, last = text.flat_offset(start), text.flat_offset(end)
    words = likeness.words
    while True:
        found = _cut(text.text, first, last, words)
        places = list(_places(text.text, found))
        if len(places) < 2 or words >= likeness.most_words:
            break
        words += 2
    ordinal = places.index(first) + 1 if first in places else 1
    return Anchor(found.left, found.raw, found.right, ordinal, max(len(places), 1))


def surroundings(text: FlatText, start: int, end: int, words: int) -> Anchor:
    """Give a stretch's words with so many around them, whether or not others read so."""
    return _cut(text.text, text.flat_offset(start), text.flat_offset(end), words)


def find(
    text: FlatText, anchors: Sequence[Anchor], likeness: Likeness
) -> list[tuple[int, int] | None]:
    """Give the stretch of each anchor, as offsets in the text; None where it has no clear place."""
    exact = _exact(text.text, anchors)
    found: list[tuple[int, int] | None] = []
    for index, anchor in enumerate(anchors):
        places = exact.get(index, [])
        start: int | None = None
        if len(places) == anchor.of:
            start = places[anchor.ordinal - 1]
        elif not places and anchor.of == 1:
            start = _likest(text.text, anchor, likeness)
        found.append(None if start is None else text.span(start, start + len(anchor.raw)))
    return found


def _cut(text: str, first: int, last: int, words: int) -> Anchor:
    before = text[max(0, first - _CONTEXT_CHARACTERS) : first]
    after = text[last : last + _CONTEXT_CHARACTERS]
    left = before.split(" ")[-words - 1 :]
    right = after.split(" ")[: words + 1]
    return Anchor(" ".join(left), text[first:last], " ".join(right))


def _places(text: str, anchor: Anchor) -> Iterator[int]:
    whole = anchor.whole
    start = text.find(whole)
    while start >= 0:
        yield start + len(anchor.left)
        start = text.find(whole, start + 1)


def _exact(text: str, anchors: Sequence[Anchor]) -> dict[int, list[int]]:
    """Where each anchor stands word for word: one pass over the text for all of them."""
    wanted = {anchor.whole for anchor in anchors} - {""}
    if not wanted:
        return {}
    every = sorted(wanted)
    starts: dict[str, list[int]] = {}
    automaton = ahocorasick_rs.AhoCorasick(every)
    for index, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
        starts.setdefault(every[index], []).append(start)
    return {
        index: [start + len(anchor.left) for start in starts[anchor.whole]]
        for index, anchor in enumerate(anchors)
        if anchor.whole in starts
    }


def _likest(text: str, anchor: Anchor, likeness: Likeness) -> int | None:
    """Give the one place of the raw words whose surroundings are most like the anchor's."""
    if not anchor.raw.strip() or text.count(anchor.raw) > _PLACES_MOST:
        return None
    best, start, second = 0.0, -1, 0.0
    place = text.find(anchor.raw)
    while place >= 0:
        end = place + len(anchor.raw)
        around = text[max(0, place - len(anchor.left)) : place], text[end : end + len(anchor.right)]
        like = (fuzz.ratio(anchor.left, around[0]) + fuzz.ratio(anchor.right, around[1])) / 200
        if like > best:
            best, start, second = like, place, best
        else:
            second = max(second, like)
        place = text.find(anchor.raw, place + 1)
    clear = best >= likeness.least and best - second >= likeness.lead
    return start if clear else None
