"""How a document's letters were misread, where no list says: any letter for any other.

The same model as that of the declared confusions, opened wide. A string that is no word may be a
word that a misreading or two spoiled, or a word of the writer's own. How likely either is the
document's other strings tell, in rounds of expectation and maximisation: what often explains them
is likely to explain this one. A declared confusion is believed from the start, any other only
where many different words show it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.allowance import left
from pipeline.confusions import frequency
from pipeline.context import Context
from pipeline.forms import Confusion, hashes
from pipeline.near_forms import Reach, near_forms
from pipeline.near_words import NearWords
from pipeline.own_words import Spelling


@dataclass(frozen=True, slots=True)
class NearReading:
    """What a string may have been, by which changes; `score` is log10 of its share of the text."""

    word: str
    changes: tuple[Confusion, ...]
    score: float


@dataclass(frozen=True)
class Beliefs:
    """What is believed before the document is read.

    `declared` confusions spoil that share (log10) of their places, any other change of a letter
    `other`, and one of two letters for one, or of one for two, `wide`; it takes `places` to believe
    the document instead. `own` is the share of words that are the writer's own, and
    `own_word_count` the places from which such a word may be a reading. It is learned in so many
    `rounds`; of a reading that explains less than `least_part` of a string nothing is, and a string
    teaches no more than one that stands `most_counted` times.
    """

    reach: Reach
    declared: float
    other: float
    wide: float
    places: float
    own: float
    own_word_count: int
    rounds: int
    least_part: float
    most_counted: int


@dataclass(frozen=True)
class NearChannel:
    """The readings of each string, and what the document's strings say of their changes.

    `rates` holds log10 of the share of its places that a change spoils, `support` how many distinct
    strings it explains, `own` log10 of the share of the text that each string has as an own word.
    """

    readings: Mapping[str, tuple[NearReading, ...]]
    rates: Mapping[Confusion, float]
    support: Mapping[Confusion, float]
    own: Mapping[str, float]

    def score(self, reading: NearReading) -> float:
        """Give log10 of how likely the reading is, spoiled as it was."""
        return reading.score + sum([self.rates[change] for change in reading.changes])


def learn(
    context: Context,
    strings: Mapping[str, int],
    near: NearWords,
    spelling: Spelling,
    beliefs: Beliefs,
) -> NearChannel:
    """Learn how often what was misread, from strings that are no words and their counts."""
    readings = _all_readings(context, strings, near, beliefs)
    changes = {change for found in readings.values() for one in found for change in one.changes}
    before = _believed(changes, beliefs)
    # There are so many changes of two letters that one string alone is no ground to believe in one.
    wide = {one for one in changes if is_wide(one)}.difference(beliefs.reach.confusions)
    places = {one: _places(context, one[1]) for one in changes}
    letters = {string: spelling.share(string) for string in strings}
    channel = NearChannel(readings, before, {}, _own(letters, beliefs.own))
    total = max(context.vocabulary.total, 1)
    for _ in range(beliefs.rounds):
        explained: defaultdict[Confusion, float] = defaultdict(float)
        support: defaultdict[Confusion, float] = defaultdict(float)
        alone: defaultdict[Confusion, float] = defaultdict(float)
        owned = 1.0
        for string, found in readings.items():
            left(context.allowance)
            count = strings[string]
            likely = [10 ** channel.score(one) for one in found]
            own = 10 ** channel.own[string]
            whole = sum(likely) + own
            owned += count * own / whole
            for one, each in zip(found, likely, strict=True):
                if (part := each / whole) > beliefs.least_part:
                    for change in one.changes:
                        here = part * min(count, beliefs.most_counted)
                        explained[change] += here
                        support[change] += part
                        if change in wide:
                            alone[change] = max(alone[change], here)
        rates = {
            one: math.log10(
                (beliefs.places * 10 ** before[one] + explained[one] - alone[one])
                / (beliefs.places + places[one])
            )
            for one in changes
        }
        channel = NearChannel(readings, rates, support, _own(letters, owned / total))
    return channel


def is_wide(change: Confusion) -> bool:
    """Whether a change is of two letters side by side, read or meant.

    >>> is_wide(("jd", "p")), is_wide(("", "e"))
    (True, False)
    """
    return max(map(len, change)) > 1


def _believed(changes: Iterable[Confusion], beliefs: Beliefs) -> dict[Confusion, float]:
    """The share (log10) of its places that each change is believed to spoil."""
    before = {one: beliefs.wide if is_wide(one) else beliefs.other for one in changes}
    return before | {one: beliefs.declared for one in beliefs.reach.confusions if one in before}


def _own(letters: Mapping[str, float], share: float) -> dict[str, float]:
    return {string: math.log10(share) + each for string, each in letters.items()}


def _places(context: Context, meant: str) -> int:
    return context.document.count(meant) if meant else len(context.document.text)


def _all_readings(
    context: Context, strings: Iterable[str], near: NearWords, beliefs: Beliefs
) -> dict[str, tuple[NearReading, ...]]:
    """All that each string may have been: its near forms that are words here."""
    forms = near_forms(context.lexicon, near, beliefs.reach)
    own = hashes(context.vocabulary.often(beliefs.own_word_count))
    scores: dict[str, float | None] = {}
    readings = {}
    for string in strings:
        left(context.allowance)
        found = forms.of(string, own)
        for form in found:
            if form not in scores:
                scores[form] = frequency(context, form, beliefs.own_word_count)
        readings[string] = tuple(
            [
                NearReading(form, changes, score)
                for form, changes in found.items()
                if (score := scores[form]) is not None
            ]
        )
    return readings
