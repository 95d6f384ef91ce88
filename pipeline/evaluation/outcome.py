"""Evaluates one cleaned text: what it gained, what it harmed, and which corrections were right."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.api import Result
from pipeline.evaluation.comparison import Comparison
from pipeline.evaluation.figures import Figures, figures
from pipeline.evaluation.judging import Judged, judge
from pipeline.evaluation.lines import Lines
from pipeline.evaluation.places import Place, places
from pipeline.evaluation.tokens import read_truth


@dataclass(frozen=True)
class Settings:
    """How to evaluate: what the text is called, and whether only its words are compared.

    `truth_place` is what a message calls the truth.
    """

    name: str = "text"
    words: bool = False
    truth_place: str = "truth"


@dataclass(frozen=True)
class Evaluation:
    """A cleaned text judged: its figures, the places behind them, and every correction."""

    figures: Figures
    comparison: Comparison
    places: tuple[Place, ...]
    judged: tuple[Judged, ...]


def evaluate(result: Result, truth: str, settings: Settings | None = None) -> Evaluation:
    r"""Compare a result's raw and cleaned text with the truth, and judge its corrections.

    Lines `%%unscored` and `%%scored` bound stretches of the truth that do not count. Raises Fault
    where nothing in it does.

    >>> from pipeline import clean
    >>> found = evaluate(clean("The ferry-\nman was out."), "The ferryman was out.")
    >>> found.figures.fates, [one.verdict for one in found.judged]
    (Fates(fixed=2, harmed=0, missed=0), ['right'])
    """
    chosen = settings or Settings()
    known = read_truth(truth, chosen.truth_place, words=chosen.words)
    comparison = Comparison(result.raw, result.text, known, words=chosen.words)
    lines = Lines(result)
    judged = judge(result, comparison, lines)
    found = places(comparison, judged, lines)
    counted = figures(chosen.name, result.language, comparison, judged, found)
    return Evaluation(counted, comparison, tuple(found), tuple(judged))
