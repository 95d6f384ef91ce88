"""How often each blank-separated token stands in a text: counted once, then carried on.

Most of what the finders ask can be asked of distinct tokens, and a book has ten times fewer of
those. A stage changes a text in few places, so that the next stage's counts come from these and
from the tokens that a correction touches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.correction import Correction

Span = tuple[int, int]

# A text is split in pieces of so many code points, so that its tokens never lie in memory all at
# once; the small ones are also quicker, since they stay in the processor's cache.
PIECE = 1 << 16


def count(text: str) -> Counter[str]:
    r"""Count the tokens of a text.

    >>> count("the tide,\nthe mill")["the"]
    2
    """
    counts: Counter[str] = Counter()
    at = 0
    while at < len(text):
        # A line feed parts two tokens, and so do the ends of the text.
        end = text.find("\n", at + PIECE)
        if end < 0:
            end = len(text)
        counts.update(text[at:end].split())
        at = end
    return counts


def carried(before: Counter[str], old: str, new: str, touched: Iterable[Touched]) -> Counter[str]:
    """Give the counts of a corrected text from those of the text before."""
    counts = before.copy()
    for (start, end), (to_start, to_end) in touched:
        for token in old[start:end].split():
            counts[token] -= 1
            if not counts[token]:
                del counts[token]
        counts.update(new[to_start:to_end].split())
    return counts


# A stretch in the old text, and what it became in the new one.
Touched = tuple[Span, Span]


def touched(old: str, new: str, corrections: Iterable[Correction]) -> Iterator[Touched]:
    """Yield the stretches of whole tokens that corrections touch, in the old text and the new."""
    held: Touched | None = None
    shift = 0
    for one in corrections:
        if not one.applied:
            continue
        walked = held or (_NOWHERE, _NOWHERE)
        start, end = _beyond(walked[0], old, one.start, one.end)
        grown = len(one.after) - len(one.before)
        to_start, to_end = _beyond(walked[1], new, one.start + shift, one.end + shift + grown)
        shift += grown
        if held and (start <= held[0][1] or to_start <= held[1][1]):
            held = ((held[0][0], max(end, held[0][1])), (held[1][0], max(to_end, held[1][1])))
            continue
        if held:
            yield held
        held = ((start, end), (to_start, to_end))
    if held:
        yield held


# Ends before any text begins.
_NOWHERE = (-1, -1)


def _beyond(walked: Span, text: str, start: int, end: int) -> Span:
    """Widen a stretch as `bounds` does; one in a token that was walked through is not again."""
    if start > walked[1]:
        return bounds(text, start, end)
    return walked if end <= walked[1] else (walked[0], bounds(text, end, end)[1])


def bounds(text: str, start: int, end: int) -> Span:
    """Widen a stretch to the blanks on both sides."""
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end
