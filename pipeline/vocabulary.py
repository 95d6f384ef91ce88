"""The document's own vocabulary: how often this text writes each word.

What is itself in question is left out: both parts of a word that a line end may have broken, and
the single letters of letter-spaced stretches. Decisions ask for a majority, never for presence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import regex

from pipeline.correction import Correction
from pipeline.document import Document
from pipeline.lexicon import fold

# The document's memo keeps its vocabulary under this name.
KEY = "vocabulary"

# What stands at a token's edges and is no part of the word.
_EDGES = (
    "".join(map(chr, range(33, 48))) + ":;<=>?@[\\]^`{|}~“”‘’„‚«»‹›…—–‐•·†‡§¶¬©®™\u00ad\ufffe¿¡"
)
_BREAK = regex.compile(r"[-‐¬\u00ad\ufffe][ \t]*[\n\f]\s*(\S*)")


@dataclass(frozen=True)
class Vocabulary:
    """Counts of words as written, folded (long s, apostrophe) and without marks at their edges."""

    written: Counter[str]

    def count(self, word: str) -> int:
        """How often the word stands exactly so."""
        return self.written.get(fold(word), 0)

    def count_any_case(self, word: str) -> int:
        """How often the word stands in any case."""
        return self.lowered.get((word if word.isascii() else fold(word)).lower(), 0)

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

    >>> of(Document("A ferry, the ferry boat.\\nThe ferry-\\nman")).count("ferry")
    2
    """
    return document.memo(KEY, lambda: _count(document))


def carried(
    before: Vocabulary, old: str, new: str, corrections: Iterable[Correction]
) -> Vocabulary:
    """Give the vocabulary of a corrected text from that of the text before, without recounting.

    Only the tokens that a correction touches are taken out and put in.
    """
    changed: Counter[str] = Counter()
    for (start, end), (to_start, to_end) in _touched(old, new, corrections):
        changed.subtract(_countable(old[start:end]))
        changed.update(_countable(new[to_start:to_end]))
    written = before.written.copy()
    for token, count in changed.items():
        if count and (word := _word(token)):
            written[word] += count
    return Vocabulary(written)


Span = tuple[int, int]


def _touched(old: str, new: str, corrections: Iterable[Correction]) -> Iterator[tuple[Span, Span]]:
    """The stretches of whole tokens that corrections touch, in the old text and the new."""
    held: tuple[Span, Span] | None = None
    shift = 0
    for one in corrections:
        if not one.applied:
            continue
        start, end = _token_bounds(old, one.start, one.end)
        grown = len(one.after) - len(one.before)
        to_start, to_end = _token_bounds(new, one.start + shift, one.end + shift + grown)
        shift += grown
        if held and (start <= held[0][1] or to_start <= held[1][1]):
            held = ((held[0][0], max(end, held[0][1])), (held[1][0], max(to_end, held[1][1])))
            continue
        if held:
            yield held
        held = ((start, end), (to_start, to_end))
    if held:
        yield held


def _countable(text: str) -> Counter[str]:
    """The tokens of a text, without those at either side of a broken line end."""
    tokens = Counter(text.split())
    for broken in _BREAK.finditer(text):
        start, _ = _token_bounds(text, broken.start(), broken.start())
        tokens[text[start : broken.start() + 1]] -= 1
        tokens[broken[1]] -= 1
    return +tokens


def _token_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _word(token: str) -> str:
    word = token if token.isalpha() else token.strip(_EDGES)
    return word if word.isascii() else fold(word)


def _count(document: Document) -> Vocabulary:
    counts: Counter[str] = Counter()
    for token, count in _countable(document.text).items():
        if word := _word(token):
            counts[word] += count
    return Vocabulary(counts)
