from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.many.feed import Feed
from pipeline.sources import Source


class Sized(Source):
    """A document whose size is its name."""

    def size(self) -> int:
        return int(self.name)


def sized(*sizes: int) -> list[Source]:
    return [Sized(str(size), Path(str(size))) for size in sizes]


def names(batch: list[Source]) -> list[str]:
    return [one.name for one in batch]


def test_biggest_in_sight_comes_first() -> None:
    feed = Feed(sized(1, 5, 3, 9, 7), in_sight=3)
    assert [names(feed.batch(0, 1)) for _ in range(6)] == [["5"], ["9"], ["7"], ["3"], ["1"], []]


def test_batches_keep_to_both_limits() -> None:
    feed = Feed(sized(40, 8, 5, 4, 3, 2, 1))
    assert [names(feed.batch(10, 3)) for _ in range(4)] == [
        ["40"], ["8"], ["5", "4"], ["3", "2", "1"],
    ]  # fmt: skip


def test_no_more_is_looked_for_than_is_in_sight() -> None:
    asked = 0

    def endless() -> Iterator[Source]:
        nonlocal asked
        while True:
            asked += 1
            yield from sized(asked)

    feed = Feed(endless(), in_sight=10)
    assert len(feed) == asked == 10
    feed.batch(0, 1)
    assert len(feed) == 10
    assert asked == 11
