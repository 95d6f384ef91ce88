"""What is made from the rules, for readers and for editors, is current and says what they say."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
import stages

from pipeline.guards import GUARDS
from pipeline.ruleset import load
from pipeline.rulework.page import code, page
from pipeline.rulework.schema import schema
from pipeline.rulework.words import ABOUT, asked

# What a schema cannot see: it knows no patterns, no other files and no outcome.
BEYOND_A_SCHEMA = {
    "broken-pattern", "changed-again", "doubled-backslash", "example-fails", "guard-refuses",
    "keep-fails", "needless", "never-reached", "not-toml", "runaway-pattern", "unknown-group",
    "unknown-measure",
}  # fmt: skip
BROKEN = [
    path
    for path in sorted((Path(__file__).parent / "broken").glob("*.toml"))
    if path.stem not in BEYOND_A_SCHEMA
]


@pytest.fixture(scope="module")
def reader() -> jsonschema.Draft7Validator:
    made = json.loads(schema())
    jsonschema.Draft7Validator.check_schema(made)
    return jsonschema.Draft7Validator(made)


def test_schema_is_current() -> None:
    kept = (stages.RULES / "schema.json").read_text("utf-8")
    assert kept == schema(), "run make docs"


def test_page_is_current() -> None:
    kept = (stages.ROOT / "docs" / "rules.md").read_text("utf-8")
    assert kept == page(load(stages.RULES)), "run make docs"


@pytest.mark.parametrize("path", sorted(stages.RULES.rglob("*.toml")), ids=lambda path: path.stem)
def test_schema_takes_the_shipped_files(path: Path, reader: jsonschema.Draft7Validator) -> None:
    assert list(reader.iter_errors(tomllib.loads(path.read_text("utf-8")))) == []


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_schema_refuses_broken_files(path: Path, reader: jsonschema.Draft7Validator) -> None:
    assert not reader.is_valid(tomllib.loads(path.read_text("utf-8")))


@pytest.mark.parametrize(
    "find",
    [
        "{ finder = 'page-edgy' }",
        "{ patern = 'x' }",
        "{ finder = 'split-word' }",
        "{ finder = 'split-word', shortest = 'five' }",
    ],
)
def test_schema_knows_the_finders(find: str, reader: jsonschema.Draft7Validator) -> None:
    rule = f"id = 'a'\nabout = ''\nconfidence = 'certain'\nfind = {find}\nexamples = []\nkeeps = []"
    assert not reader.is_valid(tomllib.loads(f"about = ''\n[[rule]]\n{rule}"))


def test_every_guard_has_its_words() -> None:
    assert ABOUT.keys() == GUARDS.keys()
    for stage in load(stages.RULES).stages:
        for rule in stage.rules:
            assert all(words for words, _ in asked(rule))


def test_page_names_every_rule() -> None:
    rules = load(stages.RULES)
    lines = page(rules).splitlines()
    for stage in rules.stages:
        for rule in stage.rules:
            assert f"### {rule.id}" in lines


def test_code_holds_any_text() -> None:
    assert code("a`b") == "``a`b``"
    assert code("`") == "`` ` ``"
    assert code("a\x1b") == "`a\\x1b`"
