"""Parquet: the text column cleaned, everything else as it was, ledgers of the same shape."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from containing import CLEANED, PAGES, call, one_line
from tiny import TIDE, TIDE_CLEANED

from pipeline.containers import parquet, parquet_columns
from pipeline.containers.staging import file_sha256

META = {b"pandas": b'{"index_columns": []}', b"ours": b"kept"}


def write(folder: Path, table: Any, **options: Any) -> Path:
    path = folder / "raw" / "books.parquet"
    pq.write_table(table, path, **options)
    return path


def books(**columns: Any) -> Any:
    whole = {"id": ["a", "b", "c"], "text": [TIDE, None, "tbe quay"]} | columns
    return pa.table(whole).replace_schema_metadata(META)


def read(path: Path) -> Any:
    return pq.ParquetFile(path).read()


def test_each_row_is_a_text_of_its_own(folder: Path) -> None:
    table = books(year=[1887, None, 3], score=[0.5, math.nan, None], tags=[["x"], [], None])
    path = write(folder, table, row_group_size=2, compression={"text": "zstd", "id": "gzip"})
    result = call("clean")
    assert result.exit_code == 0
    assert "books (3 records)" in result.stdout
    new = pq.ParquetFile(folder / "cleaned" / "books.parquet")
    assert new.schema_arrow.equals(read(path).schema, check_metadata=True)
    assert new.read().column("text").to_pylist() == [TIDE_CLEANED, None, "the quay"]
    for name in ("id", "year", "tags"):
        assert new.read().column(name).equals(table.column(name))
    assert [new.metadata.row_group(number).num_rows for number in range(2)] == [2, 1]
    packing = [new.metadata.row_group(0).column(number).compression for number in (0, 1)]
    assert packing == ["GZIP", "ZSTD"]
    assert call("verify").stdout.splitlines() == [
        "books: 3 records restored, equal to raw/books.parquet",
        "1 of 1 verified",
    ]
    assert call("clean").stdout.startswith("unchanged: 1 document")
    assert call("restore", "books", "-o", "back.parquet").exit_code == 0
    back = read(folder / "back.parquet")
    assert back.schema.equals(read(path).schema, check_metadata=True)
    assert back.column("text").equals(table.column("text"))
    assert one_line(call("restore", "books")) == "books: comes back as a file; name it with -o"


def test_record_is_cleaned_as_the_same_text_alone(folder: Path) -> None:
    write(folder, books())
    (folder / "raw" / "a.txt").write_text(TIDE, "utf-8")
    call("clean")
    listed = read(folder / "cleaned" / "books.ledgers.parquet").to_pylist()
    alone = (folder / "cleaned" / "a.corrections.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in alone[1:]]
    mine = [
        {key: value for key, value in one.items() if key not in ("evidence", "decision")}
        for one in listed[0]["corrections"]
    ]
    assert mine == [{key: value for key, value in one.items() if key != "evidence"} for one in rows]
    assert json.loads(listed[0]["head"]) == json.loads(alone[0]) | {"file": ""}
    assert [one["id"] for one in listed] == ["a", "b", "c"]
    diff = call("diff", "a").stdout
    assert call("diff", "books#a").stdout == diff.replace("a:", "books#a:", 1)
    assert call("restore", "books#:3").stdout == "tbe quay"
    assert one_line(call("restore", "books#b")) == "books#b: has no text; it was left as it was"


@pytest.mark.parametrize("large", [False, True])
def test_pages_are_one_text_and_come_back_as_pages(large: bool, folder: Path) -> None:
    text = pa.large_string() if large else pa.string()
    field = pa.field("page", text, nullable=False)
    kind = pa.large_list(field) if large else pa.list_(field)
    pages = pa.array([list(PAGES), None, [], ["tbe"]], kind)
    table = pa.table({"key": [1, 2, 3, 4], "pages": pages, "text": pa.array(["tbe"] * 4, text)})
    path = write(folder, table)
    assert call("clean", "--pages-field", "pages", "--id-field", "key").exit_code == 0
    new = read(folder / "cleaned" / "books.parquet")
    assert new.schema == read(path).schema
    assert new.column("pages").to_pylist() == [CLEANED.split("\f"), None, [], ["the"]]
    assert new.column("text").to_pylist() == ["tbe", "the", "the", "tbe"]
    assert call("verify").exit_code == 0
    assert call("restore", "books", "-o", "back.parquet").exit_code == 0
    assert read(folder / "back.parquet").equals(read(path))
    assert call("restore", "books#1").stdout == "\f".join(PAGES)


def test_row_that_is_not_utf_8_is_one_line_and_the_rest_goes_on(folder: Path) -> None:
    text = pa.array([b"tbe", b"tbe caf\xe9", b"tbe"], pa.binary()).view(pa.string())
    path = write(folder, pa.table({"id": ["a", "b", "c"], "text": text}))
    assert one_line(call("clean")) == "raw/books.parquet#b: is not UTF-8 at byte 7"
    new = read(folder / "cleaned" / "books.parquet").column("text").combine_chunks()
    assert new.view(pa.binary()).to_pylist() == [b"the", b"tbe caf\xe9", b"the"]
    assert call("restore", "books", "-o", "back.parquet").exit_code == 0
    assert read(folder / "back.parquet").equals(read(path))
    assert call("verify").exit_code == 0


def test_page_that_is_missing_is_one_line(folder: Path) -> None:
    write(folder, pa.table({"pages": pa.array([["tbe", None]], pa.list_(pa.string()))}))
    told = one_line(call("clean", "--pages-field", "pages"))
    assert told == "raw/books.parquet#1: has no text on page 2"


BAD = [
    ({"body": ["x"]}, [], 'has no column "text"; name one by --text-field: body'),
    ({"text": ["x"]}, ["--id-field", "key"], 'has no column "key"; name one by --id-field: text'),
    ({"text": ["x"]}, ["--pages-field", "p"], 'has no column "p"; name one by --pages-field: text'),
    ({"text": [7]}, [], 'has a column "text" of int64; write strings'),
    ({"text": [b"x"]}, [], 'has a column "text" of binary; write strings'),
    ({"text": [["x"]]}, [], "; write strings"),
    ({"text": ["x"], "p": ["x"]}, ["--pages-field", "p"], "of string; write lists of strings"),
]


@pytest.mark.parametrize(("columns", "options", "message"), BAD)
def test_column_that_is_not_there_is_one_line_and_the_rest_goes_on(
    columns: dict[str, Any], options: list[str], message: str, folder: Path
) -> None:
    write(folder, pa.table(columns))
    (folder / "raw" / "tide.txt").write_text(TIDE, "utf-8")
    told = one_line(call("clean", *options))
    assert told.startswith("raw/books.parquet: has ")
    assert told.endswith(message)
    assert (folder / "cleaned" / "tide.txt").read_text("utf-8") == TIDE_CLEANED
    assert not list((folder / "cleaned").glob("*books*"))


@pytest.mark.parametrize("keep", [0, 3, 50, 200, -1, -9])
def test_truncated_file_is_one_line_and_the_rest_goes_on(keep: int, folder: Path) -> None:
    path = write(folder, books())
    (folder / "raw" / "tide.txt").write_text(TIDE, "utf-8")
    path.write_bytes(path.read_bytes()[:keep])
    told = one_line(call("clean"))
    assert told.startswith("raw/books.parquet: is no Parquet file, or is damaged (")
    assert (folder / "cleaned" / "tide.txt").read_text("utf-8") == TIDE_CLEANED
    assert not list((folder / "cleaned").glob("*books*"))


def test_damaged_bytes_are_one_line_or_do_no_harm(folder: Path) -> None:
    path = write(folder, pa.table({"text": ["tbe sea " * 50] * 3}), compression="gzip")
    whole = path.read_bytes()
    refused = 0
    for place in range(4, len(whole) - 8, 37):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        result = call("clean", "--force")
        assert result.exit_code in (0, 1), result.output
        refused += result.exit_code
    assert refused


def test_row_group_that_is_too_large_is_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, pa.table({"text": ["sea " * 10_000] * 40}))
    monkeypatch.setattr(parquet, "ROW_GROUP_MOST", 1 << 20)
    assert one_line(call("clean")) == (
        "raw/books.parquet: has a row group of more than 1 MiB; write it with smaller row groups"
    )


@pytest.mark.parametrize("name", ["books.parquet", "books.ledgers.parquet"])
def test_cleaned_files_that_were_changed_are_told(name: str, folder: Path) -> None:
    write(folder, books())
    call("clean")
    path = folder / "cleaned" / name
    table = read(path)
    changed = table.set_column(1, table.schema.field(1), pa.array(["x"] * 3))
    pq.write_table(changed.replace_schema_metadata(pq.ParquetFile(path).metadata.metadata), path)
    if name == "books.parquet":
        assert "was edited by hand since it was cleaned" in one_line(call("clean"))
        assert "does not fit its ledgers" in call("verify").stderr
    else:
        table = read(path)
        whole = table.column("corrections").to_pylist()
        whole[0][0]["before"] = "else"
        kind = table.schema.field("corrections").type
        damaged = table.set_column(4, "corrections", pa.array(whole, kind))
        pq.write_table(
            damaged.replace_schema_metadata(pq.ParquetFile(path).metadata.metadata), path
        )
        assert "was changed since it was written" in call("verify").stderr


def test_changed_raw_file_is_not_verified(folder: Path) -> None:
    path = write(folder, books())
    call("clean")
    write(folder, books(id=["x", "y", "z"]))
    assert call("verify").stderr == (
        "raw/books.parquet: is not the file that was cleaned; clean it again\n"
    )
    path.unlink()
    assert "is not there to compare" in call("verify").stdout


def test_empty_table_stays_one(folder: Path) -> None:
    path = write(folder, pa.table({"text": pa.array([], pa.string())}))
    assert call("clean").exit_code == 0
    assert read(folder / "cleaned" / "books.parquet").equals(read(path))
    assert call("verify").exit_code == 0


def test_row_groups_without_rows_do_no_harm(folder: Path) -> None:
    path, table = folder / "raw" / "books.parquet", books()
    with pq.ParquetWriter(path, table.schema) as file:
        for start, count in ((0, 0), (0, 2), (2, 0), (2, 1), (3, 0)):
            file.write_table(table.slice(start, count))
    sizes = [pq.ParquetFile(path).metadata.row_group(one).num_rows for one in range(5)]
    assert sizes == [0, 2, 0, 1, 0]
    assert call("clean").exit_code == 0
    assert read(folder / "cleaned" / "books.parquet").column("text").to_pylist()[2] == "the quay"
    assert "3 records restored, equal to raw/books.parquet" in call("verify").stdout
    assert call("restore", "books", "-o", "back.parquet").exit_code == 0
    assert read(folder / "back.parquet").equals(read(path))


OTHERS = {
    "shorter": lambda table: [table.slice(0, 1)],
    "longer": lambda table: [table.slice(0, 1), table.slice(1, 2), table.slice(0, 1)],
    "in one group": lambda table: [table],
    "another column": lambda table: [
        one.set_column(0, "id", pa.array(["x"] * len(one)))
        for one in (table.slice(0, 1), table.slice(1, 2))
    ],
    "other metadata": lambda table: [
        one.replace_schema_metadata({b"x": b"y"}) for one in (table.slice(0, 1), table.slice(1, 2))
    ],
}


@pytest.mark.parametrize("what", ["the same", *OTHERS])
def test_hash_in_the_ledgers_is_not_believed_but_the_rows(what: str, folder: Path) -> None:
    """The ledgers are made to say that another raw file is the one that was cleaned."""
    path, table = folder / "raw" / "books.parquet", books()
    same = [table.slice(0, 1), table.slice(1, 2)]
    for groups in (same, OTHERS[what](table) if what in OTHERS else same):
        with pq.ParquetWriter(path, groups[0].schema) as file:
            for group in groups:
                file.write_table(group)
        if groups is same:
            assert call("clean", "--force").exit_code == 0
    ledgers = folder / "cleaned" / "books.ledgers.parquet"
    told = {**pq.ParquetFile(ledgers).metadata.metadata}
    summary = json.loads(told[b"corrigenda"]) | {"raw_sha256": file_sha256(path)}
    listed = [pq.ParquetFile(ledgers).read_row_group(one) for one in range(2)]
    with pq.ParquetWriter(ledgers, listed[0].schema) as file:
        for group in listed:
            file.write_table(group)
        file.add_key_value_metadata({b"corrigenda": json.dumps(summary).encode()})
    result = call("verify")
    assert result.exit_code == (what != "the same"), result.output
    assert ("is not the file that was cleaned" in result.stderr) == (what != "the same")


def ledgers_with(folder: Path, change: Callable[[list[dict[str, Any]]], Any]) -> Path:
    """The ledgers written anew, with their rows changed."""
    path = folder / "cleaned" / "books.ledgers.parquet"
    told = pq.ParquetFile(path).metadata.metadata
    table = read(path)
    rows = table.to_pylist()
    rows = change(rows) or rows
    new = pa.Table.from_pylist(rows, table.schema).replace_schema_metadata(told)
    pq.write_table(new, path)
    return path


DAMAGES: dict[str, tuple[Callable[[list[dict[str, Any]]], Any], str]] = {
    "evidence": (
        lambda rows: rows[0]["corrections"][0].update(evidence="{"),
        ": record 1: is no ledger of a record",
    ),
    "head": (lambda rows: rows[2].update(head="{"), ": record 3: is no ledger of a record"),
    "no list": (lambda rows: rows[1].update(corrections=None), ": record 2: is no ledger of a rec"),
    "a row less": (lambda rows: rows[:2], ": is of other records"),
    "a row more": (
        lambda rows: [*rows, rows[2] | {"record": 4}],
        ": is of other records",
    ),
    "no row": (lambda rows: rows.clear(), ": is of other records"),
}


@pytest.mark.parametrize("what", sorted(DAMAGES))
def test_ledgers_that_are_damaged_are_told(what: str, folder: Path) -> None:
    change, message = DAMAGES[what]
    write(folder, books())
    call("clean")
    path = ledgers_with(folder, change).relative_to(folder)
    assert f"{path}{message}" in call("verify").stderr
    assert f"{path}{message}" in one_line(call("restore", "books", "-o", "back.parquet"))
    assert not (folder / "back.parquet").exists()


def test_file_that_holds_no_ledgers_is_told(folder: Path) -> None:
    path = write(folder, books())
    call("clean")
    ledgers = folder / "cleaned" / "books.ledgers.parquet"
    ledgers.write_bytes(path.read_bytes())
    assert one_line(call("clean")).startswith("cleaned/books.ledgers.parquet: holds no ledgers")
    assert call("clean", "--force").exit_code == 0
    assert call("verify").exit_code == 0


def test_file_that_went_is_told(folder: Path) -> None:
    write(folder, books())
    call("clean")
    (folder / "cleaned" / "books.parquet").unlink()
    assert "no such file" in call("verify").stderr
    assert call("clean").exit_code == 0
    assert call("verify").exit_code == 0


def test_file_that_changes_while_it_is_cleaned_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(folder, books())
    real = parquet_columns.rows

    def changing(*given: Any) -> Any:
        write(folder, books(id=["x", "y", "z"]))
        return real(*given)

    monkeypatch.setattr(parquet_columns, "rows", changing)
    assert "changed while it was cleaned" in one_line(call("clean", str(path)))
    assert not list((folder / "cleaned").glob("*books*"))


def test_two_columns_of_one_name_are_told(folder: Path) -> None:
    write(folder, pa.Table.from_arrays([pa.array(["tbe"])] * 2, ["text", "text"]))
    assert one_line(call("clean")) == 'raw/books.parquet: has two columns "text"; rename one'


def test_table_without_any_row_group_stays_one(folder: Path) -> None:
    path = folder / "raw" / "books.parquet"
    with pq.ParquetWriter(path, books().schema):
        pass
    assert pq.ParquetFile(path).num_row_groups == 0
    assert call("clean").exit_code == 0
    assert read(folder / "cleaned" / "books.parquet").equals(read(path))
    assert call("verify").exit_code == 0


def test_ledgers_without_the_last_row_group_are_told(folder: Path) -> None:
    write(folder, books(), row_group_size=2)
    call("clean")
    ledgers_with(folder, lambda rows: rows[:2])
    assert "books.ledgers.parquet: is of other records" in call("verify").stderr
