"""Bytes become text without loss, and the same text becomes the same bytes again.

A text that is not valid UTF-8 is read as UTF-16 (by its mark, or by where its zero bytes stand),
cp1252 or Mac Roman, whichever fits; what fits nothing is read as UTF-8 with each undecodable byte
kept as a lone surrogate (Python's `surrogateescape`, PEP 383), so that no byte can be lost.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from itertools import pairwise

import regex

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NEWLINES = {"\n": "lf", "\r\n": "crlf", "\r": "cr"}
_NEWLINE_OF = {name: newline for newline, name in _NEWLINES.items()}

_UNDECODABLE = regex.compile("[\udc80-\udcff]{2,}")

# A letter of the upper half beside ASCII letters is what a Western text holds; a sign of the
# upper half inside a word is what the wrong table makes of it.
_LETTER_IN_WORD = regex.compile(
    r"(?<=[a-zA-Z])[À-ÖØ-öø-ÿŒœŠšŸ’](?=[a-z])|(?<=\s)[À-ÖØ-öø-ÿ“‘](?=[a-z])"
)
_SIGN_IN_WORD = regex.compile(r"(?<=[a-zA-Z])[^\w\s\x00-\x7f’—–-](?=[a-z])|[\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How bytes were read: what is needed to write the same bytes again.

    `codec` is a Python codec name, `mark` whether a byte order mark stood first, `newline` one of
    `lf`, `crlf`, `cr`, `mixed`: only a text all of whose line ends are CR LF (or CR) has them
    folded to LF.
    """

    codec: str = "utf-8"
    mark: bool = False
    newline: str = "lf"


PLAIN = Encoding()


def decode(raw: bytes) -> tuple[str, Encoding]:
    r"""Read bytes as text; `encode` gives the same bytes back for any input.

    >>> decode(b"\xef\xbb\xbfOne\r\nTwo\r\n")
    ('One\nTwo\n', Encoding(codec='utf-8', mark=True, newline='crlf'))
    """
    text, codec, mark = _reading(raw)
    folded, newline = _fold_newlines(text)
    return folded, Encoding(codec, mark, newline)


def encode(text: str, encoding: Encoding) -> bytes:
    """Write text as the bytes that `decode` read with this encoding.

    A character that the codec lacks raises UnicodeEncodeError.
    """
    text = unfold(text, encoding.newline)
    errors = "surrogateescape" if encoding.codec == "utf-8" else "strict"
    body = text.encode(encoding.codec, errors)
    if not encoding.mark:
        return body
    return next(mark for mark, codec in MARKS if codec == encoding.codec) + body


def unfold(text: str, newline: str) -> str:
    """Give a text its line ends back, by the name of the convention in `Encoding`."""
    if newline in ("crlf", "cr"):
        return text.replace("\n", _NEWLINE_OF[newline])
    return text


def fold(text: str, newline: str) -> str:
    """Undo `unfold`: make the convention's line ends plain line feeds."""
    if newline in ("crlf", "cr"):
        return text.replace(_NEWLINE_OF[newline], "\n")
    return text


def write_cleaned(text: str, newline: str) -> tuple[bytes, tuple[int, ...]]:
    """Give a cleaned text as UTF-8 without a mark, and its seams.

    Seams are the byte offsets at which `read_cleaned` must start anew, mostly none: where a
    correction took out what stood between two undecodable bytes, the two may read as one UTF-8
    character (C3, line feed, A9 would come back as one letter).
    """
    whole = unfold(text, newline)
    seams: list[int] = []
    place = done = 0
    for run in _UNDECODABLE.finditer(whole):
        if _escaped(run[0]).decode("utf-8", "surrogateescape") != run[0]:
            place += len(_escaped(whole[done : run.start()]))
            seams += range(place + 1, place + len(run[0]))
            done = run.start()
    return _escaped(whole), tuple(seams)


def read_cleaned(data: bytes, newline: str, seams: tuple[int, ...]) -> str:
    """Give the text that `write_cleaned` wrote, from its bytes, line ends and seams."""
    cuts = [0, *seams, len(data)]
    pieces = [data[a:b].decode("utf-8", "surrogateescape") for a, b in pairwise(cuts)]
    return fold("".join(pieces), newline)


def _escaped(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


# A text, the codec that read it, and whether a mark stood first.
_Reading = tuple[str, str, bool]


def _reading(raw: bytes) -> _Reading:
    """Give the best way to read the bytes. Each codec here writes what it has read strictly."""
    for mark, codec in MARKS:
        if raw.startswith(mark):
            marked = raw[len(mark) :]
            if codec == "utf-8":
                return marked.decode("utf-8", "surrogateescape"), codec, True
            if found := _strictly(marked, codec, True):
                return found
    found = _unmarked_utf16(raw) or _strictly(raw, "utf-8", False) or _single_byte_reading(raw)
    return found or (raw.decode("utf-8", "surrogateescape"), "utf-8", False)


def _strictly(raw: bytes, codec: str, mark: bool) -> _Reading | None:
    try:
        return raw.decode(codec), codec, mark
    except UnicodeDecodeError:
        return None


def _unmarked_utf16(raw: bytes) -> _Reading | None:
    """Read as UTF-16 what has a zero byte in most pairs, and always in the same half of them."""
    halves = {"utf-16-be": raw[::2].count(0), "utf-16-le": raw[1::2].count(0)}
    (_, fewer), (codec, more) = sorted(halves.items(), key=lambda pair: pair[1])
    if len(raw) % 2 or fewer or more * 4 <= len(raw):
        return None
    return _strictly(raw, codec, False)


def _single_byte_reading(raw: bytes) -> _Reading | None:
    """Read by cp1252 or Mac Roman where the result looks like Western text, by the better one."""
    if b"\0" in raw or _mostly_utf8(raw):
        return None
    best, most = None, 0
    for codec in ("cp1252", "mac_roman"):
        found = _strictly(raw, codec, False)
        if found:
            good = len(_LETTER_IN_WORD.findall(found[0]))
            bad = len(_SIGN_IN_WORD.findall(found[0]))
            if good - bad > most:
                best, most = found, good - bad
    return best


def _mostly_utf8(raw: bytes) -> bool:
    """Say whether more bytes of the upper half belong to UTF-8 sequences than do not."""
    text = raw.decode("utf-8", "surrogateescape")
    lone = sum(map(text.count, {c for c in set(text) if "\udc80" <= c <= "\udcff"}))
    upper = len(raw) - len(raw.translate(None, bytes(range(128, 256))))
    return lone * 2 < upper


def _fold_newlines(text: str) -> tuple[str, str]:
    if "\r" not in text:
        return text, "lf"
    pairs = text.count("\r\n")
    if pairs == text.count("\r") == text.count("\n"):
        return text.replace("\r\n", "\n"), "crlf"
    if "\n" not in text:
        return text.replace("\r", "\n"), "cr"
    return text, "mixed"
