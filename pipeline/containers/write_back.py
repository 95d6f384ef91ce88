"""A cleaned text goes back into its strings, each word where its first letter stood."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex
from rapidfuzz.distance import Levenshtein

from pipeline.containers.layout import Piece, Segment, Whole
from pipeline.correction import Stretch

_WORD = regex.compile(r"[^ \t\r\n\f]+")
_BREAKS = regex.compile(r"[ \t]*[\r\n\f]+[ \t]*")


@dataclass(frozen=True, slots=True)
class _Group:
    """Strings `first` to `last` that corrections touch; their text in both texts."""

    first: int
    last: int
    raw: tuple[int, int]
    cleaned: tuple[int, int]


def contents(
    pieces: Sequence[Piece], raw: str, cleaned: str, stretches: Iterable[Stretch]
) -> dict[int, str]:
    """Give the strings whose text changes, by their number, and what each is to hold.

    `stretches` are where the two texts differ, as `OffsetMap` has them.
    """
    found: dict[int, str] = {}
    for group in _groups(pieces, cleaned, list(stretches)):
        mine = pieces[group.first : group.last + 1]
        for number, content in enumerate(_shared_out(mine, raw, cleaned, group), group.first):
            if content != raw[pieces[number].start : pieces[number].end]:
                found[number] = content
    return found


def edits(piece: Piece, content: str) -> Iterator[tuple[Segment, str]]:
    """Give what each stretch of a string's source is to hold: the first one all, others nothing."""
    for number, segment in enumerate(piece.word.segments):
        yield segment, "" if number else content


def wholes(pieces: Sequence[Piece], changed: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Give the halves of broken words whose note of the whole word changes with them."""
    for first, second in _halves(pieces):
        if first not in changed and second not in changed:
            continue
        left, right = (pieces[one].word for one in (first, second))
        if left.whole is None or right.whole is None:
            continue
        new_left, new_right = changed.get(first, left.text), changed.get(second, right.text)
        told = _whole(left.whole, (left.text, right.text), (new_left, new_right))
        for number, one in ((first, left.whole), (second, right.whole)):
            if told and one.content != told:
                yield number, told


def _halves(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    first = -1
    for number, piece in enumerate(pieces):
        whole = piece.word.whole
        if whole and whole.part == "HypPart1":
            first = number
        elif whole and whole.part == "HypPart2" and first >= 0:
            yield first, number
            first = -1


def _whole(whole: Whole, before: tuple[str, str], after: tuple[str, str]) -> str:
    """Give the whole word as it reads now, or nothing where it cannot be told."""
    if not after[1]:
        return after[0]
    for hyphen in ("", "-"):
        if whole.content == before[0].rstrip("-") + hyphen + before[1]:
            return after[0].rstrip("-") + hyphen + after[1]
    return ""


def _groups(
    pieces: Sequence[Piece], cleaned: str, stretches: Sequence[Stretch]
) -> Iterator[_Group]:
    """Give the strings that corrections touch, those touched together as one group."""
    starts, ends = [one.start for one in pieces], [one.end for one in pieces]
    waiting: list[Stretch] = []
    first = last = -1
    for stretch in stretches:
        start, end, new_start, new_end = stretch
        low, high = bisect_left(ends, start), bisect_right(starts, end) - 1
        if low > high:
            if not _WORD.search(cleaned, new_start, new_end) or not pieces:
                continue
            # Text came in where no string is near: the one before takes it.
            low = high = max(high, 0)
        if waiting and low <= last:
            waiting.append(stretch)
            last = max(last, high)
            continue
        if waiting:
            yield _group(pieces, first, last, waiting)
        waiting, first, last = [stretch], low, high
    if waiting:
        yield _group(pieces, first, last, waiting)


def _group(pieces: Sequence[Piece], first: int, last: int, stretches: list[Stretch]) -> _Group:
    start = min(pieces[first].start, stretches[0][0])
    end = max(pieces[last].end, stretches[-1][1])
    new_start = start + stretches[0][2] - stretches[0][0]
    new_end = end + stretches[-1][3] - stretches[-1][1]
    return _Group(first, last, (start, end), (new_start, new_end))


def _shared_out(pieces: Sequence[Piece], raw: str, cleaned: str, group: _Group) -> list[str]:
    """Share the cleaned text of a group out among its strings."""
    start, end = group.cleaned
    words = [found.span() for found in _WORD.finditer(cleaned, start, end)]
    owner = _owners(pieces, raw, "".join(cleaned[a:b] for a, b in words))
    spans: list[tuple[int, int] | None] = [None] * len(pieces)
    done = 0
    for word_start, word_end in words:
        for a, b, mine in _parts(pieces, raw, owner[done : done + word_end - word_start]):
            known = spans[mine]
            spans[mine] = (known[0] if known else word_start + a, word_start + b)
        done += word_end - word_start
    return [
        _content(cleaned[span[0] : span[1]], piece.lines) if span else ""
        for span, piece in zip(spans, pieces, strict=True)
    ]


def _content(text: str, lines: bool) -> str:
    return text if lines else _BREAKS.sub(" ", text)


def _owners(pieces: Sequence[Piece], raw: str, new: str) -> list[tuple[int, int]]:
    """Give, for each sign of the new words, its string and its place in it, -1 where it is new."""
    old: list[str] = []
    at: list[tuple[int, int]] = []
    for number, piece in enumerate(pieces):
        signs = [sign for word in _WORD.findall(raw, piece.start, piece.end) for sign in word]
        old += signs
        at += [(number, place) for place in range(len(signs))]
    found: list[tuple[int, int]] = []
    for one in Levenshtein.opcodes("".join(old), new):
        for place in range(one.dest_start, one.dest_end):
            index = min(one.src_start + place - one.dest_start, max(one.src_end - 1, one.src_start))
            if one.tag == "insert":
                index = one.src_start
            number, inner = at[min(index, len(at) - 1)]
            found.append((number, inner if one.tag == "equal" else -1))
    return found


def _parts(
    pieces: Sequence[Piece], raw: str, owner: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, int]]:
    """Give the parts of one word: start, end, string. Only a hyphen of its own is set apart."""
    mine = owner[0][0]
    cut = len(owner)
    last, _ = owner[-1]
    piece = pieces[last]
    length = piece.end - piece.start
    kept = [(last, place) for place in range(length)]
    if piece.word.glued and last != mine and list(owner[-length:]) == kept:
        cut -= length
        yield cut, len(owner), last
    yield 0, cut, mine
