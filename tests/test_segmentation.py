"""Segmentation: the best cut, its lead, forced cuts, their cost, and what counts as a word."""

from __future__ import annotations

import math

import pytest
from finding import context
from hypothesis import given
from hypothesis import strategies as st

from pipeline.segmentation import UNKNOWN_BASE, Scorer, Segmentation, scorers_of, segment

WORDS = {"the": -1.0, "mill": -3.0, "them": -2.5, "ill": -3.5, "a": -1.5, "all": -2.0}


class Table(dict[str, float]):
    def __missing__(self, word: str) -> float:
        return -UNKNOWN_BASE - len(word)

    def words_among(self, strings: set[str]) -> set[str]:
        return strings & self.keys()


table = Table(WORDS)


def cut(text: str, **at: list[float] | list[bool]) -> Segmentation:
    """Segment a text letter by letter; `must` and `cost` are by letter."""
    must = at.get("must") or [False] * len(text)
    cost = at.get("cost") or [0.0] * len(text)
    return segment(list(text), must, cost, table)  # type: ignore[arg-type]


def test_the_likeliest_words() -> None:
    best = cut("themill")
    assert best.words == ("the", "mill")
    assert best.score == pytest.approx(-4.0)
    assert best.unknown == 0


def test_margin_is_the_lead_over_the_next_best() -> None:
    assert cut("themill").margin == pytest.approx(2.0)  # them + ill has -6.0


def test_a_single_way_has_no_rival() -> None:
    assert cut("a").margin == math.inf


def test_a_forced_cut() -> None:
    must = [False, False, False, False, True, False, False]
    assert cut("themill", must=must).words == ("them", "ill")


def test_a_cut_that_costs() -> None:
    cost = [0.0, 0.0, 0.0, 9.0, 0.0, 0.0, 0.0]
    best = cut("themill", cost=cost)
    assert best.words == ("them", "ill")
    assert best.margin == pytest.approx(7.0)


def test_pieces_are_never_cut_inside() -> None:
    assert segment(["them", "ill"], [False] * 2, [0.0] * 2, table).words == ("them", "ill")


def test_unknown_words_are_counted() -> None:
    best = cut("thevrox")
    assert "".join(best.words) == "thevrox"
    assert best.words == ("the", "vrox")
    assert best.unknown == 1


def test_no_pieces_are_no_words() -> None:
    assert segment([], [], [], table) == Segmentation((), 0.0, math.inf, 0)


def test_a_long_piece_stands_alone() -> None:
    assert segment(["x" * 40, "a"], [False] * 2, [0.0] * 2, table, longest=8).words == (
        "x" * 40,
        "a",
    )


@given(st.lists(st.text("thmila\udc80’", min_size=1, max_size=3), max_size=12))
def test_the_pieces_come_back(pieces: list[str]) -> None:
    best = segment(pieces, [False] * len(pieces), [0.0] * len(pieces), table)
    assert "".join(best.words) == "".join(pieces)
    assert best.margin >= 0


PLAIN = "The miller of Quennerby. The miller of Quennerby sat in the mill."


def scorer(text: str = PLAIN, **about: float) -> Scorer:
    share = about.get("share", 0.5)
    least = int(about.get("least", 1))
    return Scorer(context(text), frozenset({"a", "I"}), 3.3, share, least)


@pytest.mark.parametrize("word", ["a", "A", "I", "of", "the", "mill", "Quennerby", "miller’s"])
def test_words(word: str) -> None:
    assert scorer().is_word(word)


@pytest.mark.parametrize("word", ["", "b", "tn", "xi", "vrox", "tlie"])
def test_no_words(word: str) -> None:
    assert not scorer().is_word(word)


def test_a_short_rare_form_of_the_list_is_no_word() -> None:
    assert scorer().context.lexicon.known("ait")
    assert not scorer().is_word("ait")


def test_a_name_needs_its_count() -> None:
    assert scorer(least=2).is_word("Quennerby")
    assert not scorer(least=3).is_word("Quennerby")


def test_probability_of_an_unknown_word_falls_with_its_length() -> None:
    assert scorer().score("vrox") == -UNKNOWN_BASE - 4
    assert scorer().score("vroxham") == -UNKNOWN_BASE - 7


def test_document_and_list_share_the_probability() -> None:
    both, document, listed = scorers_of(context(PLAIN), frozenset({"a"}), 3.3)
    assert document.score("miller") > both.score("miller")
    assert both.score("miller") > listed.score("miller")
    assert both.score("miller") == both.score("miller")


def test_an_empty_document_has_the_list_alone() -> None:
    assert -UNKNOWN_BASE < scorer("").score("river") < 0


def slowly(pieces: list[str], must: list[bool], cost: list[float], longest: int) -> Segmentation:
    """What `segment` says, with every string tried at every end."""
    none = (-math.inf, ("",))
    ways: list[list[tuple[float, tuple[str, ...]]]] = [[(0.0, ()), none]]
    for end in range(1, len(pieces) + 1):
        found: list[tuple[float, tuple[str, ...]]] = []
        for start in range(end - 1, -1, -1):
            word = "".join(pieces[start:end])
            if len(word) > longest and start < end - 1:
                break
            value = table[word] - (cost[start] if start else 0.0)
            found += [(score + value, (*words, word)) for score, words in ways[start]]
            if must[start]:
                break
        # The sort keeps the order of equals: of two ways alike, the one tried first counts.
        ways.append([*sorted(found, key=lambda one: -one[0])[:2], none][:2])
    (score, words), (second, _) = ways[-1]
    unknown = sum(table[word] <= -UNKNOWN_BASE for word in words)
    return Segmentation(words, score, score - second, unknown)


@given(
    st.lists(st.sampled_from([*"aehilmt", "the", "xx", "mill"]), min_size=1, max_size=9),
    st.data(),
)
def test_what_is_left_out_could_not_win(pieces: list[str], data: st.DataObject) -> None:
    size = len(pieces)
    must = data.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    prices = st.sampled_from([0.0, 1.5, 6.0, 99.0])
    cost = data.draw(st.lists(prices, min_size=size, max_size=size))
    longest = data.draw(st.sampled_from([2, 4, 24]))
    expected = slowly(pieces, must, cost, longest)
    got = segment(pieces, must, cost, table, longest)
    assert (got.words, got.unknown) == (expected.words, expected.unknown)
    assert (got.score, got.margin) == pytest.approx((expected.score, expected.margin))
