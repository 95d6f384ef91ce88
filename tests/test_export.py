from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tiny import TIDE, write_rules

from pipeline.cli import main
from pipeline.ledger_lines import Row, correction
from pipeline.review import export
from pipeline.review.changes import Change


@pytest.fixture
def cleaned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    for name in ("quay", "tide"):
        (tmp_path / "raw" / f"{name}.txt").write_text(TIDE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["clean", "--quiet"]).exit_code == 0


def output(*arguments: str) -> str:
    result = CliRunner().invoke(main, list(arguments))
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_a_correction_a_line_as_json(cleaned: None) -> None:
    found = [json.loads(line) for line in output("diff", "--json").splitlines()]
    assert [one["document"] for one in found] == ["quay"] * 5 + ["tide"] * 5
    assert found[1] == {
        "document": "quay",
        "page": 1,
        "raw_line": 2,
        "cleaned_line": 2,
        "stage": "scannos",
        "rule": "broken-word",
        "confidence": "likely",
        "applied": True,
        "decision": "",
        "before": "ferry-\nman ",
        "after": "ferryman\n",
        "left": "tbe ",
        "words_before": "ferry-\nman ",
        "words_after": "ferryman\n",
        "right": "sat.",
        "evidence": {},
    }


def test_filters_hold_for_json(cleaned: None) -> None:
    (one,) = output("diff", "tide", "--json", "--confidence", "suspect").splitlines()
    assert (json.loads(one)["after"], json.loads(one)["applied"]) == ("lie", False)


def test_a_table_has_a_row_a_line(cleaned: None) -> None:
    written = output("diff", "tide", "--csv")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert written.count("\n") == 1 + len(rows) == 6
    assert (rows[1]["before"], rows[1]["applied"]) == ("ferry-⏎man ", "yes")
    assert (rows[2]["before"], rows[2]["after"]) == ("12⏎", "")
    assert rows[4]["applied"] == "no"
    assert rows[3]["left"] == "\\x0cHe saw "


def test_no_cell_is_a_formula() -> None:
    row = Row("scannos", "=x", "likely", True, "=SUM(A1)", "-1", 0, 8, 1, 1, 1, {"at": "+2"})
    change = Change(row, correction(row), "@left", "=SUM(A1)", "-1", "\t=right", 0)
    (_, written) = csv.reader(export.as_csv([("@book", change)]))
    told = dict(zip(export.COLUMNS, written, strict=True))
    assert (told["document"], told["rule"], told["before"]) == ("'@book", "'=x", "'=SUM(A1)")
    assert (told["after"], told["left"], told["right"]) == ("'-1", "'@left", "'\t=right")
    assert (told["evidence"], told["page"]) == ("at: +2", "1")


def test_a_line_that_holds_a_whole_book_is_told_in_part(cleaned: None) -> None:
    Path("raw/wide.txt").write_text("x " * 5000 + "tbe" + " y" * 5000, encoding="utf-8")
    assert CliRunner().invoke(main, ["clean", "--quiet"]).exit_code == 0
    told = json.loads(output("diff", "wide", "--json"))
    assert (told["left"], told["right"]) == ("x " * 40, " y" * 40)
