"""Forms of words: those that a list has are kept, and the document's own words are not missed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import forms, lexicon
from pipeline.forms import Confusion, Forms, ListedForms, Others, hashes, listed_forms
from pipeline.near_forms import NearForms, Reach
from pipeline.near_words import NearWords
from pipeline.vocabulary import any_case

ENGLISH = lexicon.load("en")
PAIRS: tuple[Confusion, ...] = (("b", "h"), ("rn", "m"), ("c", "e"), ("e", ""), ("l", "I"))
WORDS = st.lists(st.text("bcehlmnrtTBı’ſ", max_size=7), max_size=5)


def wanted(word: str, own: set[str], *, once: bool) -> list[forms.Form]:
    """The forms that are words, asked for one by one."""
    made = Forms(PAIRS).once(word) if once else Forms(PAIRS).of(word)
    return [one for one in made if ENGLISH.known(one[0]) or any_case(one[0]) in own]


@given(words=WORDS, own=WORDS, once=st.booleans())
def test_kept_forms_are_those_asked_for_one_by_one(
    words: list[str], own: list[str], once: bool
) -> None:
    here = set(map(any_case, own))
    every = {one[0] for word in words for one in Forms(PAIRS).of(word)}
    here |= {any_case(one) for one in sorted(every)[:2]}
    listed = listed_forms(ENGLISH, PAIRS, once)
    for _ in range(2):
        found = listed.of(words, hashes(here))
        assert found.keys() == set(words)
        for word, made in found.items():
            words_here = [one for one in made if ENGLISH.known(one[0]) or any_case(one[0]) in here]
            assert words_here == wanted(word, here, once=once)


def test_what_is_given_may_be_changed() -> None:
    listed = ListedForms(ENGLISH, Forms(PAIRS).of)
    listed.of(["tbe"], frozenset())["tbe"].clear()
    assert listed.of(["tbe"], frozenset())["tbe"] == [("the", ("b", "h"), 1)]


def test_too_many_words_are_forgotten_and_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST_REMEMBERED", 2)
    listed = ListedForms(ENGLISH, Forms(PAIRS).of)
    words = ["tbe", "tbat", "otber", "motber"]
    for some in (words[:2], words[1:3], words, words[:1]):
        found = listed.of(some, frozenset())
        assert [[form for form, _, _ in found[word]] for word in some] == [
            [word.replace("b", "h")] for word in some
        ]


def test_strings_are_compared_in_any_case_and_folded() -> None:
    others = Others(["TBE", "ſbip", "Café’s"])
    assert all(others.may_hold(hashes([word])) for word in ("tbe", "sbip", "café's"))
    assert not others.may_hold(hashes(["TBE", "ſbip"]))


NEAR = NearWords(["garden", "harden", "happen", "like", "the"])
REACH = Reach(
    confusions=(("H", "li"), ("b", "h")),
    shortest_twice=5,
    shortest_wide=5,
    most_wider=1,
    widths=(("j", 3), ("d", 6), ("p", 8), ("i", 3), ("n", 6)),
)


def near(string: str, own: tuple[str, ...] = ()) -> dict[str, tuple[Confusion, ...]]:
    return NearForms(ENGLISH, NEAR, REACH).of(string, hashes(own))


@pytest.mark.parametrize(
    ("string", "found"),
    [
        ("gardcn", {"garden": (("c", "e"),)}),
        ("Gardcn", {"Garden": (("c", "e"),)}),
        ("hajdpen", {"happen": (("jd", "p"),)}),
        ("Hke", {"like": (("H", "li"),)}),
        ("tbe", {"the": (("b", "h"),)}),
        ("barden", {"harden": (("b", "h"),), "garden": (("b", "g"),)}),
        ("", {}),
        ("qqqqq", {}),
    ],
)
def test_near_forms_and_what_was_misread_for_them(
    string: str, found: dict[str, tuple[Confusion, ...]]
) -> None:
    assert near(string) == found


def test_near_forms_that_are_the_documents_own_words_are_among_all() -> None:
    assert "thob" not in near("tbob")
    assert near("tbob", ("thob",))["thob"] == (("b", "h"),)


def test_near_forms_are_forgotten_and_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.near_forms.MOST_REMEMBERED", 1)
    forms_near = NearForms(ENGLISH, NEAR, REACH)
    for string in ("gardcn", "hardcn", "gardcn"):
        assert string.replace("c", "e") in forms_near.of(string, frozenset())
