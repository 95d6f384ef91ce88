"""Splices: the strings that were changed in a file, so that its bytes come back."""

from __future__ import annotations

from collections.abc import Iterable

Splice = tuple[int, str, str]


def apply(raw: bytes, splices: Iterable[Splice], codec: str) -> bytes:
    """Put in what was corrected; a splice is a byte offset in `raw`, what stood there, and what
    is to stand there. Raises ValueError where one does not fit.

    >>> apply(b"<w>tbe</w>", [(3, "tbe", "the")], "utf-8")
    b'<w>the</w>'
    """
    pieces: list[bytes] = []
    done = 0
    for start, before, after in splices:
        old = before.encode(codec)
        if start < done or raw[start : start + len(old)] != old:
            raise ValueError(f"no {before!r} at {start}")
        pieces += (raw[done:start], after.encode(codec))
        done = start + len(old)
    return b"".join([*pieces, raw[done:]])


def undo(corrected: bytes, splices: Iterable[Splice], codec: str) -> bytes:
    """Give the bytes that `apply` was given; raises ValueError where a splice does not fit.

    >>> undo(b"<w>the</w>", [(3, "tbe", "the")], "utf-8")
    b'<w>tbe</w>'
    """
    shift = 0
    back: list[Splice] = []
    for start, before, after in splices:
        back.append((start + shift, after, before))
        shift += len(after.encode(codec)) - len(before.encode(codec))
    return apply(corrected, back, codec)
