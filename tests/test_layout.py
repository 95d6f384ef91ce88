"""The project keeps its shape: names in all their places, imports one way, nothing too long."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
import regex
import stages
from rule_cases import rules_of

from pipeline import finders

PIPELINE = stages.ROOT / "pipeline"
MODULE_LINES = 450
FUNCTION_LINES = 50

# A module imports only what stands before it here; parts of one package may use each other.
LAYERS = [
    "faults",
    "presence",
    "freed_memory",
    "circles",
    "whole_files",
    "extras",
    "urls",
    "allowance",
    "correction",
    "encoding",
    "book",
    "visible",
    "pasting",
    "token_counts",
    "silhouette",
    "openers",
    "text_lines",
    "document",
    "anchors",
    "decisions",
    "bench",
    "hand_edits",
    "german",
    "old_spelling",
    "language_pairs",
    "lifts",
    "frequencies",
    "lexicon",
    "vocabulary",
    "context",
    "passages",
    "folios",
    "segmentation",
    "near_words",
    "rivals",
    "word_pairs",
    "forms",
    "confusions",
    "misreadings",
    "own_words",
    "diacritics",
    "near_forms",
    "near_channel",
    "pairs_here",
    "occurrences",
    "long_s",
    "unknown_strings",
    "edges",
    "folio_pages",
    "page_folios",
    "page_feet",
    "pagination",
    "spacing",
    "spaced_rows",
    "row_seams",
    "wide_row",
    "guards",
    "templates",
    "repeats",
    "finders",
    "rule_source",
    "rules",
    "ruleset",
    "language",
    "engine",
    "folding",
    "looks",
    "api",
    "damage_profile",
    "libraries",
    "ledger_lines",
    "ledger",
    "containers",
    "store",
    "decision_files",
    "revision",
    "sources",
    "remote",
    "runner",
    "many",
    "review",
    "rulework",
    "evaluation",
    "exits",
    "commands",
    "cli_options",
    "cli_rules",
    "cli_evaluating",
    "cli",
]

# What the package itself hands out, by the module it comes from.
HANDED_OUT = {"clean": "api", "Result": "api", "Correction": "correction"}

# A rule is named after the damage it sees, not after the cure.
CURES = regex.compile(r"(?:fix|use|remove|prefer|avoid|strip|delete|replace|correct)-")

MODULES = sorted({*PIPELINE.rglob("*.py")} - {PIPELINE / "__init__.py"})
SOURCES = sorted(
    path for top in ("pipeline", "tests", "docs") for path in (stages.ROOT / top).rglob("*.py")
)


def label(path: Path) -> str:
    return path.relative_to(stages.ROOT).as_posix()


def dotted(path: Path) -> str:
    """A module's name inside the package: `finders.pattern`, `review` for its `__init__.py`."""
    parts = path.relative_to(PIPELINE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(path: Path) -> Iterator[str]:
    """The names inside the package that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("pipeline."):
                    yield alias.name.removeprefix("pipeline.")
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            home = (node.module or "").split(".")
            if home[0] != "pipeline":
                continue
            for alias in node.names:
                if len(home) > 1:
                    deeper = PIPELINE.joinpath(*home[1:], f"{alias.name}.py").exists()
                    yield ".".join([*home[1:], alias.name] if deeper else home[1:])
                elif not alias.name.startswith("__"):
                    yield HANDED_OUT.get(alias.name, alias.name)


@pytest.mark.parametrize("stage", stages.names())
def test_rule_ids_are_unique(stage: str) -> None:
    counts = Counter(rule.id for rule, _ in rules_of(stage))
    assert [one for one, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("stage", stages.names())
def test_rule_ids_name_the_damage(stage: str) -> None:
    ids = [rule.id for rule, _ in rules_of(stage)]
    assert [one for one in ids if not regex.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one)] == []
    assert [one for one in ids if CURES.match(one)] == []


@pytest.mark.parametrize("stage", stages.names())
def test_stage_has_golden_cases(stage: str) -> None:
    assert any((stages.ROOT / "tests" / "golden" / stage).glob("*/in.txt"))


@pytest.mark.parametrize("stage", stages.names())
def test_stage_has_a_page(stage: str) -> None:
    assert (stages.ROOT / "docs" / "stages" / f"{stage}.md").is_file()


@pytest.mark.parametrize("folder", ["tests/golden", "docs/stages"])
def test_every_name_is_a_stage(folder: str) -> None:
    found = {path.stem for path in (stages.ROOT / folder).glob("*") if path.stem != "README"}
    assert found <= set(stages.names())


@pytest.mark.parametrize("finder", finders.names())
def test_finder_has_its_tests(finder: str) -> None:
    name = f"test_{finder.replace('-', '_')}.py"
    assert (stages.ROOT / "tests" / "finders" / name).is_file()


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_imports_run_one_way(path: Path) -> None:
    own = dotted(path).partition(".")[0]
    assert own in LAYERS, f"give {own} its place in LAYERS"
    for name in imports(path):
        layer = name.partition(".")[0]
        assert layer in LAYERS, f"{name} is imported but has no place in LAYERS"
        assert LAYERS.index(layer) <= LAYERS.index(own), f"{own} stands before {layer}"


def test_no_import_goes_in_a_circle() -> None:
    graph = {dotted(path): {*imports(path)} - {dotted(path)} for path in MODULES}
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("path", SOURCES, ids=label)
def test_no_module_is_too_long(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MODULE_LINES


@pytest.mark.parametrize("path", SOURCES, ids=label)
def test_no_function_is_too_long(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert lines_of(node) <= FUNCTION_LINES, f"{node.name}, line {node.lineno}"


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function from `def` to its end, its docstring left out."""
    first = function.body[0]
    is_doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    doc = (first.end_lineno or first.lineno) - first.lineno + 1 if is_doc else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - doc
