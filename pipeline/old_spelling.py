"""Words in an older spelling, where a document is full of them: `sonne`, `haue`, `dayes`.

No word list holds them, and most are near to some other word: `eare` is *care* with one letter
misread, as it is *ear* with the e that was written then. What a language pack says of its older
spelling tells which of the words that no list holds are words in it. A document of today holds a
few of these by chance; in one of that time they are a large part of all that no list holds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

import msgspec
import regex

Known = Callable[[str], bool]
Change = tuple[str, str]

# So many words, evenly taken, show whether a document is in an older spelling.
_ASKED = 300
# No word of the languages that have a table is longer, in letters.
_LONGEST = 40


class SpellingTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How a language was spelt: patterns of what stood in a word, and what stands there now.

    Each of `letters` may hold throughout a word, alone or with others; then one of `endings` at one
    place. A document is in this spelling where `least_words` distinct words in small letters are,
    and `least_share` of those that no list holds.
    """

    letters: tuple[Change, ...]
    endings: tuple[Change, ...]
    least_words: Annotated[int, msgspec.Meta(gt=0)]
    least_share: Annotated[float, msgspec.Meta(gt=0, le=1)]


@dataclass(frozen=True)
class OldSpelling:
    """A table with its patterns compiled."""

    letters: tuple[tuple[regex.Pattern[str], str], ...]
    endings: tuple[tuple[regex.Pattern[str], str], ...]
    least_words: int
    least_share: float

    def is_word(self, word: str, known: Known) -> bool:
        """Whether a word that is in no list is one in the older spelling; a capital may open it."""
        if not (1 < len(word) <= _LONGEST and word.isalpha() and word[1:].islower()):
            return False
        spelt = word.lower()
        return any(known(now) for now in self._now(spelt) if now != spelt and len(now) > 1)

    def words(self, unknown: Collection[str], known: Known) -> frozenset[str]:
        """Give those of a document's unknown words that are in the older spelling.

        There are none where the document is not in it.
        """
        small = [word for word in unknown if word.islower() and word.isalpha() and len(word) > 1]
        small.sort()
        step = max(len(small) // _ASKED, 1)
        asked = small[::step]
        old = sum(self.is_word(word, known) for word in asked)
        if old * step < self.least_words or old < self.least_share * len(asked):
            return frozenset()
        return frozenset(word for word in unknown if self.is_word(word, known))

    def _now(self, word: str) -> Iterator[str]:
        """Give what a word may be in the spelling of now; most of it is no word."""
        spelt = {word}
        for pattern, now in self.letters:
            spelt |= {pattern.sub(now, one) for one in spelt}
        for one in sorted(spelt):
            yield one
            for pattern, now in self.endings:
                for found in pattern.finditer(one):
                    yield one[: found.start()] + found.expand(now) + one[found.end() :]


@lru_cache(maxsize=16)
def compiled(table: SpellingTable) -> OldSpelling:
    """Compile a table's patterns; raises regex.error where one or its replacement is wrong."""
    return OldSpelling(
        _patterns(table.letters), _patterns(table.endings), table.least_words, table.least_share
    )


def of(pack: Mapping[str, Any]) -> OldSpelling | None:
    """Give a language pack's older spelling, where it has one."""
    table = pack.get("old_spelling")
    return compiled(msgspec.convert(table, SpellingTable)) if table else None


def _patterns(changes: Iterable[Change]) -> tuple[tuple[regex.Pattern[str], str], ...]:
    return tuple((_pattern(spelt, now), now) for spelt, now in changes)


def _pattern(spelt: str, now: str) -> regex.Pattern[str]:
    pattern = regex.compile(spelt)
    groups = [int(number) for number in regex.findall(r"\\(\d+)", now)]
    if max(groups, default=0) > pattern.groups:
        raise regex.error(f'"{now}" names a group that it has not')
    return pattern
