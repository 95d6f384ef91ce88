"""The lines at the edges of pages: candidates for page furniture, and how they repeat.

A candidate stands among the first or last lines of a page or, where nothing marks pages, between
blank lines. What the finder `page-edge` measures of them beyond repetition stands there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import regex
from rapidfuzz import fuzz

from pipeline import folios
from pipeline.document import Document
from pipeline.lexicon import fold

NOT_LETTERS = regex.compile(r"[^\p{L}]+")
_NUMBER = regex.compile(r"^\W*(\d[\d ]{0,4}\d|\d)(?=\W|$)|(?<=^|\W)(\d[\d ]{0,4}\d|\d)\W*$")
_ROMAN = regex.compile(r"^\W*([ivxlc]{1,8})\W*$|^([ivxlc]{2,8})\s|\s([ivxlc]{2,8})\W*$")
WORDS = regex.compile(r"\p{L}{3,}")


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


@dataclass
class Edge:
    """One candidate line and what is measured of it."""

    line: int
    page: int
    top: int
    bottom: int
    isolated: bool
    text: str
    key: str
    numbers: list[tuple[str, int]]
    measures: dict[str, float] = field(default_factory=dict)
    rest: str = ""
    catchword: str = ""
    next: str = ""


def usual_length(document: Document) -> float:
    """The length that three quarters of the lines do not pass."""
    lengths = sorted(len(line) for line in document.lines if line and not line.isspace())
    return float(lengths[len(lengths) * 3 // 4]) if lengths else 1.0


def candidates(document: Document, shape: Shape) -> list[Edge]:
    """Give every short line that stands at a page's edge or between blank lines, in order."""
    limit = min(shape.longest, shape.widest * usual_length(document))
    edges: dict[int, Edge] = {}
    if document.paged:
        for page in range(len(document.page_starts)):
            _page_candidates(document, page, shape, limit, edges)
    if "\f" not in document.text:
        _isolated_candidates(document, shape, limit, edges)
    return [edges[line] for line in sorted(edges)]


def _edge(line: int, page: int, text: str, digits: dict[str, str]) -> Edge:
    key = NOT_LETTERS.sub("", fold(text)).lower()
    numbers = []
    for found in _NUMBER.finditer(text):
        numeral = (found[1] or found[2]).replace(" ", "")
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
    return Edge(line, page, 0, 0, False, text, key, numbers)


def _page_candidates(
    document: Document, page: int, shape: Shape, limit: float, edges: dict[int, Edge]
) -> None:
    texts = document.lines
    lines = [
        line for line in document.page_lines(page) if texts[line] and not texts[line].isspace()
    ]
    count = shape.edge_lines
    ranked = [*enumerate(lines[:count], 1), *enumerate(lines[: -count - 1 : -1], 1)]
    for place, (rank, line) in enumerate(ranked):
        if line not in edges:
            text = texts[line].strip()
            if len(text) > limit:
                continue
            edges[line] = _edge(line, page, text, shape.digits)
        if place < min(count, len(lines)):
            edges[line].top = rank
        else:
            edges[line].bottom = rank


def _isolated_candidates(
    document: Document, shape: Shape, limit: float, edges: dict[int, Edge]
) -> None:
    lines = document.lines
    blank = [not line or line.isspace() for line in lines]
    last = len(lines) - 1
    for index, line in enumerate(lines):
        if blank[index] or (index and not blank[index - 1]):
            continue
        if (index < last and not blank[index + 1]) or len(line.strip()) > limit:
            continue
        if index not in edges:
            page = document.page_at(document.starts[index]) - 1
            edges[index] = _edge(index, page, line.strip(), shape.digits)
        edges[index].isolated = True


def measure_repetition(edges: list[Edge], window_pages: int, likeness: float) -> None:
    """Measure on how many pages nearby, and how often in all, each candidate's like stands.

    Two are alike from an edit ratio of `likeness` (0 to 1).
    """
    same: dict[str, int] = {}
    for edge in edges:
        same[edge.key] = same.get(edge.key, 0) + 1
    short = [edge for edge in edges if len(edge.key) >= 4]
    similarity = likeness * 100
    like: dict[tuple[str, str], bool] = {}
    near: list[list[tuple[int, bool]]] = [[] for _ in short]
    for at, edge in enumerate(short):
        for other_at in range(at + 1, len(short)):
            other = short[other_at]
            if _distance(edge, other, at, other_at) > window_pages:
                break
            if edge.page == other.page and not edge.isolated:
                continue
            pair = (edge.key, other.key)
            if pair not in like:
                like[pair] = _alike(edge.key, other.key, similarity)
            if like[pair]:
                near[at].append((other.page if not other.isolated else -other_at, False))
                near[other_at].append((edge.page if not edge.isolated else -at - 1, True))
    for edge in edges:
        edge.measures.update(top=edge.top, bottom=edge.bottom, isolated=float(edge.isolated))
        edge.measures.update(repeats=0.0, earlier=0.0)
        edge.measures["repeats_all"] = float(same[edge.key] - 1) if len(edge.key) >= 4 else 0.0
    for edge, found in zip(short, near, strict=True):
        edge.measures["repeats"] = float(len(set(found)))
        edge.measures["earlier"] = float(sum(before for _, before in set(found)))


def _distance(edge: Edge, other: Edge, at: int, other_at: int) -> int:
    """Pages apart; candidates apart where nothing marks the pages."""
    return other_at - at if edge.isolated and other.isolated else other.page - edge.page


def _alike(one: str, other: str, similarity: float) -> bool:
    if abs(len(one) - len(other)) > 0.4 * max(len(one), len(other)):
        return False
    return fuzz.ratio(one, other, score_cutoff=similarity) > 0
