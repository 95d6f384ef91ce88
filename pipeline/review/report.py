"""The report: a book's corrections as one HTML file to send around, readable without a script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from pipeline.decisions import Decision
from pipeline.review import views
from pipeline.review.listing import Filter, Listing
from pipeline.review.profile import Bar, Profile, profile
from pipeline.review.proof import Item, Piece, Proof
from pipeline.visible import visible

# The plot's height and the width of its bars, in the drawing's own units.
HEIGHT = 120
WIDTH = 12


@dataclass(frozen=True)
class Drawn:
    """One stretch of a stage's colour in a bar of the plot."""

    x: float
    y: float
    height: float
    stage: int
    told: str


def render(proof: Proof, verdicts: dict[int, Decision], abouts: dict[str, str]) -> str:
    """Give the report's HTML; every text of the book in it is escaped and made visible."""
    listing = Listing(proof, Filter(), verdicts)
    found = profile(proof)
    head = proof.changes.ledger.head
    groups = [
        {
            "name": group.item.rule,
            "about": abouts.get(group.item.rule, ""),
            "confidence": group.item.row.confidence,
            "count": group.count,
            "judged": group.judged,
            "forms": [
                views.form(one) for one in listing.forms(group.item.rule, verdicts) if one.count > 1
            ],
            "items": [
                views.item(proof, proof.items[number], verdicts)
                for number in listing.numbers
                if _same(proof.items[number], group.item)
            ],
        }
        for group in listing.groups(verdicts)
    ]
    told: str = _template().render(
        name=visible(head.document),
        head=head,
        total=len(proof.items),
        made=sum(one.row.applied for one in proof.items),
        judged=len(verdicts),
        profile=found,
        plot=_plot(found),
        plot_width=len(found.bars) * WIDTH,
        plot_height=HEIGHT,
        groups=groups,
        sheets=[_sheet(proof, index) for index in _sheets_with_items(proof)],
        style=Markup((files("pipeline.review") / "assets" / "report.css").read_text("utf-8")),
    )
    return told


@cache
def _template() -> Any:
    source = (files("pipeline.review") / "assets" / "report.html").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source)


def _same(item: Item, other: Item) -> bool:
    return (item.rule, item.doubt) == (other.rule, other.doubt)


def _sheets_with_items(proof: Proof) -> list[int]:
    return sorted({proof.sheet_of(item) for item in proof.items})


def _sheet(proof: Proof, index: int) -> dict[str, Any]:
    sheet = proof.sheets[index]
    raw, cleaned = proof.sides(sheet)
    return {
        "index": index,
        "page": sheet.page,
        "part": sheet.part,
        "raw": [_piece(one) for one in raw],
        "cleaned": [_piece(one) for one in cleaned],
    }


def _piece(piece: Piece) -> dict[str, Any]:
    text = "\n".join(map(visible, piece.text.split("\n")))
    return {"text": text, "item": piece.items[0] if piece.items else None}


def _plot(found: Profile) -> list[Drawn]:
    """Stack the stages' counts in each bar, the highest bar as high as the plot."""
    most = max((bar.total for bar in found.bars), default=0)
    drawn: list[Drawn] = []
    for index, bar in enumerate(found.bars):
        y = float(HEIGHT)
        for stage, count in bar.counts:
            height = count * HEIGHT / most
            y -= height
            told = f"{_pages(bar)}: {count} {stage}"
            drawn.append(Drawn(index * WIDTH, y, height, found.stages.index(stage), told))
    return drawn


def _pages(bar: Bar) -> str:
    return f"page {bar.first}" if bar.first == bar.last else f"pages {bar.first} to {bar.last}"
