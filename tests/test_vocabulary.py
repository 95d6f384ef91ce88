"""The document's own vocabulary: what is counted, folded and left out."""

from __future__ import annotations

import pytest
from finding import context

from pipeline import vocabulary
from pipeline.document import Document
from pipeline.vocabulary import Vocabulary


def of(text: str) -> Vocabulary:
    return vocabulary.of(Document(text))


def test_words_are_counted_as_written_and_in_any_case() -> None:
    words = of("The ferry. A Ferry, the FERRY!")
    assert (words.count("ferry"), words.count("Ferry"), words.count("FERRY")) == (1, 1, 1)
    assert words.count_any_case("Ferry") == 3


def test_marks_at_the_edges_are_no_part_of_a_word() -> None:
    assert of("“Ferry,” (ferry) ferry; —ferry… ‘ferry’").count_any_case("ferry") == 5


def test_marks_inside_a_word_are() -> None:
    words = of("The tide-mill and the miller's wife.")
    assert (words.count("tide-mill"), words.count("miller's"), words.count("mill")) == (1, 1, 0)


def test_long_s_and_apostrophe_are_folded() -> None:
    words = of("The ſhip’s boat. The ship's boat.")
    assert words.count("ship's") == words.count("ſhip’s") == 2


@pytest.mark.parametrize("mark", ["-", "‐", "¬", "\u00ad", "\ufffe"])
def test_parts_of_a_broken_word_are_left_out(mark: str) -> None:
    words = of(f"The ferry{mark}\nman saw a ferry and a man.")
    assert (words.count("ferry"), words.count("man")) == (1, 1)
    assert words.count("ferryman") == 0


@pytest.mark.parametrize("gap", ["\n\n", "\n\f", " \n"])
def test_a_break_over_blank_lines_and_pages_is_one(gap: str) -> None:
    words = of(f"The ferry-{gap}man.")
    assert (words.count("ferry"), words.count("man")) == (0, 0)


def test_total_is_the_number_of_words() -> None:
    assert of("The tide, the mill. — 12").total in (4, 5)


def test_nothing_is_counted_that_has_no_letter() -> None:
    words = of("— . ! ( ) ”")
    assert words.total == 0


def test_an_unknown_word_stands_no_times() -> None:
    words = of("The tide.")
    assert (words.count("quay"), words.count_any_case("quay")) == (0, 0)
    assert "quay" not in words.written


def test_it_is_counted_once_for_a_document() -> None:
    about = context("The tide.")
    assert about.vocabulary is about.vocabulary


@pytest.mark.parametrize("text", ["", "\n", "\f", "-\n", "-\n-", "\n-\nferry-"])
def test_odd_texts(text: str) -> None:
    assert of(text).total >= 0
    assert min(of(text).written.values(), default=0) >= 0


def test_lone_surrogates_do_no_harm() -> None:
    words = of("\udc80 tide \udc80tide")
    assert words.count("tide") >= 1


def test_a_line_of_a_hundred_thousand_characters() -> None:
    assert of("tide " * 20_000).count("tide") == 20_000
    assert of("x" * 100_000).total == 1
