"""The run-together finder: words that lost the blank between them, and what is measured."""

from __future__ import annotations

from typing import Any

import pytest
import stages
from finding import found, settings

from pipeline import lexicon
from pipeline.context import Match
from pipeline.finders import run_together

PINNED: dict[str, Any] = {
    "shortest": 4,
    "longest": 30,
    "blank_cost": 1.5,
    "short_zipf": 4.5,
    "own_share": -5.0,
    "own_letter": 0.6,
    "own_word_count": 5,
    "least_support": 0,
    "least_zipf": 2.3,
    "single_words": {"en": ["a", "I"]},
    "small_words": frozenset({"I", "of", "the", "that", "and", "was"}),
}


def find(text: str, **pinned: Any) -> list[Match]:
    return found(run_together, text, settings("scannos", "run-together", **{**PINNED, **pinned}))


def parted(text: str, **pinned: Any) -> dict[str, str]:
    """Each word found and how it is parted."""
    return {one.groups["word"]: one.groups["text"] for one in find(text, **pinned)}


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("ofthe", "of the"),
        ("Ihad", "I had"),
        ("thatwas", "that was"),
        ("ofreallife", "of real life"),
        ("Itwas", "It was"),
    ],
)
def test_words_are_parted(word: str, text: str) -> None:
    assert parted(f"The boat {word} lost.")[word] == text


def test_letters_are_never_changed() -> None:
    for match in find("Ihad seen ofthe men inthe mill and ofthat boat."):
        assert match.groups["text"].replace(" ", "") == match.groups["word"]


@pytest.mark.parametrize(
    "word", ["another", "ofttimes", "Inverlea", "the", "OFTHE", "of-the", "o4the"]
)
def test_words_that_are_not_parted(word: str) -> None:
    assert word not in parted(f"The boat {word} lost.")


def test_the_lengths_looked_at() -> None:
    assert parted("The end ofthe day.", shortest=6) == {}
    assert parted("The end ofthe day.", longest=4) == {}


def test_what_the_document_writes_often_is_told_by_its_measures() -> None:
    measures = find("The ferry of Amberwick came. " * 6)[0].measures
    assert (measures["count"], measures["capital"]) == (6, 1)


def test_every_place_is_found_but_not_inside_words() -> None:
    text = "ofthe Ofthe ofthes ofthe-mill ofthe."
    assert [one.start for one in find(text) if one.groups["word"] == "ofthe"] == [0, 30]


def test_measures_of_a_parted_word() -> None:
    measures = find("The end ofthe day ofthe boat.")[0].measures
    assert (measures["parts"], measures["shortest"], measures["length"]) == (2, 2, 5)
    assert (measures["count"], measures["capital"]) == (2, 0)
    assert measures["gain"] > 0
    assert 0 < measures["margin"] <= 99


def test_capital_is_marked() -> None:
    assert find("Ihad a boat.")[0].measures["capital"] == 1


def test_opening_with_a_small_word_is_marked() -> None:
    marked = {one.groups["word"]: one.measures["opens_small"] for one in find("ofthe millwas")}
    assert marked["ofthe"] == 1
    assert marked.get("millwas", 0) == 0


def test_support_counts_distinct_words_that_open_small() -> None:
    assert find("ofthe ofthe")[0].measures["support"] == 1
    assert find("ofthe thatwas andthe Ihad")[0].measures["support"] == 4


@pytest.mark.parametrize("text", ["", "\n", "\f", "one line", "\udc80", "\udc80the \udc80"])
def test_odd_texts(text: str) -> None:
    assert find(text) == []


def test_lone_surrogates_beside_the_word() -> None:
    text = "\udc80 ofthe \udc80"
    (match,) = find(text)
    assert text[match.start : match.end] == "ofthe"


def test_a_line_of_a_hundred_thousand_characters() -> None:
    assert parted("The tide was out. " * 5_600 + "The end ofthe day.") == {"ofthe": "of the"}
    assert parted("x" * 100_000) == {}


def test_words_with_long_s_are_parted_as_they_were_printed() -> None:
    assert parted("The boat ofthisſhip, theſhip lost.", small_words=frozenset({"of", "the"})) == {
        "theſhip": "the ſhip",
        "ofthisſhip": "of this ſhip",
    }


def test_support_by_the_length_of_the_text() -> None:
    (match,) = find("ofthe " + "the mill " * 49)[:1]
    assert match.measures["dense"] == pytest.approx(1000 / 99)


def test_openings_counts_the_words_that_open_them_and_alike_those_that_open_the_same() -> None:
    marked = {one.groups["word"]: one.measures for one in find("ofthe ofall thatwas Ofour Ihad")}
    assert {word: measures["alike"] for word, measures in marked.items()} == {
        "ofthe": 3,
        "ofall": 3,
        "Ofour": 3,
        "thatwas": 1,
        "Ihad": 1,
    }
    assert {measures["openings"] for measures in marked.values()} == {3}


def test_a_word_that_lost_its_blank_often_is_none_of_the_documents_own() -> None:
    assert parted("The boat ofthe mill. " * 9)["ofthe"] == "of the"


def test_how_often_the_document_writes_the_parts_side_by_side() -> None:
    text = (
        "Of the mill, of the sea and of\nthe weir.\nOf the boat. The boat ofthe mill. Of Themill."
    )
    assert [one.measures["apart"] for one in find(text) if one.groups["word"] == "ofthe"] == [2]
    capital = find("So it was. It was the mill, and it was so. Itwas there.")
    assert [one.measures["apart"] for one in capital] == [2]


def test_how_well_the_parts_go_together_in_the_language() -> None:
    pairs = lexicon.load("en", (stages.RULES,)).pairs
    assert pairs
    fit = pairs.fit
    text = "The younglady came. Hehad it. It was notatall so."
    found = {one.groups["word"]: one.measures for one in find(text, own_share=-9.0)}
    assert found["younglady"]["fit"] > 0.5 > found["Hehad"]["fit"] > 0
    # Of three parts the two count that go together less.
    assert found["notatall"]["fit"] == min(fit("not", "at", ""), fit("at", "all", ""))
    (match,) = find("The gladboat.", own_share=-9.0)
    assert match.measures["fit"] < 0


def test_how_often_the_language_writes_the_parts_in_a_row() -> None:
    lifts = lexicon.load("en", (stages.RULES,)).lifts
    assert lifts
    found = {one.groups["word"]: one.measures for one in find("On both sidesof the road. Ofthe.")}
    assert found["sidesof"]["lift"] == lifts.of("both", ["sides", "of"], "the", 0.1) > 2
    assert found["Ofthe"]["lift"] == lifts.of(".", ["of", "the"], ".", 0.1)


def test_without_lifts_nothing_is_said_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon.load("en", (stages.RULES,)), "lifts", None)
    assert [one.measures["lift"] for one in find("On both sidesof the road.")] == [0]


def test_parts_without_a_gain_are_not_asked_for() -> None:
    (match,) = find("The younglady.", own_share=0.0)
    assert match.measures["gain"] < 0
    assert not {"apart", "fit", "lift"} & match.measures.keys()


def test_without_a_list_of_pairs_nothing_is_said_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon.load("en", (stages.RULES,)), "pairs", None)
    assert [one.measures["fit"] for one in find("The younglady came.")] == [0]


def test_what_one_misread_letter_may_be_stands_against_the_parts() -> None:
    marked = {
        one.groups["word"]: one.measures["over_near"]
        for one in find("He was not hersell, and theship lost ofthe sails. A pieceof wood.")
    }
    # *Herself* is much likelier than *her sell*; nothing is near to the others but a part of them.
    assert marked["hersell"] < -3
    assert marked["theship"] > marked["hersell"]
    assert marked["pieceof"] == 99


def test_the_neighbours_are_asked_too() -> None:
    here, there = (
        one.measures["over_near"]
        for one in find("Such books do not fallin our way. She was fallin.")
        if one.groups["word"] == "fallin"
    )
    assert here > there


def test_nothing_is_near_where_few_words_lost_their_blank_and_no_part_is_small() -> None:
    small, other = find("He was not hersell. The sunbrake.", least_support=3, own_share=-9.0)
    assert small.groups["text"] == "her sell"
    assert small.measures["over_near"] < -3
    assert other.groups["text"] == "sun brake"
    assert other.measures["over_near"] == 99
    # Where the parts are unlikely, nothing is asked for either.
    (match,) = find("He was not hersell.", least_support=3, own_share=0.0)
    assert match.measures["over_near"] == 99


def test_near_words_without_a_list_of_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon.load("en", (stages.RULES,)), "pairs", None)
    (match,) = find("He was not hersell.")
    assert match.measures["over_near"] < -3
