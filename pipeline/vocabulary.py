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

from pipeline.document import BREAKS, Document
from pipeline.lexicon import fold
from pipeline.token_counts import Touched, bounds

# The document's memo keeps its vocabulary under this name.
KEY = "vocabulary"

# What stands at a token's edges and is no part of the word.
_EDGES = (
    "".join(map(chr, range(33, 48))) + ":;<=>?@[\\]^`{|}~“”‘’„‚«»‹›…—–‐•·†‡§¶¬©®™\u00ad\ufffe¿¡"
)
_BREAK = regex.compile(rf"[{BREAKS}][ \t]*[\n\f]\s*(\S*)")
_BEHIND = regex.compile(r"\s*(\S*)")


def any_case(word: str) -> str:
    """Give a word as it is counted in any case: in small letters, folded.

    >>> any_case("Ship’s"), any_case("CAFÉ")
    ("ship's", 'café')
    """
    return (word if word.isascii() else fold(word)).lower()


@dataclass(frozen=True)
class Vocabulary:
    """Counts of words as written, folded (long s, apostrophe) and without marks at their edges."""

    written: Counter[str]

    def count(self, word: str) -> int:
        """How often the word stands exactly so."""
        return self.written.get(fold(word), 0)

    def count_any_case(self, word: str) -> int:
        """How often the word stands in any case."""
        return self.lowered.get(word.lower() if word.isascii() else any_case(word), 0)

    def written_often(self, words: set[str], least: int) -> set[str]:
        """Give those of many words that stand at least so often, in any case."""
        found = {word for word in words & self.lowered.keys() if self.lowered[word] >= least}
        rest = [word for word in words if not (word.islower() and word.isascii())]
        return found.union([word for word in rest if self.count_any_case(word) >= least])

    def often(self, least: int) -> list[str]:
        """Give the words that stand at least so often, in any case, as `any_case` gives them."""
        return [word for word, count in self.lowered.items() if count >= least]

    @cached_property
    def lowered(self) -> Counter[str]:
        """Counts with case folded."""
        counts: dict[str, int] = {}
        get = counts.get
        for word, count in self.written.items():
            lowered = word.lower()
            counts[lowered] = get(lowered, 0) + count
        return Counter(counts)

    @cached_property
    def total(self) -> int:
        """The number of words counted."""
        return sum(self.written.values())


def other_number(word: str) -> str:
    """Give a word with an s at its end without it, and any other with one.

    >>> other_number("readers"), other_number("reader")
    ('reader', 'readers')
    """
    return word[:-1] if word.endswith("s") else f"{word}s"


def of(document: Document) -> Vocabulary:
    """Count the document's words, once.

    >>> of(Document("A ferry, the ferry boat.\\nThe ferry-\\nman")).count("ferry")
    2
    """
    return document.memo(KEY, lambda: _count(document))


def carried(before: Vocabulary, old: str, new: str, touched: Iterable[Touched]) -> Vocabulary:
    """Give the vocabulary of a corrected text from that of the text before, without recounting.

    Only the tokens that a correction touches are taken out and put in.
    """
    changed: Counter[str] = Counter()
    for (start, end), (to_start, to_end) in touched:
        for token, count in _countable(old[start:end]):
            changed[token] -= count
        for token, count in _countable(new[to_start:to_end]):
            changed[token] += count
    carried = Vocabulary(before.written.copy())
    lowered = before.__dict__.get("lowered")
    if lowered is not None:
        carried.__dict__["lowered"] = lowered.copy()
    for token, count in changed.items():
        if count and (word := _word(token)):
            carried.written[word] += count
            if lowered is not None:
                carried.lowered[word.lower()] += count
    return carried


def _countable(text: str) -> Iterable[tuple[str, int]]:
    """The tokens of a stretch and their counts, without those at either side of a broken end."""
    if "\n" not in text and "\f" not in text:
        return ((token, 1) for token in text.split())
    tokens = Counter(text.split())
    for broken in _BREAK.finditer(text):
        start, _ = bounds(text, broken.start(), broken.start())
        tokens[text[start : broken.start() + 1]] -= 1
        tokens[broken[1]] -= 1
    return (+tokens).items()


def _broken(document: Document) -> Iterator[str]:
    """The tokens at either side of the document's broken line ends, as `_countable` finds them."""
    text, done = document.text, 0
    for line in document.lines_ending_in(BREAKS):
        mark = document.starts[line] + len(document.lines[line].rstrip(" \t")) - 1
        if mark < done or line == len(document.lines) - 1:
            continue
        start, _ = bounds(text, mark, mark)
        yield text[start : mark + 1]
        behind = _BEHIND.match(text, document.end(line) + 1)
        if behind:
            yield behind[1]
            done = behind.end()


def _word(token: str) -> str:
    word = token if token.isalpha() else token.strip(_EDGES)
    return word if word.isascii() else fold(word)


def _count(document: Document) -> Vocabulary:
    broken = Counter(_broken(document))
    counts: Counter[str] = Counter()
    get = counts.get
    for token, count in document.tokens.items():
        if token in broken:
            count -= broken[token]
            if count <= 0:
                continue
        if word := _word(token):
            counts[word] = get(word, 0) + count
    return Vocabulary(counts)
