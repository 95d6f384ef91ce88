"""Finds letters and figures where a quotation opened: `66 There must be harm," said Mary.`

An opening quotation mark is read as letters or figures of its shape that are no word, apart from
its own by a blank. What was said closes all the same: a mark closes in the paragraph where none had
opened.
Groups: `sign`, `next` (the word behind it). Measures: `begins` (1: a paragraph or a sentence begins
with the sign, or what was said goes on behind a comma or a semicolon), `sentence` (1: it is one of
the first two), `capital` (1: the word behind begins with a capital), `words` (how many stand before
the mark that closes).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import regex

from pipeline.allowance import InTime, left
from pipeline.context import Context, Match
from pipeline.document import Document


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What an opening mark may be read as, and the signs of quotations.

    `sign_pattern` fits a whole token. Of `quotes`, those in `opening` and in `closing` tell by
    themselves what they do; any other opens behind a blank and closes behind anything else. The
    mark that closes stands within `reach` code points.
    """

    sign_pattern: str
    quotes: str
    opening: str
    closing: str
    reach: int


_BREAK = regex.compile(r"\n[^\S\n]*\n|\f")
_BEGINS = regex.compile(r"(?r)(?P<ends>[.!?][\"'”’)\]]{0,2}|^)\s*$|[,;:][\"'”’]?\s*$")
_WORD = regex.compile(r"[^\S\n\f]+(?P<word>[\p{L}\p{M}]+)")
_WORDS = regex.compile(r"\p{L}+")


def may_find(context: Context, settings: Settings) -> bool:
    """Whether the document has a sign of quotations."""
    return any(context.document.count(sign) for sign in settings.quotes)


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every sign before a word where a quotation closes that did not open.

    Raises TimeoutError where the context's allowance is used up.
    """
    document, known = context.document, context.lexicon.known
    if not context.lexicon.strict:
        return
    short = "\n".join(token for token in document.tokens if len(token) <= _LONGEST)
    whole = InTime(regex.compile(rf"(?m)^(?:{settings.sign_pattern})$"), context.allowance)
    signs = [token[0] for token in whole.finditer(short) if not known(token[0])]
    if not signs:
        return
    alone = regex.compile(rf"(?<!\S)(?:{'|'.join(map(regex.escape, signs))})(?!\S)")
    places = InTime(alone, context.allowance)
    for place in places.finditer(document.text):
        left(context.allowance)
        if match := _match(document, place, settings):
            yield match


# No token of more code points is a quotation mark misread.
_LONGEST = 6


def _match(document: Document, place: regex.Match[str], settings: Settings) -> Match | None:
    word = _WORD.match(document.text, place.end())
    if not word:
        return None
    before, behind = _paragraph(document, place, settings.reach)
    quotes = [at for at, sign in enumerate(before) if sign in settings.quotes]
    if quotes and _opens(before, quotes[-1], settings):
        return None
    end = next((at for at, sign in enumerate(behind) if sign in settings.quotes), None)
    if end is None or _opens(behind, end, settings):
        return None
    begins = _BEGINS.search(before)
    measures = {
        "begins": float(begins is not None),
        "sentence": float(begins is not None and begins["ends"] is not None),
        "capital": float(word["word"][0].isupper()),
        "words": float(len(_WORDS.findall(behind[:end]))),
    }
    groups = {"sign": place[0], "next": word["word"]}
    return Match(place.start(), word.start("word"), groups, measures)


def _paragraph(document: Document, place: regex.Match[str], reach: int) -> tuple[str, str]:
    """What stands in the paragraph before and behind a place, as far as the reach goes."""
    text, start, end = document.text, place.start(), place.end()
    before = _BREAK.split(text[max(start - reach, 0) : start])[-1]
    behind = _BREAK.split(text[end : end + reach])[0]
    return before, behind


def _opens(text: str, at: int, settings: Settings) -> bool:
    """Whether a sign of quotations opens one, by its shape or by the blank before it."""
    sign = text[at]
    if sign in settings.opening or sign in settings.closing:
        return sign in settings.opening
    return at == 0 or text[at - 1].isspace()
