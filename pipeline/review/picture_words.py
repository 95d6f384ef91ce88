"""Pairs pages with pictures by the words on both, where a PDF has a text layer of its own.

A page is anchored at the picture whose words, in order, are most like its own. Anchors must rise
together; a page between two of them has its picture where both count to the same one. So plates
before the first page, and leaves put in later, are found as shifts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex
from rapidfuzz import fuzz

from pipeline.folios import anchors

# Letter-spaced letters and lone signs are no words here.
_WORD = regex.compile(r"\p{L}{2,}|\d+")

# Fewer words may be a running head, a stamp or a plate's legend, which many pages share.
WORDS_LEAST = 20

# How alike the words of a page and of its picture are, in hundredths: twice the words in common and
# in order, by the words of both. Of eleven books no two pages near each other came above 38, most
# below 21; a page with twelve wrong characters in a hundred stayed above 46.
LIKE = 45

# And by how much more like than any other picture that comes near. The pages of another edition
# share their words between two pictures; so do pages whose marks are missing.
MARGIN = 25

# Where fewer of the pages that can be compared find their picture, it is another book's text.
BOOK_SHARE = 0.3

# A text layer that only few pictures have, such as an archive's cover sheet, decides nothing.
LAYER_SHARE = 0.5

# A word on more pictures than that points to none, and more candidates are not compared.
_RARE_PICTURES = 3
_CANDIDATES = 3

SAME = "the PDF's own text of this page is the same"
BETWEEN = "too few words to compare, but the pages on both sides fit"
OTHERWISE = "the PDF's own text reads otherwise: the picture may be another page's"
SHIFTED = "pages and pictures part ways near here: the picture may be another page's"
NONE_LEFT = "pages and pictures part ways near here, and no picture is left for this page"
OTHER_BOOK = "the PDF's own text is another: the pictures may be of another book"


@dataclass(frozen=True)
class Pair:
    """The picture beside one page, from 1, or None; whether that is sure, and why or why not."""

    picture: int | None
    sure: bool
    reason: str


@dataclass(frozen=True)
class _Words:
    """The words of each page and of each picture, in order, by index."""

    pages: list[list[str]]
    pictures: list[list[str]]

    def like(self, page: int, picture: int) -> float:
        """Give how alike a page and a picture are, from 0 to 100."""
        if not 0 <= picture < len(self.pictures):
            return 0.0
        return fuzz.ratio(self.pages[page], self.pictures[picture])

    def clearly(self, page: int, picture: int, others: Iterable[int] = ()) -> bool:
        """Whether a page is like a picture, and by far less like those beside it and `others`."""
        rivals = {picture - 1, picture + 1, *others} - {picture}
        least = max(LIKE, MARGIN + max(self.like(page, rival) for rival in rivals))
        return self.like(page, picture) >= least

    def page_speaks(self, page: int) -> bool:
        """Whether the page has words enough to be compared."""
        return len(self.pages[page]) >= WORDS_LEAST


def pair(pages: Sequence[str], texts: Sequence[str], count: int) -> list[Pair] | None:
    """Pair the pages with `count` pictures, of which `texts` are the text layers, in order.

    Gives None where the layers are too few to decide, or where nothing marks the text's pages.
    """
    words = _Words([_words(page) for page in pages], [_words(text) for text in texts])
    speaking = sum(map(words.page_speaks, range(len(pages))))
    layered = sum(len(one) >= WORDS_LEAST for one in words.pictures)
    unpaged = len(pages) == 1 < count
    if unpaged or not layered or layered < LAYER_SHARE * speaking:
        return None
    run = anchors(_anchored(words))
    if not run or len(run) < BOOK_SHARE * speaking:
        return [
            Pair(page + 1 if page < count else None, False, OTHER_BOOK)
            for page in range(len(pages))
        ]
    # Behind both ends stands nothing: where both sides end alike, that is an anchor as well.
    fixed = [(-1, -1), *run, (len(pages), count)]
    found = {page: Pair(picture + 1, True, SAME) for page, picture in run}
    for before, after in pairwise(fixed):
        for page in range(before[0] + 1, after[0]):
            found[page] = _between(words, page, before, after)
    return [found[page] for page in range(len(pages))]


def _between(words: _Words, page: int, before: tuple[int, int], after: tuple[int, int]) -> Pair:
    """Pair a page that has no anchor of its own, from the anchors on both sides."""
    straight = after[0] - before[0] == after[1] - before[1]
    picture = before[1] + page - before[0]
    if before[0] < 0 and not straight:
        picture = after[1] - (after[0] - page)
    if not before[1] < picture < after[1]:
        return Pair(None, False, NONE_LEFT)
    if not straight:
        return Pair(picture + 1, False, SHIFTED)
    if not words.page_speaks(page):
        return Pair(picture + 1, True, BETWEEN)
    same = words.clearly(page, picture)
    return Pair(picture + 1, same, SAME if same else OTHERWISE)


def _anchored(words: _Words) -> list[tuple[int, int]]:
    """Give the pages, by index, whose words are one picture's by far."""
    index = _rare_words(words.pictures)
    found = []
    for page in range(len(words.pages)):
        if not words.page_speaks(page):
            continue
        votes = Counter(
            picture for word in set(words.pages[page]) for picture in index.get(word, ())
        )
        near = [picture for picture, _ in votes.most_common(_CANDIDATES)]
        best = max(near, key=lambda picture: words.like(page, picture), default=0)
        if words.clearly(page, best, near):
            found.append((page, best))
    return found


def _rare_words(pictures: Sequence[Sequence[str]]) -> Mapping[str, list[int]]:
    index: defaultdict[str, list[int]] = defaultdict(list)
    for picture, words in enumerate(pictures):
        for word in set(words):
            index[word].append(picture)
    return {word: found for word, found in index.items() if len(found) <= _RARE_PICTURES}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
