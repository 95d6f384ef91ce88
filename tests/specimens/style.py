"""The three styles of printing, as far as they change the words that are printed.

How a page looks stands in `styles/NAME.typ`. What changes the wording stands here, since the truth
must know it too.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """One style; `name` is that of its Typst file.

    `capitals` prints the titles of chapters in capitals. `ligatures` sets ffi, ffl, ff, fi and fl
    as single signs, as fonts with few places and their programs did: the truth has letters.
    `leaders` sets a row of dots between each title and its folio in the table of contents.
    `catchwords` prints the first word of each page below the page before.
    """

    name: str
    bullet: str
    capitals: bool = False
    ligatures: bool = False
    catchwords: bool = False
    leaders: bool = False


STYLES = (
    Style("octavo", bullet="•", leaders=True),
    Style("pocket", bullet="–", catchwords=True),
    Style("quarto", bullet="•", capitals=True, ligatures=True),
)
