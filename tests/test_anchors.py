from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.anchors import Anchor, FlatText, Likeness, anchor_at, find, flat

LIKENESS = Likeness()
TIDE = "Nobody paid the ferry-\nman that night. The tide was out,\nand tbe quay lay dry.\n"


def anchor(text: str, words: str, nth: int = 0) -> Anchor:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return anchor_at(FlatText(text), start, start + len(words), LIKENESS)


def found(text: str, *anchors: Anchor) -> list[str | None]:
    spans = find(FlatText(text), anchors, LIKENESS)
    return [None if span is None else text[slice(*span)] for span in spans]


def test_an_anchor_is_the_words_and_those_around_them() -> None:
    assert anchor(TIDE, "tbe") == Anchor("tide was out, and ", "tbe", " quay lay dry.")


def test_a_place_is_found_when_its_lines_break_elsewhere() -> None:
    there = anchor(TIDE, "ferry-\nman")
    assert found("Nobody\npaid the ferry-   man that night. The\ntide", there) == ["ferry-   man"]


def test_a_place_is_found_when_words_near_it_are_read_otherwise() -> None:
    there = anchor(TIDE, "tbe")
    again = "The tide wae out,\nand tbe quay lay dry. Later tbe boats came in by dozens.\n"
    assert found(again, there) == ["tbe"]


def test_a_place_that_is_gone_is_not_found_elsewhere() -> None:
    there = anchor(TIDE, "tbe")
    assert found("Far from there, on a hill above tbe town, she sat.", there) == [None]


def test_two_places_that_are_nearly_alike_are_nowhere() -> None:
    there = anchor(TIDE, "tbe")
    again = "The tide was ont, and tbe quay lay dry. The tide was oat, and tbe quay lay dry."
    assert found(again, there) == [None]


def test_places_that_read_alike_are_told_apart_by_their_number() -> None:
    text = "He said tbe word. " * 40
    third = anchor(text, "tbe", 2)
    spans = find(FlatText(text), [third], LIKENESS)
    assert (third.ordinal, third.of) != (1, 1)
    assert spans == [(text.index("tbe", 2 * 18), text.index("tbe", 2 * 18) + 3)]


def test_a_number_means_nothing_once_their_count_has_changed() -> None:
    text = "He said tbe word. " * 40
    assert found(text + "He said tbe word. ", anchor(text, "tbe", 20)) == [None]


def test_a_context_grows_until_it_is_the_only_one() -> None:
    text = "one two three four five tbe six seven eight nine ten\n" * 2 + "end"
    assert anchor(text, "tbe", 1).of == 1
    assert anchor(text, "tbe", 1).right.endswith("end")


WORDS = st.text(alphabet="ab \n\f", min_size=1, max_size=80)


@given(WORDS, st.data())
def test_an_anchor_finds_its_own_place(text: str, draw: st.DataObject) -> None:
    start = draw.draw(st.integers(0, len(text) - 1))
    end = draw.draw(st.integers(start + 1, len(text)))
    there = anchor_at(FlatText(text), start, end, LIKENESS)
    (span,) = find(FlatText(text), [there], LIKENESS)
    if not there.whole:
        return
    assert span is not None
    assert flat(text[slice(*span)]).strip() == there.raw.strip()
    if not text[start].isspace() and not text[end - 1].isspace():
        assert span == (start, end)


@given(st.text(max_size=60))
def test_flat_offsets_lead_back(text: str) -> None:
    view = FlatText(text)
    for offset, letter in enumerate(text):
        if not letter.isspace():
            there = view.flat_offset(offset)
            assert view.text[there] == flat(letter)
            assert view.span(there, there + 1)[0] == offset


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\f"])
def test_a_text_of_blanks_has_no_places(text: str) -> None:
    assert find(FlatText(text), [Anchor("a ", "b", " c")], LIKENESS) == [None]
