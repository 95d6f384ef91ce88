r"""A text's lines, cut out of it as they are asked for.

A list of all lines takes two to three times the memory of their text: each is a string with a head
of its own. Here only the offsets at which lines start are kept.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, pairwise
from typing import overload

# A text is walked through in pieces of so many code points.
_PIECE = 1 << 16


class Lines(Sequence[str]):
    r"""The lines of a text, without the line feed or form feed that ends each.

    >>> list(Lines("The tide\nis out.\f12"))
    ['The tide', 'is out.', '12']
    """

    def __init__(self, text: str) -> None:
        self._text = text
        # Line feeds end all lines where there is no form feed, and most lines elsewhere.
        self._ends_in_form_feeds = "\f" in text
        lengths = map(len, self)
        self.starts = array("I", accumulate(map((1).__add__, lengths), initial=0))
        self.starts.pop()

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self._by_piece())

    def _by_piece(self) -> Iterator[list[str]]:
        """Yield the lines, those of one piece of the text after those of another."""
        text, at = self._text, 0
        while True:
            end = text.find("\n", at + _PIECE)
            piece = text[at:end] if end >= 0 else text[at:]
            if self._ends_in_form_feeds:
                piece = piece.replace("\f", "\n")
            yield piece.split("\n")
            if end < 0:
                return
            at = end + 1

    def __len__(self) -> int:
        return len(self.starts)

    def end(self, line: int) -> int:
        """Give the offset behind a line's last character."""
        behind = line + 1
        return self.starts[behind] - 1 if behind < len(self.starts) else len(self._text)

    def lengths(self) -> list[int]:
        """Give each line's length, in code points."""
        return [
            after - before - 1 for before, after in pairwise((*self.starts, len(self._text) + 1))
        ]

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> list[str]: ...

    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[index] for index in range(*at.indices(len(self.starts)))]
        starts = self.starts
        if at < 0:
            at += len(starts)
            if at < 0:
                raise IndexError("no such line")
        try:
            return self._text[starts[at] : starts[at + 1] - 1]
        except IndexError:
            return self._text[starts[at] :]
