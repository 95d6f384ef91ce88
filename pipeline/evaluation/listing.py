"""An evaluation as a JSON object: every correction with its verdict, and every place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.evaluation.comparison import Comparison, Side
from pipeline.evaluation.figures import as_object
from pipeline.evaluation.judging import Judged
from pipeline.evaluation.outcome import Evaluation
from pipeline.evaluation.places import Place
from pipeline.ledger_lines import evidence_object


def listing(evaluation: Evaluation) -> dict[str, Any]:
    """Give the figures, `corrections` with their verdicts, and `places` by fate."""
    comparison = evaluation.comparison
    return {
        **as_object(evaluation.figures),
        "corrections": [_correction(one, comparison) for one in evaluation.judged],
        "places": [_place(one, comparison) for one in evaluation.places],
    }


def _correction(one: Judged, comparison: Comparison) -> dict[str, Any]:
    made = one.correction
    return {
        "stage": made.stage,
        "rule": made.rule,
        "confidence": made.confidence,
        "applied": made.applied,
        "decision": made.decision,
        "verdict": one.verdict,
        "before": made.before,
        "after": made.after,
        "evidence": evidence_object(made),
        "page": one.page,
        "line": one.line,
        "cleaned_line": one.cleaned_line,
        "raw": list(one.raw),
        "cleaned": list(one.cleaned),
        "undone": one.undone,
        "made": one.made,
        "truth": comparison.truth.text[slice(*one.truth)],
    }


def _place(one: Place, comparison: Comparison) -> dict[str, Any]:
    return {
        "fate": one.fate,
        "damage": one.damage,
        "tokens": one.tokens,
        "page": one.page,
        "line": one.line,
        "raw": _words(comparison.raw, one.raw),
        "cleaned": _words(comparison.cleaned, one.cleaned),
        "truth": comparison.truth.tokens.keys[slice(*one.truth)],
        "corrections": [
            {"rule": judged.rule, "applied": judged.correction.applied, "verdict": judged.verdict}
            for judged in one.judged
        ],
    }


def _words(side: Side, span: Sequence[int]) -> list[str]:
    return side.tokens.keys[slice(*span)]
