"""Writes the truth of one style: what its pages say, made from the source, never from a raw text.

The words are those of the fair copy. Their pages are asked of Typst itself, by tags that a second
typesetting sets beside each word; the press makes sure that both have the same pages.

What the truth has:

- Words whole, marks curly, wide words closed, ligatures as letters. The wording is the printed
  one: where a style prints titles in capitals, they are in capitals here.
- No furniture: no running heads, folios, signatures or catchwords.
- Each paragraph, title, list item or note is one line, with a blank line after it. The lines of a
  verse stay apart. List items have the number or the bullet that is printed before them.
- The table of contents, each title with its page number as printed. Where leaders go from one to
  the other they are `...`, however many dots they have: `The Quay ... 12`.
- A call of a note is a figure joined to the word before it, `ever.1`: it is printed so, and so
  all extractors give it. The note itself begins with its number and a blank: `1 Such jumps`.
- A page-foot note stands at the end of the page on which it is printed: after the last whole word
  of that page, where a word that is broken over the page end belongs to the earlier page. So a
  paragraph that runs on over a page with notes is in two lines here, with the notes between.
- Endnotes stand at the end of their chapter, below their heading, each after its number: `1. `.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from book import Call, Run
from fair_copy import CopyBlock, FairCopy, Folio, Word, Words
from typesetting import Report

# Points. No half of a broken word is narrower: two letters and a hyphen, or one and its own hyphen.
NARROWEST_HALF = 5

LEADERS = "..."


def truth(copy: FairCopy, report: Report) -> str:
    """Give the truth, with a line end at its end."""
    writing = Writing(report)
    for part in copy.parts:
        for number, note in enumerate(part.notes, 1):
            writing.note(number, note)
        for block in part.blocks:
            writing.block(block)
    return "\n\n".join(writing.finished()) + "\n"


@dataclass
class Writing:
    """The truth as far as it is written."""

    report: Report
    page: int = 1
    _written: list[str] = field(default_factory=list)
    _notes: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def note(self, number: int, words: Words) -> None:
        """Lay a note by for the end of its page, or of its pages if it runs over."""
        mark = f"{number} "
        for page, some in self._by_page(words):
            self._notes[page].append(mark + self._joined(some))
            mark = ""

    def block(self, block: CopyBlock) -> None:
        """Write a block; where a page with notes ends inside it, they come between."""
        text, marker = "", block.marker and f"{block.marker} "
        for line in block.lines:
            for page, words in self._by_page(line):
                if self._turn_to(page, text.rstrip()):
                    text = ""
                text += f"{marker}{self._joined(words)} "
                marker = ""
            text = f"{text.rstrip()}\n"
        self._written.append(text.rstrip())

    def finished(self) -> list[str]:
        self._turn_to(max([self.page, *self._notes]) + 1, "")
        return self._written

    def _turn_to(self, page: int, before: str) -> bool:
        """Turn the leaf. If notes stood at its foot, write them after what came before them."""
        notes = [note for at in range(self.page, page) for note in self._notes.pop(at, ())]
        self.page = max(page, self.page)
        if notes:
            self._written += [before] * bool(before) + notes
        return bool(notes)

    def _joined(self, words: list[Word]) -> str:
        return " ".join(wording(word, self.report.folios) for word in words)

    def _by_page(self, words: Words) -> Iterator[tuple[int, list[Word]]]:
        """Part the words of a line by the page on which each begins."""
        page = 0
        some: list[Word] = []
        for at, word in enumerate(words):
            begins = self._page_of(word, first=not at)
            if some and begins != page:
                yield page, some
                some = []
            page = begins
            some.append(word)
        yield page, some

    def _page_of(self, word: Word, first: bool) -> int:
        """Give the page on which a word begins.

        A tag before a word that begins a page is still on the page before, at the right-hand edge
        of its last line. That is so unless the word is the first of its line. A word that is
        broken over the page end has some letters after its tag there.
        """
        before, after = self.report.before[word.number], self.report.after[word.number]
        at_the_edge = before.x > self._right_edges[before.page] - NARROWEST_HALF
        return after.page if first or at_the_edge else before.page

    @cached_property
    def _right_edges(self) -> dict[int, float]:
        """How far to the right each page goes."""
        edges: dict[int, float] = defaultdict(float)
        for place in self.report.before.values():
            edges[place.page] = max(edges[place.page], place.x)
        return edges


def wording(word: Word, folios: dict[str, str]) -> str:
    """Give the letters of a word, with the calls of notes joined to it."""

    def letters(piece: Run | Call | Folio) -> str:
        match piece:
            case Run(text):
                return text
            case Call(number):
                return str(number)
            case Folio(part, leaders):
                return f"{LEADERS} {folios[part]}" if leaders else folios[part]

    return "".join(letters(piece) for piece in word.pieces)
