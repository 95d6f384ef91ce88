"""The damage profile: what is wrong, how much, where, and which rules had to look."""

from __future__ import annotations

from dataclasses import replace

import stages

from pipeline import api, damage_profile, ruleset
from pipeline.api import Result
from pipeline.damage_profile import STRETCHES, DamageProfile, Shape
from pipeline.ruleset import RuleSet

SHIPPED = ruleset.load(stages.RULES)
CLEAN = "The tide came in and the men went home. All was well, and they were glad of it.\n" * 40


def profiled(text: str, rules: RuleSet = SHIPPED) -> tuple[DamageProfile, Result]:
    context = api.context_for(text, "tide", None, rules)
    form = damage_profile.shape(context, rules)
    result = api.clean(text, name="tide", rules=rules)
    return damage_profile.profile("tide", result, form, rules), result


def test_every_correction_and_suspect_is_counted_once() -> None:
    text = (stages.ROOT / "raw" / "octavo-tesseract.txt").read_text("utf-8")
    found, result = profiled(text)
    made, suspects = len(result.corrections), len(result.suspects)
    assert suspects
    assert sum(one.made for one in found.stages) == made
    assert sum(one.suspects for one in found.stages) == suspects
    assert sum(one.count for one in found.kinds) == found.places == made + suspects
    every = [one.along for one in found.stages] + [one.along for one in found.kinds]
    assert {len(along) for along in every} == {STRETCHES}
    assert sum(sum(one.along) for one in found.kinds) == found.places
    assert [one.stage for one in found.stages] == [one.name for one in SHIPPED.stages]


def test_places_are_told_by_page_and_stretch_of_the_raw_text() -> None:
    plain = "The tide came in and the men went home.\n" * 20
    text = plain + "\f" + plain + "They came to the quay with the ropes for the punc-\ntual man.\n"
    found, _ = profiled(text)
    (one,) = found.kinds
    assert (one.stage, one.count, one.pages) == ("hyphenation", 1, (2,))
    assert one.along.index(1) == STRETCHES - 1
    words = len(text.split())
    assert one.share == 10_000 / words
    assert (found.shape.pages, found.shape.marks, found.shape.words) == (2, "form feeds", words)


def test_pages_that_only_folios_tell_are_told() -> None:
    rows = [
        "the heron stood in the reeds below the weir and would not move for the boats that"
    ] * 34
    text = "".join("\n".join([*rows, str(17 + page), ""]) for page in range(30))
    found, _ = profiled(text + "They came to the quay with the ropes for the punc-\ntual man.\n")
    assert (found.shape.pages, found.shape.marks) == (31, "folios")
    (broken,) = [one for one in found.kinds if one.stage == "hyphenation"]
    assert broken.pages == (31,)


def test_a_clean_text_has_no_places_and_few_rules_at_work() -> None:
    found, result = profiled(CLEAN)
    assert result.text == CLEAN
    assert (found.places, found.kinds) == (0, ())
    at_work = {one.stage: (one.at_work, one.rules) for one in found.stages}
    for stage in ("encoding", "letterspacing", "quotes"):
        assert at_work[stage][0] < at_work[stage][1] / 2, stage


def test_passages_in_another_language_are_told_by_their_lines() -> None:
    german = "Der Fluss war breit und die Männer gingen über das Eis und sie waren froh.\n" * 12
    found, _ = profiled(CLEAN + "\n" + german + "\n" + CLEAN)
    assert found.shape.language == "en"
    assert found.shape.tongues == {"de": 12}


def test_an_empty_text_has_a_profile() -> None:
    found, _ = profiled("")
    assert found.shape == Shape(1, 0, 0, 0, 0, "", "en")
    assert found.places == 0


def test_rules_at_work_are_those_of_the_text_that_their_stage_sees() -> None:
    _, result = profiled("It was a cir-\ncumstance.\n")
    work = {one.stage: one.at_work for one in result.stages}
    assert "broken-word-in-lexicon" in work["hyphenation"]
    assert "soft-hyphen-in-word" not in work["hyphenation"]


def test_who_has_at_work_makes_no_other_result() -> None:
    _, result = profiled("It was a cir-\ncumstance.\n")
    assert [replace(one, at_work=()) for one in result.stages] == list(result.stages)
