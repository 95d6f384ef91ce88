r"""Golden cases: one damage and its look-alikes, what one stage makes of them, and why.

A case is a folder `STAGE/CASE/` with `in.txt`, `out.txt` (absent where nothing changes),
`corrections.jsonl` (one object a line: rule, confidence, before, after; absent where there is
none) and `why.md`, one line that may begin with the language: `language: de. Why it is so.`
"""

from __future__ import annotations

import difflib
import json
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import regex
import stages

from pipeline.api import Result, clean
from pipeline.ruleset import RuleSet

GOLDEN = stages.ROOT / "tests" / "golden"
ACTUAL = stages.ROOT / "tests" / "actual"
FIELDS = ("rule", "confidence", "before", "after")
WHY = regex.compile(r"(?:language: (?P<language>\w{2}(?:-\w+)?)\. )?(?P<why>\S[^\n]*)\n?")

Row = dict[str, str]


@dataclass(frozen=True)
class GoldenCase:
    """One case folder; only its stage runs."""

    folder: Path
    rules: RuleSet

    @property
    def label(self) -> str:
        return f"{self.folder.parent.name}/{self.folder.name}"

    @cached_property
    def before(self) -> str:
        return (self.folder / "in.txt").read_bytes().decode("utf-8")

    @cached_property
    def language(self) -> str:
        found = WHY.fullmatch((self.folder / "why.md").read_text("utf-8"))
        assert found, f"{self.label}/why.md: write one line, such as: language: de. Why it is so."
        return found["language"] or "en"

    @property
    def expected(self) -> tuple[str, list[Row]]:
        out, made = self.folder / "out.txt", self.folder / "corrections.jsonl"
        text = out.read_bytes().decode("utf-8") if out.exists() else self.before
        lines = made.read_text("utf-8").split("\n") if made.exists() else []
        return text, [json.loads(line) for line in lines if line]

    def clean(self, raw: str | bytes) -> Result:
        return clean(raw, language=self.language, rules=self.rules)

    @cached_property
    def result(self) -> Result:
        return self.clean(self.before)


def find(golden: Path = GOLDEN, rules: Path = stages.RULES) -> list[GoldenCase]:
    """Every case below a folder of golden cases, by stage, with the rules of a folder."""
    folders = sorted(path.parent for path in golden.glob("*/*/in.txt"))
    return [GoldenCase(folder, stages.alone(folder.parent.name, rules)) for folder in folders]


def rows(result: Result) -> list[Row]:
    """What corrections.jsonl says of a result: every correction and suspect, in order."""
    found = [one for stage in result.stages for one in stage.corrections]
    return [{field: getattr(one, field) for field in FIELDS} for one in found]


def as_jsonl(found: list[Row]) -> str:
    r"""Write rows a line each, with signs that cannot be seen as escapes.

    >>> as_jsonl([{"before": "dam\xad", "after": "dam"}])
    '{"before": "dam\\u00ad", "after": "dam"}\n'
    """
    lines = (json.dumps(row, ensure_ascii=False) for row in found)
    seen = (
        "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in line)
        for line in lines
    )
    return "".join(f"{line}\n" for line in seen)


def difference(old: tuple[str, list[Row]], new: tuple[str, list[Row]]) -> str:
    """Show how text and corrections differ, empty where they do not."""
    parts = []
    pairs = (("out.txt", old[0], new[0]), ("corrections.jsonl", as_jsonl(old[1]), as_jsonl(new[1])))
    for name, was, now in pairs:
        lines = was.splitlines(keepends=True), now.splitlines(keepends=True)
        shown = difflib.unified_diff(*lines, f"golden/{name}", f"actual/{name}")
        parts += [line if line.endswith("\n") else f"{line}\n" for line in shown]
    return "".join(parts)


def write(folder: Path, before: str, found: tuple[str, list[Row]]) -> None:
    """Write out.txt and corrections.jsonl into a folder, neither where it would say nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content, needed in (
        ("out.txt", found[0], found[0] != before),
        ("corrections.jsonl", as_jsonl(found[1]), bool(found[1])),
    ):
        if needed:
            (folder / name).write_bytes(content.encode("utf-8"))
        else:
            (folder / name).unlink(missing_ok=True)


def check(case: GoldenCase, actual: Path, *, update: bool = False) -> str:
    """Compare a case with what its stage makes of it; empty where all is well.

    What differs goes to the folder `actual`, or, with `update`, into the case.
    """
    found = case.result.text, rows(case.result)
    shown = difference(case.expected, found)
    if update and shown:
        write(case.folder, case.before, found)
    elif shown:
        write(actual, case.before, found)
    else:
        shutil.rmtree(actual, ignore_errors=True)
    return shown
