"""Signatures with a printer's mark behind the letter, measured on bare edges."""

from __future__ import annotations

from steps import lines_run

from pipeline.edges import Edge
from pipeline.page_feet import measure_signatures


def feet(*lines: str) -> list[Edge]:
    """The last lines of pages, one a page."""
    return [Edge(at, at, line, {}, bottom=1) for at, line in enumerate(lines)]


def marked(*lines: str) -> list[float]:
    """The measure of each line."""
    edges = feet(*lines)
    measure_signatures(edges, [8])
    return [edge.measures["marked_signature"] for edge in edges]


def test_signatures_with_the_same_mark_follow_one_another() -> None:
    assert marked("B— xi", "the mill.", "C— xi", "c. XI", "E— xi") == [3, 0, 2, 2, 3]


def test_a_letter_out_of_order_counts_with_those_that_it_follows() -> None:
    assert marked("B— xi", "F— xi", "C— xi", "D— xi") == [3, 1, 2, 2]


def test_another_mark_is_another_book_s() -> None:
    assert marked("B— xi", "C— xv", "D— hc xi", "E— xi") == [1, 0, 0, 1]


def test_a_line_of_text_or_a_letter_alone_bears_no_mark() -> None:
    assert marked("B", "C", "A miller came.", "B miller came.", "xi", "é— xi", "f— xi") == [0] * 7


def test_feet_of_many_pages_are_not_compared_each_with_each() -> None:
    def pages(count: int) -> list[Edge]:
        return feet(*(f"{'BCDE'[at % 4]}— xi" for at in range(count)))

    def lines(edges: list[Edge]) -> int:
        return lines_run(lambda: measure_signatures(edges, [8]))

    assert lines(pages(400)) < 5 * lines(pages(100))
