"""Which picture belongs to which page of a text, and how sure that is.

A wrong scan makes a careful reviewer refuse right corrections, so nothing is sure by default. Where
the pictures hold text of their own, that text decides page by page (`picture_words`). Else two
questions are open: are these the pictures of this book, and is this one of this page? Four
witnesses are heard:

- the text's name on the folder, the PDF or every file speaks for the book;
- the names of page files, where the pictures bear the same, speak for the page;
- the folios in the text, where the numbers in the pictures' names are the same, speak for the page;
- equal counts speak for either, but not for both: the pictures of another book seldom are just as
  many, and where one is missing or too much, another must make up for it.

Sure is what has an answer to both questions from two witnesses. So equal counts alone are not sure.
Folios are heard only where the counts are equal: numbers that merely count the files from 1 meet
folios in any book.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex

from pipeline import edges, folios
from pipeline.document import Document
from pipeline.review import picture_words
from pipeline.review.picture_words import Pair

# Two bundles of fewer pages are equal in number too often for that to mean anything.
COUNT_LEAST = 8

# Names or folios must fit on that share of the pages that have them: OCR misreads some folios, and
# a page file may lack its picture.
FIT_SHARE = 0.9

# And on that many pages, since two or three fit anywhere.
FIT_PAGES_LEAST = 5

# A folio stands in one of two lines at the edge of a page; a longer line is plain text.
_EDGE = edges.Shape(edge_lines=2, longest=60, widest=1.0, digits={})

# A folio is believed where three pages among eight on each side continue it: a note's or a
# chapter's number finds no such company.
_FOLIO_WINDOW_PAGES = 8
_FOLIO_WITNESSES = 3

_DIGITS = regex.compile(r"[0-9]+")


@dataclass(frozen=True)
class Evidence:
    """What the pictures tell of themselves.

    `named` says whether they bear the text's name; `stems` are the file names without endings and
    `texts` is what they hold of text, each empty where there is nothing of the kind.
    """

    count: int
    named: bool
    stems: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pairing:
    """For each page of a text, in order, its picture."""

    pairs: tuple[Pair, ...]

    def of(self, page: int) -> Pair:
        """Give the pair of page `page`, counted from 1."""
        return self.pairs[page - 1]


def pair(pages: Sequence[str], evidence: Evidence, names: Sequence[str] = ()) -> Pairing:
    """Give each page its picture, from the raw text of the pages and what the pictures tell.

    `names` are those of the page files where the text came as such, without endings.

    >>> pair(["The tide."], Evidence(count=2, named=True)).of(1).reason
    "2 pictures and 1 text page: the picture may be another page's"
    """
    if len(pages) == evidence.count + 1 and not pages[-1].strip():
        # A form feed that closes the last page, taken for the start of another.
        last = Pair(None, False, "nothing stands on this page")
        return Pairing((*pair(pages[:-1], evidence, names[: len(pages) - 1]).pairs, last))
    found = picture_words.pair(pages, evidence.texts, evidence.count)
    found = found or _by_page_names(names, evidence)
    if found is None and len(pages) == evidence.count:
        found = _one_to_one(pages, evidence)
    return Pairing(tuple(found or _unequal(pages, evidence)))


def _by_page_names(names: Sequence[str], evidence: Evidence) -> list[Pair] | None:
    """Pair by equal file names, where nearly all page files have a picture of their name."""
    numbers = {stem: number for number, stem in enumerate(evidence.stems, 1)}
    fitting = sum(name in numbers for name in names)
    if fitting < FIT_PAGES_LEAST or fitting < FIT_SHARE * len(names):
        return None
    sure = evidence.named or (len(names) == evidence.count and len(names) >= COUNT_LEAST)
    reason = "the picture bears the name of the page's file"
    if not sure:
        reason += ", but nothing says that it is of the same book"
    lost = Pair(None, False, "no picture bears the name of this page's file")
    return [Pair(numbers[name], sure, reason) if name in numbers else lost for name in names]


def _one_to_one(pages: Sequence[str], evidence: Evidence) -> list[Pair]:
    """Pair in order, where there are as many pictures as pages."""
    count = evidence.count
    numbers = numbers_in(evidence.stems)
    whole = not numbers or numbers == list(range(numbers[0], numbers[0] + count))
    by_folio = _folios_fit(pages, numbers)
    sure, reason = False, "as many pictures as text pages"
    if by_folio and (evidence.named or count >= COUNT_LEAST):
        sure, reason = True, f"{reason}, and the pictures are numbered as the pages are"
    elif count < COUNT_LEAST:
        reason += ", but so few prove nothing"
    elif not whole:
        reason += ", but the numbers in the pictures' names have gaps: one may be missing"
    elif evidence.named:
        sure, reason = True, f"{reason}, and they bear the text's name"
    else:
        reason += ", but nothing else says that they belong together"
    return [Pair(number, sure, reason) for number in range(1, count + 1)]


def _unequal(pages: Sequence[str], evidence: Evidence) -> list[Pair]:
    """Guess where the counts differ: by the folios where they can be followed, else in order."""
    count = evidence.count
    counts = f"{_many(count, 'picture')} and {_many(len(pages), 'text page')}"
    shift = _shift_by_folios(pages, numbers_in(evidence.stems))
    pairs = []
    for number in range(1 + shift, len(pages) + shift + 1):
        if 1 <= number <= count:
            pairs.append(Pair(number, False, f"{counts}: the picture may be another page's"))
        else:
            pairs.append(Pair(None, False, f"{counts}: there is none for this page"))
    return pairs


def numbers_in(stems: Sequence[str]) -> list[int]:
    """Give the number in each name that tells it from the others, nothing where none does.

    >>> numbers_in(["tide-1898-p9-600dpi", "tide-1898-p10-600dpi"])
    [9, 10]
    """
    fields = [[int(digits) for digits in _DIGITS.findall(stem)] for stem in stems]
    for columns in range(min(map(len, fields), default=0)):
        column = [numbers[-1 - columns] for numbers in fields]
        if len(set(column)) == len(column):
            return column
    return []


def folios_of(pages: Sequence[str]) -> Mapping[int, int]:
    """Give the arabic folio of each page, by index, where its neighbours bear it out."""
    text = "\f".join(page.replace("\f", "\n") for page in pages)
    seeds: dict[int, list[int]] = {}
    for edge in edges.candidates(Document(text), _EDGE):
        arabic = [value for numeral, value in edge.numbers if numeral.isdecimal()]
        seeds.setdefault(edge.page, []).extend(arabic)
    return folios.expected_by_page(seeds, len(pages), _FOLIO_WINDOW_PAGES, _FOLIO_WITNESSES)


def _folios_fit(pages: Sequence[str], numbers: Sequence[int]) -> bool:
    if not numbers:
        return False
    expected = folios_of(pages)
    fitting = sum(numbers[page] == folio for page, folio in expected.items())
    return fitting >= FIT_PAGES_LEAST and fitting >= FIT_SHARE * len(expected)


def _shift_by_folios(pages: Sequence[str], numbers: Sequence[int]) -> int:
    """By how much a page's picture stands later than the page, going by most of the folios."""
    if not numbers:
        return 0
    places = {number: place for place, number in enumerate(numbers)}
    expected = folios_of(pages)
    shifts = Counter(places[folio] - page for page, folio in expected.items() if folio in places)
    best = shifts.most_common(1)
    return best[0][0] if best and best[0][1] >= FIT_PAGES_LEAST else 0


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
