"""Ask one finder or guard directly, on a text, as the engine would."""

from __future__ import annotations

from typing import Any

import msgspec
import stages

from pipeline import lexicon, ruleset
from pipeline.context import Context, Match
from pipeline.document import Document, PageMarks


def context(text: str, language: str = "en", marks: PageMarks | None = None) -> Context:
    """The context of a text in a language; without `marks`, form feeds alone make pages."""
    pack = ruleset.load(stages.RULES).languages.get(language, {})
    document = Document(text, "text", marks or PageMarks())
    return Context(document, lexicon.load(language, (stages.RULES,)), language, pack)


def settings(stage: str, finder: str, **pinned: Any) -> Any:
    """A finder's settings as the stage's rule file has them, with some values pinned for a test."""
    rule = next(rule for rule in stages.load(stage).rules if rule.finder.name == finder)
    return msgspec.structs.replace(rule.settings, **pinned)


def found(rule_finder: Any, text: str, chosen: Any, **about: Any) -> list[Match]:
    """All that a finder's module finds in a text."""
    return list(rule_finder.find(context(text, **about), chosen))
