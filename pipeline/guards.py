"""A guard is a question that a rule asks before it fires; its answer is the rule's evidence.

Each guard is a function of the context, a match and its parameter from the rule file. It returns
what it found, as a short string to show (empty: nothing worth showing), or None where it fails.
Strings in parameters are templates over the match's groups: `"{first}{second}"`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
import regex

from pipeline import lexicon, misreadings
from pipeline.allowance import seconds_for_pattern
from pipeline.context import Context, Match
from pipeline.lexicon import fold
from pipeline.misreadings import Amount
from pipeline.pairs_here import neighbours
from pipeline.rivals import Rivals

Answer = str | None


class Has(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The document writes `word` at least so often (any case counts)."""

    word: str
    at_least: int = 1


class Lacks(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The document writes `word` at most so often (any case counts)."""

    word: str
    at_most: int = 0


class Prefers(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The document writes `this` in at least `share` of all places that write `this` or `to`."""

    this: str
    to: str
    share: float
    at_least: int = 1


class Likely(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The Zipf value of `word` (wordfreq) is at least so high, here or in another `language`."""

    word: str
    at_least: float
    language: str = ""


class Likelier(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The Zipf value of `this` is higher than that of `than`, at least by so much."""

    this: str
    than: str
    by: float


class FitsBetter(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Between its neighbours `this` is likelier than `than`, by so much (log10) at least.

    Both are words, and the match is all of one. What counts is how frequent they are, here or in
    the language, and how well each stands beside the neighbours.
    """

    this: str
    than: str
    by: float


class Misread(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The Zipf value of `word` is at least so high, once one confusion of those is undone in it."""

    word: str
    confusions: tuple[tuple[str, str], ...]
    at_least: float


class Seldom(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The document holds `string` at most so often `in_a_thousand_words`."""

    string: str
    in_a_thousand_words: float


class Affixed(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`word` is one of `prefixes` and a known word, or a known word and one of `suffixes`.

    A suffix `y>ies` takes the place of a last y. The known word has so many `letters` at least, and
    a Zipf value of `at_least`.
    """

    word: str
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    letters: int
    at_least: float

    def parts(self, word: str) -> Iterator[tuple[str, str, str]]:
        """Give each way to part a word: the two parts, and the one that is to be a word."""
        for affix in self.prefixes:
            if word.startswith(affix):
                yield affix, word[len(affix) :], word[len(affix) :]
        for affix in self.suffixes:
            end, _, suffix = affix.rpartition(">")
            if word.endswith(suffix):
                known = word[: -len(suffix)] + end
                yield known, suffix, known


@dataclass(frozen=True)
class Guard:
    """A guard's function and the type of its parameter.

    One `of_document` asks nothing of the match: where it fails, a rule need not look for any.
    """

    ask: Callable[[Context, Match, Any], Answer]
    parameter: Any
    of_document: bool = False


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> regex.Pattern[str]:
    """Compile a pattern, once."""
    return regex.compile(pattern, regex.MULTILINE)


def _fill(template: str, match: Match) -> str:
    return template.format_map(match.groups) if "{" in template else template


def _known(context: Context, match: Match, words: list[str]) -> Answer:
    filled = [_fill(word, match) for word in words]
    if all(word and context.lexicon.known(word) for word in filled):
        return "known: " + ", ".join(filled)
    return None


def _any_known(context: Context, match: Match, words: list[str]) -> Answer:
    filled = [_fill(word, match) for word in words]
    found = [word for word in filled if word and context.lexicon.known(word)]
    return "known: " + ", ".join(found) if found else None


def _unknown(context: Context, match: Match, words: list[str]) -> Answer:
    filled = [_fill(word, match) for word in words]
    if any(context.is_word(word) for word in filled):
        return None
    return "no word: " + ", ".join(filled)


def _any_unknown(context: Context, match: Match, words: list[str]) -> Answer:
    filled = [_fill(word, match) for word in words]
    found = [word for word in filled if not context.is_word(word)]
    return "no word: " + ", ".join(found) if found else None


def _document_has(context: Context, match: Match, has: Has) -> Answer:
    word = _fill(has.word, match)
    count = context.vocabulary.count_any_case(word)
    return f"the document writes {word} {count}×" if count >= has.at_least else None


def _document_lacks(context: Context, match: Match, lacks: Lacks) -> Answer:
    word = _fill(lacks.word, match)
    count = context.vocabulary.count_any_case(word)
    return f"the document writes {word} {count}×" if count <= lacks.at_most else None


def _document_prefers(context: Context, match: Match, prefers: Prefers) -> Answer:
    this, to = _fill(prefers.this, match), _fill(prefers.to, match)
    ours = context.vocabulary.count_any_case(this)
    theirs = context.vocabulary.count_any_case(to)
    if ours < prefers.at_least or ours < prefers.share * (ours + theirs):
        return None
    return f"the document writes {this} {ours}×, {to} {theirs}×"


def _likely(context: Context, match: Match, likely: Likely) -> Answer:
    word = _fill(likely.word, match)
    words = lexicon.load(likely.language) if likely.language else context.lexicon
    zipf = words.likely(word)
    if zipf < likely.at_least:
        return None
    told = f"{word} has Zipf {zipf:.1f}"
    return f"{told} in {likely.language}" if likely.language else told


def _likelier(context: Context, match: Match, likelier: Likelier) -> Answer:
    this, than = _fill(likelier.this, match), _fill(likelier.than, match)
    ours, theirs = context.lexicon.likely(this), context.lexicon.likely(than)
    if ours - theirs < likelier.by:
        return None
    return f"Zipf: {this} {ours:.1f}, {than} {theirs:.1f}"


def _fits_better(context: Context, match: Match, better: FitsBetter) -> Answer:
    this, than = (fold(_fill(one, match)).lower() for one in (better.this, better.than))
    before, behind = neighbours(context.document.text, match.start, match.end, _REACH)
    rivals, beside = Rivals(context, 0.0, _BESIDE_MISREAD), (fold(before), fold(behind))
    lead = rivals.score(this, beside) - rivals.score(than, beside)
    return f"{this} leads {than} by {lead:.1f} here" if lead >= better.by else None


# A neighbour stands within so many code points, and such a share of them is misread.
_REACH = 40
_BESIDE_MISREAD = 0.1


def _misread(context: Context, match: Match, misread: Misread) -> Answer:
    word = _fill(misread.word, match)
    plain = fold(word).lower()
    for read, meant in misread.confusions:
        at = plain.find(read)
        while at >= 0:
            mended = plain[:at] + meant + plain[at + len(read) :]
            if context.lexicon.known(mended):
                zipf = context.lexicon.likely(mended)
                if zipf >= misread.at_least:
                    return f"{word}, with {read} for {meant}: {mended} has Zipf {zipf:.1f}"
            at = plain.find(read, at + 1)
    return None


def _seldom(context: Context, match: Match, seldom: Seldom) -> Answer:
    count = context.document.count(seldom.string)
    if 1000 * count > seldom.in_a_thousand_words * context.vocabulary.total:
        return None
    return f"the document holds {seldom.string} {count}×"


def _affixed(context: Context, match: Match, affixed: Affixed) -> Answer:
    words = context.lexicon
    for first, second, word in affixed.parts(_fill(affixed.word, match)):
        known = len(word) >= affixed.letters and words.known(word)
        if known and words.likely(word) >= affixed.at_least:
            return f"{first} and {second}"
    return None


def _damaged(context: Context, match: Match, amount: Amount) -> Answer:
    """Whether the document shows some misread words, or many, as the table `misreadings` counts."""
    shown = misreadings.of(context)
    if amount not in shown.amounts:
        return None
    return f"{shown.misread} of {shown.strange} strange words are misread"


def _old_spelling(context: Context, match: Match, wanted: bool) -> Answer:
    """Whether the document is in an older spelling of its language, or is not, as is wanted."""
    if bool(context.old_words) is not wanted:
        return None
    return f"{len(context.old_words)} words in an older spelling" if wanted else ""


def _at_least(context: Context, match: Match, bounds: dict[str, float]) -> Answer:
    measures = match.measures
    for name, bound in bounds.items():
        if measures.get(name, 0.0) < bound:
            return None
    return ", ".join(f"{name} {measures[name]:g}" for name in bounds if name in measures)


def _at_most(context: Context, match: Match, bounds: dict[str, float]) -> Answer:
    measures = match.measures
    for name, bound in bounds.items():
        if measures.get(name, 0.0) > bound:
            return None
    return ", ".join(f"{name} {measures.get(name, 0.0):g}" for name in bounds)


# On a group this short the worst pattern comes to an end, and the clock costs more than the search.
_SHORT = 16


def _found(pattern: str, text: str, context: Context) -> bool:
    """Whether a pattern is found; raises TimeoutError where the context's time is used up."""
    if len(text) <= _SHORT:
        return compiled(pattern).search(text) is not None
    return (
        compiled(pattern).search(text, timeout=seconds_for_pattern(context.allowance)) is not None
    )


def _matches(context: Context, match: Match, patterns: dict[str, str]) -> Answer:
    for name, pattern in patterns.items():
        if not _found(pattern, match.groups.get(name, ""), context):
            return None
    return ""


def _not_matches(context: Context, match: Match, patterns: dict[str, str]) -> Answer:
    for name, pattern in patterns.items():
        if _found(pattern, match.groups.get(name, ""), context):
            return None
    return ""


def _listed(context: Context, match: Match, lists: dict[str, str]) -> Answer:
    """Whether each group is in a list of the language pack's table `hyphenation`, in any case."""
    pack = context.pack.get("hyphenation") or {}
    found = []
    for group, name in lists.items():
        word = match.groups.get(group, "").lower().replace("ſ", "s")
        if word not in (pack.get(name) or ()):
            return None
        found.append(f"{word} among {name}")
    return ", ".join(found)


GUARDS: dict[str, Guard] = {
    "known": Guard(_known, list[str]),
    "any_known": Guard(_any_known, list[str]),
    "unknown": Guard(_unknown, list[str]),
    "any_unknown": Guard(_any_unknown, list[str]),
    "document_has": Guard(_document_has, Has),
    "document_lacks": Guard(_document_lacks, Lacks),
    "document_prefers": Guard(_document_prefers, Prefers),
    "likely": Guard(_likely, Likely),
    "likelier": Guard(_likelier, Likelier),
    "fits_better": Guard(_fits_better, FitsBetter),
    "seldom": Guard(_seldom, Seldom),
    "misread": Guard(_misread, Misread),
    "affixed": Guard(_affixed, Affixed),
    "damaged": Guard(_damaged, Amount, of_document=True),
    "old_spelling": Guard(_old_spelling, bool, of_document=True),
    "at_least": Guard(_at_least, dict[str, float]),
    "at_most": Guard(_at_most, dict[str, float]),
    "matches": Guard(_matches, dict[str, str]),
    "not_matches": Guard(_not_matches, dict[str, str]),
    "listed": Guard(_listed, dict[str, str]),
}
