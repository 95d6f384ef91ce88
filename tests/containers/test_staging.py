"""The two files of a collection: where they lie, how they take their places, what is left."""

from __future__ import annotations

import io
import os
import stat
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from pipeline.containers import staging
from pipeline.containers.limits import CHUNK
from pipeline.containers.records import Fields, Summary
from pipeline.containers.staging import Place
from pipeline.faults import Fault


def summary(cleaned: bytes) -> Summary:
    given = ("v", 1, "d", "f", "r", "u", "p", "", "", Fields())
    return Summary(*given, cleaned_sha256=sha256(cleaned).hexdigest())


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path, "books", ".jsonl")
    found.records.write_bytes(b"old records")
    found.ledgers.write_bytes(b"old ledgers")
    return found


def names(place: Place) -> list[str]:
    return sorted(path.name for path in place.folder.iterdir())


def test_where_the_files_lie(place: Place) -> None:
    assert [place.records.name, place.ledgers.name, place.pending.name] == [
        "books.jsonl", "books.ledgers.jsonl", ".books.ledgers.jsonl.new"
    ]  # fmt: skip
    assert {one.parent for one in (place.records, place.ledgers, place.pending)} == {place.folder}


def write(place: Place) -> None:
    with staging.staged(place) as both:
        assert {both.records.parent, both.ledgers.parent} == {place.folder}
        assert both.records.name.startswith(".books.jsonl.")
        assert both.ledgers.name.startswith(".books.ledgers.jsonl.")
        both.records.write_bytes(b"new records")
        both.ledgers.write_bytes(b"new ledgers")
        assert place.records.read_bytes() == b"old records"


def test_files_take_their_places_in_an_order_that_can_be_mended(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    replace, fsync = os.replace, os.fsync

    def replacing(old: Path, new: Path) -> None:
        done.append(new.name)
        replace(old, new)

    def syncing(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        fsync(handle)

    monkeypatch.setattr(os, "replace", replacing)
    monkeypatch.setattr(os, "fsync", syncing)
    write(place)
    assert done == [
        "file", "file", place.pending.name, "folder", place.records.name, "folder",
        place.ledgers.name, "folder",
    ]  # fmt: skip
    assert names(place) == ["books.jsonl", "books.ledgers.jsonl"]
    assert place.records.read_bytes() == b"new records"
    assert place.ledgers.read_bytes() == b"new ledgers"


def test_nothing_is_left_where_the_work_fails(place: Place) -> None:
    def work() -> None:
        with staging.staged(place) as both:
            both.records.write_bytes(b"new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    assert names(place) == ["books.jsonl", "books.ledgers.jsonl"]
    assert place.records.read_bytes() == b"old records"


def test_disk_that_fails_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(Fault) as raised:
        write(place)
    assert str(raised.value) == (
        f"{place.records}: cannot be written (No space left on device); "
        "check it, or choose another with -o"
    )
    assert names(place) == ["books.jsonl", "books.ledgers.jsonl"]


def read(path: Path) -> Summary:
    return summary(path.read_bytes().removeprefix(b"of "))


def test_nothing_that_waits_is_nothing_to_mend(place: Place) -> None:
    staging.recover(place, read)
    assert place.ledgers.read_bytes() == b"old ledgers"
    assert names(place) == ["books.jsonl", "books.ledgers.jsonl"]


def test_ledgers_that_wait_take_their_place_if_they_fit(place: Place) -> None:
    place.pending.write_bytes(b"of old records")
    staging.recover(place, read)
    assert place.ledgers.read_bytes() == b"of old records"
    assert names(place) == ["books.jsonl", "books.ledgers.jsonl"]


@pytest.mark.parametrize("there", [True, False])
def test_ledgers_that_wait_and_do_not_fit_are_taken_away(there: bool, place: Place) -> None:
    place.pending.write_bytes(b"of other records")
    if not there:
        place.records.unlink()
    staging.recover(place, read)
    assert place.ledgers.read_bytes() == b"old ledgers"
    assert not place.pending.exists()


def test_file_is_hashed_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "CHUNK", 3)
    (tmp_path / "a").write_bytes(b"tbe tbe tbe")
    assert staging.file_sha256(tmp_path / "a") == sha256(b"tbe tbe tbe").hexdigest()
    file = io.BytesIO()
    out = staging.Summing(file)
    for piece in (b"tbe ", b"", b"sea"):
        out.write(piece)
    assert (file.getvalue(), out.sha256()) == (b"tbe sea", sha256(b"tbe sea").hexdigest())


def test_no_more_than_a_piece_is_held_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    class Asked(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            asked.append(-1 if size is None else size)
            return super().read(size)

    monkeypatch.setattr(staging, "opened", lambda path: Asked(b"tbe sea"))
    assert staging.file_sha256(tmp_path / "a") == sha256(b"tbe sea").hexdigest()
    assert asked == [CHUNK, CHUNK]
