from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from impacts import made, side
from test_correction import edits

from pipeline.correction import Correction, apply
from pipeline.review import impact_text
from pipeline.review.changes import Changes
from pipeline.review.impact import Difference, Impact, Report, compare, tally
from pipeline.review.terminal import Paint

RAW = "tbe tide\nis 1ow.\n12\n\ftbe quay\n"
TBE = made(0, "tbe", "the", "scannos/b-for-h")
LOW = made(12, "1ow", "low", "scannos/one-for-l")


def told(found: Impact) -> list[tuple[str, str, str, str]]:
    """Kind, rule, what stood there and stands there now, of each difference."""
    return [(one.kind, one.rule, *reading(one)) for one in found.differences]


def reading(one: Difference) -> tuple[str, str]:
    return one.shown.correction.before, one.shown.correction.after


def test_nothing_differs_from_itself() -> None:
    found = compare(side(RAW, [TBE, LOW]), side(RAW, [TBE, LOW]))
    assert found == Impact("tide", (), 2)


def test_gained_and_lost() -> None:
    found = compare(side(RAW, [TBE]), side(RAW, [LOW]))
    assert told(found) == [
        ("lost", "scannos/b-for-h", "tbe", "the"),
        ("gained", "scannos/one-for-l", "1ow", "low"),
    ]
    assert found.unchanged == 0


def test_a_correction_is_shown_with_page_line_and_words_around() -> None:
    late = made(21, "tbe", "the", "scannos/b-for-h")
    (one,) = compare(side(RAW, [TBE]), side(RAW, [TBE, late])).differences
    shown = one.shown
    assert (shown.row.page, shown.row.raw_line) == (2, 4)
    assert (shown.left, shown.before, shown.after, shown.right) == ("\f", "tbe", "the", " quay")


def test_another_reading_rule_and_confidence_are_changes() -> None:
    for other, aspects in (
        (replace(TBE, after="thy"), ("reading",)),
        (replace(TBE, rule="h-misread"), ("rule",)),
        (replace(TBE, confidence="likely"), ("confidence",)),
        (replace(TBE, confidence="suspect"), ("confidence", "applied")),
        (replace(TBE, after="thy", rule="x", confidence="likely"),
         ("reading", "rule", "confidence")),
    ):  # fmt: skip
        (one,) = compare(side(RAW, [TBE]), side(RAW, [other])).differences
        assert (one.kind, one.aspects) == ("changed", aspects)


def test_a_changed_correction_is_titled_by_both_sides() -> None:
    other = replace(TBE, rule="h-misread", confidence="likely")
    (one,) = compare(side(RAW, [TBE]), side(RAW, [other])).differences
    assert one.rule == "scannos/b-for-h → h-misread"
    assert one.confidence == "certain → likely"


def test_an_early_stage_moves_later_corrections_and_changes_none() -> None:
    figure = made(17, "12\n", "", "furniture/number-alone")
    late = made(21, "tbe", "the", "scannos/b-for-h")
    moved = made(18, "tbe", "the", "scannos/b-for-h")
    found = compare(side(RAW, [], [TBE, late]), side(RAW, [figure], [TBE, moved]))
    assert told(found) == [("gained", "furniture/number-alone", "12\n", "")]
    assert found.unchanged == 2


def test_a_deletion_that_touches_a_later_correction_does_not_change_it() -> None:
    raw = "tbe12 quay"
    figure = made(3, "12", "", "furniture/number-alone")
    found = compare(side(raw, [], [TBE]), side(raw, [figure], [TBE]))
    assert told(found) == [("gained", "furniture/number-alone", "12", "")]
    assert found.unchanged == 1


def test_a_line_no_longer_taken_out_is_lost_though_other_stages_now_correct_it() -> None:
    raw = "TBE TIDE 12\nand tbe quay\n"
    head = made(0, "TBE TIDE 12\n", "", "furniture/running-head")
    inside = made(0, "TBE", "THE", "scannos/b-for-h")
    found = compare(side(raw, [head], []), side(raw, [], [inside]))
    assert told(found) == [
        ("gained", "scannos/b-for-h", "TBE", "THE"),
        ("lost", "furniture/running-head", "TBE TIDE 12\n", ""),
    ]


def test_a_rule_that_moved_to_another_stage_has_changed() -> None:
    other = replace(TBE, stage="encoding")
    (one,) = compare(side(RAW, [TBE]), side(RAW, [other])).differences
    assert (one.kind, one.rule, one.aspects) == (
        "changed", "scannos/b-for-h → encoding/b-for-h", ("rule",),
    )  # fmt: skip


def test_one_correction_that_became_two_is_one_changed_and_one_gained() -> None:
    raw = "t h e t i d e"
    whole = made(0, raw, "the tide", "letterspacing/run")
    halves = [
        made(0, "t h e", "the", "letterspacing/run"),
        made(6, "t i d e", "tide", "letterspacing/run"),
    ]
    found = compare(side(raw, [whole]), side(raw, halves))
    assert [(one.kind, reading(one)[1]) for one in found.differences] == [
        ("changed", "the"),
        ("gained", "tide"),
    ]


def test_the_same_rule_is_paired_before_another() -> None:
    raw = "tbe t i d e"
    old = [made(0, raw, "the tide", "letterspacing/line")]
    new = [
        made(0, "tbe", "the", "letterspacing/word"),
        made(4, "t i d e", "tide", "letterspacing/line"),
    ]
    assert [
        (one.kind, one.rule) for one in compare(side(raw, old), side(raw, new)).differences
    ] == [
        ("gained", "letterspacing/word"),
        ("changed", "letterspacing/line"),
    ]


def test_insertions_at_one_place() -> None:
    old = [made(3, "", "“", "quotes/open")]
    new = [made(3, "", "„", "quotes/open")]
    (one,) = compare(side(RAW, old), side(RAW, new)).differences
    assert (one.kind, one.aspects) == ("changed", ("reading",))
    beside = [made(3, " ", "", "quotes/blank")]
    kinds = [one.kind for one in compare(side(RAW, old), side(RAW, beside)).differences]
    assert sorted(kinds) == ["gained", "lost"]


def test_tally_counts_by_rule_and_confidence_biggest_first() -> None:
    late = made(21, "tbe", "the", "scannos/b-for-h")
    likely = replace(LOW, confidence="likely")
    found = compare(side(RAW, [TBE, LOW, late]), side(RAW, [likely]))
    assert [
        (one.rule, one.confidence, one.gained, one.lost, one.changed)
        for one in tally(found.differences)
    ] == [
        ("scannos/b-for-h", "certain", 0, 2, 0),
        ("scannos/one-for-l", "certain → likely", 0, 0, 1),
    ]  # fmt: skip


def test_a_line_without_end_is_not_carried_along() -> None:
    raw = "x " * 50_000
    found = compare(side(raw), side(raw, [made(50_000, "x", "y", "scannos/x")]))
    (one,) = found.differences
    assert len(one.shown.left) + len(one.shown.right) < 1_000


def test_colours_where_they_are_wanted() -> None:
    report = Report("old", "new", (compare(side(RAW, [TBE]), side(RAW)),))
    for colour in (True, False):
        shown = "\n".join(impact_text.lines(report, 10, Paint(colour)))
        assert ("\x1b[31m[-tbe-]\x1b[0m" in shown) == colour


def test_of_a_long_correction_both_ends_are_shown() -> None:
    page = " ".join(map(str, range(200))) + "\n"
    lost = side(page, [made(0, page, "", "furniture/advertisement")])
    report = Report("old", "new", (compare(lost, side(page)),))
    last = list(impact_text.lines(report, 10, Paint()))[-1]
    assert last.startswith("    [-0 1 2 3 ")
    assert " […] " in last
    assert last.endswith(" 198 199⏎-]")
    assert len(last) < 250


@st.composite
def two_sides(draw: st.DrawFn) -> tuple[Changes, Changes]:
    raw = draw(st.text("xyz\n", max_size=30))
    return draw(drawn_side(raw)), draw(drawn_side(raw))


@st.composite
def drawn_side(draw: st.DrawFn, raw: str) -> Changes:
    text, stages = raw, []
    for number in range(draw(st.integers(0, 3))):
        corrections = [
            replace(one, stage=f"s{number}", rule=draw(st.sampled_from("pq")))
            for one in draw(edits(text))
        ]
        stages.append(corrections)
        text = apply(text, corrections)
    return side(raw, *stages)


def every(one: Changes) -> list[Correction]:
    return [made for stage in one.ledger.stages for made in stage.corrections]


@given(two_sides())
def test_any_text_compared_with_itself_gives_nothing(sides: tuple[Changes, Changes]) -> None:
    old, _ = sides
    assert compare(old, old) == Impact("tide", (), len(every(old)))


@given(two_sides())
def test_swapping_the_sides_swaps_gained_and_lost(sides: tuple[Changes, Changes]) -> None:
    old, new = sides
    there, back = compare(old, new), compare(new, old)
    mirrored = [Difference(one.new, one.old) for one in back.differences]
    assert sorted(map(repr, there.differences)) == sorted(map(repr, mirrored))
    assert there.unchanged == back.unchanged


@given(two_sides())
def test_every_correction_is_counted_once(sides: tuple[Changes, Changes]) -> None:
    old, new = sides
    found = compare(old, new)
    both = found.unchanged
    of_old = [one.old.correction for one in found.differences if one.old]
    of_new = [one.new.correction for one in found.differences if one.new]
    assert len(of_old) + both == len(every(old))
    assert len(of_new) + both == len(every(new))
    left_old, left_new = every(old), every(new)
    for one in of_old:
        left_old.remove(one)
    for one in of_new:
        left_new.remove(one)


@given(two_sides())
def test_a_change_says_what_changed(sides: tuple[Changes, Changes]) -> None:
    for one in compare(*sides).differences:
        assert bool(one.aspects) == (one.kind == "changed")
