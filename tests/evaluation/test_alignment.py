"""Alignment: equal tokens side by side, with the fewest differences, and fast."""

from __future__ import annotations

import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from pipeline.evaluation.alignment import equal_blocks
from pipeline.evaluation.comparison import between

WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=60)


def errors(other: list[str], truth: list[str]) -> int:
    blocks = equal_blocks(other, truth)
    gaps = between(blocks, len(other), len(truth))
    return sum(max(end - start, last - first) for start, end, first, last in gaps)


@given(WORDS, WORDS)
def test_blocks_are_equal_in_order_and_never_overlap(other: list[str], truth: list[str]) -> None:
    done = truth_done = 0
    for start, truth_start, length in equal_blocks(other, truth):
        assert length > 0
        assert start >= done
        assert truth_start >= truth_done
        assert other[start : start + length] == truth[truth_start : truth_start + length]
        done, truth_done = start + length, truth_start + length


def damaged(words: list[str], share: float, seed: int) -> list[str]:
    """Misread, lose and add words."""
    chance = random.Random(seed)
    found: list[str] = []
    for word in words:
        if chance.random() > share:
            found.append(word)
        else:
            found += chance.choice([[], [word + "x"], [word, "12"], [word[:1], word[1:]]])
    return found


def book(length: int, seed: int = 1) -> list[str]:
    """Words as frequent as in a book: few of them often, most of them once or twice."""
    chance = random.Random(seed)
    return [f"w{int(chance.paretovariate(0.7)) % 50_000}" for _ in range(length)]


def test_cuts_cost_nothing_in_a_text_like_a_book() -> None:
    truth = book(3_000)
    raw = damaged(truth, 0.1, 2)
    assert errors(raw, truth) <= 1.01 * Levenshtein.distance(raw, truth)


def test_equal_texts_are_one_block() -> None:
    assert equal_blocks(book(500), book(500)) == [(0, 0, 500)]


def test_nothing_in_common() -> None:
    assert equal_blocks(["a"] * 5, ["b"] * 7) == []
    assert equal_blocks([], ["b"]) == []


def test_passage_in_another_order_is_given_up_where_it_does_not_count() -> None:
    truth = [*"abcdefgh", *"klmnopqrst", *"uvwxyz"]
    raw = [*"klmnopqrst", *"abcdefgh", *"uvwxyz"]
    assert equal_blocks(raw, truth) == [(0, 8, 10), (18, 18, 6)]
    counts = [True] * 8 + [False] * 10 + [True] * 6
    assert equal_blocks(raw, truth, counts) == [(10, 0, 8), (18, 18, 6)]


def test_a_book_of_a_hundred_thousand_words_is_weighed_piece_by_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    truth = book(100_000)
    raw = damaged(truth, 0.15, 3)
    pairs: list[int] = []
    weigh = Levenshtein.opcodes

    def counted(first: str, second: str) -> object:
        pairs.append(len(first) * len(second))
        return weigh(first, second)

    monkeypatch.setattr(Levenshtein, "opcodes", counted)
    tracemalloc.start()
    found = equal_blocks(raw, truth)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(length for _, _, length in found) > 80_000
    # The whole book at once would be ten thousand million pairs.
    assert 0 < sum(pairs) < 100 * len(truth)
    assert most < 200_000_000
