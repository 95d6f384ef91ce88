"""How likely words are side by side: where two ways to part letters are about as good, pairs tell.

Words by themselves make `than am is reading` as likely as `than a misreading`. The document says
which words it writes next to each other. A pair counts by how often its second word follows its
first there, and by the second word alone. A pair that is seldom seen says nothing: most good ones
are not in a text of a few hundred pages. Where one way closes up two words, it also counts how
often the document does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipeline.context import Context
from pipeline.near_words import shared_ends
from pipeline.segmentation import Scores


@dataclass(frozen=True)
class WordPairs:
    """The pairs of words in a document, and the scores of words alone.

    A pair counts by a share of `pair_share` by how often its second word follows its first, and for
    the rest by the second word alone. What is never seen counts as seen `unseen` times.
    """

    context: Context
    scores: Scores
    pair_share: float
    unseen: float

    def lead(self, words: tuple[str, ...], others: tuple[str, ...]) -> float:
        """Give how much likelier (log10) these words are than the others, made of the same letters.

        Only where they differ does it look, one word further on either side.
        """
        same, behind = shared_ends(words, others)
        lead = self._score(words, same, behind) - self._score(others, same, behind)
        part, other = words[same : len(words) - behind], others[same : len(others) - behind]
        if len(part) == 1 and len(other) == 2:
            lead += self._closed_up(part[0], other)
        elif len(part) == 2 and len(other) == 1:
            lead -= self._closed_up(other[0], part)
        return lead

    def _closed_up(self, word: str, parts: tuple[str, ...]) -> float:
        """How much more often (log10) the document writes two words closed up than apart."""
        closed = self.context.vocabulary.count_any_case(word)
        return math.log10((closed + self.unseen) / (self._together(*parts) + self.unseen))

    def _together(self, before: str, word: str) -> int:
        """How often the document writes two words side by side."""
        counts = self.context.vocabulary.count_any_case
        if not (counts(before) and counts(word)):
            return 0
        written = {f" {before} {word} ", f" {before} {word} ".lower()}
        return sum(map(self.context.document.count, written))

    def _score(self, words: tuple[str, ...], first: int, behind: int) -> float:
        """The score of the words from `first` on but for those `behind`, less one."""
        end = min(len(words) - behind + 1, len(words))
        return sum(self._step(words[at - 1] if at else "", words[at]) for at in range(first, end))

    def _step(self, before: str, word: str) -> float:
        """The score of a word behind another."""
        alone = self.scores[word]
        times = self.context.vocabulary.count_any_case(before) if before else 0
        if not times:
            return alone
        pairs = min(self._together(before, word), times)
        share = (1 - self.pair_share) * 10**alone + self.pair_share * pairs / times
        return max(alone, math.log10(share))
