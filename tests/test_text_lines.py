"""Lines are cut out of a text as they are asked for, and are those that splitting it gives."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import text_lines
from pipeline.text_lines import Lines

TEXTS = st.text(alphabet="ab \n\f\r\u2028é“", max_size=60)


def split(text: str) -> list[str]:
    return text.replace("\f", "\n").split("\n")


@given(TEXTS, st.integers(1, 9))
def test_lines_are_those_that_splitting_gives(text: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_lines, "_PIECE", piece)
        lines = Lines(text)
        wanted = split(text)
        assert list(lines) == wanted
        assert [lines[at] for at in range(len(lines))] == wanted
        assert list(lines.starts) == list(
            accumulate((len(one) + 1 for one in wanted[:-1]), initial=0)
        )
        assert lines.lengths() == list(map(len, wanted))
        assert [lines.end(at) - lines.starts[at] for at in range(len(lines))] == lines.lengths()


@given(TEXTS, st.integers(-9, 9), st.integers(-9, 9))
def test_slices_and_places_from_the_end_are_those_of_a_list(
    text: str, first: int, last: int
) -> None:
    lines, wanted = Lines(text), split(text)
    assert lines[first:last] == wanted[first:last]
    if -len(wanted) <= first < len(wanted):
        assert lines[first] == wanted[first]


@pytest.mark.parametrize("at", [2, -3])
def test_there_is_no_line_beyond_the_last(at: int) -> None:
    with pytest.raises(IndexError):
        Lines("The tide\nis out.")[at]
