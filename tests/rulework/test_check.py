"""Each file in `broken/` begins with the exact message that it must get."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import stages
from click.testing import CliRunner
from tiny import SCANNOS, write_rules

from pipeline import lexicon, ruleset
from pipeline.cli import main
from pipeline.faults import Fault
from pipeline.rulework.check import check, languages_without_words
from pipeline.rulework.judge import Judge
from pipeline.rulework.stability import SecondRun, Specimen, second_run

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.toml"))


def told(rules: Path) -> list[str]:
    return [str(fault) for fault in check(ruleset.load(rules))]


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_broken_file(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source = path.read_text("utf-8")
    write_rules(Path("rules"), scannos=source)
    result = CliRunner().invoke(main, ["rules", "check"])
    assert result.exit_code == 1
    assert result.stderr == source.partition("\n")[0].removeprefix("# ") + "\n"


def test_shipped_rules_pass() -> None:
    handbook = stages.ROOT / "raw" / "octavo-pdftotext.txt"
    specimen = Specimen("octavo-pdftotext", handbook.read_text("utf-8"))
    rules = ruleset.load(stages.RULES)
    assert list(map(str, check(rules, [specimen]))) == []
    assert second_run(rules, [specimen]) == SecondRun((), Counter())


def test_rule_that_undoes_another_is_told_on_a_specimen(tmp_path: Path) -> None:
    back = SCANNOS.replace("tbe", "the").replace('"the tide"', '"tide"')
    back = back.partition("[[rule]]")[2].partition("[[rule]]")[0]
    back = back.replace('replace = "the"', 'replace = "tbe"').replace("b-for-h", "h-for-b")
    back = back.replace('before = "tide"', 'before = "the day"')
    back = back.replace('after = "tide"', 'after = "tbe day"').replace('"their"', '"day"')
    furniture = 'about = "Turns letters about."\n[[rule]]' + back
    rules = ruleset.load(write_rules(tmp_path / "rules", furniture=furniture))
    assert list(check(rules)) == []
    second = second_run(rules, [Specimen("tide", "the tide\nrose\n")])
    assert second.more == Counter()
    assert [str(fault) for fault in second.faults] == [
        f"{tmp_path}/rules/furniture.toml:2: rule furniture/h-for-b: changes tide again on a "
        'second run, line 1: "the" -> "tbe"; let find pass over what the rules write',
        f"{tmp_path}/rules/scannos.toml:3: rule scannos/b-for-h: changes tide again on a second "
        'run, line 1: "tbe" -> "the"; let find pass over what the rules write',
    ]
    for stage, fault in zip(("furniture", "scannos"), second.faults, strict=True):
        alone = second_run(rules, [Specimen("tide", "the tide\nrose\n")], [stage])
        assert [str(one) for one in alone.faults] == [str(fault)]


def test_declared_exception_holds(tmp_path: Path) -> None:
    source = (Path(__file__).parent / "broken" / "needless.toml").read_text("utf-8")
    allowed = source.replace("replace =", 'allow = { needless = "shown apart" }\nreplace =', 1)
    assert told(write_rules(tmp_path / "rules", scannos=allowed)) == []


def test_exception_that_nothing_needs_is_told(tmp_path: Path) -> None:
    allowed = SCANNOS.replace("replace =", 'allow = { slow = "so be it" }\nreplace =', 1)
    (only,) = told(write_rules(tmp_path / "rules", scannos=allowed))
    assert only.endswith("rule scannos/b-for-h: allows slow, and is not; take that out of allow")


def test_rule_whose_language_has_no_words_here_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexicon, "SYSTEM_WORDS", tmp_path / "none")
    german = SCANNOS.replace("find = {", 'languages = ["de"]\nfind = {', 1)
    german = german.replace('after = "the tide"', 'after = "the tide"\nlanguage = "de"', 1)
    german = german.replace('text = "tbeir"', 'text = "tbeir"\nlanguage = "de"', 1)
    rules = write_rules(tmp_path / "rules", scannos=german)
    (said,) = languages_without_words(ruleset.load(rules))
    assert said.startswith("word list for German not found; install wngerman")
    assert told(rules) == []


@pytest.mark.parametrize(("pattern", "bears"), [(r"\btide\b", True), (r"\bmoon\b", False)])
def test_changed_rule_spares_those_whose_cases_it_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, bears: bool
) -> None:
    more = SCANNOS.partition("[[rule]]")[2].partition("[[rule]]")[0]
    more = more.replace(r"\btbe\b", pattern).replace("b-for-h", "new")
    rules = ruleset.load(write_rules(tmp_path / "rules", scannos=f"{SCANNOS}\n[[rule]]{more}"))
    judged = []

    def of_keeps(judge: Judge) -> list[Fault]:
        judged.append(judge.rule.id)
        return []

    monkeypatch.setattr(Judge, "of_keeps", of_keeps)
    faults = list(check(rules, changed="new"))
    assert any("rule scannos/new:" in str(fault) for fault in faults)
    assert ("b-for-h" in judged) == bears
    assert "new" in judged
    judged.clear()
    list(check(rules))
    assert {"b-for-h", "new", "broken-word"} <= set(judged)


def test_rule_that_leaves_text_must_matter(tmp_path: Path) -> None:
    leaves = SCANNOS.replace('replace = "the"', "leave = true").replace('"the tide"', '"tbe tide"')
    leaves = leaves.replace('text = "tbeir"', 'text = "tbeir"\nwhy = "a longer word"')
    (only,) = told(write_rules(tmp_path / "rules", scannos=leaves))
    assert "its examples come out the same without it: no rule would touch them" in only


def test_missing_group_is_a_fault_and_no_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    find = '{ finder = "shifted-figures", keys = { "!" = "1" } }'
    broken = SCANNOS.replace("{ pattern = '\\btbe\\b' }", find).replace('"the"', '"{figure}"', 1)
    write_rules(Path("rules"), scannos=broken)
    Path("x.txt").write_text("!!!! tide\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["clean", "x.txt"])
    assert (result.exit_code, result.stderr) == (
        1,
        'rules/scannos.toml:3: rule b-for-h: finder shifted-figures gives no group "figure"; '
        'run "corrigenda rules check"\n',
    )


def test_better_evidence_is_nobodys_fault(tmp_path: Path) -> None:
    """The word stands once more in the cleaned text, and then it is often enough."""
    source = SCANNOS.replace(
        'replace = "lie"',
        'when = { document_has = { word = "the", at_least = 2 } }\nreplace = "lie"',
    ).replace('confidence = "suspect"', 'confidence = "certain"')
    rules = ruleset.load(write_rules(tmp_path / "rules", scannos=source))
    second = second_run(rules, [Specimen("tide", "tbe quay\nthe tide\n1ie\n")])
    assert second == SecondRun((), Counter({"scannos/one-for-l": 1}))
