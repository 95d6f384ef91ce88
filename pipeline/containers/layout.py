"""The layout of pages as a text: lines, blocks and pages, with the place of every string.

hOCR, ALTO and PAGE XML all come down to this. A line of the layout is a line of the text, an empty
line parts blocks, a form feed pages; so do Tesseract's own plain texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import regex

_BLANKS = regex.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in the file's own units, from the left and the top."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a file's source that holds text: start, end, and how signs are escaped in it."""

    start: int
    end: int
    kind: Literal["text", "cdata", "attribute"]


@dataclass(frozen=True, slots=True)
class Whole:
    """ALTO's word that is broken over two lines: the part this is, the whole, and its place."""

    part: str
    content: str
    segment: Segment


@dataclass(frozen=True, slots=True)
class Word:
    """A string of the layout; one that is `glued` follows the one before without a blank.

    `below` are strings that say something else, other readings and those of a finer level: they go
    when this one goes.
    """

    content: str
    segments: tuple[Segment, ...]
    glued: bool = False
    whole: Whole | None = None
    below: tuple[Segment, ...] = ()

    @property
    def text(self) -> str:
        """The content as a line shows it, with single blanks."""
        return single_blanks(self.content)


@dataclass
class Line:
    """The strings of a line, which `finer` ones may say again word by word, and where it stands."""

    words: list[Word] = field(default_factory=list)
    box: Box | None = None
    finer: list[Word] = field(default_factory=list)


@dataclass
class Block:
    """The lines of a block; `said_again` is a string that may hold all of its text."""

    name: str = ""
    lines: list[Line] = field(default_factory=list)
    said_again: Word | None = None


@dataclass
class Page:
    """The blocks of a page in the order of reading."""

    blocks: list[Block] = field(default_factory=list)
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A string's place in the text, and in the source of file number `file`."""

    start: int
    end: int
    word: Word
    file: int = 0
    lines: bool = False


@dataclass(frozen=True, slots=True)
class LinePlace:
    """Where a line stands: the offset of its first sign in the text, its page from 1, its box."""

    start: int
    page: int
    box: Box


@dataclass(frozen=True)
class Layout:
    """A text and the places of its strings, once for each level at which the files say it.

    The first level leads. `places` tell where lines stand on the page, as far as files say it.
    """

    text: str
    levels: tuple[tuple[Piece, ...], ...]
    places: tuple[LinePlace, ...]


def single_blanks(content: str) -> str:
    """Give a string without blanks at its ends, and with single blanks inside."""
    if content.isalnum():
        return content
    # A mark at the start of a text would be taken for its encoding's.
    return _BLANKS.sub(" ", content).strip(" \ufeff")


def laid_out(files: Iterable[Sequence[Page]]) -> Layout:
    """Give the text of files of pages, and the places of their strings."""
    setting = _Setting()
    for number, pages in enumerate(files):
        for page in pages:
            setting.page(page, number)
    return setting.layout()


class _Setting:
    """Sets pages one after the other."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._pages = 0
        self._places: list[LinePlace] = []
        self._leading: list[Piece] = []
        self._finer: list[Piece] = []
        self._blocks: list[Piece] = []

    def layout(self) -> Layout:
        """Give what was set."""
        levels = (tuple(self._leading), tuple(self._finer), tuple(self._blocks))
        return Layout("".join(self._parts), levels, tuple(self._places))

    def page(self, page: Page, file: int) -> None:
        """Set a page."""
        if self._pages:
            self._put("\f")
        self._pages += 1
        blocks = [one for one in page.blocks if any(word.text for word in _words(one))]
        for number, block in enumerate(blocks):
            if number:
                self._put("\n")
            start, first = self._length, len(self._parts)
            for line in block.lines:
                if any(word.text for word in line.words):
                    self._line(line, file)
            again = block.said_again
            if again and _by_lines(again.content) == "".join(self._parts[first:-1]):
                self._blocks.append(Piece(start, self._length - 1, again, file, lines=True))

    def _line(self, line: Line, file: int) -> None:
        start = self._length
        if line.box:
            self._places.append(LinePlace(start, self._pages, line.box))
        before = ""
        for word in line.words:
            text = word.text
            if text:
                if word.glued and not before:
                    # There is nothing on this line that it could follow.
                    word = replace(word, glued=False)
                if self._length > start and not word.glued:
                    self._put(" ")
                self._leading.append(Piece(self._length, self._length + len(text), word, file))
                self._put(text)
            before = text
        for word in line.finer:
            self._finer.append(Piece(start, start + len(word.text), word, file))
            start += len(word.text) + 1
        self._put("\n")

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _words(block: Block) -> Iterable[Word]:
    return (word for line in block.lines for word in line.words)


def _by_lines(content: str) -> str:
    return "\n".join(filter(None, map(single_blanks, content.splitlines())))
