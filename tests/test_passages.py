"""A passage in another language is told line by line, and its own rules and words judge it."""

from __future__ import annotations

import pytest
import stages
from hypothesis import given
from hypothesis import strategies as st

from pipeline import lexicon
from pipeline.api import Result, clean, context_for
from pipeline.passages import Part, parts
from pipeline.ruleset import load

RULES = load(stages.RULES)

ENGLISH = """The ferry lay at the quay, and the miller went down to it with a lamp.
It was the last of the boats that the old company had built, and nobody
in the town was proud of it. He said that the tide would turn at nine.
"""
GERMAN = """Der Müller ging in der Nacht zur Fähre und nahm die Laterne von der Wand.
Es ist nicht weit, sagte er, und das Wasser ist nicht tief. Die Leute von
der Insel sahen das Licht und gingen zu den Booten, und der Wind schlief.
"""


def parted(text: str, language: str | None = None) -> list[Part]:
    return parts(context_for(text, "book", language, RULES))


def languages(text: str, language: str | None = None) -> list[str]:
    return [part.context.language for part in parted(text, language)]


def cleaned(text: str) -> Result:
    return clean(text, rules=RULES)


def test_a_book_in_one_language_is_whole() -> None:
    (part,) = parted(ENGLISH * 20)
    assert (part.offset, part.without) == (0, ())


def test_a_chapter_in_another_language_is_a_passage() -> None:
    first, last = ENGLISH * 10, ENGLISH * 10
    title = "\f\nDie Fähre\n\n"
    rest, passage = parted(first + title + GERMAN * 5 + "\f" + last)
    assert passage.context.language == "de"
    chapter = title[1:] + GERMAN * 5 + "\f"
    assert passage.context.document.text == chapter
    assert rest.context.language == "en"
    assert rest.without == ((passage.offset, passage.offset + len(chapter)),)


def test_a_passage_does_not_begin_with_the_rest_of_a_word() -> None:
    french = "Les petits signes\nLa lettre est dans la page, et elle est pour les enfants.\n"
    german = GERMAN * 5 + "Es war noch Platz in der Zei\u00ad\nle.\n"
    text = ENGLISH * 10 + "\f" + german + "\n— 76 —\n\nLes\n\n\f" + french * 20
    assert "in der Zeile.\n" in cleaned(text).text


def test_a_sentence_in_another_language_is_no_passage() -> None:
    line = "„Der Wind und die See“, sagte er.\n"
    assert languages(ENGLISH * 10 + line + ENGLISH * 10 + line * 3 + ENGLISH) == ["en"]


def test_who_names_a_language_means_the_whole_text() -> None:
    assert languages(ENGLISH * 10 + GERMAN * 5, "en") == ["en"]


@pytest.mark.parametrize(
    ("start", "end", "held"),
    [(0, 5, True), (5, 10, True), (5, 11, False), (10, 10, False), (12, 15, False), (20, 25, True)],
)
def test_what_a_part_goes_without(start: int, end: int, held: bool) -> None:
    (whole,) = parted(ENGLISH)
    assert Part(whole.context, 0, ((10, 20), (30, 40))).holds(start, end) is held


def test_no_english_rule_reads_german() -> None:
    text = ENGLISH * 12 + "\f" + GERMAN * 8 + "\f" + ENGLISH * 12
    result = cleaned(text)
    assert result.language == "en"
    assert result.text == text


def test_german_rules_read_german_and_say_so() -> None:
    damage = "Er ging über die Brük-\nke und sah die K i r c h e im Tal.\n"
    text = ENGLISH * 12 + "\f" + GERMAN * 4 + damage + GERMAN * 4 + "\f" + ENGLISH * 12
    result = cleaned(text)
    mended = "Er ging über die Brücke\nund sah die Kirche im Tal.\n"
    assert result.text == text.replace(damage, mended)
    assert [one.before for one in result.corrections] == ["K i r c h e", "Brük-\nke "]
    assert all(("language of the passage", "de") in one.evidence for one in result.corrections)
    assert result.restored() == text


PIECES = [ENGLISH * 4, GERMAN * 4, "\f", "\n\n", "tbe t i d e  m i l l\n", "Brük-\nke ", "12\n"]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_parts_lose_nothing_and_corrections_do_not_overlap(pieces: list[str]) -> None:
    text = "".join(pieces)
    rest, *passages = parted(text)
    assert rest.context.document.text == text
    for passage, (start, end) in zip(passages, rest.without, strict=True):
        assert passage.context.document.text == text[start:end]
    assert cleaned(text).restored() == text


def test_the_word_lists_of_its_passages_decide_about_a_text_as_well() -> None:
    text = ENGLISH * 10 + "\f\nDie Fähre\n\n" + GERMAN * 5 + "\f" + ENGLISH * 10
    assert cleaned(text).words_sha256 == {
        code: lexicon.load(code, RULES.folders, RULES.digest).digest for code in ("de", "en")
    }
    assert list(cleaned(ENGLISH).words_sha256) == ["en"]


def test_words_of_the_document_around_it_stay_in_a_passage() -> None:
    """A line of Italian behind an English list of commands is taken for English with it."""
    italian = "Il mugnaio va al fiume con la lanterna, e in questo caso non vede il futuro.\n"
    english = "The ferry lay at the quay, and the miller went down to it with a lamp.\n"
    behind = "Anche in caso di guasto, il futuro della barca e la priorità.\n"
    text = italian * 30 + "\n" + english * 6 + behind + "\n" + italian * 30
    told = parted(text)
    assert [part.context.language for part in told] == ["it", "en"]
    passage = told[1].context
    assert not passage.lexicon.known("guasto")
    assert not {"caso", "guasto", "futuro"} & passage.unknown.keys()
    assert cleaned(text).text == text
