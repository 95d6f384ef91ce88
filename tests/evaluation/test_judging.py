"""Judging: each correction answers for itself, by the truth at its place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from judged_texts import Change, judged, result, verdicts

from pipeline.api import Result
from pipeline.correction import CONFIDENCES, Correction, apply
from pipeline.engine import StageResult
from pipeline.evaluation import evaluate
from pipeline.evaluation.judging import VERDICTS

TRUTH = "Nobody paid the ferryman that night, since the tide was out and the quay lay dry."
RAW = TRUTH.replace("the tide", "tbe tide")


def test_right() -> None:
    assert verdicts(TRUTH, RAW, [Change("tbe", "the")]) == ["right"]


def test_wrong() -> None:
    assert verdicts(TRUTH, RAW, [Change("night", "right")]) == ["wrong"]


def test_one_wrong_reading_for_another() -> None:
    assert verdicts(TRUTH, RAW, [Change("tbe", "tne")]) == ["neither"]


def test_blank_for_hyphen_is_no_repair() -> None:
    truth = TRUTH.replace("ferryman", "ferry-man")
    raw = truth.replace("ferry-man that", "ferry-\nman that")
    assert verdicts(truth, raw, [Change("ferry-\nman ", "ferryman\n")]) == ["neither"]
    assert verdicts(truth, raw, [Change("ferry-\nman ", "ferry-man\n")]) == ["right"]


def test_signs_gained_and_a_word_lost() -> None:
    raw = TRUTH.replace("the tide", "12 THE FERRY the tide")
    assert verdicts(TRUTH, raw, [Change("12 THE FERRY the ", "")]) == ["partial"]


def test_what_is_not_compared_is_alike() -> None:
    assert verdicts(TRUTH, RAW, [Change("paid the", "paid\nthe")]) == ["alike"]
    quotes = RAW.replace("that night", '"that night"')
    change = Change('"', "“")
    assert verdicts(TRUTH, quotes, [change], words=True) == ["alike"]
    assert verdicts(TRUTH.replace("that night", "“that night"), quotes, [change]) == ["right"]


def test_where_the_truth_does_not_count() -> None:
    truth = TRUTH.replace("since the tide was", "\n%%unscored\nsince the tide\n%%scored\nwas")
    assert verdicts(truth, RAW, [Change("tbe", "the")]) == ["unscored"]
    assert verdicts(truth, RAW, [Change("night", "right")]) == ["wrong"]


def test_where_the_truth_has_another_text() -> None:
    raw = f"{RAW}\nWritten by K. Vogt at Corvantb, printed there by the same for all\n"
    changed = [Change("Corvantb", "Corvanth")]
    assert verdicts(TRUTH, raw, changed) == ["unaligned"]
    assert verdicts(TRUTH, RAW + "\n" + "no tbe such word " * 80, [
        Change("tbe", "the", behind="such")
    ]) == ["unaligned"]  # fmt: skip


@pytest.mark.parametrize(("head", "verdict"), [("12", "right"), ("THE FERRY 12", "right")])
def test_furniture_taken_out(head: str, verdict: str) -> None:
    raw = RAW.replace("since ", f"since\n{head}\n")
    assert verdicts(TRUTH, raw, [Change(f"{head}\n", "")]) == [verdict]


def test_text_taken_out_beside_the_same_word() -> None:
    raw = TRUTH.replace("paid the ferryman", "paid the old man and the ferryman")
    assert verdicts(raw, raw, [Change("old man and the ", "")]) == ["wrong"]


def test_suspect_is_judged_as_if_it_were_made() -> None:
    changes = [Change("tbe", "the", "suspect"), Change("dry", "day", "suspect")]
    assert verdicts(TRUTH, RAW, changes) == ["right", "wrong"]


def test_later_repair_does_not_whitewash_an_earlier_harm() -> None:
    changed = [Change("night", "nigbt")], [Change("nigbt", "night")]
    assert verdicts(TRUTH, RAW, *changed) == ["wrong", "right"]


def test_later_harm_does_not_blacken_an_earlier_repair() -> None:
    changed = [Change("tbe", "the")], [Change("the", "tho", behind="since")]
    assert verdicts(TRUTH, RAW, *changed) == ["right", "wrong"]


def test_word_repaired_over_a_head_that_went_before() -> None:
    raw = RAW.replace("ferryman that", "ferry-\n12 THE FERRY\nman that")
    changed = [Change("12 THE FERRY\n", "")], [Change("ferry-\nman ", "ferryman\n")]
    found = judged(TRUTH, raw, *changed)
    assert [one.verdict for one in found.judged] == ["right", "right"]
    assert [one.line for one in found.judged] == [2, 1]


def test_two_repairs_of_one_word() -> None:
    raw = RAW.replace("ferryman", "fcrrynian")
    changed = [Change("fc", "fe"), Change("ni", "m")]
    assert verdicts(TRUTH, raw, changed) == ["right", "right"]


def test_refused_correction_is_judged_where_it_would_stand() -> None:
    refused = replace(correction(RAW, "tbe", "the"), decision="stet")
    assert verdict_on(refused) == "right"


def test_refused_correction_under_another_that_was_made_is_not_judged() -> None:
    refused = replace(correction(RAW, "tbe tide", "the tide"), decision="stet")
    assert verdict_on(refused, correction(RAW, "tbe", "the")) == "unaligned"


def correction(text: str, before: str, after: str) -> Correction:
    start = text.index(before)
    return Correction(start, start + len(before), before, after, "a", "rule", "likely")


def verdict_on(*corrections: Correction) -> str:
    stage = StageResult("a", corrections)
    made = Result(RAW, apply(RAW, corrections), (stage,), "en", 1)
    return evaluate(made, TRUTH).judged[0].verdict


def test_correction_knows_its_place() -> None:
    raw = f"{RAW}\n\fPage two has tbe quay on it and no more."
    truth = f"{TRUTH}\nPage two has the quay on it and no more."
    found = judged(truth, raw, [Change("tbe", "the", behind="Page")]).judged[0]
    assert (found.line, found.cleaned_line, found.rule) == (2, 2, "a/rule")
    assert "tbe quay" in found.undone
    assert "the quay" in found.made
    assert truth[slice(*found.truth)] == found.made


def test_every_harmed_word_has_a_correction_that_did_it() -> None:
    harm = [Change("night", "right"), Change("that ", ""), Change("quay lay", "quaylay")]
    found = judged(TRUTH, RAW, harm)
    for place in found.places:
        if place.fate == "harmed":
            assert any(one.verdict == "wrong" for one in place.judged), place
    assert found.figures.fates.harmed > 2


def test_nothing_is_left_out() -> None:
    made = result(RAW, [Change("tbe", "the", grade) for grade in CONFIDENCES[:1]])
    assert len(evaluate(made, TRUTH).judged) == 1
    assert set(VERDICTS) >= {one.verdict for one in evaluate(made, TRUTH).judged}
