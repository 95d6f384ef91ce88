"""The figure-in-word finder: what it reads figures as, whose they are, and every measure."""

from __future__ import annotations

from typing import Any

import pytest
import stages
from finding import found, settings

from pipeline import lexicon
from pipeline.context import Match
from pipeline.finders import figure_in_word


def find(text: str, language: str = "en", **pinned: Any) -> list[Match]:
    chosen = settings("scannos", "figure-in-word", **pinned)
    return found(figure_in_word, text, chosen, language=language)


def readings(text: str, **pinned: Any) -> dict[str, str]:
    return {one.groups["word"]: one.groups["best"] for one in find(text, **pinned)}


@pytest.mark.parametrize(
    ("string", "best"),
    [("1s", "is"), ("s0", "so"), ("w1ll", "will"), ("wal1", "wall"), ("3hort", "short")],
)
def test_figures_are_read_as_letters(string: str, best: str) -> None:
    assert readings(f"the {string} men")[string] == best


@pytest.mark.parametrize(
    "string", ["12", "will", "x7", "9nd", "1,s", "w1llllllllllllll", "111ll", "1-s", "qu1llam"]
)
def test_what_is_no_word_with_figures(string: str) -> None:
    assert readings(f"the {string} men") == {}


def test_capitals() -> None:
    text = "He went. 1t was late, and 1t was FR0M Br1stol. “1s it?” H1s boat."
    best = [one.groups["best"] for one in find(text)]
    assert best == ["It", "it", "FROM", "Bristol", "Is", "His"]


def test_the_likelier_reading_leads() -> None:
    (match,) = find("They had a smal1 house.")
    assert match.groups["best"] == "small"
    assert match.measures["margin"] > 3
    (match,) = find("They found the bal1 there.", letters={"1": "ld"})
    assert match.groups["best"] in {"ball", "bald"}
    assert match.measures["margin"] < 3


def test_measures() -> None:
    hits = {
        one.groups["word"]: one.measures
        for one in find("It 1s here and 1s there, 2s. and 3s. It wa3 the mill1.")
    }
    assert (hits["1s"]["count"], hits["1s"]["others"]) == (2, 1)
    assert (hits["1s"]["letters"], hits["1s"]["length"]) == (1, 2)
    assert hits["1s"]["likely"] > 6
    assert hits["wa3"]["stem"] == 0
    assert hits["wa3"]["strings"] == 2
    assert "mill1" not in hits


def test_a_figure_behind_a_word_may_be_a_notes() -> None:
    (match,) = find("They saw the wil1 of it.", letters={"1": "dl"})
    assert match.measures["stem"] == 0
    *_, match = find("They saw the wal1 of it; an1 too.", letters={"1": "d", "3": "t"})
    assert (match.groups["word"], match.groups["best"], match.groups["figures"]) == (
        "an1",
        "and",
        "1",
    )
    assert (match.groups["before"], match.groups["behind"]) == (";", "too")
    assert match.measures["stem"] == 1


def test_neighbours_say_how_well_it_fits() -> None:
    well, badly = find("I know it 1s so. The of 1s whom.")
    assert well.measures["fit"] > badly.measures["fit"]


def test_without_a_list_of_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon.load("en", (stages.RULES,)), "pairs", None)
    (match,) = find("I know it 1s so.")
    assert (match.groups["best"], match.measures["fit"]) == ("is", 0)


@pytest.mark.parametrize("text", ["", "\n", "1", "a", "\udc80", "\udc801s\udc80"])
def test_odd_texts(text: str) -> None:
    assert all(one.groups["best"] == "is" for one in find(text))


@pytest.mark.parametrize("hostile", ["1" * 200_000, "a1" * 100_000, "a1" * 100_000 + "²", "1a" * 9])
def test_long_rows_of_letters_and_figures(hostile: str) -> None:
    text = f"It {hostile} 1s so, and s0 {hostile}"
    assert [one.groups["best"] for one in find(text)] == ["is", "so"]


def test_strings_beside_other_figures_and_letters_are_left() -> None:
    assert readings("the s0² and the ²s0 and 1s\u0301") == {}
