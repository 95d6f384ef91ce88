from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import correction
from pipeline.correction import Correction, OffsetMap, Route, apply, revert


def change(start: int, before: str, after: str, confidence: str = "certain") -> Correction:
    return Correction(start, start + len(before), before, after, "s", "r", confidence)  # type: ignore[arg-type]


@st.composite
def edits(draw: st.DrawFn, text: str) -> list[Correction]:
    """Corrections of a text: sorted, apart, deletions and insertions and suspects among them."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    alphabet = st.text("ab\n \udcc3", max_size=3)
    found: list[Correction] = []
    for start, end in pairs:
        after = draw(alphabet)
        level = draw(st.sampled_from(["certain", "likely", "suspect"]))
        if after != text[start:end] and not (found and found[-1].end == start == end):
            found.append(change(start, text[start:end], after, level))
    return found


@st.composite
def stages(draw: st.DrawFn) -> tuple[str, list[list[Correction]]]:
    text = raw = draw(st.text("xyz\n", max_size=30))
    made = []
    for _ in range(draw(st.integers(0, 4))):
        made.append(draw(edits(text)))
        text = apply(text, made[-1])
    return raw, made


def test_apply_makes_what_is_applied_and_leaves_suspects() -> None:
    text = "tbe tide is lnw"
    made = [change(0, "tbe", "the"), change(12, "lnw", "low", "suspect")]
    assert apply(text, made) == "the tide is lnw"
    assert revert("the tide is lnw", made) == text


def test_apply_refuses_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="does not fit the text at 0"):
        apply("the tide", [change(0, "tbe", "the")])


def test_apply_refuses_overlap() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        apply("tbe tide", [change(0, "tbe", "the"), change(2, "e t", "e")])


def test_revert_refuses_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="cannot be undone at 0"):
        revert("thy tide", [change(0, "tbe", "the")])


@given(stages())
def test_undoing_every_stage_gives_the_raw_text(
    given_stages: tuple[str, list[list[Correction]]],
) -> None:
    raw, made = given_stages
    text = raw
    for corrections in made:
        text = apply(text, corrections)
    for corrections in reversed(made):
        text = revert(text, corrections)
    assert text == raw


@given(stages(), st.integers(1, 7))
def test_a_text_put_together_in_pieces_is_the_same(
    drawn: tuple[str, list[list[Correction]]], piece: int
) -> None:
    text, made = drawn
    whole = text
    for stage in made:
        whole = apply(whole, stage)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(correction, "_PIECE", piece)
        pieced = text
        for stage in made:
            pieced = apply(pieced, stage)
        assert pieced == whole
        for stage in reversed(made):
            pieced = revert(pieced, stage)
        assert pieced == text


def test_offset_inside_a_stretch_goes_to_its_start() -> None:
    moved = OffsetMap([change(4, "t i d e", "tide")])
    assert [moved.to_after(at) for at in (0, 3, 4, 6, 11, 12)] == [0, 3, 4, 4, 8, 9]
    assert [moved.to_before(at) for at in (0, 4, 6, 8, 9)] == [0, 4, 4, 11, 12]


def test_span_holds_the_whole_stretch() -> None:
    moved = OffsetMap([change(4, "t i d e", "tide")])
    assert moved.span_before(5, 6) == (4, 11)
    assert moved.span_after(0, 5) == (0, 8)
    assert OffsetMap([change(4, "", "xx")]).span_after(4, 4) == (4, 6)


@given(stages())
def test_joined_maps_keep_the_text_outside_stretches(
    given_stages: tuple[str, list[list[Correction]]],
) -> None:
    raw, made = given_stages
    text = raw
    for corrections in made:
        text = apply(text, corrections)
    done = done_after = 0
    for start, end, after_start, after_end in Route(made).from_raw[-1].stretches:
        assert raw[done:start] == text[done_after:after_start]
        done, done_after = end, after_end
    assert raw[done:] == text[done_after:]


@given(stages())
def test_a_route_leads_from_any_stage_to_both_ends(
    given_stages: tuple[str, list[list[Correction]]],
) -> None:
    raw, made = given_stages
    route = Route(made)
    text = raw
    cleaned = raw
    for corrections in made:
        cleaned = apply(cleaned, corrections)
    for index, corrections in enumerate(made):
        for one in corrections:
            start, end = route.from_raw[index].span_before(one.start, one.end)
            assert 0 <= start <= end <= len(raw)
            start, end = route.to_cleaned[index].span_after(one.start, one.end)
            assert 0 <= start <= end <= len(cleaned)
        text = apply(text, corrections)
    assert len(route.from_raw) == len(route.to_cleaned) == len(made) + 1
    assert route.from_raw[0].stretches == route.to_cleaned[-1].stretches == []


def test_spans_at_the_edges_of_a_correction() -> None:
    offsets = OffsetMap([change(4, "t he", "the"), change(10, "", "so")])
    # Up to its beginning, and from its end on, nothing of it is in the span.
    assert offsets.span_after(2, 4) == (2, 4)
    assert offsets.span_after(8, 8) == (7, 7)
    assert offsets.span_after(8, 9) == (7, 8)
    # What is partly in it is all in it.
    assert offsets.span_after(5, 6) == offsets.span_after(4, 8) == (4, 7)
    assert offsets.span_after(7, 9) == (4, 8)
    # What was put in belongs to the place where nothing was.
    assert offsets.span_after(10, 10) == (9, 11)
    assert offsets.span_before(9, 11) == (10, 10)
