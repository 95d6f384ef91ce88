"""Finds soft hyphens (U+00AD), and measures whether they are soft or stand for every hyphen.

A font may have one shape for both, and then an extractor may write U+00AD for each hyphen of the
book. Words broken at will inside a line, as in texts meant for screens, close up to known words;
compounds seldom do.
Measures: `inside` (soft hyphens between letters within a line, in the whole document), `closed`
(share of the distinct words with one that are known words without it), `hyphens` (share that plain
hyphens have of all hyphens between letters).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from pipeline.context import Context, Match

SOFT = "\u00ad"


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Nothing is set: the rules weigh the measures."""


WHOLE_TEXT = True

_WORD = re.compile(rf"[^\W\d_]+(?:{SOFT}[^\W\d_]+)+")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")


def may_find(context: Context, settings: Settings) -> bool:
    """Whether the text holds a soft hyphen."""
    return SOFT in context.document.text


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every soft hyphen."""
    text = context.document.text
    if SOFT not in text:
        return
    words = _WORD.findall(text)
    inside = sum(word.count(SOFT) for word in words)
    distinct = set(words)
    known = sum(context.lexicon.known(word.replace(SOFT, "")) for word in distinct)
    plain = len(_HYPHEN.findall(text))
    measures = {
        "inside": float(inside),
        "closed": known / len(distinct) if distinct else 1.0,
        "hyphens": plain / (plain + inside) if plain else 0.0,
    }
    evidence = (("soft hyphens inside lines", str(inside)), ("plain hyphens", str(plain)))
    start = text.find(SOFT)
    while start >= 0:
        yield Match(start, start + 1, {}, measures, evidence)
        start = text.find(SOFT, start + 1)
