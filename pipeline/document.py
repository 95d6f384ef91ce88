"""A document is a text cut once into lines and pages, with what finders ask of it.

Lines end at a line feed or a form feed. Pages begin after a form feed, or where a declared or
learned page mark stands. Offsets are code points; lines and pages count from 1 when shown to a
person and from 0 inside.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeVar

import msgspec
import regex

from pipeline import silhouette, token_counts
from pipeline.openers import openers
from pipeline.text_lines import Lines

T = TypeVar("T")

# All characters that are blanks, line ends among them.
BLANKS = frozenset(sign for sign in map(chr, range(0x3001)) if sign.isspace())

# The marks of a word that a line end breaks.
BREAKS = "-‐¬\u00ad\ufffe"

# Marks that often stand beside a word.
EDGES = ".,;:!?-—\"'()[]“”‘’"

# The memo keeps the counts of tokens, and the characters, under these names.
# In fewer lines chance tells how many begin with a capital.
FEW_LINES = 8

TOKENS = "tokens"
CHARACTERS = "characters"

# A string's tokens, with what shows that one begins or ends there.
_PARTS = re.compile(r" ?\S+ ?")


# What a rule file calls a field by another name.
_RULE_KEYS = {"patterns": "mark_patterns"}


def quartiles(figures: Sequence[float]) -> tuple[float, float]:
    """Give the figures that a quarter and three quarters of all do not pass; zeros for none.

    >>> quartiles([40, 46, 46, 47, 90])
    (46, 47)
    """
    if not figures:
        return 0.0, 0.0
    ranked = sorted(figures)
    return ranked[len(ranked) // 4], ranked[3 * len(ranked) // 4]


class PageMarks(msgspec.Struct, forbid_unknown_fields=True, frozen=True, rename=_RULE_KEYS):
    """Where pages begin when no form feed says so: patterns of whole lines that are page marks.

    A page's first line that starts with one blank is a learned mark: where the share of such
    lines lies between `blank_share_low` and `blank_share_high`, there are `blank_min` of them, and
    they are as far apart as pages: by `blank_lines` at least in three quarters of all cases, and by
    no more than `blank_spread` times what a quarter of them does not pass in three quarters. At
    most a share of `blank_behind` stands behind blank lines, as entries of a list do.
    """

    patterns: tuple[str, ...] = ()
    blank_share_low: float = 0.0
    blank_share_high: float = 0.0
    blank_min: int = 1
    blank_lines: float = 0.0
    blank_spread: float = 1000.0
    blank_behind: float = 1.0


@dataclass(frozen=True)
class Document:
    """One text with its lines, pages and a memo for whatever is worked out once.

    `name` is what messages call it. `cuts` are the lines, from 0, at which its pages begin, where
    something else than marks told them.
    """

    text: str
    name: str = "text"
    marks: PageMarks = field(default_factory=PageMarks)
    cuts: tuple[int, ...] = ()
    _memo: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def memo(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` gives, worked out once for this document and key."""
        if key not in self._memo:
            self._memo[key] = make()
        found: T = self._memo[key]
        return found

    def count(self, string: str) -> int:
        """Give how often the text holds a string, counted once."""
        return self.memo(("count", string), lambda: self._count(string))

    def _count(self, string: str) -> int:
        if not BLANKS.isdisjoint(string):
            return self.text.count(string) if self.may_hold(string) else 0
        return sum(times * joined.count(string) for times, joined in self._tokens_by_count)

    @cached_property
    def _tokens_by_count(self) -> list[tuple[int, str]]:
        """The distinct tokens that stand equally often, joined: quicker to count in than a text."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        for token, times in self.tokens.items():
            found[times].append(token)
        return [(times, " ".join(alike)) for times, alike in found.items()]

    def peek(self, key: Hashable) -> Any:
        """Return what was worked out under this key, None where nothing was."""
        return self._memo.get(key)

    def drop(self, key: Hashable) -> None:
        """Drop what was worked out under this key, where anything was."""
        self._memo.pop(key, None)

    def forget(self) -> None:
        """Drop whatever was worked out, so that its memory is free before the text is."""
        self._memo.clear()
        for name, kept in vars(Document).items():
            if isinstance(kept, cached_property):
                self.__dict__.pop(name, None)

    @cached_property
    def lines(self) -> Lines:
        """The lines, without the line feed or form feed that ends them."""
        return Lines(self.text)

    @property
    def starts(self) -> array[int]:
        """The offset of each line's first character."""
        return self.lines.starts

    @cached_property
    def last_signs(self) -> list[str]:
        """Each line's last character that is no blank and no tab, empty where there is none."""
        return [line.rstrip(" \t")[-1:] for line in self.lines]

    @cached_property
    def full_lines(self) -> array[int]:
        """The indices of the lines that hold more than blanks."""
        lines = self.lines
        full = [
            index
            for index, sign in enumerate(self.last_signs)
            if sign and (sign not in BLANKS or lines[index].strip())
        ]
        return array("I", full)

    @cached_property
    def capital_lines(self) -> float:
        """The share of the lines that begin with a capital, of those that begin with a letter.

        In prose few do, in verse and plays nearly all. It is 0 in a text of a few lines.
        """
        firsts = [line.lstrip()[:1] for line in self.lines]
        letters = [sign for sign in firsts if sign.isalpha()]
        return sum(map(str.isupper, letters)) / len(letters) if len(letters) >= FEW_LINES else 0.0

    def lines_ending_in(self, signs: Container[str]) -> list[int]:
        """Give the indices of the lines whose last sign is one of these.

        >>> Document("a ferry-  \\nman\\n").lines_ending_in("-¬")
        [0]
        """
        return [index for index, sign in enumerate(self.last_signs) if sign and sign in signs]

    def line_at(self, offset: int) -> int:
        """Give the index of the line that holds the offset."""
        return bisect_right(self.starts, offset) - 1

    def end(self, line: int) -> int:
        """Give the offset behind a line's last character."""
        return self.lines.end(line)

    @cached_property
    def page_starts(self) -> list[int]:
        """The index of each page's first line; the first page starts at line 0."""
        if self.cuts:
            starts = list(self.cuts)
        elif "\f" in self.text:
            starts = self._after_form_feeds()
        else:
            starts = self._declared_marks() or self._leading_blanks()
        return sorted({0, *starts})

    @property
    def paged(self) -> bool:
        """Whether anything marks the pages."""
        return len(self.page_starts) > 1

    @property
    def is_cut(self) -> bool:
        """Whether form feeds or folios tell the pages."""
        return bool(self.cuts) or "\f" in self.text

    def page_at(self, offset: int) -> int:
        """Give the number, from 1, of the page that holds the offset."""
        return bisect_right(self.page_starts, self.line_at(offset))

    def page_lines(self, page: int) -> range:
        """Give the line indices of page `page`, counted from 0."""
        first = self.page_starts[page]
        last = page + 1
        return range(
            first, self.page_starts[last] if last < len(self.page_starts) else len(self.lines)
        )

    def _after_form_feeds(self) -> list[int]:
        """Where pages begin: behind form feeds, or behind each second one where all come in pairs.

        Page files that end in a form feed, and were joined with one, are parted by two.
        """
        text = self.text
        behind = [at + 1 for at in silhouette.places(text, "\f")]
        # The last page may end in one, too. A single pair may have an empty page inside.
        pairs, ended = text.count("\f\f"), text.endswith("\f")
        if pairs + ended > 1 and 2 * pairs + ended == len(behind):
            behind = behind[1::2]
        return [self.line_at(at) for at in behind if at < len(text)]

    def _declared_marks(self) -> list[int]:
        found: list[int] = []
        firsts = {line[:1] for line in self.lines} - {""}
        for pattern in self.marks.patterns:
            mark = regex.compile(pattern)
            begins = openers(mark, firsts)
            if begins:
                found += [
                    index
                    for index, line in enumerate(self.lines)
                    if line[:1] in begins and mark.fullmatch(line)
                ]
        return found

    def _leading_blanks(self) -> list[int]:
        """Learn that a page's first line starts with one blank, where such lines are rare."""
        lines = self.lines
        if not self.marks.blank_share_high or "\n " not in self.text:
            return []
        found = [
            index
            for index, line in enumerate(lines)
            if line[:1] == " " and line[1:2] not in ("", " ")
        ]
        share = len(found) / max(len(lines), 1)
        marks = self.marks
        rare = marks.blank_share_low <= share <= marks.blank_share_high
        if len(found) < marks.blank_min or not rare:
            return []
        low, high = quartiles([after - before for before, after in pairwise(found)])
        behind = sum(not lines[index - 1].strip() for index in found if index)
        even = low >= marks.blank_lines and high <= marks.blank_spread * low
        even = even and behind <= marks.blank_behind * len(found)
        return found if even else []

    @property
    def tokens(self) -> Counter[str]:
        """How often each blank-separated token stands in the text."""
        return self.memo(TOKENS, lambda: token_counts.count(self.text))

    @cached_property
    def marked_tokens(self) -> list[str]:
        """The distinct tokens that are no word, alone or with marks at its edges."""
        return [
            token
            for token in self.tokens
            if not token.isalpha() and not token.strip(EDGES).isalpha()
        ]

    @property
    def characters(self) -> frozenset[str]:
        """The characters of the text, and all that are blanks, whether it holds them or not.

        Those that a stage took out may be among them.
        """
        return self.memo(CHARACTERS, lambda: BLANKS.union("".join(self.tokens)))

    def may_hold(self, string: str) -> bool:
        """Tell at little cost that a text does not hold a string; True says nothing.

        >>> Document("the tide").may_hold("tid"), Document("the tide").may_hold("mill")
        (True, False)
        """
        plain = "".join(" " if sign in BLANKS else sign for sign in string)
        return all(part in self._distinct for part in _PARTS.findall(plain))

    @cached_property
    def _distinct(self) -> str:
        """The distinct tokens between blanks: a text of the same tokens, several times shorter."""
        return f" {' '.join(self.tokens)} "

    @cached_property
    def silhouette(self) -> bytes:
        """The kind of each character, one byte for each."""
        return silhouette.of(self.text, self.characters)
