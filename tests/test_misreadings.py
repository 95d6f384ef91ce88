"""Whether a document shows that it was misread, by the words that no list holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import stages
from finding import context

from pipeline import misreadings
from pipeline.api import clean
from pipeline.context import Context
from pipeline.misreadings import Misreadings
from pipeline.ruleset import load

TABLE = {
    "confusions": [["b", "h"], ["rn", "m"]],
    "letters": 4,
    "longest": 40,
    "zipf": 3.5,
    "seldom": 2.6,
    "common": 5.3,
    "short": 3,
    "commonest": 6.2,
    "some": {"words": 1, "share": 0.01},
    "many": {"words": 3, "share": 0.5},
}


def told(text: str, **changed: Any) -> Misreadings:
    return misreadings.of(of_pack(text, {"misreadings": {**TABLE, **changed}}))


def of_pack(text: str, pack: dict[str, Any]) -> Context:
    return replace(context(text), pack=pack)


@pytest.mark.parametrize(
    ("text", "strange", "misread"),
    [
        ("Tbey sbould wbisper wbich way the mill went.", 3, 3),
        ("The sbould and the sbould.", 1, 1),
        ("They quenner the sbould.", 2, 1),
        ("Sbould WBICH tbe w-bich", 0, 0),
        ("A rnodern one, as tbat was.", 2, 2),
        ("The mill.", 0, 0),
        ("The " + "rn" * 50 + " stood.", 0, 0),
        ("", 0, 0),
    ],
)
def test_counts_distinct_words_in_small_letters(text: str, strange: int, misread: int) -> None:
    found = told(text)
    assert (found.strange, found.misread) == (strange, misread)


def test_a_reading_is_a_common_word() -> None:
    assert told("The wbisky.").misread == 1
    assert told("The wbisky.", zipf=6).misread == 0


@pytest.mark.parametrize(
    ("text", "pinned", "misread"),
    [
        ("He said tbat.", {}, 1),
        ("He said tbat.", {"common": 7.5}, 0),
        ("He said tbat.", {"seldom": 1.0}, 0),
        ("The wbisky.", {"common": 7.5, "seldom": 1.0}, 1),
        ("I saw tbe man.", {}, 1),
        ("I saw tbe man.", {"commonest": 8.0}, 0),
        ("I saw tbe man.", {"seldom": 2.0}, 0),
        ("I saw tbe man.", {"letters": 4}, 0),
    ],
)
def test_what_others_typed_must_have_been_a_commoner_word(
    text: str, pinned: dict[str, float], misread: int
) -> None:
    assert told(text, **{"letters": 3, **pinned}).misread == misread


def test_two_confusions_of_one_word_are_none() -> None:
    assert told("They bousebold it.").misread == 0


def test_without_a_table_nothing_is_misread() -> None:
    assert misreadings.of(of_pack("They sbould.", {})) == Misreadings(0, 0)


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("The mill.", set()),
        ("They quenner.", set()),
        ("They sbould.", {"some"}),
        ("They sbould wbisper.", {"some"}),
        ("They sbould wbisper wbich way.", {"some", "many"}),
        ("They sbould wbisper wbich quenner, tolly, harrowed and lovaged.", {"some", "many"}),
        ("They sbould wbisper wbich quenner, tolly, brable, drosk and plim.", {"some"}),
    ],
)
def test_amounts_want_words_and_a_share(text: str, amounts: set[str]) -> None:
    assert told(text).amounts == amounts


def test_misreadings_that_are_assumed_are_many() -> None:
    assert told("The mill.", assumed=True).amounts == {"some", "many"}


def test_what_was_told_once_is_kept_for_the_text_as_corrected() -> None:
    before, after = (
        of_pack(text, {"misreadings": TABLE}) for text in ("They sbould.", "They should.")
    )
    assert misreadings.peek(before) is None
    shown = misreadings.of(before)
    assert misreadings.peek(before) == shown
    misreadings.keep(after, shown)
    assert misreadings.of(after) == shown


ENGLISH = (
    "We left the hut the next morning, and the plateau was arid in summer. She wore also a hat.\n"
    "Signs of tire wear were found, and the docs it writes. Lean only on what you have seen.\n"
    "Vitamin E was given, and the clock struck 1, then all was still. Add 1 chopped onion.\n"
    "He kept two- or three-storied mills, a pre- and a post-war barge, and said- but softly- no.\n"
    "The quillam of Amberwick wrote \\vec in his notes on AVs, and sang do, re, mi, fo and la.\n"
)
RIGHT = {
    "en": ENGLISH,
    "de": "Der VfS hat Druck- und Setzfehler, Haupt- oder Nebensachen, und das MfS liest sie.\n",
    "fr": "On marqua d’ un trait les points c et d, puis n au carré. Le mot eau est court.\n",
    "it": "Disse che l’ acqua dell’ isola era buona, ed io nol seppi: il can levriero dormiva.\n",
    "es": "El rio y la mar, ó la casa á la que se iba: quando llegó, dixo que no y calló.\n",
}
DAMAGE = "Tbey sbould bave wbispered, wbile the otbers slept.\n"


@pytest.mark.parametrize("language", sorted(RIGHT))
def test_right_sentences_stay_where_nothing_shows_damage(language: str) -> None:
    text = RIGHT[language]
    assert clean(text, rules=stages.RULES, language=language).text == text


def test_damage_elsewhere_opens_the_rules_for_them() -> None:
    text = ENGLISH + DAMAGE
    assert clean(text, rules=stages.RULES, language="en").text not in (
        text,
        ENGLISH + "They should have whispered, while the others slept.\n",
    )


def test_a_rules_folder_may_take_every_document_for_misread(tmp_path: Path) -> None:
    found = load(stages.RULES).taken_for_misread()
    assert all(pack["misreadings"]["assumed"] for pack in found.languages.values())
    assert clean("He bad been there.", rules=found, language="en").text == "He had been there."
