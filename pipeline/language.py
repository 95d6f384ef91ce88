"""The language of a document, told by the commonest small words its packs declare."""

from __future__ import annotations

from typing import Any

from pipeline.document import Document

# Fewer small words than this tell no language.
LEAST_TELLTALES = 3


def detect(document: Document, packs: dict[str, dict[str, Any]], default: str) -> str:
    """Give the language whose `telltales` make up most of the document's tokens.

    >>> packs = {"de": {"telltales": ["und", "der"]}, "en": {"telltales": ["and", "the"]}}
    >>> detect(Document("der Fluss und der Steg"), packs, "en")
    'de'
    """
    tokens = document.tokens
    scores = {
        language: sum(tokens[word] for word in pack.get("telltales", ()))
        for language, pack in packs.items()
    }
    best = max(scores, key=lambda one: (scores[one], one == default), default=default)
    return best if scores.get(best, 0) >= LEAST_TELLTALES else default
