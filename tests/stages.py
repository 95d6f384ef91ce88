"""One stage at a time: rule sets in which a single stage runs alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from pipeline import ruleset
from pipeline.rules import Stage, load_stage
from pipeline.ruleset import RuleSet

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "rules"


def names() -> list[str]:
    """Every stage that has a rule file, finished or not."""
    found = {path.stem for path in RULES.glob("*.toml")}
    return sorted(found - {"pipeline", "decisions"})


@cache
def load(name: str, rules: Path = RULES) -> Stage:
    """The stage of this name; raises Fault where its file is at fault."""
    return load_stage(rules / f"{name}.toml")


@cache
def alone(name: str, rules: Path = RULES) -> RuleSet:
    """A folder's rule set with this one stage in it, listed in pipeline.toml or not."""
    return replace(ruleset.load(rules), stages=(load(name, rules),))
