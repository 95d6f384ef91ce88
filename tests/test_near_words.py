"""Words one letter away, the spelling of own words, and how a word fits between two others."""

from __future__ import annotations

from finding import settings
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from pipeline import lexicon, near_words, own_words, pairs_here
from pipeline.document import Document


def test_letters_changed_left_out_and_put_in() -> None:
    near = near_words.NearWords(["garden", "gardens", "harden", "mill"])
    assert near.of("gardcn") == {"garden"}
    assert near.of("arden") == {"garden", "harden"}
    assert near.of("millx") == {"mill"}
    assert near.of("gardens") == {"garden"}


@given(
    st.sampled_from(["gardcn", "arden", "ſtone", "thc", "a", "", "café", "Garden"])
    | st.text(max_size=6)
)
def test_a_few_strings_are_near_to_what_the_index_says(string: str) -> None:
    english = lexicon.load("en", ())
    near = near_words.likely_words(english, 3.5)
    assert near_words.near_few(string, english, 3.5) == near.of(string)


def test_two_letters_away_is_not_near() -> None:
    assert near_words.NearWords(["garden"]).of("gordcn") == set()
    assert near_words.NearWords(["garden"]).of("agrden") == set()


def test_a_word_is_not_near_to_itself() -> None:
    assert near_words.NearWords(["mill"]).of("mill") == set()


def test_only_words_of_the_list_that_are_frequent_are_near() -> None:
    english = lexicon.load("en")
    near = near_words.likely_words(english, 4.0)
    assert "garden" in near.of("gardcn")
    assert "tlie" not in near.of("tlic")


def test_misread_strings_are_spelt_as_no_word_is() -> None:
    habits = settings("scannos", "near-word").own_words
    english = own_words.spelling(lexicon.load("en"), habits)
    assert english.share("quillam") > english.share("gvrdcnx")


def test_three_letters_that_no_word_has_in_a_row() -> None:
    habits = settings("scannos", "near-word").own_words
    english = own_words.spelling(lexicon.load("en"), habits)
    assert english.rarest("gardcn") == english.rarest("jthe") == english.rarest("consecMtive") == 0
    assert english.rarest("quillam") > 0
    assert english.rarest("Garden") == english.rarest("garden") > english.rarest("quillam")


def test_a_word_fits_where_the_document_writes_it() -> None:
    pairs = pairs_here.of(
        Document("He went to the mill. She went to the mill. It is as old."),
        settings("scannos", "near-word").pairs,
    )
    assert pairs.fit("to", "the", "mill") > 1
    assert pairs.fit("is", "the", "old") < 0


def test_marks_are_neighbours_too() -> None:
    text = "The end. Thz mill"
    assert pairs_here.neighbours(text, 9, 12, 40) == (".", "mill")
    assert pairs_here.neighbours(text, 9, 12, 4) == (".", "mil")
    assert pairs_here.neighbours("Thz", 0, 3, 40) == ("", "")


@given(st.sets(st.text("abc", min_size=2, max_size=7), max_size=60), st.text("abc", max_size=8))
def test_the_index_finds_what_comparing_with_each_word_would(words: set[str], string: str) -> None:
    one_away = {word for word in words if Levenshtein.distance(word, string) == 1}
    assert near_words.NearWords(words).of(string) == one_away


def test_two_letters_read_for_one_or_one_for_two_are_a_wider_stretch() -> None:
    near = near_words.NearWords(["happen", "carry", "garden"])
    assert near.wider("hajdpen") == {"happen"}
    assert near.wider("cany") == {"carry"}
    assert (
        near.wider("gadren")
        == near.wider("gardcn")
        == near.wider("gardn")
        == near.wider("gaarden")
        == set()
    )
    assert near.wider("") == near.wider("g") == set()


@given(st.sets(st.text("abc", min_size=2, max_size=7), max_size=60), st.text("abc", max_size=8))
def test_the_index_finds_all_words_that_a_wider_stretch_makes(words: set[str], string: str) -> None:
    index = near_words.NearWords(words)
    changes = {word: near_words.change_between(string, word) for word in words}
    wide = {word: (len(read), len(meant)) for word, (read, meant) in changes.items()}
    found = index.wider(string)
    assert found == {word for word, one in wide.items() if one in ((2, 1), (1, 2))}
