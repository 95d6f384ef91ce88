"""Shards: a collection cut by a hash of each document's name, for runs that need no scheduler.

The hash is the first 62 bits of the SHA-256 of the name in UTF-8. Shard I of N holds the documents
whose hash lies in the I-th of N equal stretches of all such numbers. So a document's shard depends
on its name alone, not on what else there is, and shards of one N are disjoint and together whole.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import regex

# Not 64: a file can be locked at these numbers, and places in a file have a sign.
HASH_BITS = 62
HASHES = 1 << HASH_BITS

# More shards than this is a slip of the pen.
MOST_SHARDS = 1_000_000

_WRITTEN = regex.compile(r"([0-9]{1,7})/([0-9]{1,7})")


@dataclass(frozen=True)
class Shard:
    """One of so many parts of a collection; both count from 1."""

    number: int = 1
    of: int = 1

    @property
    def span(self) -> tuple[int, int]:
        """The hashes that belong to it: the first one, and the first that does not."""
        return -(-(self.number - 1) * HASHES // self.of), -(-self.number * HASHES // self.of)

    def holds(self, name: str) -> bool:
        """Say whether a document of this name belongs to it.

        >>> [[Shard(one, 3).holds(name) for one in (1, 2, 3)] for name in ("tide", "quay")]
        [[False, True, False], [True, False, False]]
        """
        first, end = self.span
        return self.of == 1 or first <= place(name) < end


WHOLE = Shard()


def place(name: str) -> int:
    """Give a name's hash; any name has one, if it be no UTF-8 on disk."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8]) >> (64 - HASH_BITS)


def parse(text: str) -> Shard:
    """Read a shard written as I/N; raises ValueError, with what is wrong, where it is none.

    >>> parse("3/16")
    Shard(number=3, of=16)
    """
    found = _WRITTEN.fullmatch(text)
    if not found:
        raise ValueError(f'"{text}" is no shard; write I/N, such as 1/16 for the first of 16')
    number, of = int(found[1]), int(found[2])
    if not 1 <= of <= MOST_SHARDS:
        raise ValueError(f'"{text}": there can be 1 to {MOST_SHARDS:,} shards')
    if not 1 <= number <= of:
        raise ValueError(f'"{text}": the shards of {of} are 1/{of} to {of}/{of}')
    return Shard(number, of)
