"""How much likelier a word is beside its neighbours than by itself: the lift of a pair of words.

The base 10 logarithm of a lift is the pointwise mutual information of two neighbours (Church and
Hanks 1990, *Word association norms, mutual information, and lexicography*). `language_pairs` tells
only whether a language puts two words side by side; where a language has lifts as well, they tell
how often, and a beginning and an end of a sentence are neighbours too.

In a rules folder, `lifts/en.bin.gz` holds those of English. Packed with gzip, it is a line of JSON
that says how many words and pairs there are, the words in their order, a line each, and tables of
whole numbers, the low byte first: of each word the lift of what it has not been seen before (a
byte) and how many pairs begin with it (four bytes); of each pair, by its first word and then by its
second, that second word (two bytes) and the lift (a byte). A lift is written in steps of a
twentieth above minus five.
"""

from __future__ import annotations

import gzip
import math
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from typing import IO, Annotated

import msgspec

from pipeline import presence
from pipeline.faults import Fault

# How a list writes a sentence's beginning and its end, and the marks that make one.
BEGINNING, END = "<s>", "</s>"
_ENDS = frozenset(".!?")

# A word's number takes two bytes.
MOST_WORDS = 1 << 16

_STEPS, _LEAST = 20, -5
_REMEDY = "make it as `rules/lifts/build.py` does, or take it out"


class Numbers(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How many words and pairs a file holds."""

    words: Annotated[int, msgspec.Meta(ge=0, le=MOST_WORDS)]
    pairs: Annotated[int, msgspec.Meta(ge=0)]


class Lifts:
    """The lifts of one language, read on first use."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def of(self, before: str, words: Sequence[str], behind: str, misread: float) -> float:
        """Give log10 of how much likelier words are in a row, and between these two, than alone.

        All are in small letters and folded. A neighbour may be the mark at a sentence's end; one
        that the list lacks, or that is empty, says nothing. A share `misread` of all (0 to 1) is
        not what was printed, so that no pair says more against it than that. 0.0 where the list
        lacks one of the words. Raises Fault where the file is none.
        """
        tables = self._tables
        row = [tables.number(word) for word in words]
        if None in row:
            return 0.0
        first = tables.number(BEGINNING if before in _ENDS else before)
        last = tables.number(END if behind in _ENDS else behind)
        found = 0.0
        for one, other in pairwise([first, *row, last]):
            if one is not None and other is not None:
                found += math.log10((1 - misread) * 10 ** tables.lift(one, other) + misread)
        return found

    @cached_property
    def _tables(self) -> _Tables:
        try:
            with gzip.open(self.path) as stream:
                return _Tables(stream)
        except (ValueError, OSError, EOFError, zlib.error, msgspec.MsgspecError) as error:
            raise Fault(str(self.path), f"no lifts of pairs ({error})", _REMEDY) from None


class _Tables:
    """What a file holds: by the first word of a pair, the second ones.

    Raises ValueError where it is cut short, or its numbers do not go together.
    """

    def __init__(self, stream: IO[bytes] | gzip.GzipFile) -> None:
        count = msgspec.json.decode(stream.readline(), type=Numbers)
        self._words = [stream.readline().decode("utf-8").rstrip("\n") for _ in range(count.words)]
        self._left = _table(stream, "B", count.words)
        pairs = _table(stream, "I", count.words)
        self._starts = array("I", accumulate(pairs, initial=0))
        if self._starts[-1] != count.pairs:
            raise ValueError(f"{self._starts[-1]} pairs instead of {count.pairs}")
        self._seconds = _table(stream, "H", count.pairs)
        self._lifts = _table(stream, "B", count.pairs)

    def number(self, word: str) -> int | None:
        """Give a word's number, None where it has none."""
        found = bisect_left(self._words, word)
        return found if found < len(self._words) and self._words[found] == word else None

    def lift(self, first: int, second: int) -> float:
        """Give the lift of a pair: its own, or what is left behind the first word."""
        end = self._starts[first + 1]
        at = bisect_left(self._seconds, second, self._starts[first], end)
        seen = at < end and self._seconds[at] == second
        return (self._lifts[at] if seen else self._left[first]) / _STEPS + _LEAST


def _table(stream: IO[bytes] | gzip.GzipFile, kind: str, number: int) -> array[int]:
    found = array(kind)
    data = stream.read(number * found.itemsize)
    if len(data) != number * found.itemsize:
        raise ValueError("it ends too early")
    found.frombytes(data)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def find(folders: Iterable[Path], code: str) -> Lifts | None:
    """Give the lifts of a language: from the first of these rules folders that has them."""
    paths = (folder / "lifts" / f"{code}.bin.gz" for folder in folders)
    path = next(filter(presence.is_file, paths), None)
    return Lifts(path) if path else None
