"""What stands at the foot of a page for the printer: catchwords and signatures.

A catchword is the last line of a page and the first words of the next. A signature is the letter of
a printed sheet; the sheets of a book have the same number of pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import regex
from rapidfuzz import fuzz

from pipeline.allowance import Allowance, InTime
from pipeline.document import Document
from pipeline.edges import WORDS, Edge, Settings, letters_of
from pipeline.lexicon import fold

_BEFORE_WORDS = " .,;:*'\"“”‘«»<>•^~_|/-"
_BEHIND_WORDS = " .,;:*'\"”»•-‐¬"
# The letter-spaced beginning of a line: where its words end is not told.
_LETTER_SPACED = regex.compile(r"^\p{L}{1,2}(?:\s+\p{L}{1,2}(?!\p{L})){3,}")
_SINGLE_LETTERS = regex.compile(r"\p{L}\W*(?:\s\p{L}\W*)+")
# The signatures of printed sheets leave out one letter of I and J, of U and V, and W.
_ALPHABET = "ABCDEFGHIKLMNOPQRSTUXYZ"
# A letter with a mark of the printer's or of the book's behind it, which an engine may part.
_MARKED = regex.compile(
    r"\W*(?P<letter>[A-Za-z])(?!\p{L})\W*(?P<rest>(?:\p{L}{1,4}(?!\p{L})\W*){1,4})$"
)


def measure_catchwords(
    document: Document,
    edges: list[Edge],
    usual: float,
    settings: Settings,
    allowance: Allowance | None,
) -> None:
    """Measure how like the last lines of pages are to the beginnings of the next pages.

    The folios must have been measured. `usual` is the usual length of a line. Raises
    TimeoutError where the allowance is used up.
    """
    signature = InTime(regex.compile(settings.signature_pattern), allowance)
    pages = len(document.page_starts)
    specks = {edge.page for edge in edges if edge.bottom == 1 and not WORDS.search(edge.rest)}
    found = 0
    for edge in edges:
        last = edge.bottom == 1 or (edge.bottom == 2 and edge.page in specks)
        if last and edge.page + 1 < pages and len(edge.text) < usual / 2:
            likest = _likest_catchword(document, edge, settings, signature)
            edge.measures.put("catchword", likest)
            found += likest >= 0.75
    above = {edge.page for edge in edges if edge.bottom == 2 and edge.measures["catchword"] == 1}
    for edge in edges:
        edge.measures.put("catchword_share", found / pages)
        edge.measures.put("below_catchword", edge.bottom == 1 and edge.page in above)


def _likest_catchword(
    document: Document, edge: Edge, settings: Settings, signature: InTime
) -> float:
    """Take the words behind a signature, all words or the last for the catchword: the likest."""
    words = [signature.without(edge.text), edge.text]
    last = edge.text.rstrip(_BEHIND_WORDS).rpartition(" ")[2]
    if len(last) > 1 and not WORDS.search(edge.text[: -len(last)]):
        words.append(last)
    best, likest = "", -1.0
    for one in words:
        edge.catchword = one.lstrip(_BEFORE_WORDS).rstrip(_BEHIND_WORDS)
        likeness = _catchword(document, edge, settings)
        if likeness > likest:
            best, likest, following = edge.catchword, likeness, edge.next
    edge.catchword, edge.next = best, following
    return likest


def _catchword(document: Document, edge: Edge, settings: Settings) -> float:
    """How like the line's last words are to a beginning of the next page's text."""
    word = fold(edge.catchword).lower()
    if not word or (word.count(" ") > 1 and not _SINGLE_LETTERS.fullmatch(word)):
        return 0.0
    best = 0.0
    lines = [document.lines[line].strip() for line in document.page_lines(edge.page + 1)]
    for line in [line for line in lines if line][: settings.edge_lines]:
        opening = line.lstrip(_BEFORE_WORDS)
        text, spaced = _LETTER_SPACED.subn(lambda found: "".join(found[0].split()), opening)
        text = fold(text).lower()
        beginning = text[: len(word)]
        whole = spaced or len(text) <= len(word) or not text[len(word)].isalpha() or len(word) > 2
        likeness = 1.0 if word == beginning and whole else 0.0
        if not likeness and len(word) > 3:
            likeness = fuzz.ratio(word, beginning) / 100
        if likeness > best:
            best, edge.next = likeness, opening.split()[0].strip(",;:.!?\"'") if opening else ""
    return best


def measure_signatures(edges: list[Edge], sheet_pages: Sequence[int]) -> None:
    """Measure which letters at the feet of pages are the signatures of sheets.

    `foot` is 1 where at most the page's folio and catchword stand below the line. `signature` is
    the number of other letters at feet that stand as many sheets off as the alphabet wants, where
    a sheet has one of the numbers of pages in `sheet_pages`. `marked_signature` is the number of
    other lines at feet that have the same behind their letters (`B— xi`, `D— xi`), which follow one
    another as the pages do.
    """
    below: dict[int, set[int]] = {}
    for edge in edges:
        catchword = edge.measures["catchword"] == 1
        folio = edge.measures["folio"] and not WORDS.search(edge.rest)
        if edge.bottom and (catchword or folio):
            below.setdefault(edge.page, set()).add(edge.bottom)
    marks = []
    marked: defaultdict[str, list[tuple[Edge, str]]] = defaultdict(list)
    for edge in edges:
        lower = range(1, edge.bottom)
        if edge.bottom == 1 or (edge.bottom and below.get(edge.page, set()).issuperset(lower)):
            edge.measures["foot"] = 1.0
            letter = letters_of(edge.text)
            if len(letter) == 1 and letter in _ALPHABET:
                marks.append((edge, _ALPHABET.index(letter)))
            elif mark := _MARKED.match(edge.text):
                marked[letters_of(mark["rest"]).lower()].append((edge, mark["letter"].upper()))
    for signed in marked.values():
        _measure_marked(signed)
    for sheet in sheet_pages:
        # Letters are as many sheets apart as the alphabet wants where these are the same.
        firsts = [edge.page - sheet * place for edge, place in marks]
        agree = Counter(firsts)
        same = Counter((first, place) for first, (_, place) in zip(firsts, marks, strict=True))
        for first, (edge, place) in zip(firsts, marks, strict=True):
            others = agree[first] - same[first, place]
            edge.measures.put("signature", max(edge.measures["signature"], others))


def _measure_marked(signed: list[tuple[Edge, str]]) -> None:
    """Count, for each of some feet in their order, those that its letter follows or precedes."""
    before: Counter[str] = Counter()
    behind = Counter(letter for _, letter in signed)
    for edge, letter in signed:
        behind[letter] -= 1
        others = sum(count for one, count in before.items() if one < letter)
        others += sum(count for one, count in behind.items() if one > letter)
        edge.measures.put("marked_signature", others)
        before[letter] += 1
