"""Confusions: rates learned from a document's unknown words, and the readings they allow."""

from __future__ import annotations

import pytest
from finding import context

from pipeline.confusions import Channel, frequency, learn
from pipeline.forms import Forms

OWN_WORD_COUNT = 5

PAIRS = [("b", "h"), ("rn", "m"), ("n", "u")]
PLAIN = "The others saw that their mother had nothing there, and they thought of the others.\n" * 4


def channel(text: str, prior: float = 0.001) -> Channel:
    """The channel of a text, learned from its unknown words."""
    about = context(text)
    unknown = {
        word: count
        for word, count in about.vocabulary.written.items()
        if word.isalpha() and not about.lexicon.known(word)
    }
    return learn(about, unknown, PAIRS, prior, OWN_WORD_COUNT)


def readings(text: str, word: str) -> list[str]:
    return [reading.word for reading in channel(text).asked([word], PAIRS).readings(word)]


def test_support_counts_distinct_words() -> None:
    learned = channel(f"{PLAIN}So tbeir motber sat by tbeir tbeir mill.")
    assert learned.support["b", "h"] == 2
    assert learned.support.get(("rn", "m"), 0) == 0


def test_rates_grow_with_the_damage() -> None:
    few = channel(f"{PLAIN}So tbeir boat sank.")
    many = channel(f"{PLAIN}So tbeir motber otbers tbougbt notbing.")
    assert many.rates["b", "h"] > few.rates["b", "h"] > few.rates["rn", "m"]


def test_rates_are_shares() -> None:
    learned = channel("tbeir motber otbers tbougbt notbing")
    assert all(0 < rate < 1 for rate in learned.rates.values())


def test_a_clean_text_shows_no_confusion() -> None:
    learned = channel(PLAIN)
    assert not any(learned.support.values())
    assert max(learned.rates.values()) < 0.001


def test_readings_come_likeliest_first() -> None:
    text = f"{PLAIN}So tbeir motber sat."
    found = channel(text).asked(["tbeir"], PAIRS).readings("tbeir")
    assert [one.word for one in found] == ["their"]
    assert found[0].confusion == ("b", "h")
    assert (found[0].times, found[0].score < 0) == (1, True)


def test_all_places_of_a_confusion_at_once() -> None:
    (reading,) = channel(f"{PLAIN}All tbougbt so.").asked(["tbougbt"], PAIRS).readings("tbougbt")
    assert (reading.word, reading.times) == ("thought", 2)


def test_one_place_of_two() -> None:
    assert readings(f"{PLAIN}The barbour, tbeir barbour.", "barbour") == ["harbour"]


@pytest.mark.parametrize("word", ["", "b", "vrox", "sat", "\udc80b"])
def test_words_without_a_reading(word: str) -> None:
    assert readings(f"{PLAIN}So tbeir boat sank.", word) == []


def test_each_reading_is_given_once() -> None:
    words = readings(f"{PLAIN}So tbeir motber sat.", "tbeir")
    assert len(words) == len(set(words))


def test_frequency_of_a_word() -> None:
    often, once = (
        frequency(context("mill " * 50), "mill", OWN_WORD_COUNT),
        frequency(context("mill river"), "river", OWN_WORD_COUNT),
    )
    assert often is not None
    assert once is not None
    assert -9 <= once < 0
    assert -9 <= often < 0


def test_no_word_has_no_frequency() -> None:
    assert frequency(context(PLAIN), "tbeir", OWN_WORD_COUNT) is None


def test_a_name_counts_as_a_word_from_so_many_places() -> None:
    assert (
        frequency(context("Quennerby. " * (OWN_WORD_COUNT - 1)), "Quennerby", OWN_WORD_COUNT)
        is None
    )
    assert (
        frequency(context("Quennerby. " * OWN_WORD_COUNT), "Quennerby", OWN_WORD_COUNT) is not None
    )


def test_an_empty_document() -> None:
    learned = channel("")
    assert learned.asked(["tbeir"], PAIRS).readings("tbeir")[0].word == "their"
    assert frequency(context(""), "river", OWN_WORD_COUNT) is not None


def test_some_places_of_three() -> None:
    pairs = [("c", "e")]
    about = context(f"{PLAIN}The screech of it.")
    learned = learn(about, {"scrccch": 1}, pairs, 0.001, OWN_WORD_COUNT)
    (reading,) = learned.asked(["scrccch"], pairs).readings("scrccch")
    assert (reading.word, reading.times) == ("screech", 2)


def test_words_asked_at_once_are_read_as_one_by_one() -> None:
    text = f"{PLAIN}Tbe tide bad risen. All tbougbt so."
    words = ["tbe", "bad", "vrox", "tbougbt", "sat"]
    together = channel(text).asked(words, PAIRS)
    for word in words:
        assert together.readings(word) == channel(text).asked([word], PAIRS).readings(word)


@pytest.mark.parametrize("word", ["tbe", "bubble", "mcrcy", "sat", ""])
def test_one_place_at_a_time(word: str) -> None:
    pairs = [("b", "h"), ("c", "e"), ("bb", "h")]
    one_by_one = [form for form in Forms(pairs).of(word) if form[2] == 1]
    assert sorted(Forms(pairs).once(word)) == sorted(one_by_one)
