"""Which words differ from a string in their diacritics only: *été* and *ête* for `éte`."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from pipeline.lexicon import MOST_LANGUAGES, Lexicon

Words = dict[str, list[str]]


def bare(word: str) -> str:
    """Give a word without its diacritics.

    >>> bare("façade"), bare("über")
    ('facade', 'uber')
    """
    if word.isascii():
        return word
    signs = unicodedata.normalize("NFD", word)
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


@lru_cache(MOST_LANGUAGES)
def accented_words(lexicon: Lexicon, least_zipf: float) -> Words:
    """Give the words with diacritics that are at least so frequent, by what they are without."""
    found: Words = {}
    for word in lexicon.frequent(least_zipf):
        if not word.isascii() and (plain := bare(word)) != word:
            found.setdefault(plain, []).append(word)
    return found
