"""Figures and tables: what an evaluation comes to, kept and read again."""

from __future__ import annotations

import io
import json

import pytest
from judged_texts import Change, judged
from rich.console import Console

from pipeline.evaluation import tables
from pipeline.evaluation.figures import Fates, Figures, as_object, read, total, write
from pipeline.evaluation.grades import Tally
from pipeline.evaluation.listing import listing
from pipeline.faults import Fault

TRUTH = "Nobody paid the ferryman that night, since the tide was out and the quay lay dry."
RAW = TRUTH.replace("the tide", "tbe tide").replace("quay", "qnay")
STAGES = (
    [Change("tbe", "the", rule="b-for-h"), Change("dry", "day", "suspect", rule="day")],
    [Change("night", "right", "likely", rule="right"), Change("out", "oat", "likely", rule="oat")],
)


@pytest.fixture
def figures() -> Figures:
    return judged(TRUTH, RAW, *STAGES).figures


def test_rates(figures: Figures) -> None:
    assert figures.wer == (2 / 16, 3 / 16)
    assert figures.cer == (2 / 82, 3 / 82)
    assert figures.gone == -0.5
    assert figures.fates == Fates(fixed=1, harmed=2, missed=1)
    assert figures.harm == 1250.0


def test_grades_stages_and_rules(figures: Figures) -> None:
    wrong = Tally(wrong=1)
    assert figures.grades == {"certain": Tally(right=1), "likely": wrong + wrong, "suspect": wrong}
    assert figures.stages == {"a": Tally(right=1), "b": wrong + wrong}
    assert [one.key for one in figures.worst_first()] == ["a/day", "b/oat", "b/right", "a/b-for-h"]


def test_damage_is_counted_by_fate(figures: Figures) -> None:
    assert figures.damage == {"scannos": Fates(1, 2, 1)}


def test_figures_are_kept_and_read_again(figures: Figures) -> None:
    assert read(write([figures]), "kept.json") == [figures]


@pytest.mark.parametrize("kept", [b"", b"[]", b"{}", b'{"format": 0, "specimens": []}', b"\xff",
                                  b'{"format": 1, "specimens": [{"name": 1}]}'])  # fmt: skip
def test_what_holds_no_figures(kept: bytes) -> None:
    with pytest.raises(Fault, match=r"^kept\.json: does not hold figures of an evaluation"):
        read(kept, "kept.json")


def test_total_adds_up(figures: Figures) -> None:
    other = judged(TRUTH, RAW, words=True).figures
    whole = total([figures, figures, other])
    assert whole.tokens == 3 * 16
    assert whole.fates == Fates(2, 4, 4)
    assert whole.before.tokens == 6
    assert whole.grades["likely"] == Tally(wrong=4)
    assert not whole.words


def test_object_tells_the_shares(figures: Figures) -> None:
    told = as_object(figures)
    assert told["rates"]["wer_before"] == 0.125
    assert told["rates"]["harm_per_10000"] == 1250.0
    assert told["grades"]["certain"]["precision"] == 1.0
    assert told["grades"]["certain"]["interval"][1] == 1.0


def test_listing_has_every_correction_and_every_place() -> None:
    told = json.loads(json.dumps(listing(judged(TRUTH, RAW, *STAGES))))
    assert [
        (one["stage"], one["rule"], one["confidence"], one["applied"], one["verdict"])
        for one in told["corrections"]
    ] == [
        ("a", "b-for-h", "certain", True, "right"),
        ("a", "day", "suspect", False, "wrong"),
        ("b", "right", "likely", True, "wrong"),
        ("b", "oat", "likely", True, "wrong"),
    ]
    assert all(one["evidence"] == {"seen": "here"} for one in told["corrections"])
    fates = {(one["fate"], tuple(one["truth"]), one["tokens"]) for one in told["places"]}
    assert fates == {
        ("harmed", ("night,",), 1), ("fixed", ("the",), 1), ("harmed", ("out",), 1),
        ("missed", ("quay",), 1),
    }  # fmt: skip
    harmed = next(one for one in told["places"] if one["truth"] == ["out"])
    assert harmed["corrections"] == [{"rule": "b/oat", "applied": True, "verdict": "wrong"}]
    assert (harmed["raw"], harmed["cleaned"]) == (["out"], ["oat"])


def test_tables_in_markdown_stand_between_their_marks(figures: Figures) -> None:
    told = tables.markdown([figures])
    assert "| tide | 16 | 2.44→3.66 | 12.50→18.75 | -50.0 % | 1 | 1 | 2 | 1250.00 |" in told
    assert "| certain | 1 | 0 | 0 | 0 | 100.00 % | 20.7–100.0 | 99.9 % |" in told
    assert "| a/day | suspect | 0 | 1 | 0 | 0 | 0.00 % | 0.0–79.3 |" in told
    page = f"# Page\n{tables.BEGIN}\nold\n{tables.END}\nafter\n"
    filled = tables.filled(page, told) or ""
    assert filled == f"# Page\n{tables.BEGIN}\n\n{told}\n{tables.END}\nafter\n"
    assert tables.filled(filled, told) == filled
    assert tables.filled("# Page\n", told) is None


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert tables.precision(Tally(right=99_999, wrong=1)) == "99.99 %"
    assert tables.precision(Tally(right=5)) == "100.00 %"


def test_several_texts_have_a_row_for_all(figures: Figures) -> None:
    rows = tables.overview([figures, figures]).rows
    assert [row[0] for row in rows] == ["tide", "tide", "all"]
    assert rows[2][1] == "32"
    assert len(tables.by_rule(figures, 2).rows) == 2
    assert tables.by_rule(figures, 2).title.endswith("; 2 more")


def test_table_that_is_too_wide_is_cut_and_loses_nothing(figures: Figures) -> None:
    grid = tables.overview([figures])
    assert tables.parts(grid, 200) == [grid]
    narrow = tables.parts(grid, 60)
    assert len(narrow) > 1
    assert [part.heads[0] for part in narrow] == ["text"] * len(narrow)
    assert sum((part.heads[1:] for part in narrow), ()) == grid.heads[1:]
    assert sum((part.rows[0][1:] for part in narrow), ()) == grid.rows[0][1:]


@pytest.mark.parametrize("width", [50, 60, 80, 160])
def test_no_figure_is_lost_in_a_terminal(width: int, figures: Figures) -> None:
    console = Console(width=width, file=io.StringIO())
    for grid in tables.grids([figures, figures]):
        with console.capture() as caught:
            for table in tables.for_terminal(grid, width):
                console.print(table)
        told = caught.get()
        assert max(map(len, told.splitlines())) <= width
        for row in grid.rows:
            for cell in row[grid.texts :]:
                assert cell in told
