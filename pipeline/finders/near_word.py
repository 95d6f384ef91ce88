"""Finds misread words that no declared confusion explains: a string near to a likely word.

Looks at distinct strings that are no words. Each may be a word that one change spoils, or a
declared confusion and another change; or it is the writer's own, and then it is spelt as words of
the language are. What the document's strings show decides, place by place with the words beside it.
Groups: `word`, `best`, `changes` (as `o>e i>l`), `before` and `behind` (the neighbours), `around`
(the neighbour before, the string and the one behind), these three in small letters.
Measures: `odds` (log10 by which the reading is likelier than all others and the string itself),
`fit` (log10 of how well it stands between its neighbours, by the pairs that the language writes),
`lift` (the same by how often it does, and in the odds instead; 0 where the language has no lifts),
`support` (how many distinct strings the least supported change explains here), `declared` (1: all
its changes are), `wide` (1: one that is not is of two letters for one, or of one for two),
`spelling` (1: a change that spellings differ by), `changes` (how many), `noise` (how many distinct
strings in a thousand words of the document are misread: a declared confusion explains them, or an
accent that the language does not write),
`misread` (how many in all), `spelt` (for each of these, how many that a change of spelling may
explain), `accents` (how many are words but for such an accent), `accents_share` (of all strings
that have one), `unwritten` (how many distinct strings in small letters, of a thousand words, the
language does not write at all; in good texts and in dialect fewer than five),
`over` (how often the string stands, for once that the reading lets one expect), `count`,
`best_count` (how often the reading stands here), `rarest` (how many words of the list's sample have
those three letters of the string that they have least: 0 where the language does not write them),
`best_likely` (the reading's Zipf value), `length`, `capital`, `last_changed` (1: in its last
letter), `vowel` (1: it has one), `fragment` (1: it and its neighbour make up a word), `best_plain`
(1: the reading is a word in small letters).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated

import msgspec

from pipeline import long_s, near_words, own_words, pairs_here, unknown_strings
from pipeline.confusions import ConfusionRow, Share, in_language
from pipeline.context import Context, Match
from pipeline.diacritics import bare
from pipeline.forms import Confusion
from pipeline.lexicon import fold
from pipeline.near_channel import Beliefs, NearChannel, NearReading, is_wide, learn
from pipeline.near_forms import Reach
from pipeline.own_words import Habits, Spelling
from pipeline.pairs_here import Weights


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The confusions by language (`all` for every one) as rows of read and meant, and beliefs.

    `spellings` are letters that old or other spellings have for one another, in pairs, with a blank
    between them where one is of two letters; `accents` the letters with an accent that a language
    writes: where it is named, any other was misread. In `widths` letters of one width stand
    together.

    Nothing is looked at where fewer than `least_strings` strings in small letters in a thousand
    words are no words, of those that stand `rare_count` times at most; at no string longer than
    `longest` letters, and no reading that is rarer than `least_zipf`, in Zipf's measure. Nothing is
    yielded where declared confusions and such accents surely explain fewer than `least_noise`
    distinct strings in a thousand words; surely, and likely enough to be yielded, is a reading that
    leads all others and the string itself by `least_odds` (log10). Beliefs: see
    `near_channel.Beliefs`; `own_words`: `own_words.Habits`; `pairs`: `pairs_here.Weights`. Of the
    words beside a string, a share of `beside_misread` is taken to be misread too.
    """

    confusions: dict[str, list[ConfusionRow]]
    spellings: dict[str, list[str]]
    accents: dict[str, str]
    least_zipf: float
    least_strings: float
    least_noise: float
    least_odds: float
    declared: float
    other: float
    wide: float
    places: Annotated[float, msgspec.Meta(gt=0)]
    own: Share
    own_word_count: int
    shortest_twice: int
    shortest_wide: int
    most_wider: int
    widths: dict[str, int]
    longest: int
    rare_count: int
    rounds: int
    least_part: float
    most_counted: int
    own_words: Habits
    pairs: Weights
    beside_misread: Share

    def beliefs(self, language: str) -> Beliefs:
        """Give what is believed of a document in a language."""
        widths = {sign: width for signs, width in self.widths.items() for sign in signs}
        reach = Reach(
            confusions=tuple(in_language(self.confusions, language)),
            shortest_twice=self.shortest_twice,
            shortest_wide=self.shortest_wide,
            most_wider=self.most_wider,
            widths=tuple(widths.items()),
        )
        return Beliefs(
            reach=reach,
            declared=self.declared,
            other=self.other,
            wide=self.wide,
            places=self.places,
            own=self.own,
            own_word_count=self.own_word_count,
            rounds=self.rounds,
            least_part=self.least_part,
            most_counted=self.most_counted,
        )


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every place of a string that is near to a likelier word."""
    if not context.lexicon.strict:
        # Without a strict list, a word that wordfreq lacks is no sign of damage.
        return
    total = max(context.vocabulary.total, 1)
    rare = sum(
        0 < count <= settings.rare_count and word.isalpha() and not word[0].isupper()
        for word, count in context.unknown.items()
    )
    if 1000 * rare < settings.least_strings * total:
        return
    tokens = unknown_strings.by_token(context, settings.longest)
    strings: Counter[str] = Counter()
    for one in tokens.values():
        strings[one.text] += one.count
    near = near_words.likely_words(context.lexicon, settings.least_zipf)
    own = own_words.spelling(context.lexicon, settings.own_words)
    channel = learn(context, strings, near, own, settings.beliefs(context.language))
    judge = _Judge(context, settings, channel, strings, own)
    misread, spelt, accents = judge.explained()
    noise = 1000 * misread / total
    if noise < settings.least_noise:
        return
    shown = {
        "noise": noise,
        "spelt": spelt / max(misread, 1),
        "misread": float(misread),
        "accents": float(accents),
        "unwritten": unknown_strings.unwritten(context, strings, settings.rare_count),
        "accents_share": accents / max(judge.with_foreign_accent(), 1),
    }
    asked = {token: one for token, one in tokens.items() if channel.readings[one.text]}
    for string, start, end in unknown_strings.places(context, asked):
        match = judge.place(string.text, start, end)
        if match:
            match.measures.update(shown)
            yield match


class _Judge:
    """Judges the strings of one document, place by place."""

    def __init__(
        self,
        context: Context,
        settings: Settings,
        channel: NearChannel,
        strings: Mapping[str, int],
        own: Spelling,
    ) -> None:
        self.context, self.settings, self.channel = context, settings, channel
        self.strings, self.own = strings, own
        self.declared = frozenset(in_language(settings.confusions, context.language))
        pairs = settings.spellings.get("all", []) + settings.spellings.get(context.language, [])
        self.alike = {frozenset(pair.split() if " " in pair else pair) for pair in pairs}
        self.accents = settings.accents.get(context.language)
        self.pairs = pairs_here.of(context.document, settings.pairs)

    def explained(self) -> tuple[int, int, int]:
        """How many distinct strings are surely explained.

        First those that are misread: by declared confusions, or by an accent that the language does
        not write; then those that a habit of spelling may explain; then those with such an accent.
        """
        misread = spelt = accents = 0
        for string, found in self.channel.readings.items():
            if not found or string[0].isupper():
                continue
            scored = sorted([(self.channel.score(one), one.word, one) for one in found])
            score, _, best = scored[-1]
            rivals = [self.channel.own[string], *(one for one, _, _ in scored[:-1])]
            if score - max(rivals) >= self.settings.least_odds:
                accented = all(self._is_foreign_accent(*one) for one in best.changes)
                spelt += self._is_spelling(best)
                misread += accented or self._is_declared(best)
                accents += accented
        return misread, spelt, accents

    def with_foreign_accent(self) -> int:
        """How many distinct strings in small letters have an accent that the language lacks."""
        return sum(
            string[0].islower() and any(self._is_foreign(sign) for sign in string)
            for string in self.strings
        )

    def place(self, string: str, start: int, end: int) -> Match | None:
        """Judge one place of a string; None where nothing is likelier than the string itself."""
        text, channel, context = self.context.document.text, self.channel, self.context
        before, behind = pairs_here.neighbours(text, start, end, self.pairs.weights.reach)
        scored = [
            (channel.score(one) + self._fit(before, one.word.lower(), behind), one.word, one)
            for one in channel.readings[string]
        ]
        score, word, best = max(scored)
        rest = [one for one, other, _ in scored if other.lower() != word.lower()]
        own = channel.own[string] + self.pairs.fit(before, "", behind)
        fit = self._in_language(before, word.lower(), behind)
        odds = score - math.log10(10**own + sum([10**one for one in rest]))
        if odds < self.settings.least_odds:
            return None
        known, count = context.lexicon.known, self.strings[string]
        best_count, written = context.vocabulary.count_any_case(word), text[start:end]
        expected = best_count * 10 ** (score - best.score)
        measures = {
            "odds": odds,
            "fit": fit,
            "lift": self._lift(before, word.lower(), behind),
            "support": min(channel.support.get(one, 0.0) for one in best.changes),
            "declared": float(self._is_declared(best)),
            "spelling": float(self._is_spelling(best)),
            "changes": float(len(best.changes)),
            "wide": float(any(map(self._is_wide, best.changes))),
            "over": count / max(expected, 1.0),
            "count": float(count),
            "best_count": float(best_count),
            "rarest": float(self.own.rarest(string)),
            "best_likely": context.lexicon.likely(word),
            "length": float(len(string)),
            "capital": float(string[0].isupper()),
            "last_changed": float(string[-1] != word[-1]),
            "vowel": float(any(bare(sign) in _VOWELS for sign in string.lower())),
            "fragment": float(known(before + string) or known(string + behind)),
            "best_plain": float(known(word.lower())),
        }
        changes = " ".join(f"{read}>{meant}" for read, meant in best.changes)
        groups = {
            "word": written,
            "best": long_s.as_printed(word, written),
            "changes": changes,
            "before": before,
            "behind": behind,
            "around": f"{before} {string.lower()} {behind}",
        }
        shown = (("reads", changes), ("odds", f"{math.floor(odds * 10) / 10:g}"))
        return Match(start, end, groups, measures, shown)

    def _fit(self, before: str, word: str, behind: str) -> float:
        """How well a reading fits between its neighbours: in this document, and in the language."""
        has_lifts = self.context.lexicon.lifts is not None
        language = self._lift if has_lifts else self._in_language
        return self.pairs.fit(before, word, behind) + language(before, word, behind)

    def _in_language(self, before: str, word: str, behind: str) -> float:
        pairs = self.context.lexicon.pairs
        return pairs.fit(fold(before), word, fold(behind)) if pairs else 0.0

    def _lift(self, before: str, word: str, behind: str) -> float:
        lifts, misread = self.context.lexicon.lifts, self.settings.beside_misread
        return lifts.of(fold(before), [word], fold(behind), misread) if lifts else 0.0

    def _is_declared(self, reading: NearReading) -> bool:
        return self.declared.issuperset(reading.changes)

    def _is_wide(self, change: Confusion) -> bool:
        return is_wide(change) and change not in self.declared

    def _is_spelling(self, reading: NearReading) -> bool:
        """Whether spellings differ by a change: a letter more or less, an accent, ai for e."""
        return any(
            one not in self.declared
            and (not (read := one[0]) or not (meant := one[1]) or self._are_alike(read, meant))
            for one in reading.changes
        )

    def _are_alike(self, read: str, meant: str) -> bool:
        plain = bare(read), bare(meant)
        if plain[0] == plain[1]:
            return not self._is_foreign_accent(read, meant)
        if is_wide((read, meant)) and _VOWELS.issuperset("".join(plain)):
            return True
        return frozenset(plain) in self.alike

    def _is_foreign_accent(self, read: str, meant: str) -> bool:
        """Whether a letter was read with an accent that the language does not write."""
        return self._is_foreign(read) and bare(read) == meant

    def _is_foreign(self, sign: str) -> bool:
        if self.accents is None or sign.isascii() or len(sign) != 1:
            return False
        return sign.lower() not in self.accents and bare(sign).isascii()


_VOWELS = frozenset("aeiouyœæ")
