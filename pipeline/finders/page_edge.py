"""Finds the lines at the edges of pages that may be page furniture.

For every candidate line it gives the measures on which the rules decide; it decides nothing. Lines
that nothing marks out from plain text are not yielded.
Measures: `top` and `bottom` (rank from that edge, from 1; 0 where not there), `isolated` (1: blank
lines before and after), `repeats` (pages nearby with a like line), `earlier` (those before),
`repeats_all` (lines with the same letters in the whole document);
`folio` (1: the number the sequence expects, 0.5: a misreading of it), `folio_near` (the folio of a
neighbouring candidate), `bare_folio_near` (of one that holds no word beside it), `page_folio` (1:
the page's folio stands on another line), `folio_place` (share of nearby pages whose folio stands
alone at this edge and rank);
`interrupts` (1: cuts through a running sentence), `runs_on` (1: the text behind begins small),
`catchword` (likeness to the beginning of the next page), `catchword_share` (of pages with one),
`below_catchword` (1: the page's last line, below one that the next page begins with),
`head_near` (repetition of a neighbour), `letters`, `words` (of three letters or more), `width`
(share of the length that three quarters of the lines do not pass), `page_lines` (mean of a page),
`own_lines` (of this page, blank ones left out), `opens` (1: the page before holds a line or two at
most, as before a chapter or a part).
Groups: `line`, `rest` (the line without its folio), `letters` (its letters alone), `catchword`
(the words after a signature), `next` (the first word of the next page's line most like it).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import msgspec
import regex
from rapidfuzz import fuzz

from pipeline import folios
from pipeline.context import Context, Match
from pipeline.document import Document
from pipeline.edges import (
    WORDS,
    Edge,
    Shape,
    candidates,
    full_lines_by_page,
    letters_of,
    measure_repetition,
    usual_length,
)
from pipeline.lexicon import fold

WHOLE_TEXT = True


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What counts as an edge, as alike and as a folio's place in the sequence."""

    edge_lines: int
    window_pages: int
    similarity: float
    sequence_window: int
    sequence_at_least: int
    longest: int
    widest: float
    digits: dict[str, str]
    signature_pattern: str
    folio_shape_pattern: str
    alone_share: float


_NUMERAL_TOKEN = regex.compile(
    r"^\W*(\S{1,5}(?: \S{1,2})?)(?=\s|$)|(?<=^|\s)(\S{1,2} \S{1,4}|\S{1,5})\s*$"
)
_MARKS = regex.compile(r"\W*")
_BEFORE_WORDS = " .,;:*'\"“”‘«»<>•^~_|/-"
_BEHIND_WORDS = " .,;:*'\"”»•-‐¬"
# A blank page may hold a speck, a half-title its own line and one more.
_NEARLY_EMPTY = 2
_SENTENCE_OPEN = regex.compile(r"[\p{L}\d,;:\-‐¬\u00ad’'—]\s*$")


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield the candidate lines that anything marks out from plain lines of text."""
    edges = _measured(context.document, settings)
    return _matches(context.document, edges, list(filter(_stands_out, edges)))


def survey(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every candidate line with its measures."""
    edges = _measured(context.document, settings)
    return _matches(context.document, edges, edges)


def _measured(document: Document, settings: Settings) -> list[Edge]:
    shape = Shape(settings.edge_lines, settings.longest, settings.widest, settings.digits)
    edges = candidates(document, shape)
    if edges:
        measure_repetition(edges, settings.window_pages, settings.similarity)
        _measure_folios(document, edges, settings)
        _measure_catchwords(document, edges, usual_length(document), settings)
        _measure_neighbours(document.lines, edges)
    return edges


def _matches(document: Document, edges: list[Edge], shown: list[Edge]) -> Iterator[Match]:
    _measure_context(document, edges, shown)
    taken = {edge.line for edge in edges if edge.measures["folio"] or edge.measures["repeats_all"]}
    for edge in shown:
        start, end = _extent(document, edge, taken)
        groups = {
            "line": edge.text,
            "rest": edge.rest,
            "catchword": edge.catchword,
            "next": edge.next,
            "letters": letters_of(edge.text),
        }
        yield Match(start, end, groups, edge.measures, _evidence(edge))


def _stands_out(edge: Edge) -> bool:
    measures = edge.measures
    marked = ("repeats", "repeats_all", "folio", "folio_near", "catchword", "folio_place")
    return not measures["words"] or any(measures[name] for name in marked)


def _evidence(edge: Edge) -> tuple[tuple[str, str], ...]:
    return tuple(
        [_shown(name, value) for name, value in edge.measures.items() if name in _SHOWN and value]
    )


@lru_cache(maxsize=4096)
def _shown(name: str, value: float) -> tuple[str, str]:
    return name, f"{value:g}"


_SHOWN = ("top", "bottom", "repeats", "repeats_all", "folio", "interrupts")


def _measure_folios(document: Document, edges: list[Edge], settings: Settings) -> None:
    expected = _expected(document, edges, settings)
    for edge in edges:
        edge.rest = edge.text
        edge.measures["folio"] = 0.0
        wanted = expected.get(edge.line)
        if wanted is None or len(edge.text) > settings.longest:
            continue
        grade, edge.rest = _folio_in(edge, wanted, settings.digits)
        edge.measures["folio"] = grade
    found = {edge.page for edge in edges if edge.measures["folio"] and not WORDS.search(edge.rest)}
    alone = (
        {
            (edge.page, edge.top or -edge.bottom)
            for edge in edges
            if _folio_shaped(edge, settings) and (edge.measures["folio"] or edge.page not in found)
        }
        if len(found) >= settings.alone_share * len(document.page_starts)
        else set()
    )
    for edge in edges:
        edge.measures["page_folio"] = float(edge.page in found and not edge.measures["folio"])
        edge.measures["folio_place"] = _place_share(
            edge, alone, settings.window_pages, len(document.page_starts)
        )


def _folio_shaped(edge: Edge, settings: Settings) -> bool:
    """Whether the line looks like a folio alone, read well or badly."""
    if edge.measures["folio"]:
        return not WORDS.search(edge.rest)
    signs = regex.search(settings.folio_shape_pattern, edge.text)
    return len(edge.text) <= 12 and bool(signs) and not WORDS.search(edge.text)


def _place_share(edge: Edge, alone: set[tuple[int, int]], window: int, last: int) -> float:
    if not alone:
        return 0.0
    nearby = range(max(edge.page - window, 0), min(edge.page + window + 1, last))
    pages = [page for page in nearby if page != edge.page]
    rank = edge.top if edge.top else -edge.bottom
    return sum([(page, rank) in alone for page in pages]) / max(len(pages), 1)


def _expected(
    document: Document, edges: list[Edge], settings: Settings
) -> dict[int, tuple[int, ...]]:
    """The folios that may stand at each candidate's line."""
    if "\f" in document.text:
        seeds: dict[int, list[int]] = {}
        for edge in edges:
            if (0 < edge.top <= 2 or 0 < edge.bottom <= 2) and len(edge.text) <= settings.longest:
                seeds.setdefault(edge.page, []).extend(value for _, value in edge.numbers)
        by_page = folios.expected_by_page(
            seeds, len(document.page_starts), settings.sequence_window, settings.sequence_at_least
        )
        return {edge.line: (by_page[edge.page],) for edge in edges if edge.page in by_page}
    return _expected_between(edges, settings)


def _expected_between(edges: list[Edge], settings: Settings) -> dict[int, tuple[int, ...]]:
    """Without page marks: numbers beside repeated heads rise, and others must fit between."""
    pairs = []
    for at, edge in enumerate(edges):
        beside = [edge, *edges[max(at - 1, 0) : at], *edges[at + 1 : at + 2]]
        heads = [
            one
            for one in beside
            if one.measures["repeats_all"] >= 2 or one.measures["repeats"] >= 2
        ]
        if any(abs(one.line - edge.line) <= 3 for one in heads):
            pairs += [(edge.line, value) for _, value in edge.numbers]
    run = folios.anchors(pairs)
    if len(run) <= settings.sequence_at_least:
        return {}
    expected: dict[int, tuple[int, ...]] = {}
    for edge in edges:
        value = folios.between(run, edge.line)
        if value is not None:
            expected[edge.line] = (round(value), round(value) - 1, round(value) + 1)
    return expected


def _folio_in(edge: Edge, wanted: tuple[int, ...], digits: dict[str, str]) -> tuple[float, str]:
    """Whether a wanted folio stands at the line's start or end, and the line without it."""
    for numeral, value in edge.numbers:
        if value in wanted:
            sure = numeral.isdecimal() or folios.roman(numeral)
            return (1.0 if sure else 0.5), _without(edge.text, numeral)
    for found in _NUMERAL_TOKEN.finditer(edge.text):
        token = found[1] or found[2]
        read = "".join(
            [digits.get(sign, sign) for sign in token if sign in digits or sign.isalnum()]
        )
        if not read or not any(_misread(read, str(value)) for value in wanted):
            continue
        rest = (edge.text[: found.start()] + edge.text[found.end() :]).strip()
        plain = (
            any(map(str.isdigit, token)) or not WORDS.search(rest) or edge.measures["repeats"] >= 3
        )
        if plain:
            return 0.5, rest
    return 0.0, edge.text


def _without(text: str, numeral: str) -> str:
    """The text without the numeral at its start or end, and the marks and blanks around it."""
    if text == numeral:
        return ""
    start = _behind(text, _behind_marks(text, 0), numeral)
    if start >= 0:
        return text[_behind_marks(text, start) :]
    backwards = text[::-1]
    end = _behind(backwards, _behind_marks(backwards, 0), numeral[::-1])
    return text if end < 0 else backwards[_behind_marks(backwards, end) :][::-1]


def _behind_marks(text: str, at: int) -> int:
    found = _MARKS.match(text, at)
    return found.end() if found else at


def _behind(text: str, at: int, numeral: str) -> int:
    """The offset behind the numeral where it stands here, set closed or wide; else -1."""
    for sign in numeral:
        while at < len(text) and text[at].isspace() and text[at] != sign:
            at += 1
        if at >= len(text) or text[at] != sign:
            return -1
        at += 1
    return at


def _misread(read: str, wanted: str) -> bool:
    """Equal, or one digit wrong of at least two while most of it is digits."""
    if read == wanted:
        return True
    if len(read) != len(wanted) or len(wanted) < 2:
        return False
    return sum(one == other for one, other in zip(read, wanted, strict=True)) == len(wanted) - 1


def _measure_neighbours(lines: list[str], edges: list[Edge]) -> None:
    """Measure what tells whether a line stands out at all."""
    for at, edge in enumerate(edges):
        measures = edge.measures
        beside = edges[max(at - 1, 0) : at + 2]
        near = [one for one in beside if one is not edge and _same_block(lines, edge, one)]
        measures["folio_near"] = max([one.measures["folio"] for one in near], default=0.0)
        bare = [one for one in near if one.measures["folio"] and not WORDS.search(one.rest)]
        measures["bare_folio_near"] = max([one.measures["folio"] for one in bare], default=0.0)
        measures["head_near"] = max([one.measures["repeats"] for one in near], default=0.0)
        measures["words"] = float(len(WORDS.findall(edge.rest)))


def _measure_context(document: Document, edges: list[Edge], shown: list[Edge]) -> None:
    """Measure what the rules ask besides, of the lines that stand out."""
    lines = document.lines
    usual = usual_length(document)
    counts = [len(full) for full in full_lines_by_page(document)]
    mean = sum(counts) / max(len(counts), 1)
    taken = {edge.line for edge in edges if edge.measures["folio"] or edge.measures["repeats"] >= 2}
    for edge in shown:
        measures = edge.measures
        runs_on = _next_line(lines, edge.line, taken)[:1].islower()
        measures["interrupts"] = float(runs_on and _stays_open(lines, edge.line, taken))
        measures["runs_on"] = float(runs_on)
        measures["letters"] = float(len(edge.key))
        measures["width"] = len(edge.text) / usual
        measures["page_lines"] = mean
        measures["own_lines"] = float(counts[edge.page])
        measures["opens"] = float(edge.page > 0 and counts[edge.page - 1] <= _NEARLY_EMPTY)


def _measure_catchwords(
    document: Document, edges: list[Edge], usual: float, settings: Settings
) -> None:
    signature = regex.compile(settings.signature_pattern)
    pages = len(document.page_starts)
    specks = {edge.page for edge in edges if edge.bottom == 1 and not WORDS.search(edge.text)}
    found = 0
    for edge in edges:
        edge.measures["catchword"] = 0.0
        last = edge.bottom == 1 or (edge.bottom == 2 and edge.page in specks)
        if last and edge.page + 1 < pages and len(edge.text) < usual / 2:
            edge.measures["catchword"] = _likest_catchword(document, edge, settings, signature)
            found += edge.measures["catchword"] >= 0.75
    above = {edge.page for edge in edges if edge.bottom == 2 and edge.measures["catchword"] == 1}
    for edge in edges:
        edge.measures["catchword_share"] = found / pages
        edge.measures["below_catchword"] = float(edge.bottom == 1 and edge.page in above)


def _likest_catchword(
    document: Document, edge: Edge, settings: Settings, signature: regex.Pattern[str]
) -> float:
    """Take the words behind a signature, all words or the last for the catchword: the likest."""
    words = [signature.sub("", edge.text), edge.text]
    last = edge.text.rstrip(_BEHIND_WORDS).rpartition(" ")[2]
    if len(last) > 1 and not WORDS.search(edge.text[: -len(last)]):
        words.append(last)
    best, likest = "", -1.0
    for one in words:
        edge.catchword = one.lstrip(_BEFORE_WORDS).rstrip(_BEHIND_WORDS)
        likeness = _catchword(document, edge, settings)
        if likeness > likest:
            best, likest, following = edge.catchword, likeness, edge.next
    edge.catchword, edge.next = best, following
    return likest


def _same_block(lines: list[str], edge: Edge, other: Edge) -> bool:
    """Whether two candidates stand together, at most blank lines between them."""
    first, last = sorted((edge.line, other.line))
    if last - first > 3 or not (other.page == edge.page or edge.isolated):
        return False
    return not any(lines[line].strip() for line in range(first + 1, last))


def _next_line(lines: list[str], line: int, taken: set[int]) -> str:
    """The next line of text, without its indent; empty where none is near."""
    for after in range(line + 1, min(line + 9, len(lines))):
        if after not in taken and lines[after].strip():
            return lines[after].lstrip()
    return ""


def _stays_open(lines: list[str], line: int, taken: set[int]) -> bool:
    """Whether the text before ends mid-sentence."""
    for before in range(line - 1, max(line - 9, -1), -1):
        if before not in taken and lines[before].strip():
            return bool(_SENTENCE_OPEN.search(lines[before]))
    return False


def _catchword(document: Document, edge: Edge, settings: Settings) -> float:
    """How like the line's last words are to a beginning of the next page's text."""
    word = fold(edge.catchword).lower()
    if not word or word.count(" ") > 1:
        return 0.0
    best = 0.0
    lines = [document.lines[line].strip() for line in document.page_lines(edge.page + 1)]
    for line in [line for line in lines if line][: settings.edge_lines]:
        opening = line.lstrip(_BEFORE_WORDS)
        text = fold(opening).lower()
        beginning = text[: len(word)]
        whole = len(text) <= len(word) or not text[len(word)].isalpha() or len(word) > 2
        likeness = 1.0 if word == beginning and whole else 0.0
        if not likeness and len(word) > 3:
            likeness = fuzz.ratio(word, beginning) / 100
        if likeness > best:
            best, edge.next = likeness, opening.split()[0].strip(",;:.!?\"'") if opening else ""
    return best


def _extent(document: Document, edge: Edge, taken: set[int]) -> tuple[int, int]:
    """The line with its line feed and the blank lines behind; those before where it interrupts."""
    lines, text = document.lines, document.text
    last = edge.line
    while last + 1 < len(lines) and text[document.end(last) : document.end(last) + 1] == "\n":
        if last > edge.line and lines[last].strip():
            break
        last += 1
        if lines[last].strip():
            break
    end = document.starts[last] if last > edge.line else document.end(edge.line)
    first = edge.line
    if edge.measures["interrupts"]:
        while first and not lines[first - 1].strip() and text[document.end(first - 1)] == "\n":
            first -= 1
        if first and first - 1 in taken:
            first = edge.line
    return document.starts[first], max(end, document.end(edge.line))
