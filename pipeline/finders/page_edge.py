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
`foot` (1: at most the folio and a catchword stand below), `signature` (letters at other feet that
agree with this one about the pages of a sheet), `marked_signature` (the same of lines that have
more behind their letters, as `B— xi`),
`head_near` (repetition of a neighbour), `title` (1: bears no folio, unlike the like lines behind),
`letters`, `words` (of three letters or more), `width` (share of the length that three quarters of
the lines do not pass), `page_lines` (mean of a page),
`own_lines` (of this page, blank ones left out), `shouts` (the share of the page's other lines that
are in capitals, as many are on a title page), `paginated` (1: the document is cut into pages of
about one height, or bears a folio sequence, and sentences run over its pages' ends), `opens` (1:
the page before holds a line or two at most, as before a chapter or a part).
Groups: `line`, `rest` (the line without its folio), `letters` (its letters alone), `catchword`
(the words after a signature), `next` (the first word of the next page's line most like it).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from pipeline.allowance import Allowance
from pipeline.context import Context, Match
from pipeline.document import Document
from pipeline.edges import (
    WORDS,
    Edge,
    Settings,
    Shape,
    candidates,
    full_lines_by_page,
    letters_of,
    measure_repetition,
    measure_titles,
    unglued,
    usual_length,
)
from pipeline.folio_pages import paged_by_folios
from pipeline.page_feet import measure_catchwords, measure_signatures
from pipeline.page_folios import measure_folios
from pipeline.pagination import measure_pagination, runs_on, stays_open

WHOLE_TEXT = True


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield the candidate lines that anything marks out from plain lines of text."""
    document, edges = _measured(context.document, settings, context.allowance)
    return _matches(document, edges, list(filter(_stands_out, edges)), settings)


def survey(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every candidate line with its measures."""
    document, edges = _measured(context.document, settings, context.allowance)
    return _matches(document, edges, edges, settings)


def paged(plain: Document, settings: Settings, allowance: Allowance | None = None) -> Document:
    """Give the document with the pages at whose edges is looked; offsets stay.

    Raises OutOfTime where the allowance is used up.
    """
    unmixed = unglued(plain, settings.glue, settings.edge_lines)
    return paged_by_folios(unmixed, settings, allowance)


def _measured(
    plain: Document, settings: Settings, allowance: Allowance | None
) -> tuple[Document, list[Edge]]:
    """The document as it is looked at, and its candidates measured."""
    document = paged(plain, settings, allowance)
    shape = Shape(settings.edge_lines, settings.longest, settings.widest, settings.digits)
    edges = every = candidates(document, shape)
    if not edges:
        return document, edges
    measure_repetition(edges, settings, allowance)
    measure_folios(document, edges, settings)
    measure_pagination(document, edges, settings)
    measure_catchwords(document, edges, usual_length(document), settings, allowance)
    if document is not plain:
        edges = _parted(edges, plain.text, document)
    measure_signatures(edges, settings.sheet_pages)
    _measure_neighbours(document.lines, edges)
    measure_titles(edges, settings.title_earlier)
    # Lines that refer to each other would be circles of garbage.
    for edge in every:
        edge.kin.clear()
    return document, edges


def _parted(edges: list[Edge], text: str, document: Document) -> list[Edge]:
    """Leave out what is glued to the line before and neither a folio nor a catchword."""
    kept = []
    for edge in edges:
        start = document.starts[edge.line]
        edge.glued = start > 0 and text[start - 1] not in "\n\f"
        if not edge.glued or edge.measures["folio"] == 1 or edge.measures["catchword"] == 1:
            kept.append(edge)
    return kept


def _matches(
    document: Document, edges: list[Edge], shown: list[Edge], settings: Settings
) -> Iterator[Match]:
    _measure_context(document, edges, shown, settings.nearly_empty)
    signs = ("folio", "repeats_all", "signature", "marked_signature")
    taken = {edge.line for edge in edges if any(edge.measures[sign] for sign in signs)}
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
    return not measures["words"] or any(measures[name] for name in _MARKED)


def _evidence(edge: Edge) -> tuple[tuple[str, str], ...]:
    return tuple([_shown(name, edge.measures[name]) for name in _SHOWN if edge.measures[name]])


@lru_cache(maxsize=4096)
def _shown(name: str, value: float) -> tuple[str, str]:
    return name, f"{value:g}"


_MARKED = (
    "repeats", "repeats_all", "folio", "folio_near", "catchword", "folio_place", "marked_signature",
)  # fmt: skip

_SHOWN = ("top", "bottom", "repeats", "repeats_all", "folio", "interrupts")

# Every measure that a rule may ask for; a match has those that are not 0.
MEASURES = (
    "bare_folio_near", "below_catchword", "bottom", "catchword", "catchword_share", "earlier",
    "folio", "folio_near", "folio_place", "foot", "head_near", "interrupts", "isolated", "letters",
    "marked_signature", "opens", "own_lines", "page_folio", "page_lines", "paginated", "repeats",
    "repeats_all", "runs_on", "shouts", "signature", "title", "top", "width", "words",
)  # fmt: skip


def _measure_neighbours(lines: Sequence[str], edges: list[Edge]) -> None:
    """Measure what tells whether a line stands out at all."""
    for at, edge in enumerate(edges):
        measures = edge.measures
        beside = edges[max(at - 1, 0) : at + 2]
        near = [one for one in beside if one is not edge and _same_block(lines, edge, one)]
        measures.put("folio_near", max([one.measures["folio"] for one in near], default=0.0))
        bare = [one for one in near if one.measures["folio"] and not WORDS.search(one.rest)]
        measures.put("bare_folio_near", max([one.measures["folio"] for one in bare], default=0.0))
        measures.put("head_near", max([one.measures["repeats"] for one in near], default=0.0))
        measures.put("words", len(WORDS.findall(edge.rest)))


def _measure_context(
    document: Document, edges: list[Edge], shown: list[Edge], nearly_empty: int
) -> None:
    """Measure what the rules ask besides, of the lines that stand out."""
    lines = document.lines
    usual = usual_length(document)
    counts = list(map(len, full_lines_by_page(document)))
    shouting = [index for index, line in enumerate(lines) if line.isupper()]
    reached = [bisect_left(shouting, start) for start in document.page_starts[1:]]
    shouted = [last - first for first, last in pairwise([0, *reached, len(shouting)])]
    mean = sum(counts) / max(len(counts), 1)
    taken = {edge.line for edge in edges if edge.measures["folio"] or edge.measures["repeats"] >= 2}
    for edge in shown:
        measures = edge.measures
        goes_on = runs_on(lines, edge.line + 1, taken)
        measures.put("interrupts", goes_on and stays_open(lines, edge.line, taken))
        measures.put("runs_on", goes_on)
        measures.put("letters", len(edge.key))
        measures.put("width", len(edge.text) / usual)
        measures.put("page_lines", mean)
        measures.put("own_lines", counts[edge.page])
        others = shouted[edge.page] - lines[edge.line].isupper()
        measures.put("shouts", others / max(counts[edge.page] - 1, 1))
        measures.put("opens", edge.page > 0 and counts[edge.page - 1] <= nearly_empty)


def _same_block(lines: Sequence[str], edge: Edge, other: Edge) -> bool:
    """Whether two candidates stand together, at most blank lines between them."""
    first, last = sorted((edge.line, other.line))
    if last - first > 3 or not (other.page == edge.page or edge.isolated):
        return False
    return not any(lines[line].strip() for line in range(first + 1, last))


def _extent(document: Document, edge: Edge, taken: set[int]) -> tuple[int, int]:
    """The line with its line feed and the blank lines behind; those before where it interrupts."""
    lines, text = document.lines, document.text
    if edge.glued:
        return document.starts[edge.line], document.end(edge.line)
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
