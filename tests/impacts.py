"""Two sides of a comparison, from a text and what was made of it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline import ledger
from pipeline.api import Result
from pipeline.correction import Correction, apply
from pipeline.engine import StageResult
from pipeline.ledger import Origin, sha256
from pipeline.review.changes import Changes


def made(start: int, before: str, after: str, rule: str, confidence: str = "certain") -> Correction:
    """A correction by a rule named STAGE/RULE."""
    stage, _, name = rule.partition("/")
    end = start + len(before)
    return Correction(start, end, before, after, stage, name, confidence)  # type: ignore[arg-type]


def side(raw: str, *stages: Sequence[Correction], name: str = "tide") -> Changes:
    """A cleaned text with its ledger, from the raw text and each stage's corrections."""
    text = raw
    results = []
    for number, corrections in enumerate(stages):
        text = apply(text, corrections)
        stage = corrections[0].stage if corrections else f"empty-{number}"
        results.append(StageResult(stage, tuple(corrections)))
    pages = (0, *(at + 1 for at, sign in enumerate(raw) if sign == "\f"))
    data = raw.encode("utf-8", "surrogateescape")
    result = Result(raw, text, tuple(results), "en", len(pages), page_starts=pages)
    origin = Origin(name, f"{name}.txt", sha256(data), "")
    cleaned, listed, _ = ledger.compose(result, origin)
    return Changes(cleaned, ledger.parse(listed))
