"""Whether what marks pages marks pages of a book.

A form feed may part the sections of a manual or the letters of a collection, and nothing but blank
lines may stand around a line. Pages of a book are about as tall as each other, or bear their
folios; and a page ends where it is full, mostly in the midst of a sentence, which a letter, a
section or an exercise does not. Where that does not hold, a line that repeats, or that bears a
number, is no furniture. The pages of a book of verse begin with capitals, as all its lines do:
there folios tell, which differ from the pages' own numbers in the file. Numbers that do not may be
those of poems, one a page.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from statistics import median

import regex

from pipeline.document import Document
from pipeline.edges import OPEN_END, WORDS, Edge, Settings, full_lines_by_page

# So many lines away the text goes on behind furniture at the most, and above a page's notes.
_REACH = 8
_NOTES_REACH = 24
_NOTE = regex.compile(r"\s*(?:\(?\d{1,3}[).]?|[*†‡§¶]+)\s*\p{L}")


def measure_pagination(document: Document, edges: list[Edge], settings: Settings) -> None:
    """Measure `paginated` (1: the document has a book's pages), when folios are measured.

    Where nothing but its numbers marks pages, and it has no book's pages, they are no folios.
    """
    bearing = {edge.page for edge in edges if edge.measures["folio"]}
    if document.paged:
        numbered = len(bearing) >= settings.alone_share * len(document.page_starts)
        paginated = numbered or _even(document, settings)
    else:
        paginated = bool(bearing)
    taken = {edge.line for edge in edges if edge.measures["folio"] or edge.measures["repeats"]}
    if paginated and not _runs_over(document, edges, taken, settings):
        paginated = False
        if not document.paged:
            _forget_folios(edges)
    for edge in edges:
        edge.measures.put("paginated", paginated)


def _runs_over(
    document: Document, edges: list[Edge], taken: Container[int], settings: Settings
) -> bool:
    """Whether sentences run on from page to page, as often as they do in a book."""
    if document.paged:
        breaks = list(document.page_starts[1:])
        if len(breaks) < settings.breaks_at_least:
            return True
        if document.capital_lines >= settings.verse_share:
            return _bears_own_folios(document, edges, settings)
    else:
        breaks = [edge.line for edge in edges if edge.measures["folio"]]
    lines = document.lines
    over = sum(
        runs_on(lines, at, taken)
        and (stays_open(lines, at, taken) or _opens_above_notes(lines, at, taken))
        for at in breaks
    )
    return over >= max(1, settings.runs_over * len(breaks))


def _bears_own_folios(document: Document, edges: list[Edge], settings: Settings) -> bool:
    """Whether as many pages as a book's bear a number that is not their own in the file.

    One that stands before the head on one page and behind it on another is a folio too.
    """
    pages = len(document.page_starts)
    heads = [edge.text for edge in edges if edge.measures["folio"] and WORDS.search(edge.rest)]
    first, last = (sum(text[at].isdigit() for text in heads) for at in (0, -1))
    if min(first, last) >= settings.alone_share * pages / 2:
        return True
    most = max(pages, settings.highest_folio)
    own = {
        edge.page
        for edge in edges
        if edge.measures["folio"]
        and not any(value == edge.page + 1 or value > most for _, value in edge.numbers)
    }
    return len(own) >= settings.alone_share * pages


def runs_on(lines: Sequence[str], line: int, taken: Container[int]) -> bool:
    """Whether the next line of text behind, or this one where it is text, begins small."""
    behind = range(line, min(line + _REACH, len(lines)))
    return next(_texts(lines, behind, taken), "").lstrip()[:1].islower()


def stays_open(lines: Sequence[str], line: int, taken: Container[int]) -> bool:
    """Whether the text before a line ends in the midst of a sentence."""
    before = range(line - 1, max(line - _REACH - 1, -1), -1)
    return bool(OPEN_END.search(next(_texts(lines, before, taken), "")))


def _opens_above_notes(lines: Sequence[str], line: int, taken: Container[int]) -> bool:
    """Whether the text above the notes at a page's foot ends in the midst of a sentence."""
    notes = range(line - 1, max(line - _NOTES_REACH, 0), -1)
    return any(_NOTE.match(lines[at]) and stays_open(lines, at, taken) for at in notes)


def _texts(lines: Sequence[str], order: range, taken: Container[int]) -> Iterator[str]:
    return (lines[at] for at in order if at not in taken and lines[at].strip())


def _forget_folios(edges: list[Edge]) -> None:
    for edge in edges:
        edge.rest = edge.text
        for name in ("folio", "page_folio", "folio_place"):
            edge.measures.pop(name, None)


def _even(document: Document, settings: Settings) -> bool:
    """Whether hardly a page is much taller than the middle one."""
    counts = sorted(len(full) for full in full_lines_by_page(document))
    full = [count for count in counts if count > settings.nearly_empty]
    if not full:
        return True
    tall = full[int(settings.tall_share * len(full))]
    return tall <= settings.page_spread * median(full) + settings.page_slack
