"""The lines at the edges of pages: candidates for page furniture, and how they repeat.

A candidate stands among the first or last lines of a page or, where nothing marks pages, between
blank lines. What the finder `page-edge` measures of them beyond repetition stands there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import msgspec
import regex
from rapidfuzz import fuzz, process

from pipeline import folios
from pipeline.allowance import Allowance, left
from pipeline.document import Document
from pipeline.lexicon import fold

# The number of a section, 1.6.5, is none of a page.
_NUMBER = regex.compile(
    r"^\W*(\d[\d ]{0,4}\d|\d)(?=\W|$)(?!\.\d)|(?<=^|\W)(?<!\d\.)(\d[\d ]{0,4}\d|\d)\W*$"
)
_ROMAN = regex.compile(r"^\W*([ivxlc]{1,8})\W*$|^([ivxlc]{2,8})\s|\s([ivxlc]{2,8})\W*$")
WORDS = regex.compile(r"\p{L}{3,}")

# What ends in such a sign goes on behind it.
OPEN_END = regex.compile(r"[\p{L}\d,;:\-‐¬\u00ad’'—]\s*$")


@dataclass(frozen=True)
class Shape:
    """How many lines are an edge, how long a head may be, what may be read for a digit.

    `longest` is in code points, `widest` a share of the usual length of a line: longer lines are
    plain text and no candidates.
    """

    edge_lines: int
    longest: int
    widest: float
    digits: dict[str, str]


class ByFolios(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """When folios tell pages that nothing else marks.

    A page holds `page_lines` lines at least and `most_page_lines` at most, and from one folio to
    the next there are as many as between most others, more or less by a share of `uneven`. Where
    more than a share of `numbered` of the lines begins or ends in a number, as in change logs and
    tables, any number has its next one somewhere, and none tells anything. Up to `gap` pages in a
    row may lack theirs. `at_least` folios make a run, and all runs go through a share of `cover` of
    the text. A share of `open` of the pages ends, and the next begins, in the midst of a sentence.
    Heads and catchwords stand within `beside` full lines of a folio: a line like those beside
    `heads` folios by an edit ratio of `same_head` (0 to 1).
    """

    page_lines: int
    most_page_lines: int
    uneven: float
    numbered: float
    gap: int
    at_least: int
    cover: float
    open: float
    beside: int
    heads: int
    same_head: float


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What counts as an edge, as alike and as a folio's place in the sequence.

    The first and last `edge_lines` lines of a page are candidates, but for those longer than
    `longest` code points or wider than a share of `widest` of the usual length of a line.

    Heads within `window_pages` pages have letters with an edit ratio of `similarity` (0 to 1), and
    their ranks, counted from the same edge of their pages, differ by `ranks_apart` at most: a row
    of a table of contents is like the head of its chapter, but it stands deeper. At most
    `title_earlier` like lines stand before a title. A line like those on `head_repeats` pages
    nearby is surely a head.

    A page's place in the file and its folio differ as they do on `sequence_at_least` other pages
    within `sequence_window` pages; in the front matter, on `front_at_least` pages in all, unless
    they are the same. There only heads, or lines of `front_words` words, stand outside a folio.
    `digits` are what may be read for a digit. A folio read beyond that has the shape of
    `folio_shape_pattern`, where a share of `alone_share` of the pages bears one alone; with as many
    that bear one, pages are pages. `unmarked` tells when folios alone mark the pages.

    Pages are about as long as each other: of the lines between two folios, `page_lines` at least,
    what three quarters do not pass is no more than `page_spread` times what a quarter does not
    pass, and so with the page that a share of `tall_share` does not pass and the middle one.
    However short pages are, one may be `page_slack` lines longer. A page of `nearly_empty` lines
    says nothing. Where nothing marks pages, the folios run through a share of `page_cover` of the
    text, and of the lines like a head with a folio a share of `fitting_share` fits the sequence.
    A share of `runs_over` of the pages ends in the midst of a sentence. Where pages are marked,
    fewer than `breaks_at_least` ends tell nothing, and neither do those of verse: of texts of which
    a share of `verse_share` of the lines begins with a capital. There folios tell, up to
    `highest_folio` or the number of pages: years are none.

    `signature_pattern` matches the signature before a catchword, and a sheet has one of the numbers
    of pages in `sheet_pages`. `glue` is a sign that an extractor put where it took a hyphen and the
    line end behind it away.
    """

    edge_lines: int
    window_pages: int
    similarity: float
    ranks_apart: int
    title_earlier: int
    sequence_window: int
    sequence_at_least: int
    front_at_least: int
    front_words: int
    unmarked: ByFolios
    page_lines: int
    page_spread: float
    page_cover: float
    fitting_share: float
    page_slack: int
    tall_share: float
    breaks_at_least: int
    runs_over: float
    verse_share: float
    highest_folio: int
    nearly_empty: int
    head_repeats: int
    longest: int
    widest: float
    digits: dict[str, str]
    signature_pattern: str
    sheet_pages: list[int]
    folio_shape_pattern: str
    alone_share: float
    glue: str


class Measures(dict[str, float]):
    """What is measured of a line, by name. Most of it is 0 and not kept: a book has many lines."""

    __slots__ = ()

    def __missing__(self, name: str) -> float:
        return 0.0

    def put(self, name: str, value: float) -> None:
        """Keep a measure that is not there yet."""
        if value:
            self[name] = float(value)


@dataclass(slots=True)
class Edge:
    """One candidate line and what is measured of it."""

    line: int
    page: int
    text: str
    digits: dict[str, str]
    top: int = 0
    bottom: int = 0
    isolated: bool = False
    glued: bool = False
    measures: Measures = field(default_factory=Measures)
    rest: str = ""
    catchword: str = ""
    next: str = ""
    kin: list[Edge] = field(default_factory=list, repr=False, compare=False)
    _key: str | None = field(default=None, repr=False, compare=False)
    _numbers: list[tuple[str, int]] | None = field(default=None, repr=False, compare=False)

    @property
    def key(self) -> str:
        """The line's letters alone, folded and in small letters."""
        if self._key is None:
            self._key = letters_of(fold(self.text)).lower()
        return self._key

    @property
    def numbers(self) -> list[tuple[str, int]]:
        """The numerals at the line's ends, as they stand, with their values."""
        if self._numbers is None:
            self._numbers = _numbers(self.text, self.digits)
        return self._numbers


def letters_of(text: str) -> str:
    """Give the letters of a text alone."""
    if text.isascii():
        return text.translate(_NO_ASCII_LETTERS)
    return "".join(filter(str.isalpha, text))


def unspread(line: str) -> str:
    """Give a line without the blanks that keep its parts where they stood on the page.

    >>> unspread("  THE TIDE MILL                    12 ")
    'THE TIDE MILL 12'
    """
    text = line.strip()
    return _WIDE_BLANK.sub(" ", text) if "  " in text or "\t" in text else text


_WIDE_BLANK = regex.compile(r"[ \t]{2,}|\t")
_NO_ASCII_LETTERS = {code: None for code in range(128) if not chr(code).isalpha()}


def unglued(document: Document, glue: str, edge_lines: int) -> Document:
    r"""Give the document with a line end for the last `glue` among the last lines of each page.

    Offsets stay. What stands behind such a sign may be a line of its own: a folio or a catchword.

    >>> unglued(Document("the hy\ufffephen\n- 8 -\n\fphen at"), "\ufffe", 4).lines[:2]
    ['the hy', 'phen']
    """
    if glue not in document.text:
        return document
    pages = document.text.split("\f")
    for at, page in enumerate(pages):
        lines = page.rstrip().rsplit("\n", edge_lines)
        last = page.rfind(glue, len(lines[0]) if len(lines) > edge_lines else 0)
        if last >= 0:
            pages[at] = page[:last] + "\n" + page[last + 1 :]
    return Document("\f".join(pages), document.name, document.marks)


def usual_length(document: Document) -> float:
    """The length that three quarters of the lines do not pass."""
    return document.memo("usual length", lambda: _usual_length(document))


def _usual_length(document: Document) -> float:
    every = document.lines.lengths()
    lengths = sorted(map(every.__getitem__, document.full_lines))
    return float(lengths[len(lengths) * 3 // 4]) if lengths else 1.0


def candidates(document: Document, shape: Shape) -> list[Edge]:
    """Give every short line that stands at a page's edge or between blank lines, in order."""
    limit = min(shape.longest, shape.widest * usual_length(document))
    edges: dict[int, Edge] = {}
    if document.paged:
        for page, lines in enumerate(full_lines_by_page(document)):
            _page_candidates(document, page, lines, shape, limit, edges)
    if "\f" not in document.text:
        _isolated_candidates(document, shape, limit, edges)
    return [edges[line] for line in sorted(edges)]


def full_lines_by_page(document: Document) -> Iterator[Sequence[int]]:
    """Yield the lines of each page that hold more than blanks."""
    full = document.full_lines
    first = 0
    for start in document.page_starts[1:]:
        last = bisect_left(full, start, first)
        yield full[first:last]
        first = last
    yield full[first:]


def _numbers(text: str, digits: dict[str, str]) -> list[tuple[str, int]]:
    numbers = []
    for found in _NUMBER.finditer(text):
        # A speck before the folio may be read as a figure that no folio begins with.
        numeral = (found[1] or found[2].removeprefix("0 ")).replace(" ", "")
        if numeral[0] != "0":
            numbers.append((numeral, int(numeral)))
    if not numbers and (letters := _ROMAN.search(text)):
        numeral = letters[1] or letters[2] or letters[3]
        if value := folios.roman(numeral):
            numbers.append((numeral, value))
    if not numbers and len(text) < 14 and not WORDS.search(text):
        read = "".join(digits.get(sign, sign) for sign in text if sign.isalnum() or sign in digits)
        if read.isdecimal() and len(read) <= 4:
            numbers.append((text, int(read)))
    return numbers


def _page_candidates(
    document: Document,
    page: int,
    lines: Sequence[int],
    shape: Shape,
    limit: float,
    edges: dict[int, Edge],
) -> None:
    texts = document.lines
    count = shape.edge_lines
    ranked = [*enumerate(lines[:count], 1), *enumerate(lines[: -count - 1 : -1], 1)]
    for place, (rank, line) in enumerate(ranked):
        if line not in edges:
            text = unspread(texts[line])
            if len(text) > limit:
                continue
            edges[line] = Edge(line, page, text, shape.digits)
        if place < min(count, len(lines)):
            edges[line].top = rank
        else:
            edges[line].bottom = rank


def _isolated_candidates(
    document: Document, shape: Shape, limit: float, edges: dict[int, Edge]
) -> None:
    lines = document.lines
    full = document.full_lines
    # Before the first full line and behind the last one there is none.
    before, behind = chain((-2,), full), chain(full[1:], (len(lines) + 1,))
    alone = [
        line
        for line, one, other in zip(full, before, behind, strict=False)
        if one != line - 1 and other != line + 1
    ]
    for index in alone:
        text = unspread(lines[index])
        if len(text) > limit:
            continue
        if index not in edges:
            page = document.page_at(document.starts[index]) - 1
            edges[index] = Edge(index, page, text, shape.digits)
        edges[index].isolated = True


def measure_repetition(edges: list[Edge], settings: Settings, allowance: Allowance | None) -> None:
    """Measure on how many pages nearby, and how often in all, each candidate's like stands.

    Raises OutOfTime where the allowance is used up.
    """
    same = Counter(edge.key for edge in edges)
    short = [edge for edge in edges if len(edge.key) >= 4]
    near: list[list[tuple[int, bool]]] = [[] for _ in short]
    reaches = _reaches(short, settings.window_pages)
    for at, other_at in _alike(short, reaches, settings.similarity * 100, allowance):
        edge, other = short[at], short[other_at]
        if not _apart(edge, other, settings.ranks_apart):
            continue
        edge.kin.append(other)
        other.kin.append(edge)
        near[at].append((other.page if not other.isolated else -other_at, False))
        near[other_at].append((edge.page if not edge.isolated else -at - 1, True))
    for edge in edges:
        edge.measures.put("top", edge.top)
        edge.measures.put("bottom", edge.bottom)
        edge.measures.put("isolated", edge.isolated)
        if len(edge.key) >= 4:
            edge.measures.put("repeats_all", same[edge.key] - 1)
    for edge, found in zip(short, near, strict=True):
        edge.measures.put("repeats", len(set(found)))
        edge.measures.put("earlier", sum(before for _, before in set(found)))


def measure_titles(edges: list[Edge], earlier: int) -> None:
    """Measure which candidates are titles that the heads behind them repeat.

    Those heads bear the folios of their pages, in their line or beside it. A title bears none; no
    such head stands before it, and at most `earlier` like lines, as in a table of contents.
    """
    for edge in edges:
        if not edge.kin or edge.measures["earlier"] > earlier or _bears_folio(edge):
            continue
        behind = [_bears_folio(one) for one in edge.kin if one.line > edge.line]
        before = any(_bears_folio(one) for one in edge.kin if one.line < edge.line)
        edge.measures.put("title", not before and 2 * sum(behind) > len(behind))


def _bears_folio(edge: Edge) -> bool:
    # A line that was left out as glued to another has no neighbours measured.
    return bool(edge.measures["folio"] or edge.measures["bare_folio_near"])


def _apart(edge: Edge, other: Edge, ranks: int) -> bool:
    """Whether two stand at the same edge of two pages, or between blank lines."""
    if edge.isolated or other.isolated:
        return edge.isolated or edge.page != other.page
    if edge.page == other.page:
        return False
    top = edge.top and other.top and abs(edge.top - other.top) <= ranks
    return bool(top or (edge.bottom and other.bottom and abs(edge.bottom - other.bottom) <= ranks))


def _reaches(edges: list[Edge], window: int) -> list[int]:
    """For each candidate, the first behind it that lies too far away to be compared.

    The distance is in pages, and in candidates between two that stand between blank lines.
    """
    isolated = [at for at, edge in enumerate(edges) if edge.isolated]
    others = [at for at, edge in enumerate(edges) if not edge.isolated]
    pages, other_pages = [edge.page for edge in edges], [edges[at].page for at in others]
    reaches = []
    for at, edge in enumerate(edges):
        if not edge.isolated:
            reaches.append(bisect_right(pages, edge.page + window, at + 1))
            continue
        place = bisect_left(isolated, at + window + 1)
        page = bisect_left(others, at + 1)
        page = bisect_right(other_pages, edge.page + window, page)
        stops = [*isolated[place : place + 1], *others[page : page + 1], len(edges)]
        reaches.append(min(stops))
    return reaches


def _alike(
    edges: list[Edge], reaches: list[int], least: float, allowance: Allowance | None
) -> Iterator[tuple[int, int]]:
    """Pairs of candidates within reach whose letters have an edit ratio of `least` (0 to 100)."""
    keys = [edge.key for edge in edges]
    for at, (key, reach) in enumerate(zip(keys, reaches, strict=True)):
        left(allowance)
        # The iterator of rapidfuzz leaves circles of garbage; this gives a list, the likest first.
        found = process.extract(
            key, keys[at + 1 : reach], scorer=fuzz.ratio, processor=None,
            limit=None, score_cutoff=least,
        )  # fmt: skip
        for other, score, index in found:
            if score and abs(len(key) - len(other)) <= 0.4 * max(len(key), len(other)):
                yield at, at + 1 + index
