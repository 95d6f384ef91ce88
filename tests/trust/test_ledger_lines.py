"""What a correction says comes back from its line, and what is no line is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import ledger_lines
from pipeline.correction import CONFIDENCES, Correction
from pipeline.ledger_lines import Row

names = st.sampled_from(["seen", "known", "reads"])
signs = st.text(st.characters(codec=None, categories=None) | st.sampled_from('\udc80\udcff"\\\n\0'))
corrections = st.builds(
    Correction,
    st.integers(0, 9),
    st.integers(0, 9),
    signs,
    signs,
    st.just("scannos"),
    st.just("b-for-h"),
    st.sampled_from(CONFIDENCES),
    st.lists(st.tuples(names, signs), max_size=4).map(lambda pairs: tuple(sorted(pairs))),
    st.sampled_from(["", "stet", "apply", "edit"]),
)


def row(one: Correction) -> Row:
    return Row(
        one.stage, one.rule, one.confidence, one.applied, one.before, one.after, one.start, one.end,
        1, 2, 3, ledger_lines.evidence_object(one), one.decision,
    )  # fmt: skip


def by_name(one: Correction) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in one.evidence:
        found.setdefault(name, []).append(value)
    return found


@given(corrections)
def test_a_correction_comes_back_from_its_line(one: Correction) -> None:
    line = ledger_lines.encode(row(one))
    assert b"\n" not in line
    back = ledger_lines.correction(ledger_lines.decode(line, Row))
    for field in ("start", "end", "before", "after", "stage", "rule", "confidence", "decision"):
        assert getattr(back, field) == getattr(one, field)
    assert by_name(back) == by_name(one)


def test_evidence_keeps_the_order_in_which_it_was_given() -> None:
    one = Correction(0, 1, "a", "b", "s", "r", "likely", (("x", "1"), ("y", "2"), ("x", "3")))
    assert ledger_lines.evidence_object(one) == {"x": ["1", "3"], "y": "2"}
    three = Correction(0, 1, "a", "b", "s", "r", "likely", (("x", "1"),) * 3)
    assert ledger_lines.evidence_object(three) == {"x": ["1", "1", "1"]}
    assert ledger_lines.correction(row(three)) == three


def test_lone_surrogates_are_escapes_and_the_line_has_no_blanks() -> None:
    one = Correction(0, 1, "\udc80", "é", "s", "r", "certain", (("x", "1"),))
    line = ledger_lines.encode(row(one))
    assert rb'"before":"\udc80","after":"\u00e9"' in line
    assert b" " not in line
    plain = ledger_lines.encode(row(Correction(0, 1, "é", "e", "s", "r", "certain")))
    assert '"before":"é"'.encode() in plain
    assert b"decision" not in plain


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"7", b'{"stage":1}', rb'{"stage":"\udc80"}',
                                  rb'"\ud8', b"\xff"])  # fmt: skip
def test_what_is_no_line_is_told(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        ledger_lines.decode(line, Row)


def test_a_table_of_anything_is_read() -> None:
    assert ledger_lines.decode(rb'{"a":"\udc80"}', dict[str, Any]) == {"a": "\udc80"}
