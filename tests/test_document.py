from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.document import BLANKS as BLANK_SIGNS
from pipeline.document import Document, PageMarks, quartiles

BLANKS = PageMarks(blank_share_low=0.01, blank_share_high=0.5, blank_min=2)


def test_lines_end_at_line_feeds_and_form_feeds() -> None:
    document = Document("One\nTwo\fThree\n")
    assert list(document.lines) == ["One", "Two", "Three", ""]
    assert list(document.starts) == [0, 4, 8, 14]
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
    assert list(document.full_lines) == full


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
    assert (list(document.lines), document.silhouette) == (["One", "Two", ""], b"aaa\naaa\n")
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


def test_quartiles_are_what_a_quarter_does_not_pass() -> None:
    assert quartiles([40, 46, 46, 47, 90]) == (46, 47)
    assert quartiles([4, 3, 2, 1]) == (2, 4)
    assert quartiles([*range(1, 9)]) == (3, 7)


def test_what_is_not_told_of_a_document() -> None:
    document = Document("tide")
    assert (document.name, document.marks, document.cuts) == ("text", PageMarks(), ())
    assert PageMarks() == PageMarks((), 0.0, 0.0, 1, 0.0, 1000.0, 1.0)


def test_a_memo_keeps_what_was_worked_out_by_its_key() -> None:
    document = Document("One")
    assert document.peek("a") is None
    assert document.memo("a", lambda: 1) == 1
    assert document.memo("b", lambda: 2) == 2
    assert document.memo("a", lambda: 3) == 1
    assert (document.peek("a"), document.peek("b")) == (1, 2)
    assert document.memo("none", lambda: None) is None
    # A memo is none of what makes two documents differ.
    assert document == Document("One")


def test_a_count_is_kept() -> None:
    document = Document("tide tide mill")
    assert document.count("ti") == 2
    assert document.count("e m") == 1
    document.forget()
    assert document.peek(("count", "ti")) is None
    document.memo(("count", "ti"), lambda: 7)
    assert document.count("ti") == 7


def test_a_string_over_two_tokens_is_in_neither() -> None:
    document = Document("ab ba ab cd")
    assert [document.count(one) for one in ("ab", "ba", "abb", "bc", "bab", "b", "bab a")] == [
        2, 1, 0, 0, 0, 3, 0
    ]  # fmt: skip


def test_blanks_at_the_ends_of_a_string_are_looked_for() -> None:
    document = Document("the tide")
    for string, held in (
        ("tide ", True), (" the", True), ("e t", True), ("e\\nt", True), (" ide", False),
        ("id\\ntide", False),
        ("tid ", False), ("", True), (" ", True), ("a", False), ("the a", False),
    ):  # fmt: skip
        assert document.may_hold(string.replace("\\n", "\n")) is held, string


def test_the_end_and_the_place_of_a_line() -> None:
    document = Document("\nOne\f\nTwo")
    assert list(document.lines) == ["", "One", "", "Two"]
    assert [document.end(line) for line in range(4)] == [0, 4, 5, 9]
    assert [document.line_at(at) for at in range(10)] == [0, 1, 1, 1, 1, 2, 3, 3, 3, 3]


def test_lines_that_end_in_a_sign() -> None:
    document = Document("a-  \nb\n\n c\t-\t\nd¬\n- x")
    assert document.lines_ending_in("-¬") == [0, 3, 4]
    assert document.lines_ending_in("b") == [1]
    assert document.lines_ending_in("") == []


def test_a_page_is_told_by_its_lines_and_counts_from_one() -> None:
    document = Document("One\nTwo\n\fThree\n\fFour")
    assert document.page_starts == [0, 3, 5]
    assert [document.page_at(at) for at in (0, 7, 8, 9, 14, 15, 16, 20)] == [1, 1, 1, 2, 2, 2, 3, 3]
    assert [list(document.page_lines(page)) for page in range(3)] == [[0, 1, 2], [3, 4], [5]]
    assert (document.paged, document.is_cut) == (True, True)
    assert (Document("One").paged, Document("One").is_cut) == (False, False)
    assert Document("One\nTwo", cuts=(1,)).is_cut is True


def test_form_feeds_that_follow_one_another_begin_pages() -> None:
    assert Document("\fOne").page_starts == [0, 1]
    assert Document("One\f\fTwo").page_starts == [0, 1, 2]
    assert Document("One\f").page_starts == [0]


def test_marks_of_several_patterns_begin_pages() -> None:
    marks = PageMarks(patterns=(r"\[p\. \d+\]", r"-+ \d+ -+", r"~"))
    text = "x\n[p. 1]\none\n- 2 -\ntwo [p. 3]\n[p. 4] no\n[p. 5]"
    assert Document(text, marks=marks).page_starts == [0, 1, 3, 6]
    # No empty line is a mark, whatever a pattern matches.
    assert Document("a\n\n~\nb", marks=PageMarks(patterns=("~?",))).page_starts == [0, 2]
    # Where marks are declared and there, blanks tell nothing.
    both = replace(BLANKS, patterns=(r"~",))
    page = " First line\nsecond\nthird\nfourth\n"
    assert Document(page * 3, marks=both).page_starts == [0, 4, 8]
    assert Document("~\n" + page * 3, marks=both).page_starts == [0]
    assert Document(page + "\f" + page * 3, marks=both).page_starts == [0, 5]


PAGE = " First line\nsecond\nthird\nfourth\n"


@pytest.mark.parametrize(
    ("text", "changed", "found"),
    [
        # Four marks in seventeen lines.
        (PAGE * 4, {"blank_share_low": 4 / 17}, True),
        (PAGE * 4, {"blank_share_low": 4 / 17 + 1e-9}, False),
        (PAGE * 4, {"blank_share_high": 4 / 17}, True),
        (PAGE * 4, {"blank_share_high": 4 / 17 - 1e-9}, False),
        (PAGE * 4, {"blank_share_high": 0.0, "blank_share_low": 0.0}, False),
        (PAGE * 4, {"blank_min": 4}, True),
        (PAGE * 4, {"blank_min": 5}, False),
        (PAGE * 4, {"blank_lines": 4.0}, True),
        (PAGE * 4, {"blank_lines": 4.1}, False),
        (PAGE * 4, {"blank_spread": 1.0}, True),
        (PAGE * 4, {"blank_spread": 0.9}, False),
        # Lines with two blanks, or with one and nothing behind it, are no marks.
        (PAGE.replace(" F", "  F") * 4, {}, False),
        ((" \n" + PAGE[1:]) * 4, {}, False),
        # Three of four marks stand behind a blank line; the first line stands behind none.
        ((PAGE + "\n") * 4, {"blank_behind": 0.75}, True),
        ((PAGE + " \t\n") * 4, {"blank_behind": 0.75}, True),
        ((PAGE + "\n") * 4, {"blank_behind": 0.74}, False),
        # A last line that is blank stands before no first one.
        (PAGE * 4, {"blank_behind": 0.0}, True),
    ],
)
def test_limits_of_leading_blanks(text: str, changed: dict[str, Any], found: bool) -> None:
    document = Document(text, marks=replace(BLANKS, **changed))
    assert document.paged is found


def test_pages_that_are_not_evenly_long() -> None:
    """The marks stand 4, 4, 4 and 12 lines apart."""
    text = PAGE * 4 + "more\n" * 8 + PAGE
    for spread, found in ((3.0, True), (2.9, False)):
        assert Document(text, marks=replace(BLANKS, blank_spread=spread)).paged is found


def test_tokens_that_are_no_words_are_marked() -> None:
    document = Document('the tide, "mill" x1 (quay) a-b — 12 tide’s the')
    assert document.marked_tokens == ["x1", "a-b", "—", "12", "tide’s"]
    assert document.tokens["the"] == 2


def test_characters_are_those_of_the_text_and_blanks() -> None:
    assert Document("ab a\n").characters - BLANK_SIGNS == {"a", "b"}
    assert Document("").characters == BLANK_SIGNS
    assert {" ", "\n", "\t", "\u00a0", "\u3000"} <= BLANK_SIGNS
    assert "\u3001" not in BLANK_SIGNS


def test_cached_figures_are_forgotten_and_worked_out_anew() -> None:
    document = Document("One two\n")
    assert document.may_hold("two")
    document.forget()
    assert vars(document).keys() == {"text", "name", "marks", "cuts", "_memo"}
    assert document.tokens == {"One": 1, "two": 1}


def test_lines_that_begin_with_a_capital() -> None:
    assert Document("  The tide\nit ebbs\n12 o'clock\n\n" * 4).capital_lines == 0.5
    assert Document("The tide\n" * 7).capital_lines == 0


@pytest.mark.parametrize("last", ["", "\f"])
def test_page_files_that_end_in_a_form_feed_are_parted_by_two(last: str) -> None:
    pages = ["one\nof it", "two\n", "", "four"]
    document = Document("\f\f".join(pages) + last)
    assert [document.lines[at] for at in document.page_starts] == ["one", "two", "", "four"]
    assert document.page_at(document.text.index("four")) == 4


def test_an_empty_page_among_others_is_a_page() -> None:
    document = Document("one\ftwo\f\ffour\f")
    assert [document.lines[at] for at in document.page_starts] == ["one", "two", "", "four"]
