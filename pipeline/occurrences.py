"""Where words and other strings stand in a text: one pass of an automaton over all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import ahocorasick_rs
import regex

_SURROGATE = regex.compile("[\ud800-\udfff]")

# What glues a word to its neighbour: it is then a part of a longer one.
_GLUE = "-‐’'_º°"
_BREAK = "¬\u00ad\ufffe"


# The automaton keeps a number for each byte of what it searches: a long text goes in pieces.
PIECE = 1 << 20


def places(text: str, strings: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield index, start and end of each place of strings that hold no line feed, overlapping.

    >>> list(places("the tide", ["tid", "tide"]))
    [(0, 4, 7), (1, 4, 8)]
    """
    if not strings:
        return
    # The automaton takes no lone surrogate; one for one, so that offsets hold.
    automaton = ahocorasick_rs.AhoCorasick([_SURROGATE.sub("\ufffd", one) for one in strings])
    begin = 0
    while begin < len(text):
        end = text.find("\n", begin + PIECE) + 1 or len(text)
        piece = text[begin:end]
        if not piece.isascii():
            piece = _SURROGATE.sub("\ufffd", piece)
        for index, start, last in automaton.find_matches_as_indexes(piece, overlapping=True):
            yield index, begin + start, begin + last
        begin = end


def whole_words(text: str, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield index, start and end of each place where one of the words stands alone.

    >>> list(whole_words("the tide, the tide-mill", ["tide"]))
    [(0, 4, 8)]
    """
    for index, start, end in places(text, words):
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
    found: list[list[int]] = [[] for _ in strings]
    ends = [0] * len(strings)
    for index, start, end in places(text, strings):
        if start >= ends[index] and text.startswith(strings[index], start):
            found[index].append(start)
            ends[index] = end
    return found
