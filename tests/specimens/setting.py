"""Writes a fair copy as Typst markup, as a compositor sets type from it.

All words go into Typst as string literals. So no character of the source is ever read as markup,
and only a backslash and a straight mark need care. The functions called here, such as `paragraph`
and `spaced`, are those of `styles/`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from book import Call, Face, Run
from fair_copy import CopyBlock, CopyKind, CopyPart, FairCopy, Folio, Word, Words
from style import Style

TITLES: set[CopyKind] = {"banner", "title"}
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
class Atom:
    """The smallest piece of code, of one word."""

    face: Face
    code: str
    word: Word

    @property
    def stretch(self) -> tuple[Face, int]:
        """What must be alike in two atoms if one call may set both."""
        return self.face, self.word.number if self.face == "spaced" else 0


@dataclass(frozen=True)
class Composing:
    """The setting of one part."""

    setting: Setting
    part: CopyPart

    def block(self, block: CopyBlock) -> str:
        if block.kind == "entry":
            words = block.lines[0]
            return f"#entry[{self.line(words[:-1])}][{self.line(words[-1:])}]"
        if block.kind in TITLES:
            return f"#{block.kind}[{self._title(block.lines[0])}]"
        body = "#linebreak()".join(self.line(line) for line in block.lines)
        if block.marker:
            name = "endnote" if block.kind == "endnote" else "item"
            return f"#{name}({literal(block.marker)})[{body}]"
        return f"#{block.kind}[{body}]"

    def _title(self, words: Words) -> str:
        """Set a title with all tags around it: between words that are tracked they would show."""
        body = replace(self, setting=replace(self.setting, tagged=False)).line(words)
        if not self.setting.tagged:
            return body
        before, after = ("".join(f"#{tag}({word.number})" for word in words) for tag in ("b", "a"))
        return f"{before}{body}{after}"

    def line(self, words: Sequence[Word]) -> str:
        """Set the words of a line, each stretch of one face in one call."""
        stretches = itertools.groupby(self._atoms(words), key=lambda atom: atom.stretch)
        return "".join(
            FACES[face].format("".join(self._joined(atom.code for atom in atoms)))
            for (face, _), atoms in stretches
        )

    @staticmethod
    def _joined(codes: Iterable[str]) -> Iterator[str]:
        """Make one literal of neighbouring ones: a word is shaped as a whole."""
        codes = filter(None, codes)
        for is_literal, group in itertools.groupby(codes, key=lambda code: code.startswith('#"')):
            if is_literal:
                yield '#"' + "".join(code[2:-1] for code in group) + '"'
            else:
                yield from group

    def _atoms(self, words: Sequence[Word]) -> Iterator[Atom]:
        """Give each piece of code with its face. A blank has a face if both its words have it.

        Wide words are set one by one, each with the blank after it: Typst leaves out the tracking
        before a tag, so the tags would make another setting of words that are wide as a whole.
        """
        for word, following in zip(words, [*words[1:], None], strict=True):
            face = face_of(word.pieces[-1])
            one_face = following is not None and face == face_of(following.pieces[0])
            between = face if one_face else "plain"
            code = [Atom(face_of(piece), self._piece(piece), word) for piece in word.pieces]
            before, after = ([Atom("plain", tag, word)] for tag in self._tags(word))
            blank = [Atom(between, '#" "', word)] if following is not None else []
            if between == "spaced":
                yield from before + code + blank + after
            else:
                yield from before + code + after + blank

    def _tags(self, word: Word) -> tuple[str, str]:
        number = word.number
        return (f"#b({number})", f"#a({number})") if self.setting.tagged else ("", "")

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


FACES: dict[Face, str] = {"plain": "{}", "italic": "#emph[{}]", "spaced": "#spaced[{}]"}


def face_of(piece: object) -> Face:
    return piece.face if isinstance(piece, Run) else "plain"
