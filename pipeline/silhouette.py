"""A text's silhouette: one byte for each character that tells only its kind.

Where a rare shape may stand, such as a letter alone between blanks, a search among bytes of a few
kinds tells several times sooner than a pattern on the text. The silhouette says too much rather
than too little; what it finds, the pattern itself must confirm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import AnyStr

LETTER, FIGURE, BLANK, LINE_END, OPENER, DASH, OTHER = "a0 \n(-."

# Characters beyond Latin-1 are put in one by one where a text has few of them, as most have.
_FEW = 64

# A long text goes in pieces of so many code points, so that no copies of all of it lie in memory.
_PIECE = 1 << 18


def of(text: str, characters: frozenset[str]) -> bytes:
    r"""Give the silhouette of a text that holds no other characters than these.

    >>> of("“A 2nd\tferry…”", frozenset("“A 2nd\tferry…”"))
    b'(a 0aa aaaaa..'
    """
    foreign = {sign: kind(sign) for sign in characters if sign > "\xff"}
    pieces = (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
    return b"".join(
        [_plain(piece, foreign).encode("latin-1").translate(_LATIN) for piece in pieces]
    )


def _plain(text: str, foreign: Mapping[str, str]) -> str:
    """Give a text with the kinds of its foreign characters in their places."""
    if len(foreign) > _FEW:
        return text.translate({ord(sign): kind for sign, kind in foreign.items()})
    for sign, kind in foreign.items():
        text = text.replace(sign, kind)
    return text


def kind(sign: str) -> str:
    """Give the kind of a character: one of the letters that a silhouette is made of."""
    if sign in "\n\f":
        return LINE_END
    if sign.isspace():
        return BLANK
    if sign.isdecimal():
        return FIGURE
    if sign.isalnum():
        return LETTER
    if sign in "([{“‘„«":
        return OPENER
    return DASH if sign in "-‐‑‒–—" else OTHER


_LATIN = "".join(map(kind, map(chr, range(256)))).encode("ascii")


def places(text: AnyStr, wanted: AnyStr) -> Iterator[int]:
    """Yield every place of a string in a text, or of a row of kinds in a silhouette, overlapping.

    >>> list(places(b"a a a", b"a a"))
    [0, 2]
    """
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)
