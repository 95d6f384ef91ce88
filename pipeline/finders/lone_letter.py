"""Finds lone letters and figures that were a word of one letter: `that t am`, `and f never went`.

A capital I is a mere stroke, and engines read it as t, f, l, J, T or 1. The word behind tells:
where the document writes it behind the word I time and again, it stands there now.
Groups: `letter`, `before` and `behind` (the neighbours, in small letters; a mark is one too),
`word` (the word before, over a mark: *mr* in `Mr. J`).
Measures: `written` (how often the document writes the word meant before the one behind), `share`
(the share of that word's places which these are), `fit` (log10 of how much likelier the word meant
is between these two than by chance, by the pairs of words that the language writes), `lift` (the
same by how often it writes them; 0 where it has no lifts), `small` (1: the word behind begins with
a small letter), `likely` (its Zipf value), `shares` (how often the letter stands alone, for each
place where it stands before such a word: in mathematics it often does).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

import msgspec
import regex

from pipeline import pairs_here
from pipeline.allowance import left
from pipeline.confusions import Share
from pipeline.context import Context, Match
from pipeline.lexicon import fold


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The letters and figures that may be read, and the word of one letter that is meant.

    A neighbour stands within `reach` characters. Where the document never writes `meant` before the
    word behind, the pairs of the language must say `least_fit` for it, or its lifts `least_lift`.
    Of the words beside a place, a share of `beside_misread` is taken to be misread.
    """

    letters: str
    meant: str
    reach: int
    least_fit: float
    least_lift: float = math.inf
    beside_misread: Share = 0.1


_BEFORE = regex.compile(r"(\p{L}+)\P{L}*$")


def may_find(context: Context, settings: Settings) -> bool:
    """Whether one of the letters stands alone in the document."""
    return _lone(settings.letters).search(context.document.text) is not None


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every lone letter before a word that stands behind what is meant, here or elsewhere."""
    text = context.document.text
    follows: Counter[str] | None = None
    alone: Counter[str] = Counter()
    found: list[Match] = []
    for place in _lone(settings.letters).finditer(text):
        left(context.allowance)
        alone[place["letter"]] += 1
        before, behind = pairs_here.neighbours(text, place.start(), place.end(), settings.reach)
        times = context.vocabulary.count_any_case(behind)
        if not times or not behind[0].isalpha():
            continue
        if follows is None:
            follows = _behind(text, settings.meant)
        written = follows[behind]
        measures = {"written": float(written), "share": written / times}
        measures |= _beside(context, settings, before, behind)
        unlike = measures["fit"] < settings.least_fit and measures["lift"] < settings.least_lift
        if unlike and not written:
            continue
        measures["small"] = float(text[place.end() :].lstrip()[:1].islower())
        word = _BEFORE.search(text, max(place.start() - settings.reach, 0), place.start())
        groups = {
            "letter": place["letter"],
            "before": before,
            "behind": behind,
            "word": word[1].lower() if word else "",
        }
        told = (("written here", f"{settings.meant} {behind} {written}×, {behind} {times}×"),)
        found.append(Match(*place.span("letter"), groups, measures, told))
    likely = Counter(match.groups["letter"] for match in found)
    for match in found:
        letter = match.groups["letter"]
        match.measures["shares"] = alone[letter] / likely[letter]
        yield match


def _beside(context: Context, settings: Settings, before: str, behind: str) -> dict[str, float]:
    """How well what is meant stands between two words, and how frequent the one behind is."""
    lexicon, meant = context.lexicon, settings.meant.lower()
    first, last = fold(before), fold(behind)
    lifts, pairs = lexicon.lifts, lexicon.pairs
    return {
        "fit": pairs.fit(first, meant, last) if pairs else 0.0,
        "lift": lifts.of(first, [meant], last, settings.beside_misread) if lifts else 0.0,
        "likely": lexicon.likely(last),
    }


def _behind(text: str, meant: str) -> Counter[str]:
    """The words that the text writes behind this one, in small letters, with their counts."""
    found = regex.findall(rf"(?<!\w){regex.escape(meant)}\s+([\p{{L}}\p{{N}}'’]+)", text)
    return Counter(map(str.lower, found))


def _lone(letters: str) -> re.Pattern[str]:
    """A letter and the comma behind it, before a word: behind a blank, an opening quote, a dash.

    What stands before is asked behind the letter: the search goes from letter to letter.
    """
    before = r"(?<![^\s\"“‘(—–].)"
    return re.compile(rf"(?P<letter>[{re.escape(letters)}]){before},?(?=\s+[^\W\d_])")
