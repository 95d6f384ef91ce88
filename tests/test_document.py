from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.document import Document, PageMarks, quartiles

BLANKS = PageMarks(blank_share_low=0.01, blank_share_high=0.5, blank_min=2)


def test_lines_end_at_line_feeds_and_form_feeds() -> None:
    document = Document("One\nTwo\fThree\n")
    assert document.lines == ["One", "Two", "Three", ""]
    assert document.starts == [0, 4, 8, 14]
    assert [document.line_at(at) for at in (0, 3, 4, 7, 8, 14)] == [0, 0, 1, 1, 2, 3]
    assert document.end(1) == 7


@given(st.text("ab\n\f\r\u2028"))
def test_every_offset_lies_in_its_line(text: str) -> None:
    document = Document(text)
    for at in range(len(text)):
        line = document.line_at(at)
        assert document.starts[line] <= at <= document.end(line)
    for line, held in enumerate(document.lines):
        assert text[document.starts[line] : document.end(line)] == held


def test_pages_begin_after_form_feeds() -> None:
    document = Document("One\n\fTwo\nmore\n\fThree\n")
    assert document.page_starts == [0, 2, 5]
    assert [document.page_at(at) for at in (0, 5, 15)] == [1, 2, 3]
    assert [list(document.page_lines(page)) for page in range(3)] == [[0, 1], [2, 3, 4], [5, 6]]


def test_a_last_form_feed_begins_no_page() -> None:
    assert Document("One\n\fTwo\n\f").page_starts == [0, 2]
    assert not Document("One\n").paged


def test_pages_begin_at_declared_marks() -> None:
    text = "-----File: 001.png---\nOne\n-----File: 002.png---\nTwo\n"
    document = Document(text, marks=PageMarks(patterns=(r"-{3,}\s*File:.*",)))
    assert document.page_starts == [0, 2]


def test_pages_begin_at_lines_with_one_blank_where_these_are_few() -> None:
    page = " First line\nsecond\nthird\nfourth\n"
    assert Document(page * 3, marks=BLANKS).page_starts == [0, 4, 8]
    assert Document(" a\n b\n c\n", marks=BLANKS).page_starts == [0]
    assert Document(page, marks=BLANKS).page_starts == [0]


def test_lines_with_one_blank_that_are_no_pages_apart_begin_none() -> None:
    page = " First line\nsecond\nthird\nfourth\n"
    listed = " One\n Two\nand\nso\non\n Three\nand\nso\nagain\n\n"
    apart = replace(BLANKS, blank_lines=4, blank_spread=1.5)
    assert Document(page * 4, marks=apart).page_starts == [0, 4, 8, 12]
    assert Document(listed * 3, marks=apart).page_starts == [0]
    assert Document(page * 4, marks=replace(apart, blank_lines=5)).page_starts == [0]


def test_lines_with_one_blank_behind_blank_lines_are_entries_of_a_list() -> None:
    entry = " First line\nsecond\nthird\n\n"
    assert Document(entry * 4, marks=BLANKS).page_starts == [0, 4, 8, 12]
    assert Document(entry * 4, marks=replace(BLANKS, blank_behind=0.5)).page_starts == [0]


def test_a_memo_is_made_once() -> None:
    document = Document("One")
    made: list[int] = []
    for _ in range(2):
        document.memo("key", lambda: made.append(1))
    assert made == [1]


@given(st.text("ab -\t\n\f\r\xa0\udc80"))
def test_last_signs_and_full_lines(text: str) -> None:
    document = Document(text)
    assert document.last_signs == [line.rstrip(" \t")[-1:] for line in document.lines]
    full = [index for index, line in enumerate(document.lines) if line and not line.isspace()]
    assert document.full_lines == full


@given(st.text("ab -\n\u2003\x1c"), st.text("ab -\n", min_size=1, max_size=3))
def test_a_string_that_may_not_be_held_is_not(text: str, string: str) -> None:
    document = Document(text)
    assert document.count(string) == text.count(string)
    assert document.may_hold(string) or string not in text


@given(st.text())
def test_characters_are_all_there(text: str) -> None:
    assert set(text) <= Document(text).characters


def test_what_was_worked_out_is_forgotten() -> None:
    document = Document("One\nTwo\n")
    assert (document.lines, document.silhouette) == (["One", "Two", ""], b"aaa\naaa\n")
    assert document.tokens.total() == 2
    document.forget()
    assert document.__dict__.keys() == {"text", "name", "marks", "cuts", "_memo"}
    assert document.peek("tokens") is None


def test_pages_begin_where_they_are_said_to() -> None:
    document = Document("One\nTwo\fThree\nFour", cuts=(2, 3))
    assert document.page_starts == [0, 2, 3]
    assert document.paged
    assert Document("One\nTwo", cuts=(0,)).page_starts == [0]


def test_quartiles_of_nothing_are_nought() -> None:
    assert quartiles([]) == (0.0, 0.0)
    assert quartiles([3]) == (3, 3)
