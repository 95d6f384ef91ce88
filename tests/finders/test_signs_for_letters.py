"""The signs-for-letters finder: words of which a letter or two were read as signs."""

from __future__ import annotations

from typing import Any

import pytest
from finding import context, found, settings

from pipeline.context import Match
from pipeline.finders import signs_for_letters

PLAIN = (
    "The others came with the men of the mill that morning. The water of the river was high, and "
    "the house of the miller stood in it. He said that we should all wait till the wind fell.\n"
) * 4


def find(text: str, **pinned: Any) -> list[Match]:
    chosen = settings("scannos", "signs-for-letters", **pinned)
    return found(signs_for_letters, text, chosen)


def by_word(text: str, **pinned: Any) -> dict[str, Match]:
    return {match.groups["word"]: match for match in find(PLAIN + text, **pinned)}


def test_groups_of_a_word_with_signs_for_a_letter() -> None:
    text = "It was (thorouj^hly) wet."
    (match,) = find(text)
    assert match.groups == {
        "word": "thorouj^hly",
        "best": "thoroughly",
        "read": "j^",
        "meant": "g",
        "first": "thorouj",
        "second": "hly",
    }
    assert text[match.start : match.end] == "thorouj^hly"
    assert match.evidence == (("reads", "j^ for g"),)


def test_measures() -> None:
    match = by_word("He came with su^h men. Such men came.")["su^h"]
    measures = match.measures
    assert (measures["letters"], measures["taken"], measures["put"]) == (3, 0, 1)
    assert measures["odds"] > 1
    assert measures["lift"] > 0
    assert measures["best_count"] == 1
    assert measures["best_likely"] > 5
    assert measures["support"] == 0
    assert measures["first_known"] == measures["second_known"] == 0


@pytest.mark.parametrize(
    ("token", "best"),
    [
        ("v/hich", "which"),
        ("V/hich", "Which"),
        ("ha£^>ened", "happened"),
        ("possil)ly", "possibly"),
        ("accus”d", None),
        ("w^e", "we"),
    ],
)
def test_what_a_token_may_be(token: str, best: str | None) -> None:
    match = by_word(f"It was {token} there.").get(token)
    assert (match.groups["best"] if match else None) == best


def test_what_other_tokens_show_is_believed_sooner() -> None:
    one = by_word("It vi^ould come.")["vi^ould"]
    more = by_word("It vi^ould come, vi^ithout a word, vi^hen it vi^ill.")["vi^ould"]
    assert more.measures["support"] > 1
    assert more.measures["score"] > one.measures["score"]
    assert more.measures["odds"] > one.measures["odds"]


def test_words_of_the_document_s_own() -> None:
    text = "Quennerby was there, and Quennerby was here. Quennerby! The men of Quenn^rby came."
    assert by_word(text)["Quenn^rby"].groups["best"] == "Quennerby"
    assert "Quenn^rby" not in by_word(text, own_word_count=4)


def test_an_own_word_keeps_its_capitals() -> None:
    text = "McQuillam came. McQuillam went. McQuillam! The men of McQuil^am came."
    assert by_word(text)["McQuil^am"].groups["best"] == "McQuillam"


def test_a_word_printed_with_long_s() -> None:
    match = by_word("He was ſu^h a man, and mi^taken.")["ſu^h"]
    assert (match.groups["best"], match.groups["meant"]) == ("ſuch", "c")


def test_so_many_letters_are_put_in_or_misread_at_most() -> None:
    assert "ha£^>ened" not in by_word("It ha£^>ened.", most_put=1, most_taken=0)
    assert "thorouj^hly" not in by_word("It was thorouj^hly wet.", most_taken=0)
    assert "su^h" not in by_word("He came with su^h men.", shortest=4)


@pytest.mark.parametrize(
    "text",
    [
        "He came and/or went.",
        "He wrote two_words, run_comand there.",
        "He came to AT^T there.",
        "He saw d*mn there.",
        "See http://mill.example/gate there.",
        "It is qz^vk there.",
        "It was su^^^^^h there.",
        "It was su^h^r there.",
        "Plain words, and no others.",
    ],
)
def test_signs_that_are_meant(text: str) -> None:
    assert find(text) == []


def test_each_place_is_found() -> None:
    assert [match.start for match in find("su^h and su^h, xqsu^hv")] == [0, 9]


def test_without_a_strict_list_nothing_is_found() -> None:
    chosen = settings("scannos", "signs-for-letters")
    latin = context("Gallia est omnis diui^a.", language="la")
    assert list(signs_for_letters.find(latin, chosen)) == []
    assert not signs_for_letters.may_find(latin, chosen)


def test_a_text_without_signs_is_not_looked_at() -> None:
    chosen = settings("scannos", "signs-for-letters")
    assert not signs_for_letters.may_find(context("Plain words, and no others."), chosen)
    assert signs_for_letters.may_find(context("It was su^h there."), chosen)


@pytest.mark.parametrize(
    ("head", "tail", "words"),
    [
        ("wi", "th", ["width", "with"]),
        ("", "th", ["with"]),
        ("wi", "", ["wish", "with"]),
        ("w", "h", ["wish", "with"]),
        ("wit", "th", []),
    ],
)
def test_words_between(head: str, tail: str, words: list[str]) -> None:
    index = signs_for_letters.Words(["with", "wish", "width", "wither"])
    assert sorted(index.between(head, tail, 2)) == words
