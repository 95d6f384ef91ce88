"""docs/evaluation.md tells what the command and the library really do."""

from __future__ import annotations

import doctest

import pytest
import regex
import stages

from pipeline.cli import main
from pipeline.evaluation.damage import DAMAGES
from pipeline.evaluation.grades import PROMISED
from pipeline.evaluation.judging import VERDICTS
from pipeline.evaluation.views import MOST

PAGE = (stages.ROOT / "docs" / "evaluation.md").read_text("utf-8")


def test_python_example_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(stages.ROOT)
    example = doctest.DocTestParser().get_doctest(PAGE, {}, "evaluation.md", "evaluation.md", 0)
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


def test_every_option_is_told_and_every_told_option_is_one() -> None:
    commands = main.commands["evaluate"], main.commands["calibrate"]
    options = {name for one in commands for option in one.params for name in option.opts}
    told = set(regex.findall(r"(?<![\w-])--[a-z]+", PAGE))
    assert told == {name for name in options if name.startswith("--")}


def test_every_verdict_and_every_damage_is_explained() -> None:
    for word in (*VERDICTS, *DAMAGES):
        assert f"| {word} |" in PAGE or f"*{word}*" in PAGE, word


def test_numbers_are_those_of_the_program() -> None:
    certain, likely = (f"{100 * PROMISED[grade]:g}" for grade in ("certain", "likely"))
    assert f"*Certain* promises {certain} in 100, *likely* {likely}." in PAGE
    assert MOST == {"harmed": 1_000, "missed": 500, "wrong": 500, "fixed": 200}
