from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_decisions import proof
from tiny import TIDE, write_rules

from pipeline import ruleset
from pipeline.review.listing import Filter, Listing
from pipeline.review.profile import profile
from pipeline.review.proof import SHEET_CHARACTERS, SHEET_LINES, Proof
from pipeline.ruleset import RuleSet


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    return ruleset.load(write_rules(tmp_path_factory.mktemp("rules")))


def assert_covers(laid: Proof) -> None:
    for side, whole in ((0, laid.raw), (1, laid.cleaned)):
        pieces = [piece.text for sheet in laid.sheets for piece in laid.sides(sheet)[side]]
        assert "".join(pieces) == whole


def test_items_stand_in_reading_order_with_their_places(rules: RuleSet) -> None:
    laid = proof(TIDE, rules)
    places = [(laid.raw[slice(*one.raw)], laid.cleaned[slice(*one.cleaned)]) for one in laid.items]
    assert places == [
        ("tbe", "the"),
        ("ferry-\nman ", "ferryman\n"),
        ("12\n", ""),
        ("tbe", "the"),
        ("1ie", "1ie"),
    ]


def test_sheets_are_pages_and_cover_both_texts(rules: RuleSet) -> None:
    laid = proof(TIDE, rules)
    assert [(one.page, one.part) for one in laid.sheets] == [(1, 1), (2, 1)]
    assert_covers(laid)
    assert "".join(laid.pages) == TIDE


def test_a_long_page_is_cut_at_lines(rules: RuleSet) -> None:
    laid = proof("tbe tide was out\n" * (SHEET_LINES * 2 + 5), rules)
    assert [(one.page, one.part) for one in laid.sheets] == [(1, 1), (1, 2), (1, 3)]
    assert all(laid.raw[one.raw[0] - 1] == "\n" for one in laid.sheets[1:])
    assert_covers(laid)


def test_a_line_too_long_for_a_sheet_is_cut(rules: RuleSet) -> None:
    laid = proof("tbe tide " * 12_000, rules)
    assert max(one.raw[1] - one.raw[0] for one in laid.sheets) <= SHEET_CHARACTERS
    assert_covers(laid)


def test_each_item_is_marked_on_its_sheet(rules: RuleSet) -> None:
    laid = proof(TIDE * 3, rules)
    for item in laid.items:
        raw, cleaned = laid.sides(laid.sheets[laid.sheet_of(item)])
        for pieces in (raw, cleaned):
            assert any(item.number in piece.items for piece in pieces), item


PIECES = st.lists(
    st.sampled_from(["tbe ", "1ie\n", "ferry-\nman ", "12\n", "\f", "\n", "\U0001d400"])
)


@given(PIECES)
def test_sheets_cover_any_text(rules: RuleSet, pieces: list[str]) -> None:
    laid = proof("".join(pieces), rules)
    assert_covers(laid)


def test_the_least_certain_come_first(rules: RuleSet) -> None:
    laid = proof(TIDE, rules)
    listing = Listing(laid, Filter(), {})
    assert [laid.items[one].row.confidence for one in listing.numbers] == [
        "suspect", "likely", "certain", "certain", "certain",
    ]  # fmt: skip
    groups = listing.groups({})
    assert [(one.item.rule, one.count, one.forms) for one in groups] == [
        ("scannos/one-for-l", 1, 1),
        ("scannos/broken-word", 1, 1),
        ("furniture/number-alone", 1, 1),
        ("scannos/b-for-h", 2, 1),
    ]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Filter(stage="furniture"), 1),
        (Filter(rule="scannos/b-for-h"), 2),
        (Filter(confidence="suspect"), 1),
        (Filter(text="FERRYMAN"), 1),
        (Filter(text="nowhere"), 0),
        (Filter(form=0), 2),
        (Filter(form=99), 0),
        (Filter(judged="yes"), 0),
        (Filter(judged="no"), 5),
    ],
    ids=str,
)
def test_a_filter_lets_through_what_it_names(rules: RuleSet, wanted: Filter, count: int) -> None:
    assert len(Listing(proof(TIDE, rules), wanted, {}).numbers) == count


def test_a_profile_counts_by_kind_and_by_place(rules: RuleSet, tmp_path: Path) -> None:
    found = profile(proof(TIDE, rules))
    first = found.kinds[0]
    assert (first.rule, first.count, first.pages) == ("scannos/b-for-h", 2, (1, 2))
    assert [(one.first, one.last, one.total) for one in found.bars] == [(1, 1, 3), (2, 2, 2)]
    assert sum(bar.total for bar in profile(proof("tbe\n" * 99, rules)).bars) == 99
