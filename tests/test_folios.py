"""The folio sequence: roman numerals, differences over pages, rising runs without pages."""

from __future__ import annotations

import pytest

from pipeline.folios import anchors, between, expected_by_page, expected_in_front, roman, to_roman


@pytest.mark.parametrize("number", [*range(1, 60), 99, 100, 149, 399])
def test_roman_there_and_back(number: int) -> None:
    assert roman(to_roman(number)) == number


@pytest.mark.parametrize("numeral", ["XIV", "xIv", "xiv"])
def test_roman_in_either_case(numeral: str) -> None:
    assert roman(numeral) == 14


@pytest.mark.parametrize(
    "word", ["", "civil", "dim", "mild", "mix", "iiii", "vx", "ic", "x v", "4"]
)
def test_words_that_are_no_numerals(word: str) -> None:
    assert roman(word) == 0


def test_every_page_has_the_folio_its_neighbours_agree_on() -> None:
    seeds = {page: [page + 11] for page in range(6) if page != 3}
    expected = expected_by_page(seeds, 6, window=5, at_least=2)
    assert expected == {page: page + 11 for page in range(6)}


def test_note_numbers_do_not_sway_the_sequence() -> None:
    notes = {0: [4, 5], 1: [6], 2: [7, 8, 9], 3: [10, 11], 4: [12]}
    seeds = {page: [page + 201, *notes[page]] for page in range(5)}
    expected = expected_by_page(seeds, 5, window=4, at_least=3)
    assert expected == {page: page + 201 for page in range(5)}


def test_an_unnumbered_plate_shifts_what_follows() -> None:
    folios = [11, 12, 13, None, 14, 15, 16]
    seeds = {page: [one] for page, one in enumerate(folios) if one}
    expected = expected_by_page(seeds, 7, window=6, at_least=2)
    assert [expected[page] for page in (0, 1, 2, 4, 5, 6)] == [11, 12, 13, 14, 15, 16]


def test_a_restart_begins_a_sequence_of_its_own() -> None:
    seeds = {page: [page + 1 if page < 5 else page - 4] for page in range(10)}
    expected = expected_by_page(seeds, 10, window=4, at_least=2)
    assert expected == {page: seeds[page][0] for page in range(10)}


@pytest.mark.parametrize("seeds", [{}, {0: [11]}, {0: [7], 1: [45], 2: [2]}])
def test_too_few_witnesses_say_nothing(seeds: dict[int, list[int]]) -> None:
    assert expected_by_page(seeds, 3, window=5, at_least=2) == {}


def test_pages_outside_the_window_are_no_witnesses() -> None:
    seeds = {0: [11], 12: [23], 24: [35]}
    assert expected_by_page(seeds, 25, window=5, at_least=2) == {}


def test_no_folio_below_one_is_expected() -> None:
    seeds = {page: [page - 2] for page in range(3, 8)}
    expected = expected_by_page(seeds, 8, window=7, at_least=2)
    assert min(expected.values()) == 1
    assert expected[7] == 5


def test_no_pages() -> None:
    assert expected_by_page({}, 0, window=5, at_least=2) == {}


def test_the_longest_rising_run() -> None:
    numbers = [(10, 41), (30, 42), (31, 7), (55, 43), (56, 99), (80, 44), (90, 3), (110, 45)]
    assert anchors(numbers) == [(10, 41), (30, 42), (55, 43), (80, 44), (110, 45)]


def test_a_run_of_nothing_or_one() -> None:
    assert anchors([]) == []
    assert anchors([(3, 9)]) == [(3, 9)]


def test_equal_numbers_stand_once_in_a_run() -> None:
    assert [number for _, number in anchors([(1, 5), (2, 5), (3, 6)])] == [5, 6]


def test_a_run_gives_every_page_its_lines() -> None:
    numbers = [(10, 41), (30, 42), (55, 43), (80, 1851)]
    assert anchors(numbers, 3) == [(10, 41), (30, 42), (55, 43)]
    assert anchors(numbers) == numbers
    assert anchors([(10, 41), (19, 44)], 3) == [(10, 41), (19, 44)]


def test_front_matter_where_numerals_agree() -> None:
    assert expected_in_front({3: [3], 5: [5]}, 6, at_least=2) == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}
    assert expected_in_front({3: [3], 5: [5]}, 6, at_least=3) == {}
    assert expected_in_front({3: [3, 3]}, 6, at_least=2) == {}


def test_front_matter_where_a_numeral_is_the_number_of_its_page() -> None:
    assert expected_in_front({3: [4]}, 5, at_least=2)[3] == 4
    assert expected_in_front({3: [4], 6: [6], 7: [7]}, 5, at_least=2)[3] == 4
    assert expected_in_front({3: [4], 1: [1], 2: [2]}, 5, at_least=2)[2] == 2
    assert expected_in_front({}, 5, at_least=2) == {}


@pytest.mark.parametrize(("line", "number"), [(30, 2), (60, 3.0), (90, 4), (29, None), (91, None)])
def test_a_number_between_two_others(line: int, number: float | None) -> None:
    assert between([(30, 2), (90, 4)], line) == number


def test_nothing_is_between_nothing() -> None:
    assert between([], 5) is None
