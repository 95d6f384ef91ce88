"""Which words are one misreading away from a string: an index by what is left without a letter.

Two words that differ in one letter, put in, left out or changed, become alike when one letter is
left out of one or of both. An index of the likely words of a language by what is left of them
answers at once, where comparing with each of them would take minutes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from pipeline.lexicon import Lexicon

Change = tuple[str, str]


def change_between(read: str, meant: str) -> Change:
    """Give what differs between two strings, less what they begin and end with alike.

    >>> change_between("garden", "gardcn"), change_between("gaarden", "garden")
    (('e', 'c'), ('a', ''))
    """
    first = 0
    most = min(len(read), len(meant))
    while first < most and read[first] == meant[first]:
        first += 1
    last = 0
    while last < most - first and read[-1 - last] == meant[-1 - last]:
        last += 1
    return read[first : len(read) - last], meant[first : len(meant) - last]


class NearWords:
    """Answers which of some words are one letter away from a string.

    >>> near = NearWords(["garden", "harden", "gardens"])
    >>> sorted(near.of("gardcn")), sorted(near.of("arden"))
    (['garden'], ['garden', 'harden'])
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words: frozenset[str] = frozenset(words)
        self._by_rest: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            for rest in _rests(word):
                self._by_rest[rest].append(word)

    def of(self, string: str) -> set[str]:
        """Give the words that one letter put in, left out or changed makes of the string."""
        get: Mapping[str, list[str]] = self._by_rest
        found = set(get.get(string, ()))
        for rest in _rests(string):
            if rest in self._words:
                found.add(rest)
            for word in get.get(rest, ()):
                if len(word) == len(string) and _is_changed_once(string, word):
                    found.add(word)
        found.discard(string)
        return found


def _rests(word: str) -> Iterator[str]:
    """What is left of a word without one of its letters."""
    yield from {word[:at] + word[at + 1 :] for at in range(len(word))}


def _is_changed_once(string: str, word: str) -> bool:
    return sum(map(str.__ne__, string, word)) == 1


@lru_cache(maxsize=4)
def likely_words(lexicon: Lexicon, least_zipf: float) -> NearWords:
    """Give the index, in small letters, of a language's words that are at least so frequent."""
    words = (word for word in lexicon.frequent(least_zipf) if len(word) > 1 and word.isalpha())
    return NearWords(words)
