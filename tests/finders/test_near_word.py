"""The near-word finder: what it looks at, what a document's strings teach it, every measure."""

from __future__ import annotations

from typing import Any

import pytest
import stages
from finding import found, settings

from pipeline import lexicon
from pipeline.context import Match
from pipeline.finders import near_word

PLAIN = (
    "The others came with the men of the mill that morning. The water of the river was high, and "
    "the house of the miller stood in it. He said that we should all wait till the wind fell.\n"
) * 4
DAMAGE = (
    "The brothor and the sistor, the fathor and the daughtor, workod with a hammor and a laddor "
    "in wintor and summor. "
)


def find(text: str, language: str = "en", **pinned: Any) -> list[Match]:
    return found(near_word, text, settings("scannos", "near-word", **pinned), language=language)


def by_word(text: str, language: str = "en", **pinned: Any) -> dict[str, Match]:
    return {match.groups["word"]: match for match in find(text, language, **pinned)}


def test_a_change_that_no_list_declares() -> None:
    match = by_word(f"{PLAIN}{DAMAGE}The childrzn slept in the gardzn, and the tablz fell.")[
        "gardzn"
    ]
    assert match.groups["best"] == "garden"
    assert match.groups["changes"] == "z>e"
    assert match.measures["declared"] == 0
    assert match.measures["support"] > 2
    assert match.measures["odds"] > 2


def test_a_declared_confusion_and_one_more_change() -> None:
    match = by_word(f"{PLAIN}{DAMAGE}The childzon slept in the gardzn, and the tablz fell.")[
        "childzon"
    ]
    assert match.groups["best"] == "children"
    assert match.measures["changes"] == 2


def test_two_letters_read_for_one_as_wide() -> None:
    match = by_word(f"{PLAIN}{DAMAGE}What could hajdpen to the men?")["hajdpen"]
    assert match.groups["best"] == "happen"
    assert match.groups["changes"] == "jd>p"
    assert match.measures["wide"] == 1
    assert match.measures["declared"] == match.measures["spelling"] == 0


def test_one_letter_read_for_two() -> None:
    match = by_word(f"{PLAIN}{DAMAGE}The ship was transfened to the men.")["transfened"]
    assert match.groups["best"] == "transferred"
    assert match.groups["changes"] == "n>rr"


def test_letters_that_are_not_as_wide_are_not_read_for_one_another() -> None:
    text = f"{PLAIN}{DAMAGE}What could hamwpen to the men?"
    assert "hamwpen" not in by_word(text)
    assert by_word(text, most_wider=1000)["hamwpen"].groups["best"] == "happen"


def test_in_a_short_string_no_two_letters_are_read_for_one() -> None:
    text = f"{PLAIN}{DAMAGE}He xvas there."
    assert by_word(text)["xvas"].groups["changes"] == "xv>w"
    assert "xvas" not in by_word(text, shortest_wide=5)


def test_one_string_alone_teaches_nothing_of_two_letters_read_for_one() -> None:
    one = by_word(f"{PLAIN}{DAMAGE}What could hajdpen?")["hajdpen"]
    more = by_word(f"{PLAIN}{DAMAGE}What could hajdpen? The shejdherd slejdt, and he hojdes.")
    assert more["hajdpen"].measures["odds"] > one.measures["odds"] + 1


def test_two_letters_by_which_spellings_differ() -> None:
    text = f"{PLAIN}{DAMAGE}He was suddainly touched."
    assert by_word(text)["suddainly"].measures["spelling"] == 1
    text = f"{PLAIN}{DAMAGE}Whom it toucheth."
    assert by_word(text)["toucheth"].measures["spelling"] == 1


def test_what_many_strings_show_is_believed_sooner() -> None:
    few = by_word(f"{PLAIN}{DAMAGE}He saw the gardzn.")["gardzn"]
    many = by_word(f"{PLAIN}{DAMAGE}He saw the gardzn. The childrzn, the candlz, the tablz.")[
        "gardzn"
    ]
    assert many.measures["odds"] > few.measures["odds"]
    assert many.measures["support"] > few.measures["support"]


def test_nothing_is_found_in_a_text_without_damage() -> None:
    assert find(f"{PLAIN}The quillam of Quennerby grew tarrow. He saw the gardzn.") == []


def test_how_much_of_the_document_is_damaged() -> None:
    match = by_word(f"{PLAIN}{DAMAGE}He saw the gardzn.")["gardzn"]
    assert match.measures["misread"] >= 8
    words = len(f"{PLAIN}{DAMAGE}He saw the gardzn.".split())
    assert match.measures["noise"] == pytest.approx(
        1000 * match.measures["misread"] / words, rel=0.01
    )
    assert match.measures["spelt"] == 0


def test_a_letter_more_or_less_is_a_matter_of_spelling() -> None:
    match = by_word(f"{PLAIN}{DAMAGE}He saw the happinesse and the goodnesse.")["goodnesse"]
    assert match.measures["spelling"] == 1
    assert match.measures["spelt"] > 0


@pytest.mark.parametrize(("string", "spelling"), [("streyt", 1), ("gardzn", 0), ("clzims", 0)])
def test_letters_that_spellings_exchange(string: str, spelling: int) -> None:
    matches = by_word(f"{PLAIN}{DAMAGE}He saw the {string}.", least_odds=-3)
    assert matches[string].measures["spelling"] == spelling


ACCENTED = (
    "He saw the wíndow, the ríver, the gárden, the brídge, the wínter and the sílver mórning. "
)


def test_an_accent_that_the_language_does_not_write_is_misread() -> None:
    words = by_word(f"{PLAIN}{ACCENTED}The río was near.")
    assert words["ríver"].groups["best"] == "river"
    assert words["ríver"].measures["spelling"] == 0
    assert words["ríver"].measures["accents"] == words["ríver"].measures["misread"] == 7
    assert words["ríver"].measures["accents_share"] == pytest.approx(7 / 8)


def test_unwritten_strings_are_those_that_the_language_does_not_write() -> None:
    # In no list, and yet English writes it; a name; and one that comes back.
    others = "The dunno was Qvrxton. The plkh, the plkh and the plkh. "
    texts = [f"{PLAIN}{ACCENTED}{others}", f"{PLAIN}{ACCENTED}{others}The gwplt, the zhkdn."]
    fewer, more = (
        by_word(text)["ríver"].measures["unwritten"] * len(text.split()) / 1000 for text in texts
    )
    assert more - fewer == pytest.approx(2, abs=0.1)


def test_an_accent_that_the_language_writes_is_a_matter_of_spelling() -> None:
    words = by_word(f"{PLAIN}{ACCENTED}He saw the sistér.")
    assert words["sistér"].measures["spelling"] == 1
    assert words["sistér"].measures["accents"] == 7
    assert "wíndow" not in by_word(f"{PLAIN}{ACCENTED}", accents={})


def test_neighbours_are_told_in_small_letters() -> None:
    groups = by_word(f"{PLAIN}{DAMAGE}The gardzn Tablz fell.")["gardzn"].groups
    assert (groups["before"], groups["behind"]) == ("the", "tablz")
    assert groups["around"] == "the gardzn tablz"


def test_neighbours_choose_between_readings() -> None:
    text = f"{PLAIN}{DAMAGE}He came with thz men. He came with thz men."
    assert by_word(text, least_odds=-3)["thz"].groups["best"] == "the"


def test_the_language_chooses_between_readings_that_the_document_does_not_know() -> None:
    text = f"{PLAIN}{DAMAGE}They had a lzng time, and a szng of joy."
    words = by_word(text, least_odds=-9)
    assert (words["lzng"].groups["best"], words["szng"].groups["best"]) == ("long", "song")
    assert words["lzng"].measures["fit"] > 0
    alone = by_word(f"{PLAIN}{DAMAGE}(Lzng.) (lzng.)", least_odds=-9)["lzng"]
    assert alone.measures["fit"] == 0
    assert words["lzng"].measures["odds"] > alone.measures["odds"]


def test_how_often_the_language_writes_words_side_by_side_tells_more_than_that_it_does() -> None:
    text = f"{PLAIN}{DAMAGE}It was a promissory noto."
    assert by_word(text, least_odds=-9)["noto"].groups["best"] == "note"
    sure, unsure = (
        by_word(text, least_odds=-9, beside_misread=share)["noto"].measures["lift"]
        for share in (0.1, 0.9)
    )
    assert sure > unsure > 0


def test_without_lifts_pairs_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{PLAIN}{DAMAGE}They had a lzng time, and a szng of joy."
    monkeypatch.setattr(lexicon.load("en", (stages.RULES,)), "lifts", None)
    words = by_word(text, least_odds=-9)
    assert (words["lzng"].groups["best"], words["szng"].groups["best"]) == ("long", "song")
    assert words["lzng"].measures["lift"] == 0 < words["lzng"].measures["fit"]


def test_small_letters_read_as_a_capital() -> None:
    match = by_word(
        f"{PLAIN}{DAMAGE}The Hght was beHeved to be beHind; naturaHsts and poHce came."
    )["Hght"]
    assert (match.groups["best"], match.groups["changes"]) == ("light", "H>li")


def test_a_capital_stays_one() -> None:
    match = by_word(f"{PLAIN}{DAMAGE}The gardzn and the tablz. Childrzn slept.")["Childrzn"]
    assert match.groups["best"] == "Children"
    assert (match.measures["capital"], match.measures["best_plain"]) == (1, 1)


def test_a_word_behind_one_that_lost_its_vowel() -> None:
    text = (
        "Il faut que nous soyons contents de cette belle maison, car elle est grande.\n" * 4
        + "La chambro, la tablo, la cuisino, la pierro et la lettro sont là. Voici l’arbrz d’abord."
    )
    (match,) = [one for one in find(text, "fr") if one.groups["word"] == "arbrz"]
    assert text[match.start : match.end] == "arbrz"
    assert match.groups["best"] == "arbre"


def test_other_measures() -> None:
    text = f"{PLAIN}{DAMAGE}The gardzn, the gardzn and the tablz; the garden, and gardzn paths."
    measures = by_word(text)["gardzn"].measures
    assert (measures["count"], measures["length"]) == (3, 6)
    assert (measures["vowel"], measures["capital"], measures["last_changed"]) == (1, 0, 0)
    assert measures["over"] == pytest.approx(3, rel=0.01)
    assert 4 < measures["best_likely"] < 5.5
    assert measures["best_count"] == 1


def test_letters_that_the_language_does_not_write_in_a_row() -> None:
    hits = by_word(f"{PLAIN}{DAMAGE}The gardzn and the tabje fell on the childron.")
    assert hits["gardzn"].measures["rarest"] == 0
    assert hits["childron"].measures["rarest"] > 0


def test_half_a_word_is_a_fragment() -> None:
    text = f"{PLAIN}{DAMAGE}The hous es fell, and a hous fell."
    hits = [one for one in find(text, least_odds=-9) if one.groups["word"] == "hous"]
    first, second = hits
    assert (first.measures["fragment"], second.measures["fragment"]) == (1, 0)


def test_nothing_without_a_word_list() -> None:
    assert find(f"{PLAIN}{DAMAGE}", language="nl") == []


def test_a_word_with_long_s_is_mended_as_it_was_printed() -> None:
    words = by_word(f"{PLAIN}{DAMAGE}The houſz fell, the gardzn, the childrzn, the tablz.")
    assert words["houſz"].groups["best"] == "houſe"
