"""A stage is a rule file, a name in pipeline.toml and a golden folder, and no Python at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import golden_cases as golden
import pytest
import regex
import stages
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.ruleset import load

STAGE = "abbreviations"

RULES = r"""about = "Spells out et cetera where it was set with an ampersand."

[[rule]]
id = "ampersand-for-et"
about = "The sign &c. for et cetera."
confidence = "certain"
find = { pattern = '&c\.', requires = ["&c."] }
replace = "etc."
[[rule.examples]]
before = "Ropes, oars, &c., were sold."
after = "Ropes, oars, etc., were sold."
[[rule.keeps]]
text = "Messrs. Cole &co. sold ropes."
why = "a firm"
"""

BEFORE = "Ropes, oars, &c., lay on the quay of Cole & Co. till noon.\n"
AFTER = "Ropes, oars, etc., lay on the quay of Cole & Co. till noon.\n"
ROW = {"rule": "ampersand-for-et", "confidence": "certain", "before": "&c.", "after": "etc."}

# What a stage before it changes beside it, and what the bytes hold beside the text.
RAW = b"\xef\xbb\xbfRopes, oars, &c., for the ferry-\r\nman. It was the last of the tide.\r\n"
CLEANED = "Ropes, oars, etc., for the ferryman.\r\nIt was the last of the tide.\r\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped rules in a folder of their own, with one stage more and its golden case."""
    rules = tmp_path / "rules"
    shutil.copytree(stages.RULES, rules)
    (rules / f"{STAGE}.toml").write_text(RULES, encoding="utf-8")
    order = rules / "pipeline.toml"
    text, changed = regex.subn(
        r'(?m)^(stages = \[.*)"scannos"\]$', rf'\1"{STAGE}", "scannos"]', order.read_text("utf-8")
    )
    assert changed == 1
    order.write_text(text, encoding="utf-8")
    case = tmp_path / "golden" / STAGE / "ampersand-and-firm"
    case.mkdir(parents=True)
    (case / "in.txt").write_text(BEFORE, encoding="utf-8")
    (case / "out.txt").write_text(AFTER, encoding="utf-8")
    (case / "corrections.jsonl").write_text(golden.as_jsonl([ROW]), encoding="utf-8")
    (case / "why.md").write_text("The sign is spelt out, a firm keeps it.\n", encoding="utf-8")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "quay.txt").write_bytes(RAW)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> str:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def test_the_stage_runs_where_it_was_put(project: Path) -> None:
    names = [stage.name for stage in load(project / "rules").stages]
    assert names.index(STAGE) == names.index("scannos") - 1
    call("clean", "--quiet")
    assert (project / "cleaned" / "quay.txt").read_bytes().decode() == CLEANED


def test_the_ledger_lists_it_and_the_bytes_come_back(project: Path) -> None:
    call("clean", "--quiet")
    ledger = (project / "cleaned" / "quay.corrections.jsonl").read_text("utf-8")
    rows = [json.loads(line) for line in ledger.splitlines()[1:]]
    made = [(row["rule"], row["before"], row["after"]) for row in rows if row["stage"] == STAGE]
    assert made == [("ampersand-for-et", "&c.", "etc.")]
    call("restore", "quay", "-o", "again.txt")
    assert (project / "again.txt").read_bytes() == RAW
    call("verify")


def test_every_view_of_the_rules_has_it(project: Path) -> None:
    call("clean", "--quiet")
    assert "abbreviations/ampersand-for-et  certain" in call("rules", "list", "--stage", STAGE)
    assert "## abbreviations" in call("rules", "docs")
    assert "abbreviations/ampersand-for-et" in call("explain", "raw/quay.txt:1")


def test_its_rules_are_checked(project: Path) -> None:
    told = call("rules", "check", "--stage", STAGE)
    assert "in order; 1 stage, " in told
    path = project / "rules" / f"{STAGE}.toml"
    path.write_text(RULES.replace("oars, etc.", "oars, and so on"), encoding="utf-8")
    result = CliRunner().invoke(main, ["rules", "check", "--stage", STAGE])
    assert result.exit_code == 1
    assert f"rules/{STAGE}.toml" in result.stderr


def test_the_golden_runner_finds_its_case(project: Path) -> None:
    case, *others = golden.find(project / "golden", project / "rules")
    assert (case.label, others) == (f"{STAGE}/ampersand-and-firm", [])
    assert golden.check(case, project / "actual") == ""
    assert case.result.restored() == BEFORE
    (case.folder / "out.txt").write_text(BEFORE, encoding="utf-8")
    assert "+Ropes, oars, etc." in golden.check(case, project / "actual")
