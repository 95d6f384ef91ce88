from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tiny import call, clean_texts

from pipeline.ledger_lines import Row, correction
from pipeline.review import export
from pipeline.review.changes import Change


@pytest.fixture
def cleaned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clean_texts(tmp_path, monkeypatch, "quay", "tide")


def output(*arguments: str) -> str:
    result = call(*arguments)
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
    assert call("clean", "--quiet").exit_code == 0
    told = json.loads(output("diff", "wide", "--json"))
    assert (told["left"], told["right"]) == ("x " * 40, " y" * 40)


@pytest.mark.parametrize("view", ["--csv", "--json", "--word", "--unified"])
def test_a_faulty_text_is_told_and_the_rest_is_shown(cleaned: None, view: str) -> None:
    whole = output("diff", "tide", view)
    ledger = Path("cleaned/quay.corrections.jsonl")
    text = ledger.read_text("utf-8")
    for broken in (text.replace('"start":', '"begin":'), text.replace("ferry", "fairy")):
        ledger.write_text(broken, encoding="utf-8")
        result = call("diff", view)
        assert (result.exit_code, result.stdout) == (1, whole)
        assert result.stderr.count("\n") == 1
        assert result.stderr.startswith(str(ledger))


def test_one_view_is_asked_for(cleaned: None) -> None:
    result = call("diff", "--csv", "--json", "--csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--json and --csv: give one of them" in result.stderr
    assert call("impact", "--markdown", "--json").exit_code == 2
    assert output("diff", "--csv", "--csv") == output("diff", "--csv")


def test_a_text_that_is_named_twice_is_shown_once(cleaned: None) -> None:
    once = output("diff", "tide")
    assert output("diff", "tide", "tide", "cleaned/tide.txt") == once


def test_a_unified_diff_names_the_folder_that_was_read(cleaned: None) -> None:
    Path("cleaned").rename("oo")
    head = output("diff", "tide", "--unified", "--cleaned", "oo").splitlines()[:2]
    assert head == ["--- raw/tide.txt", "+++ oo/tide.txt"]


def test_few_of_many_rules_are_named(cleaned: None) -> None:
    result = call("diff", "--rule", "zzz")
    assert result.exit_code == 1
    assert result.stderr.startswith('--rule: no rule "zzz"; one of: ')
    assert result.stderr.endswith('; see "corrigenda rules list"\n')
    assert "/" not in result.stderr


def test_evidence_says_no_name_twice(cleaned: None) -> None:
    row = Row("scannos", "the", "likely", True, "tlie", "the", 0, 4, 1, 1, 1,
              {"known": "known: the", "listed": ["one", "two"]})  # fmt: skip
    change = Change(row, correction(row), "", "tlie", "the", "", 0)
    (line,) = export.as_json([("tide", change)])
    assert json.loads(line)["evidence"] == {"known": "the", "listed": ["one", "two"]}
