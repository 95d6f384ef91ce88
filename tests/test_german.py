"""Forms of German words that lists have under another spelling or uninflected."""

from __future__ import annotations

import pytest

from pipeline.german import listed_forms


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("Thüre", "Tür"),
        ("seyn", "sein"),
        ("Uebung", "Übung"),
        ("marschiren", "marschieren"),
        ("Centrum", "Zentrum"),
        ("Concert", "Konzert"),
        ("Punct", "Punkt"),
        ("Colonieen", "Kolonien"),
        ("giebt", "gibt"),
        ("fieng", "fing"),
        ("todt", "tot"),
        ("Styl", "Stil"),
        ("Maaß", "Mass"),
        ("Bedürfniß", "Bedürfnis"),
        ("deßhalb", "deshalb"),
        ("sammt", "samt"),
    ],
)
def test_an_old_spelling_gives_the_one_of_today(written: str, listed: str) -> None:
    assert listed in set(listed_forms(written))


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("Kampfe", "Kampf"),
        ("anzuführen", "anführen"),
        ("zurückzuwünschen", "zurückwünschen"),
        ("höhern", "höheren"),
        ("eignes", "eigenes"),
        ("bemühet", "bemüht"),
        ("ausgezeichnetsten", "ausgezeichnet"),
        ("schwierigerer", "schwierig"),
        ("gewöhnlicher", "gewöhnlich"),
        ("Gegenwärtigkeit", "Gegenwärtig"),
        ("unermüdet", "ermüdet"),
    ],
)
def test_an_inflected_form_gives_the_plain_one(written: str, listed: str) -> None:
    assert listed in set(listed_forms(written))


def test_both_at_once() -> None:
    assert "Konkurs" in set(listed_forms("Concurse"))


@pytest.mark.parametrize("word", ["Beleuchtunge", "Einheite", "Müllere", "Wagene"])
def test_nouns_that_take_no_e_do_not_lose_one(word: str) -> None:
    assert word[:-1] not in set(listed_forms(word))


@pytest.mark.parametrize("word", ["Haus", "gut", "und", "so", ""])
def test_a_word_that_shows_nothing_gives_nothing(word: str) -> None:
    assert list(listed_forms(word)) == []


def test_few_forms_come_of_any_word() -> None:
    word = "Ththeythdtcthirctthniß" * 3
    assert len(list(listed_forms(word))) < 100
