"""Parquet: a record a row; the text column is cleaned, all else stays, row group by row group.

The ledgers are a Parquet file of the same rows in the same row groups, the summary its metadata.
How a table was packed is its writer's own affair: an equal table comes back, each text to the byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from pipeline.containers import parquet_columns, records
from pipeline.containers.limits import MEGABYTE, ROW_GROUP_MOST
from pipeline.containers.parquet_columns import Column
from pipeline.containers.records import (
    Cleaning,
    Done,
    Fields,
    Record,
    RecordLine,
    Summary,
    Tally,
    identity,
)
from pipeline.containers.staging import Place, file_sha256, staged
from pipeline.extras import need
from pipeline.faults import Fault
from pipeline.ledger import AGAIN

_SUMMARY = b"corrigenda"
# So few rows are unpacked at once: a text may be a whole book.
_ROWS = 16


def clean(path: Path, place: Place, cleaning: Cleaning, summary: Summary) -> tuple[Summary, Tally]:
    """Clean a file's records into its two files; raises Fault for what concerns the whole."""
    pq = need("pyarrow.parquet", str(path))
    tally = Tally()
    with opened(path) as table, staged(place) as both:
        columns = parquet_columns.of(table.schema_arrow, cleaning.fields, str(path))
        listed = parquet_columns.ledger_schema()
        with pq.ParquetWriter(both.ledgers, listed, compression="zstd") as ledgers:
            with _like(table, both.records) as kept:
                for group in range(table.num_row_groups):
                    new, told = [], []
                    for batch in _batches(table, group, str(path)):
                        made = [
                            _cleaned(row, tally.records + 1, cleaning, tally, str(path))
                            for row in parquet_columns.rows(batch, columns)
                        ]
                        told += [line for _, line in made]
                        new.append(columns.replaced(batch, [texts for texts, _ in made]))
                    _write(kept, new, table.schema_arrow)
                    _write(ledgers, [parquet_columns.ledger_batch(told)], listed)
            summed = tally.summed(summary, file_sha256(both.records))
            ledgers.add_key_value_metadata({_SUMMARY: msgspec.json.encode(summed)})
        if file_sha256(path) != summary.raw_sha256:
            raise Fault(str(path), "changed while it was cleaned", "clean it again")
    return summed, tally


def summary_of(ledgers: Path) -> Summary:
    """Read the summary of a collection; raises Fault where the ledgers are none, or damaged."""
    with opened(ledgers, AGAIN) as table:
        try:
            return msgspec.json.decode(table.metadata.metadata[_SUMMARY], type=Summary)
        except (ValueError, KeyError, TypeError):
            raise Fault(str(ledgers), "holds no ledgers", AGAIN) from None


def each(place: Place) -> Iterator[tuple[tuple[str, ...], RecordLine]]:
    """Give, record by record, the cleaned texts and what the ledgers say.

    Raises Fault where the two files do not fit.
    """
    for _, _, found in _groups(place):
        yield from found


def restore(place: Place, file: BinaryIO) -> None:
    """Write a table equal to the raw one; raises Fault where a text does not come back."""
    with opened(place.records) as table, _like(table, file) as out:
        for _, batches in _raw_groups(place):
            _write(out, batches, table.schema_arrow)


def same_as(place: Place, raw: Path) -> bool:
    """Say whether the raw table, which is there, is the one that comes back."""
    pa = need("pyarrow", str(raw))
    with opened(raw) as table, opened(place.records) as kept:
        if not kept.schema_arrow.equals(table.schema_arrow, check_metadata=True):
            return False
        sizes = [table.metadata.row_group(one).num_rows for one in range(table.num_row_groups)]
        # Row groups without rows are not written again.
        groups = iter([group for group, size in enumerate(sizes) if size])
        for _, batches in _raw_groups(place):
            group = next(groups, None)
            if group is None:
                return False
            there = list(_batches(table, group, str(raw)))
            both = [pa.Table.from_batches(one, table.schema_arrow) for one in (batches, there)]
            if not parquet_columns.equal(*both):
                return False
        return next(groups, None) is None


def check(place: Place) -> None:
    """Raise Fault where a text does not come back."""
    for _ in _raw_groups(place):
        pass


@contextmanager
def opened(path: Path, remedy: str = "fetch it again") -> Iterator[Any]:
    """Open a Parquet file; raises Fault where there is none, or where it is damaged."""
    pa = need("pyarrow", str(path))
    pq = need("pyarrow.parquet", str(path))
    try:
        with pq.ParquetFile(path) as table:
            yield table
    except FileNotFoundError:
        raise Fault(str(path), "no such file", "check the name") from None
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        told = str(error).partition("\n")[0].rstrip(".")
        raise Fault(str(path), f"is no Parquet file, or is damaged ({told})", remedy) from None


def _batches(table: Any, group: int, place: str) -> Iterator[Any]:
    """Give a row group a few rows at a time; raises Fault where it is too large in all."""
    taken = 0
    for batch in table.iter_batches(batch_size=_ROWS, row_groups=[group]):
        taken += batch.nbytes
        if taken > ROW_GROUP_MOST:
            problem = f"has a row group of more than {ROW_GROUP_MOST // MEGABYTE:,} MiB"
            raise Fault(place, problem, "write it with smaller row groups")
        yield batch


def _write(writer: Any, batches: list[Any], schema: Any) -> None:
    """Write batches as one row group."""
    pa = need("pyarrow", "parquet")
    table = pa.Table.from_batches(batches, schema)
    if table.num_rows:
        writer.write_table(table, row_group_size=table.num_rows)


def _like(table: Any, where: Path | BinaryIO) -> Any:
    """Give a writer of tables that are packed as this one is, column by column."""
    pq = need("pyarrow.parquet", "parquet")
    packing: str | dict[str, str] = "snappy"
    if table.num_row_groups:
        group = table.metadata.row_group(0)
        columns = [group.column(number) for number in range(group.num_columns)]
        packing = {one.path_in_schema: _packing(one.compression) for one in columns}
    return pq.ParquetWriter(where, table.schema_arrow, compression=packing)


def _packing(name: str) -> str:
    known = ("SNAPPY", "GZIP", "BROTLI", "ZSTD", "LZ4")
    return name if name in known else "NONE"


def _cleaned(
    row: parquet_columns.Row, number: int, cleaning: Cleaning, tally: Tally, place: str
) -> tuple[tuple[bytes | None, ...] | None, RecordLine]:
    """Give a row's new texts, None where they stay, and what the ledgers say of it."""
    name = str(number)
    try:
        name = identity(row.id, number, cleaning.fields)
        texts = row.decoded()
        if texts:
            record = Record(number, name, texts, row.paged)
            done = records.cleaned(record, cleaning, tally)
        else:
            done = Done((), RecordLine(number, name))
    except Fault as fault:
        done = Done((), records.at_fault(number, name, fault))
    tally.add(done.line, place)
    changed = done.line.head is not None and done.texts != texts
    return tuple(text.encode() for text in done.texts) if changed else None, done.line


def _groups(
    place: Place,
) -> Iterator[tuple[int, list[Any], list[tuple[tuple[str, ...], RecordLine]]]]:
    """Give the row groups: number, batches, and what each row's texts and ledger are."""
    summary = summary_of(place.ledgers)
    if file_sha256(place.records) != summary.cleaned_sha256:
        problem = "does not fit its ledgers: one of them was edited, or belongs to another file"
        raise Fault(str(place.records), problem, AGAIN)
    with opened(place.records) as table, opened(place.ledgers) as listed:
        columns = parquet_columns.of(table.schema_arrow, summary.fields, str(place.records))
        number = 0
        for group in range(table.num_row_groups):
            batches = list(_batches(table, group, str(place.records)))
            rows = [row for batch in batches for row in parquet_columns.rows(batch, columns)]
            lines = _lines(listed, group, number, place)
            if len(rows) != len(lines):
                raise Fault(str(place.ledgers), "is of other records", AGAIN)
            number += len(rows)
            told = [
                (row.decoded() if line.head else (), line)
                for row, line in zip(rows, lines, strict=True)
            ]
            yield group, batches, told


def _lines(listed: Any, group: int, number: int, place: Place) -> list[RecordLine]:
    found: list[RecordLine] = []
    if group < listed.num_row_groups:
        for batch in _batches(listed, group, str(place.ledgers)):
            for row in batch.to_pylist():
                at = number + len(found) + 1
                where = f"{place.ledgers}: record {at}"
                found.append(parquet_columns.ledger_line(row, where))
                records.check_number(found[-1], at, where)
    return found


def _raw_groups(place: Place) -> Iterator[tuple[int, list[Any]]]:
    """Give the row groups as they were before cleaning."""
    columns: Column | None = None
    fields: Fields = summary_of(place.ledgers).fields
    for group, batches, told in _groups(place):
        done, new = 0, []
        for batch in batches:
            columns = columns or parquet_columns.of(batch.schema, fields, str(place.records))
            mine = told[done : done + batch.num_rows]
            done += batch.num_rows
            new.append(columns.replaced(batch, [_raw(*one, place) for one in mine]))
        yield group, new


def _raw(texts: Sequence[str], line: RecordLine, place: Place) -> tuple[bytes | None, ...] | None:
    if line.head is None:
        return None
    raw = records.restored(texts, line, f"{place.ledgers}: record {line.record}")
    return tuple(text.encode() for text in raw)
