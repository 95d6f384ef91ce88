"""Finds words that are misread and are words all the same: `which arc found`, `did net come`.

Proofreaders call them stealth scannos. A place is weighed as a noisy channel is: how much more
frequent the word meant is than the one read, how often the document's other misreadings show the
confusion, and how much better the word meant stands between its neighbours: by how often its
language writes the words side by side, or whether it does where that is all that is known, and by
the pairs of the document.
Groups: `word`, `best`, `changes` (what was read and what was meant), `before` and `behind` (the
neighbours, in small letters; a mark is one too), `around` (the word between them).
Measures: `odds` (log10 by which the best reading is likelier than the word as it stands), `margin`
(log10 lead over the next reading), `frequency` (log10 of how much more frequent the best one is),
`fit` and `here` (log10 by which it stands better between its neighbours, by the language and by the
document's pairs), `support` (how many distinct unknown words the confusion explains), `rate`
(per thousand places), `unwritten` (as in near-word: how many distinct strings, of a thousand words,
the language does not write), `count` (how often the document writes the word), `elsewhere` (in how
many of its other places the odds for the same reading are `sure_odds` and more), `length`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import msgspec
import regex

from pipeline import long_s, pairs_here, unknown_strings
from pipeline.allowance import InTime, left
from pipeline.confusions import (
    Channel,
    ConfusionRow,
    Reading,
    Share,
    frequency,
    in_language,
    learn,
    readings_of,
)
from pipeline.context import Context, Match
from pipeline.language_pairs import LanguagePairs
from pipeline.lexicon import fold
from pipeline.pairs_here import PairsHere, Weights


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The confusions by language (`all` for every one), and how much is asked of a reading.

    `prior` is the rate each starts with; one must explain `least_support` unknown words. A word is
    asked that the document writes `most_count` times at most. A reading is more frequent by
    `least_frequency` and fits by `least_fit` better into the language (log10), and is yielded from
    odds of `least_odds`; from `sure_odds` it is sure. A share `beside_misread` of the neighbours is
    misread too. Words longer than `longest` are not looked at. A word that the lexicon lacks counts
    as the document's own from `own_word_count` places; one that stands `rare_count` times at most
    may be unwritten. `pairs`: `pairs_here.Weights`; what the document's pairs say counts
    `most_here` at most. A word that all of `meant_pattern` matches is taken to be meant.
    """

    confusions: dict[str, list[ConfusionRow]]
    prior: Share
    least_support: int
    most_count: int
    longest: int
    least_frequency: float
    least_fit: float
    least_odds: float
    sure_odds: float
    beside_misread: Share
    most_here: float
    own_word_count: int
    rare_count: int
    pairs: Weights
    meant_pattern: str = ""


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every place of a known word that was probably another one.

    Raises TimeoutError where the context's allowance is used up.
    """
    pairs = context.lexicon.pairs
    if not context.lexicon.strict or pairs is None:
        return
    confusions = in_language(settings.confusions, context.language)
    strings = _strings(context.unknown, settings.longest)
    channel = learn(context, strings, confusions, settings.prior, settings.own_word_count)
    shown = [one for one in confusions if channel.support[one] >= settings.least_support]
    if not shown:
        return
    asked = [word for word in _words(context, settings) if context.lexicon.known(word)]
    found = readings_of(context, asked, shown, settings.own_word_count, once=True)
    unwritten = unknown_strings.unwritten(context, strings, settings.rare_count)
    judge = _Judge(context, pairs, channel, settings, unwritten)
    options = {word: better for word in asked if (better := judge.better(word, found[word]))}
    words = list(options)
    places = []
    for index, start, end in long_s.places(context.document, words):
        left(context.allowance)
        if place := judge.place(options[words[index]], start, end):
            places.append(place)
    sure = Counter(one.key for one in places if one.weighed[0].odds >= settings.sure_odds)
    for one in places:
        yield judge.match(one, sure[one.key])


def _strings(unknown: Mapping[str, int], longest: int) -> dict[str, int]:
    """The unknown words that may teach how often what was misread, with their counts."""
    return {
        word: count
        for word, count in unknown.items()
        if count > 0 and 1 < len(word) <= longest and word.isalpha()
    }


def _words(context: Context, settings: Settings) -> Iterable[str]:
    """The words in small letters that the document does not write often."""
    meant = InTime(regex.compile(settings.meant_pattern), context.allowance)
    for word, count in context.vocabulary.written.items():
        wanted = count <= settings.most_count and 1 < len(word) <= settings.longest
        if wanted and word.isalpha() and word.islower() and not meant.fullmatch(word):
            yield word


@dataclass(frozen=True, slots=True)
class _Option:
    """What a word may have been, how much more frequent that is, and how likely by itself."""

    reading: Reading
    frequency: float
    odds: float


@dataclass(frozen=True, slots=True)
class _Weighed:
    """An option at one place: with what its neighbours say, in the language and in the document."""

    option: _Option
    fit: float
    here: float

    @property
    def odds(self) -> float:
        return self.option.odds + self.fit + self.here


@dataclass(frozen=True, slots=True)
class _Place:
    """A place of a word between its neighbours, and what it may have been, the likeliest first."""

    start: int
    end: int
    before: str
    behind: str
    word: str
    weighed: list[_Weighed]

    @property
    def key(self) -> tuple[str, str]:
        """The word, in small letters and folded, and its best reading."""
        return self.word, self.weighed[0].option.reading.word


@dataclass(frozen=True)
class _Judge:
    """Judges the words of one document, place by place."""

    context: Context
    pairs: LanguagePairs
    channel: Channel
    settings: Settings
    unwritten: float

    @cached_property
    def _here(self) -> PairsHere:
        return pairs_here.of(self.context.document, self.settings.pairs)

    def better(self, word: str, readings: Iterable[Reading]) -> list[_Option]:
        """Give the readings of a word that are words of some letters, and so much more frequent."""
        settings, rates = self.settings, self.channel.rates
        read = frequency(self.context, word, settings.own_word_count) or 0.0
        found = []
        for one in readings:
            more = one.score - read
            if len(one.word) > 1 and more >= settings.least_frequency:
                found.append(_Option(one, more, more + math.log10(rates[one.confusion])))
        return found

    def place(self, options: Iterable[_Option], start: int, end: int) -> _Place | None:
        """Weigh the options of one place; None where no reading is likely enough."""
        text = self.context.document.text
        before, behind = pairs_here.neighbours(text, start, end, self.settings.pairs.reach)
        word = fold(text[start:end])
        weighed = self._weighed(options, before, word, behind)
        if not weighed or weighed[0].odds < self.settings.least_odds:
            return None
        return _Place(start, end, before, behind, word, weighed)

    def match(self, place: _Place, sure: int) -> Match:
        """Give what rules ask for; in so many places of its word this reading is sure."""
        best = place.weighed[0].option.reading
        written = self.context.document.text[place.start : place.end]
        changes = ">".join(best.confusion)
        groups = {
            "word": written,
            "best": long_s.as_printed(best.word, written),
            "changes": changes,
            "before": place.before,
            "behind": place.behind,
            "around": f"{place.before} {written} {place.behind}",
        }
        odds = place.weighed[0].odds
        measures = self._measures(place.word, place.weighed)
        measures["elsewhere"] = float(sure - (odds >= self.settings.sure_odds))
        told = (("reads", changes), ("odds", f"{math.floor(odds * 10) / 10:g}"))
        return Match(place.start, place.end, groups, measures, told)

    def _weighed(
        self, options: Iterable[_Option], before: str, word: str, behind: str
    ) -> list[_Weighed]:
        """Give what stands better between these two than the word as it is, the likeliest first."""
        first, last = fold(before), fold(behind)
        as_read = self._fit(first, word, last)
        fits = [(one, self._fit(first, one.reading.word, last) - as_read) for one in options]
        fits = [(one, fit) for one, fit in fits if fit >= self.settings.least_fit]
        if not fits:
            return []
        as_read = self._here.fit(before, word, behind, own=1)
        found = []
        for one, fit in fits:
            here = self._here.fit(before, one.reading.word, behind) - as_read
            found.append(_Weighed(one, fit, min(here, self.settings.most_here)))
        return sorted(found, key=lambda one: (-one.odds, one.option.reading.word))

    def _fit(self, before: str, word: str, behind: str) -> float:
        """How well a word stands between these two in the language."""
        if (lifts := self.context.lexicon.lifts) is None:
            return self.pairs.fit(before, word, behind)
        return lifts.of(before, [word], behind, self.settings.beside_misread)

    def _measures(self, word: str, weighed: list[_Weighed]) -> dict[str, float]:
        best, *others = weighed
        reading = best.option.reading
        rivals = [one.odds for one in others if one.option.reading.word != reading.word]
        return {
            "odds": best.odds,
            "margin": min(best.odds - max(rivals, default=-math.inf), 99.0),
            "frequency": best.option.frequency,
            "fit": best.fit,
            "here": best.here,
            "support": float(self.channel.support[reading.confusion]),
            "rate": 1000 * self.channel.rates[reading.confusion],
            "unwritten": self.unwritten,
            "count": float(self.context.vocabulary.count_any_case(word)),
            "length": float(len(word)),
        }
