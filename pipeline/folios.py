"""The folio sequence of a document: which page number each page should bear.

On marked pages a folio minus the page's index stays constant over long stretches, with restarts
and unnumbered plates between them; note numbers do not. Each page asks its neighbours: the
difference that most of them share gives the folio expected there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from pipeline.document import quartiles

# What a folio that is the page's own number in the file is more than its index.
OWN_NUMBER = 1

# A page of a few lines is no other for two blank ones.
_BLANK_LINES = 2


def roman(numeral: str) -> int:
    """Give the value of a roman numeral in either case, 0 where it is none.

    >>> roman("xiv"), roman("mild")
    (14, 0)
    """
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    digits = [values.get(letter, 0) for letter in numeral.lower()]
    if not digits or 0 in digits:
        return 0
    total = sum(
        -one if one < after else one for one, after in zip(digits, [*digits[1:], 0], strict=True)
    )
    return total if to_roman(total) == numeral.lower() else 0


def to_roman(number: int) -> str:
    """Write a number below 400 as a lower-case roman numeral.

    >>> to_roman(49)
    'xlix'
    """
    signs = (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    )
    out = ""
    for value, sign in signs:
        while number >= value and len(out) < 16:
            out += sign
            number -= value
    return out


def expected_by_page(
    seeds: Mapping[int, Sequence[int]], pages: int, window: int, at_least: int
) -> dict[int, int]:
    """Give the folio expected on each page that has enough witnesses.

    `seeds` holds the numbers read at a page's edges, by page index. A difference counts where at
    least `at_least` other pages within `window` pages share it.

    >>> expected_by_page({0: [11], 1: [12], 3: [14, 7]}, 4, window=5, at_least=2)
    {0: 11, 1: 12, 2: 13, 3: 14}
    """
    differences = [{value - page for value in seeds.get(page, ())} for page in range(pages)]
    counts: Counter[int] = Counter()
    for page in range(min(window, pages)):
        counts.update(differences[page])
    expected = {}
    for page in range(pages):
        if page + window < pages:
            counts.update(differences[page + window])
        if page - window - 1 >= 0:
            counts.subtract(differences[page - window - 1])
        best = _most_shared(counts, differences[page], at_least)
        if best is not None and best + page > 0:
            expected[page] = best + page
    return _fill_gaps(expected, pages)


def expected_in_front(
    romans: Mapping[int, Sequence[int]], pages: int, at_least: int
) -> dict[int, int]:
    """Give the folios of a front matter of `pages` pages, too short for a sequence of its own.

    `romans` holds the values of the roman numerals at a page's edges, by page index. A numeral is a
    folio where at least `at_least` pages share its difference, and where it is the page's own
    number in the file.

    >>> expected_in_front({2: [3], 4: [1, 7]}, 6, at_least=2)
    {0: 1, 1: 2, 2: 3, 3: 4, 4: 5, 5: 6}
    >>> expected_in_front({2: [4], 4: [1, 7]}, 6, at_least=2)
    {}
    """
    counts: Counter[int] = Counter()
    for page, values in romans.items():
        if page < pages:
            counts.update({value - page for value in values})
    if not counts:
        return {}
    best, witnesses = max(counts.items(), key=lambda one: (one[1], one[0] == OWN_NUMBER))
    if witnesses < at_least and best != OWN_NUMBER:
        return {}
    return {page: page + best for page in range(pages) if page + best > 0}


def _fill_gaps(expected: dict[int, int], pages: int) -> dict[int, int]:
    """Carry a difference over pages without witnesses where both sides share it."""
    filled = dict(expected)
    last: int | None = None
    for page in sorted(expected):
        if last is not None and expected[page] - page == expected[last] - last:
            for between_pages in range(last + 1, page):
                filled[between_pages] = expected[last] + between_pages - last
        last = page
    return filled


def _most_shared(counts: Counter[int], own: set[int], at_least: int) -> int | None:
    """The page's own difference where enough others share it, else the neighbours' commonest."""
    shared = [(counts[one] - 1, one) for one in own if counts[one] - 1 >= at_least]
    if shared:
        return max(shared)[1]
    common = counts.most_common(1)
    if not common or common[0][1] - (common[0][0] in own) < at_least:
        return None
    return common[0][0]


def anchors(numbers: Iterable[tuple[int, int]], page_lines: int = 0) -> list[tuple[int, int]]:
    """Give the longest rising run of (line, number) pairs, for a text without page marks.

    From one number of the run to the next there are at least `page_lines` lines a page, so that a
    year near the end of the text is none of its pages.

    >>> anchors([(30, 2), (55, 19), (61, 3), (92, 4), (140, 1851)], 3)
    [(30, 2), (61, 3), (92, 4)]
    """
    # With the lines that the pages must hold taken off, what is left need only not fall.
    pairs = sorted(
        {(number, line - page_lines * number) for line, number in numbers},
        key=lambda pair: (pair[0], -pair[1]),
    )
    tails: list[int] = []
    tail_at: list[int] = []
    back: list[int] = []
    for index, (_, spare) in enumerate(pairs):
        at = bisect_right(tails, spare)
        if at == len(tails):
            tails.append(spare)
            tail_at.append(index)
        else:
            tails[at] = spare
            tail_at[at] = index
        back.append(tail_at[at - 1] if at else -1)
    run = []
    index = tail_at[-1] if tail_at else -1
    while index >= 0:
        number, spare = pairs[index]
        run.append((spare + page_lines * number, number))
        index = back[index]
    return run[::-1]


def steady(run: Sequence[tuple[int, int]], spread: float) -> bool:
    """Tell whether as many lines a page lie between the numbers of a rising run, nearly always.

    Pages of a book are alike; sections of a manual, which are numbered too, are of any length.

    >>> steady([(30, 2), (76, 3), (168, 5)], 1.3), steady([(30, 2), (40, 3), (168, 5)], 1.3)
    (True, False)
    """
    lines = [(line - before) / (number - low) for (before, low), (line, number) in pairwise(run)]
    low, high = quartiles(lines)
    return high <= spread * low + _BLANK_LINES


def between(run: Sequence[tuple[int, int]], line: int) -> float | None:
    """Give the number that a rising run lets one expect at a line, by interpolation.

    None outside the run.

    >>> between([(30, 2), (90, 4)], 61)
    3.033...
    """
    at = bisect_left(run, (line, -1))
    if at < len(run) and run[at][0] == line:
        return run[at][1]
    if at == 0 or at == len(run):
        return None
    (before, low), (after, high) = run[at - 1], run[at]
    return low + (high - low) * (line - before) / (after - before)
