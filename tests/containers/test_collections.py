"""Collections in a folder: found, cleaned or left, compared, brought back, and asked for one."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import tiny
from test_records_one_by_one import told

from pipeline import ruleset
from pipeline.containers import collections, jsonl, parquet, records
from pipeline.containers.records import Cleaning, Fields
from pipeline.containers.staging import Place, file_sha256
from pipeline.faults import Fault
from pipeline.ledger import AGAIN, Proved

RAW = b'{"id":"a","text":"tbe"}\n{"id":"b"}\n{"id":"c","text":"tbe quay"}\n{"id":"c","text":null}\n'
NEW = RAW.replace(b"tbe", b"the")
TABLE = pa.table({"id": ["a", "b", "c", "c"], "text": ["tbe", None, "tbe quay", "sea"]})
KINDS = pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".parquet"])


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> ruleset.RuleSet:
    return ruleset.load(tiny.write_rules(tmp_path_factory.mktemp("rules") / "rules"))


class Shelf:
    """A folder of raw and one of cleaned collections."""

    def __init__(self, folder: Path, rules: ruleset.RuleSet) -> None:
        self.raw, self.folder = folder / "raw", folder / "cleaned"
        self.raw.mkdir()
        self.folder.mkdir()
        self.rules = rules

    def place(self, suffix: str = ".jsonl", name: str = "books") -> Place:
        return Place(self.folder, name, suffix)

    def write(self, suffix: str = ".jsonl", name: str = "books") -> Path:
        path = self.raw / f"{name}{suffix}"
        if suffix == ".parquet":
            pq.write_table(TABLE, path)
        else:
            path.write_bytes(RAW)
        return path

    def clean(
        self, suffix: str = ".jsonl", name: str = "books", force: bool = False, language: str = "en"
    ) -> collections.Cleaned:
        cleaning = Cleaning(self.rules, Fields(), language)
        path = self.raw / f"{name}{suffix}"
        return collections.clean(path, self.place(suffix, name), cleaning, force)


@pytest.fixture
def shelf(tmp_path: Path, rules: ruleset.RuleSet) -> Shelf:
    return Shelf(tmp_path, rules)


@pytest.mark.parametrize(
    ("name", "mine"),
    [
        ("books.ledgers.jsonl", True), ("books.ledgers.NDJSON", True),
        ("a.b.ledgers.parquet", True), ("tide.corrections.jsonl", True),
        ("books.jsonl", False), ("books.ledgers.txt", False), ("ledgers.jsonl", False),
        ("books.ledgers", False), ("books.ledgers.x.jsonl", False), (".ledgers.jsonl", True),
    ],
)  # fmt: skip
def test_ledgers_are_told_by_their_names(name: str, mine: bool) -> None:
    assert collections.is_ledgers(name) is mine


@KINDS
def test_collection_is_cleaned_once(suffix: str, shelf: Shelf) -> None:
    path = shelf.write(suffix)
    done = shelf.clean(suffix)
    assert done.tally is not None
    assert done.tally.records == done.summary.records == 4
    assert (done.summary.document, done.summary.file) == ("books", path.name)
    assert done.summary.raw_sha256 == file_sha256(path)
    assert done.size_bytes == path.stat().st_size
    assert 0 < done.seconds < 60
    again = shelf.clean(suffix)
    assert (again.summary, again.tally, again.size_bytes) == (done.summary, None, done.size_bytes)
    assert 0 < again.seconds < 60
    assert shelf.clean(suffix, force=True).tally is not None
    assert shelf.clean(suffix, language="de").tally is not None


def test_raw_file_that_is_not_there_is_told(shelf: Shelf) -> None:
    assert told(shelf.clean)[:2] == (str(shelf.raw / "books.jsonl"), "no such file")


@pytest.mark.parametrize("force", [False, True])
def test_raw_file_is_not_overwritten(force: bool, shelf: Shelf) -> None:
    path = shelf.write()
    cleaning = Cleaning(shelf.rules, Fields(), "en")
    assert told(collections.clean, path, Place(shelf.raw, "books", ".jsonl"), cleaning, force) == (
        str(path), "would be overwritten", "choose another folder with -o"
    )  # fmt: skip
    assert path.read_bytes() == RAW


@KINDS
def test_records_that_were_edited_are_not_overwritten(suffix: str, shelf: Shelf) -> None:
    shelf.write(suffix)
    shelf.clean(suffix)
    path = shelf.place(suffix).records
    path.write_bytes(b"mine")
    assert told(shelf.clean, suffix) == (
        str(path), "was edited by hand since it was cleaned",
        "move it away, or overwrite with --force",
    )  # fmt: skip
    assert shelf.clean(suffix, force=True).tally is not None


def test_records_that_nobody_told_of_are_not_overwritten(shelf: Shelf) -> None:
    shelf.write()
    path = shelf.place().records
    path.write_bytes(b"mine")
    assert told(shelf.clean) == (
        str(path), "is there already, and no ledgers say that clean wrote it",
        "move it away, or overwrite it with --force",
    )  # fmt: skip
    assert path.read_bytes() == b"mine"


def test_records_that_are_gone_are_cleaned_again(shelf: Shelf) -> None:
    shelf.write()
    shelf.clean()
    shelf.place().records.unlink()
    assert shelf.clean().tally is not None
    assert shelf.place().records.read_bytes() == NEW


@KINDS
def test_run_that_was_killed_is_finished_first(suffix: str, shelf: Shelf) -> None:
    shelf.write(suffix)
    shelf.clean(suffix)
    place = shelf.place(suffix)
    place.ledgers.rename(place.pending)
    assert shelf.clean(suffix).tally is None
    assert not place.pending.exists()


@KINDS
def test_faults_of_the_last_run_are_told_again(suffix: str, shelf: Shelf) -> None:
    shelf.write(suffix)
    shelf.clean(suffix)
    problem = 'raw/x#b: has no field "text"; name it by --text-field'
    expected = () if suffix == ".parquet" else (problem,)
    assert collections.faults_of(shelf.place(suffix), "raw/x") == expected


def test_faults_that_are_too_many_are_counted_for_the_raw_file(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.write().write_bytes(b"{}\n" * 3)
    shelf.clean()
    monkeypatch.setattr(records, "TOLD_MOST", 1)
    assert collections.faults_of(shelf.place(), "raw/x") == (
        'raw/x#1: has no field "text"; name it by --text-field',
        "raw/x: 2 more records are at fault; see its ledgers",
    )


def test_collections_of_a_folder_are_found_in_order(shelf: Shelf) -> None:
    for name in (
        "b.ledgers.parquet", "b.ledgers.jsonl", "a.b.ledgers.ndjson", ".c.ledgers.jsonl",
        "d.jsonl", "e.corrections.jsonl",
    ):  # fmt: skip
        (shelf.folder / name).touch()
    assert collections.find(shelf.folder) == [
        Place(shelf.folder, "a.b", ".ndjson"), Place(shelf.folder, "b", ".jsonl"),
        Place(shelf.folder, "b", ".parquet"),
    ]  # fmt: skip


def test_collection_is_found_by_its_name_or_its_file(shelf: Shelf, tmp_path: Path) -> None:
    for name in ("a.ledgers.jsonl", "b.ledgers.jsonl", "b.ledgers.parquet"):
        (shelf.folder / name).touch()
    named = collections.named
    assert named(shelf.folder, "b") == shelf.place(".jsonl", "b")
    assert named(shelf.folder, "b.parquet") == shelf.place(".parquet", "b")
    assert named(shelf.folder, "b.ledgers.jsonl") is None
    assert named(shelf.folder, "c") is None
    assert named(tmp_path / "elsewhere", str(shelf.folder / "a")) == shelf.place(".jsonl", "a")
    assert named(shelf.folder, str(tmp_path / "elsewhere" / "a")) is None


@KINDS
def test_raw_file_is_named_by_the_ledgers(suffix: str, shelf: Shelf) -> None:
    shelf.write(suffix)
    shelf.clean(suffix)
    assert collections.file_of(shelf.place(suffix)) == f"books{suffix}"


@KINDS
def test_what_was_proved_is_told(suffix: str, shelf: Shelf) -> None:
    path = shelf.write(suffix)
    shelf.clean(suffix)
    place = shelf.place(suffix)
    proved = "books: 4 records restored"
    equal = Proved(f"{proved}, equal to {path}", compared=True)
    assert collections.verify(place, shelf.raw) == equal
    path.unlink()
    apart = Proved(f"{proved}; {path} is not there to compare", compared=False)
    assert collections.verify(place, shelf.raw) == apart
    path.mkdir()
    assert collections.verify(place, shelf.raw) == apart


def test_many_records_are_told_with_their_commas(shelf: Shelf) -> None:
    path = shelf.write()
    path.write_bytes(b"{}\n" * 1_234)
    shelf.clean()
    said = collections.verify(shelf.place(), shelf.raw).line
    assert said == f"books: 1,234 records restored, equal to {path}"


@KINDS
def test_another_raw_file_is_told(suffix: str, shelf: Shelf) -> None:
    path = shelf.write(suffix)
    shelf.clean(suffix)
    path.write_bytes(path.read_bytes() + b"\n")
    other = (str(path), "is not the file that was cleaned", "clean it again")
    assert told(collections.verify, shelf.place(suffix), shelf.raw) == other


def test_table_of_other_rows_is_told_though_its_hash_is(shelf: Shelf) -> None:
    path = shelf.write(".parquet")
    shelf.clean(".parquet")
    place = shelf.place(".parquet")
    pq.write_table(TABLE.slice(1), path)
    summary = msgspec.structs.replace(
        parquet.summary_of(place.ledgers), raw_sha256=file_sha256(path)
    )
    rows = pq.read_table(place.ledgers)
    with pq.ParquetWriter(place.ledgers, rows.schema) as file:
        file.write_table(rows)
        file.add_key_value_metadata({b"corrigenda": msgspec.json.encode(summary)})
    assert told(collections.verify, place, shelf.raw) == (
        str(path), "is not the file that was cleaned", "clean it again"
    )  # fmt: skip


@KINDS
@pytest.mark.parametrize("there", [True, False])
def test_ledgers_that_do_not_fit_are_told(there: bool, suffix: str, shelf: Shelf) -> None:
    path = shelf.write(suffix)
    shelf.clean(suffix)
    place = shelf.place(suffix)
    place.records.write_bytes(b"{}\n" * 4)
    if not there:
        path.unlink()
    with pytest.raises(Fault):
        collections.verify(place, shelf.raw)


@KINDS
def test_whole_comes_back_into_a_file(suffix: str, shelf: Shelf, tmp_path: Path) -> None:
    path = shelf.write(suffix)
    shelf.clean(suffix)
    out = tmp_path / "back"
    for _ in range(2):
        collections.restore(shelf.place(suffix), out)
        if suffix == ".parquet":
            assert pq.ParquetFile(out).read().equals(TABLE)
        else:
            assert out.read_bytes() == path.read_bytes()
    out.write_bytes(b"mine")
    assert told(collections.restore, shelf.place(suffix), out) == (
        str(out), "is there already and holds something else",
        "move it away, or choose another -o",
    )  # fmt: skip
    assert out.read_bytes() == b"mine"


def test_other_file_of_the_same_size_and_time_is_not_overwritten(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.write()
    shelf.clean()
    out = tmp_path / "back"
    out.write_bytes(RAW.replace(b"tbe", b"tba"))
    real = jsonl.restore

    def restoring(place: Place, file: Any) -> None:
        real(place, file)
        file.flush()
        for path in (file.name, out):
            os.utime(path, (7, 7))

    monkeypatch.setattr(jsonl, "restore", restoring)
    assert told(collections.restore, shelf.place(), out)[1] == collections.HOLDS_OTHER[0]


def test_lines_come_back_into_a_stream_and_tables_do_not(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", stream)
    for suffix in (".jsonl", ".parquet"):
        shelf.write(suffix)
        shelf.clean(suffix)
    collections.restore(shelf.place(), None)
    assert stream.buffer.getvalue() == RAW
    assert told(collections.restore, shelf.place(".parquet"), None) == (
        "books", "comes back as a file", "name it with -o"
    )  # fmt: skip


def test_cleaned_records_are_not_restored_over(shelf: Shelf, tmp_path: Path) -> None:
    shelf.write()
    shelf.clean()
    out = tmp_path / "cleaned" / ".." / "cleaned" / "books.jsonl"
    assert told(collections.restore, shelf.place(), out) == (
        str(out), "holds the cleaned records", "choose another -o"
    )  # fmt: skip


def test_folder_that_is_not_there_is_told(shelf: Shelf, tmp_path: Path) -> None:
    shelf.write()
    shelf.clean()
    out = tmp_path / "nowhere" / "back"
    assert told(collections.restore, shelf.place(), out) == (
        str(out), "cannot be written (No such file or directory)",
        "check it, or choose another with -o",
    )  # fmt: skip


@KINDS
def test_record_is_given_by_its_id_or_its_number(suffix: str, shelf: Shelf) -> None:
    shelf.write(suffix)
    shelf.clean(suffix)
    place = shelf.place(suffix)
    for name in ("a", ":1"):
        text, listed = collections.record(place, name)
        assert (text, listed.place) == (b"the", f"books#{name}")
        assert [row.before for row in listed.rows] == ["tbe"]
    assert collections.record(place, ":3")[0] == b"the quay"


def test_record_that_cannot_be_given_is_told(shelf: Shelf) -> None:
    shelf.write()
    shelf.clean()
    place, record = shelf.place(), collections.record
    assert told(record, place, "x") == (
        "books#x", f"no such record in {place.records}", "give its id, or #:NUMBER"
    )  # fmt: skip
    assert told(record, place, "c") == (
        "books#c", "2 records have this id", "choose one: #:3, #:4"
    )  # fmt: skip
    assert told(record, place, ":4") == ("books#:4", "has no text", "it was left as it was")
    assert told(record, place, "b") == (
        "books#b", 'has no field "text"; name it by --text-field', "it was left as it was"
    )  # fmt: skip


def test_of_many_records_of_one_id_five_are_named(shelf: Shelf) -> None:
    shelf.write().write_bytes(b'{"id":"a","text":"tbe"}\n' * 7)
    shelf.clean()
    assert told(collections.record, shelf.place(), "a") == (
        "books#a", "7 records have this id", "choose one: #:1, #:2, #:3, #:4, #:5"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "work"), [("joined_again", "other pages"), ("own_ledger", "changed since")]
)
def test_record_whose_ledger_does_not_fit_is_told_by_its_name(
    name: str, work: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.write()
    shelf.clean()
    ((texts, line), *_) = list(collections._every(shelf.place()))
    texts = ("the", "sea") if name == "joined_again" else texts
    line = line if name == "joined_again" else msgspec.structs.replace(line, rows=())
    monkeypatch.setattr(collections, "_every", lambda place: iter([(texts, line)]))
    place, problem, remedy = told(collections.record, shelf.place(), "a")
    assert (place, remedy) == ("books#a", AGAIN)
    assert work in problem
