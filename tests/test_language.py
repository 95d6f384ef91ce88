"""The language of a document: the commonest small words decide, the default where none does."""

from __future__ import annotations

from typing import Any

import pytest
import stages

from pipeline import clean, language, ruleset
from pipeline.document import Document
from pipeline.language import LEAST_TELLTALES

PACKS: dict[str, dict[str, Any]] = {
    "de": {"telltales": ["und", "der", "die"]},
    "en": {"telltales": ["and", "the", "of"]},
    "fr": {},
}


def detect(text: str, default: str = "en") -> str:
    return language.detect(Document(text), PACKS, default)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("the mill and the river", "en"),
        ("die Mühle und der Fluss", "de"),
        ("die Mühle und der Fluss, and the rest", "de"),
    ],
)
def test_small_words_decide(text: str, code: str) -> None:
    assert detect(text, default="fr") == code


@pytest.mark.parametrize("text", ["", "\n", "Quennerby 1847", "\udc80", "x" * 100_000])
def test_the_default_where_nothing_tells(text: str) -> None:
    assert detect(text) == "en"
    assert detect(text, default="la") == "la"


def test_the_default_wins_a_tie() -> None:
    assert detect("und and " * 3) == "en"
    assert detect("und and " * 3, default="de") == "de"


def test_words_count_as_tokens_and_not_as_parts() -> None:
    assert detect("Hund Wunder Bruder Rhododendron oder Mundes", default="en") == "en"
    assert detect("Hund Wunder Bruder and the offing of", default="de") == "en"


def test_too_few_small_words_tell_nothing() -> None:
    few = "und " * (LEAST_TELLTALES - 1)
    assert detect(few) == "en"
    assert detect(few + "der") == "de"


def test_without_packs_the_default_stands() -> None:
    assert language.detect(Document("the mill and the river"), {}, "de") == "de"


SENTENCES = {
    "de": "Der Müller stand auf der Brücke und sah, daß die Fähre nicht mit dem Wind kam.",
    "en": "The miller stood on the bridge and saw that the ferry was of no use to him.",
    "es": "El molinero estaba en el puente y vio que la barca no venía con el viento de la tarde.",
    "fr": "Le meunier était sur le pont et il vit que la barque ne venait pas avec le vent.",
    "it": "Il mugnaio stava sul ponte e vide che la barca non veniva con il vento della sera.",
}


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_the_shipped_packs_tell_their_language(code: str) -> None:
    rules = ruleset.load(stages.RULES)
    assert language.detect(Document(SENTENCES[code]), rules.languages, "xx") == code


SHORT = {
    "de": "Am Wehr stand Wasser hoch. Meister Quenner kam mit Brot, Käse, sieben Äpfeln. Niemand "
    "sprach. Draußen bellte ein Hund, Kinder liefen vorbei, Glocken läuteten.",
    "en": "Seven boats lay beside Quenner’s mill. Nobody spoke. Outside some dog barked, children "
    "ran past, bells rang. Bread, cheese, seven apples stood on one table.",
    "fr": "Sept bateaux attendaient près du moulin. Personne ne parlait. Dehors, quelque chien "
    "aboyait, des enfants couraient, sept cloches sonnaient. Pain, fromage, pommes.",
    "it": "Sette barche stavano vicino al mulino. Nessuno parlava. Fuori abbaiava qualche cane, "
    "bambini correvano, campane suonavano. Pane, formaggio, sette mele sopra tavola.",
    "es": "Siete barcas estaban junto al molino. Nadie hablaba. Fuera ladraba algún perro, niños "
    "corrían, campanas sonaban. Pan, queso, siete manzanas sobre cierta mesa.",
}


@pytest.mark.parametrize("code", SHORT)
def test_a_short_text_with_few_small_words_is_told_by_its_letters(code: str) -> None:
    packs = ruleset.load((stages.RULES,)).languages
    assert language.detect(Document(SHORT[code]), packs, "la") == code
    assert language.detect(Document(SHORT[code]), {"xx": {}}, "la") == "la"


def test_a_book_that_begins_in_another_language_is_told_by_most_of_it() -> None:
    packs = ruleset.load((stages.RULES,)).languages
    text = SHORT["de"] * 200 + SHORT["en"] * 900
    assert language.detect(Document(text), packs, "la") == "en"


RULES = ruleset.load(stages.RULES)

# Portuguese and Dutch of our own; neither has a pack.
PORTUGUESE = """O moleiro foi ao rio antes do nascer do dia, e a água estava tão alta que ele
via o seu rosto nela. Não havia ninguém na ponte, pois desde a cheia os homens da vila não saíam
das suas casas. Disse que a maré voltaria às nove, e ninguém lhe quis dar razão.
"""
DUTCH = """De molenaar ging naar de rivier voordat het licht werd, en het water stond zo hoog
dat hij zijn eigen gezicht erin zag. Er was niemand op de brug, want sinds de vloed kwamen de mannen
van het dorp niet meer uit hun huizen. Hij zei dat het tij om negen uur zou keren.
"""


def chosen(text: str) -> str:
    return language.detect(Document(text), RULES.languages, "en")


@pytest.mark.parametrize(("text", "code"), [(PORTUGUESE, "pt"), (DUTCH, "nl")])
def test_a_book_in_a_language_without_a_pack_is_in_none_that_has_one(text: str, code: str) -> None:
    assert chosen(text * 12) == code


def test_a_short_text_in_such_a_language_is_judged_by_its_neighbour() -> None:
    assert chosen(PORTUGUESE * 2) in RULES.languages


def test_tables_and_lists_with_few_small_words_stay_in_their_language() -> None:
    rows = "Item 12 Lamp oil, two gallons 4 s. Item 13 Rope, forty yards 11 s. Candles 3 s.\n"
    assert chosen(rows * 60) == "en"


def test_words_in_a_language_without_a_pack_are_not_called_misread() -> None:
    """In the neighbour's lists `caso` and `tide` are odd, and so are Dutch `niet` and `lo`."""
    for text in (PORTUGUESE * 12, DUTCH * 12):
        result = clean(text, rules=RULES)
        assert result.text == text
        assert result.language in ("pt", "nl")


def test_english_lines_do_not_make_a_passage_of_such_a_text() -> None:
    english = "The ferry lay at the quay, and the miller went down to it with a lamp.\n" * 8
    text = PORTUGUESE * 20 + "\n" + english + "\n" + PORTUGUESE * 20
    assert clean(text, rules=RULES).text == text
