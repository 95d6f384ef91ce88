"""A text as tokens that are compared, each with its place in the text.

Exactly compared, a token is what stands between blanks, line ends among them. Few things are made
alike: a letter with its accent as one sign or as two, and `…`, `...` and `. . .`. Dashes, quotes,
hyphens and case all count. Compared by words, only letters, figures and word ends count.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from pipeline.faults import Fault

# The separators that Python's str.split takes for blanks and the regex module does not.
_ELLIPSIS = r"\.(?:[ \u00a0]?\.){2,}"
_EXACT = regex.compile(rf"(?:[^\s\x1c-\x1f.]++|{_ELLIPSIS}|\.)++")
_DOTS = regex.compile(rf"…|{_ELLIPSIS}")

# An apostrophe inside a word is no word end; figures such as ² and ½ belong to words.
_SIGN = r"[\p{L}\p{M}\p{N}]"
_APOSTROPHES = "’‘'"
_WORD = regex.compile(rf"{_SIGN}++(?:[{_APOSTROPHES}]++{_SIGN}++)*+")
_WITHOUT_APOSTROPHES = str.maketrans("", "", _APOSTROPHES)

# Between such lines a truth does not count.
_MARK = regex.compile(r"^%%(?<off>un)?scored[^\n]*", regex.MULTILINE)


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text: what is compared of each, where it starts and where it ends."""

    keys: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.keys)

    def touching(self, start: int, end: int) -> tuple[int, int]:
        """Give the first and the last token, excluded, that a stretch of text meets or adjoins.

        >>> tokens("the old quay", words=False).touching(4, 7)
        (1, 2)
        """
        first = bisect_left(self.ends, start)
        return first, max(first, bisect_right(self.starts, end))


@dataclass(frozen=True)
class Truth:
    """A text known to be right: its tokens, and of each whether it counts.

    In `text` the lines that mark what does not count are blanks.
    """

    text: str
    tokens: Tokens
    counts: list[bool]


def tokens(text: str, *, words: bool) -> Tokens:
    """Cut a text into tokens, by words or exactly.

    >>> tokens("Was it . . . the tide’s?", words=False).keys
    ['Was', 'it', '...', 'the', 'tide’s?']
    >>> tokens("Was it . . . the tide’s?", words=True).keys
    ['was', 'it', 'the', 'tides']
    """
    pattern, key = (_WORD, _of_word) if words else (_EXACT, _exactly)
    found = Tokens([], [], [])
    for match in pattern.finditer(text):
        found.keys.append(key(match[0]))
        found.starts.append(match.start())
        found.ends.append(match.end())
    return found


def read_truth(text: str, place: str, *, words: bool) -> Truth:
    """Read a truth; lines `%%unscored` and `%%scored` bound what does not count.

    Raises Fault where nothing in it counts; `place` is its file, for the message.
    """
    off = list(_unscored(text))
    plain = _MARK.sub(lambda mark: " " * len(mark[0]), text)
    found = tokens(plain, words=words)
    counts = [True] * len(found)
    for start, end in off:
        first, last = bisect_left(found.starts, start), bisect_left(found.starts, end)
        counts[first:last] = [False] * (last - first)
    if not found.keys:
        raise Fault(place, "has no words in it", "a truth is the whole text as it should read")
    if not any(counts):
        raise Fault(place, "is unscored from end to end", "put a line %%scored where it counts")
    return Truth(plain, found, counts)


def _unscored(text: str) -> Iterator[tuple[int, int]]:
    start = -1
    for mark in _MARK.finditer(text):
        if mark["off"] and start < 0:
            start = mark.start()
        elif not mark["off"] and start >= 0:
            yield start, mark.start()
            start = -1
    if start >= 0:
        yield start, len(text)


def _exactly(token: str) -> str:
    if token.isascii() and ".." not in token and ". ." not in token:
        return token
    return _DOTS.sub("...", unicodedata.normalize("NFC", token))


def _of_word(token: str) -> str:
    bare = token.translate(_WITHOUT_APOSTROPHES)
    return unicodedata.normalize("NFC", bare.casefold())
