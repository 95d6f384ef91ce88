"""How well a word fits between its neighbours, by the pairs of words that its language writes.

A list of pairs tells which words stand side by side in a language, and not how often. What it says
of two words depends on how many others each of them has in the list: of `of` and `the` one expects
the pair, and its absence speaks against a reading; of two rare words one does not, and its presence
speaks for it. By chance, two words would be a pair with a likelihood of the numbers of their
partners, multiplied, over the number of pairs: its log10 is the load of a pair. How much more often
true neighbours of a load are in the list than chance ones was counted on proofread texts, and is
about the same in English, French and German.

In a rules folder, `pairs/en.txt` or `pairs/en.txt.gz` is the list of English. A line holds a word
in small letters, how many words of the list stand before it, and those that stand behind it; `#`
starts a comment line. `pairs/scales.toml` says what a pair weighs by its load.
"""

from __future__ import annotations

import gzip
import math
import tomllib
import zlib
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import msgspec

from pipeline import presence
from pipeline.faults import Fault

# One step of a scale: a load, and log10 of how much likelier true neighbours are than chance ones.
Step = tuple[float, float]

# So many pairs of a language are kept; a long run over many books would otherwise fill the memory.
MOST_REMEMBERED = 200_000

_REMEDY = "give a word, how many words stand before it, and those behind it, in UTF-8"


class Scales(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What a pair says by its load: where the list has it (`together`), where it has not (`apart`).

    Both are steps of rising load; between two steps lies a line, and outside them it goes on level.
    """

    together: Annotated[list[Step], msgspec.Meta(min_length=1)]
    apart: Annotated[list[Step], msgspec.Meta(min_length=1)]


class LanguagePairs:
    """The pairs of one language, read from a list and a file of scales on first use."""

    def __init__(self, path: Path, scales: Path) -> None:
        self.path, self.scales = path, scales
        self._lead = lru_cache(MOST_REMEMBERED)(self._pair)

    def fit(self, before: str, word: str, behind: str) -> float:
        """Give log10 of how much likelier these neighbours are beside the word than by chance.

        All three are in small letters and folded; one that the list lacks, or that is empty, says
        nothing. Raises Fault where a file is not as it should be.
        """
        return self._lead(self._last(before), word) + self._lead(word, self._first(behind))

    def _pair(self, first: str, second: str) -> float:
        one, other = self._lines.get(first), self._lines.get(second)
        if one is None or other is None:
            return 0.0
        partners, before = one.count(" ") - 2, int(other[1 : other.find(" ", 1)])
        if not partners or not before:
            return 0.0
        load = math.log10(partners * before / self._number)
        scales = self._scales
        return _at(scales.together if f" {second} " in one else scales.apart, load)

    def _first(self, word: str) -> str:
        """A word, or what leans on it, where it does: `l'` of *l'heure*."""
        return word[: self._leaning(word)] or word

    def _last(self, word: str) -> str:
        """A word without what leans on it: *heure* of *l'heure*."""
        return word[self._leaning(word) :]

    def _leaning(self, word: str) -> int:
        """How many letters of a word are one that lost its vowel, as the list has it."""
        end = word.find("'") + 1
        leans = 0 < end < len(word) and word not in self._lines and word[:end] in self._lines
        return end if leans else 0

    @cached_property
    def _lines(self) -> dict[str, str]:
        """By word, how many stand before it and those behind it, as ` 12 one other `."""
        data = self.path.read_bytes()
        try:
            text = (gzip.decompress(data) if self.path.suffix == ".gz" else data).decode("utf-8")
        except (UnicodeDecodeError, gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise Fault(str(self.path), f"not a list of pairs ({error})", _REMEDY) from None
        lines = {}
        for number, line in enumerate(text.splitlines(), 1):
            word, _, rest = line.partition(" ")
            if word and word != "#":
                if not rest.partition(" ")[0].isdecimal():
                    problem = f"line {number}: no number of words before {word!r}"
                    raise Fault(str(self.path), problem, _REMEDY)
                lines[word] = f" {rest} "
        return lines

    @cached_property
    def _scales(self) -> Scales:
        try:
            table = tomllib.loads(self.scales.read_text("utf-8"))
            scales = msgspec.convert(table, Scales)
            if not _rises(scales.together) or not _rises(scales.apart):
                raise ValueError("loads must rise from step to step")
            return scales
        except (ValueError, msgspec.ValidationError) as error:
            remedy = "give `together` and `apart`, each a list of steps: a load and a value"
            raise Fault(str(self.scales), f"no scales of pairs ({error})", remedy) from None

    @cached_property
    def _number(self) -> int:
        """How many pairs the list has."""
        return sum(line.count(" ") - 2 for line in self._lines.values())


def _rises(scale: list[Step]) -> bool:
    """Whether each step's load is higher than the one before; `nan` is higher than nothing."""
    loads = [-math.inf, *(load for load, _ in scale), math.inf]
    return all(low < high for low, high in pairwise(loads))


def _at(scale: list[Step], load: float) -> float:
    """The value of a scale at a load."""
    after = bisect_right(scale, load, key=lambda step: step[0])
    if after == 0:
        return scale[0][1]
    if after == len(scale):
        return scale[-1][1]
    (low, value), (high, next_value) = scale[after - 1], scale[after]
    return value + (next_value - value) * (load - low) / (high - low)


def find(folders: Iterable[Path], code: str) -> LanguagePairs | None:
    """Give the pairs of a language: from the first of these rules folders that has a list of them.

    The scales are looked for in the same way.
    """
    folders = [folder / "pairs" for folder in folders]
    lists = (folder / name for folder in folders for name in (f"{code}.txt", f"{code}.txt.gz"))
    path = next(filter(presence.is_file, lists), None)
    scales = next(filter(presence.is_file, (folder / "scales.toml" for folder in folders)), None)
    return LanguagePairs(path, scales) if path and scales else None
