"""What a string that is no word may have been: likely words one change away, or two.

A change is a declared confusion, any other letter misread, lost or put in, or two letters read for
one as wide. What a word list has of a string's near forms is kept, as `forms` tells; the forms of
each string take a millisecond or two to find.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from pipeline.diacritics import bare
from pipeline.forms import MOST_LISTS, MOST_REMEMBERED, Confusion, Forms, Others
from pipeline.lexicon import Lexicon
from pipeline.near_words import NearWords, change_between

# By which changes a form is read as the string.
Changes = tuple[Confusion, ...]

# Each form of a string, once, with the fewest changes that make it.
NearFormsOfOne = dict[str, Changes]


@dataclass(frozen=True)
class Reach:
    """How far from a string its near forms are looked for.

    `confusions` are declared. In strings shorter than `shortest_twice` only one change is looked
    for, and none of two letters in those shorter than `shortest_wide`, or where what was read and
    what was meant differ by more than `most_wider` in their `widths`, which are those of small
    letters in print.
    """

    confusions: tuple[Confusion, ...]
    shortest_twice: int
    shortest_wide: int
    most_wider: int
    widths: tuple[tuple[str, int], ...]


class NearForms:
    """Tells the near forms of strings that a list has, each string's worked out once."""

    def __init__(self, lexicon: Lexicon, near: NearWords, reach: Reach) -> None:
        self._lexicon, self._near, self._reach = lexicon, near, reach
        self._declared = Forms(reach.confusions)
        self._widths = dict(reach.widths)
        self._kept: dict[str, tuple[NearFormsOfOne, Others]] = {}

    def of(self, string: str, own: Set[int]) -> NearFormsOfOne:
        """Give the near forms that the list has; all, where one may be among `own` words.

        `own` are the `hashes` of the document's own words.
        """
        if string not in self._kept:
            if len(self._kept) >= MOST_REMEMBERED:
                self._kept.clear()
            self._kept[string] = self._parted(string)
        listed, others = self._kept[string]
        return self._all(string) if others.may_hold(own) else listed

    def _parted(self, string: str) -> tuple[NearFormsOfOne, Others]:
        every, known = self._all(string), self._lexicon.known
        listed = {form: changes for form, changes in every.items() if known(form)}
        return listed, Others(every.keys() - listed.keys())

    def _all(self, string: str) -> NearFormsOfOne:
        """Find all near forms, by likely words and by declared confusions."""
        plain = string[:1].lower() + string[1:]
        made = [
            (form, (pair,) * times)
            for form, pair, times in self._declared.of(plain)
            if string == plain or form[0] == plain[0] or len(pair[1]) == 1
        ]
        bases: list[tuple[str, Changes]] = [(plain, ())]
        if len(plain) >= self._reach.shortest_twice:
            bases += [(form, changes) for form, changes in made if len(changes) == 1]
        twice = (
            (word, (*changes, change_between(form, word)))
            for form, changes in bases
            for word in self._near.of(form)
        )
        small = [] if string == plain else self._from_capital(string)
        found: NearFormsOfOne = {}
        cased_as_read = (
            (_cased(word, string), changes)
            for word, changes in chain(made, twice, self._wide(plain))
        )
        for form, changes in chain(cased_as_read, small):
            if form and form.lower() != string.lower():
                old = found.get(form)
                if old is None or len(changes) < len(old):
                    found[form] = changes
        return found

    def _wide(self, string: str) -> Iterator[tuple[str, Changes]]:
        """What a string may have been where two letters were read for one as wide, or one for two.

        An engine that parts letters at the wrong place reads as much ink as there is: `jd` for p,
        `n` for rr. It does not read an x for an ly.
        """
        if len(string) >= self._reach.shortest_wide:
            for word in self._near.wider(string):
                change = change_between(string, word)
                read, meant = map(self._width, change)
                if read and meant and abs(read - meant) <= self._reach.most_wider:
                    yield word, (change,)

    def _width(self, letters: str) -> int:
        """The width of some letters in print, 0 where that of one is not known."""
        each = [self._widths.get(bare(letter), 0) for letter in letters]
        return sum(each) if all(each) else 0

    def _from_capital(self, string: str) -> list[tuple[str, Changes]]:
        """What a string may have been whose capital is small letters misread: `Hke` for *like*."""
        return [
            (form, (pair,))
            for form, pair, times in self._declared.of(string)
            if times == 1 and form[0].islower() and pair[0][0] == string[0]
        ]


def _cased(word: str, string: str) -> str:
    """The word with a capital where the string has one."""
    return word[:1].upper() + word[1:] if string[:1].isupper() else word


@lru_cache(MOST_LISTS)
def near_forms(lexicon: Lexicon, near: NearWords, reach: Reach) -> NearForms:
    """Give what keeps the near forms of a language's strings."""
    return NearForms(lexicon, near, reach)
