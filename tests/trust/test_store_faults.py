"""What the store says, word for word, of files that it cannot read, write, find or believe."""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from containing import PAGES, call
from layouts import hocr
from tiny import TIDE, write_rules

from pipeline import store, whole_files
from pipeline.faults import Fault
from pipeline.store import Place


def told(done: Callable[[], Any]) -> str:
    with pytest.raises(Fault) as caught:
        done()
    return str(caught.value)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with texts in `raw` of several kinds, cleaned."""
    monkeypatch.chdir(tmp_path)
    write_rules(tmp_path / "rules")
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "tide.txt").write_text(TIDE, "utf-8")
    (raw / "quay.txt.gz").write_bytes(gzip.compress(TIDE.encode()))
    (raw / "ferry.hocr").write_text(hocr(*PAGES), "utf-8")
    (raw / "mill").mkdir()
    for number in (1, 2):
        (raw / "mill" / f"p{number}.txt").write_text(f"Page {number}.\n", "utf-8")
    call("clean", raw, raw / "mill", "-o", "cleaned", "--rules", "rules")
    return tmp_path


def place(name: str) -> Place:
    return Place(Path("cleaned"), name)


def test_what_cannot_be_read_is_told(shelf: Path) -> None:
    assert told(lambda: store.read_bytes(Path("a.txt"))) == "a.txt: no such file; check the name"
    assert told(lambda: store.read_bytes(Path("raw"))) == "raw: is a folder; name a file in it"
    assert told(lambda: store.read_head(Path("a.jsonl"))) == "a.jsonl: no such file; check the name"


def test_why_a_file_cannot_be_read_is_told(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert told(lambda: store.read_bytes(Path("raw/tide.txt"))) == (
        "raw/tide.txt: cannot be read (Permission denied); check its permissions"
    )


def test_what_cannot_be_written_is_told(shelf: Path) -> None:
    assert told(lambda: store.write_file(Path("raw"), b"")) == (
        "raw: is a folder; name a file in it"
    )
    assert told(lambda: store.write_file(Path("none/a.txt"), b"")) == (
        "none/a.txt: cannot be written (No such file or directory); "
        "check it, or choose another place"
    )


def test_a_link_is_followed_and_a_pipe_is_written_into(shelf: Path) -> None:
    Path("link.txt").symlink_to("there.txt")
    store.write_file(Path("link.txt"), b"tide")
    assert Path("link.txt").is_symlink()
    assert Path("there.txt").read_bytes() == b"tide"
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    store.write_file(Path("pipe"), b"tide")
    assert os.read(reader, 9) == b"tide"
    os.close(reader)


def test_the_folder_for_the_output_is_made_or_why_not_is_told(shelf: Path) -> None:
    store.prepare(Path("out/deep"))
    store.prepare(Path("out/deep"))
    assert not list(Path("out/deep").iterdir())
    file = Path("raw/tide.txt")
    assert told(lambda: store.prepare(file)) == "raw/tide.txt: is a file; a folder is needed"
    assert told(lambda: store.prepare(file / "out")) == (
        "raw/tide.txt/out: cannot be written (Not a directory); check it, or choose another place"
    )


def test_a_cleaned_file_that_is_not_ours_is_told(shelf: Path) -> None:
    assert store.head_of(place("tide")) == store.read_head(place("tide").ledger)
    assert store.head_of(place("none")) is None
    Path("cleaned/mine.txt").write_text("mine", "utf-8")
    assert told(lambda: store.head_of(place("mine"))) == (
        "cleaned/mine.txt: is there already, and no ledger says that clean wrote it; "
        "move it away, or overwrite it with --force"
    )
    place("tide").text.write_text("edited", "utf-8")
    assert told(lambda: store.head_of(place("tide"))) == (
        "cleaned/tide.txt: was edited by hand since it was cleaned; "
        'keep the edits by "corrigenda take-in tide", or overwrite with --force'
    )
    (layout, _) = store.files_of(place("ferry"), store.read_head(place("ferry").ledger))[-1]
    layout.write_text("edited", "utf-8")
    assert told(lambda: store.head_of(place("ferry"))) == (
        f"{layout}: was edited by hand since it was cleaned; "
        "move it away, or overwrite with --force"
    )


@pytest.mark.parametrize("name", ["tide", "quay", "ferry", "mill"])
def test_what_a_proof_says(shelf: Path, name: str) -> None:
    file = store.read_head(place(name).ledger).file
    proved = store.verify(place(name), Path("raw"))
    assert proved.compared is True
    assert proved.line.startswith(f"{name}: ")
    assert proved.line.endswith(f" bytes restored, equal to raw/{file}")
    away = store.verify(place(name), Path("away"))
    assert away.compared is False
    assert away.line.endswith(f" bytes restored; away/{file} is not there to compare")


@pytest.mark.parametrize("name", ["tide", "ferry", "mill"])
def test_a_raw_file_that_changed_is_told(shelf: Path, name: str) -> None:
    file = store.read_head(place(name).ledger).file
    path = Path("raw", file, *(["p2.txt"] if name == "mill" else []))
    path.write_bytes(path.read_bytes() + b"\n<!-- more -->\n")
    assert told(lambda: store.verify(place(name), Path("raw"))) == (
        f"raw/{file}: is not the file that was cleaned; clean it again"
    )


def test_a_ledger_is_told_by_its_name(shelf: Path) -> None:
    place("tide").ledger.write_bytes(b"none")
    expected = "cleaned/tide.corrections.jsonl: is not a ledger"
    assert told(lambda: store.read_ledger(place("tide"))).startswith(expected)


def test_the_ledger_that_waits_is_in_force_where_it_goes_with_the_text(shelf: Path) -> None:
    tide = place("tide")
    assert store.ledger_in_force(tide) == tide.ledger
    tide.pending.write_bytes(tide.ledger.read_bytes())
    assert store.ledger_in_force(tide) == tide.pending
    tide.pending.write_bytes(place("mill").ledger.read_bytes())
    assert store.ledger_in_force(tide) == tide.ledger
    tide.pending.write_bytes(b"none")
    assert store.ledger_in_force(tide) == tide.ledger


def test_a_name_that_is_nearly_one_is_told(shelf: Path) -> None:
    nearly = 'no such ledger; did you mean "tide"?'
    assert told(lambda: store.find(Path("cleaned"), ["tid"])).endswith(nearly)
    assert told(lambda: store.find(Path("cleaned"), ["other/tid"])).endswith(nearly)
    assert store.find(Path("cleaned"), ["tide", "cleaned/tide.txt"]) == [place("tide")]
    assert told(lambda: store.find(Path("raw"))) == (
        'raw: no ledgers in it; run "corrigenda clean" first'
    )


def test_a_file_of_just_the_age_is_not_stale(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = whole_files.part_of(Path("cleaned/tide.txt"))
    part.write_bytes(b"")
    age = part.stat().st_mtime + store._STALE_SECONDS
    monkeypatch.setattr(time, "time", lambda: age)
    store.prepare(Path("cleaned"))
    assert part.exists()
    monkeypatch.setattr(time, "time", lambda: age + 1)
    store.prepare(Path("cleaned"))
    assert not part.exists()


def test_a_name_may_be_that_of_the_ledger(shelf: Path) -> None:
    asked = ["tide.corrections.jsonl", "cleaned/tide.corrections.jsonl"]
    assert store.find(Path("cleaned"), asked) == [place("tide")]


@pytest.mark.parametrize("name", ["lines#a b", "cleaned/lines#a b"])
def test_a_record_is_told_from_a_text(shelf: Path, name: str) -> None:
    lines = Path("raw/lines.jsonl")
    lines.write_text('{"id": "a b", "text": "tbe tide"}\n', "utf-8")
    call("clean", lines, "-o", "cleaned", "--rules", "rules")
    assert told(lambda: store.find(Path("cleaned"), [name])) == (
        f"{name}: is a record, and this works on texts; make one a text by "
        f"\"corrigenda restore '{name}' -o FILE\", and clean that"
    )


def test_a_document_that_cannot_be_written_is_told(shelf: Path) -> None:
    elsewhere = Place(Path("none"), "tide")
    assert told(lambda: store.write(elsewhere, b"", b"")) == (
        "none/tide.txt: cannot be written (No such file or directory); "
        "check it, or choose another place"
    )
