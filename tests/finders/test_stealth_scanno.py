"""The stealth-scanno finder: words that are misread and are words all the same."""

from __future__ import annotations

from typing import Any

import pytest
from finding import context, found, settings

from pipeline.context import Match
from pipeline.finders import stealth_scanno

PINNED: dict[str, Any] = {
    "confusions": {"all": [("c", "e")], "en": [("u", "n")]},
    "prior": 0.001,
    "least_support": 3,
    "most_count": 12,
    "longest": 40,
    "least_frequency": 1.0,
    "least_fit": 0.3,
    "least_odds": 0.0,
    "sure_odds": 1.0,
    "most_here": 3.0,
    "rare_count": 2,
}
PLAIN = (
    "The men are there, and the boats are seen by all of them. "
    "They are glad, and we are glad that they are found.\n"
) * 5
MISREAD = "They remcmber the evcning when all gathcred. "


def find(text: str, language: str = "en", **pinned: Any) -> list[Match]:
    chosen = settings("scannos", "stealth-scanno", **{**PINNED, **pinned})
    return found(stealth_scanno, text, chosen, language=language)


def test_a_word_that_is_meant_is_no_other() -> None:
    text = f"{PLAIN}{MISREAD}Lamps arc lit there."
    assert find(text, meant_pattern="ar|arch|rc"), "the pattern is to match all of it"
    assert find(text, meant_pattern="mere|ar.") == []


def test_groups_and_measures() -> None:
    text = f"{PLAIN}{MISREAD}Lamps arc lit there."
    (match,) = find(text)
    assert text[match.start : match.end] == "arc"
    assert match.groups == {
        "word": "arc", "best": "are", "changes": "c>e", "before": "lamps", "behind": "lit",
        "around": "lamps arc lit",
    }  # fmt: skip
    measures = match.measures
    assert (measures["support"], measures["count"], measures["length"]) == (3, 1, 3)
    assert measures["margin"] == 99
    assert measures["odds"] > 1
    assert measures["fit"] > 1
    assert measures["frequency"] > 1
    assert measures["rate"] == pytest.approx(1000 * 3 / (3 + text.count("e") + 1), rel=0.1)
    assert match.evidence[0] == ("reads", "c>e")


def test_strings_that_the_language_does_not_write_are_counted() -> None:
    text = f"{PLAIN}{MISREAD}Lamps arc lit there."
    (plain,) = find(text)
    (strange,) = find(f"{text} A qvxtz and a bxhrw.")
    often = find(f"{text} A qvxtz, a qvxtz, a qvxtz, and a bxhrw.")
    more = strange.measures["unwritten"] - plain.measures["unwritten"]
    assert more == pytest.approx(2 * 1000 / len(text.split()), rel=0.1)
    assert often[0].measures["unwritten"] < strange.measures["unwritten"]


def test_odds_are_the_sum_of_what_speaks_for_the_reading() -> None:
    (match,) = find(f"{PLAIN}{MISREAD}The men arc lit there.")
    measures = match.measures
    assert measures["here"] > 0, "the document writes `men are`"
    parts = measures["frequency"] + measures["fit"] + measures["here"]
    assert 10 ** (measures["odds"] - parts) == pytest.approx(measures["rate"] / 1000)


@pytest.mark.parametrize("text", ["The arc of the lamp.", "A wide arc.", "Arc lamps.", "The arcs."])
def test_word_between_its_own_neighbours(text: str) -> None:
    assert find(f"{PLAIN}{MISREAD}{text}") == []


def test_confusion_must_be_shown_by_other_words() -> None:
    assert find(f"{PLAIN}They remcmber the evcning. Lamps arc lit there.") == []
    assert find(f"{PLAIN}They remcmber the evcning. Lamps arc lit there.", least_support=2)


@pytest.mark.parametrize(
    "pinned",
    [
        {"least_odds": 3.0},
        {"least_fit": 2.5},
        {"least_frequency": 2.5},
        {"most_count": 0},
        {"longest": 2},
        {"longest": 7},
        {"confusions": {"all": [("u", "n")]}},
    ],
    ids=["odds", "fit", "frequency", "count", "length", "length of the strings", "confusions"],
)
def test_every_bound_holds(pinned: dict[str, Any]) -> None:
    text = f"{PLAIN}{MISREAD}Lamps arc lit there."
    assert find(text)
    assert find(text, **pinned) == []


def test_what_the_document_says_counts_so_much_at_most() -> None:
    (match,) = find(f"{PLAIN}{MISREAD}The men arc lit there.", most_here=0.25)
    assert match.measures["here"] == 0.25


def test_a_place_says_nothing_of_itself() -> None:
    (match,) = find(f"{PLAIN}{MISREAD}Lamps arc lit there.")
    assert match.measures["here"] == 0, "`lamps arc` and `arc lit` stand here only"


def test_other_places_where_it_is_sure_are_counted() -> None:
    text = f"{PLAIN}{MISREAD}There arc some. Lamps arc lit. We know they arc not. Fields arc brown."
    found = find(text, least_frequency=0.0, sure_odds=2.0)
    told = {one.groups["before"]: one.measures["elsewhere"] for one in found}
    odds = {one.groups["before"]: one.measures["odds"] for one in found}
    assert {before for before, one in odds.items() if one >= 2} == {"there", "they"}
    assert told == {"there": 1, "they": 1, "lamps": 2, "fields": 2}


def test_other_readings_of_the_word_are_not_counted() -> None:
    art = "The art of lamps, an art of light. " * 9
    text = f"{PLAIN}{art}{MISREAD}It was nighc and lighc, and mosc of it besc. "
    both = {"all": [("c", "e"), ("c", "t")]}
    found = find(f"{text}There arc some. It is an arc of light.", confusions=both, least_odds=-9.0,
                 least_fit=-9.0, least_frequency=-9.0, sure_odds=-9.0)  # fmt: skip
    assert [one.groups["best"] for one in found if one.groups["word"] == "arc"] == ["are", "art"]
    assert {one.measures["elsewhere"] for one in found if one.groups["word"] == "arc"} == {0}


def test_how_often_the_language_writes_words_side_by_side_says_more_than_whether_it_does() -> None:
    text = f"{PLAIN}{MISREAD}Lamps arc lit there."
    asked = context(text)
    assert asked.lexicon.lifts
    (match,) = find(text, beside_misread=0.0)
    words = ("arc", "are")
    arc, are = (asked.lexicon.lifts.of("lamps", [word], "lit", 0.0) for word in words)
    assert match.measures["fit"] == pytest.approx(are - arc)
    (less,) = find(text, beside_misread=0.5)
    assert 0 < less.measures["fit"] < match.measures["fit"]


def test_where_a_language_has_no_lifts_pairs_say_whether_words_stand_together() -> None:
    text = (
        "Ils sont tous venus, tous les jours. " * 9 + "Les jonrs et les nnits. Dans tons les cas."
    )
    french = {"all": [("n", "u")]}
    asked = context(text, language="fr")
    assert asked.lexicon.lifts is None
    assert asked.lexicon.pairs
    (match,) = find(text, language="fr", confusions=french, least_support=1, least_fit=0.0)
    tons, tous = (asked.lexicon.pairs.fit("dans", word, "les") for word in ("tons", "tous"))
    assert match.measures["fit"] == pytest.approx(tous - tons)


def test_language_without_pairs_has_none() -> None:
    assert find(f"{PLAIN}{MISREAD}Lamps arc lit there.", language="pt") == []


def test_next_reading_is_so_far_behind() -> None:
    text = f"{PLAIN}{'The art of lamps. ' * 9}It was wintcr, and nighc. The lamps arc lit."
    both = {"all": [("c", "e"), ("c", "t")]}
    bounds: dict[str, Any] = {"least_support": 1, "least_fit": -9.0, "least_frequency": 0.1}
    (first,) = find(text, **bounds)
    (second,) = find(text, **bounds, confusions=both)
    assert (first.groups["best"], second.groups["best"]) == ("are", "are")
    assert first.measures["margin"] == 99
    assert 0 < second.measures["margin"] < 9
