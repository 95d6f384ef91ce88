"""A proof is one cleaned book laid out for review: every correction at its place in both texts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import itemgetter
from typing import TypeVar

from pipeline.anchors import FlatText, Likeness, flat
from pipeline.bench import STAGE
from pipeline.correction import CONFIDENCES, Correction
from pipeline.decisions import Decision, Placed, Standing, form, mark, stand
from pipeline.document import Document, PageMarks
from pipeline.ledger_lines import Row
from pipeline.review.changes import Change, Changes

K = TypeVar("K", bound=Hashable)

# A sheet is what one screen shows; a page that is longer is shown in parts.
SHEET_LINES = 80
SHEET_CHARACTERS = 12_000


@dataclass(frozen=True, slots=True)
class Item:
    """One correction in a proof, in reading order, with its stretches of both texts.

    `form` is the same for all corrections of like words to like words.
    """

    number: int
    stage: int
    row: Row
    correction: Correction
    raw: tuple[int, int]
    cleaned: tuple[int, int]
    form: tuple[str, str]

    @property
    def rule(self) -> str:
        """The rule as stage/rule."""
        return f"{self.row.stage}/{self.row.rule}"

    @property
    def doubt(self) -> int:
        """The place of the confidence: suspects are 0, certain ones come last."""
        return len(CONFIDENCES) - 1 - CONFIDENCES.index(self.row.confidence)


@dataclass(frozen=True)
class Sheet:
    """A page, or a part of a long one: its number, and where it lies in both texts."""

    page: int
    part: int
    raw: tuple[int, int]
    cleaned: tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A stretch of one side of a sheet, and the items whose place it is."""

    text: str
    items: tuple[int, ...] = ()


class Proof:
    """A book's raw and cleaned text, its items, and its sheets.

    `marks` are the rules' page marks. Raises Fault where cleaned text and ledger do not fit.
    """

    def __init__(self, changes: Changes, marks: PageMarks) -> None:
        self.changes = changes
        self.raw, self.cleaned = changes.texts[0], changes.texts[-1]
        self._marks = marks
        self._marks_made: dict[int, str] = {}
        self.items = self._items()

    @property
    def name(self) -> str:
        """The name of the document."""
        return self.changes.ledger.head.document

    @cached_property
    def flat(self) -> FlatText:
        """The raw text with its blanks made one, in which anchors are found."""
        return FlatText(self.raw)

    @cached_property
    def sheets(self) -> list[Sheet]:
        """All sheets in order; together they cover both texts."""
        document = Document(self.raw, self.name, self._marks)
        starts = [document.starts[line] for line in document.page_starts]
        whole = self.changes.route.from_raw[-1]
        found: list[Sheet] = []
        for page, (start, end) in enumerate(_stretches(starts, len(self.raw)), 1):
            for part, (first, last) in enumerate(_parts(document, start, end), 1):
                after = whole.to_after(first), whole.to_after(last)
                found.append(Sheet(page, part, (first, last), after))
        return found

    @property
    def pages(self) -> list[str]:
        """The raw text of each page."""
        starts: list[int] = []
        for sheet in self.sheets:
            if sheet.part == 1:
                starts.append(sheet.raw[0])
        return [self.raw[start:end] for start, end in _stretches(starts, len(self.raw))]

    def sheet_of(self, item: Item) -> int:
        """Give the index of the sheet on which an item begins."""
        return max(0, bisect_right(self._sheet_starts, item.raw[0]) - 1)

    def sides(self, sheet: Sheet) -> tuple[list[Piece], list[Piece]]:
        """Give the raw and the cleaned side of a sheet, cut at the places of the items."""
        raw = [(*one.raw, one.number) for one in self._within(self._by_raw, sheet.raw)]
        cleaned = [(*one.cleaned, one.number) for one in self._within(self._by_raw, sheet.raw)]
        return _pieces(self.raw, sheet.raw, raw), _pieces(self.cleaned, sheet.cleaned, cleaned)

    def change(self, item: Item) -> Change:
        """Give an item's words and the line they stand in."""
        return self.changes.change(item.stage, item.row, item.correction)

    def stand(self, decisions: Sequence[Decision], likeness: Likeness) -> Standing:
        """Find the places of decisions in the raw text."""
        return stand(decisions, self.raw, likeness, self.flat)

    def verdicts(self, standing: Standing) -> dict[int, Decision]:
        """Give the decision that holds for each item that has one, by the item's number.

        The narrower scope holds, and of two of one scope the later.
        """
        found: dict[int, Decision] = {}
        for scope in ("rule", "everywhere", "form", "group"):
            for decision in standing.wide:
                if decision.scope == scope:
                    found.update(dict.fromkeys(self._meant(decision), decision))
        for placed in standing.placed:
            for number in self.at(placed):
                found[number] = placed.decision
        return found

    def at(self, placed: Placed) -> list[int]:
        """Give the numbers of the items that a decision for one place speaks of."""
        stood = placed.decision.stood
        within = self._within(self._by_raw, (placed.start, placed.end))
        return [one.number for one in within if flat(one.row.before).strip() in stood]

    def alike(self, item: Item) -> list[int]:
        """Give the numbers of all items of an item's form."""
        return self._of_form[item.form]

    def mark(self, item: Item) -> str:
        """Give the mark by which a group accepted on a draw knows an item."""
        if item.number not in self._marks_made:
            self._marks_made[item.number] = mark(self.flat, item.raw, item.rule, item.form)
        return self._marks_made[item.number]

    def _meant(self, decision: Decision) -> list[int]:
        if decision.scope == "rule":
            return self._of_rule.get(decision.rule, [])
        if decision.draw is None:
            return self._of_form.get(form(decision.before, decision.after), [])
        left = Counter(decision.draw.members)
        found = []
        for number in self._of_rule.get(decision.rule, []):
            marked = self.mark(self.items[number])
            if left[marked]:
                left[marked] -= 1
                found.append(number)
        return found

    @cached_property
    def _of_form(self) -> dict[tuple[str, str], list[int]]:
        return _gathered((one.form, one.number) for one in self.items)

    @cached_property
    def _of_rule(self) -> dict[str, list[int]]:
        return _gathered((one.rule, one.number) for one in self.items)

    def _items(self) -> list[Item]:
        route = self.changes.route
        found = []
        told = {row.evidence.get("decision") for _, row, _ in self.changes.every()
                if row.stage != STAGE}  # fmt: skip
        for stage, row, one in self.changes.every():
            # What a reviewer put is shown at the correction that it took the place of.
            if row.stage == STAGE and row.evidence.get("decision") in told:
                continue
            raw = route.from_raw[stage].span_before(one.start, one.end)
            cleaned = route.to_cleaned[stage].span_after(one.start, one.end)
            found.append((raw, stage, row, one, cleaned))
        found.sort(key=itemgetter(0, 1))
        return [
            Item(number, stage, row, one, raw, cleaned, form(row.before, row.after))
            for number, (raw, stage, row, one, cleaned) in enumerate(found)
        ]

    @cached_property
    def _by_raw(self) -> tuple[list[int], list[int]]:
        """The start of each item in the raw text, and how far the items up to it reach."""
        return [one.raw[0] for one in self.items], list(
            accumulate((one.raw[1] for one in self.items), max)
        )

    @cached_property
    def _sheet_starts(self) -> list[int]:
        return [one.raw[0] for one in self.sheets]

    def _within(self, index: tuple[list[int], list[int]], span: tuple[int, int]) -> list[Item]:
        starts, reach = index
        first = bisect_right(reach, span[0])
        last = bisect_left(starts, max(span[1], span[0] + 1))
        return [one for one in self.items[first:last] if one.raw[1] > span[0]]


def _gathered(pairs: Iterable[tuple[K, int]]) -> dict[K, list[int]]:
    found: dict[K, list[int]] = {}
    for key, number in pairs:
        found.setdefault(key, []).append(number)
    return found


def _stretches(starts: list[int], end: int) -> Iterator[tuple[int, int]]:
    return zip(starts, [*starts[1:], end], strict=True)


def _parts(document: Document, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a page where it has too many lines, or too many characters, for one screen."""
    starts = document.starts
    first = start
    while end - first > SHEET_CHARACTERS or (
        bisect_left(starts, end) - bisect_left(starts, first) > SHEET_LINES
    ):
        line = bisect_left(starts, first) + SHEET_LINES
        most = first + SHEET_CHARACTERS
        cut = min(starts[line] if line < len(starts) else most, most)
        # A line is cut only where it is too long by itself.
        at_line = starts[bisect_right(starts, cut) - 1]
        cut = at_line if at_line > first else cut
        if cut >= end:
            break
        yield first, cut
        first = cut
    yield first, end


def _pieces(text: str, span: tuple[int, int], marks: Sequence[tuple[int, int, int]]) -> list[Piece]:
    """Cut a stretch of text at marks (start, end, item); marks that meet share a piece."""
    merged: list[tuple[int, int, list[int]]] = []
    for start, end, item in sorted(marks):
        first, last = max(start, span[0]), min(end, span[1])
        if last < first:
            continue
        if merged and first < merged[-1][1]:
            before = merged.pop()
            merged.append((before[0], max(before[1], last), [*before[2], item]))
        else:
            merged.append((first, last, [item]))
    pieces: list[Piece] = []
    done = span[0]
    for start, end, items in merged:
        if start > done:
            pieces.append(Piece(text[done:start]))
        pieces.append(Piece(text[start:end], tuple(items)))
        done = end
    if done < span[1]:
        pieces.append(Piece(text[done : span[1]]))
    return pieces
