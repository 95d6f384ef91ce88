"""Where a line end breaks a word of a letter-spaced row, the row goes on with the next line.

The two lines' tokens are put side by side, so that the row can be read at once. In what it reads,
each line end then comes behind the word that it broke.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

import regex

from pipeline.context import Match
from pipeline.document import BREAKS, Document
from pipeline.spaced_rows import Spotter, Token

# Of the marks of a broken word, those that may be the word's own.
HYPHENS = frozenset("-‐")

_ENDS_IN_WORD = regex.compile(r"[\p{L}\p{M}'’-]*\Z")
_STARTS_WITH_WORD = regex.compile(r"[\p{L}\p{M}'’]*")


@dataclass(frozen=True)
class Reach:
    """Over how many line ends a row goes on, and how near the next line is.

    A row over more than `line_ends` is not followed. The next line is among the `near_lines` behind
    one of its lines: between the two there may be blank ones, where furniture was.
    """

    line_ends: int
    near_lines: int


@dataclass(frozen=True)
class Seam:
    """Where a line end breaks a row: at which offset the first part ends, and what stands behind.

    `mark` is the sign of the break, `kept` whether it stays in the word, `gap` the line end.
    """

    end: int
    mark: str
    kept: bool
    gap: str


@dataclass(frozen=True)
class LongRow:
    """The tokens of several lines, placed as on the first, and the last one that is set wide.

    `lines` are those that the row goes on to.
    """

    document: Document
    tokens: list[Token]
    last: int
    seams: tuple[Seam, ...]
    lines: tuple[int, ...]

    def broken_words(self, match: Match) -> list[tuple[str, str, str]]:
        """Give each word of a reading that a line end breaks: its parts and the mark."""
        text, words = match.groups["text"], []
        for number, seam in enumerate(self.seams):
            at = self._place(match, number)
            first = _ENDS_IN_WORD.search(text, 0, at)
            second = _STARTS_WITH_WORD.match(text, at)
            if first and second:
                words.append((first[0].rstrip("-"), second[0], seam.mark))
        return words

    def with_line_ends(self, match: Match) -> Match:
        """Put each line end behind the word that it broke."""
        text, end = match.groups["text"], match.end
        for number in range(len(self.seams) - 1, -1, -1):
            behind = text.find(" ", self._place(match, number))
            if behind < 0:
                behind = len(text)
                while self.document.text[end : end + 1] in (" ", "\t"):
                    end += 1
            text = text[:behind] + self.seams[number].gap + text[behind + 1 :]
        groups = {"run": self.document.text[match.start : end], "text": text}
        return replace(match, end=end, groups=groups)

    def _place(self, match: Match, number: int) -> int:
        """Where in the text of a match a seam is: behind as many signs as stand before it."""
        seam = self.seams[number]
        before = self.document.text[match.start : seam.end]
        signs = sum(map(len, before.split()))
        signs -= sum(len(one.mark) for one in self.seams[:number] if not one.kept)
        signs += len(seam.mark) if seam.kept else 0
        places = (at for at, sign in enumerate(match.groups["text"], 1) if not sign.isspace())
        return next(islice(places, signs - 1, None), len(match.groups["text"]))


def over_line_ends(
    spotter: Spotter, reach: Reach, index: int, line: list[Token], own: bool
) -> LongRow:
    """Follow the row at the end of a line on to other lines, over marks that break its words.

    With `own`, hyphens stay, since they may be the words' own. Where the row goes too far, gives
    the line alone.
    """
    document = spotter.context.document
    tokens, last = list(line), len(line) - 1
    seams: list[Seam] = []
    lines: list[int] = []
    while last == len(tokens) - 1:
        following = _next_line(document, lines[-1] if lines else index, reach.near_lines)
        stem = tokens[-1].text.rstrip(BREAKS)
        mark = tokens[-1].text[len(stem) :]
        if following is None or not mark:
            break
        behind = spotter.tokens(following)
        if not _goes_on((stem or tokens[-2].text if tokens[1:] else stem)[-1:], behind[0].text[0]):
            break
        if len(lines) == reach.line_ends:
            return LongRow(document, list(line), len(line) - 1, (), ())
        kept = own and mark in HYPHENS
        end = document.starts[index] + tokens[-1].end
        start = document.starts[following]
        seams.append(Seam(end - len(mark), mark, kept, document.text[end:start].lstrip(" \t")))
        if not kept:
            tokens[-1:] = (
                [replace(tokens[-1], text=stem, end=tokens[-1].end - len(mark))] if stem else []
            )
        last = len(tokens) + spotter.reach(behind)
        shift = start - document.starts[index]
        moved = [replace(one, start=one.start + shift, end=one.end + shift) for one in behind]
        tokens += [replace(moved[0], start=tokens[-1].end), *moved[1:]]
        lines.append(following)
    return LongRow(document, tokens, last, tuple(seams), tuple(lines))


def _next_line(document: Document, index: int, lines: int) -> int | None:
    """The next line that is not blank, among so many."""
    near = range(index + 1, min(index + 1 + lines, len(document.lines)))
    return next((line for line in near if document.lines[line].strip()), None)


def _goes_on(letter: str, next_letter: str) -> bool:
    """Whether a word may go on from this letter to that."""
    letters = letter.isalpha() and next_letter.isalpha()
    return letters and (next_letter.islower() or letter.isupper())
