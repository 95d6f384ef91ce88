"""Whether what marks pages marks pages of a book, told by the sentences that run over."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from finding import found, settings
from page_prose import BODY, FULL, OPEN, RUNNING_ON

from pipeline.finders import page_edge


def measures(text: str, name: str, **pinned: Any) -> dict[str, float]:
    """One measure of every line found, by the line."""
    pinned = {"edge_lines": 2, "window_pages": 4, "sequence_at_least": 2, "longest": 60, **pinned}
    chosen = settings("furniture", "page-edge", **pinned)
    lines = found(SimpleNamespace(find=page_edge.survey), text, chosen)
    return {match.groups["line"]: match.measures[name] for match in reversed(lines)}


def test_numbers_between_whole_sentences_are_no_folios() -> None:
    blocks = [f"{BODY}\n{number}\n\nArticle\n\n" for number in range(31, 36)]
    assert measures("".join(blocks), "folio")["33"] == 0
    running = [f"{FULL}\n{number}\n\nArticle\n\n" for number in range(31, 36)]
    assert measures("".join(running), "folio")["33"] == 1


@pytest.mark.parametrize(("count", "paginated"), [(7, 1), (8, 0)])
def test_a_sentence_runs_over_some_of_many_pages(count: int, paginated: float) -> None:
    pages = [f"Dear Sir,\n{BODY}"] * count
    prose = {"breaks_at_least": 7, "verse_share": 1.0}
    assert measures("\f".join(pages), "paginated", **prose)["Dear Sir,"] == paginated
    pages[3:5] = [f"Dear Sir,\n{BODY}{OPEN}", f"Dear Sir,\n{RUNNING_ON}{BODY}"]
    assert measures("\f".join(pages), "paginated", **prose)["Dear Sir,"] == 1


@pytest.mark.parametrize(("first", "paginated"), [(1, 0), (12, 1), (1901, 0)])
def test_the_pages_of_verse_bear_folios_of_their_own(first: int, paginated: float) -> None:
    verse = "The heron stood\nUpon the wheel,\nAnd looked at all\nThe river's eel.\n"
    pages = "\f".join(f"POEM {first + at}\n{verse}" for at in range(9))
    assert measures(pages, "paginated")[f"POEM {first}"] == paginated
