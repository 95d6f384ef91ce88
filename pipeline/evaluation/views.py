"""What the page shows of a place: raw text, cleaned text and truth beside each other, with marks.

Every text goes through `visible`, so that nothing in it can lie or be obeyed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import regex

from pipeline.evaluation.alignment import equal_blocks
from pipeline.evaluation.comparison import Comparison
from pipeline.evaluation.judging import Judged
from pipeline.evaluation.outcome import Evaluation
from pipeline.evaluation.places import Place
from pipeline.evaluation.tokens import Tokens, tokens
from pipeline.visible import visible

# Tokens shown on each side of a place, and the characters shown of one stretch at most.
AROUND_TOKENS = 5
SHOWN_CHARACTERS = 400

# So many of each kind are shown of one text; the rest is counted.
MOST = {"harmed": 1_000, "missed": 500, "wrong": 500, "fixed": 200}


_BLANKS = regex.compile(r"\s+")


@dataclass(frozen=True)
class Piece:
    """A stretch of text, and whether it is what differs."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Shown:
    """A place or a correction as the page shows it; `rules` are those that had a hand in it."""

    kind: str
    damage: str
    page: int
    line: int
    columns: tuple[tuple[str, tuple[Piece, ...]], ...]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listed:
    """Some of one kind, and how many there are."""

    kind: str
    shown: tuple[Shown, ...]
    count: int


def listed(evaluation: Evaluation) -> list[Listed]:
    """Give what the page lists of a text: harm, misses, wrong corrections, repairs."""
    found = []
    for kind in ("harmed", "missed", "wrong", "fixed"):
        if kind == "wrong":
            judged = [
                one for one in evaluation.judged
                if one.verdict == kind and one.correction.applied
            ]  # fmt: skip
            some = tuple(_correction(one, evaluation.comparison) for one in judged[: MOST[kind]])
            found.append(Listed(kind, some, len(judged)))
            continue
        places = [one for one in evaluation.places if one.fate == kind]
        some = tuple(_place(one, evaluation.comparison) for one in places[: MOST[kind]])
        found.append(Listed(kind, some, len(places)))
    return found


def _place(place: Place, comparison: Comparison) -> Shown:
    raw, cleaned, truth = comparison.raw, comparison.cleaned, comparison.truth
    # A repair is shown by what was wrong in the raw text, all else by what is wrong now.
    met = raw.met if place.fate == "fixed" else cleaned.met
    columns = (
        ("raw", _pieces(raw.text, raw.tokens, raw.meeting, place.raw)),
        ("cleaned", _pieces(cleaned.text, cleaned.tokens, cleaned.meeting, place.cleaned)),
        ("truth", _pieces(truth.text, truth.tokens, met, place.truth)),
    )
    rules = dict.fromkeys(_told(one) for one in place.judged)
    return Shown(place.fate, place.damage, place.page, place.line, columns, tuple(rules))


def _correction(one: Judged, comparison: Comparison) -> Shown:
    words = comparison.words
    truth = comparison.truth.text[slice(*one.truth)]
    wanted = tokens(truth, words=words)
    columns = []
    met = [False] * len(wanted)
    for title, reading in (("without it", one.undone), ("with it", one.made)):
        found = tokens(reading, words=words)
        meeting, met = [False] * len(found), [False] * len(wanted)
        for start, truth_start, length in equal_blocks(found.keys, wanted.keys):
            meeting[start : start + length] = [True] * length
            met[truth_start : truth_start + length] = [True] * length
        columns.append((title, _pieces(reading, found, meeting, (0, len(found)))))
    columns.append(("truth", _pieces(truth, wanted, met, (0, len(wanted)))))
    return Shown(
        "wrong", one.correction.confidence, one.page, one.line, tuple(columns), (one.rule,)
    )


def _told(one: Judged) -> str:
    applied = "" if one.correction.applied else ", not made"
    return visible(f"{one.rule} ({one.verdict}{applied})")


def _pieces(
    text: str, found: Tokens, meets: Sequence[bool], span: tuple[int, int]
) -> tuple[Piece, ...]:
    """Cut the tokens of a span, with some around it, where those that differ begin and end."""
    first, last = max(0, span[0] - AROUND_TOKENS), min(len(found), span[1] + AROUND_TOKENS)
    if first >= last:
        return ()
    cut = "" if first == 0 else "… "
    pieces: list[Piece] = [Piece(cut, False)] if cut else []
    left = SHOWN_CHARACTERS
    for marked, run in groupby(range(first, last), key=lambda index: not meets[index]):
        indices = list(run)
        start, end = found.starts[indices[0]], found.ends[indices[-1]]
        if pieces and pieces[-1].text != cut:
            pieces.append(Piece(_shown(text[found.ends[indices[0] - 1] : start]), False))
        pieces.append(Piece(_shown(text[start : min(end, start + left)]), marked))
        left -= end - start
        if left <= 0:
            break
    if last < len(found) or left <= 0:
        pieces.append(Piece(" …", False))
    return tuple(pieces)


def _shown(text: str) -> str:
    """Give text on one line: a run of blanks is one, and a line end is seen."""
    return visible(_BLANKS.sub(lambda run: "⏎" if "\n" in run[0] else " ", text))
