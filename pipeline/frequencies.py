"""How common words are: the lists of wordfreq, which hold what people type, misspelt or not."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec


@cache
def shares_of(code: str) -> dict[str, float]:
    """Give the share of a text that each word of a language makes up, the commonest first."""
    for size in ("large", "small"):
        if buckets := _buckets(code, size):
            shares: dict[str, float] = {}
            for centibels, bucket in enumerate(buckets):
                shares.update(dict.fromkeys(bucket, 10 ** (-centibels / 100)))
            return shares
    return {}


def _buckets(code: str, size: str) -> list[list[str]]:
    """Words by their frequency in centibels below 1, as wordfreq's own reader gives them.

    The file is read without wordfreq, which takes longer to import than most texts take to clean.
    For a code it lacks, wordfreq would answer with a neighbour: Italian for Latin.
    """
    found = find_spec("wordfreq")
    folders = (found and found.submodule_search_locations) or ()
    path = Path(*folders[:1], "data")
    try:
        data = gzip.decompress((path / f"{size}_{code}.msgpack.gz").read_bytes())
    except FileNotFoundError:
        return []
    head, *buckets = msgspec.msgpack.decode(data, type=list[Any])
    if head != {"format": "cB", "version": 1}:
        import wordfreq

        buckets = wordfreq.get_frequency_list(code, size)
    return buckets
