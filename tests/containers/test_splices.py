"""Splices: what was changed in a file goes in, comes out, and is told where it does not fit."""

from __future__ import annotations

import pytest

from pipeline.containers.splices import Splice, apply, undo

RAW = "<w>tbe</w> <w>caf\u00e9</w>"
CHANGED: list[tuple[list[Splice], str]] = [
    ([], RAW),
    ([(3, "tbe", "the")], RAW.replace("tbe", "the")),
    ([(3, "tbe", "")], RAW.replace("tbe", "")),
    ([(3, "", "not ")], RAW.replace("tbe", "not tbe")),
    ([(0, "<w>", "<v>"), (3, "tbe", "the")], RAW.replace("<w>tbe", "<v>the")),
    ([(3, "tb", "\u0113"), (5, "e", "")], RAW.replace("tbe", "\u0113")),
    ([(3, "tbe", "the very"), (14, "caf\u00e9", "\u00e9")],
     RAW.replace("tbe", "the very").replace("caf\u00e9", "\u00e9")),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(CHANGED)))
def test_what_was_changed_comes_back(number: int) -> None:
    splices, new = CHANGED[number]
    assert apply(RAW.encode(), splices, "utf-8") == new.encode()
    assert undo(new.encode(), splices, "utf-8") == RAW.encode()


def test_offsets_are_bytes_of_the_codec() -> None:
    splices = [(4, "\u00e9b", "e"), (8, "c", "cc")]
    raw, new = ("ab\u00e9bc".encode("utf-16-le"), "abecc".encode("utf-16-le"))
    assert apply(raw, splices, "utf-16-le") == new
    assert undo(new, splices, "utf-16-le") == raw


@pytest.mark.parametrize(
    ("splices", "message"),
    [
        ([(4, "tbe", "the")], "no 'tbe' at 4"),
        ([(3, "the", "tbe")], "no 'the' at 3"),
        ([(90, "tbe", "the")], "no 'tbe' at 90"),
        ([(3, "tbe", "x"), (3, "tbe", "x")], "no 'tbe' at 3"),
        ([(4, "be", "x"), (3, "tb", "x")], "no 'tb' at 3"),
        ([(3, "tbe", "x"), (5, "e<", "x")], "no 'e<' at 5"),
    ],
    ids=["beside", "other", "beyond", "twice", "backwards", "over another"],
)
def test_splice_that_does_not_fit_is_told(splices: list[Splice], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        apply(RAW.encode(), splices, "utf-8")
