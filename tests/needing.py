"""What a test needs of the machine it runs on; without it, the test is skipped, and says why."""

from __future__ import annotations

from functools import cache

import pytest
import stages

from pipeline import lexicon


@cache
def words(language: str) -> pytest.MarkDecorator:
    """Skip a test of a language whose words are the system's, where those are not installed."""
    found = lexicon.load(language, (stages.RULES,))
    absent = language in lexicon.PACKAGES and not found.strict
    return pytest.mark.skipif(absent, reason=found.source if absent else "")
