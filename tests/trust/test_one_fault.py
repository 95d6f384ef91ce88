"""What else may go wrong with files: it is refused in one line, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import regex
import shelves
from containing import call, one_line
from failing import KINDS, Disk, Kind, failing
from reviewing import Project, project
from tiny import TIDE

from pipeline import api, decision_files, store
from pipeline.many import locks

AGAIN = "move away what you edited by hand, then clean the raw file again with --force"
LESS_BYTES = (0, 1, 100, 300, 700, 1500, 3000)

# A run of its own process whose files may not grow beyond a size: a disk that is really full.
FULL = """
import resource, sys
from pipeline.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
main(sys.argv[2:])
"""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    found = project(tmp_path, tide=TIDE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    return found


# ---- the disk is full


@pytest.mark.parametrize("room", LESS_BYTES)
def test_a_full_disk_leaves_what_was_there(room: int, tmp_path: Path) -> None:
    """The system itself refuses here, in the middle of a write, and whoever it is that writes."""
    shelf = shelves.make(tmp_path, *shelves.KINDS)
    shelf.as_it_was()
    command = [sys.executable, "-c", FULL, str(room), "clean", str(shelf.raw)]
    command += ["-o", str(shelf.cleaned), "--rules", str(tmp_path / "rules")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "cannot be written (File too large)" in done.stderr
    assert "Traceback" not in done.stderr
    found = shelves.files(shelf.cleaned)
    assert shelves.torn(shelf, found) == []
    assert shelves.strays(found) == []
    assert shelf.clean().exit_code == 0
    assert shelves.files(shelf.cleaned) == shelf.new


# ---- the folder cannot be written


def unprivileged() -> bool:
    return os.name == "posix" and os.geteuid() != 0


@pytest.mark.skipif(not unprivileged(), reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(made: Project) -> None:
    cleaned = made.folder / "cleaned"
    before = shelves.files(cleaned)
    cleaned.chmod(0o500)
    try:
        told = one_line(call("clean", "--force"))
    finally:
        cleaned.chmod(0o700)
    assert told.startswith("cleaned: cannot be written (Permission denied)")
    assert shelves.files(cleaned) == before


def test_a_read_only_disk_is_told(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shelves.files(made.folder / "cleaned")
    with failing(Disk(made.folder / "cleaned", "open", 1, for_good=True)):
        told = one_line(call("clean", "--force"))
    assert told == (
        "cleaned: cannot be written (Permission denied); check it, or choose another place"
    )
    assert shelves.files(made.folder / "cleaned") == before


# ---- a raw file goes away, or grows, while it is read


def while_cleaning(change: Callable[[], object]) -> Any:
    """Let something happen to the disk when the raw bytes are read and not yet cleaned."""
    real = api.clean

    def clean(*rest: Any, **more: Any) -> api.Result:
        change()
        return real(*rest, **more)

    return mock.patch.object(api, "clean", clean)


def test_a_file_that_vanishes_before_it_is_read_is_told(tmp_path: Path) -> None:
    shelf = shelves.make(tmp_path, "plain")
    with failing(Disk(shelf.raw / "plain.txt", "open", 1, fail=(shelf.raw / "plain.txt").unlink)):
        told = one_line(shelf.clean())
    assert told.startswith(f"{shelf.raw / 'plain.txt'}: cannot be read")
    assert shelves.files(shelf.cleaned) == {}


@pytest.mark.parametrize("kind", ["plain", "pages", "packed", "volume"])
def test_a_file_that_vanishes_once_it_is_read_is_cleaned(kind: str, tmp_path: Path) -> None:
    shelf = shelves.make(tmp_path, kind)
    gone = [path for path in shelf.raw.rglob("*") if path.is_file()]

    def vanish() -> None:
        for path in gone:
            path.unlink(missing_ok=True)

    with while_cleaning(vanish):
        assert shelf.clean().exit_code == 0
    assert shelves.files(shelf.cleaned) == shelf.new


@pytest.mark.parametrize("kind", ["layout", "layouts", "lines", "rows"])
@pytest.mark.parametrize("how", ["vanishes", "grows"])
def test_a_file_that_is_read_twice_and_changes_meanwhile_is_refused(
    how: str, kind: str, tmp_path: Path
) -> None:
    shelf = shelves.make(tmp_path, kind)
    shelf.as_it_was()
    path = next(path for path in sorted(shelf.raw.rglob("*")) if path.is_file())
    whole = path.read_bytes()

    def change() -> None:
        if how == "vanishes":
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(whole.replace(b"Tide", b"Tides") + b"\n")

    with while_cleaning(change):
        result = shelf.clean()
    found = shelves.files(shelf.cleaned)
    # What an open file holds is still there for whoever reads it when its name is gone.
    assert result.exit_code == 1 or found == shelf.new
    assert shelves.torn(shelf, found) == []
    path.write_bytes(whole)
    assert shelf.clean().exit_code == 0
    assert shelves.files(shelf.cleaned) == shelf.new


def test_a_file_that_grows_once_it_is_read_is_cleaned_as_it_was(made: Project) -> None:
    raw = made.folder / "raw" / "tide.txt"
    with while_cleaning(lambda: raw.write_text(TIDE + "tbe end\n", "utf-8")):
        assert call("clean", "--force").exit_code == 0
    assert call("restore", "tide").stdout_bytes == TIDE.encode()
    assert one_line_of_verify(call("verify")) == (
        "raw/tide.txt: is not the file that was cleaned; clean it again"
    )
    assert call("clean").exit_code == 0
    assert call("verify").exit_code == 0


def one_line_of_verify(result: Any) -> str:
    assert result.exit_code == 1
    return str(result.stderr).rstrip("\n")


# ---- two runs at once


def test_two_runs_over_one_folder_do_not_go_together(made: Project) -> None:
    folder = made.folder / "cleaned"
    code = (
        "import sys; from pathlib import Path; from pipeline.many import locks\n"
        f"with locks.held(Path({str(folder)!r}), [(0, locks.HASHES)]):\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    before = shelves.files(folder)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        refused = "another run is cleaning the same documents into it"
        remedy = "wait for it, or clean into another folder with -o"
        assert one_line(call("clean", "--force")) == f"cleaned: {refused}; {remedy}"
        (folder / "tide.txt").write_text("mine\n", "utf-8")
        assert refused in call("take-in").stderr
        (folder / "tide.txt").write_bytes(before["tide.txt"])
        other.communicate("")
    assert shelves.files(folder) == before
    assert call("clean", "--force").exit_code == 0
    assert not (folder / locks.NAME).exists()


# ---- ledgers of another version, or cut short; raw texts that changed


def test_a_ledger_of_another_version_is_told_and_stays(made: Project) -> None:
    path = made.folder / "cleaned" / "tide.corrections.jsonl"
    other = path.read_bytes().replace(b'"format":1', b'"format":7').replace(b"0.1.0", b"9.9.9")
    path.write_bytes(other)
    told = (
        "cleaned/tide.corrections.jsonl: is a ledger of format 7; this program reads format 1; "
        "use corrigenda 9.9.9, which wrote it"
    )
    for command in (("clean",), ("restore", "tide"), ("diff", "tide"), ("stet", "tide:5")):
        assert one_line(call(*command)) == told
    assert call("verify").stderr.splitlines()[0] == told
    assert path.read_bytes() == other
    assert call("clean", "--force").exit_code == 0
    assert call("verify").exit_code == 0


def test_a_ledger_cut_short_anywhere_gives_no_wrong_bytes(made: Project) -> None:
    path = made.folder / "cleaned" / "tide.corrections.jsonl"
    whole = path.read_bytes()
    place = store.Place(made.folder / "cleaned", "tide")
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        result = call("restore", "tide")
        assert result.exit_code == 1, length
        assert (result.stdout, result.stderr.count("\n")) == ("", 1), length
        assert AGAIN in result.stderr, length
    path.write_bytes(whole)
    assert store.is_whole(place)


def test_a_raw_text_changed_since_is_told_and_cleaned_again(made: Project) -> None:
    raw = made.folder / "raw" / "tide.txt"
    raw.write_text(TIDE + "tbe end\n", "utf-8")
    assert "raw/tide.txt: is not the file that was cleaned" in call("verify").stderr
    assert call("restore", "tide").stdout_bytes == TIDE.encode()
    refused = one_line(call("stet", "tide:5"))
    assert refused == "tide: the raw text changed on disk; clean it again, then look again"
    assert call("clean").exit_code == 0
    assert call("verify").exit_code == 0


# ---- other commands that write


def restoring(made: Project) -> None:
    call("restore", "tide", "-o", "back.txt")


def reporting(made: Project) -> None:
    call("report", "tide")


def deciding(made: Project) -> None:
    call("stet", "tide:5")


def taking_in(made: Project) -> None:
    call("take-in")


WRITING = {one.__name__: one for one in (restoring, reporting, deciding, taking_in)}


def decisions(made: Project) -> list[str]:
    where = decision_files.files(made.folder / "rules", "tide")
    return sorted(f"{one.verdict} {one.raw}" for one in decision_files.load(where).decisions)


def state(made: Project) -> tuple[Any, ...]:
    found = {
        name: content
        for name, content in shelves.files(made.folder).items()
        if not name.startswith(("rules/", ".")) and not regex.search(r"corrections|\.part$", name)
    }
    return found, decisions(made)


@pytest.mark.parametrize("kind", [one for one in KINDS if one not in ("look", "list")])
@pytest.mark.parametrize("name", WRITING)
def test_whatever_fails_when_one_file_is_written(name: str, kind: Kind, made: Project) -> None:
    """The file is as it was or as it should be, and once more gives just what once gives."""
    if name == "taking_in":
        text = made.folder / "cleaned" / "tide.txt"
        text.write_text(made.cleaned("tide").replace("and 1ie", "and lie"), "utf-8")
    start = shelves.files(made.folder)
    with failing(Disk(made.folder)) as disk:
        WRITING[name](made)
    wanted = state(made)
    for at in range(1, disk.done[kind] + 1):
        for path in made.folder.rglob("*"):
            if path.is_file() and path.relative_to(made.folder).as_posix() not in start:
                path.unlink()
        for file, content in start.items():
            (made.folder / file).write_bytes(content)
        first = state(made)
        with failing(Disk(made.folder, kind, at)):
            WRITING[name](made)
        now = state(made)
        assert now[1] in (first[1], wanted[1]), at
        for file, content in now[0].items():
            assert content in (first[0].get(file), wanted[0].get(file)), (at, file)
        if kind != "unlink":
            assert shelves.strays(shelves.files(made.folder)) == [], at
        if now[1] != wanted[1] or name == "taking_in":
            WRITING[name](made)
        assert state(made)[1] == wanted[1], at
