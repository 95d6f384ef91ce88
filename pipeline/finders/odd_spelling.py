"""Finds strings that are no words and spelt as no word is, where a habit of misreading mends it.

No list holds all compounds and names of a language. But its words put their letters one behind the
other in few ways, and what a document misreads again and again shows in strings that are in none:
`lorbcrkränzen`, where a hundred other words have c for e. Letters are mended one by one, as long
as each makes the spelling better; what is then no word yet may be one by another confusion.
Groups: `word`, `best`, `read` and `meant` (the confusion).
Measures: `gain` (log10 by which the mended letters are likelier than those that stand, three at a
time), `least` (the same of the change that brings least), `changes` (how many), `support` (how many
distinct strings the confusion makes words of here), `misread` (the same of all these confusions),
`known` (1: what is mended is a word), `count`, `length`, `capital`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from pipeline import long_s, own_words
from pipeline.allowance import left
from pipeline.confusions import ConfusionRow, in_language
from pipeline.context import Context, Match
from pipeline.forms import Confusion
from pipeline.own_words import Habits, Spelling


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The confusions by language (`all` for every one), as rows of read and meant.

    What is read stays before the letters that `stays_before` names for it. A change counts if it
    brings `least_gain` (log10); strings are `shortest` to `longest` letters long. One confusion of
    `beside` may stand in a string too. `own_words`: `own_words.Habits`.
    """

    confusions: dict[str, list[ConfusionRow]]
    beside: dict[str, list[ConfusionRow]]
    stays_before: dict[str, str]
    least_gain: float
    shortest: int
    longest: int
    own_words: Habits


@dataclass(frozen=True)
class _Mended:
    """What one confusion makes of the strings it stands in, and how many of them become words."""

    pair: Confusion
    strings: dict[str, tuple[str, dict[str, float]]]
    support: int


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every place of a string whose spelling a misreading explains."""
    rows = in_language(settings.confusions, context.language)
    if not rows or not context.has_odd_words:
        return
    strings = [
        word
        for word, count in context.unknown.items()
        if count > 0 and settings.shortest <= len(word) <= settings.longest
        if word.isalpha() and word[1:].islower()
    ]
    spelling = own_words.spelling(context.lexicon, settings.own_words)
    beside = in_language(settings.beside, context.language)
    found = [_by(pair, strings, context, spelling, settings, beside) for pair in rows]
    misread = float(sum(one.support for one in found))
    for one in found:
        yield from _places(context, one, misread)


def _by(
    pair: Confusion,
    strings: list[str],
    context: Context,
    spelling: Spelling,
    settings: Settings,
    beside: Sequence[Confusion],
) -> _Mended:
    """Mend by one confusion whatever of the strings it mends."""
    mended = {}
    for string in strings:
        if pair[0] not in string:
            continue
        left(context.allowance)
        best, gains = _mended(spelling, string, pair, settings)
        if gains:
            best = _word_beside(context, spelling, best, beside) or best
            mended[string] = (
                best,
                {
                    "gain": sum(gains),
                    "least": min(gains),
                    "changes": float(len(gains)),
                    "known": float(context.lexicon.known(best)),
                    "count": float(context.unknown[string]),
                    "length": float(len(string)),
                    "capital": float(string[0].isupper()),
                },
            )
    return _Mended(pair, mended, sum(bool(measures["known"]) for _, measures in mended.values()))


def _word_beside(
    context: Context, spelling: Spelling, string: str, beside: Sequence[Confusion]
) -> str:
    """The word that one more confusion makes of a string that is none; the best spelt of several.

    It is better spelt than the string: two words of a compound may stand in many a name by chance.
    """
    if context.lexicon.known(string):
        return ""
    words = (
        string[:at] + meant + string[at + len(read) :]
        for read, meant in beside
        for at in range(len(string) - len(read) + 1)
        if string.startswith(read, at)
    )
    known = [(spelling.share(word), word) for word in words if context.lexicon.known(word)]
    share, word = max(known, default=(0.0, ""))
    return word if word and share > spelling.share(string) else ""


def _places(context: Context, mended: _Mended, misread: float) -> Iterator[Match]:
    read, meant = mended.pair
    words = list(mended.strings)
    for index, start, end in long_s.places(context.document, words):
        best, measures = mended.strings[words[index]]
        word = context.document.text[start:end]
        groups = {"word": word, "best": long_s.as_printed(best, word), "read": read, "meant": meant}
        measures = {**measures, "support": float(mended.support), "misread": misread}
        yield Match(start, end, groups, measures, (("reads", f"{read} for {meant}"),))


def _mended(
    spelling: Spelling, string: str, pair: Confusion, settings: Settings
) -> tuple[str, list[float]]:
    """Mend the letters that bring most, one by one; gives the string, and what each brings."""
    read, meant = pair
    kept = settings.stays_before.get(read, "")
    gains: list[float] = []
    score = spelling.share(string)
    while True:
        ways = [
            string[:at] + meant + string[at + len(read) :]
            for at in range(len(string) - len(read) + 1)
            if string.startswith(read, at) and string[at + len(read) :][:1] not in (*kept,)
        ]
        best = max(((spelling.share(way), way) for way in ways), default=(score, string))
        if best[0] - score < settings.least_gain:
            return string, gains
        gains.append(best[0] - score)
        score, string = best
