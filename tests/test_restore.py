from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from tiny import TIDE, call, clean_texts


@pytest.fixture
def cleaned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return clean_texts(tmp_path, monkeypatch, "tide")


def test_restore_gives_the_raw_bytes(cleaned: Path) -> None:
    assert call("restore", "tide").stdout_bytes == TIDE.encode()
    assert call("restore", "cleaned/tide.txt", "-o", "back.txt").exit_code == 0
    assert Path("back.txt").read_bytes() == TIDE.encode()


def test_restore_overwrites_nothing_but_the_same_bytes(cleaned: Path) -> None:
    there = "is there already and holds something else; move it away, or choose another -o"
    assert call("restore", "tide", "-o", "raw/tide.txt").exit_code == 0
    Path("raw/tide.txt").write_text("Read anew.\n", encoding="utf-8")
    result = call("restore", "tide", "-o", "raw/tide.txt")
    assert (result.exit_code, result.stderr) == (1, f"raw/tide.txt: {there}\n")
    assert Path("raw/tide.txt").read_text(encoding="utf-8") == "Read anew.\n"


def test_restore_into_a_folder_is_told_to_name_a_file(cleaned: Path) -> None:
    result = call("restore", "tide", "-o", "cleaned")
    assert (result.exit_code, result.stderr) == (1, "cleaned: is a folder; name a file in it\n")


def test_verify_tells_of_what_was_never_cleaned(cleaned: Path) -> None:
    for name in ("quay.txt", "mill.txt", "notes.md"):
        Path("raw", name).write_text("tbe one\n", encoding="utf-8")
    result = call("verify")
    assert result.exit_code == 0
    assert result.stderr == (
        'raw: 2 texts have no ledger in cleaned: mill.txt, quay.txt; run "corrigenda clean"\n'
    )
    assert call("verify", "tide").stderr == ""
    assert call("clean", "--quiet").exit_code == 0
    assert call("verify").stderr == ""


def test_restore_overwrites_no_page_file(cleaned: Path) -> None:
    Path("raw/ferry").mkdir()
    for name in ("p1.txt", "p2.txt"):
        Path("raw/ferry", name).write_text("tbe one\n", encoding="utf-8")
    assert call("clean", "--quiet").exit_code == 0
    Path("raw/ferry/p1.txt").unlink()
    Path("raw/ferry/p2.txt").write_text("Read anew.\n", encoding="utf-8")
    result = call("restore", "ferry", "-o", "raw/ferry")
    assert result.stderr.startswith("raw/ferry/p2.txt: is there already")
    assert not Path("raw/ferry/p1.txt").exists()


def test_restore_writes_into_a_pipe_and_follows_a_link(cleaned: Path) -> None:
    os.mkfifo("pipe")
    with subprocess.Popen(["cat", "pipe"], stdout=subprocess.PIPE) as reader:
        assert call("restore", "tide", "-o", "pipe").exit_code == 0
        assert reader.communicate()[0] == TIDE.encode()
    assert Path("pipe").is_fifo()
    Path("link").symlink_to("back.txt")
    assert call("restore", "tide", "-o", "link").exit_code == 0
    assert Path("link").is_symlink()
    assert Path("back.txt").read_bytes() == TIDE.encode()
