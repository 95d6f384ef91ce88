"""The confused-word finder: which words are asked, what they may be, every measure."""

from __future__ import annotations

from typing import Any

import needing
import pytest
from finding import found, settings

from pipeline.context import Match
from pipeline.finders import confused_word

PINNED: dict[str, Any] = {
    "confusions": {"all": [("b", "h"), ("rn", "m"), ("n", "u")], "de": [("R", "K")]},
    "prior": 0.001,
    "own_share": -5.5,
    "own_letter": 0.5,
    "real_word_rate": 0.004,
    "real_word_support": 4,
    "real_word_many": 20,
    "least_odds": 0.5,
}
PLAIN = "The others saw that their mother had nothing there, and they thought of the others.\n" * 4


def find(text: str, language: str = "en", **pinned: Any) -> list[Match]:
    chosen = settings("scannos", "confused-word", **{**PINNED, **pinned})
    return found(confused_word, text, chosen, language=language)


def by_word(text: str, **pinned: Any) -> dict[str, Match]:
    return {match.groups["word"]: match for match in find(text, **pinned)}


def test_groups_of_a_misread_word() -> None:
    text = f"{PLAIN}So tbeir boat sank."
    (match,) = find(text)
    groups = match.groups
    assert (groups["word"], groups["best"]) == ("tbeir", "their")
    assert (groups["read"], groups["meant"]) == ("b", "h")
    assert (groups["before"], groups["behind"], groups["pair"]) == ("so", "boat", "so tbeir")
    assert groups["around"] == "so tbeir boat"
    assert text[match.start : match.end] == "tbeir"


def test_every_place_is_found_and_no_part_of_a_word() -> None:
    text = f"{PLAIN}tbeir Tbeir tbeir, tbeir-s tbeirs tbeir."
    places = [match.start - len(PLAIN) for match in find(text) if match.groups["word"] == "tbeir"]
    assert places == [0, 12, 34]


def test_neighbours_end_at_a_mark() -> None:
    (match,) = find(f"{PLAIN}So, tbeir, boat.")
    assert (match.groups["before"], match.groups["behind"]) == ("", "")


def test_how_much_better_the_reading_stands_between_its_neighbours() -> None:
    text = f"{PLAIN}{'tbere Tbey botb tbat tben tbeir '}He bad been. A bad apple, and (bad)."
    fits = [one.measures["fit"] for one in find(text) if one.groups["word"] == "bad"]
    assert fits[0] > 0.5 > 0 > fits[1]
    assert fits[2] == 0


def test_several_letters_may_be_one() -> None:
    words = by_word(f"{PLAIN}It was the sumrner of the farnily.")
    assert {word: match.groups["best"] for word, match in words.items()} == {
        "sumrner": "summer",
        "farnily": "family",
    }


def test_a_confusion_may_hold_at_each_of_its_places() -> None:
    assert by_word(f"{PLAIN}All thougbt of it as tbougbt.")["tbougbt"].groups["best"] == "thought"


@needing.words("de")
def test_confusions_of_another_language_are_not_asked() -> None:
    assert find("Die Rirche war leer. Die Kirche, die Kirche!") == []
    (match,) = find("Die Rirche war leer. Die Kirche, die Kirche!", language="de")
    assert match.groups["best"] == "Kirche"


def test_undeclared_confusions_explain_nothing() -> None:
    assert by_word(f"{PLAIN}So tkeir boat sank.") == {}


def test_counts_of_both_forms() -> None:
    measures = by_word(f"{PLAIN}So tbeir boat sank, tbeir only boat.")["tbeir"].measures
    assert (measures["count"], measures["best_count"]) == (2, 4)
    assert measures["share"] == pytest.approx(4 / 6)


def test_form_of_the_word() -> None:
    measures = by_word(f"{PLAIN}Tbeir boat is notb.")
    assert measures["Tbeir"].measures["capital"] == 1
    assert measures["Tbeir"].measures["length"] == 5
    assert measures["Tbeir"].measures["last_changed"] == 0
    assert measures["Tbeir"].measures["known"] == 0
    assert measures["Tbeir"].measures["best_known"] == 1


def test_the_last_letter_is_marked() -> None:
    assert by_word(f"{PLAIN}It stood uponthe path, witb him.")["witb"].measures["last_changed"] == 1


def test_support_counts_distinct_words() -> None:
    few = by_word(f"{PLAIN}So tbeir tbeir tbeir boat.")["tbeir"].measures
    many = by_word(f"{PLAIN}So tbeir motber otbers tbougbt notbing.")["tbeir"].measures
    assert (few["support"], many["support"]) == (1, 5)
    assert many["rate"] > few["rate"] / 3
    assert many["odds"] > 0


def test_a_name_of_the_document_may_be_the_reading() -> None:
    names = "Quennerby slept. " * 6
    match = by_word(f"{names}Then Qnennerby woke.")["Qnennerby"]
    assert match.groups["best"] == "Quennerby"
    assert match.measures["best_known"] == 0


def test_known_words_are_asked_only_where_a_confusion_is_frequent() -> None:
    clean = f"{PLAIN}He bad a boat."
    assert by_word(clean) == {}
    damaged = f"{PLAIN}So tbeir motber otbers tbougbt notbing of tbat. He bad a boat."
    match = by_word(damaged)["bad"]
    assert match.groups["best"] == "had"
    assert match.measures["known"] == 1
    assert match.measures["excess"] > 1


def test_known_words_are_asked_where_a_telltale_sign_stands_often() -> None:
    pinned = {
        "confusions": {"en": [("f", "s")]},
        "least_odds": -9.0,
        "telltale_sign": "ſ",
        "telltale_count": 3,
    }
    text = "The ſhip ſailed. At the found of it ſhe ſtood ſtill."
    assert by_word(text, **pinned)["found"].measures["habit"] == 1
    assert "found" not in by_word(text.replace("ſ", "s"), **pinned)


def test_a_fragment_of_a_word_is_marked() -> None:
    matches = find(f"{PLAIN}It was no tb ing, and tbeir boat sank.")
    assert {match.groups["word"]: match.measures["fragment"] for match in matches}["tbeir"] == 0


def test_evidence_names_the_confusion() -> None:
    (match,) = find(f"{PLAIN}So tbeir boat sank.")
    assert match.evidence[0] == ("reads", "b for h")
    assert match.evidence[1][0] == "odds"


def test_words_beside_a_hyphen_or_apostrophe_are_left_alone() -> None:
    text = f"{PLAIN}The tbeir-boat, the ’tbeir, and tbeir\u00ad\nboat."
    assert find(text) == []


@pytest.mark.parametrize("text", ["", "\n", "\f", "one line", "b", "\udc80", "1 2 3"])
def test_odd_texts(text: str) -> None:
    assert find(text) == []


def test_lone_surrogates_beside_the_word() -> None:
    text = f"{PLAIN}So \udc80 tbeir \udc80 boat."
    (match,) = find(text)
    assert text[match.start : match.end] == "tbeir"


def test_a_line_of_a_hundred_thousand_characters() -> None:
    text = PLAIN.replace("\n", " ") * 300 + "So tbeir boat sank."
    assert [match.groups["best"] for match in find(text)] == ["their"]


def test_a_word_with_long_s_is_mended_as_it_was_printed() -> None:
    (match,) = find(f"{PLAIN}So tbeſe boats sank.")
    assert (match.groups["word"], match.groups["best"]) == ("tbeſe", "theſe")


FOLLOWED = {"confusions": {"all": [("b", "h"), ("o", "e")]}, "least_odds": 0.0}
SPOILT = (
    "Tho othors saw that thoir mothor was thoro, and thoy wont to tho river noxt to tho house. "
    "Never had they been there before, he said, when he went there; the men were there, too. "
    * 4
    + "The men of the mill saw the boat at the quay, the rope on the boat and the end of the day. "
    * 8
)


def test_a_misreading_of_a_misreading_is_followed() -> None:
    match = by_word(f"{PLAIN}{SPOILT}So tbo boat sank.", **FOLLOWED)["tbo"]
    assert match.groups["best"] == "the"
    assert (match.groups["read"], match.groups["meant"]) == ("b o", "h e")
    first = by_word(f"{PLAIN}{SPOILT}So tbo boat sank.", **FOLLOWED)["tho"].measures
    assert match.measures["odds"] > first["odds"]
    assert match.measures["margin"] <= first["odds"]
    assert match.measures["best_count"] == first["best_count"]
    assert match.measures["last_changed"] == 1


def test_the_capital_of_a_misreading_that_is_followed_stays() -> None:
    assert by_word(f"{PLAIN}{SPOILT}Tbo boat sank.", **FOLLOWED)["Tbo"].groups["best"] == "The"


def test_a_form_of_two_letters_is_not_misread_twice() -> None:
    pairs = {"all": [("t", "i"), ("i", "t")]}
    text = f"{PLAIN}" + "It is late, and it is ti. " * 6
    found_words = by_word(text, confusions=pairs, least_odds=-9.0)
    assert all(" " not in match.groups["read"] for match in found_words.values())


def test_what_stands_more_often_than_its_reading_is_not_followed() -> None:
    text = f"{PLAIN}{SPOILT}" + "Thora came. Thora went. Thora ate. " * 3 + "Tbora slept."
    assert by_word(text, **FOLLOWED)["Tbora"].groups["best"] == "Thora"


def test_what_share_of_the_unknown_words_is_misread() -> None:
    words = by_word(f"{PLAIN}tbeir motber; otber brimple, snorbly and tworp came.")
    strange = words["tbeir"].measures
    assert strange["strange"] == 6, "three misread, three of the writer's own"
    assert strange["explained"] == pytest.approx(4 / 7), "one more of each"
    surer = by_word(f"{PLAIN}tbeir motber; otber brimple came.", sure_odds=99.0)
    assert surer["tbeir"].measures["explained"] == pytest.approx(1 / 5)


def test_capitals_and_marks_are_not_counted() -> None:
    (match,) = find(f"{PLAIN}Quennerby Brannock said tbeir it.")
    assert match.measures["strange"] == 1


def test_a_short_word_among_strange_ones() -> None:
    text = f"{PLAIN}The tbe mother.\nQui brimplo snorblat tbe tworpit dremlo sa.\nA tbe."
    among = [match.measures["among"] for match in find(text)]
    assert among == [0, pytest.approx(5 / 6), 0]


def test_misread_words_beside_a_short_one_are_not_strange() -> None:
    text = f"{PLAIN}motber otber tbe nothing"
    assert {m.groups["word"]: m.measures["among"] for m in find(text)}["tbe"] == 0


def test_what_stands_beside_a_longer_word_is_asked_as_well() -> None:
    text = f"{PLAIN}brimplo snorblat tbeir tworpit dremlo"
    assert {m.groups["word"]: m.measures["among"] for m in find(text)}["tbeir"] == 0.8


# Three misread words in so few show that an engine read the text.
MISREAD = f"{PLAIN}Tbe otbers wbich bad notbing wbere tbey and tben tbat and sbe wbo, witb tbeir.\n"


def test_a_rival_that_the_neighbours_ask_for() -> None:
    confusions = {"all": [("b", "h"), ("e", "o")]}
    text = f"{MISREAD}On te other hand they went te see it."
    places = [
        one.measures["over_near"]
        for one in find(text, confusions=confusions, rival_zipf=2.3, least_odds=-9.0)
        if one.groups["word"] == "te"
    ]
    assert places[0] < -1 < 0.5 < places[1]


@pytest.mark.parametrize(
    ("text", "pinned"),
    [
        (f"{PLAIN}They went te see it.", {}),
        (f"{MISREAD}They went te see it.", {"rival_zipf": None}),
        (f"{MISREAD}They went Te see it.", {}),
    ],
    ids=["a text that shows no misread words", "none asked for", "a capital"],
)
def test_no_rival(text: str, pinned: dict[str, Any]) -> None:
    asked = {"rival_zipf": 2.3, "least_odds": -9.0, "confusions": {"all": [("b", "h"), ("e", "o")]}}
    (match,) = (
        one for one in find(text, **{**asked, **pinned}) if one.groups["word"].lower() == "te"
    )
    assert (match.measures["over_near"], match.groups["rival"]) == (99, "")
