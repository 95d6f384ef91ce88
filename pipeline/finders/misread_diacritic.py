"""Finds words whose diacritics were misread or lost: `étre`, `systeme`, `fâçons`.

Looks at distinct strings that are no words. Where a word has the same letters, and other diacritics
or none, the string is that word; of several, the likeliest by the document's own counts, by how
frequent they are and by how little differs.
Groups: `word`, `best`, `changes` (as `é>ê e>é`: each letter as it was read and as it was meant),
`before` and `behind` (the neighbours).
Measures: `lead` (log10 by which the best word is likelier than the next one; 9 where there is no
other), `best_likely` (Zipf's value of the best word), `count` (of the string), `length`, `capital`
(1: it begins with one), `fragment` (1: with its left or right neighbour closed up it is a word),
`written` (the share of places at which the document writes its words with their diacritics, of
those where that can be told: near 0 in a text that has none), `misread` (how many distinct strings
have theirs misread).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pipeline import diacritics, long_s, pairs_here, unknown_strings
from pipeline.allowance import left
from pipeline.confusions import frequency
from pipeline.context import Context, Match


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """At which strings to look, and what is a reading of them.

    A string has `longest` letters at most. No word with diacritics is a reading that is rarer than
    `least_zipf`, in Zipf's measure; one that the lexicon lacks counts as the document's own from
    `own_word_count` places. Each letter that lost its diacritic makes a reading less likely by
    `lost_cost`, each with one that it should not have by `change_cost` (log10). A neighbour stands
    within `reach` characters.
    """

    longest: int
    least_zipf: float
    own_word_count: int
    lost_cost: float
    change_cost: float
    reach: int


def may_find(context: Context, settings: Settings) -> bool:
    """Whether the document has words that the lexicon lacks, and a strict list tells so."""
    return context.has_odd_words


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every place of a string that is a word with other diacritics.

    Raises TimeoutError where the context's allowance is used up.
    """
    tokens = unknown_strings.by_token(context, settings.longest)
    readings = {}
    for string in {one.text for one in tokens.values()}:
        left(context.allowance)
        if scored := _readings(context, string, settings):
            readings[string] = scored
    asked = {token: one for token, one in tokens.items() if one.text in readings}
    misread = sum(one.count for one in asked.values())
    if not misread:
        return
    right = _rightly_written(context)
    shown = {"written": right / (right + misread), "misread": float(len(readings))}
    for one, start, end in unknown_strings.places(context, asked):
        match = _match(context, start, end, readings[one.text], settings.reach)
        match.measures.update(shown, count=float(one.count))
        yield match


# Log10 of a lead over nothing.
_NO_OTHER = 9.0

_Readings = list[tuple[float, str]]


def _readings(context: Context, string: str, settings: Settings) -> _Readings:
    """The words that a string may be, with log10 of their shares of the text, likeliest first."""
    small = string.lower()
    if context.lexicon.known(small):
        # Only its case is odd: `oÙ`.
        return []
    plain = diacritics.bare(small)
    words = diacritics.accented_words(context.lexicon, settings.least_zipf).get(plain, [])
    found = []
    for word in (plain, *words):
        if word != small and len(word) == len(small):
            share = frequency(context, word, settings.own_word_count)
            if share is not None:
                found.append((share - _cost(small, word, settings), word))
    return sorted(found, reverse=True)


def _cost(read: str, meant: str, settings: Settings) -> float:
    differing = [one for one, other in zip(read, meant, strict=True) if one != other]
    lost = sum(map(str.isascii, differing))
    return settings.lost_cost * lost + settings.change_cost * (len(differing) - lost)


def _match(context: Context, start: int, end: int, readings: _Readings, reach: int) -> Match:
    text = context.document.text
    written = text[start:end]
    (score, best), *others = readings
    if written[0].isupper():
        best = best[0].upper() + best[1:]
    best = long_s.as_printed(best, written)
    before, behind = pairs_here.neighbours(text, start, end, reach)
    known = context.lexicon.known
    measures = {
        "lead": score - others[0][0] if others else _NO_OTHER,
        "best_likely": context.lexicon.likely(best),
        "length": float(len(written)),
        "capital": float(written[0].isupper()),
        "fragment": float(known(before + written) or known(written + behind)),
    }
    changes = _changes(written, best)
    groups = {"word": written, "best": best, "changes": changes, "before": before, "behind": behind}
    return Match(start, end, groups, measures, (("reads", changes),))


def _rightly_written(context: Context) -> int:
    """How often the document writes known words with diacritics."""
    known = context.lexicon.known
    return sum(
        count
        for word, count in context.vocabulary.written.items()
        if not word.isascii() and diacritics.bare(word) != word and known(word)
    )


def _changes(read: str, meant: str) -> str:
    pairs = zip(read, meant, strict=True)
    return " ".join(f"{one}>{other}" for one, other in pairs if one != other)
