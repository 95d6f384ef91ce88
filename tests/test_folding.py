"""What a later look found stands among the corrections of the first, and leads to the same text."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.correction import CONFIDENCES, Correction, apply, revert
from pipeline.folding import fold

STAGES = ["furniture", "hyphenation", "scannos"]


def made(text: str, before: str, after: str, stage: str, **more: object) -> Correction:
    """A correction of a string that a text holds once."""
    assert text.count(before) == 1
    start = text.index(before)
    one = Correction(start, start + len(before), before, after, stage, f"{stage}-rule", "certain")
    return replace(one, **more)  # type: ignore[arg-type]


def folded(raw: str, *steps: tuple[str, str, str]) -> list[list[tuple[str, str, str]]]:
    """Fold corrections of one look each, given as stage, before and after, into three stages."""
    stages: list[list[Correction]] = [[], [], []]
    text = raw
    for stage, before, after in steps:
        one = made(text, before, after, stage)
        stages = fold(stages, STAGES.index(stage), [one], text)
        text = apply(text, [one])
    assert through(raw, stages) == text
    return [[(one.before, one.after, told(one)) for one in stage] for stage in stages]


def told(one: Correction) -> str:
    return " ".join([one.stage, *(found for name, found in one.evidence if name == "with")])


def through(raw: str, stages: list[list[Correction]]) -> str:
    """The text behind all stages; each must fit its input and be undone again."""
    for number, stage in enumerate(stages):
        assert {one.stage for one in stage} <= {STAGES[number]}
        assert stage == sorted(stage, key=lambda one: (one.start, one.end))
        after = apply(raw, stage)
        assert revert(after, stage) == raw
        raw = after
    return raw


def test_a_find_elsewhere_joins_its_own_stage() -> None:
    steps = [("scannos", "tbe", "the"), ("furniture", "12\n", ""), ("scannos", "tido", "tide")]
    assert folded("12\ntbe tido", *steps) == [
        [("12\n", "", "furniture")],
        [],
        [("tbe", "the", "scannos"), ("tido", "tide", "scannos")],
    ]


def test_a_find_in_what_its_own_stage_made_is_one_correction_with_it() -> None:
    steps = [("scannos", "Intexcsse", "Intexesse"), ("scannos", "x", "r")]
    assert folded("das Intexcsse", *steps) == [[], [], [("Intexcsse", "Interesse", "scannos")]]


def test_a_find_in_what_a_later_stage_made_is_one_correction_of_that_stage() -> None:
    steps = [("scannos", "tidc", "tide"), ("hyphenation", "tide \nway", "tideway\n")]
    assert folded("a tidc \nway", *steps) == [
        [],
        [],
        [("tidc \nway", "tideway\n", "scannos hyphenation/hyphenation-rule")],
    ]


def test_a_find_around_several_corrections_takes_them_all_in() -> None:
    steps = [
        ("scannos", "tbe", "the"), ("scannos", "ncar", "near"), ("furniture", "the mill near", ""),
    ]  # fmt: skip
    assert folded("so tbe mill ncar it", *steps) == [
        [],
        [],
        [("tbe mill ncar", "", "scannos furniture/furniture-rule")],
    ]


def test_a_find_beside_a_line_that_is_gone_comes_into_its_own_place() -> None:
    steps = [("scannos", "12\n", ""), ("furniture", "tbe", "the")]
    assert folded("so\n12\ntbe", *steps) == [
        [("tbe", "the", "furniture")], [], [("12\n", "", "scannos")],
    ]  # fmt: skip


def test_what_is_put_back_is_no_correction() -> None:
    assert folded("tbe", ("scannos", "tbe", "the"), ("scannos", "the", "tbe")) == [[], [], []]


def test_a_correction_of_two_looks_is_as_sure_as_the_less_sure_of_them() -> None:
    first = made("tbc", "tbc", "thc", "scannos")
    second = made("thc", "thc", "the", "scannos", confidence="likely", evidence=(("odds", "3"),))
    (one,) = fold([[], [], [first]], 2, [second], "thc")[2]
    assert (one.before, one.after) == ("tbc", "the")
    assert (one.confidence, one.evidence) == ("likely", (("odds", "3"),))


def test_a_suspect_gives_way_to_what_is_made_of_its_place() -> None:
    suspect = made("tbc so", "tbc", "tic", "scannos", confidence="suspect")
    found = made("tbc so", "tbc", "the", "scannos")
    assert fold([[], [], [suspect]], 2, [found], "tbc so")[2] == [found]
    again = replace(suspect, start=4, end=6, before="so", after="to")
    assert fold([[], [], [suspect]], 2, [suspect, again], "tbc so")[2] == [suspect, again]


def test_what_a_reviewer_refused_stays_beside_what_another_rule_makes() -> None:
    refused = made("tbc", "tbc", "tic", "scannos", decision="stet")
    found = made("tbc", "tbc", "the", "scannos")
    assert fold([[], [], [refused]], 2, [found], "tbc")[2] == [found, refused]


def test_what_is_refused_goes_with_the_line_it_stands_in() -> None:
    refused = made("so\ntbc\n", "tbc", "tic", "scannos", decision="stet")
    gone = made("so\ntbc\n", "tbc\n", "", "furniture")
    assert fold([[], [], [refused]], 0, [gone], "so\ntbc\n") == [[gone], [], []]


@st.composite
def corrections(draw: st.DrawFn, text: str, stage: str) -> list[Correction]:
    """Corrections of a text, sorted and apart: empty ones, touching ones, suspects."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    found = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        before, after = text[start:end], draw(st.text("xyz", max_size=3))
        grade = draw(st.sampled_from(CONFIDENCES))
        if before != after:
            found.append(Correction(start, end, before, after, stage, "rule", grade))
    return found


@given(st.text("abcd", max_size=16), st.data())
@settings(max_examples=settings().max_examples * 5)
def test_what_is_folded_leads_to_the_same_text(raw: str, data: st.DataObject) -> None:
    text = raw
    stages: list[list[Correction]] = []
    for stage in STAGES:
        stages.append(data.draw(corrections(text, stage)))
        text = apply(text, stages[-1])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(STAGES) - 1))
        found = data.draw(corrections(text, STAGES[at]))
        stages = fold(stages, at, found, text)
        text = apply(text, found)
        assert through(raw, stages) == text
        for made_there in stages:
            assert all(one.end <= other.start for one, other in pairwise(made_there))


def test_a_find_right_before_a_correction_does_not_touch_it() -> None:
    text = "tbe ncarquai"
    one, two, found = (
        made(text, "tbe", "the", "scannos"), made(text, "quai", "quay", "scannos"),
        made("the ncarquay", "ncar", "near", "scannos"),
    )  # fmt: skip
    stages = fold([[], [], [one, two]], 2, [found], "the ncarquay")
    assert [one.before for one in stages[2]] == ["tbe", "ncar", "quai"]


def test_two_finds_in_two_neighbours_stay_two() -> None:
    text = "tbctbc"
    first = [
        Correction(0, 3, "tbc", "thc", "scannos", "b", "certain"),
        Correction(3, 6, "tbc", "thc", "scannos", "b", "certain"),
    ]
    again = [
        Correction(2, 3, "c", "e", "scannos", "c", "certain"),
        Correction(5, 6, "c", "e", "scannos", "c", "certain"),
    ]
    found = fold([[], [], first], 2, again, apply(text, first))[2]
    assert [(one.start, one.before, one.after) for one in found] == [
        (0, "tbc", "the"), (3, "tbc", "the"),
    ]  # fmt: skip


def test_two_finds_in_one_correction_are_one_with_it_and_leave_those_before() -> None:
    text = "so tbe wbicb"
    first = [made(text, "tbe", "the", "scannos"), made(text, "wbicb", "wblcb", "scannos")]
    middle = apply(text, first)
    start = middle.index("wblcb")
    again = [
        Correction(start + 1, start + 3, "bl", "hi", "scannos", "b", "certain"),
        Correction(start + 4, start + 5, "b", "h", "scannos", "b", "certain"),
    ]
    found = fold([[], [], first], 2, again, middle)[2]
    assert [(one.before, one.after) for one in found] == [("tbe", "the"), ("wbicb", "which")]


def test_all_rules_of_a_place_are_named_once() -> None:
    steps = [
        ("scannos", "tidc", "tide"), ("hyphenation", "tide \nway", "tideway\n"),
        ("furniture", "tideway\n", "tideway"),
    ]  # fmt: skip
    names = ["hyphenation/hyphenation-rule", "furniture/furniture-rule"]
    assert folded("a tidc \nway", *steps) == [
        [], [], [("tidc \nway", "tideway", f"scannos {' '.join(sorted(names))}")],
    ]  # fmt: skip


def test_what_a_reviewer_said_of_a_place_holds_for_what_comes_of_it() -> None:
    first = made("tbc", "tbc", "thc", "scannos", confidence="suspect", decision="apply")
    second = made("thc", "thc", "the", "scannos")
    (one,) = fold([[], [], [first]], 2, [second], "thc")[2]
    assert (one.confidence, one.decision, one.applied) == ("suspect", "apply", True)
    (plain,) = fold(
        [[], [], [replace(first, decision="", confidence="likely")]], 2, [second], "thc"
    )[2]
    assert plain.decision == ""


def test_a_proposal_to_put_something_in_gives_way_where_a_correction_begins_only() -> None:
    before = Correction(3, 3, "", "x", "scannos", "rule", "suspect")
    found = made("so tbc", "tbc", "the", "scannos")
    assert fold([[], [], [before]], 2, [found], "so tbc")[2] == [found]
    further = replace(before, start=2, end=2)
    assert fold([[], [], [further]], 2, [found], "so tbc")[2] == [further, found]
