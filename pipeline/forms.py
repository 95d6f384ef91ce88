"""The strings that confusions of letters make of a word: what it may have been before it was read.

Nearly all of them are no words, and the same words are asked about again: a document is looked at
several times, and others are misread alike. So what a word list has of a word's forms is kept, with
a hash of each other form, 64 bits long, that tells whether it may be one of a document's own words.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import lru_cache
from itertools import combinations

from pipeline.lexicon import Lexicon
from pipeline.vocabulary import any_case

# What was read, and what was meant.
Confusion = tuple[str, str]

# A string that a confusion makes of a word, the confusion, and how many places it changes.
Form = tuple[str, Confusion, int]

# The forms of so many words are kept at a time, a badly damaged newspaper's of some pages, for so
# many lists of confusions: 6 MB for each.
MOST_REMEMBERED = 1 << 14
MOST_LISTS = 8


class Forms:
    """Tells all forms that some confusions make of a word, each with the places it changes.

    >>> Forms([("b", "h"), ("rn", "m")]).of("tbe")
    [('the', ('b', 'h'), 1)]
    """

    def __init__(self, confusions: Sequence[Confusion]) -> None:
        self._present = _Present(confusions)

    def of(self, word: str) -> list[Form]:
        """Give the forms, confusion after confusion."""
        forms: list[Form] = []
        for confusion in self._present.in_word(word):
            read, meant = confusion
            if word.count(read) == 1:
                forms.append((word.replace(read, meant), confusion, 1))
            else:
                forms += [(form, confusion, times) for form, times in _made(word, confusion)]
        return forms

    def once(self, word: str) -> list[Form]:
        """Give the forms of which each changes one place, whatever else the word holds.

        >>> [form for form, _, _ in Forms([("c", "e"), ("rc", "re")]).once("mcrcy")]
        ['mercy', 'mcrey', 'mcrey']
        """
        forms = []
        for confusion in self._present.in_word(word):
            read, meant = confusion
            at = word.find(read)
            while at >= 0:
                behind = at + len(read)
                forms.append((word[:at] + meant + word[behind:], confusion, 1))
                at = word.find(read, behind)
        return forms


class _Present:
    """Tells which confusions may have made a word: their misread string stands in it."""

    def __init__(self, confusions: Sequence[Confusion]) -> None:
        self.confusions = confusions
        self.longer = [(rank, read) for rank, (read, _) in enumerate(confusions) if len(read) > 1]
        self.single: defaultdict[str, list[int]] = defaultdict(list)
        for rank, (read, _) in enumerate(confusions):
            if len(read) == 1:
                self.single[read].append(rank)

    def in_word(self, word: str) -> list[Confusion]:
        """Give the confusions in their own order."""
        ranks = [rank for rank, read in self.longer if read in word]
        for sign in self.single.keys() & set(word):
            ranks += self.single[sign]
        return [self.confusions[rank] for rank in sorted(ranks)]


# Of so many places of a string in a word, every choice is tried; of more, each one and all.
MOST_FREE_PLACES = 4


def _made(word: str, confusion: Confusion) -> Iterator[tuple[str, int]]:
    """The forms a confusion may stand for, with how many places each changes.

    >>> list(_made("tbat", ("b", "h"))), len(list(_made("wclchc", ("c", "e"))))
    ([('that', 1)], 7)
    """
    read, meant = confusion
    pieces = word.split(read)
    places = len(pieces) - 1
    if places == 1:
        yield meant.join(pieces), 1
    elif places:
        for chosen in _choices(places):
            marks = [meant if at in chosen else read for at in range(places)]
            yield "".join(map(str.__add__, pieces, [*marks, ""])), len(chosen)


def _choices(places: int) -> Iterator[tuple[int, ...]]:
    sizes = range(1, places + 1) if places <= MOST_FREE_PLACES else (1, places)
    for size in sizes:
        yield from combinations(range(places), size)


def hashes(words: Iterable[str]) -> frozenset[int]:
    """Give the hashes of words in small letters, as `Others` compares them."""
    return frozenset(map(hash, words))


class Others:
    """Tells whether a document's own words may be among strings that no list has, by their hashes.

    >>> others = Others(["Tbe", "tne"])
    >>> others.may_hold(hashes(["tbe"])), others.may_hold(hashes(["the"]))
    (True, False)
    """

    __slots__ = ("_hashes",)

    def __init__(self, strings: Iterable[str]) -> None:
        self._hashes = array("q", [hash(any_case(one)) for one in strings])

    def may_hold(self, words: Set[int]) -> bool:
        """Whether a string may be one of some words, in any case, which are given by `hashes`."""
        return not words.isdisjoint(self._hashes)


class ListedForms:
    """The forms of words that a list has, each word's worked out once.

    >>> listed = ListedForms(Lexicon("en"), Forms([("b", "h")]).of)
    >>> listed.of(["tbe"], frozenset()), listed.of(["tbob"], frozenset())
    ({'tbe': [('the', ('b', 'h'), 1)]}, {'tbob': []})
    >>> [form for form, _, _ in listed.of(["tbob"], hashes(["thob"]))["tbob"]]
    ['thob', 'tboh', 'thoh']
    """

    def __init__(self, lexicon: Lexicon, forms: Callable[[str], list[Form]]) -> None:
        self._lexicon, self._forms = lexicon, forms
        self._kept: dict[str, tuple[tuple[Form, ...], Others]] = {}

    def of(self, words: Iterable[str], own: Set[int]) -> dict[str, list[Form]]:
        """Give each word's forms that the list has; all, where one may be among `own` words."""
        asked = list(words)
        fresh = [word for word in asked if word not in self._kept]
        if len(self._kept) + len(fresh) > MOST_REMEMBERED:
            self._kept.clear()
            fresh = asked
        self._keep(fresh)
        found = {}
        for word in asked:
            listed, others = self._kept[word]
            found[word] = self._forms(word) if others.may_hold(own) else [*listed]
        return found

    def _keep(self, words: Iterable[str]) -> None:
        """Work out the forms of words; all that may be listed are looked up at once."""
        made = {word: self._forms(word) for word in words}
        possible = self._lexicon.possible({form for one in made.values() for form, _, _ in one})
        known = set(filter(self._lexicon.known, possible))
        for word, forms in made.items():
            listed = tuple([one for one in forms if one[0] in known])
            self._kept[word] = listed, Others(form for form, _, _ in forms if form not in known)


@lru_cache(MOST_LISTS)
def listed_forms(lexicon: Lexicon, confusions: tuple[Confusion, ...], once: bool) -> ListedForms:
    """Give what keeps the forms of words by these confusions; `once`: that change one place."""
    forms = Forms(confusions)
    return ListedForms(lexicon, forms.once if once else forms.of)
