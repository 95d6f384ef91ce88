"""Tokens: counted in pieces, and carried over corrections as if they were counted anew."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pipeline import token_counts, vocabulary
from pipeline.correction import Correction, apply
from pipeline.document import Document
from pipeline.vocabulary import Vocabulary

TEXTS = st.text("ab-¬é'. \n\f\t\x1c\udc80", max_size=60)


@st.composite
def corrected(draw: st.DrawFn) -> tuple[str, list[Correction]]:
    """A text and corrections of it, sorted, none overlapping the next."""
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    made = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        after = draw(st.text("ab- \n", max_size=3))
        made.append(Correction(start, end, text[start:end], after, "stage", "rule", "certain"))
    return text, made


@given(corrected())
def test_carried_counts_are_those_of_a_new_count(given: tuple[str, list[Correction]]) -> None:
    old, corrections = given
    new = apply(old, corrections)
    touched = token_counts.touched(old, new, corrections)
    assert token_counts.carried(Counter(old.split()), old, new, touched) == Counter(new.split())


@given(corrected())
def test_carried_words_keep_their_counts_without_case(
    given: tuple[str, list[Correction]],
) -> None:
    old, corrections = given
    new = apply(old, corrections)
    before = vocabulary.of(Document(old))
    assert before.lowered is not None
    carried = vocabulary.carried(before, old, new, token_counts.touched(old, new, corrections))
    assert carried.lowered == Vocabulary(carried.written).lowered


def test_a_text_is_counted_whole_however_long() -> None:
    text = "the tide\n" * token_counts.PIECE + "the mill"
    assert token_counts.count(text) == {
        "the": token_counts.PIECE + 1,
        "tide": token_counts.PIECE,
        "mill": 1,
    }


def test_a_text_of_one_line_is_counted() -> None:
    assert token_counts.count("tide " * token_counts.PIECE)["tide"] == token_counts.PIECE


def test_nothing_is_counted_in_no_text() -> None:
    assert token_counts.count("") == {}
