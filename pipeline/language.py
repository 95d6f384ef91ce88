"""The language of a document, told by the commonest small words its packs declare.

A book has so many of these that they settle it at no cost, in any language that has a pack. A
short text may not: there a library that knows letter sequences is asked (py3langid, after Lui and
Baldwin, langid.py, ACL 2012), among the languages that have a pack. A line keeps the default.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from pipeline.document import Document
from pipeline.faults import Fault

# Fewer small words than this tell no language, nor do fewer than twice those of another.
LEAST_TELLTALES = 3
LEAST_LEAD = 2

# A text of fewer words is asked about by nobody; of a longer one, so many characters are looked at.
LEAST_WORDS = 20
CHARACTERS = 20_000
STRETCHES = 20


def check(code: str, packs: Mapping[str, object], place: str) -> None:
    """Raise Fault, told of `place`, where there are packs and none has this code."""
    if packs and code not in packs:
        close = get_close_matches(code, packs, 1)
        remedy = f'did you mean "{close[0]}"?' if close else "one of: " + ", ".join(sorted(packs))
        raise Fault(place, f'no language "{code}"', remedy)


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
    most = scores.pop(best, 0)
    if most < max(LEAST_TELLTALES, LEAST_LEAD * max(scores.values(), default=0)):
        enough = tokens.total() >= LEAST_WORDS
        guess = _by_letters(_sample(document.text), tuple(packs)) if enough else ""
        if guess:
            return guess
    return best if most >= LEAST_TELLTALES else default


def _sample(text: str) -> str:
    """Give a short text, or stretches from all over a long one: a book may begin in another."""
    if len(text) <= CHARACTERS:
        return text
    width = CHARACTERS // STRETCHES
    step = len(text) // STRETCHES
    return " ".join(text[at * step : at * step + width] for at in range(STRETCHES))


def _by_letters(text: str, languages: tuple[str, ...]) -> str:
    """Give the library's answer among these languages, nothing where it knows none of them."""
    identifier = _identifier(languages)
    if identifier is None:
        return ""
    return str(identifier.classify(text.encode("utf-8", "replace").decode())[0])


@lru_cache(maxsize=4)
def _identifier(languages: tuple[str, ...]) -> Any:
    # Only a short text needs it, and it takes half a second to load.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    known = [one for one in languages if one in identifier.nb_classes]
    if not known:
        return None
    identifier.set_languages(known)
    return identifier
