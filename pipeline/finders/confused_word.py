"""Finds misread words: distinct words that a declared confusion turns into a likelier word.

Looks at distinct words, never at tokens. Unknown words teach the rates of the confusions; then
every unknown word, and every known one that a frequent confusion could have made, is asked for its
likeliest reading.
A reading that was most likely misread itself gives its own reading.
Groups: `word`, `best`, `read` and `meant` (of each confusion, where there are two), `before` and
`behind` (the neighbours, in small letters), `pair` (the word before and this one), `around` (the
word before, this one and the one behind), both in small letters, `rival` (the best of the other
words near to it).
Measures: `odds` (log10 by which the reading is likelier than the word as it stands), `margin`
(log10 lead over the next reading), `support` (distinct unknown words that the same confusion
explains), `rate` (per thousand places), `known` (1: the word as it stands is known), `best_known`
(1: the lexicon knows the reading), `habit` (1: the confusion is so frequent here that known words
are asked as well), `count` and `best_count` (in the document), `share` (of the reading among both
here), `excess` (how many times more often the word stands here than the list lets one expect),
`fragment` (1: the word and its neighbour make up a known word), `fit` (log10 by which the reading
stands better between these neighbours, by the pairs of words that the language writes), `over_near`
(log10 by which the reading is likelier here, between its neighbours, than any other word that one
letter makes of an unknown one in small letters; 99 where there is none, where nothing shows that
the document was misread, and where no rivals are asked for), `length`, `capital`, `last_changed`
(1: in its last letter), `strange` (how many distinct unknown words in small letters the document
has), `common` (how many distinct unknown words the same confusion makes very common ones),
`explained` (the share of them that surely are misread known words, with one more of each,
since few tell nothing: a writer's own spellings hardly ever look so), `among` (how many of the
words near it on its line are none, nor misread ones, by their number and one more: words of another
language stand among such).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec
import regex

from pipeline import long_s, misreadings, pairs_here
from pipeline.confusions import Channel, ConfusionRow, Share, in_language, learn
from pipeline.context import Context, Match
from pipeline.forms import Confusion
from pipeline.lexicon import fold
from pipeline.rivals import NONE, Rivals


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The confusions by language (`all` for every one) as rows of read and meant.

    `prior` is the rate each starts with; `own_share` the share (log10) a word of the document's
    own is given, less `own_letter` for each letter (long strings meet by chance more rarely).
    Known words are asked as well where a confusion has a rate of `real_word_rate` and explains
    `real_word_support` words, or explains `real_word_many`, and all are frequent where the text
    holds `telltale_sign` in `telltale_count` places (a long s that was read rightly). Readings of
    lower odds (log10) than `least_odds` are not yielded, words longer than `longest` not looked at.
    A word that the lexicon lacks counts as the document's own from `own_word_count` places. One is
    surely misread by odds of `sure_odds`. Rivals are asked for that are `rival_zipf` frequent, in
    Zipf's measure; none without it. Very common are words of `common_letters` letters that are
    `common_zipf` frequent; no known word is asked where a confusion makes fewer than
    `real_word_common` of these. Of the words beside a place, a share of `beside_misread` is
    taken to be misread.
    """

    confusions: dict[str, list[ConfusionRow]]
    prior: Share
    own_share: float
    own_letter: float
    real_word_rate: float
    real_word_support: int
    real_word_many: int
    least_odds: float
    own_word_count: int = 5
    sure_odds: float = 2.0
    rival_zipf: float | None = None
    common_zipf: float | None = None
    common_letters: int = 1
    real_word_common: int = 0
    beside_misread: Share = 0.1
    longest: int = 40
    telltale_sign: str = ""
    telltale_count: int = 1


# The groups and the measures of a word that may be misread.
_Judged = tuple[dict[str, str], dict[str, float]]

# A word that may be misread in two places has so many letters at least.
_MISREAD_TWICE = 3

_BEFORE = regex.compile(r"(\p{L}+)[-‐]?\s+$")
_BEHIND = regex.compile(r"\s+(\p{L}+)")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}º°]+")

# The words near one: so many on each side, so many code points away at most.
_SMALL = regex.compile(r"(?<!\p{L})\p{Ll}{2,}+(?!\p{L})")
_MOST_NEAR = 4
_NEAR = 60

# A neighbour that tells rivals apart stands within so many code points.
_REACH = 40


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every place of a word that was probably misread."""
    if not context.lexicon.strict:
        # Without a strict list, a word that wordfreq lacks is no sign of damage.
        return
    pairs = in_language(settings.confusions, context.language)
    unknown = {word: count for word, count in _words(context.unknown, settings) if len(word) > 1}
    channel = learn(context, unknown, pairs, settings.prior, settings.own_word_count)
    common = _common(channel, unknown, settings)
    sure = [pair for pair in pairs if _is_habit(channel, pair, common[pair], settings)]
    habits = frozenset(sure)
    found: dict[str, _Judged] = {}
    asked = dict(_words(context.vocabulary.written, settings)) if sure else unknown
    channel = channel.asked(asked, sure)
    for word, count in asked.items():
        judged = _judge(channel, word, count, settings)
        if judged:
            groups, measures = judged
            pair = groups["read"], groups["meant"]
            measures |= {"habit": float(pair in habits), "common": float(common[pair])}
            found[word] = judged
    strange = _strange(unknown, found, settings.sure_odds)
    followed = {word: _followed(context, word, found) for word in found}
    for match in _places(context, followed, _rivals(context, settings)):
        match.measures.update(strange)
        yield match


def _strange(
    unknown: Mapping[str, int], found: Mapping[str, _Judged], sure_odds: float
) -> dict[str, float]:
    """How many unknown words there are, and what share of them is misread."""
    strange = [word for word in unknown if word.islower() and word.isalpha()]
    judged = [found[word][1] for word in strange if word in found]
    sure = sum(one["odds"] >= sure_odds and one["best_known"] > 0 for one in judged)
    return {
        "strange": float(len(strange)),
        "explained": (sure + 1) / (len(strange) + 1),
    }


def _common(channel: Channel, unknown: Mapping[str, int], settings: Settings) -> Counter[Confusion]:
    """How many distinct unknown words each confusion makes very common words."""
    found: Counter[Confusion] = Counter()
    if settings.common_zipf is None:
        return found
    likely = channel.context.lexicon.likely
    for word in filter(str.islower, unknown):
        best = channel.readings(word)[:1]
        if best and len(best[0].word) >= settings.common_letters:
            found[best[0].confusion] += likely(best[0].word) >= settings.common_zipf
    return found


def _followed(context: Context, word: str, found: Mapping[str, _Judged]) -> _Judged:
    """A word as judged; where its reading was most likely misread itself, that one's reading.

    `tbo` is *the* where *tho* is: by the odds of both together, and by no more of a lead than *the*
    has over *tho*. A word of three misreadings is none that anybody could tell, and neither is one
    of two letters that are both misread.
    """
    judged = found[word]
    if len(word) < _MISREAD_TWICE:
        return judged
    reading = judged[0]["best"]
    further = found.get(reading) or found.get(reading.lower())
    if not further or further[0]["best"].lower() == word.lower():
        return judged
    # A misreading is the fewer: what stands here more often than its own reading is meant.
    if further[1]["odds"] <= 0 or further[1]["share"] <= 0.5:
        return judged
    return _together(context, judged, further)


def _together(context: Context, first: _Judged, second: _Judged) -> _Judged:
    """One misreading behind another: what was read for what was meant, in both."""
    (groups, measures), (next_groups, further) = first, second
    word, best = groups["word"], next_groups["best"]
    if groups["best"][0] != next_groups["word"][0]:
        best = best[0].upper() + best[1:]
    odds = further["odds"]
    return {
        **groups,
        "best": best,
        "read": f"{groups['read']} {next_groups['read']}",
        "meant": f"{groups['meant']} {next_groups['meant']}",
    }, {
        **measures,
        **{name: min(measures[name], further[name]) for name in _OF_CONFUSIONS},
        **{name: further[name] for name in ("best_count", "best_known")},
        "odds": measures["odds"] + odds,
        "margin": min(measures["margin"] + odds, odds, further["margin"]),
        "share": _share(context, word, best),
        "last_changed": float(word[-1:] != best[-1:]),
    }


# What is measured of a confusion in the whole document.
_OF_CONFUSIONS = ("support", "rate", "habit", "common")


def _words(counts: Mapping[str, int], settings: Settings) -> Iterator[tuple[str, int]]:
    """The words that are looked at, with their counts."""
    for word, count in counts.items():
        if (
            count > 0
            and len(word) <= settings.longest
            and (word.isalpha() or _WORD.fullmatch(word))
        ):
            yield word, count


def _is_habit(channel: Channel, pair: Confusion, common: int, settings: Settings) -> bool:
    """Whether a confusion is so frequent here that known words may be misreadings by it."""
    sign, support = settings.telltale_sign, channel.support[pair]
    if sign and channel.context.document.count(sign) >= settings.telltale_count:
        return True
    if common < settings.real_word_common:
        return False
    often = channel.rates[pair] >= settings.real_word_rate
    return support >= settings.real_word_many or (often and support >= settings.real_word_support)


def _judge(channel: Channel, word: str, count: int, settings: Settings) -> _Judged | None:
    readings = channel.readings(word)
    if not readings:
        return None
    context = channel.context
    is_known = context.lexicon.known(word)
    listed = context.lexicon.likely(word)
    own = settings.own_share - settings.own_letter * len(word)
    share = max(listed - 9, -9.0) if is_known else own
    best = readings[0]
    odds = best.score - share
    if odds < settings.least_odds:
        return None
    expected = context.vocabulary.total * 10 ** (listed - 9) if is_known else 0.0
    measures = {
        "odds": odds,
        "margin": best.score - readings[1].score if len(readings) > 1 else 9.0,
        "support": float(channel.support[best.confusion]),
        "rate": 1000 * channel.rates[best.confusion],
        "known": float(is_known),
        "count": float(count),
        "best_count": float(context.vocabulary.count_any_case(best.word)),
        "best_known": float(context.lexicon.known(best.word)),
        "share": _share(context, word, best.word),
        "length": float(len(word)),
        "capital": float(word[:1].isupper()),
        "last_changed": float(word[-1:] != best.word[-1:]),
        "excess": count / max(expected, 0.02),
    }
    read, meant = best.confusion
    return {"word": word, "best": best.word, "read": read, "meant": meant}, measures


def _share(context: Context, word: str, best: str) -> float:
    """The share of the better reading among both in this document; misreadings are the fewer."""
    ours, theirs = context.vocabulary.count_any_case(best), context.vocabulary.count_any_case(word)
    return ours / max(ours + theirs, 1)


def _rivals(context: Context, settings: Settings) -> Rivals | None:
    """What tells the rivals of a reading, where they are asked for and words are misread."""
    if settings.rival_zipf is None or not misreadings.of(context).amounts:
        return None
    return Rivals(context, settings.rival_zipf, settings.beside_misread)


def _places(
    context: Context, found: Mapping[str, _Judged], rivals: Rivals | None
) -> Iterator[Match]:
    text = context.document.text
    words = list(found)
    for index, start, end in long_s.places(context.document, words):
        groups, measures = found[words[index]]
        best = long_s.as_printed(groups["best"], text[start:end])
        groups = {**groups, "word": text[start:end], "best": best, **_neighbours(text, start, end)}
        groups["pair"] = f"{groups['before']} {words[index].lower()}"
        groups["around"] = f"{groups['pair']} {groups['behind']}"
        fragment = _is_fragment(context, words[index], groups)
        among = _among(context, found, start, end)
        measures = {**measures, "fragment": float(fragment), "among": among}
        measures["fit"] = _fit(context, words[index], groups)
        over, groups["rival"] = NONE, ""
        if rivals and not measures["known"] and words[index].islower():
            before, behind = pairs_here.neighbours(text, start, end, _REACH)
            string, reading = fold(words[index]), fold(groups["best"])
            over, groups["rival"] = rivals.lead(string, reading, (fold(before), fold(behind)))
        measures["over_near"] = over
        shown = (
            ("reads", f"{groups['read']} for {groups['meant']}"),
            ("odds", f"{math.floor(measures['odds'] * 10) / 10:g}"),
        )
        yield Match(start, end, groups, measures, shown)


def _fit(context: Context, word: str, groups: Mapping[str, str]) -> float:
    """How much better (log10) the reading fits between the neighbours than the word that stands."""
    pairs, before, behind = context.lexicon.pairs, groups["before"], groups["behind"]
    if not pairs or not (before or behind):
        return 0.0
    meant, read = (pairs.fit(before, fold(one).lower(), behind) for one in (groups["best"], word))
    return meant - read


def _neighbours(text: str, start: int, end: int) -> dict[str, str]:
    """The words before and behind, folded and in small letters; empty at a mark."""
    before = _BEFORE.search(text, max(start - 24, 0), start)
    behind = _BEHIND.match(text, end)
    return {
        "before": fold(before[1]).lower() if before else "",
        "behind": fold(behind[1]).lower() if behind else "",
    }


def _among(context: Context, found: Mapping[str, _Judged], start: int, end: int) -> float:
    """How many of the nearest on the line are no words; capitals may be names, and do not count."""
    text, known = context.document.text, context.lexicon.known
    first = text.rfind("\n", max(start - _NEAR, 0), start) + 1 or max(start - _NEAR, 0)
    last = text.find("\n", end, end + _NEAR)
    behind = text[end : last if last >= 0 else end + _NEAR]
    near = _SMALL.findall(text[first:start])[-_MOST_NEAR:] + _SMALL.findall(behind)[:_MOST_NEAR]
    words = map(fold, near)
    return sum(not known(word) and word not in found for word in words) / (len(near) + 1)


def _is_fragment(context: Context, word: str, groups: dict[str, str]) -> bool:
    """Whether the word and a neighbour make up a known word."""
    known = context.lexicon.known
    before, behind = groups["before"], groups["behind"]
    return bool(before and known(before + word)) or bool(behind and known(word + behind))
