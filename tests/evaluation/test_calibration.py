"""Calibration: what counts refute, what left-out books say, and the grades of the rules."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import stages
from calibration import COUNTS
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.commands.calibrating import claims
from pipeline.correction import Confidence
from pipeline.evaluation import calibration_tables, figures, tables
from pipeline.evaluation.calibration import (
    Counts,
    RuleCounts,
    by_grade,
    chance,
    cross_validated,
    fitted,
    proven,
    read,
)
from pipeline.evaluation.calibration_tables import MARKS, calibrate
from pipeline.evaluation.grades import PROMISED
from pipeline.evaluation.reliability import classes

SPECIMENS = stages.ROOT / "tests" / "specimens" / "evaluation.json"
PAGE = stages.ROOT / "docs" / "evaluation.md"
KEPT = [one for path in (COUNTS, SPECIMENS) for one in figures.read(path.read_bytes(), str(path))]


def rule(claimed: Confidence, **books: tuple[int, int]) -> RuleCounts:
    return RuleCounts("tide/ebb", claimed, {name: Counts(*one) for name, one in books.items()})


def test_chance_is_that_of_the_binomial_distribution() -> None:
    # By hand: 1 − 0.98², and 1 − 0.98² − 2 · 0.02 · 0.98.
    assert chance(Counts(1, 1), 0.98) == pytest.approx(0.0396)
    assert chance(Counts(0, 2), 0.98) == pytest.approx(0.0004)
    assert chance(Counts(5, 0), 0.98) == 1


def test_chance_is_told_of_many_counts() -> None:
    # Beside the sums of exact decimals.
    assert chance(Counts(98_000, 2_000), 0.98) == pytest.approx(0.503064, abs=1e-6)
    assert chance(Counts(79_880, 120), 0.98) == pytest.approx(1)
    assert chance(Counts(79_880, 120), 0.999) == pytest.approx(0.0000180056, rel=1e-4)
    assert chance(Counts(97_000, 3_000), 0.98) == pytest.approx(0, abs=1e-9)
    assert fitted("certain", Counts(80_000, 120)) == "likely"


@pytest.mark.parametrize(
    ("claimed", "right", "wrong", "holds"),
    [
        ("certain", 0, 0, "certain"),
        ("certain", 881, 1, "certain"),
        ("certain", 20, 1, "likely"),
        ("certain", 20, 8, "suspect"),
        ("likely", 10_000, 0, "likely"),
        ("likely", 42, 4, "likely"),
        ("likely", 95, 8, "suspect"),
        ("suspect", 500, 0, "suspect"),
    ],
)
def test_counts_lower_a_grade_and_never_raise_it(
    claimed: Confidence, right: int, wrong: int, holds: Confidence
) -> None:
    assert fitted(claimed, Counts(right, wrong)) == holds


def test_a_grade_is_proven_by_many_counts_only() -> None:
    assert proven(Counts(300, 0)) == "likely"
    assert proven(Counts(150, 0)) == "suspect"
    assert proven(Counts(5000, 0)) == "certain"


def test_a_book_has_no_part_in_the_grade_it_is_judged_under() -> None:
    rules = [rule("certain", here=(20, 5), there=(200, 0))]
    found = {one.book: one for one in cross_validated(rules)}
    # What went wrong here lowers the grade there, not here.
    assert (found["here"].grade, found["here"].counts) == ("certain", Counts(20, 5))
    assert (found["there"].grade, found["there"].counts) == ("suspect", Counts(200, 0))
    assert found["here"].expected > 0.99 > found["there"].expected
    totals = by_grade(found.values(), lambda one: one.grade)
    assert totals == {
        "certain": Counts(20, 5),
        "likely": Counts(),
        "suspect": Counts(200, 0),
    }


def test_counts_alone_make_a_suspect_of_what_is_little_known() -> None:
    known = RuleCounts("tide/ebb", "certain", {"a": Counts(9000, 0), "b": Counts(9000, 0)})
    new = RuleCounts("moon/new", "certain", {"a": Counts(3, 0)})
    found = {(one.book, one.key): one for one in cross_validated([known, new])}
    assert found["a", "tide/ebb"].blind == "certain"
    assert found["a", "moon/new"].blind == "suspect"
    assert found["a", "moon/new"].grade == "certain"


def test_classes_hold_every_judged_correction_once() -> None:
    rules = [rule("likely", a=(90, 10), b=(95, 5)), rule("certain", a=(500, 0), b=(700, 0))]
    found = cross_validated(rules)
    every = classes(found)
    assert sum((one.counts for one in every), Counts()) == Counts(1385, 15)
    assert [one.expected for one in every] == sorted(one.expected for one in every)
    assert all(low <= one.wrong <= high for one in every for low, high in [one.interval])


def test_figures_of_one_book_are_one_book_and_decisions_are_no_rules() -> None:
    kept = read(KEPT)
    books = {name for one in kept for name in one.books}
    assert "handbook" in books
    assert not any("octavo" in name for name in books)
    assert not any(one.key.startswith("decisions/") for one in kept)


def test_every_rule_holds_the_grade_it_claims() -> None:
    counts = read(KEPT, claims([stages.RULES]))
    told = [f"{one.key}: {one.fitted} at most" for one in calibrate(counts).too_high]
    assert told == [], "lower them, or run make calibrate after a change of rules"


def test_grades_keep_their_promise_in_books_left_out() -> None:
    found = calibrate(read(KEPT, claims([stages.RULES]))).foretold
    for totals in (
        by_grade(found, lambda one: one.grade),
        by_grade(found, lambda one: one.blind),
    ):
        for grade, promised in PROMISED.items():
            assert (totals[grade].share or 0) >= promised, grade


def test_page_and_plot_tell_the_counts_that_are_kept(tmp_path: Path) -> None:
    page = PAGE.read_text("utf-8")
    found = calibrate(read(KEPT, claims([stages.RULES])))
    told = tables.as_markdown(calibration_tables.grids(found))
    assert tables.filled(page, told, MARKS) == page, "run make calibrate"
    assert "](reliability.svg)" in page
    plot = tmp_path / "plot.svg"
    call(COUNTS, SPECIMENS, "--rules", stages.RULES, "--plot", plot)
    assert (stages.ROOT / "docs" / "reliability.svg").read_bytes() == plot.read_bytes()


def call(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["calibrate", *map(str, arguments)])
    return done.exit_code, done.stdout, done.stderr


def test_a_rule_that_claims_too_much_is_named(tmp_path: Path) -> None:
    table = json.loads(SPECIMENS.read_bytes())
    for one in table["specimens"]:
        for told in one["rules"]:
            if told["rule"] == "folio-alone":
                told["tally"] |= {"right": 50, "wrong": 1}
    (tmp_path / "figures.json").write_text(json.dumps(table), encoding="utf-8")
    code, out, err = call(tmp_path / "figures.json", "--rules", stages.RULES)
    assert code == 1
    assert "only likely" in out
    assert err == (
        "rule furniture/folio-alone claims certain, but 650 right and 13 wrong hold likely\n"
    )


def test_outcome_is_told_as_json() -> None:
    code, out, err = call(SPECIMENS, "--rules", stages.RULES, "--json", "-")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert found["grades"]["certain"]["wrong"] == 0
    assert {one["claims"] for one in found["rules"]} == {"certain", "likely", "suspect"}
    assert sum(one["right"] + one["wrong"] for one in found["classes"]) == sum(
        one["right"] + one["wrong"] for one in found["grades"].values()
    )


IMPOSSIBLE = [
    "{}",
    '{"format": 1, "specimens": []}',
    SPECIMENS.read_text("utf-8").replace('"right": ', '"right": -', 1),
    re.sub(r'"tokens": \d+', '"tokens": 0', SPECIMENS.read_text("utf-8"), count=1),
]


@pytest.mark.parametrize("text", IMPOSSIBLE, ids=["empty", "none", "negative", "no tokens"])
def test_what_holds_no_figures_is_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    path.write_text(text, encoding="utf-8")
    code, out, err = call(path, "--rules", stages.RULES)
    assert (code, out) == (1, "")
    assert err == (
        f"{path}: does not hold figures of an evaluation; "
        'write them by "corrigenda evaluate --figures"\n'
    )


def test_a_folder_is_told_to_be_none_of_figures(tmp_path: Path) -> None:
    code, out, err = call(tmp_path, "--rules", stages.RULES)
    assert (code, out, err) == (1, "", f"{tmp_path}: is a folder; name a file in it\n")


def test_figures_that_are_named_twice_count_once(tmp_path: Path) -> None:
    beside = tmp_path / "beside.json"
    beside.symlink_to(SPECIMENS)
    once = call(SPECIMENS, "--rules", stages.RULES, "--json", "-")
    assert call(SPECIMENS, SPECIMENS, beside, "--rules", stages.RULES, "--json", "-") == once


def test_a_share_is_rounded_down_and_never_below_itself() -> None:
    assert tables.share(114, 200) == "57.00 %"
    assert tables.share(99_996, 100_000) == "99.99 %"
    assert tables.share(0, 0) == tables.NOTHING
