"""Pages told by their folios alone: what tells them, and what must not."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
import stages
from steps import lines_run

from pipeline.api import clean
from pipeline.document import Document
from pipeline.edges import Settings
from pipeline.folio_pages import paged_by_folios
from pipeline.ruleset import load

RULES = load(stages.RULES)
FINDERS = next(one.finders for one in RULES.stages if one.name == "furniture")
SETTINGS = msgspec.convert(
    {name: value for name, value in FINDERS["edge"].items() if name != "finder"}, Settings
)

# Text that runs on: no line ends a sentence but every seventh, so that most pages end in one.
TEXT = (
    "the heron stood in the reeds below the weir and would not move for the boats that came up "
    "with barley from the lower farms while the miller counted sacks and his daughter wrote them "
    "down in a book that had been her mother's and was nearly full"
)
WORDS = TEXT.split()


def lines(count: int, seed: int = 0) -> list[str]:
    """So many lines of running text."""
    made = []
    for number in range(count):
        at = (number * 11 + seed * 7) % len(WORDS)
        row = (WORDS + WORDS)[at : at + 11]
        made.append(" ".join(row))
        if number % 7 == 6:
            made[-1] += "."
    return made


def book(heights: list[int], folio: str, first: int = 17) -> str:
    """A text without page marks: after each page but the last comes its folio."""
    rows: list[str] = []
    for page, height in enumerate(heights):
        rows += lines(height, page)
        rows.append(folio.format(first + page))
    return "\n".join(rows[:-1]) + "\n"


def starts(text: str) -> list[int]:
    return paged_by_folios(Document(text), SETTINGS).page_starts


@pytest.mark.parametrize("folio", ["{}", "[ {} ]", "— {} —", "\n{}\n"])
def test_folios_cut_pages(folio: str) -> None:
    text = book([34] * 10, folio)
    found = starts(text)
    assert [Document(text).lines[line] for line in found[1:]] == [
        folio.strip("\n").format(number) for number in range(17, 26)
    ]


def test_a_page_that_is_not_full_does_not_break_the_run() -> None:
    assert len(starts(book([34, 34, 34, 9, 34, 34, 34, 34, 34, 34], "{}"))) == 10


def test_a_folio_that_is_lost_leaves_two_pages_as_one() -> None:
    text = book([34] * 10, "{}").replace("\n21\n", "\n")
    assert len(starts(text)) == 9


def test_a_head_above_the_folio_begins_the_page() -> None:
    text = book([34] * 10, "\nTHE TIDE MILL\n\n{}\n")
    document = Document(text)
    assert {document.lines[line] for line in starts(text)[1:]} == {"THE TIDE MILL"}


def test_folios_go_with_their_heads_and_the_text_is_whole() -> None:
    text = book([34] * 10, "\nTHE TIDE MILL\n\n{}\n")
    bare = "\n".join(row for page in range(10) for row in lines(34, page)) + "\n"
    assert clean(text, rules=RULES).text.split() == bare.split()


def test_numbered_sonnets_are_no_pages() -> None:
    sonnet = [line.capitalize() for line in lines(14)]
    text = "\n".join(f"\n{number}\n\n" + "\n".join(sonnet) for number in range(1, 40)) + "\n"
    assert starts(text) == [0]
    assert clean(text, rules=RULES).text == text


def test_numbered_sections_of_one_length_are_no_pages() -> None:
    section = [line.capitalize() for line in lines(20)]
    text = "\n".join(f"{number}.\n" + "\n".join(section) for number in range(1, 30)) + "\n"
    assert starts(text) == [0]


def test_a_few_numbers_are_no_pages() -> None:
    assert starts(book([34] * 5, "{}")) == [0]


def test_numbers_are_no_folios_where_many_lines_have_one() -> None:
    rows = book([34] * 10, "{}").split("\n")
    for at in range(1, len(rows), 4):
        if not rows[at].isdecimal():
            rows[at] = f"mill/page.c | {at} +-"
    text = "\n".join(rows)
    assert starts(text) == [0]
    wide = msgspec.structs.replace(SETTINGS.unmarked, numbered=1.0)
    settings = msgspec.structs.replace(SETTINGS, unmarked=wide)
    assert len(paged_by_folios(Document(text), settings).page_starts) == 10


def test_numbers_far_apart_are_no_folios() -> None:
    assert len(starts(book([110] * 10, "{}"))) == 10
    assert starts(book([140] * 10, "{}")) == [0]


def test_verse_with_its_lines_numbered_is_no_pages() -> None:
    rows = [f"{row} {number}" if number % 5 == 0 else row for number, row in enumerate(lines(400))]
    assert starts("\n".join(rows) + "\n") == [0]


def test_what_is_marked_is_not_looked_at() -> None:
    document = Document("one\n\ftwo\n")
    assert paged_by_folios(document, SETTINGS) is document


@pytest.mark.parametrize(
    "numbers",
    [
        lambda count: [1] * count + [2] * count,
        lambda count: [number for number in range(1, count) for _ in range(13)],
        lambda count: [number % 7 for number in range(count) for _ in range(13)],
    ],
    ids=["two numbers", "a long run", "short runs"],
)
def test_lines_that_are_all_numbers_cost_no_more_than_they_are_many(
    numbers: Callable[[int], list[int]],
) -> None:
    short, long = (
        lines_run(lambda text=text: starts(text))  # type: ignore[misc]
        for text in ("".join(f"{number}\n" for number in numbers(count)) for count in (200, 800))
    )
    assert long < 6 * short
