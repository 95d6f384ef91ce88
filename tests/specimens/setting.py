"""Writes a fair copy as Typst markup, as a compositor sets type from it.

All words go into Typst as string literals. So no character of the source is ever read as markup,
and only a backslash and a straight mark need care. The functions called here, such as `paragraph`
and `spaced`, are those of `styles/`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from book import Call, Face, Run
from fair_copy import CopyBlock, CopyPart, FairCopy, Folio, Word
from style import Style

UPRIGHT = str.maketrans("‘’“”", "''\"\"")
LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}


@dataclass(frozen=True)
class Setting:
    """How a copy is set: in which style, and whether each word is tagged with its number."""

    style: Style
    tagged: bool = False


def markup(copy: FairCopy, setting: Setting) -> str:
    """Give the whole book as one Typst source that imports the style's file."""
    pieces = [
        f'#import "/styles/{setting.style.name}.typ": *\n',
        f"#show: book.with({literal(copy.title.title)})\n",
        f"#title-page[\n{part_blocks(copy.title, setting)}]\n",
        f"#front-matter[\n{''.join(part(one, setting) for one in copy.front)}]\n",
        f"#body-matter[\n{''.join(part(one, setting) for one in copy.body)}]\n",
    ]
    return "".join([*pieces, "#report()\n" * setting.tagged])


def part(copy: CopyPart, setting: Setting) -> str:
    facts = ", ".join(literal(fact) for fact in (copy.name, copy.title, copy.lang))
    return f"#part({facts})[\n{part_blocks(copy, setting)}]\n"


def part_blocks(copy: CopyPart, setting: Setting) -> str:
    composing = Composing(setting, copy)
    return "".join(f"{composing.block(block)}\n" for block in copy.blocks)


def literal(text: str) -> str:
    r"""Write a text as a Typst string.

    >>> print(literal('a "b\\c"'))
    "a \"b\\c\""
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@dataclass(frozen=True)
class Composing:
    """The setting of one part."""

    setting: Setting
    part: CopyPart

    def block(self, block: CopyBlock) -> str:
        if block.kind == "entry":
            *name, folio = block.lines[0]
            return f"#entry[{self.line(name)}][{self.line([folio])}]"
        body = "#linebreak()".join(self.line(line) for line in block.lines)
        if block.marker:
            name = "endnote" if block.kind == "endnote" else "item"
            return f"#{name}({literal(block.marker)})[{body}]"
        return f"#{block.kind}[{body}]"

    def line(self, words: Iterable[Word]) -> str:
        """Set the words of a line, each stretch of one face in one call."""
        stretches = itertools.groupby(self._atoms(list(words)), key=lambda atom: atom[0])
        return "".join(
            FACES[face].format("".join(self._joined(code for _, code in atoms)))
            for face, atoms in stretches
        )

    @staticmethod
    def _joined(codes: Iterable[str]) -> Iterator[str]:
        """Make one literal of neighbouring ones: a word is shaped as a whole."""
        for is_literal, group in itertools.groupby(codes, key=lambda code: code.startswith('#"')):
            if is_literal:
                yield '#"' + "".join(code[2:-1] for code in group) + '"'
            else:
                yield from group

    def _atoms(self, words: list[Word]) -> Iterator[tuple[Setter, str]]:
        """Give each piece of code with its face. A blank has a face if both its words have it.

        Wide words are set one by one, with wider blanks: Typst leaves out the tracking before a
        tag, and so the tags would make another setting of a stretch that is wide as a whole.
        """
        last: Face | None = None
        for word in words:
            first = face_of(word.pieces[0])
            if last is not None:
                between = first if first == last else "plain"
                yield BLANKS.get(between, between), '#" "'
            if self.setting.tagged:
                yield "plain", f"#b({word.number})"
            for piece in word.pieces:
                yield face_of(piece), self._piece(piece)
            last = face_of(word.pieces[-1])
            if self.setting.tagged:
                yield "plain", f"#a({word.number})"

    def _piece(self, piece: object) -> str:
        match piece:
            case Run(text):
                return f"#{literal(self._printed(text))}"
            case Call(number) if self.part.notes:
                return f"#note[{self.line(self.part.notes[number - 1])}]"
            case Call(number):
                return f"#call[{number}]"
            case Folio(name):
                return f"#folio({literal(name)})"
        raise TypeError(f"nobody knows how to set {piece}")

    def _printed(self, text: str) -> str:
        if self.part.upright:
            text = text.translate(UPRIGHT)
        if self.setting.style.ligatures:
            for letters, sign in LIGATURES.items():
                text = text.replace(letters, sign)
        return text


Setter = Face | Literal["gap"]
FACES: dict[Setter, str] = {
    "plain": "{}",
    "italic": "#emph[{}]",
    "spaced": "#spaced[{}]",
    "gap": "#gap[{}]",
}
BLANKS: dict[Face, Setter] = {"spaced": "gap"}


def face_of(piece: object) -> Face:
    return piece.face if isinstance(piece, Run) else "plain"
