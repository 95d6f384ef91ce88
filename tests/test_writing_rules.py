"""The session in docs/writing-rules.md is what the commands really say, one after the other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import needing
import pytest
import regex
import stages
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.rules import Allow, RuleTable
from pipeline.rulework.judge import NEEDLESS

PAGE = (stages.ROOT / "docs" / "writing-rules.md").read_text("utf-8")
SESSIONS = regex.findall(r"<!-- session -->\n```console\n\$ (.*?)```", PAGE, regex.DOTALL)


def parts(session: str) -> tuple[str, str]:
    """A session's command, with the lines that go on with it, and what it says."""
    first, *more = session.splitlines(keepends=True)
    while (
        more and more[0].startswith("  ") and (first.endswith("\\\n") or "corrigenda" not in first)
    ):
        first += more.pop(0)
    return first, "".join(more)


def uncounted(told: str) -> str:
    """What a command says, without how many rules there are: that is not what the page shows."""
    return regex.sub(
        r"number \d+|\d+(?= (?:stages|rules|examples|keeps|languages|coll))", "N", told
    )


@needing.words("de")
@needing.words("it")
def test_session_is_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["init", "mill"]).exit_code == 0
    raw = regex.search(r"<!-- raw/almanack.txt -->\n```text\n(.*?)```", PAGE, regex.DOTALL)
    assert raw
    Path("mill/raw/almanack.txt").write_text(raw[1], encoding="utf-8")
    assert len(SESSIONS) == 6
    commands, wanted = zip(*map(parts, SESSIONS), strict=True)
    mark = "echo === ===\n"
    place = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", mark.join(commands)], cwd="mill", capture_output=True, text=True,
        env={**os.environ, "PATH": place, "LC_ALL": "C.UTF-8"}, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    assert uncounted(done.stdout).split("=== ===\n") == list(map(uncounted, wanted))


def test_page_takes_five_minutes_to_read() -> None:
    prose = regex.sub(r"```.*?```", "", PAGE, flags=regex.DOTALL)
    assert len(prose.split()) < 5 * 230


def test_every_key_is_told() -> None:
    for key in RuleTable.__struct_fields__:
        assert f"`{key}" in PAGE
    for key in Allow.__struct_fields__:
        assert f"{key} =" in PAGE
    assert NEEDLESS.removeprefix("its examples ") in PAGE


def test_links_lead_somewhere() -> None:
    for name in regex.findall(r"\]\(([\w.-]+)\)", PAGE):
        assert (stages.ROOT / "docs" / name).is_file()
