"""Finds lone letters and figures where a mark ended a sentence: `Who is it 1"`, `is it V The man`.

The tall marks `!` and `?` are read as a tall letter or figure, apart from their word by a blank.
Behind it a quotation closes, or a sentence begins.
Groups: `sign`, `word` (the word before), `around` (both, and a line feed where the line ends),
`next` (the word that begins the sentence, empty where a quotation closes). Measures: `question` (1:
the clause begins as a question does), `quoted` (1: a quotation closes), `begins` (1: one opens, or
the next word is one that begins sentences and is no name), `known` (1: the word before is one),
`words` (how many stand in the clause), `lone` (how often the sign stands alone between words in
small letters: in mathematics and lists letters do).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import regex

from pipeline import silhouette
from pipeline.allowance import InTime
from pipeline.context import Context, Match


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The signs, the words that begin sentences, and how a question begins, in one language.

    `closing` are the quotes that may close behind a sign, `opening` the signs that may open one
    before the next word. A clause is looked at as far as `reach` code points before its end.
    """

    signs: str
    beginnings: frozenset[str]
    question_pattern: str
    closing: tuple[str, ...]
    opening: str
    reach: int


_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'’-]*$")
_WORDS = regex.compile(r"\p{L}+")
_CLAUSE_BEGINS = regex.compile(r"[.!?]['\"’”]?\s|[\"“”]|\n\s*\n")
_LINE_ENDS = regex.compile(r"[ ]*\n")
_BETWEEN_SMALL = regex.compile(r"(?<=\p{Ll}{2}) . (?=\p{Ll}{2})")
_LONGEST_WORD = 40


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every lone sign behind a word where a quotation closes or a sentence begins.

    Raises TimeoutError where the context's allowance is used up.
    """
    if not context.lexicon.strict:
        return
    text = context.document.text
    ends = InTime(_ends(settings), context.allowance)
    asks = InTime(regex.compile(settings.question_pattern), context.allowance)
    lone: dict[str, float] = {}
    for place in _places(text, ends, settings):
        start = place.start()
        word = _WORD.search(text[max(start - _LONGEST_WORD, 0) : start])
        if not word:
            continue
        sign, following = place["sign"], place["next"] or ""
        if sign not in lone:
            lone[sign] = _lone(text, sign)
        clause = _CLAUSE_BEGINS.split(text[max(start - settings.reach, 0) : start])[-1]
        measures = {
            "question": float(asks.search(clause) is not None),
            "quoted": float(not following),
            "begins": float(bool(place["open"]) or following in settings.beginnings),
            "known": float(context.lexicon.known(word[0])),
            "words": float(len(_WORDS.findall(clause))),
            "lone": lone[sign],
        }
        around = f"{word[0]} {sign}" + "\n" * (_LINE_ENDS.match(text, place.end()) is not None)
        groups = {"sign": sign, "word": word[0], "around": around, "next": following}
        yield Match(start, place.end(), groups, measures)


def _places(text: str, ends: InTime, settings: Settings) -> Iterator[regex.Match[str]]:
    """Every place where a sign that ends a sentence may stand."""
    # A first look, several times quicker than the pattern: most blanks stand before words.
    closing = re.escape("".join({one[0] for one in settings.closing}))
    opening = re.escape(settings.opening)
    signs = regex.escape(settings.signs)
    may_end = re.compile(rf" [{signs}](?=\s+[{opening}]?[ ]?[^\Wa-z\d_]|[ ]?[{closing}])")
    for at in may_end.finditer(text):
        begin = at.start()
        if place := ends.match(text, begin - (text[begin - 1 : begin] == " ")):
            yield place


def _ends(settings: Settings) -> regex.Pattern[str]:
    """A lone sign behind a word, with the blanks between, before a closing quote or a capital."""
    signs = regex.escape(settings.signs)
    close, opening = "|".join(map(regex.escape, settings.closing)), regex.escape(settings.opening)
    return regex.compile(
        rf"(?<=\p{{L}})[ ]{{1,2}}(?P<sign>[{signs}])"
        rf"(?=[ ]?(?:{close})(?!\p{{L}})"
        rf"|(?:\s+(?P<open>[{opening}])[ ]?|[ ]+|[ ]*\n[ ]*)(?P<next>\p{{Lu}}[\p{{L}}\p{{M}}]*))"
    )


def _lone(text: str, sign: str) -> float:
    """How often a sign stands alone between two words in small letters."""
    found = silhouette.places(text, f" {sign} ")
    return float(sum(_BETWEEN_SMALL.match(text, at) is not None for at in found))
