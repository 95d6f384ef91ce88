"""The page of an evaluation: tables and places as one HTML file, readable without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from pipeline import __version__
from pipeline.evaluation import tables, views
from pipeline.evaluation.damage import DAMAGES
from pipeline.evaluation.figures import Figures
from pipeline.evaluation.judging import VERDICTS
from pipeline.evaluation.outcome import Evaluation
from pipeline.evaluation.views import Listed
from pipeline.visible import visible


@dataclass(frozen=True)
class Section:
    """One text on the page."""

    name: str
    figures: Figures
    lists: tuple[Listed, ...]


def section(evaluation: Evaluation) -> Section:
    """Give what the page needs of an evaluation, without its texts."""
    figures = evaluation.figures
    return Section(visible(figures.name), figures, tuple(views.listed(evaluation)))


def render(sections: Sequence[Section]) -> str:
    """Give the HTML of one or more texts; all text in it is escaped and made visible."""
    told: str = _template().render(
        sections=sections,
        grids=tables.grids([one.figures for one in sections]),
        verdicts=VERDICTS,
        damages=DAMAGES,
        version=__version__,
        style=Markup(_asset("pipeline.review", "report.css") + _own("evaluation.css")),
    )
    return told


@cache
def _template() -> Any:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_own("evaluation.html"))


def _own(name: str) -> str:
    return _asset("pipeline.evaluation", name)


def _asset(package: str, name: str) -> str:
    return (files(package) / "assets" / name).read_text("utf-8")
