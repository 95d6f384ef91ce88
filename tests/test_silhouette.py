"""The silhouette: one byte a character, and never less than the text holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import silhouette
from pipeline.document import Document


@given(st.text())
def test_each_character_shows_its_kind(text: str) -> None:
    shown = Document(text).silhouette.decode("ascii")
    assert shown == "".join(map(silhouette.kind, text))


def test_many_foreign_signs_show_their_kinds() -> None:
    text = "".join(map(chr, range(0x400, 0x500))) + " “\udc80"
    assert silhouette.of(text, frozenset(text)) == "".join(map(silhouette.kind, text)).encode()


@pytest.mark.parametrize(
    ("sign", "kind"),
    [("a", "a"), ("ſ", "a"), ("7", "0"), ("²", "a"), ("\t", " "), ("\f", "\n"), ("“", "("),
     ("—", "-"), ("\u00ad", "."), ("\u0301", "."), ("_", "."), ("\udc80", ".")],
)  # fmt: skip
def test_kinds(sign: str, kind: str) -> None:
    assert silhouette.kind(sign) == kind


def test_places_may_overlap() -> None:
    assert list(silhouette.places("aaa", "aa")) == [0, 1]
