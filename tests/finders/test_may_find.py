"""A finder that says it would find nothing finds nothing, on every text that is at hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import finding
import pytest
import stages

from pipeline import finders
from pipeline.context import Context
from pipeline.rules import Rule

SCREENED = [name for name in finders.names() if finders.load(name).may_find]
LANGUAGES = {"german": "de", "french": "fr", "fraktur": "de"}
PLAIN = "The tide came in and the men went home. All was well, and they were glad of it.\n" * 9


@cache
def contexts() -> list[Context]:
    """The golden texts of all stages, a clean text, and an empty one."""
    found = [finding.context(PLAIN), finding.context("")]
    for path in sorted((stages.ROOT / "tests" / "golden").glob("*/*/in.txt")):
        words = path.parent.name.split("-")
        language = next((LANGUAGES[word] for word in words if word in LANGUAGES), "en")
        found.append(finding.context(_text(path), language))
    return found


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")


def rules_of(finder: str) -> dict[str, Rule]:
    """A rule for each way in which the rule files ask a finder."""
    every = [rule for stage in stages.names() for rule in stages.load(stage).rules]
    return {rule.key: rule for rule in every if rule.finder.name == finder}


@pytest.mark.parametrize("name", SCREENED)
def test_nothing_is_found_where_nothing_may_be_found(name: str) -> None:
    said = {True: 0, False: 0}
    for rule in rules_of(name).values():
        assert rule.finder.may_find
        for context in contexts():
            may = rule.finder.may_find(context, rule.settings)
            said[may] += 1
            found = may or list(rule.finder.find(context, rule.settings))
            assert found in (True, []), f"{rule.id} in {context.document.text[:60]!r}"
    assert all(said.values()), f"{name} always says the same: {said}"
