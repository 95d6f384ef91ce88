"""A document's corrections with what stands around them: what every view of a ledger shows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import regex

from pipeline import ledger
from pipeline.correction import Correction, Route
from pipeline.ledger import Ledger
from pipeline.ledger_lines import Row

_BLANK = regex.compile(r"\s")

# A word longer than this is a line without blanks; a view shows the correction alone then.
_WORD_MOST = 60


@dataclass(frozen=True)
class Wanted:
    """Which corrections to show: those of these stages, rules and confidences; empty means all."""

    stages: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    confidences: tuple[str, ...] = ()

    def __contains__(self, row: Row) -> bool:
        return (
            (not self.stages or row.stage in self.stages)
            and (not self.rules or row.rule in self.rules or _key(row) in self.rules)
            and (not self.confidences or row.confidence in self.confidences)
        )


@dataclass(frozen=True)
class Change:
    """One correction, its ledger line, and the words and the line that it stands in.

    `left` and `right` are the rest of the line around the words `before`, which became `after`;
    `start` is where these words begin in the input of the correction's stage.
    """

    row: Row
    correction: Correction
    left: str
    before: str
    after: str
    right: str
    start: int


@dataclass(frozen=True)
class Block:
    """Lines of the raw file and what became of them; both count from 0, ends excluded."""

    raw: tuple[int, int]
    cleaned: tuple[int, int]


class Changes:
    """All corrections of one document; raises Fault where the cleaned text does not fit."""

    def __init__(self, cleaned: bytes, listed: Ledger) -> None:
        self.ledger = listed
        self.texts = ledger.texts(cleaned, listed)
        self.raw_lines = self.texts[0].split("\n")
        self.cleaned_lines = self.texts[-1].split("\n")

    @cached_property
    def route(self) -> Route:
        """The offset maps between the texts."""
        return Route(stage.corrections for stage in self.ledger.stages)

    def select(self, wanted: Wanted) -> list[Change]:
        """Give the wanted corrections in reading order, stage after stage within a line."""
        found = [one for one in self.every() if one[1] in wanted]
        found.sort(key=lambda one: one[1].raw_line)
        return [self.change(*one) for one in found]

    def touching(self, line: int, raw: bool) -> list[Change]:
        """Give the corrections that touched a line, from 1, of the raw or the cleaned file."""
        feeds = _line_feeds(self.texts[0] if raw else self.texts[-1])
        found = []
        for index, row, one in self.every():
            if raw:
                start, end = self.route.from_raw[index].span_before(one.start, one.end)
            else:
                start, end = self.route.to_cleaned[index].span_after(one.start, one.end)
            last = bisect_left(feeds, max(start, end - 1))
            if bisect_left(feeds, start) < line <= last + 1:
                found.append(self.change(index, row, one))
        return found

    def beside(self, line: int, raw: bool) -> range:
        """Give the lines of the other file, from 1, that hold what is on this line of one."""
        whole = self.route.from_raw[-1]
        here, there = self.texts[0], self.texts[-1]
        span = whole.span_after
        if not raw:
            here, there, span = there, here, whole.span_before
        feeds = [-1, *_line_feeds(here), len(here)]
        start, end = feeds[line - 1] + 1, min(feeds[line] + 1, len(here))
        first, last = span(start, end)
        if first == last and start < end:
            return range(0)
        other = _line_feeds(there)
        return range(bisect_left(other, first) + 1, bisect_left(other, max(first, last - 1)) + 2)

    def blocks(self) -> Iterator[Block]:
        """Give the stretches of lines that differ between the raw and the cleaned text."""
        raw_feeds, cleaned_feeds = _line_feeds(self.texts[0]), _line_feeds(self.texts[-1])
        merged: list[list[int]] = []
        for start, end, after_start, after_end in self.route.from_raw[-1].stretches:
            block = [
                bisect_left(raw_feeds, start),
                bisect_left(raw_feeds, end) + 1,
                bisect_left(cleaned_feeds, after_start),
                bisect_left(cleaned_feeds, after_end) + 1,
            ]
            if merged and (block[0] < merged[-1][1] or block[2] < merged[-1][3]):
                merged[-1][1::2] = block[1::2]
            else:
                merged.append(block)
        for one in merged:
            yield from self._trimmed(*one)

    def every(self) -> Iterator[tuple[int, Row, Correction]]:
        """Give every correction, stage after stage: its stage's index, its line, itself."""
        rows = iter(self.ledger.rows)
        by_stage: dict[str, list[Row]] = {name: [] for name in self.ledger.head.stages}
        for row in rows:
            by_stage[row.stage].append(row)
        for index, stage in enumerate(self.ledger.stages):
            for row, one in zip(by_stage[stage.stage], stage.corrections, strict=True):
                yield index, row, one

    def change(self, index: int, row: Row, one: Correction) -> Change:
        """Widen a correction to whole words, and add the rest of the line."""
        text = self.texts[index]
        start, end = one.start, one.end
        while start > 0 and one.start - start < _WORD_MOST and not _BLANK.match(text, start - 1):
            start -= 1
        if not _BLANK.match(one.before[-1:]):
            found = _BLANK.search(text, end, min(end + _WORD_MOST, len(text)))
            end = found.start() if found else min(end + _WORD_MOST, len(text))
        left = text.rfind("\n", 0, start) + 1
        right = text.find("\n", end)
        if one.before.endswith("\n"):
            right = end
        return Change(
            row,
            one,
            text[left:start],
            text[start:end],
            text[start : one.start] + one.after + text[one.end : end],
            text[end : right if right >= 0 else len(text)],
            start,
        )

    def _trimmed(self, a: int, b: int, c: int, d: int) -> Iterator[Block]:
        """Leave out lines that are the same at a block's ends."""
        raw, cleaned = self.raw_lines, self.cleaned_lines
        while a < b and c < d and raw[a] == cleaned[c]:
            a, c = a + 1, c + 1
        while a < b and c < d and raw[b - 1] == cleaned[d - 1]:
            b, d = b - 1, d - 1
        if a < b or c < d:
            yield Block((a, b), (c, d))


def evidence(row: Row) -> dict[str, str | list[str]]:
    """Give what a correction rests on, by its name; a value that begins with it loses it.

    >>> evidence(Row("scannos", "the", "likely", True, "tlie", "the", 0, 4, 1, 1, 1,
    ...     {"known": "known: the", "listed": ["the", "tie"]}))
    {'known': 'the', 'listed': ['the', 'tie']}
    """
    return {
        name: value.removeprefix(f"{name}: ")
        if isinstance(value, str)
        else [one.removeprefix(f"{name}: ") for one in value]
        for name, value in row.evidence.items()
    }


def _line_feeds(text: str) -> list[int]:
    return [found.start() for found in regex.finditer("\n", text)]


def _key(row: Row) -> str:
    return f"{row.stage}/{row.rule}"
