"""Where a line looks letter-spaced: rows of single letters, clumps and odd fragments.

Nearly all lines of a book hold no such row. A line's silhouette tells first whether two letters
stand alone on it, then each token's kind, worked out once for its text, whether they suffice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from pipeline.context import Context
from pipeline.document import BLANKS, BREAKS, Document


@dataclass(frozen=True)
class Token:
    """A blank-separated token and its place on the line."""

    start: int
    end: int
    text: str
    letters: str


_SINGLE_SHAPE = re.compile(rb" (?=a\.? )")
_SINGLE = re.compile(r"(?:^|(?<=[ \t“‘(\[]))[^\W\d_][^\w\s]?(?=\s|$)", re.MULTILINE)
_TOKENS = regex.compile(r"\S+")
_INITIAL = regex.compile(r"^[(\[“‘\"]*\p{Lu}\.[)\],;:.”’\"]*$")
_LISTED = regex.compile(r"^\p{L}[,;]$")
_DOTTED = regex.compile(r"[.\-‐]\p{L}")
_HYPHENED = regex.compile(r"^\p{L}[-‐]\p{L}$")
_BROKEN = regex.compile(rf"(?:^|\s)[{BREAKS}]\s*$")
# A line's last sign but for blanks and tabs, where it may be broken: a mark, or a rarer blank.
_BROKEN_ENDS = BLANKS | set(BREAKS)
# The silhouette as single letters show in it: what opens parts words, as blanks do.
_MERGED = bytes.maketrans(b"(-", b" .")

# The kinds of tokens: a letter alone, one that is an initial or listed, an odd fragment, the rest.
_SINGLE_LETTER, _INITIAL_LETTER, _ODD, _PLAIN = "sio-"
_SIDE_BY_SIDE = re.compile("[si]{2}")

# A clump between two single letters has so many letters at most.
_LONGEST_BRIDGE = 4


def broken_lines(document: Document) -> set[int]:
    """Give the lines that end in a mark which stands apart."""
    ends = document.lines_ending_in(_BROKEN_ENDS)
    return {line for line in ends if _BROKEN.search(document.lines[line])}


@dataclass(frozen=True)
class Spotter:
    """Finds rows in a document: of so many single letters, or odd fragments of so many letters.

    A word of `clumps` stands closed up in many a row.
    """

    context: Context
    least_singles: int
    least_fragments: int
    longest_fragment: int
    clumps: frozenset[str] = frozenset()
    _kinds: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def lines(self) -> Iterator[tuple[int, list[Token]]]:
        """Yield the index and the tokens of each line that may hold a row."""
        for index in self.places:
            yield index, self.tokens(index)

    @property
    def places(self) -> list[int]:
        """The indices of the lines that may hold a row, worked out once for a text."""
        bounds = self.least_singles, self.least_fragments, self.longest_fragment
        key = ("spaced lines", self.context.language, *bounds)
        return self.context.document.memo(key, self._places)

    def _places(self) -> list[int]:
        lines = self.context.document.lines
        return [
            index
            for index in _lines_with_singles(self.context.document)
            if self._may_be_spaced(_TOKENS.findall(lines[index]))
        ]

    def tokens(self, line: int) -> list[Token]:
        """Give the tokens of a line, whatever it looks like."""
        return [_token(one) for one in _TOKENS.finditer(self.context.document.lines[line])]

    def rows(self, tokens: list[Token]) -> Iterator[tuple[int, int]]:
        """Yield the first and last token of each row that looks letter-spaced."""
        at = 0
        while at < len(tokens):
            if not self._is_fragment(tokens[at]):
                at += 1
                continue
            last = self._last_fragment(tokens, at)
            first, end = self._without_words(tokens, at, last)
            if self._looks_spaced(tokens[first : end + 1]):
                yield first, end
            at = last + 1

    def reach(self, tokens: list[Token]) -> int:
        """Give the last token of the row with which a line goes on that the line before began.

        Its first letters are the rest of a word, be they a word or not.
        """
        last = self._last_fragment(tokens, 0)
        while last and self._is_word(tokens[last]):
            last -= 1
        return last if self._looks_spaced(tokens[: last + 1]) else 0

    def _last_fragment(self, tokens: list[Token], at: int) -> int:
        """The last of the fragments that follow upon a token."""
        while at + 1 < len(tokens) and (
            self._is_fragment(tokens[at + 1]) or _bridges(tokens, at + 1)
        ):
            at += 1
        return at

    def _without_words(self, tokens: list[Token], first: int, last: int) -> tuple[int, int]:
        """Leave out the words at both ends of a row that are set as words are."""
        while last > first and self._is_word(tokens[last]):
            last -= 1
        # At a line's start the rest of a broken word is none, but its mark tells where it ends.
        if first == 0 and len(tokens[0].letters) > 1 and tokens[0].text[-1] in ".,;:!?":
            first += 1
        while first < last and self._is_word(tokens[first]):
            first += 1
        return first, last

    def _is_word(self, token: Token) -> bool:
        """A word set as words are; `To` and `We` may be two letters that kerning closed up."""
        kerned = len(token.letters) == 2 and token.letters[0].isupper()
        return len(token.letters) > 1 and not kerned and self.context.lexicon.known(token.letters)

    def _may_be_spaced(self, texts: list[str]) -> bool:
        """Whether a line has as many single letters, or odd fragments, as one of its rows needs."""
        known = self._kinds
        kinds = "".join([known.get(text) or self._kind(text) for text in texts])
        singles = kinds.count(_SINGLE_LETTER) + kinds.count(_SINGLE_LETTER + _INITIAL_LETTER)
        if singles >= self.least_singles and _SIDE_BY_SIDE.search(kinds):
            return True
        return singles >= 1 and kinds.count(_ODD) >= self.least_fragments

    def _kind(self, text: str) -> str:
        """The kind of a token, one letter: it may be an odd fragment, or an odd bridge."""
        token = Token(0, len(text), text, _letters(text))
        if _is_letter(token):
            kind = _SINGLE_LETTER if is_single(token) else _INITIAL_LETTER
        else:
            short = len(token.letters) <= max(self.longest_fragment, _LONGEST_BRIDGE)
            kind = _ODD if short and self._is_odd(token) else _PLAIN
        self._kinds[text] = kind
        return kind

    def _looks_spaced(self, row: list[Token]) -> bool:
        """Enough single letters, two side by side, or mostly fragments that are no words."""
        singles = sum(map(is_single, row)) + sum(_ends_word(*two) for two in pairwise(row))
        if singles >= self.least_singles:
            return any(_is_letter(one) and _is_letter(other) for one, other in pairwise(row))
        return singles >= 1 and sum(map(self._is_odd, row)) >= self.least_fragments

    def _is_odd(self, token: Token) -> bool:
        """Several letters that are no word."""
        return len(token.letters) > 1 and not self.context.lexicon.known(token.letters)

    def _is_fragment(self, token: Token) -> bool:
        """A single letter, a clump, a figure or a lone mark: what a spaced row is made of."""
        count = len(token.letters)
        known = self.context.lexicon.known
        if count <= 1:
            return len(token.text) <= 5
        if count <= 3 and not _DOTTED.search(token.text):
            return count == 2 or not known(token.letters) or token.letters in self.clumps
        return count <= self.longest_fragment and not (
            known(token.letters) or self.context.vocabulary.count_any_case(token.letters) > 1
        )


def is_single(token: Token) -> bool:
    """Whether a token is a letter alone, and neither an initial nor listed with others."""
    text = token.text
    return _is_letter(token) and not _INITIAL.match(text) and not _LISTED.match(text)


def _ends_word(before: Token, token: Token) -> bool:
    """A letter with a comma, and a letter without a mark before it: `n d u,` is no list."""
    return before.text.isalpha() and is_single(before) and bool(_LISTED.match(token.text))


def _is_letter(token: Token) -> bool:
    """A letter by itself, with or without marks; `6d.` and `1st` are none."""
    return len(token.letters) == 1 and not any(map(str.isdigit, token.text))


def _lines_with_singles(document: Document) -> list[int]:
    """The lines on which at least two single letters stand."""
    text = document.text
    return [
        line
        for line, shape in enumerate(document.silhouette.translate(_MERGED).split(b"\n"))
        if len(_SINGLE_SHAPE.findall(b" " + shape + b" ")) >= 2
        and len(_SINGLE.findall(text, document.starts[line], document.end(line))) >= 2
    ]


def _token(found: regex.Match[str]) -> Token:
    return Token(found.start(), found.end(), found[0], _letters(found[0]))


def _letters(text: str) -> str:
    return text if text.isalpha() else "".join(filter(str.isalpha, text))


def _bridges(tokens: list[Token], at: int) -> bool:
    """A clump of two letters or more between two single letters."""
    inside = 0 < at < len(tokens) - 1 and 1 < len(tokens[at].letters) <= _LONGEST_BRIDGE
    inside = inside and (tokens[at].text.isalpha() or bool(_HYPHENED.match(tokens[at].text)))
    return inside and is_single(tokens[at - 1]) and is_single(tokens[at + 1])
