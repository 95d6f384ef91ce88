"""Finds lone letters and figures that were a word of one letter: `that t am`, `and f never went`.

A capital I is a mere stroke, and engines read it as t, f, l, J, T or 1. The word behind tells:
where the document writes it behind the word I time and again, it stands there now.
Groups: `letter`, `before` and `behind` (the neighbours, in small letters; a mark is one too).
Measures: `written` (how often the document writes the word meant before the one behind), `share`
(the share of that word's places which these are), `fit` (log10 of how much likelier the word meant
is between these two than by chance, by the pairs of words that the language writes), `shares` (how
often the letter stands alone, for each place where it stands before such a word: in mathematics it
often does).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec
import regex

from pipeline import pairs_here
from pipeline.allowance import left
from pipeline.context import Context, Match
from pipeline.lexicon import fold


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The letters and figures that may be read, and the word of one letter that is meant.

    A neighbour stands within `reach` characters. Where the document never writes `meant` before the
    word behind, the pairs of the language must say `least_fit` for it.
    """

    letters: str
    meant: str
    reach: int
    least_fit: float


def may_find(context: Context, settings: Settings) -> bool:
    """Whether one of the letters stands alone in the document."""
    return _lone(settings.letters).search(context.document.text) is not None


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every lone letter before a word that stands behind what is meant, here or elsewhere."""
    document, meant, pairs = context.document, settings.meant, context.lexicon.pairs
    follows: Counter[str] | None = None
    alone: Counter[str] = Counter()
    found: list[Match] = []
    for place in _lone(settings.letters).finditer(document.text):
        left(context.allowance)
        letter = place["letter"]
        alone[letter] += 1
        start, end = place.span("letter")
        before, behind = pairs_here.neighbours(document.text, start, place.end(), settings.reach)
        times = context.vocabulary.count_any_case(behind)
        if not times or not behind[0].isalpha():
            continue
        if follows is None:
            follows = _behind(document.text, meant)
        written = follows[behind]
        fit = pairs.fit(fold(before), meant.lower(), fold(behind)) if pairs else 0.0
        if not written and fit < settings.least_fit:
            continue
        measures = {"written": float(written), "share": written / times, "fit": fit}
        groups = {"letter": letter, "before": before, "behind": behind}
        told = (("written here", f"{meant} {behind} {written}×, {behind} {times}×"),)
        found.append(Match(start, end, groups, measures, told))
    likely = Counter(match.groups["letter"] for match in found)
    for match in found:
        letter = match.groups["letter"]
        match.measures["shares"] = alone[letter] / likely[letter]
        yield match


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
