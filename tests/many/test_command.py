from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from deadly import prepare
from tiny import TIDE, write_rules

from pipeline.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with rules and one raw text."""
    write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tide.txt").write_text(TIDE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["clean", *arguments])


def test_shards_of_a_collection_come_to_the_whole(folder: Path) -> None:
    names = [f"text {number}" for number in range(20)]
    for name in names:
        (folder / "raw" / f"{name}.txt").write_text(TIDE, encoding="utf-8")
    for number in (1, 2, 3):
        assert call("--shard", f"{number}/3", "-o", "parts").exit_code == 0
    assert call().exit_code == 0
    parts, whole = folder / "parts", folder / "cleaned"
    assert len(list(whole.iterdir())) == 2 * len([*names, "tide"])
    assert {one.name: one.read_bytes() for one in parts.iterdir()} == {
        one.name: one.read_bytes() for one in whole.iterdir()
    }
    assert call("--shard", "1/1000").exit_code == 0


def test_wrong_use_of_shards_and_clusters_is_exit_2(folder: Path) -> None:
    told = {
        ("--shard", "4/3"): "Invalid value for '--shard': \"4/3\": the shards of 3 are 1/3 to 3/3",
        ("--engine", "dask"): "a cluster wants both: --engine dask --scheduler tls://HOST:PORT",
        ("--scheduler", "tcp://x:1"): (
            "a cluster wants both: --engine dask --scheduler tls://HOST:PORT"
        ),
        ("--engine", "dask", "--scheduler", "tcp://x:1", "--jobs", "2"): (
            "--jobs is for this machine; a cluster has its own workers"
        ),
    }
    for arguments, message in told.items():
        result = call(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.splitlines()[-1] == f"Error: {message}"
    assert call("-", "--shard", "1/2").exit_code == 2


def test_many_documents_have_one_row(folder: Path) -> None:
    (folder / "raw" / "tide.txt").unlink()
    for number in range(120):
        (folder / "raw" / f"{number:03}.txt").write_text(TIDE, encoding="utf-8")
    assert call("raw/007.txt").exit_code == 0
    lines = [" ".join(line.split()) for line in call().stdout.splitlines() if line.strip()]
    assert lines[0] == "document pages furniture scannos suspects MB/s"
    assert lines[2].startswith("120 documents, 1 of them done before 240 120 360 120 ")
    assert lines[3:] == [
        "what changed: corrigenda diff 000",
        "why, line by line: corrigenda explain cleaned/000.txt:4",
    ]
    again = [" ".join(line.split()) for line in call().stdout.splitlines() if line.strip()]
    assert again[0].startswith("unchanged: 120 documents; ")
    assert again[3] == "120 documents, 120 of them done before 240 120 360 120 unchanged"


def test_two_runs_at_once_are_told_apart(folder: Path) -> None:
    held = (
        "import sys; from pathlib import Path; from pipeline.many import locks\n"
        "with locks.held(Path('cleaned'), [(0, locks.HASHES)]): print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", held]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        result = call()
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == (
            "cleaned: another run is cleaning the same documents into it; "
            "wait for it, or clean into another folder with -o\n"
        )
        other.communicate(b"")
    assert call().exit_code == 0


def test_document_that_kills_is_one_line_and_exit_1_and_the_rest_is_cleaned(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(folder, monkeypatch, DEADLY="quay")
    for name in ("cliff", "quay"):
        (folder / "raw" / f"{name}.txt").write_text(TIDE, encoding="utf-8")
    result = call("--jobs", "2", "--quiet")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "raw/quay.txt: two worker processes died on it, the last of SIGKILL; "
        "see whether it wants more memory than there is\n"
    )
    assert sorted(path.name for path in (folder / "cleaned").glob("*.txt")) == [
        "cliff.txt", "tide.txt",
    ]  # fmt: skip
