"""Reads the handbook's Markdown into a small model of a book.

The handbook uses a small part of Markdown, and the model holds just that: parts with a title and
blocks, blocks with lines, lines with runs of one face and with calls of notes. Anything else in a
source is refused, with its file, since the press could only guess how it should be printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

Face = Literal["plain", "italic", "spaced"]
Kind = Literal["title", "front", "chapter"]
Language = Literal["en", "de", "fr"]
BlockKind = Literal["section", "paragraph", "lines", "verse", "numbered", "bulleted"]

FRONT_MATTER = re.compile(r"---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
ALLOWED = {
    "kind": get_args(Kind),
    "lang": get_args(Language),
    "notes": ("page", "end"),
    "marks": ("upright",),
}

# A line for the site alone: it leads to another page of it.
FOR_THE_SITE = "*See also:*"
NOTE = re.compile(r"^\[\^[^\]]+\]:", re.MULTILINE)


class SourceError(ValueError):
    """A source that the press cannot print; the message names the file and says why."""


@dataclass(frozen=True)
class Run:
    """Some text in one face."""

    text: str
    face: Face = "plain"


@dataclass(frozen=True)
class Call:
    """The place at which a note is called; `number` counts from 1 in each part."""

    number: int


Line = tuple[Run | Call, ...]


@dataclass(frozen=True)
class Block:
    """One paragraph, heading, list item or verse. Only verses and broken lines have several lines.

    `number` is that of an item in a numbered list.
    """

    kind: BlockKind
    lines: tuple[Line, ...]
    number: int = 0


@dataclass(frozen=True)
class Part:
    """One source file: a title page, a piece of front matter, or a chapter."""

    name: str
    kind: Kind
    title: str
    blocks: tuple[Block, ...]
    notes: tuple[Line, ...] = ()
    lang: Language = "en"
    endnotes: bool = False
    upright: bool = False


@dataclass(frozen=True)
class Book:
    """The parts in the order of their file names. The first is the title page."""

    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        return self.parts[0].title


def read_book(folder: Path) -> Book:
    """Read every Markdown file of a folder. Raises SourceError for one that cannot be printed."""
    parts = tuple(
        read_part(path.name, path.read_text("utf-8")) for path in sorted(folder.glob("*.md"))
    )
    if not parts or [part.kind for part in parts].count("title") != 1 or parts[0].kind != "title":
        raise SourceError(f"{folder}: the first file, and no other, must be of `kind: title`")
    return Book(parts)


def read_part(name: str, source: str) -> Part:
    """Read one source file.

    >>> part = read_part("x.md", "# Ink\\n\\nA **wide** word.[^1]\\n\\n[^1]: So it is.\\n")
    >>> part.title, part.blocks[0].lines[0][1]
    ('Ink', Run(text='wide', face='spaced'))
    >>> part.notes
    ((Run(text='So it is.', face='plain'),),)
    """
    settings, body = front_matter(name, source)
    if found := re.search(r"['\"]", body):
        line = body.count("\n", 0, found.start()) + 1
        raise SourceError(f"{name}: {found[0]} is straight, in line {line} of the body; curl it")
    reading = Reading(name)
    reading.read(body)
    notes = reading.notes()
    if not reading.title:
        raise SourceError(f"{name}: the first line must be a title, as in `# Ink`")
    if len(notes) != len(NOTE.findall(body)):
        raise SourceError(f"{name}: not every note has just one call")
    return Part(
        name=name,
        kind=settings.get("kind", "chapter"),  # type: ignore[arg-type]  # checked in front_matter
        title=reading.title,
        blocks=tuple(reading.blocks),
        notes=notes,
        lang=settings.get("lang", "en"),  # type: ignore[arg-type]
        endnotes=settings.get("notes") == "end",
        upright=settings.get("marks") == "upright",
    )


def front_matter(name: str, source: str) -> tuple[dict[str, str], str]:
    """Split a source into its settings and its body; unknown keys and values are refused."""
    found = FRONT_MATTER.match(source)
    if found is None:
        return {}, source
    settings = {}
    for line in found[1].splitlines():
        key, _, value = (piece.strip() for piece in line.partition(":"))
        if value not in ALLOWED.get(key, ()):
            known = ", ".join(f"{key}: {'|'.join(values)}" for key, values in ALLOWED.items())
            raise SourceError(f"{name}: `{line}` is no setting; there are {known}")
        settings[key] = value
    return settings, source[found.end() :]


@dataclass
class Reading:
    """The walk through the tokens of one source."""

    name: str
    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    _notes: dict[int, Line] = field(default_factory=dict)

    def read(self, body: str) -> None:
        tokens = MarkdownIt("commonmark").use(footnote_plugin, inline=False).parse(body)
        inside: list[str] = []
        number = 0
        note = -1
        for token in tokens:
            if token.type == "inline":
                self._place(token, inside, number, note)
            elif token.type == "footnote_open":
                note = token.meta["id"]
                inside.append("footnote")
            elif token.nesting == 1:
                inside.append(token.tag)
                if token.type == "ordered_list_open":
                    number = int(token.attrs.get("start", 1)) - 1
                number += token.type == "list_item_open"
            elif token.nesting == -1:
                inside.pop()
            elif token.type != "footnote_anchor":
                raise SourceError(f"{self.name}: the press prints no {token.type}")

    def _place(self, token: Token, inside: Sequence[str], number: int, note: int) -> None:
        """Put the lines of one inline token where they belong."""
        if token.content.startswith(FOR_THE_SITE):
            return
        lines = tuple(self._lines(token.children or ()))
        if "footnote" in inside:
            self._notes[note] = lines[0]
        elif inside[-1] == "h1" and not self.title and not self.blocks:
            self.title = "".join(run.text for run in lines[0] if isinstance(run, Run))
        elif inside[-1] == "h2" and self.title:
            self.blocks.append(Block("section", lines))
        elif inside[-1] != "p":
            raise SourceError(f"{self.name}: `# ` once at the top, else `## `; see {token.content}")
        elif "blockquote" in inside:
            self.blocks.append(Block("verse", lines))
        elif "ol" in inside:
            self.blocks.append(Block("numbered", lines, number))
        elif "ul" in inside:
            self.blocks.append(Block("bulleted", lines))
        else:
            self.blocks.append(Block("lines" if len(lines) > 1 else "paragraph", lines))

    def _lines(self, tokens: Sequence[Token]) -> Iterator[Line]:
        """Cut the children of an inline token into lines, and these into runs."""
        faces: list[Face] = ["plain"]
        line: list[Run | Call] = []
        for token in tokens:
            if token.type in {"em_open", "strong_open"}:
                faces.append("italic" if token.type == "em_open" else "spaced")
            elif token.type in {"em_close", "strong_close"}:
                faces.pop()
            elif token.type == "hardbreak":
                yield tuple(line)
                line = []
            elif token.type == "footnote_ref":
                line.append(Call(token.meta["id"] + 1))
            elif token.type in {"text", "softbreak"}:
                line += self._run(token.content or " " * (token.type == "softbreak"), faces[-1])
            else:
                raise SourceError(f"{self.name}: the press prints no {token.type}")
        yield tuple(line)

    def _run(self, text: str, face: Face) -> list[Run]:
        if "*" in text or "[^" in text:
            raise SourceError(f"{self.name}: a mark of Markdown was left over in “{text}”")
        return [Run(text, face)] if text else []

    def notes(self) -> tuple[Line, ...]:
        """Give the notes in the order in which they are called."""
        return tuple(self._notes[at] for at in sorted(self._notes))
