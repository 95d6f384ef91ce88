"""The language of a document, told by the commonest small words its packs declare.

A book has so many of these that they settle it at no cost, in any language that has a pack. A
short text may not: there a library that knows letter sequences is asked (py3langid, after Lui and
Baldwin, langid.py, ACL 2012), among the languages that have a pack. A line keeps the default.

A book in a language without a pack has some small words of its neighbour, Portuguese of Spanish,
but fewer than half as many. Where they are so few the library is asked among all that it knows.
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

# Of the words of damaged books one in six is a small word of their language, of clean manuals one
# in nine at least. Of Portuguese, Dutch, Norwegian, Polish and Esperanto texts one in thirteen at
# most is one of the nearest language with a pack. In texts of fewer words chance tells as much.
LEAST_SHARE = 0.1
LEAST_TO_BE_FOREIGN = 400

# The library's names for languages that word lists have under another.
_OTHER_NAMES = {"no": "nb", "nn": "nb"}

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

    It is one without a pack where they make up too few, and letter sequences tell of such a one.

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
    if other := _without_pack(document, packs, most):
        return other
    if most < max(LEAST_TELLTALES, LEAST_LEAD * max(scores.values(), default=0)):
        enough = tokens.total() >= LEAST_WORDS
        guess = _by_letters(_sample(document.text), tuple(packs)) if enough else ""
        if guess:
            return guess
    return best if most >= LEAST_TELLTALES else default


def _without_pack(document: Document, packs: Mapping[str, object], most: int) -> str:
    """Give the language that letter sequences tell of where it has no pack, else nothing.

    `most` is how many small words of a language with a pack the document holds.
    """
    tokens = document.tokens
    if not packs or tokens.total() < LEAST_TO_BE_FOREIGN or most >= LEAST_SHARE * tokens.total():
        return ""
    words = sum(count for token, count in tokens.items() if any(map(str.isalpha, token)))
    if words < LEAST_TO_BE_FOREIGN or most >= LEAST_SHARE * words:
        return ""
    guess = _by_letters(_sample(document.text))
    return "" if guess in packs else _OTHER_NAMES.get(guess, guess)


def _sample(text: str) -> str:
    """Give a short text, or stretches from all over a long one: a book may begin in another."""
    if len(text) <= CHARACTERS:
        return text
    width = CHARACTERS // STRETCHES
    step = len(text) // STRETCHES
    return " ".join(text[at * step : at * step + width] for at in range(STRETCHES))


def _by_letters(text: str, languages: tuple[str, ...] = ()) -> str:
    """Give the library's answer among these languages, nothing where it knows none of them.

    Where none is named, among all that it knows.
    """
    identifier = _identifier(languages)
    if identifier is None:
        return ""
    return str(identifier.classify(text.encode("utf-8", "replace").decode())[0])


@lru_cache(maxsize=4)
def _identifier(languages: tuple[str, ...]) -> Any:
    # Few texts need it, and it takes half a second to load.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    if languages:
        known = [one for one in languages if one in identifier.nb_classes]
        if not known:
            return None
        identifier.set_languages(known)
    return identifier
