"""How much likelier a reading of a string is, where it stands, than the other words near to it.

A declared confusion makes *to* of `te`; but a letter put in makes *the* of it, and which of both
was printed the neighbours tell. A word's share is that of the language or of the document,
whichever is greater, and how well it stands between its neighbours is added: by the lifts of the
language, or by its pairs where it has none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from pipeline import near_words
from pipeline.context import Context
from pipeline.near_words import NearWords

# The lead of a reading that has no rival.
NONE = 99.0


@dataclass(frozen=True)
class Rivals:
    """The words of a document's language that are at least `least_zipf` frequent (Zipf).

    Of the words beside a string, a share of `beside_misread` (0 to 1) is taken to be misread.
    """

    context: Context
    least_zipf: float
    beside_misread: float

    def lead(self, string: str, reading: str, beside: tuple[str, str]) -> tuple[float, str]:
        """Give log10 of how much likelier a reading is than its best rival, and that rival.

        The rivals are the words that one letter put in, left out or changed makes of the string;
        without any the lead is `NONE`. All are in small letters, the words or marks `beside` too.
        """
        rivals = self._near.of(string) - {reading}
        if not rivals:
            return NONE, ""
        best, rival = max((self.score(one, beside), one) for one in rivals)
        return self.score(reading, beside) - best, rival

    def score(self, word: str, beside: tuple[str, str]) -> float:
        """Give a word's Zipf value, here or in the language, and how well it stands there (log10).

        All are in small letters.
        """
        lexicon, words = self.context.lexicon, self.context.vocabulary
        count = words.count_any_case(word)
        here = math.log10(1e9 * count / words.total) if count else 0.0
        share, (before, behind) = max(lexicon.likely(word), here), beside
        if lexicon.lifts:
            return share + lexicon.lifts.of(before, [word], behind, self.beside_misread)
        return share + (lexicon.pairs.fit(before, word, behind) if lexicon.pairs else 0.0)

    @cached_property
    def _near(self) -> NearWords:
        return near_words.likely_words(self.context.lexicon, self.least_zipf)
