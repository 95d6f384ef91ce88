"""Comparison: errors before and after, and what was fixed, harmed and missed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from pipeline.evaluation.comparison import Comparison, Errors
from pipeline.evaluation.tokens import read_truth

TRUTH = "the ferryman sat upon the old quay and waited for the tide"


def compare(raw: str, cleaned: str, truth: str = TRUTH) -> Comparison:
    return Comparison(raw, cleaned, read_truth(truth, "truth", words=False), words=False)


def fates(found: Comparison) -> dict[str, str]:
    keys = found.truth.tokens.keys
    return {keys[index]: fate for index, fate in found.fates()}


def test_equal_texts_have_no_errors() -> None:
    found = compare(TRUTH.replace(" ", "\n", 4), TRUTH)
    assert (found.raw.errors(), found.cleaned.errors()) == (Errors(), Errors())
    assert fates(found) == {}
    assert (found.scored, found.characters) == (12, len(TRUTH) + 1)


def test_each_kind_of_error_is_counted() -> None:
    raw = "the ferrymau sat the 12 old quay and waited for the tide"
    characters = Levenshtein.distance(raw, TRUTH)
    assert compare(raw, raw).raw.errors() == Errors(1, 1, 1, characters)
    assert characters == 8


def test_fixed_harmed_and_missed() -> None:
    raw = "tbe ferryman sat upon the old qnay and waited for the tide"
    cleaned = "the ferryman fat upon the old qnay and waited for the tide"
    assert fates(compare(raw, cleaned)) == {"the": "fixed", "sat": "harmed", "quay": "missed"}


def test_token_behind_what_is_extra_is_not_right() -> None:
    raw = "the ferryman sat 12 upon the old quay and waited for the tide"
    assert fates(compare(raw, TRUTH)) == {"upon": "fixed"}
    assert fates(compare(raw, raw)) == {"upon": "missed"}
    assert fates(compare(TRUTH, raw)) == {"upon": "harmed"}


def test_what_is_extra_at_the_end_is_an_error() -> None:
    found = compare(TRUTH + " the end", TRUTH)
    assert (found.raw.errors().extra, found.cleaned.errors().extra) == (2, 0)


def test_what_does_not_count_is_not_counted() -> None:
    truth = "the ferryman\n%%unscored\nsat upon\n%%scored\nthe old quay"
    found = compare("the ferryman fat up the old quay", "the ferryman the old qnay", truth)
    assert found.raw.errors() == Errors()
    assert found.cleaned.errors() == Errors(1, 0, 0, 1)
    assert fates(found) == {"quay": "harmed"}
    assert found.scored == 5


def test_stretches_of_the_other_text() -> None:
    side = compare("the 12 ferry man sat upon tbe old quay x", TRUTH).raw
    shown = [side.tokens.keys[slice(*side.span(at, at + 1))] for at in range(7)]
    assert shown == [["the"], ["12"], ["ferry", "man", "sat"], ["upon"], ["tbe"], ["old"], ["quay"]]


@given(st.lists(st.sampled_from(["the", "tbe", "tide", "quay", "old", "12"]), max_size=30))
def test_errors_are_the_edit_distance(words: list[str]) -> None:
    found = compare(" ".join(words), TRUTH)
    errors = found.raw.errors()
    assert errors.tokens >= Levenshtein.distance(words, TRUTH.split())
    assert errors.substituted + errors.lost <= len(TRUTH.split())
    assert len(words) - errors.extra + errors.lost == len(TRUTH.split())


@given(st.lists(st.sampled_from(["the", "tbe", "tide", "quay", "old"]), min_size=1, max_size=30))
def test_what_is_cleaned_to_the_truth_is_fixed_and_never_harmed(words: list[str]) -> None:
    found = compare(" ".join(words), TRUTH)
    assert set(fates(found).values()) <= {"fixed"}
    assert found.cleaned.errors() == Errors()
