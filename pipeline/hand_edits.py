"""Hand edits: what a person changed in a cleaned text, told apart word by word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex
from rapidfuzz.distance import Levenshtein

# Words, and the blanks between them: together they are the text.
_PARTS = regex.compile(r"\s+|\S+")
_LEFT, _RIGHT = regex.compile(r"\S*\s*$"), regex.compile(r"\s*\S*")

# So much is looked at for a word beside a change.
_WORD_MOST = 200


@dataclass(frozen=True)
class HandEdit:
    """A stretch of the text as it was cleaned, from `start` to `end`, and what stands there now."""

    start: int
    end: int
    before: str
    after: str


def find(cleaned: str, edited: str) -> list[HandEdit]:
    r"""Give the edits that make `edited` of `cleaned`, in order, each of whole words.

    >>> find("The tide\nwas tbe last.", "The tide\nwas the last.")
    [HandEdit(start=13, end=16, before='tbe', after='the')]
    """
    changes: list[HandEdit] = []
    for start, end, new_start, new_end in _blocks(cleaned, edited):
        changes += _within(cleaned[start:end], edited[new_start:new_end], start)
    return [_whole(start, end, changes, cleaned) for start, end in _places(changes, cleaned)]


def _blocks(cleaned: str, edited: str) -> Iterator[tuple[int, int, int, int]]:
    """Give the stretches of lines that differ, as offsets in both texts."""
    old, new = cleaned.splitlines(keepends=True), edited.splitlines(keepends=True)
    old_starts, new_starts = _starts(old), _starts(new)
    same = [one for one in Levenshtein.opcodes(old, new) if one.tag == "equal"]
    done = new_done = 0
    for one in same:
        if one.src_start > done or one.dest_start > new_done:
            yield (
                old_starts[done], old_starts[one.src_start],
                new_starts[new_done], new_starts[one.dest_start],
            )  # fmt: skip
        done, new_done = one.src_end, one.dest_end
    if done < len(old) or new_done < len(new):
        yield old_starts[done], old_starts[-1], new_starts[new_done], new_starts[-1]


def _within(before: str, after: str, offset: int) -> Iterator[HandEdit]:
    old, new = _PARTS.findall(before), _PARTS.findall(after)
    old_starts, new_starts = _starts(old), _starts(new)
    for one in Levenshtein.opcodes(old, new):
        if one.tag != "equal":
            start, end = old_starts[one.src_start], old_starts[one.src_end]
            told = after[new_starts[one.dest_start] : new_starts[one.dest_end]]
            yield HandEdit(offset + start, offset + end, before[start:end], told)


def _places(changes: Sequence[HandEdit], cleaned: str) -> list[tuple[int, int]]:
    """Give the places that hold the changes; those that only blanks part are one."""
    places: list[tuple[int, int]] = []
    for one in changes:
        start, end = _solid(one, cleaned)
        if places and (start <= places[-1][1] or not cleaned[places[-1][1] : start].strip()):
            start, last = places.pop()
            end = max(end, last)
        places.append((start, end))
    return places


def _whole(start: int, end: int, changes: Sequence[HandEdit], cleaned: str) -> HandEdit:
    """Give the edit of a place: all its changes made."""
    pieces: list[str] = []
    done = start
    first = bisect_left(changes, start, key=lambda one: one.start)
    for one in changes[first:]:
        if one.end > end:
            break
        pieces += (cleaned[done : one.start], one.after)
        done = one.end
    return HandEdit(start, end, cleaned[start:end], "".join([*pieces, cleaned[done:end]]))


def _solid(edit: HandEdit, cleaned: str) -> tuple[int, int]:
    """Widen a change of blanks, or of nothing, by the words beside it, so that it has a place."""
    start, end = edit.start, edit.end
    if edit.before.strip():
        return start, end
    left = _LEFT.search(cleaned, max(0, start - _WORD_MOST), start)
    right = _RIGHT.match(cleaned, end, min(len(cleaned), end + _WORD_MOST))
    return left.start() if left else start, right.end() if right else end


def _starts(parts: Sequence[str]) -> list[int]:
    found = [0]
    for one in parts:
        found.append(found[-1] + len(one))
    return found
