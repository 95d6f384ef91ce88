"""Where words stand in a text: one pass of an automaton over all of them."""

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
