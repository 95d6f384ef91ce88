"""Damage: what kind it is, by how it differs from the truth."""

from __future__ import annotations

import pytest
from judged_texts import Change, judged

from pipeline.evaluation.damage import DAMAGES, Excerpt, damage

CASES = [
    ("12 THE FERRY", "", "furniture"),
    ("ferry 12 THE FERRY man", "ferryman", "furniture"),
    ("w o r k e r s", "workers", "letterspacing"),
    ("th e w or k e rs", "the workers", "letterspacing"),
    ("ferry-\nman", "ferryman", "hyphenation"),
    ("ferry\nman", "ferryman", "hyphenation"),
    ("workingclass", "working-class", "hyphenation"),
    ("ferry-man", "ferryman", "hyphenation"),
    ("ﬁne", "fine", "encoding"),
    ("cafÃ©", "café", "encoding"),
    ("caf\ufffd", "café", "encoding"),
    ('"old"', "“old”", "quotes"),
    ("old--new", "old—new", "quotes"),
    ("it''s", "it’s", "quotes"),
    ("tbe", "the", "scannos"),
    ("ferry man", "ferryman", "scannos"),
    ("ofthe", "of the", "scannos"),
    ("lila", "his", "scannos"),
    ("·", "", "scannos"),
    ("", "the quay", "none"),
    ("xq zv kj wq vv", "nobody waited upon the tide", "none"),
]


def excerpt(text: str) -> Excerpt:
    return Excerpt(text.split(), text)


@pytest.mark.parametrize(("found", "wanted", "kind"), CASES)
def test_kind(found: str, wanted: str, kind: str) -> None:
    assert damage(excerpt(found), excerpt(wanted)) == kind


def test_every_kind_has_a_case() -> None:
    assert {kind for _, _, kind in CASES} == set(DAMAGES)


def test_repairs_have_the_damage_of_the_raw_text_and_misses_what_is_left() -> None:
    raw = "Nobody paid the ferry-\nman that evening\n12\nwhen tbe tide was out."
    truth = "Nobody paid the ferryman that evening when the tide was out."
    places = judged(truth, raw, [Change("ferry-\nman ", "ferryman\n")]).places
    assert [(one.fate, one.damage, one.line) for one in places] == [
        ("fixed", "hyphenation", 1),
        ("missed", "furniture", 3),
        ("missed", "scannos", 4),
    ]


def test_by_words_a_line_end_still_tells_a_broken_word() -> None:
    raw, truth = "Nobody paid the ferry-\nman that night.", "Nobody paid the ferryman: that night"
    places = judged(truth, raw, words=True).places
    assert [(one.fate, one.damage) for one in places] == [("missed", "hyphenation")]
