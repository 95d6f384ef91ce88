from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tiny import TIDE, call, clean_texts


@pytest.fixture
def cleaned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return clean_texts(tmp_path, monkeypatch, "tide")


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        ("diff >&-", 1, "standard output: is closed; send it to a file or to /dev/null\n"),
        ("clean - <&-", 1, "standard input: is closed; give a text by < FILE, or by a pipe\n"),
        ("inspect - <&-", 1, "standard input: is closed; give a text by < FILE, or by a pipe\n"),
        ("diff tide 2>&- >/dev/null", 0, ""),
        ("diff tied 2>&-", 1, ""),
    ],
)
def test_a_closed_stream_is_told(cleaned: Path, command: str, code: int, told: str) -> None:
    program = f"{sys.executable} -c 'from pipeline.cli import main; main()'"
    found = subprocess.run(
        f"{program} {command}", shell=True, capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout, found.stderr) == (code, "", told)


@pytest.mark.parametrize(
    "words", [["diff"], ["diff", "--csv"], ["rules", "schema"], ["inspect", "raw"]], ids=" ".join
)
def test_closed_pipe_is_no_fault(words: list[str], cleaned: Path) -> None:
    (cleaned.parent / "raw" / "long.txt").write_text(TIDE * 2000, encoding="utf-8")
    assert call("clean", "--quiet").exit_code == 0
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", *words]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
