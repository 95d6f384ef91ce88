from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tiny import TIDE, write_rules

from pipeline.cli import main
from pipeline.rulework import trial


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with rules and one raw text."""
    write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tide.txt").write_text(TIDE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["rules", *arguments])


def fault(*arguments: str) -> str:
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    return result.stderr.rstrip("\n")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_try_shows_places_and_writes_nothing(folder: Path) -> None:
    before = files(folder)
    result = call("try", "--find", r"\bTide|tbe|quay\b", "--replace", "X", "raw")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "tide\n"
        "  Tide → X: 1 place\n"
        "  line      1  Tbe [-Tide-]{+X+}\n"
        "  quay → X: 1 place\n"
        "  line      5  \\x0cHe saw tbe [-quay-]{+X+}\n"
        "  tbe → X: 2 places, taken by scannos/b-for-h\n"
        "  line      2  tbe ferry-\n"
        "  line      5  \\x0cHe saw tbe quay\n"
        "2 places in 1 of 1 text\n"
        "      1  Tide → X\n"
        "      1  quay → X\n"
        "loses 2 places to scannos/b-for-h, which stands before it\n"
        "as a rule of scannos, number 4; nothing is written\n"
    )
    assert files(folder) == before


def test_try_a_file_ahead_of_another_rule(folder: Path) -> None:
    draft = "stage = 'scannos'\n[[rule]]\nfind = { pattern = '1ie' }\nreplace = ''\n"
    Path("draft.toml").write_text(draft, encoding="utf-8")
    result = call("try", "draft.toml", "--ahead-of", "scannos/one-for-l")
    assert result.stdout == (
        "tide\n"
        "  1ie → (nothing): 1 place\n"
        "  line      6  and [-1ie-].  instead of scannos/one-for-l\n"
        "1 place in 1 of 1 text\n"
        "      1  1ie → (nothing)\n"
        "takes 1 place from scannos/one-for-l, which stands after it\n"
        "as a rule of scannos, number 3; nothing is written\n"
    )


@pytest.mark.parametrize("when", ['{ matches = { all = "q" } }', '{"matches": {"all": "q"}}'])
def test_try_takes_guards_in_toml_and_json(when: str, folder: Path) -> None:
    result = call("try", "--find", "quay|tbe", "--replace", "X", "--when", when)
    assert "1 place in 1 of 1 text\n" in result.stdout


def test_try_takes_a_finder(folder: Path) -> None:
    Path("raw/tide.txt").write_text("In the year\n!(@$\n", encoding="utf-8")
    find = '{ finder = "shifted-figures", keys = { "!" = "1", "(" = "9", "@" = "2", "$" = "4" } }'
    result = call("try", "--find", find, "--replace", "{figures}")
    assert "      1  !(@$ → 1924\n" in result.stdout


def test_try_says_when_there_is_nothing(folder: Path) -> None:
    assert call("try", "--find", "heron", "--replace", "X").stdout == (
        "no place in 1 text\nas a rule of scannos, number 4; nothing is written\n"
    )


def test_try_faults(folder: Path) -> None:
    def told(**options: str) -> str:
        given = {"find": "x", "replace": "y"} | options
        return fault("try", *(one for key in given for one in (f"--{key}", given[key])))

    options = "--find, --replace, --when: "
    assert told(find="(") == (
        f'{options}the pattern "(" does not compile (missing ) at position 1); mend it'
    )
    assert told(replace="{wrod}") == (f'{options}the pattern has no group "wrod"; one of: all')
    assert told(when="{ knwon = [] }") == f'{options}unknown guard "knwon"; did you mean "known"?'
    assert told(when="known").startswith("--when: is neither TOML nor JSON (")
    assert told(stage="scanos") == 'rules: no stage "scanos"; did you mean "scannos"?'
    assert told(**{"ahead-of": "b-for"}) == (
        'stage scannos: no rule "b-for"; did you mean "b-for-h"?'
    )
    assert fault("try", "nowhere.toml").startswith("nowhere.toml: no such rule file")
    Path("two.toml").write_text("[[rule]]\nid = 'a'\n[[rule]]\nid = 'b'\n", encoding="utf-8")
    assert fault("try", "two.toml") == (
        "two.toml: does not hold one rule; give each draft a file of its own"
    )
    assert call("try").exit_code == 2
    assert call("try", "--find", "x").exit_code == 2


def test_try_tells_a_missing_text_and_goes_on(folder: Path) -> None:
    result = call("try", "--find", "quay", "--replace", "X", "raw", "nowhere.txt")
    assert result.exit_code == 1
    assert result.stderr == "nowhere.txt: no such file or folder; check the name\n"
    assert "1 place in 1 of 1 text" in result.stdout


def test_try_is_stopped_by_an_interrupt(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(trial, "run", stopped)
    result = call("try", "--find", "quay", "--replace", "X")
    assert (result.exit_code, result.stderr.strip()) == (130, "stopped")


def test_try_shows_what_a_terminal_would_obey(folder: Path) -> None:
    Path("raw/tide.txt").write_text("\x1b[31m tide \u202e\n", encoding="utf-8")
    result = call("try", "--find", ".tide .", "--replace", "\x1b")
    assert "\x1b" not in result.stdout
    assert "tide \\u202e → \\x1b" in result.stdout
