"""Where words and other strings stand in a text: one pass of an automaton over all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import ahocorasick_rs
import regex

_SURROGATE = regex.compile("[\ud800-\udfff]")

# What glues a word to its neighbour: it is then a part of a longer one.
_GLUE = "-‐’'_º°"
_BREAK = "¬\u00ad\ufffe"


def whole_words(text: str, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield index, start and end of each place where one of the words stands alone.

    >>> list(whole_words("the tide, the tide-mill", ["tide"]))
    [(0, 4, 8)]
    """
    if not words:
        return
    if not text.isascii():
        # The automaton takes no lone surrogate; one for one, so that offsets hold.
        text = _SURROGATE.sub("\ufffd", text)
    automaton = ahocorasick_rs.AhoCorasick(words)
    for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        if before.isalnum() or after.isalnum() or before in _GLUE or after in _GLUE:
            continue
        if after not in _BREAK:
            yield index, start, end


def everywhere(text: str, strings: Sequence[str]) -> list[list[int]]:
    """Give the places of each string, from left to right, none overlapping its like.

    >>> everywhere("the tide, the mill", ["the", "tide"])
    [[0, 10], [4]]
    """
    if not strings:
        return []
    found: list[list[int]] = [[] for _ in strings]
    ends = [0] * len(strings)
    automaton = ahocorasick_rs.AhoCorasick([_SURROGATE.sub("\ufffd", one) for one in strings])
    plain = text if text.isascii() else _SURROGATE.sub("\ufffd", text)
    for index, start, end in automaton.find_matches_as_indexes(plain, overlapping=True):
        if start >= ends[index] and text.startswith(strings[index], start):
            found[index].append(start)
            ends[index] = end
    return found
