"""Finds runs of specks at a line's edge, or that are a line: `the chapel. .:?: • . • n .`.

Dirt on the paper, the edge of a picture or a printed rule is read as signs of many kinds, in
strings without order, with a letter here and there. A string is one of specks where it holds no
letter, or few of them together and as many signs; strings that a text writes on purpose
(`M.O.T.(B.)`) are told in the rules. A letter or figure that stands alone may be a speck between
such strings. In each run one string at least is of two kinds of signs.
Groups: `run`, `side` (`first`, `last` or `whole`), `inner` (its string beside the words).
Measures: `signs` (how many), `kinds` (how many different ones), `odd` (signs other than those that
stand in rows), `lettered` (the share of letters and figures among all), `strings` (how many),
`known` (the share of its line's words that are some), `ended` (1: a sentence or a part of one ends
before the run), `lines` (how many lines of the document bear a run).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec
import regex

from pipeline.allowance import InTime, left
from pipeline.context import Context, Match


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What a run is made of.

    `longest` is how many letters or figures may stand together among specks. `ordinary_pattern`
    matches whole strings that are none, `rows` are the signs that stand in rows. A run is passed
    over that has fewer than `least_signs` signs or fewer than `least_kinds` kinds, where nothing in
    it matches `dirt_pattern` (what no prose writes), and where something matches `meant_pattern`.
    """

    longest: int
    ordinary_pattern: str
    rows: str
    least_signs: int
    least_kinds: int
    dirt_pattern: str
    meant_pattern: str


@dataclass(frozen=True)
class _Run:
    """A line's index, where in it the run starts and ends, and its side."""

    line: int
    start: int
    end: int
    side: str


@dataclass(frozen=True)
class _Alone:
    """Letters or figures that may stand alone among specks: a word is no speck at a line's edge."""

    known: Callable[[str], bool]
    longest: int

    def at_edge(self, string: str) -> bool:
        """Whether a string is one letter or figure, with marks or without, and no word."""
        bare = _SIGNS.sub("", string)
        return len(bare) <= 1 and not (bare.isdigit() or self.known(bare))

    def inside(self, string: str) -> bool:
        """Whether a string is one letter, or a few that are no word."""
        bare = _SIGNS.sub("", string)
        return len(bare) <= 1 or (len(bare) <= self.longest and not self.known(bare))


_TOGETHER = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_SIGNS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_WORDS = regex.compile(r"\p{L}[\p{L}\p{M}'’]+")
_ENDED = regex.compile(r"(?r)[\p{L}\p{N}][.,;:!?\"'’”)—-]+$")
_STRING = regex.compile(r"\S+")


def may_find(context: Context, settings: Settings) -> bool:
    """Whether any specks are of two kinds of signs."""
    return any(map(_is_mixed, _specks(context, settings)))


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every run of specks, a whole line with its line feed.

    Raises TimeoutError where the context's allowance is used up.
    """
    document, specks = context.document, _specks(context, settings)
    alone = _Alone(context.lexicon.known, settings.longest)
    dirt, meant = (
        InTime(regex.compile(one), context.allowance)
        for one in (settings.dirt_pattern, settings.meant_pattern)
    )
    found = [
        match
        for number in document.full_lines
        for run in _runs(number, document.lines[number], specks, alone)
        if (match := _match(context, run, settings))
        and dirt.search(match.groups["run"])
        and not meant.search(match.groups["run"])
    ]
    lines = len({document.line_at(match.start) for match in found})
    for match in found:
        left(context.allowance)
        match.measures["lines"] = float(lines)
        yield match


def _specks(context: Context, settings: Settings) -> frozenset[str]:
    """The strings of the text that are specks."""
    key = "specks", settings.longest, settings.ordinary_pattern
    return context.document.memo(key, lambda: frozenset(_found_specks(context, settings)))


def _found_specks(context: Context, settings: Settings) -> Iterator[str]:
    ordinary = InTime(regex.compile(settings.ordinary_pattern), context.allowance)
    for token in context.document.marked_tokens:
        together = [len(one) for one in _TOGETHER.findall(token)]
        few = max(together, default=0) <= settings.longest and 2 * sum(together) <= len(token)
        if few and not (together and ordinary.fullmatch(token)):
            yield token


def _is_mixed(string: str) -> bool:
    return len(set(_TOGETHER.sub("", string))) > 1


def _runs(number: int, line: str, specks: frozenset[str], alone: _Alone) -> Iterator[_Run]:
    """The runs at a line's two edges; one where they meet."""
    # Nearly every line begins and ends with a word, and that costs next to nothing to see.
    edges = line.split(None, 1)[0], line.rsplit(None, 1)[-1]
    if not any(one in specks or alone.at_edge(one) for one in edges):
        return
    strings = list(_STRING.finditer(line))
    are = [one[0] in specks for one in strings]
    if not any(are):
        return
    may = [one or alone.inside(string[0]) for one, string in zip(are, strings, strict=True)]
    for edge in (0, -1):
        may[edge] = are[edge] or alone.at_edge(strings[edge][0])
    if all(may):
        yield _Run(number, 0, len(line), "whole")
        return
    before = _reach(are, may)
    after = len(may) - _reach(are[::-1], may[::-1])
    if before:
        yield _Run(number, 0, strings[before].start(), "first")
    if after < len(may):
        yield _Run(number, strings[after - 1].end(), len(line), "last")


def _reach(are: list[bool], may: list[bool]) -> int:
    """How many strings from the first on are specks, or stand alone before some that are."""
    reach = may.index(False)
    while reach and not are[reach - 1]:
        reach -= 1
    return reach


def _match(context: Context, run: _Run, settings: Settings) -> Match | None:
    document = context.document
    line = document.lines[run.line]
    text = line[run.start : run.end]
    strings = text.split()
    joined = "".join(strings)
    signs = _TOGETHER.sub("", joined)
    few = len(signs) < settings.least_signs or len(set(signs)) < settings.least_kinds
    if few or not any(map(_is_mixed, strings)):
        return None
    words = _WORDS.findall(line[: run.start] + line[run.end :])
    measures = {
        "signs": float(len(signs)),
        "kinds": float(len(set(signs))),
        "odd": float(sum(sign not in settings.rows for sign in signs)),
        "lettered": 1 - len(signs) / len(joined),
        "strings": float(len(strings)),
        "known": sum(map(context.lexicon.known, words)) / max(len(words), 1),
        "ended": float(_ENDED.search(line, 0, run.start) is not None),
    }
    inner = strings[-1] if run.side == "first" else strings[0]
    start = document.starts[run.line]
    end = start + run.end
    if run.side == "whole":
        end += document.text[end : end + 1] == "\n"
    groups = {"run": text.strip(), "side": run.side, "inner": inner}
    return Match(start + run.start, end, groups, measures)
