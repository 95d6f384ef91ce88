"""Which of the lines at the edges of pages bear the page's folio.

The sequence of a document's page numbers says which folio a page should bear; a line bears it where
the number stands at its start or end, read well or badly. A short front matter has too few roman
numerals for a sequence. There a numeral counts that agrees with others, or with the page's own
number in the file.
"""

from __future__ import annotations

import regex

from pipeline import folios
from pipeline.document import Document
from pipeline.edges import WORDS, Edge, Settings

_MARKS = regex.compile(r"\W*")
_NUMERAL_TOKEN = regex.compile(
    r"^\W*(\S{1,5}(?: \S{1,2})?)(?=\s|$)|(?<=^|\s)(\S{1,2} \S{1,4}|\S{1,5})\s*$"
)


# A letter-spaced line, whose letters are none of a misread folio.
_LETTER_SPACED = regex.compile(r"(?:(?<!\S)\p{L}\s+){3}")


def measure_folios(document: Document, edges: list[Edge], settings: Settings) -> None:
    """Measure which lines bear a folio, and whose pages' folios stand at the same place alone."""
    expected = _expected(document, edges, settings)
    for edge in edges:
        edge.rest = edge.text
        wanted = expected.get(edge.line)
        if wanted is None or len(edge.text) > settings.longest:
            continue
        folio, edge.rest = _folio_in(edge, wanted, settings)
        edge.measures.put("folio", folio)
    if document.is_cut:
        _measure_front(edges, _first_arabic(edges, expected), settings)
    else:
        _drop_chance(edges, settings)
    found = {edge.page for edge in edges if edge.measures["folio"] and not WORDS.search(edge.rest)}
    alone = (
        {
            (edge.page, edge.top or -edge.bottom)
            for edge in edges
            if _folio_shaped(edge, settings) and (edge.measures["folio"] or edge.page not in found)
        }
        if len(found) >= settings.alone_share * len(document.page_starts)
        else set()
    )
    for edge in edges:
        edge.measures.put("page_folio", edge.page in found and not edge.measures["folio"])
        share = _place_share(edge, alone, settings.window_pages, len(document.page_starts))
        edge.measures.put("folio_place", share)


def _drop_chance(edges: list[Edge], settings: Settings) -> None:
    """Take no line for a head with a folio where most lines like it bear other numbers.

    The rows of an index fit a sequence here and there by chance.
    """
    fits = {edge.line for edge in edges if edge.measures["folio"]}
    for edge in edges:
        if edge.line in fits and WORDS.search(edge.rest):
            like = [one.line in fits for one in edge.kin if one.numbers]
            if sum(like) < settings.fitting_share * len(like):
                edge.measures["folio"], edge.rest = 0.0, edge.text


def _folio_shaped(edge: Edge, settings: Settings) -> bool:
    """Whether the line looks like a folio alone, read well or badly."""
    if edge.measures["folio"]:
        return not WORDS.search(edge.rest)
    # On a line this short the worst pattern comes to an end.
    signs = len(edge.text) <= 12 and regex.search(settings.folio_shape_pattern, edge.text)
    return bool(signs) and not WORDS.search(edge.text)


def _place_share(edge: Edge, alone: set[tuple[int, int]], window: int, last: int) -> float:
    if not alone:
        return 0.0
    nearby = range(max(edge.page - window, 0), min(edge.page + window + 1, last))
    pages = [page for page in nearby if page != edge.page]
    rank = edge.top if edge.top else -edge.bottom
    return sum([(page, rank) in alone for page in pages]) / max(len(pages), 1)


def _expected(
    document: Document, edges: list[Edge], settings: Settings
) -> dict[int, tuple[int, ...]]:
    """The folios that may stand at each candidate's line."""
    if document.is_cut:
        seeds: dict[int, list[int]] = {}
        for edge in _outermost(edges, settings):
            seeds.setdefault(edge.page, []).extend(value for _, value in edge.numbers)
        by_page = folios.expected_by_page(
            seeds, len(document.page_starts), settings.sequence_window, settings.sequence_at_least
        )
        ranked = [edge for edge in edges if edge.top or edge.bottom]
        found: dict[int, tuple[int, ...]] = {
            edge.line: (by_page[edge.page],) for edge in ranked if edge.page in by_page
        }
        if len(ranked) == len(edges):
            return found
        # A page whose folio is misread was not cut; its head stands between blank lines.
        return _expected_between(len(document.lines), edges, settings) | found
    return _expected_between(len(document.lines), edges, settings)


def _outermost(edges: list[Edge], settings: Settings) -> list[Edge]:
    """The candidates next to the edges of their pages, or next to two heads there."""
    heads = {
        (edge.page, edge.top or -edge.bottom)
        for edge in edges
        if edge.measures["repeats"] >= settings.head_repeats
    }
    return [
        edge
        for edge in edges
        if len(edge.text) <= settings.longest
        and (
            0 < edge.top <= 2
            or 0 < edge.bottom <= 2
            or (edge.top == 3 and {(edge.page, 1), (edge.page, 2)} <= heads)
        )
    ]


def _head_or_word(edge: Edge, words: int) -> bool:
    return bool(edge.measures["repeats"]) or len(WORDS.findall(edge.text)) <= words


def _first_arabic(edges: list[Edge], expected: dict[int, tuple[int, ...]]) -> int:
    """The first page that bears an expected folio in arabic figures; 0 where none does."""
    pages = [
        edge.page
        for edge in edges
        for numeral, value in edge.numbers
        if numeral.isdecimal() and value in expected.get(edge.line, ())
    ]
    return min(pages, default=0)


def _measure_front(edges: list[Edge], pages: int, settings: Settings) -> None:
    """Find the roman folios of the pages before the sequence begins."""
    front = [edge for edge in edges if edge.page < pages]
    light = [edge for edge in front if _head_or_word(edge, settings.front_words)]
    tops = {edge.page for edge in light if edge.top == 1}
    bottoms = {edge.page for edge in light if edge.bottom == 1}
    outer = [
        edge
        for edge in _outermost(front, settings)
        if 1 in (edge.top, edge.bottom)
        or (edge.top == 2 and edge.page in tops)
        or (edge.bottom == 2 and edge.page in bottoms)
    ]
    romans: dict[int, list[int]] = {}
    for edge in outer:
        values = [value for numeral, value in edge.numbers if folios.roman(numeral) == value]
        romans.setdefault(edge.page, []).extend(values)
    expected = folios.expected_in_front(romans, pages, settings.front_at_least)
    for edge in outer:
        if edge.page in expected:
            numeral = folios.to_roman(expected[edge.page])
            if regex.search(rf"^\W*{numeral}(?=\W|$)|(?<=\s){numeral}\W*$", edge.text):
                edge.measures["folio"], edge.rest = 1.0, _without(edge.text, numeral)


def _expected_between(
    lines: int, edges: list[Edge], settings: Settings
) -> dict[int, tuple[int, ...]]:
    """Without page marks: numbers beside repeated heads rise, and others must fit between."""
    pairs = []
    for at, edge in enumerate(edges):
        beside = [edge, *edges[max(at - 1, 0) : at], *edges[at + 1 : at + 2]]
        heads = [
            one
            for one in beside
            if one.measures["repeats_all"] >= 2 or one.measures["repeats"] >= 2
        ]
        if any(abs(one.line - edge.line) <= 3 for one in heads):
            pairs += [(edge.line, value) for _, value in edge.numbers]
    run = folios.anchors(pairs, settings.page_lines)
    if len(run) <= settings.sequence_at_least or not folios.steady(run, settings.page_spread):
        return {}
    if run[-1][0] - run[0][0] < settings.page_cover * lines:
        return {}
    expected: dict[int, tuple[int, ...]] = {}
    near: dict[int, tuple[int, ...]] = {}
    for edge in edges:
        value = folios.between(run, edge.line)
        if value is not None:
            middle = round(value)
            expected[edge.line] = near.setdefault(middle, (middle, middle - 1, middle + 1))
    return expected


def _folio_in(edge: Edge, wanted: tuple[int, ...], settings: Settings) -> tuple[float, str]:
    """Whether a wanted folio stands at the line's start or end, and the line without it."""
    for numeral, value in edge.numbers:
        if value in wanted:
            sure = numeral.isdecimal() or folios.roman(numeral)
            return (1.0 if sure else 0.5), _without(edge.text, numeral)
    digits = settings.digits
    for found in _NUMERAL_TOKEN.finditer(edge.text):
        token = found[1] or found[2]
        read = "".join(
            [digits.get(sign, sign) for sign in token if sign in digits or sign.isalnum()]
        )
        if not read or not any(_misread(read, str(value)) for value in wanted):
            continue
        rest = (edge.text[: found.start()] + edge.text[found.end() :]).strip()
        figures = any(map(str.isdigit, token))
        headed = not WORDS.search(rest) or edge.measures["repeats"] >= settings.head_repeats
        if figures or (headed and not _LETTER_SPACED.search(edge.text)):
            return 0.5, rest
    return 0.0, edge.text


def _without(text: str, numeral: str) -> str:
    """The text without the numeral at its start or end, and the marks and blanks around it."""
    if text == numeral:
        return ""
    start = _behind(text, _behind_marks(text, 0), numeral)
    if start >= 0:
        return text[_behind_marks(text, start) :]
    backwards = text[::-1]
    end = _behind(backwards, _behind_marks(backwards, 0), numeral[::-1])
    return text if end < 0 else backwards[_behind_marks(backwards, end) :][::-1]


def _behind_marks(text: str, at: int) -> int:
    found = _MARKS.match(text, at)
    return found.end() if found else at


def _behind(text: str, at: int, numeral: str) -> int:
    """The offset behind the numeral where it stands here, set closed or wide; else -1."""
    for sign in numeral:
        while at < len(text) and text[at].isspace() and text[at] != sign:
            at += 1
        if at >= len(text) or text[at] != sign:
            return -1
        at += 1
    return at


def _misread(read: str, wanted: str) -> bool:
    """Equal, or one digit wrong of at least two while most of it is digits."""
    if read == wanted:
        return True
    if len(read) != len(wanted) or len(wanted) < 2:
        return False
    return sum(one == other for one, other in zip(read, wanted, strict=True)) == len(wanted) - 1
