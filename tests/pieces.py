"""Measures what the stage scannos does to a few lines: books with a truth, cut into pieces.

    python tests/pieces.py [NAME …]   prints the verdicts, piece by piece and on the whole

All other stages see the whole text first, so that furniture and line ends count for nothing. The
texts are the development texts: see `scores.py`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from scores import ROOT, SCORER

from pipeline.api import Result, clean
from pipeline.engine import StageResult
from pipeline.evaluation import Settings, evaluate
from pipeline.ruleset import RuleSet, load

STAGE = "scannos"
LINES = 45
# Where a text is one long line, so many code points are a piece.
POINTS = 3000


def cut(text: str) -> Iterator[str]:
    """Give the pieces of a text, in order; together they are the text."""
    lines = text.splitlines(keepends=True)
    if len(lines) > LINES:
        yield from ("".join(lines[at : at + LINES]) for at in range(0, len(lines), LINES))
        return
    start = 0
    while start < len(text):
        blank = text.find(" ", start + POINTS)
        end = blank + 1 if blank >= 0 else len(text)
        yield text[start:end]
        start = end


def of_pieces(text: str, name: str, language: str, rules: RuleSet) -> Result:
    """Clean each piece as a text of its own, and give what was made of all as one result."""
    start, found, cleaned = 0, [], []
    for piece in cut(text):
        made = clean(piece, name=name, language=language, rules=rules)
        (stage,) = made.stages
        found += [
            replace(one, start=one.start + start, end=one.end + start) for one in stage.corrections
        ]
        cleaned.append(made.text)
        start += len(piece)
    return Result(text, "".join(cleaned), (StageResult(STAGE, tuple(found)),), language, 1)


def only(rules: RuleSet, *, stage: bool) -> RuleSet:
    """The rule set with that stage alone, in one look, or with all others."""
    kept = tuple(one for one in rules.stages if (one.name == STAGE) is stage)
    return replace(rules, stages=kept, looks=1 if stage else rules.looks)


def verdicts(result: Result, truth: str, name: str) -> Counter[str]:
    """Count how the applied corrections of a result are judged by their words."""
    judged = evaluate(result, truth, Settings(name, words=True)).judged
    return Counter(one.verdict for one in judged if one.correction.applied)


def main(names: list[str]) -> None:
    """Print a line for each text: its verdicts in pieces, and on the whole."""
    rules = load(ROOT / "rules")
    gold, corpus = SCORER.parent, SCORER.parents[1] / "corpus"
    paths = [path for path in sorted(gold.glob("*.txt")) if (corpus / path.name).exists()]
    for path in paths:
        if names and path.stem not in names:
            continue
        name, truth = path.stem, path.read_text("utf-8")
        whole = clean((corpus / path.name).read_bytes(), name=name, rules=only(rules, stage=False))
        alone = only(rules, stage=True)
        pieces = of_pieces(whole.text, name, whole.language, alone)
        once = clean(whole.text, name=name, language=whole.language, rules=alone)
        told = (dict(verdicts(one, truth, name)) for one in (pieces, once))
        print(f"{name:20} in pieces {next(told)}, whole {next(told)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
