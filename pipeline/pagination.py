"""Whether what marks pages marks pages of a book.

A form feed may part the sections of a manual or the entries of a list of changes, and nothing but
blank lines may stand around a line. Pages of a book are about as tall as each other, or bear their
folios. Where neither holds, a line that repeats, or that cuts through a sentence, is no furniture.
"""

from __future__ import annotations

from statistics import median

from pipeline.document import Document
from pipeline.edges import Edge, Settings, full_lines_by_page


def measure_pagination(document: Document, edges: list[Edge], settings: Settings) -> None:
    """Measure `paginated` (1: the document has a book's pages), when folios are measured."""
    bearing = {edge.page for edge in edges if edge.measures["folio"]}
    if document.paged:
        numbered = len(bearing) >= settings.alone_share * len(document.page_starts)
        paginated = numbered or _even(document, settings)
    else:
        paginated = bool(bearing)
    for edge in edges:
        edge.measures.put("paginated", paginated)


def _even(document: Document, settings: Settings) -> bool:
    """Whether hardly a page is much taller than the middle one."""
    counts = sorted(len(full) for full in full_lines_by_page(document))
    full = [count for count in counts if count > settings.nearly_empty]
    if not full:
        return True
    tall = full[int(settings.tall_share * len(full))]
    return tall <= settings.page_spread * median(full) + settings.page_slack
