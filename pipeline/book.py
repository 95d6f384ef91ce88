"""A folder of page files, one a page, is one document: the pages joined with form feeds.

Joining and cutting happen on bytes, so that any bytes come back. Where every page begins with the
same byte order mark, the whole has it once, and the form feeds are written in that encoding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

import regex

from pipeline.encoding import MARKS


@dataclass(frozen=True)
class PageFiles:
    """What cuts the joined bytes again: each page file's name and length in bytes.

    `codec` names the encoding whose mark every page file begins with, or is empty.
    """

    codec: str
    files: tuple[tuple[str, int], ...]


def join(pages: Sequence[tuple[str, bytes]]) -> tuple[bytes, PageFiles]:
    r"""Join page files, given as name and bytes in order; `cut` gives them back.

    >>> join([("p1.txt", b"One."), ("p2.txt", b"Two.")])[0]
    b'One.\x0cTwo.'
    """
    codec = next(
        (codec for mark, codec in MARKS if all(one.startswith(mark) for _, one in pages)), ""
    )
    mark, feed = _mark_and_feed(codec)
    files = tuple((name, len(data)) for name, data in pages)
    return mark + feed.join(data[len(mark) :] for _, data in pages), PageFiles(codec, files)


def cut(raw: bytes, pages: PageFiles) -> list[tuple[str, bytes]]:
    """Give the page files, as name and bytes, that `join` made one."""
    mark, feed = _mark_and_feed(pages.codec)
    found = []
    start = len(mark)
    for name, length in pages.files:
        end = start + length - len(mark)
        found.append((name, mark + raw[start:end]))
        start = end + len(feed)
    return found


def _mark_and_feed(codec: str) -> tuple[bytes, bytes]:
    mark = next((mark for mark, name in MARKS if name == codec), b"")
    return mark, "\f".encode(codec or "utf-8")


def natural_order(path: PurePath) -> tuple[list[tuple[int, str]], str]:
    """Give the key that orders page files by the numbers in their names.

    >>> [path.name for path in sorted(map(PurePath, ("p10", "p9")), key=natural_order)]
    ['p9', 'p10']
    """
    parts = regex.findall(r"\d+|\D+", path.stem)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], path.name
