"""JSON Lines on disk: what is there already, what was damaged, what a killed run left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import tiny
from containing import call, one_line
from tiny import write_rules

from pipeline.containers import collections, jsonl, staging
from pipeline.faults import Fault
from pipeline.sources import Source


def write(folder: Path, *lines: object) -> Path:
    path = folder / "raw" / "books.jsonl"
    texts = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in lines]
    path.write_bytes(b"\n".join(texts) + b"\n")
    return path


def test_line_that_would_be_too_long_is_left_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rules(folder / "rules", scannos=tiny.SCANNOS.replace('"the"', '"the very"', 1))
    monkeypatch.setattr(jsonl, "LINE_MOST", len(b'{"text": "tbe"}\n'))
    path = write(folder, {"text": "tbe"}, {"text": "sea"})
    told = one_line(call("clean"))
    assert told == "raw/books.jsonl#1: would be longer than 256 MiB"
    assert (folder / "cleaned" / "books.jsonl").read_bytes() == path.read_bytes()
    assert call("restore", "books").stdout_bytes == path.read_bytes()


ESCAPED = b'{"id":"a","text":"tbe caf\\u00e9"}'
DAMAGES = {
    "a row is no ledger": (b'{"record":2', b'{"record":"2"', "2: is no ledger of a record"),
    "another way to write": (b'"literals":["ascii', b'"literals":["utf-8', "raw file back"),
    "two ways to write": (
        b'"literals":[',
        b'"literals":["utf-8",',
        "1: does not give the raw text",
    ),
    "records not so many": (b'"records":2', b'"records":3', "does not fit its ledgers"),
}


@pytest.mark.parametrize("what", sorted(DAMAGES))
def test_ledgers_that_are_damaged_are_told(what: str, folder: Path) -> None:
    before, after, message = DAMAGES[what]
    write(folder, ESCAPED, {"id": "b", "text": None})
    call("clean")
    path = folder / "cleaned" / "books.ledgers.jsonl"
    whole = path.read_bytes()
    assert before in whole
    path.write_bytes(whole.replace(before, after, 1))
    assert message in one_line(call("restore", "books", "-o", "back"))
    assert message in call("verify").stderr
    assert not (folder / "back").exists()


def test_edit_outside_the_text_is_told(folder: Path) -> None:
    write(folder, {"id": "a", "text": "tbe", "year": 1887})
    call("clean")
    path = folder / "cleaned" / "books.jsonl"
    path.write_bytes(path.read_bytes().replace(b"1887", b"1888"))
    assert "does not fit its ledgers" in call("verify").stderr
    assert "does not fit its ledgers" in one_line(call("restore", "books", "-o", "back"))


def test_records_of_nobody_are_not_overwritten(folder: Path) -> None:
    write(folder, {"id": "a", "text": "tbe"})
    mine = folder / "cleaned" / "books.jsonl"
    mine.parent.mkdir()
    mine.write_bytes(b"mine")
    assert one_line(call("clean")) == (
        "cleaned/books.jsonl: is there already, and no ledgers say that clean wrote it; "
        "move it away, or overwrite it with --force"
    )
    assert mine.read_bytes() == b"mine"
    assert call("clean", "--force").exit_code == 0
    assert call("verify").exit_code == 0


def test_records_that_went_are_cleaned_again(folder: Path) -> None:
    write(folder, {"id": "a", "text": "tbe"})
    call("clean")
    path = folder / "cleaned" / "books.jsonl"
    whole = path.read_bytes()
    path.unlink()
    assert not call("clean").stdout.startswith("unchanged")
    assert path.read_bytes() == whole


@pytest.mark.parametrize("replaced", [False, True])
def test_killed_before_the_records_took_their_place_is_mended(replaced: bool, folder: Path) -> None:
    path = write(folder, {"id": "a", "text": "tbe"})
    call("clean")
    place = collections.find(folder / "cleaned")[0]
    old = {one: one.read_bytes() for one in (place.records, place.ledgers)}
    path.write_bytes(b'{"id":"a","text":"tbe sea"}\n')
    call("clean")
    new = {one: one.read_bytes() for one in old}
    # The new ledgers wait; the records are those of before, or gone.
    place.pending.write_bytes(new[place.ledgers])
    place.ledgers.write_bytes(old[place.ledgers])
    place.records.write_bytes(old[place.records])
    if replaced:
        place.records.unlink()
    assert call("clean").exit_code == 0
    assert {one: one.read_bytes() for one in old} == new
    assert not place.pending.exists()


def test_restored_file_overwrites_nothing_else(folder: Path) -> None:
    path = write(folder, {"id": "a", "text": "tbe"})
    call("clean")
    other = folder / "other"
    other.write_bytes(b"mine")
    assert "is there already and holds something else" in one_line(
        call("restore", "books", "-o", str(other))
    )
    assert other.read_bytes() == b"mine"
    other.write_bytes(path.read_bytes())
    assert call("restore", "books", "-o", str(other)).exit_code == 0
    for which in ("books", "books#a"):
        told = one_line(call("restore", which, "-o", "cleaned/books.jsonl"))
        assert told == "cleaned/books.jsonl: holds the cleaned records; choose another -o"
    assert "cannot be written (No such file or directory)" in one_line(
        call("restore", "books", "-o", "nowhere/back")
    )


def test_records_are_no_text(folder: Path) -> None:
    path = write(folder, {"id": "a", "text": "tbe"})
    with pytest.raises(Fault, match="holds records, not one text; clean it, or take one out"):
        Source("books", path).read()


def test_hidden_ledgers_are_no_collection(folder: Path) -> None:
    write(folder, {"id": "a", "text": "tbe"})
    call("clean")
    (folder / "cleaned" / ".mine.ledgers.jsonl").write_bytes(b"")
    assert call("verify").stdout.splitlines()[-1] == "1 of 1 verified"


def test_file_that_changes_while_it_is_cleaned_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(folder, {"id": "a", "text": "tbe"})
    real = staging.recover

    def changing(*given: Any) -> None:
        path.write_bytes(b'{"id":"a","text":"tbe sea"}\n')
        real(*given)

    monkeypatch.setattr(staging, "recover", changing)
    assert "changed while it was cleaned" in one_line(call("clean"))
    assert not list((folder / "cleaned").glob("*books*"))
