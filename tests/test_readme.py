"""The README shows what the program really does."""

from __future__ import annotations

import doctest
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import regex
import stages

from pipeline.api import clean
from pipeline.ruleset import RuleSet, load

README = (stages.ROOT / "README.md").read_text("utf-8")
HANDBOOK = stages.ROOT / "raw" / "octavo-pdftotext.txt"
RULE_FILE = "rules/collections/amberwick.toml"


def block(mark: str) -> str:
    """The fenced block below a comment in the README."""
    found = regex.search(rf"<!-- {regex.escape(mark)} -->\n```\w+\n(.*?)```", README, regex.DOTALL)
    assert found, f"no block marked {mark}"
    return str(found[1])


def picture(mark: str) -> str:
    return block(mark).replace("␌", "\f").replace("¬", "\u00ad")


def test_picture_is_real() -> None:
    result = clean(HANDBOOK.read_bytes(), name=HANDBOOK.stem, rules=stages.RULES)
    assert picture("picture: raw") in result.raw
    assert picture("picture: cleaned") in result.text


def test_python_example_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(stages.ROOT)
    example = doctest.DocTestParser().get_doctest(README, {}, "README.md", "README.md", 0)
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


def corrigenda(*call: str | Path) -> str:
    """What the command says, run in the project's folder."""
    command = Path(sys.executable).with_name("corrigenda")
    done = subprocess.run(
        [command, *call], cwd=stages.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_explanation_is_real(tmp_path: Path) -> None:
    corrigenda("clean", "raw/octavo-pdftotext.txt", "-o", tmp_path)
    said = corrigenda("explain", "raw/octavo-pdftotext.txt:123", "--cleaned", tmp_path)
    assert block("explain").strip() == said.strip()


@pytest.fixture
def with_collection(tmp_path: Path) -> RuleSet:
    """The project's rules with the collection that the README adds."""
    ignore = shutil.ignore_patterns("words")
    shutil.copytree(stages.RULES, tmp_path / "rules", ignore=ignore)
    (tmp_path / RULE_FILE).parent.mkdir(exist_ok=True)
    (tmp_path / RULE_FILE).write_text(block(RULE_FILE), encoding="utf-8")
    return load(tmp_path / "rules")


def test_rule_does_what_it_says(with_collection: RuleSet) -> None:
    rule = next(one for one in with_collection.collections if "amberwick-*" in one.files).rules[0]
    name, language = "amberwick-1", "en"
    for example in rule.examples:
        result = clean(example.before, name=name, language=language, rules=with_collection)
        assert result.text == example.after
        assert [one.rule for one in result.corrections] == [rule.id]
    for keep in rule.keeps:
        assert (
            clean(keep.text, name=name, language=language, rules=with_collection).text == keep.text
        )


def test_every_make_target_exists() -> None:
    makefile = (stages.ROOT / "Makefile").read_text("utf-8")
    for target in regex.findall(r"(?m)(?:^|`)make ([a-z-]+)", README):
        assert regex.search(rf"^{target}:", makefile, regex.MULTILINE), target


@pytest.mark.parametrize("name", sorted(set(regex.findall(r"(?m)^corrigenda (\w+)", README))))
def test_every_command_exists(name: str) -> None:
    assert corrigenda(name, "--help")
