"""The document's own vocabulary: how often this text writes each word.

What is itself in question is left out: both parts of a word that a line end may have broken, and
the single letters of letter-spaced stretches. Decisions ask for a majority, never for presence.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import regex

from pipeline.document import Document
from pipeline.lexicon import fold

_EDGES = regex.compile(r"^[^\w]+|[^\w]+$")
_BROKEN = regex.compile(r"(\S+)[-‐¬\u00ad\ufffe][ \t]*[\n\f]\s*(\S+)")


@dataclass(frozen=True)
class Vocabulary:
    """Counts of words as written, folded (long s, apostrophe) and without marks at their edges."""

    written: Counter[str]

    def count(self, word: str) -> int:
        """How often the word stands exactly so."""
        return self.written[fold(word)]

    def count_any_case(self, word: str) -> int:
        """How often the word stands in any case."""
        return self.lowered[fold(word).lower()]

    @cached_property
    def lowered(self) -> Counter[str]:
        """Counts with case folded."""
        counts: Counter[str] = Counter()
        for word, count in self.written.items():
            counts[word.lower()] += count
        return counts

    @cached_property
    def total(self) -> int:
        """The number of words counted."""
        return sum(self.written.values())


def of(document: Document) -> Vocabulary:
    """Count the document's words, once.

    >>> of(Document("A ferry, the ferry- boat.\\nThe ferry-\\nman")).count("ferry")
    1
    """
    return document.memo("vocabulary", lambda: _count(document))


def _count(document: Document) -> Vocabulary:
    tokens = document.tokens.copy()
    for broken in _BROKEN.finditer(document.text):
        tokens[broken[1] + broken[0][len(broken[1])]] -= 1
        tokens[broken[2]] -= 1
    counts: Counter[str] = Counter()
    for token, count in tokens.items():
        if count <= 0:
            continue
        word = token if token.isalpha() else _EDGES.sub("", token)
        if word:
            counts[word if word.isascii() else fold(word)] += count
    return Vocabulary(counts)
