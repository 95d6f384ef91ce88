"""How a document's letters were misread, where no list says: any letter for any other.

The same model as that of the declared confusions, told otherwise. A string that is no word may be
a word that one misreading spoiled, or a word of the writer's own. How likely either is the
document's other strings tell, in rounds of expectation and maximisation: what often explains them
is likely to explain this one. A declared confusion is believed from the start, any other one only
where many different words show it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pipeline.confusions import Confusion, forms_of, frequency
from pipeline.context import Context
from pipeline.near_words import NearWords, change_between
from pipeline.own_words import Spelling

_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class NearReading:
    """What a string may have been, by which changes; `score` is log10 of its share of the text."""

    word: str
    changes: tuple[Confusion, ...]
    score: float


@dataclass(frozen=True)
class Prior:
    """What is believed before the document is read: shares of a letter's places, and of words.

    `places` is how much text it takes to believe the document instead, `own` the share of words
    that are the writer's own.
    """

    declared: float
    other: float
    places: float
    own: float


@dataclass(frozen=True)
class NearChannel:
    """The readings of each string, the rates of changes, and the log10 share of own words."""

    readings: Mapping[str, tuple[NearReading, ...]]
    rates: Mapping[Confusion, float]
    support: Mapping[Confusion, float]
    own: Mapping[str, float]

    def score(self, reading: NearReading) -> float:
        """Give log10 of how likely the reading is, spoiled as it was."""
        rates = self.rates
        return reading.score + sum([math.log10(rates[change]) for change in reading.changes])


def learn(
    context: Context,
    strings: Mapping[str, int],
    near: NearWords,
    spelling: Spelling,
    declared: frozenset[Confusion],
    prior: Prior,
) -> NearChannel:
    readings = _readings(context, strings, near, sorted(declared))
    changes = {change for found in readings.values() for one in found for change in one.changes}
    before = {one: prior.declared if one in declared else prior.other for one in changes}
    places = {one: _places(context, one[1]) for one in changes}
    rates = dict(before)
    share = prior.own
    own: dict[str, float] = {}
    support: defaultdict[Confusion, float] = defaultdict(float)
    letters = {word: spelling.share(word) for word in strings}
    total = max(context.vocabulary.total, 1)
    for _ in range(_ROUNDS):
        own = {word: math.log10(share) + one for word, one in letters.items()}
        explained: defaultdict[Confusion, float] = defaultdict(float)
        support = defaultdict(float)
        owned = 1.0
        for word, found in readings.items():
            scores = [10 ** (one.score + sum([math.log10(rates[c]) for c in one.changes])) for one in found]
            whole = sum(scores) + 10 ** own[word]
            owned += strings[word] * 10 ** own[word] / whole
            for one, score in zip(found, scores, strict=True):
                part = score / whole
                if part > 0.01:
                    for change in one.changes:
                        explained[change] += part * min(strings[word], 3)
                        support[change] += part
        rates = {
            one: (prior.places * before[one] + explained[one]) / (prior.places + places[one])
            for one in changes
        }
        share = owned / total
    return NearChannel(readings, rates, support, own)


def _places(context: Context, meant: str) -> int:
    return context.document.count(meant) if meant else len(context.document.text)


def _readings(
    context: Context, strings: Iterable[str], near: NearWords, declared: list[Confusion]
) -> dict[str, tuple[NearReading, ...]]:
    """All that each string may have been: one change away, or a declared confusion and one more."""
    cache: dict[str, float | None] = {}
    readings = {}
    forms = forms_of(declared)
    for string in strings:
        lowered = string[:1].lower() + string[1:]
        found: dict[str, NearReading] = {}
        once = [(form, (pair,) * times) for form, pair, times in forms(lowered)]
        made = [(lowered, ())] + (once if len(string) > 4 else [])
        asked = [(form, changes) for form, changes in once]
        for form, changes in made:
            asked += [(word, (*changes, change_between(form, word))) for word in near.of(form)]
        for word, changes in asked:
            if word == lowered:
                continue
            cased = word[:1].upper() + word[1:] if string[:1].isupper() else word
            if cased not in cache:
                cache[cased] = frequency(context, cased, 5)
            score = cache[cased]
            if score is None:
                continue
            old = found.get(cased)
            if old is None or len(changes) < len(old.changes):
                found[cased] = NearReading(cased, changes, score)
        readings[string] = tuple(found.values())
    return readings
