"""Which words are one misreading away from a string: an index of words by two thirds of each.

Cut a word into three parts: a letter that is put in, left out or changed spoils one of them, and
the two others stand as they did. An index of the likely words of a language by each two of their
parts answers at once, where comparing with each of them would take minutes. It is a third as big
as one by all that is left of the words without a letter (the deletion neighbourhood of Mor and
Fraenkel, 1982), and is made in a third of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipeline.lexicon import MOST_LANGUAGES, Lexicon

Change = tuple[str, str]

# So many answers are kept, of each kind: those of a badly damaged newspaper of some pages.
MOST_REMEMBERED = 1 << 16

_Words = dict[str, list[str]]
# Words of one length, by their first two parts, by their last two, and by their first and last.
_ByParts = tuple[_Words, _Words, _Words]


def shared_ends(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """Count what two sequences begin with alike, and what the rest of both ends with alike.

    >>> shared_ends("garden", "gardcn"), shared_ends("gaarden", "garden")
    ((4, 1), (2, 4))
    """
    first = 0
    most = min(len(one), len(other))
    while first < most and one[first] == other[first]:
        first += 1
    last = 0
    while last < most - first and one[-1 - last] == other[-1 - last]:
        last += 1
    return first, last


def change_between(read: str, meant: str) -> Change:
    """Give what differs between two strings, less what they begin and end with alike.

    >>> change_between("garden", "gardcn"), change_between("gaarden", "garden")
    (('e', 'c'), ('a', ''))
    """
    first, last = shared_ends(read, meant)
    return read[first : len(read) - last], meant[first : len(meant) - last]


class NearWords:
    """Answers which of some words are one letter away from a string.

    >>> near = NearWords(["garden", "harden", "gardens"])
    >>> sorted(near.of("gardcn")), sorted(near.of("arden"))
    (['garden'], ['garden', 'harden'])
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words: frozenset[str] = frozenset(words)
        self._letters = frozenset().union(*self._words)
        # A document is looked at again, and other documents are misread alike.
        self._near = lru_cache(MOST_REMEMBERED)(self._of)
        self._wide = lru_cache(MOST_REMEMBERED)(self._wider)
        longest = max(map(len, self._words), default=0)
        self._by_parts: list[_ByParts] = [({}, {}, {}) for _ in range(longest + 1)]
        for word in self._words:
            first, second = _cuts(len(word))
            heads, tails, ends = self._by_parts[len(word)]
            heads.setdefault(word[:second], []).append(word)
            tails.setdefault(word[first:], []).append(word)
            ends.setdefault(word[:first] + word[second:], []).append(word)

    def of(self, string: str) -> frozenset[str]:
        """Give the words that one letter put in, left out or changed makes of the string."""
        return self._near(string)

    def wider(self, string: str) -> frozenset[str]:
        """Give the words of which one letter was read as two in the string, or two as one."""
        return self._wide(string)

    def _of(self, string: str) -> frozenset[str]:
        found = {word for word in self._alike(string, len(string)) if _differ_once(word, string)}
        longer = self._alike(string, len(string) + 1)
        found.update([word for word in longer if _is_without_one(word, string)])
        shorter = {string[:at] + string[at + 1 :] for at in range(len(string))}
        return self._words.intersection(shorter).union(found)

    def _wider(self, string: str) -> frozenset[str]:
        shorter = self._alike(string, len(string) - 1)
        found = {word for word in shorter if _differ_in_a_stretch(string, word, 2, 1)}
        longer = self._alike(string, len(string) + 1)
        longer += self._alike_across(string, len(string) + 1)
        found.update([word for word in longer if _differ_in_a_stretch(string, word, 1, 2)])
        return frozenset(found)

    def _alike(self, string: str, length: int) -> list[str]:
        """Give the words of a length, about the string's, with two parts as it has them."""
        if not 0 < length < len(self._by_parts):
            return []
        more = length - len(string)
        first, second = _cuts(length)
        heads, tails, ends = self._by_parts[length]
        return [
            *heads.get(string[:second], ()),
            *tails.get(string[first - more :] if first else string, ()),
            *ends.get(string[:first] + string[second - more :], ()),
        ]

    def _alike_across(self, string: str, length: int) -> list[str]:
        """Give the words of a length that have all as the string but for two letters at a cut."""
        if not 1 < length < len(self._by_parts):
            return []
        more = length - len(string)
        first, second = _cuts(length)
        heads, tails, _ = self._by_parts[length]
        head, tail = string[: second - 1], string[first + 1 - more :]
        found: list[str] = []
        for letter in self._letters:
            found += heads.get(head + letter, ())
            if first:
                found += tails.get(letter + tail, ())
        return found


def _cuts(length: int) -> tuple[int, int]:
    """Where the second and the third part of a word of so many letters begin."""
    return length // 3, 2 * length // 3


def _differ_once(one: str, other: str) -> bool:
    return sum(map(str.__ne__, one, other)) == 1


def _differ_in_a_stretch(string: str, word: str, read: int, meant: int) -> bool:
    """Whether so many letters of the string, and of the word, are all that differs.

    >>> _differ_in_a_stretch("hajdpen", "happen", 2, 1), _differ_in_a_stretch("mill", "mil", 2, 1)
    (True, False)
    """
    at, most = 0, min(len(string) - read, len(word) - meant)
    while at < most and string[at] == word[at]:
        at += 1
    if string[at + read :] != word[at + meant :]:
        return False
    first, last = string[at] != word[at], string[at + read - 1] != word[at + meant - 1]
    return first and last


def _is_without_one(word: str, string: str) -> bool:
    """Whether the string is the word without one of its letters."""
    for at, letter in enumerate(string):
        if letter != word[at]:
            return word[at + 1 :] == string[at:]
    return True


@lru_cache(MOST_LANGUAGES)
def likely_words(lexicon: Lexicon, least_zipf: float) -> NearWords:
    """Give the index, in small letters, of a language's words that are at least so frequent."""
    words = (word for word in lexicon.frequent(least_zipf) if len(word) > 1 and word.isalpha())
    return NearWords(words)


def near_few(string: str, lexicon: Lexicon, least_zipf: float) -> set[str]:
    """Give what the index of `likely_words` gives of a string, without making the index.

    It takes 28 MB and a third of a second to make, as long as a few hundred strings take so.
    """
    letters = _letters(lexicon, least_zipf)
    found = {string[:at] + string[at + 1 :] for at in range(len(string))}
    for at in range(len(string) + 1):
        first, last = string[:at], string[at:]
        found.update([first + letter + last for letter in letters])
        if last:
            found.update([first + letter + last[1:] for letter in letters])
    found.discard(string)
    return {
        word
        for word in lexicon.frequent_among(found, least_zipf)
        if len(word) > 1 and word.isalpha()
    }


@lru_cache(MOST_LANGUAGES)
def _letters(lexicon: Lexicon, least_zipf: float) -> str:
    """The letters that a language's likely words are written with."""
    return "".join(sorted(set().union(*lexicon.frequent(least_zipf))))
