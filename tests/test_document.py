from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document, PageMarks

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


def test_a_memo_is_made_once() -> None:
    document = Document("One")
    made: list[int] = []
    for _ in range(2):
        document.memo("key", lambda: made.append(1))
    assert made == [1]
