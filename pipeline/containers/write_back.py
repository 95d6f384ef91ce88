"""A cleaned text goes back into its strings, each word where its first letter stood."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex
from rapidfuzz.distance import Levenshtein

from pipeline.containers.layout import Layout, Piece, Segment, Whole
from pipeline.correction import Stretch

_WORD = regex.compile(r"[^ \t\r\n\f]+")
_BLANK = regex.compile(r"[ \t\r\n\f]")
_BREAKS = regex.compile(r"[ \t]*[\r\n\f]+[ \t]*")


@dataclass(frozen=True, slots=True)
class _Group:
    """Strings `first` to `last` that corrections touch; their text in both texts."""

    first: int
    last: int
    stretches: tuple[Stretch, ...]
    raw: tuple[int, int]
    cleaned: tuple[int, int]


def contents(
    layout: Layout, level: int, cleaned: str, stretches: Iterable[Stretch]
) -> dict[int, str]:
    """Give the strings of a level whose text changes, by their number, and what each is to hold.

    `stretches` are where the two texts differ, as `OffsetMap` has them.
    """
    raw, pieces = layout.text, layout.levels[level]
    leading = _Level(layout.levels[0]) if level else None
    found: dict[int, str] = {}
    behind: list[int] = []
    for group in _groups(pieces, cleaned, list(stretches), level > 0):
        mine = _Level(pieces[group.first : group.last + 1])
        shared = _shared_out(mine, leading, (raw, cleaned), group)
        for number, content in enumerate(shared, group.first):
            if content != raw[pieces[number].start : pieces[number].end]:
                found[number] = content
        behind.append(group.last + 1)
    for number in behind:
        _follow(pieces, number, raw, found)
    return found


def _follow(pieces: Sequence[Piece], number: int, raw: str, found: dict[int, str]) -> None:
    """Move glued strings behind a group whose last string went: to where that string's end is.

    Behind an empty string, a blank would part them from it.
    """
    taker = number - 1
    while taker > 0 and found.get(taker) == "":
        taker -= 1
    while number < len(pieces) and pieces[number].word.glued and found.get(number - 1) == "":
        contents = [
            found.get(one, raw[pieces[one].start : pieces[one].end]) for one in (taker, number)
        ]
        found[taker], found[number] = "".join(contents), ""
        number += 1


def edits(piece: Piece, content: str) -> Iterator[tuple[Segment, str]]:
    """Give what each stretch of a string's source is to hold: the first one all, others nothing."""
    for number, segment in enumerate(piece.word.segments):
        yield segment, "" if number else content
    for segment in () if content else piece.word.below:
        yield segment, ""


def wholes(pieces: Sequence[Piece], changed: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Give the halves of broken words whose note of the whole word changes with them."""
    for (first, left), (second, right) in _halves(pieces):
        if first not in changed and second not in changed:
            continue
        before = (pieces[first].word.text, pieces[second].word.text)
        after = (changed.get(first, before[0]), changed.get(second, before[1]))
        told = _whole(left, before, after)
        for number, one in ((first, left), (second, right)):
            if told and one.content != told:
                yield number, told


# The number of a string that is half a word, and its note of the whole.
_Half = tuple[int, Whole]


def _halves(pieces: Sequence[Piece]) -> Iterator[tuple[_Half, _Half]]:
    first: _Half | None = None
    for number, piece in enumerate(pieces):
        whole = piece.word.whole
        if whole and whole.part == "HypPart1":
            first = (number, whole)
        elif whole and whole.part == "HypPart2" and first:
            yield first, (number, whole)
            first = None


def _whole(whole: Whole, before: tuple[str, str], after: tuple[str, str]) -> str:
    """Give the whole word as it reads now, or nothing where it cannot be told."""
    if not after[1]:
        return after[0]
    for hyphen in ("", "-"):
        if whole.content == before[0].rstrip("-") + hyphen + before[1]:
            return after[0].rstrip("-") + hyphen + after[1]
    return ""


def _groups(
    pieces: Sequence[Piece], cleaned: str, stretches: Sequence[Stretch], whole: bool
) -> Iterator[_Group]:
    """Give the strings that corrections touch, those touched together as one group.

    With `whole`, a group begins and ends between words of the cleaned text: on a finer level, the
    string where a word begins may be missing.
    """
    if not pieces:
        return
    starts, ends = [one.start for one in pieces], [one.end for one in pieces]
    waiting: list[Stretch] = []
    # Those since, which touch no string and bring no text, but which offsets have to count.
    passed: list[Stretch] = []
    first = last = done = least = 0
    for stretch in stretches:
        start, end, new_start, new_end = stretch
        low, high = bisect_left(ends, start), bisect_right(starts, end) - 1
        before, done = done, new_end
        brings = start >= starts[0] or not whole
        if low > high and not (brings and _WORD.search(cleaned, new_start, new_end)):
            passed.append(stretch)
            continue
        # Text that came in between strings is taken by the one before, on every level.
        low = min(low, max(bisect_right(starts, start) - 1, 0))
        high = max(low, high)
        if waiting and low <= last:
            waiting += [*passed, stretch]
            last = max(last, high)
        else:
            if waiting:
                yield _group(pieces[first : last + 1], first, waiting, cleaned, least)
            since = [one for one in passed if one[0] >= starts[low]]
            waiting, first, last = [*since, stretch], low, high
            least = before if whole else -1
        passed = []
    if waiting:
        yield _group(pieces[first : last + 1], first, waiting, cleaned, least)


def _group(
    pieces: Sequence[Piece], first: int, stretches: list[Stretch], cleaned: str, least: int
) -> _Group:
    """Give the group of these strings, widened to whole words but not beyond `least`, if that is
    not negative.
    """
    start = min(pieces[0].start, stretches[0][0])
    end = max(pieces[-1].end, stretches[-1][1])
    shift, new_shift = stretches[0][2] - stretches[0][0], stretches[-1][3] - stretches[-1][1]
    if least >= 0:
        while start + shift > least and not _BLANK.match(cleaned, start + shift - 1):
            start -= 1
        while end + new_shift < len(cleaned) and not _BLANK.match(cleaned, end + new_shift):
            end += 1
    raw, new = (start, end), (start + shift, end + new_shift)
    return _Group(first, first + len(pieces) - 1, tuple(stretches), raw, new)


class _Level:
    """The strings of a level, and which of them a place belongs to."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self._starts = [one.start for one in pieces]

    def at(self, place: int) -> int:
        """Give the number of the string at a place, or else before it."""
        return max(bisect_right(self._starts, place) - 1, 0)

    def owner(self, place: int, leading: _Level | None) -> int:
        """Give the number of the string that takes what comes from a place; -1 for none.

        A finer level has not all of the text: what the leading one gives to a string that is not
        on this level is nobody's here.
        """
        mine = self.at(place)
        if leading is None:
            return mine
        one, taker = self.pieces[mine], leading.pieces[leading.at(place)]
        return mine if one.start < taker.end and taker.start < one.end else -1


def _shared_out(
    level: _Level, leading: _Level | None, texts: tuple[str, str], group: _Group
) -> list[str]:
    """Share the cleaned text of a group out among its strings."""
    cleaned = texts[1]
    signs = _signs(*texts, group)
    spans: list[tuple[int, int] | None] = [None] * len(level.pieces)
    done = 0
    for found in _WORD.finditer(cleaned, *group.cleaned):
        start, end = found.span()
        word = signs[done : done + end - start]
        done += end - start
        mine = level.owner(word[0].at, leading)
        if mine < 0:
            continue
        before = spans[mine - 1] if mine and level.pieces[mine].word.glued else None
        if before and before[1] < start and not spans[mine]:
            # A glued string cannot begin behind a blank.
            mine -= 1
        kept = _own_end(level, mine, word)
        if kept:
            spans[level.at(word[-1].at)] = (end - kept, end)
            end -= kept
        known = spans[mine]
        spans[mine] = (known[0] if known else start, end)
    return [
        _content(cleaned[span[0] : span[1]], piece.lines) if span else ""
        for span, piece in zip(spans, level.pieces, strict=True)
    ]


def _content(text: str, lines: bool) -> str:
    return text if lines else _BREAKS.sub(" ", text)


@dataclass(frozen=True, slots=True)
class _Sign:
    """Where a sign of the cleaned text came from in the raw one; `same` where it is that sign."""

    at: int
    same: bool


def _signs(raw: str, cleaned: str, group: _Group) -> list[_Sign]:
    """Tell where each sign of a group's words came from; the strings play no part in it.

    Outside corrections that is known. Inside, the two sides are laid against each other.
    """
    found: list[_Sign] = []
    at, new = group.raw[0], group.cleaned[0]
    behind = (group.raw[1], group.raw[1], group.cleaned[1], group.cleaned[1])
    for start, end, new_start, new_end in (*group.stretches, behind):
        found += [_Sign(at + one - new, True) for one in _places(cleaned, new, new_start)]
        old = _places(raw, start, end)
        made = "".join(cleaned[one] for one in _places(cleaned, new_start, new_end))
        found += _laid_against(old, "".join(raw[one] for one in old), made, start)
        at, new = end, new_end
    return found


def _places(text: str, start: int, end: int) -> list[int]:
    return [one for word in _WORD.finditer(text, start, end) for one in range(*word.span())]


def _laid_against(places: Sequence[int], old: str, new: str, start: int) -> list[_Sign]:
    if not old:
        return [_Sign(start, False)] * len(new)
    found: list[_Sign] = []
    for one in Levenshtein.opcodes(old, new):
        for number in range(one.dest_end - one.dest_start):
            index = one.src_start + (0 if one.tag == "insert" else number)
            found.append(_Sign(places[min(index, len(places) - 1)], one.tag == "equal"))
    return found


def _own_end(level: _Level, mine: int, word: Sequence[_Sign]) -> int:
    """Give how many signs at a word's end stay in a string of their own, as a hyphen does."""
    last = level.at(word[-1].at)
    piece = level.pieces[last]
    # Behind a string that the word leaves empty, a blank would part its end from it.
    if last != mine + 1 or not piece.word.glued:
        return 0
    length = sum(one.at >= piece.start for one in word)
    kept = [_Sign(piece.start + number, True) for number in range(length)]
    return length if list(word[-length:]) == kept else 0
