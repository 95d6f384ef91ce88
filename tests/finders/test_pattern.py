"""The pattern finder: groups, literals it waits for, lines it may span, odd texts."""

from __future__ import annotations

import pytest
from finding import found

from pipeline.context import Match
from pipeline.finders import pattern
from pipeline.finders.pattern import Settings


def find(text: str, expression: str, *requires: str, lines: int = 1) -> list[Match]:
    return found(pattern, text, Settings(expression, requires, lines))


def places(matches: list[Match]) -> list[tuple[int, int]]:
    return [(match.start, match.end) for match in matches]


def test_named_groups_and_the_whole() -> None:
    (match,) = find("The ferry-man slept.", r"(?P<first>\w+)-(?P<second>\w+)")
    assert match.groups == {"all": "ferry-man", "first": "ferry", "second": "man"}
    assert (match.start, match.end) == (4, 13)
    assert match.measures == {}


def test_a_group_that_took_no_part_is_empty() -> None:
    (match,) = find("The tide.", r"tide(?P<plural>s)?")
    assert match.groups["plural"] == ""


def test_line_ends_are_those_of_lines() -> None:
    assert places(find("12\nThe tide 12\n12", r"^\d+$")) == [(0, 2), (15, 17)]


def test_empty_matches_are_left_out() -> None:
    assert find("The tide.", r"x*") == []


@pytest.mark.parametrize("requires", [(), ("e",)])
def test_matches_come_in_order_without_overlap(requires: tuple[str, ...]) -> None:
    assert places(find("eel\neel", r"ee?", *requires)) == [(0, 2), (4, 6)]


def test_only_lines_with_a_required_literal_are_looked_at() -> None:
    assert places(find("a tide\na mill\na tide mill", r"\ba\b", "tide")) == [(0, 1), (14, 15)]


def test_any_of_the_literals_is_enough() -> None:
    assert places(find("a tide\na mill\na quay", r"\ba\b", "tide", "quay")) == [(0, 1), (14, 15)]


def test_a_match_stays_on_its_line_unless_it_may_span_more() -> None:
    text = "the ferry-\nman"
    assert find(text, r"ferry-\nman", "ferry-") == []
    assert places(find(text, r"ferry-\nman", "ferry-", lines=2)) == [(4, 14)]


def test_every_line_with_a_literal_is_looked_at_with_all_that_follow() -> None:
    assert places(find("a- b\nferry-\nman", r"ferry-\nman", "-", lines=2)) == [(5, 15)]
    assert places(find("-\nferry-\nman", r"(?:ferry|y)-(?:\nman)?", "-", lines=2)) == [(2, 12)]


def test_lines_spanned_are_not_looked_at_twice() -> None:
    assert places(find("a-\na-\na-\na", r"a-", "-", lines=3)) == [(0, 2), (3, 5), (6, 8)]


def test_look_behind_sees_the_text_before_the_line() -> None:
    assert places(find("The end.\nx marks it.", r"(?<=\n)x", "x marks")) == [(9, 10)]


@pytest.mark.parametrize("text", ["", "\n", "\f", "no figure", "\ud800\udfff"])
@pytest.mark.parametrize("requires", [(), ("1",)])
def test_nothing_in_texts_without_it(text: str, requires: tuple[str, ...]) -> None:
    assert find(text, r"\d", *requires) == []


def test_a_lone_surrogate_beside_a_match() -> None:
    assert places(find("\ud8001\udc00", r"\d", "1")) == [(1, 2)]


def test_a_line_of_a_hundred_thousand_characters() -> None:
    assert len(find("tide " * 20_000, r"\btide\b", "tide")) == 20_000


def test_a_literal_that_begins_with_a_line_feed_is_looked_for_once_a_line() -> None:
    text = "The ferry\n.came\n.late\n"
    assert places(find(text, r"\n\.", "\n.", lines=2)) == [(9, 11), (15, 17)]
