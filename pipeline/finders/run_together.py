"""Finds words that lost the blank between them: `ofthe`, `Ihad`, `ofreallife`.

Looks at distinct words that are no words, and parts them by the segmentation that reads
letter-spaced runs, here with a cut allowed before every letter.
Groups: `word`, `text` (the words parted by blanks). Measures: `parts`, `shortest` (letters of the
shortest part), `gain` (log10 by which the parts are likelier than a word of the document's own),
`margin` (lead over the next best way), `count` (of the word as it stands), `length`, `capital`,
`opens_small` (1: the first part is a small word of the list, the last one longer than a letter),
`has_small` (1: any part is a small or a glued word), `support` (how many distinct words of the
document open so: whether it loses its blanks), `dense` (the same for a thousand of its words),
`openings` (by how many different words these are opened: blanks may be lost behind any word, or
behind those only that end in an f), `alike` (how many distinct words open with the same part),
`over_near` (log10 by which the parts are likelier here, between their neighbours, than any word
that one letter makes of the string and that is none of them; 99 where there is none, or the
document lost hardly any blank and the parts are unlikely),
and where there is a gain: `apart` (how often the document writes the parts side by side, on a line
or over its end), `fit` (log10 of how much likelier they are side by side than by chance, by the
pairs of the language; of more than two, the least), and `lift` (the same by how often the language
writes them, with the neighbours, in all; 0 where it has no lifts).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

import msgspec

from pipeline import long_s, near_words, pairs_here
from pipeline.confusions import Share
from pipeline.context import Context, Match
from pipeline.lexicon import fold
from pipeline.segmentation import Run, Scorer


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The lengths looked at, what a missing blank costs (log10), and how short words are judged.

    `own_share` is the share (log10) that an unknown word of the document's own is given, and
    `own_letter` what each of its letters takes from it. A word that one letter makes of a string is
    asked for where `least_support` words open with a small one, or the string's own parts are
    likely, and only if it is as frequent as `least_zipf`, in Zipf's measure. Of the words beside
    one, a share of `beside_misread` is taken to be misread.
    """

    shortest: int
    longest: int
    blank_cost: float
    short_zipf: float
    own_share: float
    own_letter: float
    own_word_count: int
    least_support: int
    least_zipf: float
    beside_misread: Share
    single_words: dict[str, list[str]]
    small_words: frozenset[str]
    glued_words: frozenset[str]


def may_find(context: Context, settings: Settings) -> bool:
    """Whether the document has words that the lexicon lacks, and a strict list tells so."""
    return context.has_odd_words


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every place of a word that is probably several."""
    if not may_find(context, settings):
        return
    single = frozenset(settings.single_words.get(context.language, []))
    scorer = Scorer(context, single, settings.short_zipf, least_count=settings.own_word_count)
    found: dict[str, tuple[str, dict[str, float]]] = {}
    asked = [
        (word, count)
        for word, count in context.unknown.items()
        if count > 0 and settings.shortest <= len(word) <= settings.longest
        if word.isalpha() and word[1:].islower()
    ]
    for at in range(0, len(asked), _BATCH):
        batch = asked[at : at + _BATCH]
        runs = [_run(word, settings) for word, _ in batch]
        words = scorer.scores.words_among(set[str]().union(*(run.strings for run in runs)))
        for (word, count), run in zip(batch, runs, strict=True):
            # A word that lost its blank often is not one of the document's own for all that.
            judged = _part(scorer, run, words - {word}, count, settings)
            if judged:
                found[word] = judged
    for parted, measures in found.values():
        if measures["gain"] >= 0:
            measures.update(_side_by_side(context, parted))
    _count_likes(found, context.vocabulary.total)
    yield from _places(context, found, _near_words(context, found, settings), settings)


# So many words are looked up at once; of all together, the parts would fill the memory.
_BATCH = 256


def _count_likes(found: dict[str, tuple[str, dict[str, float]]], total: int) -> None:
    """Add to the measures of each word what all of them together show of the document."""
    sure = [(_opening(parted), each) for parted, each in found.values() if each["gain"] >= 0]
    alike = Counter(opening for opening, _ in sure)
    small = [opening for opening, measures in sure if measures["opens_small"]]
    together = {
        "support": float(len(small)),
        "dense": 1000 * len(small) / max(total, 1),
        "openings": float(len(set(small))),
    }
    for parted, measures in found.values():
        measures.update(together, alike=float(alike[_opening(parted)]))


def _near_words(
    context: Context, found: dict[str, tuple[str, dict[str, float]]], settings: Settings
) -> dict[str, dict[str, float]]:
    """Give, for each string, the words that one letter makes of it, with their share (log10).

    Those that are among its parts do not count. Without enough strings that lost a blank, they are
    asked for where the parts are likelier than a word of the document's own and one of them is
    small.
    """
    asked = [
        word
        for word, (_, each) in found.items()
        if each["support"] >= settings.least_support or (each["has_small"] and each["gain"] >= 0)
    ]
    if not asked:
        return {}
    lexicon, least = context.lexicon, settings.least_zipf
    few = len(asked) <= _FEW
    index = None if few else near_words.likely_words(lexicon, least)
    near = {}
    for word in asked:
        string = fold(word)
        others = index.of(string) if index else near_words.near_few(string, lexicon, least)
        if others := others - set(fold(found[word][0]).split()):
            near[word] = {one: lexicon.likely(one) - _PER_BILLION for one in others}
    return near


# So many strings are asked for without an index of likely words.
_FEW = 200


# A word of Zipf's measure 0 stands once in 10⁹ words.
_PER_BILLION = 9

# The measure of what has no rival.
_NONE = 99.0


def _own(word: str, settings: Settings) -> float:
    """The share (log10) that a word of the document's own is given."""
    return settings.own_share - settings.own_letter * len(word)


def _side_by_side(context: Context, parted: str) -> dict[str, float]:
    """How often the document writes these parts side by side, and how the language does."""
    small, pairs = parted.lower(), context.lexicon.pairs
    forms = {parted, small, small.replace(" ", "\n", 1)}
    written = [f"{sign}{form} " for form in forms for sign in " \n"]
    fits = [pairs.fit(*one, "") for one in pairwise(fold(small).split())] if pairs else [0.0]
    return {"apart": float(sum(map(context.document.count, written))), "fit": min(fits)}


def _opening(parted: str) -> str:
    return parted.partition(" ")[0].lower()


def _run(word: str, settings: Settings) -> Run:
    """The word as a run of letters, each of which may begin a part."""
    letters = list(word)
    return Run(letters, [False] * len(word), [settings.blank_cost] * len(word), longest=18)


def _part(
    scorer: Scorer, run: Run, words: set[str], count: int, settings: Settings
) -> tuple[str, dict[str, float]] | None:
    word = run.text
    endings = run.endings(words)
    if not run.has_way(endings):
        return None
    best = run.parted(scorer.scores, endings)
    if best.unknown or len(best.words) < 2:
        return None
    measures = {
        "parts": float(len(best.words)),
        "shortest": float(min(map(len, best.words))),
        "gain": best.score - _own(word, settings),
        "margin": min(best.margin, _NONE),
        "count": float(count),
        "length": float(len(word)),
        "capital": float(word[:1].isupper()),
        "opens_small": float(_is_small(best.words[0], settings) and len(best.words[-1]) > 1),
        "has_small": float(
            any(
                one.lower() in settings.glued_words or one in settings.small_words
                for one in best.words
            )
        ),
    }
    return " ".join(best.words), measures


def _is_small(word: str, settings: Settings) -> bool:
    return word in settings.small_words or word.lower() in settings.small_words


def _places(
    context: Context,
    found: dict[str, tuple[str, dict[str, float]]],
    near: Mapping[str, Mapping[str, float]],
    settings: Settings,
) -> Iterator[Match]:
    words, text = list(found), context.document.text
    for index, start, end in long_s.places(context.document, words):
        string, word = words[index], text[start:end]
        parted, measures = found[string]
        over, beside = _NONE, _neighbours(text, start, end)
        if string in near:
            score = measures["gain"] + _own(string, settings) + _fit(context, parted, beside)
            over = score - max(
                share + _fit(context, one, beside) for one, share in near[string].items()
            )
        groups = {"word": word, "text": long_s.as_printed(parted, word)}
        measures = {**measures, "over_near": over}
        if measures["gain"] >= 0:
            measures["lift"] = _lift(context, parted, beside, settings.beside_misread)
        yield Match(start, end, groups, measures)


def _neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    before, behind = pairs_here.neighbours(text, start, end, _REACH)
    return fold(before), fold(behind)


# The words beside a place are looked for within so many characters.
_REACH = 30


def _lift(context: Context, words: str, beside: tuple[str, str], misread: float) -> float:
    """How much likelier (log10) words stand in a row, and between their neighbours, than alone."""
    lifts, (before, behind) = context.lexicon.lifts, beside
    row = fold(words.lower()).split()
    return lifts.of(before, row, behind, misread) if lifts else 0.0


def _fit(context: Context, words: str, beside: tuple[str, str]) -> float:
    """How much likelier (log10) words stand beside one another and their neighbours than by chance.

    By the pairs of the language; 0 without any.
    """
    if not (pairs := context.lexicon.pairs):
        return 0.0
    row = [beside[0], *fold(words.lower()).split(), beside[1]]
    return sum(pairs.fit(*one, "") for one in pairwise(row))
