"""Golden cases say what they said, go back exactly, and hold in other line ends."""

from __future__ import annotations

import codecs
import shutil
from pathlib import Path

import golden_cases as golden
import needing
import pytest
import stages
from golden_cases import GoldenCase

from pipeline import encoding

SAMPLE = golden.GOLDEN / "furniture" / "folio-between-lines"

every_case = pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.label, marks=needing.words(case.language))
        for case in golden.find()
    ],
)


@every_case
def test_golden(case: GoldenCase, request: pytest.FixtureRequest) -> None:
    update = bool(request.config.getoption("--update-golden"))
    actual = golden.ACTUAL / case.label
    shown = golden.check(case, actual, update=update)
    if update and shown:
        pytest.fail(f"{case.label} is written; look at the change:\n{shown}", pytrace=False)
    if shown:
        pytest.fail(f"{case.label} differs; see {actual}\n{shown}", pytrace=False)


@every_case
def test_restores(case: GoldenCase) -> None:
    assert case.result.restored() == case.before


@every_case
def test_second_pass_is_quiet(case: GoldenCase) -> None:
    again = case.clean(case.result.text)
    assert [row for row in golden.rows(again) if row["confidence"] != "suspect"] == []


@every_case
@pytest.mark.parametrize("form", ["crlf", "mark"])
def test_same_in_another_form(case: GoldenCase, form: str) -> None:
    """Line ends of two signs, and a mark in front, are of the bytes and not of the text."""
    plain = case.before.encode("utf-8")
    raw = plain.replace(b"\n", b"\r\n") if form == "crlf" else codecs.BOM_UTF8 + plain
    if (form == "crlf" and "\r" in case.before) or case.before.startswith("\ufeff"):
        pytest.skip("the case itself is about this form")
    result = case.clean(raw)
    assert golden.rows(result) == golden.rows(case.result)
    assert result.text == case.result.text
    assert encoding.encode(result.restored(), result.encoding) == raw


@pytest.fixture
def copied(tmp_path: Path) -> GoldenCase:
    """The sample case in a folder of its own, its text changed so that it no longer holds."""
    folder = tmp_path / "furniture" / SAMPLE.name
    shutil.copytree(SAMPLE, folder)
    (folder / "out.txt").write_text("Something else.\n", encoding="utf-8")
    (folder / "corrections.jsonl").unlink()
    return GoldenCase(folder, stages.alone("furniture"))


def test_failure_writes_what_was_found(copied: GoldenCase, tmp_path: Path) -> None:
    shown = golden.check(copied, tmp_path / "actual")
    assert "-Something else.\n" in shown
    assert (tmp_path / "actual" / "out.txt").read_text("utf-8") == copied.result.text
    assert (copied.folder / "out.txt").read_text("utf-8") == "Something else.\n"


def test_update_writes_the_case(copied: GoldenCase, tmp_path: Path) -> None:
    assert golden.check(copied, tmp_path / "actual", update=True)
    assert not (tmp_path / "actual").exists()
    fresh = GoldenCase(copied.folder, copied.rules)
    assert golden.check(fresh, tmp_path / "actual") == ""
    assert golden.rows(fresh.result)


def test_unchanged_case_has_no_result_files(copied: GoldenCase, tmp_path: Path) -> None:
    (copied.folder / "in.txt").write_text("The heron stood still.\n", encoding="utf-8")
    assert golden.check(copied, tmp_path / "actual", update=True)
    assert sorted(path.name for path in copied.folder.iterdir()) == ["in.txt", "why.md"]
