"""Finds words of which a letter or two were read as signs: `v^^ith`, `possil)ly`, `su^h`.

Looks at distinct tokens of letters, signs and letters. What the signs stand for, with a letter of
either side that was misread along with them or without, is nothing, a letter or two of a likely
word that has the other letters in their places. Each letter that is taken to be misread, and each
that is put in, makes a reading less likely by the same factor, unless other tokens show that the
same was read for the same.
Groups: `word` (as it stands), `best`, `read` (the signs, with the letters that were misread),
`meant`, `first`, `second` (the letters on either side of the signs).
Measures: `odds` (log10 by which the reading is likelier than all others together; 99 where there is
none), `lift` (log10 of
how much likelier it is between its neighbours, in the odds too; 0 where the language has no lifts),
`score` (log10 of its share of the text, less what is misread and put in), `support` (how many other
tokens show the same), `letters` (how many stay as they are), `taken` (how many are misread), `put`
(how many are put in), `best_likely` (the word's Zipf value), `best_count` (how often the document
writes it), `first_known`, `second_known` (1: the letters on that side are a word).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Annotated

import msgspec
import regex

from pipeline import long_s, pairs_here
from pipeline.allowance import left
from pipeline.confusions import Share, frequency
from pipeline.context import Context, Match
from pipeline.lexicon import MOST_LANGUAGES, Lexicon, fold
from pipeline.occurrences import places


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The signs that letters are read as, `most` in a row at most, and marks `among` them.

    At least `shortest` letters of a word stay as they are, at most `most_taken` are misread along
    with the signs, and at most `most_put` are put in; each makes a reading less likely by `cost`
    (log10), until as many tokens as `places` have been seen. No word is rarer than `least_zipf`, in
    Zipf's measure; one that the lexicon lacks stands `own_word_count` times. A neighbour stands
    within `reach` characters, and a share of `beside_misread` of them is taken to be misread.
    """

    signs: str
    among: str
    most: int
    shortest: int
    most_taken: int
    most_put: int
    cost: float
    places: Annotated[float, msgspec.Meta(gt=0)]
    least_zipf: float
    own_word_count: int
    reach: int
    beside_misread: Share


@dataclass(frozen=True, slots=True)
class _Reading:
    """A word, what of the token was read for what of it, how many letters stay, and its score.

    `cost` is what the score has lost for what is misread and put in.
    """

    word: str
    read: str
    meant: str
    letters: int
    taken: int
    score: float
    cost: float
    support: float = 0.0


def may_find(context: Context, settings: Settings) -> bool:
    """Whether the text holds a sign, and a strict list tells words."""
    return context.lexicon.strict and not context.document.characters.isdisjoint(settings.signs)


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every place of a token that is a word but for signs in it.

    Raises TimeoutError where the context's allowance is used up.
    """
    if not context.lexicon.strict:
        # Without a strict list, a word that wordfreq lacks is no sign of damage.
        return
    every, among = regex.escape(settings.signs), regex.escape(settings.among)
    shape = regex.compile(
        rf"[^\w]*+(?P<first>\p{{L}}++)(?P<signs>(?=[{among}]*[{every}])[{every}{among}]"
        rf"{{1,{settings.most}}}+)(?P<second>\p{{L}}++)[^\w]*"
    )
    signs, known = set(settings.signs), context.lexicon.known
    found: dict[str, list[_Reading]] = {}
    parted: dict[str, regex.Match[str]] = {}
    for token in context.document.marked_tokens:
        left(context.allowance)
        if signs.isdisjoint(token) or not (parts := shape.fullmatch(token)):
            continue
        if (known(parts["first"]) and known(parts["second"])) or token.isupper():
            continue
        if readings := _readings(
            context, settings, parts["first"], parts["signs"], parts["second"]
        ):
            found[token], parted[token] = readings, parts
    taught = _taught(found, settings)
    text, tokens = context.document.text, list(found)
    for index, start, end in places(text, tokens):
        if (not start or text[start - 1].isspace()) and (end == len(text) or text[end].isspace()):
            token = tokens[index]
            yield _match(context, settings, parted[token], taught[token], start)


def _readings(
    context: Context, settings: Settings, first: str, signs: str, second: str
) -> list[_Reading]:
    """All words that the token may be, each in its likeliest way."""
    words = _words(context.lexicon, settings.least_zipf)
    own, written = _own_words(context, settings.own_word_count)
    found: dict[str, _Reading] = {}
    for before in range(min(settings.most_taken, len(first)) + 1):
        for behind in range(min(settings.most_taken - before, len(second)) + 1):
            head = fold(first[: len(first) - before]).lower()
            tail = fold(second[behind:]).lower()
            letters = len(head) + len(tail)
            if letters < settings.shortest:
                continue
            read = first[len(first) - before :] + signs + second[:behind]
            most = settings.most_put
            for word in chain(words.between(head, tail, most), own.between(head, tail, most)):
                cased = written.get(word) or (word.capitalize() if first[0].isupper() else word)
                share = frequency(context, cased, settings.own_word_count)
                if share is None:
                    continue
                cost = settings.cost * (before + behind + len(word) - letters)
                if cased not in found or found[cased].score < share - cost:
                    meant = word[len(head) : len(word) - len(tail)]
                    found[cased] = _Reading(
                        cased, read, meant, letters, before + behind, share - cost, cost
                    )
    return list(found.values())


def _taught(
    found: Mapping[str, Sequence[_Reading]], settings: Settings
) -> dict[str, list[_Reading]]:
    """The readings of all tokens, each as likely as the other tokens say."""
    parts: dict[str, list[float]] = {}
    support: defaultdict[tuple[str, str], float] = defaultdict(float)
    for token, readings in found.items():
        likely = [10**one.score for one in readings]
        parts[token] = [each / sum(likely) for each in likely]
        for one, part in zip(readings, parts[token], strict=True):
            support[one.read.lower(), one.meant] += part
    places = settings.places + len(found)
    taught: dict[str, list[_Reading]] = {}
    for token, readings in found.items():
        taught[token] = []
        for one, part in zip(readings, parts[token], strict=True):
            others = max(support[one.read.lower(), one.meant] - part, 0.0)
            rate = (settings.places * 10**-one.cost + others) / places
            score = one.score + max(one.cost + math.log10(rate), 0.0)
            taught[token].append(replace(one, score=score, support=others))
    return taught


def _match(
    context: Context,
    settings: Settings,
    parts: regex.Match[str],
    readings: Sequence[_Reading],
    at: int,
) -> Match:
    """Judge the readings of a token that stands at `at`, between its neighbours there."""
    text, lexicon = context.document.text, context.lexicon
    start, end = at + parts.start("first"), at + parts.end("second")
    before, behind = pairs_here.neighbours(text, start, end, settings.reach)
    lifts = {one.word: 0.0 for one in readings}
    if lexicon.lifts:
        for word in lifts:
            row = [fold(word).lower()]
            lifts[word] = lexicon.lifts.of(fold(before), row, fold(behind), settings.beside_misread)
    scored = [(one.score + lifts[one.word], one.word, one) for one in readings]
    score, word, best = max(scored)
    rest = [one for one, other, _ in scored if other != word]
    measures = {
        "odds": score - math.log10(sum([10**one for one in rest])) if rest else _ALONE,
        "lift": lifts[word],
        "score": best.score,
        "support": best.support,
        "letters": float(best.letters),
        "taken": float(best.taken),
        "put": float(len(best.meant)),
        "best_likely": lexicon.likely(word),
        "best_count": float(context.vocabulary.count_any_case(word)),
        "first_known": float(lexicon.known(parts["first"])),
        "second_known": float(lexicon.known(parts["second"])),
    }
    groups = {
        "word": text[start:end],
        "best": long_s.as_printed(word, text[start:end]),
        "read": best.read,
        "meant": best.meant,
        "first": parts["first"],
        "second": parts["second"],
    }
    return Match(
        start, end, groups, measures, (("reads", f"{best.read} for {best.meant or 'nothing'}"),)
    )


# The odds of a reading that has no other beside it.
_ALONE = 99.0


class Words:
    """Words by what they begin with, and by what they end with.

    >>> list(Words(["with", "wish", "width"]).between("wi", "th", 1))
    ['with', 'width']
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._forward = sorted(words)
        self._backward = sorted([word[::-1] for word in self._forward])
        self._by_ends: defaultdict[tuple[int, str, str], list[str]] = defaultdict(list)
        for word in self._forward:
            self._by_ends[len(word), word[0], word[-1]].append(word)

    def between(self, head: str, tail: str, most: int) -> Iterator[str]:
        """Give the words that begin and end so, with as many letters more as `most` between."""
        least = len(head) + len(tail)
        if head and tail:
            for length in range(least, least + most + 1):
                for word in self._by_ends.get((length, head[0], tail[-1]), ()):
                    if word.startswith(head) and word.endswith(tail):
                        yield word
        elif head:
            yield from _beginning(self._forward, head, least + most)
        else:
            for turned in _beginning(self._backward, tail[::-1], least + most):
                yield turned[::-1]


def _beginning(words: Sequence[str], head: str, longest: int) -> Iterator[str]:
    for at in range(bisect_left(words, head), len(words)):
        if not words[at].startswith(head):
            return
        if len(words[at]) <= longest:
            yield words[at]


@lru_cache(MOST_LANGUAGES)
def _words(lexicon: Lexicon, least_zipf: float) -> Words:
    """A language's words that are at least so frequent, in small letters."""
    return Words(word for word in lexicon.frequent(least_zipf) if word.isalpha())


def _own_words(context: Context, least: int) -> tuple[Words, dict[str, str]]:
    """The document's words that the lexicon lacks, in small letters, and how it writes each."""

    def select() -> tuple[Words, dict[str, str]]:
        often = [word for word, count in context.unknown.items() if count >= least]
        often.sort(key=lambda word: (context.unknown[word], word))
        written = {word.lower(): word for word in often if word.isalpha()}
        return Words(written), written

    return context.document.memo(("signs-for-letters", context.language, least), select)
