"""The odd-spelling finder: strings that no list holds, spelt as no word is."""

from __future__ import annotations

from typing import Any

import needing
import pytest
from finding import found, settings

from pipeline.context import Match
from pipeline.finders import odd_spelling

DAMAGE = "Dic Leutc gehcn hcute. Dcr Garten licgt am Wasscr, das Fenstcr am Hafcn. "


pytestmark = needing.words("de")


def find(text: str, language: str = "de", **pinned: Any) -> list[Match]:
    chosen = settings("scannos", "odd-spelling", **pinned)
    return found(odd_spelling, text, chosen, language=language)


def by_word(text: str, language: str = "de", **pinned: Any) -> dict[str, Match]:
    return {match.groups["word"]: match for match in find(text, language, **pinned)}


def test_groups_and_measures_of_a_string_that_is_mended() -> None:
    match = by_word(f"{DAMAGE}Die Quallenbürgcrlichkcit war da.")["Quallenbürgcrlichkcit"]
    assert match.groups["best"] == "Quallenbürgerlichkeit"
    assert (match.groups["read"], match.groups["meant"]) == ("c", "e")
    measures = match.measures
    assert (measures["changes"], measures["known"], measures["count"]) == (2, 0, 1)
    assert (measures["length"], measures["capital"]) == (21, 1)
    assert measures["gain"] > 2 * measures["least"] > 2
    assert match.evidence == (("reads", "c for e"),)


def test_support_counts_the_words_that_come_of_it() -> None:
    matches = by_word(f"{DAMAGE}Die Quennerbyfclder waren da.")
    known = [word for word, match in matches.items() if match.measures["known"]]
    assert "Wasscr" in known
    assert "Quennerbyfclder" in matches
    assert "Quennerbyfclder" not in known
    assert {match.measures["support"] for match in matches.values()} == {float(len(known))}


def test_what_all_confusions_explain_is_counted_together() -> None:
    pairs = {"de": [("c", "e"), ("fs", "ss")]}
    matches = by_word(f"{DAMAGE}Die Wafser und die Mafsen.", confusions=pairs)
    support = {match.groups["read"]: match.measures["support"] for match in matches.values()}
    assert set(support) == {"c", "fs"}
    assert {match.measures["misread"] for match in matches.values()} == {sum(support.values())}


def test_a_letter_stays_before_others() -> None:
    word = "Quallenpunctcn"
    assert by_word(f"Die {word} da.", stays_before={"c": "t"})[word].groups["best"] == (
        "Quallenpuncten"
    )
    assert by_word(f"Die {word} da.", stays_before={}, least_gain=0.1)[word].groups["best"] == (
        "Quallenpuneten"
    )


def test_a_change_must_bring_enough() -> None:
    assert by_word("Die Quallenbürgcr da.", least_gain=99.0) == {}


@pytest.mark.parametrize("word", ["Garten", "ABCDC", "Qcl", "Vier-Quallcn", "deUrbcn", "x4cnborn"])
def test_what_is_not_looked_at(word: str) -> None:
    assert word not in by_word(f"{DAMAGE}Die {word} da.")


def test_the_lengths_looked_at() -> None:
    text = "Die Quallenbürgcr da."
    assert by_word(text, shortest=14) == {}
    assert by_word(text, longest=12) == {}


def test_a_language_without_confusions_is_left() -> None:
    assert find("Les quallenbourgcois.", "fr") == []


def test_every_place_is_found_and_printed_with_its_long_s() -> None:
    text = "Die Quallenſtraßcn, die Quallenſtraßcn!"
    matches = find(text)
    assert [match.start for match in matches] == [4, 24]
    assert {match.groups["best"] for match in matches} == {"Quallenſtraßen"}


def test_another_confusion_beside_makes_a_word_of_it() -> None:
    text = f"{DAMAGE}Die Neiseklcidung war da."
    pairs = {"de": [("c", "e")]}
    plain = by_word(text, confusions=pairs, beside={})["Neiseklcidung"]
    assert (plain.groups["best"], plain.measures["known"]) == ("Neisekleidung", 0)
    beside = {"de": [("N", "R"), ("n", "u")]}
    match = by_word(text, confusions=pairs, beside=beside)["Neiseklcidung"]
    assert (match.groups["best"], match.measures["known"]) == ("Reisekleidung", 1)


def test_what_is_worse_spelt_is_no_word_beside() -> None:
    text = f"{DAMAGE}Die Strascnburgcr waren da."
    match = by_word(text, beside={"de": [("s", "f")]})["Strascnburgcr"]
    assert match.groups["best"] == "Strasenburger"
