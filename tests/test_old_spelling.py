"""Words in an older spelling, by what a language pack says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import regex
import stages

from pipeline import lexicon, old_spelling
from pipeline.old_spelling import OldSpelling, SpellingTable, compiled
from pipeline.rule_source import parse_file

KNOWN = lexicon.load("en").known
SPELLING = old_spelling.of(parse_file(stages.RULES / "languages" / "en.toml"))
assert SPELLING
ENGLISH: OldSpelling = SPELLING

OLD = [
    "haue", "loue", "giue", "neuer", "euer", "heauen", "themselues", "vpon", "vnto", "vnder",
    "iust", "ioy", "subiect", "vvhen", "sonne", "sinne", "starre", "eare", "raine", "horne",
    "downe", "selfe", "growes", "dayes", "remaines", "capitall", "mortall", "farr", "wil", "til",
    "darknes", "happie", "storie", "monie", "mony", "seemd", "restraind", "increast", "cropt",
    "wondring", "tempred", "sence", "maist", "hoast", "daunger", "goodnesse", "fellowes",
]  # fmt: skip


@pytest.mark.parametrize("word", OLD)
def test_is_a_word_in_the_older_spelling(word: str) -> None:
    assert not KNOWN(word), "no list holds it"
    assert ENGLISH.is_word(word, KNOWN)
    assert ENGLISH.is_word(word.capitalize(), KNOWN)


@pytest.mark.parametrize(
    "word",
    ["zzqx", "tbe", "wliich", "arid", "qqe", "haUe", "HAUE", "hau3", "e", "", "q" * 41],
    ids=["no word", "b for h", "li for h", "a word", "none without e", "a capital inside",
         "all in capitals", "a figure", "a letter", "nothing", "too long"],
)  # fmt: skip
def test_is_none(word: str) -> None:
    assert not ENGLISH.is_word(word, KNOWN) or KNOWN(word)


def test_words_of_a_document_in_it() -> None:
    unknown = [*OLD, "Iustice", "zzqx", "tbe"]
    assert ENGLISH.words(unknown, KNOWN) == {*OLD, "Iustice"}


def test_a_document_of_today_holds_none() -> None:
    few = replace(ENGLISH, least_words=1)
    strange = [f"qzx{one}{two}k" for one in "abcdefghij" for two in "abcdefghij"]
    assert few.words([*OLD[:10], *strange], KNOWN) == frozenset()
    assert few.words([*OLD, *strange], KNOWN) == frozenset(OLD), "a third of all"


def test_too_few_words_tell_nothing() -> None:
    assert ENGLISH.words(OLD[: ENGLISH.least_words - 1], KNOWN) == frozenset()
    assert len(ENGLISH.words(OLD[: ENGLISH.least_words], KNOWN)) == ENGLISH.least_words


def test_of_many_words_some_are_asked() -> None:
    asked: list[str] = []

    def known(word: str) -> bool:
        asked.append(word)
        return False

    many = [f"{a}{b}{c}q" for a in "bcdfghklmnp" for b in "bcdfghklmnp" for c in "bcdfghklmnp"]
    assert ENGLISH.words(many, known) == frozenset()
    assert len({word[:3] for word in asked if word in many}) < len(many) / 2


def test_a_pack_without_a_table() -> None:
    assert old_spelling.of({}) is None


def table(letters: tuple[tuple[str, str], ...]) -> SpellingTable:
    return SpellingTable(letters=letters, endings=(), least_words=1, least_share=0.1)


@pytest.mark.parametrize("change", [("(", ""), ("u", r"\1"), ("(u)", r"\2")])
def test_what_does_not_compile(change: tuple[str, str]) -> None:
    with pytest.raises(regex.error):
        compiled(table((change,)))


def test_letters_hold_throughout_and_together() -> None:
    spelling = compiled(table((("u", "v"), ("i", "j"))))
    found: list[str] = []

    def known(word: str) -> bool:
        found.append(word)
        return False

    assert not spelling.is_word("uniui", known)
    assert found == ["unjuj", "vnivi", "vnjvj"]
