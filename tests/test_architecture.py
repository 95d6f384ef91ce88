"""docs/architecture.md says what is so: its table of layers, and the drawing of one line's way."""

from __future__ import annotations

import random
from itertools import product

import regex
import stages
from test_layout import LAYERS

from pipeline import clean
from pipeline.api import Result

DOCS = stages.ROOT / "docs"
PAGE = (DOCS / "architecture.md").read_text("utf-8")
DRAWING = "way-of-a-line.svg"

WHO = ["The miller", "A carter", "The ferryman", "His sister", "The vicar", "A boy", "The widow"]
DID = ["came to the quay with", "would not part with", "asked about", "had long forgotten"]
WHAT = ["the old rope.", "a lamp that gave no light.", "the price.", "a boat without oars."]
LINES_A_PAGE = 10


def pages() -> str:
    """A book of ten pages, two of which are those in the drawing."""
    lines = [" ".join(parts) for parts in product(WHO, DID, WHAT)]
    random.Random(1).shuffle(lines)
    found = []
    for number, first in enumerate(range(0, 10 * LINES_A_PAGE, LINES_A_PAGE), 82):
        page = lines[first : first + LINES_A_PAGE]
        page += ["Nobody paid the ferry-"] if number == 87 else []
        page = ["man that night.", *page] if number == 88 else page
        found.append("\n".join(["THE TIDE TABLE", *page, str(number)]))
    return "\n\f".join(found) + "\n"


def listed(result: Result) -> list[list[str]]:
    """The corrections between the end of page 87 and the top of page 88, in the drawing's signs."""
    breach = result.raw.index("\n87\n")
    first = next(one for one in result.corrections if one.before == "87\n")
    assert first.start == breach + 1
    at = result.corrections.index(first)
    joined = [one for one in result.corrections if one.stage == "hyphenation"]
    return [
        [
            f"{one.stage}/{one.rule}",
            one.confidence,
            f"{one.before} → {one.after or 'nothing'}".replace("\n", "⏎").replace("\f", "\\f"),
        ]
        for one in [*result.corrections[at : at + 2], *joined]
    ]


def test_table_names_every_layer_in_order() -> None:
    table = regex.search(r"(?s)\| modules \| hold \|\n\|[- |]+\n(.*?)\n\n", PAGE)
    assert table
    cells = [row.split("|")[1] for row in table[1].splitlines()]
    assert [name for cell in cells for name in regex.findall(r"`(\w+)`", cell)] == LAYERS


def test_drawing_lists_what_is_done() -> None:
    assert f"]({DRAWING})" in PAGE
    svg = (DOCS / DRAWING).read_text("utf-8")
    rows = regex.search(r'(?s)<g id="rows">\n(.*?)\n +</g>', svg)
    assert rows
    drawn = [
        [regex.sub(r"<[^>]+>", "", cell) for cell in regex.findall(r"<text.*?</text>", row)]
        for row in rows[1].splitlines()
    ]
    result = clean(pages(), language="en", rules=stages.RULES)
    assert listed(result) == drawn
    assert "Nobody paid the ferryman\n\fthat night." in result.text


def test_drawing_asks_for_nothing_outside() -> None:
    svg = (DOCS / DRAWING).read_text("utf-8")
    assert regex.findall(r"(?:href|src|url)\W{1,2}\s*(https?:|//)", svg) == []
