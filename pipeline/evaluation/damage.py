"""Tells what kind of damage a wrong stretch shows, by how it differs from the truth.

The kinds bear the names of the stages whose work they are. The first that fits is taken; what fits
none is `none`, such as a line that the scan lacks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

import regex
from rapidfuzz.distance import Levenshtein

Damage = Literal[
    "furniture", "letterspacing", "hyphenation", "encoding", "quotes", "scannos", "none"
]
DAMAGES: dict[Damage, str] = {
    "furniture": "words stand where the truth has none, or two or more of them inside a word",
    "letterspacing": "there are three or more pieces too many, and half of all pieces are one or "
    "two letters",
    "hyphenation": "only hyphens differ, or a word stands in two parts with a hyphen or a line end "
    "between them",
    "encoding": "only compatibility forms differ, or signs of a broken encoding are there",
    "quotes": "only quotes, dashes, dots and other marks differ",
    "scannos": "letters, figures or blanks differ, and the words are few or half of all signs are "
    "the same; or specks without a letter are there",
    "none": "anything else; the truth's words may be missing",
}

_SIGNS = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_HYPHENS = regex.compile(r"[-\u00ad‐‑¬\ufffe]")
_PARTED = regex.compile(r"[-\u00ad‐‑¬\ufffe]\s|\n")

# What UTF-8 leaves where it was read as a single-byte code, and the sign for what is lost.
_BROKEN = regex.compile("[ÃÂâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|\ufffd")

# Letters of a piece that a letter-spaced word falls into, how many more pieces than words there
# are at least, and the share of the pieces that are so short.
_PIECE_LETTERS = 2
_MORE_PIECES = 3
_PIECES_SHARE = 0.5

# A running head inside a word makes at least so many words too many.
_MORE_WORDS = 2

# A misread word may share no letter with the truth; a long stretch that is misread shares half.
_FEW_WORDS = 3
_LIKE_SHARE = 0.5


@dataclass(frozen=True)
class Excerpt:
    """Some tokens of a text, and the text that holds them."""

    keys: Sequence[str]
    text: str


def damage(found: Excerpt, wanted: Excerpt) -> Damage:
    r"""Name the damage that makes one excerpt of the other; they are equal at neither end.

    >>> damage(Excerpt(["ferry-", "man"], "ferry-\nman"), Excerpt(["ferryman"], "ferryman"))
    'hyphenation'
    >>> damage(Excerpt(["12", "THE", "TIDE"], "12 THE TIDE"), Excerpt([], ""))
    'furniture'
    """
    here, there = " ".join(found.keys), " ".join(wanted.keys)
    letters, wanted_letters = "".join(_SIGNS.findall(here)), "".join(_SIGNS.findall(there))
    if not wanted.keys:
        return "furniture" if letters else "scannos"
    if not found.keys:
        return "none"
    if _is_spaced(found.keys, wanted.keys):
        return "letterspacing"
    if letters == wanted_letters:
        return _without_misreading(found, wanted)
    if len(found.keys) - len(wanted.keys) >= _MORE_WORDS and _holds(letters, wanted_letters):
        return "furniture"
    normal = unicodedata.normalize("NFKC", here)
    if normal == unicodedata.normalize("NFKC", there) or _BROKEN.search(here):
        return "encoding"
    few = max(len(found.keys), len(wanted.keys)) <= _FEW_WORDS
    like = Levenshtein.normalized_similarity(here, there)
    return "scannos" if few or like >= _LIKE_SHARE else "none"


def _holds(letters: str, wanted: str) -> bool:
    """Say whether letters are those wanted with others in one place among them."""
    first = _alike(letters, wanted)
    return first + _alike(letters[::-1], wanted[::-1]) >= len(wanted)


def _alike(letters: str, wanted: str) -> int:
    """Give how many letters are the same from the start."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(letters, wanted, strict=False))
    return sum(1 for _ in pairs)


def _is_spaced(found: Sequence[str], wanted: Sequence[str]) -> bool:
    short = sum(len("".join(_SIGNS.findall(one))) <= _PIECE_LETTERS for one in found)
    more = len(found) - len(wanted)
    return more >= _MORE_PIECES and short >= _PIECES_SHARE * len(found)


def _without_misreading(found: Excerpt, wanted: Excerpt) -> Damage:
    """Tell apart what differs in no letter and no figure."""
    here, there = (" ".join(_SIGNS.findall(" ".join(one.keys))) for one in (found, wanted))
    bare, wanted_bare = (_HYPHENS.sub("", " ".join(one.text.split())) for one in (found, wanted))
    if bare == wanted_bare:
        return "hyphenation"
    if here == there:
        return "quotes"
    return "hyphenation" if _PARTED.search(found.text) else "scannos"
