"""Finds running heads that were read into a line of text.

A head is learned from the lines where it stands alone at a page's edge; here it is looked for
inside longer lines, with the folio that may stand beside it.
Groups: `head`, `number` (beside it, empty where none stands there), `before` (the word before).
Measures: `lines` (how often the head stands alone on a line), `letters`, `numbered` (1: a number
stands beside it), `cuts` (1: the words on both sides run on in small letters), `capitals` (1: no
small letter in the head).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec
import regex

from pipeline.context import Context, Match
from pipeline.document import Document
from pipeline.edges import Shape, candidates
from pipeline.occurrences import everywhere

WHOLE_TEXT = True


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What counts as an edge, how long a head is and how often it must stand alone.

    `least_lines` lines must hold the head alone; it has `least_letters` letters or more.
    """

    edge_lines: int
    longest: int
    widest: float
    least_lines: int
    least_letters: int


_LEFT = regex.compile(r"(?:^|(?<=\s))\d{1,4}[ ]+$")
_RIGHT = regex.compile(r"[ ]+\d{1,4}(?=\s|$)")
_WORD_BEFORE = regex.compile(r"(?r)\p{L}+(?=\s*$)")
_FOLIO = regex.compile(r"^\W*\d{1,4}\W+|\W+\d{1,4}\W*$")


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every place of a learned head inside a line of text."""
    document = context.document
    heads = _heads(document, settings)
    places = everywhere(document.text, list(heads))
    for (head, count), found in zip(heads.items(), places, strict=True):
        for at in found:
            match = _match(document, head, at, count)
            if match:
                yield match


def _heads(document: Document, settings: Settings) -> dict[str, int]:
    """The heads that stand alone often enough, without folios, with how often they do."""
    shape = Shape(settings.edge_lines, settings.longest, settings.widest, {})
    texts = Counter(edge.text for edge in candidates(document, shape))
    counts: Counter[str] = Counter()
    for text, count in texts.items():
        head = _FOLIO.sub("", text).strip()
        if len(head) <= settings.longest:
            counts[head] += count
    return {
        head: count
        for head, count in counts.items()
        if count >= settings.least_lines
        and sum(map(str.isalpha, head)) >= settings.least_letters
        and " " in head
    }


def _match(document: Document, head: str, at: int, count: int) -> Match | None:
    line = document.line_at(at)
    start, end = document.starts[line], document.end(line)
    before = document.text[start:at]
    behind = document.text[at + len(head) : end]
    left = _LEFT.search(before)
    right = _RIGHT.match(behind)
    beside = left or right
    number = beside[0].strip() if beside else ""
    first = at - len(left[0]) if left else at
    last = at + len(head) + (right.end() if right else 0)
    rest_before, rest_behind = document.text[start:first], document.text[last:end]
    if not (rest_before.strip() or rest_behind.strip()):
        return None
    while last < end and document.text[last] in " \t":
        last += 1
    runs_on = rest_behind.lstrip()[:1].islower() and rest_before.rstrip()[-1:].islower()
    measures = {
        "lines": float(count),
        "letters": float(sum(map(str.isalpha, head))),
        "numbered": float(bool(number)),
        "cuts": float(runs_on),
        "capitals": float(head.isupper()),
    }
    word = _WORD_BEFORE.search(rest_before)
    groups = {"head": head, "number": number, "before": word[0] if word else ""}
    return Match(first, last, groups, measures)
