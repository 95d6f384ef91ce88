"""Pages told by their folios alone, where nothing else marks them.

A text whose form feeds are lost still has its folios, each on a line between two lines of text.
They rise by one from page to page and stand about as many lines apart. So may the numbers of
sonnets and sections; but a page ends where it is full, mostly in the midst of a sentence, and a
section does not. Heads and catchwords around a folio repeat, or are left to whoever looks at the
edges of the pages.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from pipeline.allowance import Allowance, left
from pipeline.document import Document
from pipeline.edges import OPEN_END, ByFolios, Edge, Settings, letters_of, unspread, usual_length
from pipeline.lexicon import fold


def paged_by_folios(
    document: Document, settings: Settings, allowance: Allowance | None = None
) -> Document:
    """Give the document with its pages cut at its folios; as it is where they tell none.

    Raises OutOfTime where the allowance is used up.
    """
    if document.paged:
        return document
    unmarked = settings.unmarked
    numbered = list(_numbered(document, settings))
    if len(numbered) > unmarked.numbered * len(document.full_lines):
        return document
    usual = _usual_page(numbered, unmarked)
    if usual > unmarked.most_page_lines:
        return document
    runs = list(_runs(numbered, usual, settings, allowance))
    if not runs:
        return document
    covered = sum(run[-1][0] - run[0][0] for run in runs) / len(document.lines)
    places = sorted({line for run in runs for line in _filled(run, numbered, usual, unmarked)})
    if covered < unmarked.cover:
        return document
    pages = _Furniture(document, settings, places)
    if pages.open_share() < unmarked.open:
        return document
    return Document(document.text, document.name, document.marks, tuple(pages.starts()))


def _numbered(document: Document, settings: Settings) -> Iterator[tuple[int, int]]:
    """Yield the short lines that begin or end in a number, each with the number."""
    limit = min(settings.longest, usual_length(document))
    texts = document.lines
    for index in document.full_lines:
        text = unspread(texts[index])
        if len(text) <= limit:
            for _, value in Edge(index, 0, text, settings.digits).numbers:
                yield index, value


def _usual_page(numbered: Sequence[tuple[int, int]], unmarked: ByFolios) -> float:
    """The distance, in lines, at which most numbers are followed by the next one; 0 for none."""
    places: defaultdict[int, list[int]] = defaultdict(list)
    for line, value in numbered:
        places[value].append(line)
    distances = []
    for line, value in numbered:
        behind = places.get(value + 1, ())
        at = bisect_left(behind, line + unmarked.page_lines)
        if at < len(behind):
            distances.append(behind[at] - line)
    distances.sort()
    best, usual = 0, 0.0
    for at, distance in enumerate(distances):
        last = bisect_right(distances, distance * (1 + unmarked.uneven))
        if last - at > best:
            best, usual = last - at, float(distances[(at + last) // 2])
    return usual


def _runs(
    numbered: Sequence[tuple[int, int]],
    usual: float,
    settings: Settings,
    allowance: Allowance | None,
) -> Iterator[list[tuple[int, int]]]:
    """Yield each run of folios, as lines with their numbers; no run lies in another."""
    if not usual:
        return
    length, before = _chained(numbered, usual, settings, allowance)
    first = list(range(len(numbered)))
    for at, earlier in enumerate(before):
        if earlier >= 0:
            first[at] = first[earlier]
    starts: list[int] = []
    ends: list[int] = []
    for at in sorted(range(len(numbered)), key=lambda at: (-length[at], at)):
        if length[at] < settings.unmarked.at_least:
            return
        start, end = numbered[first[at]][0], numbered[at][0]
        place = bisect_left(ends, start)
        if place < len(starts) and starts[place] <= end:
            continue
        starts.insert(place, start)
        ends.insert(place, end)
        run = []
        here = at
        while here >= 0:
            run.append(numbered[here])
            here = before[here]
        yield run[::-1]


def _chained(
    numbered: Sequence[tuple[int, int]],
    usual: float,
    settings: Settings,
    allowance: Allowance | None,
) -> tuple[list[int], list[int]]:
    """How many folios the longest run up to each number holds, and the number before it there."""
    unmarked = settings.unmarked
    slack = max(usual * unmarked.uneven, settings.page_slack)
    length, before = [1] * len(numbered), [-1] * len(numbered)
    places: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    windows: defaultdict[tuple[int, int], _Window] = defaultdict(_Window)
    for at, (line, value) in enumerate(numbered):
        left(allowance)
        for pages in range(1, unmarked.gap + 2):
            known = places.get(value - pages)
            if not known:
                continue
            farthest, nearest = line - pages * (usual + slack), line - pages * (usual - slack)
            earlier = windows[value, pages].longest(known, length, farthest, nearest)
            if earlier is not None and length[earlier] >= length[at]:
                length[at], before[at] = length[earlier] + 1, earlier
        places[value].append((line, at))
    return length, before


class _Window:
    """The numbers of one value at which the longest runs end, within a distance that moves on."""

    def __init__(self) -> None:
        self._seen = 0
        self._best: deque[tuple[int, int]] = deque()

    def longest(
        self, known: Sequence[tuple[int, int]], length: Sequence[int], first: float, last: float
    ) -> int | None:
        """Give the number, of those between two lines, at which the longest run ends.

        Neither line lies before the one of the last call, so that each number is looked at once.
        """
        best = self._best
        while self._seen < len(known) and known[self._seen][0] <= last:
            one = known[self._seen]
            self._seen += 1
            while best and length[best[-1][1]] < length[one[1]]:
                best.pop()
            best.append(one)
        while best and best[0][0] < first:
            best.popleft()
        return best[0][1] if best else None


def _filled(
    run: Sequence[tuple[int, int]],
    numbered: Sequence[tuple[int, int]],
    usual: float,
    unmarked: ByFolios,
) -> Iterator[int]:
    """Yield the lines of a run, and of the folios it lacks: those around a page that is not full.

    Such a folio is the only one of its number between its neighbours, or within a page's height of
    the run's end.
    """
    reach = round(usual * (1 + unmarked.uneven))
    (first, low), (last, high) = run[0], run[-1]
    ends = [(first - reach, low - 2), *run, (last + reach, high + 2)]
    for (line, value), (after, beyond) in pairwise(ends):
        if line >= first:
            yield line
        for wanted in range(value + 1, beyond):
            near = numbered[bisect_right(numbered, (line, 0)) : bisect_left(numbered, (after, 0))]
            found = [one for one, number in near if number == wanted and one > line]
            if len(found) == 1:
                (line,) = found
                yield line


class _Furniture:
    """The lines around folios: which of them repeat, and the text before and behind them."""

    def __init__(self, document: Document, settings: Settings, places: Sequence[int]) -> None:
        self._texts = document.lines
        self._full = document.full_lines
        self._settings = settings
        self._places = [bisect_left(self._full, line) for line in places]
        self._beside = settings.unmarked.beside
        self._same_head = 100 * settings.unmarked.same_head
        near = [
            key
            for at in self._places
            for key in {self._key(one) for one in range(at - self._beside, at + self._beside + 1)}
        ]
        counts = Counter(filter(None, near))
        self._heads = [key for key, count in counts.items() if count >= settings.unmarked.heads]

    def starts(self) -> list[int]:
        """The first line of each page: its folio, or the head that stands above it."""
        return [self._full[self._end(at, -1)] for at in self._places]

    def open_share(self) -> float:
        """The share of pages whose end, and the next one's beginning, lie within a sentence."""
        return sum(map(self._is_open, self._places)) / len(self._places)

    def _is_open(self, at: int) -> bool:
        first, last = self._end(at, -1) - 1, self._end(at, 1) + 1
        if first < 0 or last >= len(self._full):
            return False
        runs_on = self._texts[self._full[last]].lstrip()[:1].islower()
        return runs_on and bool(OPEN_END.search(self._texts[self._full[first]]))

    def _end(self, at: int, step: int) -> int:
        """How far the furniture around a folio goes up (-1) or down (1), as a place in `full`."""
        end = at
        for beside in range(at + step, at + (self._beside + 1) * step, step):
            if self._is_head(beside):
                end = beside
        return end

    def _is_head(self, at: int) -> bool:
        key = self._key(at)
        return bool(key) and any(fuzz.ratio(key, head) >= self._same_head for head in self._heads)

    def _key(self, at: int) -> str:
        """The letters of a short line, empty where there are few or it is a line of text."""
        if not 0 <= at < len(self._full):
            return ""
        text = unspread(self._texts[self._full[at]])
        key = letters_of(fold(text)).lower() if len(text) <= self._settings.longest else ""
        return key if len(key) >= 4 else ""
