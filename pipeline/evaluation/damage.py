"""Tells what kind of damage a wrong stretch shows, by how it differs from the truth.

The kinds bear the names of the stages whose work they are. The first that fits is taken; what fits
none is `none`, such as a line that the scan lacks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Literal

import regex
from rapidfuzz.distance import Levenshtein

Damage = Literal[
    "furniture", "letterspacing", "hyphenation", "encoding", "quotes", "scannos", "none"
]
DAMAGES: dict[Damage, str] = {
    "furniture": "words stand where the truth has none",
    "letterspacing": "at least half of the pieces are one or two letters, and there are at least "
    "three more of them than words",
    "hyphenation": "only hyphens differ, or blanks inside words with them",
    "encoding": "it is the same once compatibility forms are resolved, or it holds signs of a "
    "broken encoding",
    "quotes": "only quotes, dashes, dots and other marks differ, or the blanks beside them",
    "scannos": "letters or figures differ, and at least half of all signs are the same; or specks "
    "without a letter, or blanks alone, are too many or too few",
    "none": "anything else; the truth's words may be missing",
}

_SIGNS = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_HYPHENS = regex.compile(r"[-\u00ad‐‑¬\ufffe]")

# What UTF-8 leaves where it was read as a single-byte code, and the sign for what is lost.
_BROKEN = regex.compile("[ÃÂâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|\ufffd")

# Letters of a piece that a letter-spaced word falls into, how many more pieces than words there
# are at least, and the share of the pieces that are so short.
_PIECE_LETTERS = 2
_MORE_PIECES = 3
_PIECES_SHARE = 0.5
_LIKE_SHARE = 0.5


def damage(found: Sequence[str], wanted: Sequence[str]) -> Damage:
    """Name the damage that makes the tokens `found` of the tokens `wanted`.

    >>> damage(["ferry-", "man"], ["ferryman"])
    'hyphenation'
    >>> damage(["12", "THE", "TIDE"], [])
    'furniture'
    """
    found, wanted = _trimmed(found, wanted)
    here, there = " ".join(found), " ".join(wanted)
    letters, wanted_letters = "".join(_SIGNS.findall(here)), "".join(_SIGNS.findall(there))
    if not wanted:
        return "furniture" if letters else "scannos"
    if not found:
        return "none"
    if _is_spaced(found, wanted):
        return "letterspacing"
    if letters == wanted_letters:
        return _of_marks(here, there)
    normal = unicodedata.normalize("NFKC", here)
    if normal == unicodedata.normalize("NFKC", there) or _BROKEN.search(here):
        return "encoding"
    like = Levenshtein.normalized_similarity(here, there)
    return "scannos" if like >= _LIKE_SHARE else "none"


def _trimmed(found: Sequence[str], wanted: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Leave out the tokens that are equal at both ends."""
    most = min(len(found), len(wanted))
    first = 0
    while first < most and found[first] == wanted[first]:
        first += 1
    last = 0
    while last < most - first and found[-1 - last] == wanted[-1 - last]:
        last += 1
    return found[first : len(found) - last], wanted[first : len(wanted) - last]


def _is_spaced(found: Sequence[str], wanted: Sequence[str]) -> bool:
    short = sum(len("".join(_SIGNS.findall(one))) <= _PIECE_LETTERS for one in found)
    more = len(found) - len(wanted)
    return more >= _MORE_PIECES and short >= _PIECES_SHARE * len(found)


def _of_marks(here: str, there: str) -> Damage:
    """Tell apart what differs in no letter and no figure."""
    if _HYPHENS.sub("", here) == _HYPHENS.sub("", there):
        return "hyphenation"
    if here.replace(" ", "") == there.replace(" ", ""):
        words, wanted_words = _SIGNS.findall(here), _SIGNS.findall(there)
        return "quotes" if words == wanted_words else "scannos"
    bare, wanted_bare = (_HYPHENS.sub("", one).replace(" ", "") for one in (here, there))
    return "hyphenation" if bare == wanted_bare else "quotes"
