"""The specimens in cleaned/ are what the rules of today make of raw/, so that a change shows."""

from __future__ import annotations

import json
from pathlib import Path

import needing
import pytest
import stages

from pipeline import ledger
from pipeline.api import clean
from pipeline.ledger import Origin, sha256
from pipeline.ruleset import load

# Some of the specimens hold passages in German.
pytestmark = needing.words("de")

RAW = sorted((stages.ROOT / "raw").glob("*.txt"))
CLEANED = stages.ROOT / "cleaned"
REMEDY = "run make clean-text, and look at the change in cleaned/"

# These name the whole rule set and program, and what is installed beside it: they change without
# any change of what was made.
HASHES = {"rules_sha256", "program_sha256", "words_sha256", "libraries"}


def without_hashes(listed: bytes) -> list[object]:
    head, *rows = [json.loads(line) for line in listed.splitlines()]
    return [{key: value for key, value in head.items() if key not in HASHES}, *rows]


@pytest.mark.slow
@pytest.mark.parametrize("raw", RAW, ids=lambda path: path.stem)
def test_specimen_is_cleaned_by_the_rules_of_today(raw: Path) -> None:
    rules = load(stages.RULES)
    result = clean(raw.read_bytes(), name=raw.stem, rules=rules)
    origin = Origin(raw.stem, raw.name, sha256(raw.read_bytes()), rules.digest)
    text, listed, _ = ledger.compose(result, origin)
    assert (CLEANED / raw.name).read_bytes() == text, REMEDY
    there = (CLEANED / f"{raw.stem}.corrections.jsonl").read_bytes()
    assert without_hashes(there) == without_hashes(listed), REMEDY


def test_nothing_else_is_there() -> None:
    texts = {path.stem for path in RAW}
    assert {path.stem for path in CLEANED.glob("*.txt")} == texts
    ledgers = {path.name.removesuffix(ledger.SUFFIX) for path in CLEANED.glob(f"*{ledger.SUFFIX}")}
    assert ledgers == texts
