"""Lays two sequences of tokens side by side with the fewest differences.

A whole book against a whole book has too many pairs to be weighed at once. So the two are first cut
where three tokens in a row come once in each of them, in the order that keeps most of these cuts;
what lies between is small, and is aligned exactly. Three tokens rather than one, since a single
rare word may be a misreading that happens to be right elsewhere.

Where a passage stands in another order, one half of it must be given up. No cut is made where the
truth does not count, so that there it is given up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

# Tokens in a row that must come once in both texts for a cut, and that must be equal for a
# difference to end there.
RUN_TOKENS = 3

Block = tuple[int, int, int]


def equal_blocks(
    other: Sequence[str], truth: Sequence[str], counts: Sequence[bool] = ()
) -> list[Block]:
    """Give where equal tokens run side by side: start in `other`, start in `truth`, length.

    `counts` says of each token of the truth whether it counts; all do where it is empty.

    >>> equal_blocks("the tide was tbe last".split(), "the tide was the last".split())
    [(0, 0, 3), (4, 4, 1)]
    """
    first, second = _as_signs(other, truth)
    found: list[Block] = []
    done = truth_done = 0
    for start, truth_start in [*_cuts(first, second, counts), (len(first), len(second))]:
        if start < done or truth_start < truth_done:
            continue
        for one in _aligned(first[done:start], second[truth_done:truth_start]):
            _add(found, (one[0] + done, one[1] + truth_done, one[2]))
        length = _common(first, second, start, truth_start)
        _add(found, (start, truth_start, length))
        done, truth_done = start + length, truth_start + length
    return found


def _as_signs(other: Sequence[str], truth: Sequence[str]) -> tuple[str, str]:
    """Write each token as one sign, so that sequences of tokens are strings.

    Tokens that only one side has share a sign, since nothing is ever equal to them.
    """
    common = set(other) & set(truth)
    signs = {key: chr(index) for index, key in enumerate(sorted(common), 2)}
    return (
        "".join([signs.get(key, "\0") for key in other]),
        "".join([signs.get(key, "\1") for key in truth]),
    )


def _cuts(first: str, second: str, counts: Sequence[bool]) -> list[tuple[int, int]]:
    """Give the places of runs that come once in each, the most of them that stand in order."""
    here, there = _once(first), _once(second)
    places = sorted(
        (here[run], there[run])
        for run in here.keys() & there.keys()
        if all(counts[there[run] : there[run] + RUN_TOKENS])
    )
    return _longest_increasing(places)


def _once(signs: str) -> dict[str, int]:
    runs = [signs[index : index + RUN_TOKENS] for index in range(len(signs) - RUN_TOKENS + 1)]
    counts = Counter(runs)
    return {run: index for index, run in enumerate(runs) if counts[run] == 1}


def _longest_increasing(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the longest series of pairs that rise on both sides; the pairs are sorted by the first.

    >>> _longest_increasing([(0, 4), (1, 0), (2, 1), (3, 9), (4, 2)])
    [(1, 0), (2, 1), (4, 2)]
    """
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, there) in enumerate(places):
        place = bisect_left(tails, there)
        before.append(last[place - 1] if place else -1)
        tails[place : place + 1] = [there]
        last[place : place + 1] = [index]
    found: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        found.append(places[index])
        index = before[index]
    return found[::-1]


def _aligned(first: str, second: str) -> Iterator[Block]:
    if first and second:
        for one in Levenshtein.opcodes(first, second):
            if one.tag == "equal":
                yield one.src_start, one.dest_start, one.src_end - one.src_start


def _common(first: str, second: str, start: int, truth_start: int) -> int:
    length = 0
    most = min(len(first) - start, len(second) - truth_start)
    while length < most and first[start + length] == second[truth_start + length]:
        length += 1
    return length


def _add(blocks: list[Block], block: Block) -> None:
    """Add a block, as one with the last where the two meet on both sides."""
    start, truth_start, length = block
    if not length:
        return
    if blocks:
        before, truth_before, known = blocks[-1]
        if (before + known, truth_before + known) == (start, truth_start):
            blocks[-1] = before, truth_before, known + length
            return
    blocks.append(block)
