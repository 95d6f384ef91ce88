"""How often a document's letters were misread, learned from its own unknown words.

A noisy-channel model over distinct words: a word that was read as `w` may have been a known word
`c` of which one declared confusion makes `w`. The rate of each confusion is learned from the words
that it explains (two rounds of expectation and maximisation), so a confusion that this document
never shows explains nothing here.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import msgspec

from pipeline.context import Context
from pipeline.forms import Confusion, hashes, listed_forms

# As a rule file writes it: what was read, which is something, and what was meant.
ConfusionRow = tuple[Annotated[str, msgspec.Meta(min_length=1)], str]

# A share that a logarithm is taken of.
Share = Annotated[float, msgspec.Meta(gt=0, lt=1)]


def in_language(confusions: Mapping[str, list[Confusion]], language: str) -> list[Confusion]:
    """Give the confusions of a language, behind those of all.

    >>> in_language({"all": [("b", "h")], "de": [("R", "K")]}, "de")
    [('b', 'h'), ('R', 'K')]
    """
    return confusions.get("all", []) + confusions.get(language, [])


@dataclass(frozen=True, slots=True)
class Reading:
    """What a word may have been, by which confusion; `score` is log10 of its share of the text."""

    word: str
    confusion: Confusion
    times: int
    score: float


@dataclass(frozen=True)
class Channel:
    """The rates of confusions in one document.

    `rates` holds the share of a string's places that were misread, `support` how many distinct
    unknown words a confusion explains best, `options` all readings of the words it learned from, by
    all confusions, and of those that it was asked about since.
    """

    context: Context
    rates: Mapping[Confusion, float]
    support: Mapping[Confusion, int]
    own_word_count: int
    options: Mapping[str, Sequence[Reading]]

    def asked(self, words: Iterable[str], confusions: Sequence[Confusion]) -> Channel:
        """Give the same channel with the readings of more words, by these confusions."""
        more = [word for word in words if word not in self.options]
        options = readings_of(self.context, more, confusions, self.own_word_count)
        return replace(self, options={**self.options, **options})

    def readings(self, word: str) -> list[Reading]:
        """Give what a word that was learned from or asked about may have been, likeliest first."""
        found: dict[str, Reading] = {}
        for reading in self.options[word]:
            rate = self.rates.get(reading.confusion, 0.0)
            if not rate:
                continue
            score = reading.score + reading.times * math.log10(rate)
            scored = Reading(reading.word, reading.confusion, reading.times, score)
            if scored.score > found.get(reading.word, _NOTHING).score:
                found[reading.word] = scored
        return sorted(found.values(), key=lambda one: -one.score)


_NOTHING = Reading("", ("", ""), 0, -math.inf)


def learn(
    context: Context,
    unknown: Mapping[str, int],
    confusions: Iterable[Confusion],
    prior: float,
    own_word_count: int,
) -> Channel:
    """Learn the rates of the confusions from the document's unknown words and their counts.

    `prior` is the rate every confusion starts with; a word that the lexicon lacks counts as the
    document's own from `own_word_count` places.
    """
    pairs = list(confusions)
    options = readings_of(context, unknown, pairs, own_word_count)
    rates: dict[Confusion, float] = dict.fromkeys(pairs, prior)
    support: Counter[Confusion] = Counter()
    for _ in range(2):
        explained: defaultdict[Confusion, float] = defaultdict(float)
        support = Counter()
        for word, readings in options.items():
            if not readings:
                continue
            best = max(
                readings, key=lambda one: one.score + one.times * math.log10(rates[one.confusion])
            )
            explained[best.confusion] += best.times * unknown[word]
            support[best.confusion] += 1
        rates = dict.fromkeys(pairs, 1e-7)
        for pair, times in explained.items():
            places = context.document.count(pair[1])
            rates[pair] = max(times / (times + places + 1), 1e-7)
    return Channel(context, rates, support, own_word_count, options)


def readings_of(
    context: Context,
    words: Iterable[str],
    confusions: Sequence[Confusion],
    own: int,
    *,
    once: bool = False,
) -> dict[str, list[Reading]]:
    """Give all that each word may have been, by one of the confusions, as yet without its rate.

    `once`: of a word that holds what was read in several places, one alone was misread.
    """
    listed = listed_forms(context.lexicon, tuple(confusions), once)
    made = listed.of(words, hashes(context.vocabulary.often(own)))
    scores = {
        form: frequency(context, form, own)
        for form in {form for found in made.values() for form, _, _ in found}
    }
    return {
        word: [
            Reading(form, confusion, times, score)
            for form, confusion, times in found
            if (score := scores[form]) is not None
        ]
        for word, found in made.items()
    }


# A listed word that wordfreq has never seen is taken to stand once in 10⁸ words.
RAREST_SHARE = 1e-8


def frequency(context: Context, word: str, own_word_count: int) -> float | None:
    """Give log10 of the word's share of the text, None where it is no word here.

    A word that the lexicon lacks counts as the document's own from `own_word_count` places.
    """
    count = context.vocabulary.count_any_case(word)
    if not context.lexicon.known(word) and count < own_word_count:
        return None
    own = count / max(context.vocabulary.total, 1)
    return math.log10(max((own + 10 ** (context.lexicon.likely(word) - 9)) / 2, RAREST_SHARE))
