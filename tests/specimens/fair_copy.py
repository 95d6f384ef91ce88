"""The fair copy: the book's words in the order in which one style prints them, each numbered.

It is what both roads begin with: `setting` makes Typst of it, `truth` makes lines of it. What the
press adds by itself stands here: the table of contents after the front matter, the heading over
endnotes, the numbers and bullets of lists. Heads, folios and other furniture do not.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from book import Block, BlockKind, Book, Call, Language, Line, Part, Run
from style import Style

CopyKind = BlockKind | Literal["banner", "title", "entry", "endnote", "notes"]
CONTENTS = "Contents"
NOTES = {"en": "Notes", "de": "Anmerkungen", "fr": "Notes"}


@dataclass(frozen=True)
class Folio:
    """The printed page number of a part, known only when it has been typeset.

    `leaders` says whether a row of dots leads to it.
    """

    part: str
    leaders: bool = False


@dataclass(frozen=True)
class Word:
    """What stands between two blanks, in pieces of one face. `number` counts through the copy."""

    number: int
    pieces: tuple[Run | Call | Folio, ...]


Words = tuple[Word, ...]


@dataclass(frozen=True)
class CopyBlock:
    """A paragraph, title, verse and so on. `marker` is printed before it: `3.` or a bullet."""

    kind: CopyKind
    lines: tuple[Words, ...]
    marker: str = ""


@dataclass(frozen=True)
class CopyPart:
    """One part. `notes` are those of the page's foot; endnotes are blocks."""

    name: str
    blocks: tuple[CopyBlock, ...]
    title: str
    lang: Language = "en"
    upright: bool = False
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True)
class FairCopy:
    """The title page, what has roman folios, and what has arabic ones."""

    title: CopyPart
    front: tuple[CopyPart, ...]
    body: tuple[CopyPart, ...]

    @property
    def parts(self) -> tuple[CopyPart, ...]:
        return (self.title, *self.front, *self.body)


def fair_copy(book: Book, style: Style) -> FairCopy:
    """Write out the copy of a book for one style."""
    copyist = Copyist(style)
    title = copyist.title_page(book.parts[0])
    front = [copyist.part(part) for part in book.parts if part.kind == "front"]
    front.append(copyist.contents(book))
    body = [copyist.part(part) for part in book.parts if part.kind == "chapter"]
    return FairCopy(title, tuple(front), tuple(body))


@dataclass
class Copyist:
    """Writes parts one after the other, and numbers their words."""

    style: Style
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def title_page(self, part: Part) -> CopyPart:
        title, *blocks = self.part(part).blocks
        return CopyPart(part.name, (replace(title, kind="banner"), *blocks), part.title, part.lang)

    def part(self, part: Part) -> CopyPart:
        blocks = [self.title(part.title)]
        blocks += [self.block(block) for block in part.blocks]
        notes = tuple(self.words(note) for note in part.notes)
        if part.endnotes and notes:
            blocks.append(CopyBlock("notes", (self.words((Run(NOTES[part.lang]),)),)))
            blocks += [
                CopyBlock("endnote", (note,), f"{number}.") for number, note in enumerate(notes, 1)
            ]
            notes = ()
        return CopyPart(part.name, tuple(blocks), part.title, part.lang, part.upright, notes)

    def title(self, title: str) -> CopyBlock:
        printed = title.upper() if self.style.capitals else title
        return CopyBlock("title", (self.words((Run(printed),)),))

    def block(self, block: Block) -> CopyBlock:
        markers = {"numbered": f"{block.number}.", "bulleted": self.style.bullet}
        lines = tuple(self.words(line) for line in block.lines)
        return CopyBlock(block.kind, lines, markers.get(block.kind, ""))

    def contents(self, book: Book) -> CopyPart:
        """The table of contents: each part after the title page, with its folio."""
        blocks = [self.title(CONTENTS)]
        for part in book.parts[1:]:
            folio = Folio(part.name, self.style.leaders)
            entry = *self.words((Run(part.title),)), self.word((folio,))
            blocks.append(CopyBlock("entry", (entry,)))
        return CopyPart("contents", tuple(blocks), CONTENTS)

    def word(self, pieces: tuple[Run | Call | Folio, ...]) -> Word:
        return Word(next(self.numbers), pieces)

    def words(self, line: Line) -> Words:
        """Cut a line at its blanks; those that hold words together do not cut."""
        words: list[list[Run | Call]] = [[]]
        for piece in line:
            if isinstance(piece, Call):
                words[-1].append(piece)
                continue
            first, *others = piece.text.split(" ")
            words[-1] += [Run(first, piece.face)] * bool(first)
            words += [[Run(text, piece.face)] * bool(text) for text in others]
        return tuple(self.word(tuple(pieces)) for pieces in words if pieces)
