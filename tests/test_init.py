from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import regex
import stages
from click.testing import CliRunner, Result

from pipeline.cli import main


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_init_lays_out_a_project(folder: Path) -> None:
    result = call("init", "mill")
    assert result.stdout == "mill: put texts into raw/, and there run: corrigenda clean\n"
    found = sorted(
        str(path.relative_to("mill")) for path in Path("mill").rglob("*") if path.is_file()
    )
    assert found == [
        ".gitattributes",
        ".github/workflows/corrigenda.yml",
        ".taplo.toml",
        "Makefile",
        "README.md",
        "cleaned/.gitkeep",
        "raw/.gitkeep",
        "requirements.txt",
        "rules/.gitkeep",
        "rules/schema.json",
    ]
    assert Path("mill/README.md").read_text("utf-8").startswith("# mill\n")
    assert not any("{{" in Path("mill", name).read_text("utf-8") for name in found)
    schema = (stages.RULES / "schema.json").read_bytes()
    assert Path("mill/rules/schema.json").read_bytes() == schema
    assert tomllib.loads(Path("mill/.taplo.toml").read_text("utf-8"))["rule"]


def test_project_works(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call("init", "mill")
    monkeypatch.chdir("mill")
    Path("raw/tide.txt").write_text('The ferry-\nman saw !(£".\n', encoding="utf-8")
    assert call("clean").exit_code == 0
    assert Path("cleaned/tide.txt").read_text("utf-8") == 'The ferryman\nsaw !(£".\n'
    made = call(
        "rules", "new", "--id", "year-in-signs", "--about", "A year.", "--before", "saw !(£\".",
        "--after", "saw 1932.", "--keep", "saw £4 (!).",
    )  # fmt: skip
    assert made.exit_code == 0, made.stderr
    assert Path("rules/scannos.toml").exists()
    for command in ("rules check", "clean", "verify"):
        result = call(*command.split())
        assert result.exit_code == 0, result.stderr
    assert Path("cleaned/tide.txt").read_text("utf-8") == "The ferryman\nsaw 1932.\n"


def test_makefile_runs_what_there_is(folder: Path) -> None:
    call("init", "mill")
    for file in ("Makefile", ".github/workflows/corrigenda.yml"):
        text = Path("mill", file).read_text("utf-8")
        for name in regex.findall(r"corrigenda ([a-z]+)", text.partition("\n")[2]):
            assert call(name, "--help").exit_code == 0
    if shutil.which("make"):
        done = subprocess.run(["make", "-n", "check"], cwd="mill", capture_output=True, check=False)
        assert done.returncode == 0


def test_hooks_run_what_there_is() -> None:
    text = (stages.ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    entries = regex.findall(r"(?m)^  entry: corrigenda (.+)$", text)
    assert entries == ["rules check", "verify"]
    for entry in entries:
        assert call(*entry.split(), "--help").exit_code == 0


def test_init_overwrites_nothing(folder: Path) -> None:
    Path("mill").mkdir()
    Path("mill/notes.txt").write_text("mine", encoding="utf-8")
    result = call("init", "mill")
    assert (result.exit_code, result.stderr) == (
        1,
        "mill: is not empty: it holds notes.txt; give a new folder, or an empty one\n",
    )
    assert [path.name for path in Path("mill").iterdir()] == ["notes.txt"]
    result = call("init", "mill/notes.txt")
    assert (result.exit_code, result.stderr) == (
        1,
        "mill/notes.txt: cannot be used (Not a directory); give a folder\n",
    )


def test_init_in_a_fresh_repository(folder: Path) -> None:
    Path("mill/.git").mkdir(parents=True)
    assert call("init", "mill").exit_code == 0
    assert call("init", "mill").exit_code == 1
