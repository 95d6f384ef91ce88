"""A raw text and its cleaned text beside the truth: what is wrong in each, and what became of it.

A token of the truth is right in a text when the alignment pairs it with an equal token and no extra
token stands before it. What is right in the raw text and wrong in the cleaned one is harmed; what
is wrong and then right is fixed; what is wrong in both is missed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz.distance import Levenshtein

from pipeline.evaluation.alignment import RUN_TOKENS, Block, equal_blocks
from pipeline.evaluation.tokens import Truth, tokens

Fate = Literal["fixed", "harmed", "missed"]


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without equal tokens: tokens of a text, and tokens of the truth, ends excluded."""

    start: int
    end: int
    truth_start: int
    truth_end: int


@dataclass(frozen=True)
class Errors:
    """What is wrong in a text, in tokens, and as the edit distance in characters.

    `substituted` tokens stand for others of the truth, `lost` ones are not there, `extra` ones are
    not the truth's.
    """

    substituted: int = 0
    lost: int = 0
    extra: int = 0
    characters: int = 0

    @property
    def tokens(self) -> int:
        """All token errors."""
        return self.substituted + self.lost + self.extra

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.substituted + other.substituted,
            self.lost + other.lost,
            self.extra + other.extra,
            self.characters + other.characters,
        )


class Side:
    """One text beside the truth."""

    def __init__(self, text: str, truth: Truth, *, words: bool) -> None:
        self.text = text
        self.tokens = tokens(text, words=words)
        self.truth = truth
        self.blocks = equal_blocks(self.tokens.keys, truth.tokens.keys, truth.counts)

    @cached_property
    def gaps(self) -> list[Gap]:
        """What lies between the equal stretches, where it is not empty on both sides."""
        return [Gap(*one) for one in between(self.blocks, len(self.tokens), len(self.truth.tokens))]

    @cached_property
    def right(self) -> list[bool]:
        """Of each token of the truth, and of its end, whether it is right in this text."""
        found = [True] * (len(self.truth.tokens) + 1)
        for gap in self.gaps:
            wrong = gap.truth_end - gap.truth_start
            # Where there are more tokens than in the truth, the last ones are the extra ones.
            if gap.end - gap.start > wrong:
                wrong += 1
            found[gap.truth_start : gap.truth_start + wrong] = [False] * wrong
        return found

    def errors(self) -> Errors:
        """Count what is wrong where the truth counts."""
        counts = self.truth.counts
        substituted = lost = extra = 0
        for gap in self.gaps:
            here, there = gap.end - gap.start, gap.truth_end - gap.truth_start
            shared = gap.truth_start + min(here, there)
            substituted += sum(counts[gap.truth_start : shared])
            lost += sum(counts[shared : gap.truth_end])
            extra += max(0, here - there) * self._counts_before(gap.truth_end)
        return Errors(substituted, lost, extra, self._characters())

    def _counts_before(self, index: int) -> bool:
        """Say whether what is extra before a token of the truth counts: where that token does.

        At the end it counts where the last token does.
        """
        return self.truth.counts[min(index, len(self.truth.counts) - 1)]

    def _characters(self) -> int:
        """Give the edit distance in characters, summed over what long equal runs bound.

        Where only part of such a stretch counts, its gaps are taken one by one.
        """
        firm = [one for one in self.blocks if one[2] >= RUN_TOKENS]
        total = 0
        for stretch in between(firm, len(self.tokens), len(self.truth.tokens)):
            gap = Gap(*stretch)
            inner = slice(
                bisect_left(self._truth_ends, gap.truth_start),
                bisect_right(self._truth_ends, gap.truth_end),
            )
            parts = [gap] if self._all_count(gap) else filter(self._all_count, self.gaps[inner])
            total += sum(map(self._distance, parts))
        return total

    def _all_count(self, gap: Gap) -> bool:
        counts = self.truth.counts[gap.truth_start : gap.truth_end]
        return all(counts) if counts else self._counts_before(gap.truth_start)

    def _distance(self, gap: Gap) -> int:
        here = self.tokens.keys[gap.start : gap.end]
        there = self.truth.tokens.keys[gap.truth_start : gap.truth_end]
        return Levenshtein.distance(" ".join([*here, ""]), " ".join([*there, ""]))

    @cached_property
    def partners(self) -> list[int]:
        """Of each token of this text, the truth's token it is equal to; -1 where there is none."""
        found = [-1] * len(self.tokens)
        for start, truth_start, length in self.blocks:
            found[start : start + length] = range(truth_start, truth_start + length)
        return found

    @cached_property
    def meeting(self) -> list[bool]:
        """Of each token of this text, whether it has a partner."""
        return [partner >= 0 for partner in self.partners]

    @cached_property
    def met(self) -> list[bool]:
        """Of each token of the truth, whether an equal one of this text is its partner."""
        found = [False] * len(self.truth.tokens)
        for _, truth_start, length in self.blocks:
            found[truth_start : truth_start + length] = [True] * length
        return found

    @cached_property
    def firm(self) -> list[int]:
        """The tokens of this text that end a run of equal tokens, long enough to be trusted.

        A single equal token may be a chance match; three in a row are where the two texts meet.
        """
        found: list[int] = []
        for start, _, length in self.blocks:
            found += range(start + RUN_TOKENS - 1, start + length)
        return found

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Give this text's tokens, ends excluded, that stand where the truth's `first:last` do.

        What is extra belongs to the token behind it.
        """
        at_end = last == len(self.truth.tokens)
        return self._before(first), len(self.tokens) if at_end else self._before(last)

    def _before(self, at: int) -> int:
        """Give how many tokens stand before a token of the truth and what belongs to it.

        In a gap the tokens are taken one by one, as far as there are as many.
        """
        index = bisect_left(self._truth_ends, at)
        if index == len(self.gaps):
            return len(self.tokens) - len(self.truth.tokens) + at
        gap = self.gaps[index]
        return gap.start + min(at - gap.truth_start, gap.end - gap.start)

    @cached_property
    def _truth_ends(self) -> list[int]:
        return [gap.truth_end for gap in self.gaps]


class Comparison:
    """A raw text, its cleaned text and the truth, by words or exactly."""

    def __init__(self, raw: str, cleaned: str, truth: Truth, *, words: bool) -> None:
        self.truth = truth
        self.words = words
        self.raw = Side(raw, truth, words=words)
        self.cleaned = Side(cleaned, truth, words=words)

    @cached_property
    def scored(self) -> int:
        """How many tokens of the truth count."""
        return sum(self.truth.counts)

    @cached_property
    def characters(self) -> int:
        """How many characters of the truth count, a blank after each token among them."""
        pairs = zip(self.truth.tokens.keys, self.truth.counts, strict=True)
        return sum(len(key) + 1 for key, counts in pairs if counts)

    def fates(self) -> Iterator[tuple[int, Fate]]:
        """Give the tokens of the truth that are wrong in either text, where they count."""
        for index, counts in enumerate(self.truth.counts):
            was, now = self.raw.right[index], self.cleaned.right[index]
            if counts and not (was and now):
                yield index, "harmed" if was else "fixed" if now else "missed"


def between(
    blocks: Sequence[Block], length: int, truth_length: int
) -> Iterator[tuple[int, int, int, int]]:
    """Give what lies between blocks: start and end in the text, start and end in the truth."""
    done = truth_done = 0
    for start, truth_start, size in [*blocks, (length, truth_length, 0)]:
        if start > done or truth_start > truth_done:
            yield done, start, truth_done, truth_start
        done, truth_done = start + size, truth_start + size
