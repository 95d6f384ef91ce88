"""Which lines bear a folio where nothing marks pages: heads do, and the rows of an index do not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from finding import found, settings

from pipeline.finders import page_edge

PAGE = (
    "heron stood upon the wheel and looked at the river. Nobody\n"
    "had seen it come. It was there when the sun rose, and it\n"
    "was there at noon, upon the other leg. Then for a while the\n"
)
BLOCKS = [f"{PAGE}\n{number}\n\nTHE TIDE MILL\n\n" for number in range(31, 41)]


def folios(text: str, **pinned: Any) -> dict[str, float]:
    """How well each line found bears the folio that is due."""
    chosen = settings("furniture", "page-edge", **pinned)
    lines = found(SimpleNamespace(find=page_edge.survey), text, chosen)
    return {one.groups["line"]: one.measures["folio"] for one in lines}


def test_rows_of_an_index_fit_by_chance() -> None:
    pages = zip("abcdef", (3, 35, 8, 19, 5, 2), strict=True)
    rows = [f"Mill of Oak{sign}, {page}.\n\n" for sign, page in pages]
    text = "".join(BLOCKS[:5] + rows + BLOCKS[5:])
    assert folios(text, fitting_share=0.0)["Mill of Oakb, 35."] == 1
    assert folios(text)["Mill of Oakb, 35."] == 0
    assert folios(text)["33"] == 1


def test_heads_with_folios_that_all_fit() -> None:
    heads = [f"{PAGE}\n{number} THE TIDE MILL\n\n" for number in range(31, 41)]
    assert folios("".join(heads))["33 THE TIDE MILL"] == 1


def test_a_speck_read_as_a_nought_before_the_folio() -> None:
    pages = [f"THE TIDE MILL {number}\n{PAGE}" for number in (12, "0 13", 14, 15)]
    found = folios("\f".join(pages))
    assert found["THE TIDE MILL 0 13"] == found["THE TIDE MILL 14"] == 1
