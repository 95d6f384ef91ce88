"""The feed hands documents out in batches, the biggest of those in sight first.

A big document that begins last keeps one worker busy while the others wait. To know the biggest of
all, every file would have to be looked at before the first is cleaned; so many of them in sight do.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush
from itertools import islice

from pipeline.sources import Source

IN_SIGHT = 1000


class Feed:
    """Documents yet to be handed out; no more than `in_sight` of them are held at a time."""

    def __init__(self, sources: Iterable[Source], in_sight: int = IN_SIGHT) -> None:
        self._coming = enumerate(sources)
        self._in_sight = in_sight
        self._heap: list[tuple[int, int, Source]] = []

    def __len__(self) -> int:
        """How many are in sight; 0 when all have been handed out."""
        for number, source in islice(self._coming, max(self._in_sight - len(self._heap), 0)):
            heappush(self._heap, (-source.size(), number, source))
        return len(self._heap)

    def batch(self, most_bytes: int, most: int) -> list[Source]:
        """Give the biggest document, and others as long as all together are within both limits."""
        found: list[Source] = []
        total = 0
        while len(self) and len(found) < most:
            size = -self._heap[0][0]
            if found and total + size > most_bytes:
                break
            total += size
            found.append(heappop(self._heap)[2])
        return found
