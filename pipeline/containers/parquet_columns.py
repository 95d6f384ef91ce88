"""The columns of a Parquet file that hold ids, texts and pages, and those of its ledgers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from pipeline.containers.records import Fields, RecordLine
from pipeline.extras import need
from pipeline.faults import Fault
from pipeline.ledger import AGAIN

Texts = tuple[bytes | None, ...]


@dataclass(frozen=True)
class Row:
    """What a row says: its id, and its text or its pages as bytes."""

    id: Any
    texts: Texts
    paged: bool

    def decoded(self) -> tuple[str, ...]:
        """Give the texts, none where there are none; raises Fault where they are not UTF-8."""
        if not self.paged and self.texts[0] is None:
            return ()
        found = []
        for number, text in enumerate(self.texts, 1):
            where = f" on page {number}" if self.paged else ""
            if text is None:
                raise Fault("row", f"has no text{where}")
            try:
                found.append(text.decode())
            except UnicodeDecodeError as error:
                raise Fault("row", f"is not UTF-8 at byte {error.start:,}{where}") from None
        return tuple(found)


@dataclass(frozen=True)
class Column:
    """Where ids, texts and pages stand in a table; -1 for what is not there."""

    id: int
    text: int
    pages: int

    def replaced(self, batch: Any, new: Sequence[Texts | None]) -> Any:
        """Give a batch with new texts in its rows; those of a row that is None stay."""
        if all(one is None for one in new):
            return batch
        for at, old in zip((self.text, self.pages), _texts_and_pages(batch, self), strict=True):
            if at < 0 or old is None:
                continue
            paged = at == self.pages
            made = [
                was if texts is None or paged != _paged(batch, self, row) else _as(texts, paged)
                for row, (was, texts) in enumerate(zip(old, new, strict=True))
            ]
            array = _array(made, batch.schema.field(at).type, paged)
            batch = batch.set_column(at, batch.schema.field(at), array)
        return batch


def of(schema: Any, fields: Fields, place: str) -> Column:
    """Find the columns; raises Fault where one is missing, or does not hold strings."""
    names = list(schema.names)
    pa = need("pyarrow", place)
    for name in (fields.text, fields.pages, fields.id):
        if name and names.count(name) > 1:
            raise Fault(place, f'has two columns "{name}"', "rename one")

    def at(name: str, option: str, needed: bool) -> int:
        if name in names:
            return names.index(name)
        if needed:
            there = ", ".join(names)
            raise Fault(place, f'has no column "{name}"', f"name one by {option}: {there}")
        return -1

    found = Column(
        at(fields.id, "--id-field", fields.id_given),
        at(fields.text, "--text-field", not fields.pages),
        at(fields.pages, "--pages-field", True) if fields.pages else -1,
    )
    for number, paged in ((found.text, False), (found.pages, True)):
        if number < 0:
            continue
        kind: Any = schema.field(number).type
        inner = kind.value_type if paged and _is_list(pa, kind) else kind
        if paged != _is_list(pa, kind) or not _is_string(pa, inner):
            wanted = "lists of strings" if paged else "strings"
            raise Fault(place, f'has a column "{names[number]}" of {kind}', f"write {wanted}")
    return found


def rows(batch: Any, columns: Column) -> Iterator[Row]:
    """Give what the rows of a batch say; pages come before a text."""
    ids = batch.column(columns.id).to_pylist() if columns.id >= 0 else [None] * batch.num_rows
    texts, pages = _texts_and_pages(batch, columns)
    for number, one in enumerate(ids):
        mine = pages[number] if pages is not None else None
        if mine:
            yield Row(one, tuple(mine), True)
        else:
            yield Row(one, (texts[number] if texts is not None else None,), False)


def equal(one: Any, other: Any) -> bool:
    """Say whether two tables of one schema hold the same; no number is the same as no number."""
    pa = need("pyarrow", "parquet")
    return len(one) == len(other) and all(
        left.equals(right) or _packed(pa, left) == _packed(pa, right)
        for left, right in zip(one.columns, other.columns, strict=True)
    )


def ledger_schema() -> Any:
    """Give the columns of the ledgers."""
    pa = need("pyarrow", "parquet")
    text, number = pa.string(), pa.int64()
    correction = pa.struct(
        [
            ("stage", text), ("rule", text), ("confidence", text), ("applied", pa.bool_()),
            ("before", text), ("after", text), ("start", number), ("end", number),
            ("page", number), ("raw_line", number), ("cleaned_line", number), ("evidence", text),
            ("decision", text),
        ]
    )  # fmt: skip
    return pa.schema(
        [
            ("record", number), ("id", text), ("fault", text), ("head", text),
            ("corrections", pa.list_(correction)), ("joints", pa.list_(text)),
        ]
    )  # fmt: skip


def ledger_batch(lines: Iterable[RecordLine]) -> Any:
    """Give the ledgers of records as rows."""
    pa = need("pyarrow", "parquet")
    made = []
    for line in lines:
        corrections = [
            msgspec.structs.asdict(row) | {"evidence": json.dumps(row.evidence, ensure_ascii=False)}
            for row in line.rows
        ]
        head = msgspec.json.encode(line.head).decode() if line.head else None
        made.append(
            {
                "record": line.record, "id": line.id, "fault": line.fault, "head": head,
                "corrections": corrections, "joints": list(line.joints),
            }
        )  # fmt: skip
    return pa.RecordBatch.from_pylist(made, ledger_schema())


def ledger_line(row: dict[str, Any], place: str) -> RecordLine:
    """Give what a row of the ledgers says; raises Fault where it is none."""
    try:
        corrections = [
            one | {"evidence": json.loads(one["evidence"])} for one in row["corrections"]
        ]
        told = row | {"rows": corrections, "joints": row["joints"]}
        told["head"] = json.loads(row["head"]) if row["head"] else None
        del told["corrections"]
        return msgspec.convert(told, RecordLine)
    except (ValueError, KeyError, TypeError):
        raise Fault(place, "is no ledger of a record", AGAIN) from None


def _texts_and_pages(
    batch: Any, columns: Column
) -> tuple[list[bytes | None] | None, list[list[bytes | None] | None] | None]:
    """Give the texts and the pages as bytes, whatever the bytes are; None for no column."""
    texts = _bytes(batch.column(columns.text)) if columns.text >= 0 else None
    if columns.pages < 0:
        return texts, None
    array = batch.column(columns.pages)
    every = _bytes(array.values)
    pages: list[list[bytes | None] | None] = []
    for number in range(len(array)):
        start, end = array.offsets[number].as_py(), array.offsets[number + 1].as_py()
        pages.append(every[start:end] if array[number].is_valid else None)
    return texts, pages


def _bytes(array: Any) -> list[bytes | None]:
    """Give strings as bytes: those that are no UTF-8 could not be given otherwise."""
    pa = need("pyarrow", "parquet")
    large = pa.types.is_large_string(array.type)
    found: list[bytes | None] = array.view(pa.large_binary() if large else pa.binary()).to_pylist()
    return found


def _array(made: Sequence[Any], kind: Any, paged: bool) -> Any:
    pa = need("pyarrow", "parquet")
    if not paged:
        large = pa.types.is_large_string(kind)
        return pa.array(made, pa.large_binary() if large else pa.binary()).view(kind)
    offsets: list[int | None] = []
    values: list[bytes | None] = []
    for pages in made:
        offsets.append(None if pages is None else len(values))
        values += pages or ()
    offsets.append(len(values))
    large = pa.types.is_large_list(kind)
    wide = pa.int64() if large else pa.int32()
    make = pa.LargeListArray if large else pa.ListArray
    inner = _array(values, kind.value_type, False)
    return make.from_arrays(pa.array(offsets, wide), inner, type=kind)


def _as(texts: Texts, paged: bool) -> Any:
    return list(texts) if paged else texts[0]


def _paged(batch: Any, columns: Column, row: int) -> bool:
    """Say whether a row's texts are its pages."""
    if columns.pages < 0:
        return False
    value = batch.column(columns.pages)[row]
    return bool(value.is_valid and len(value))


def _is_list(pa: Any, kind: Any) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


def _is_string(pa: Any, kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _packed(pa: Any, column: Any) -> bytes:
    sink = pa.BufferOutputStream()
    array = pa.chunked_array([column.combine_chunks()])
    table = pa.table({"": array})
    with pa.ipc.new_stream(sink, table.schema) as out:
        out.write_table(table)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed
