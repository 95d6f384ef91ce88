"""The columns of a table, each function by itself: what is found, read, put in, and refused."""

from __future__ import annotations

import math
import sys
from typing import Any

import msgspec
import pyarrow as pa
import pytest
from test_records_one_by_one import head, told

from pipeline.containers import parquet_columns as columns
from pipeline.containers.parquet_columns import Column, Row
from pipeline.containers.records import Fields, RecordLine
from pipeline.ledger import AGAIN
from pipeline.ledger_lines import Row as Listed

PAGED = Fields(pages="pages")
BAD = b"tbe" * 400 + b"\xff"


def batch(**made: Any) -> Any:
    return pa.RecordBatch.from_pydict(made)


def strings(values: list[bytes | None], large: bool = False) -> Any:
    """Strings that need not be UTF-8."""
    return pa.array(values, pa.large_binary() if large else pa.binary()).view(
        pa.large_string() if large else pa.string()
    )


@pytest.mark.parametrize(
    ("texts", "paged", "found"),
    [
        ((b"tbe caf\xc3\xa9",), False, ("tbe caf\u00e9",)),
        ((None,), False, ()),
        ((b"",), False, ("",)),
        ((b"tbe", b"", b"sea"), True, ("tbe", "", "sea")),
    ],
)
def test_row_gives_its_texts(
    texts: tuple[bytes | None, ...], paged: bool, found: tuple[str, ...]
) -> None:
    assert Row(7, texts, paged).decoded() == found


@pytest.mark.parametrize(
    ("texts", "paged", "problem"),
    [
        ((None, b"tbe"), True, "has no text on page 1"),
        ((b"tbe", b"sea", None), True, "has no text on page 3"),
        ((b"tbe", None), False, "has no text"),
        ((BAD,), False, "is not UTF-8 at byte 1,200"),
        ((b"tbe", BAD), True, "is not UTF-8 at byte 1,200 on page 2"),
    ],
)
def test_row_without_texts_that_can_be_read_is_told(
    texts: tuple[bytes | None, ...], paged: bool, problem: str
) -> None:
    assert told(Row(7, texts, paged).decoded) == ("row", problem, "")


LISTS = pa.list_(pa.string())
SCHEMA = pa.schema([("year", pa.int64()), ("text", pa.string()), ("id", pa.int64())])


@pytest.mark.parametrize(
    ("schema", "fields", "found"),
    [
        (SCHEMA, Fields(), Column(2, 1, -1)),
        (SCHEMA, Fields(id_given=True), Column(2, 1, -1)),
        (SCHEMA.remove(2), Fields(), Column(-1, 1, -1)),
        (pa.schema([("body", pa.large_string()), ("key", LISTS)]), Fields("body", "key"),
         Column(1, 0, -1)),
        (SCHEMA.append(pa.field("pages", LISTS)), PAGED, Column(2, 1, 3)),
        (SCHEMA.append(pa.field("pages", LISTS)), Fields(), Column(2, 1, -1)),
        (pa.schema([("pages", pa.large_list(pa.large_string()))]), PAGED, Column(-1, -1, 0)),
        (SCHEMA.append(pa.field("year", LISTS)), Fields(), Column(2, 1, -1)),
    ],
)  # fmt: skip
def test_columns_are_found_by_their_names(schema: Any, fields: Fields, found: Column) -> None:
    assert columns.of(schema, fields, "x") == found


@pytest.mark.parametrize(
    ("schema", "fields", "problem", "remedy"),
    [
        (SCHEMA.remove(1), Fields(), 'has no column "text"', "name one by --text-field: year, id"),
        (SCHEMA.remove(2), Fields(id_given=True), 'has no column "id"',
         "name one by --id-field: year, text"),
        (SCHEMA, PAGED, 'has no column "pages"', "name one by --pages-field: year, text, id"),
        (SCHEMA, Fields("year"), 'has a column "year" of int64', "write strings"),
        (pa.schema([("text", LISTS)]), Fields(), 'has a column "text" of list<element: string>',
         "write strings"),
        (pa.schema([("pages", pa.string())]), PAGED, 'has a column "pages" of string',
         "write lists of strings"),
        (pa.schema([("pages", pa.list_(pa.int64()))]), PAGED,
         'has a column "pages" of list<element: int64>', "write lists of strings"),
        (SCHEMA.append(pa.field("text", LISTS)), Fields(), 'has two columns "text"', "rename one"),
        (SCHEMA.append(pa.field("id", LISTS)), Fields(), 'has two columns "id"', "rename one"),
        (pa.schema([("pages", LISTS), ("pages", LISTS)]), PAGED, 'has two columns "pages"',
         "rename one"),
    ],
)  # fmt: skip
def test_columns_that_are_not_there_are_told(
    schema: Any, fields: Fields, problem: str, remedy: str
) -> None:
    place, said, do = told(columns.of, schema, fields, "books.parquet")
    # Arrow names what is in a list "element" or "item", by its version.
    assert said.replace("<item:", "<element:") == problem
    assert (place, do) == ("books.parquet", remedy)


def test_rows_say_their_ids_and_pages_before_texts() -> None:
    made = batch(
        id=["a", "b", "c", "d"], text=["1", "2", None, "4"],
        pages=pa.array([["x", None], [], None, [""]], LISTS),
    )  # fmt: skip
    assert list(columns.rows(made, Column(0, 1, 2))) == [
        Row("a", (b"x", None), True), Row("b", (b"2",), False), Row("c", (None,), False),
        Row("d", (b"",), True),
    ]  # fmt: skip
    assert list(columns.rows(made, Column(-1, 1, -1))) == [
        Row(None, (one,), False) for one in (b"1", b"2", None, b"4")
    ]
    assert list(columns.rows(made.slice(1, 2), Column(1, -1, 2))) == [
        Row("2", (None,), False), Row(None, (None,), False)
    ]  # fmt: skip


@pytest.mark.parametrize("large", [False, True])
def test_bytes_are_read_whatever_they_are(large: bool) -> None:
    made = batch(text=strings([b"\xff", None, b""], large))
    found = [row.texts[0] for row in columns.rows(made, Column(-1, 0, -1))]
    assert found == [b"\xff", None, b""]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("start", [0, 1])
def test_texts_are_put_where_they_belong(large: bool, start: int) -> None:
    text = pa.large_string() if large else pa.string()
    inner = pa.field("page", text, nullable=False, metadata={b"a": b"b"})
    kind = pa.large_list(inner) if large else pa.list_(inner)
    pages = pa.array([["gone"], ["tbe", "x"], [], None, ["y"]], kind)
    schema = pa.schema(
        [pa.field("pages", kind, metadata={b"c": b"d"}), pa.field("n", pa.int64()),
         pa.field("text", text, nullable=False)], {b"e": b"f"},
    )  # fmt: skip
    texts = pa.array(["gone", "tbe", "tbe", "tbe", "tbe"], text)
    whole = pa.RecordBatch.from_arrays([pages, pa.array(range(5)), texts], schema=schema)
    made = whole.slice(start)
    place = Column(-1, 2, 0)
    new: list[Any] = [(b"first",), (b"the", b"\xff"), (b"\xff",), None, (b"",)][start:]
    done = place.replaced(made, new)
    assert done.schema.equals(schema, check_metadata=True)
    assert [row.texts for row in columns.rows(done, place)][1 - start :] == [
        (b"the", b"\xff"), (b"\xff",), (b"tbe",), (b"",)
    ]  # fmt: skip
    assert done.column(0).is_null().to_pylist() == [False, False, False, True, False][start:]
    kept = [row.texts[0] for row in columns.rows(done, Column(-1, 2, -1))]
    assert kept[1 - start :] == [b"tbe", b"\xff", b"tbe", b"tbe"]
    assert done.column(1).equals(made.column(1))
    assert place.replaced(made, [None] * len(made)) is made


def test_texts_are_put_into_a_table_without_pages() -> None:
    made = batch(n=[1, 2, 3], text=["tbe", None, "sea"])
    done = Column(-1, 1, -1).replaced(made, [(b"the",), None, None])
    assert done.to_pydict() == {"n": [1, 2, 3], "text": ["the", None, "sea"]}


def test_pages_are_put_into_a_table_without_texts() -> None:
    made = batch(n=[1, 2], pages=pa.array([["tbe", "x"], None], LISTS))
    done = Column(-1, -1, 1).replaced(made, [(b"the", b"y"), None])
    assert done.to_pydict() == {"n": [1, 2], "pages": [["the", "y"], None]}


def test_tables_are_equal_where_their_values_are() -> None:
    one = pa.table({"a": [1.0, math.nan, None], "b": ["x", "y", "z"]})
    same = pa.concat_tables([one.slice(0, 1), one.slice(1)])
    assert columns.equal(one, one)
    assert columns.equal(one, same)
    assert columns.equal(same, one)
    assert not columns.equal(one, one.slice(0, 2))
    assert not columns.equal(one, pa.table({"a": [1.0, math.nan, 3.0], "b": ["x", "y", "z"]}))
    assert not columns.equal(one, pa.table({"a": [1.0, math.nan, None], "b": ["x", "y", "q"]}))


def test_what_lies_under_no_value_makes_no_difference() -> None:
    held = [pa.py_buffer(bytes([1, *[0] * 7, under, *[0] * 7])) for under in (2, 3)]
    there = pa.py_buffer(b"\x01")
    one, other = (pa.Array.from_buffers(pa.int64(), 2, [there, data]) for data in held)
    assert one.to_pylist() == [1, None]
    assert columns.equal(pa.table({"a": one}), pa.table({"a": other}))


def row(**more: Any) -> Listed:
    made = Listed(
        "scannos", "b-for-h", "certain", True, "tbe", "the", 0, 3, 1, 2, 3, {"why": "caf\u00e9"}
    )
    return msgspec.structs.replace(made, **more)


LINES = [
    RecordLine(1, "a", head=head(), rows=(row(), row(decision="d1")), joints=("\f", "")),
    RecordLine(2, "b", "is odd"),
    RecordLine(3, "c", head=head()),
]


def test_ledgers_are_told_as_rows_and_read_again() -> None:
    made = columns.ledger_batch(LINES)
    assert made.schema == columns.ledger_schema()
    rows = made.to_pylist()
    first = rows[0]["corrections"][0]
    assert first == {
        "stage": "scannos", "rule": "b-for-h", "confidence": "certain", "applied": True,
        "before": "tbe", "after": "the", "start": 0, "end": 3, "page": 1, "raw_line": 2,
        "cleaned_line": 3, "evidence": '{"why": "caf\u00e9"}', "decision": "",
    }  # fmt: skip
    assert rows[1] == {
        "record": 2, "id": "b", "fault": "is odd", "head": None, "corrections": [], "joints": [],
    }  # fmt: skip
    assert rows[0]["head"] == msgspec.json.encode(head()).decode()
    assert [columns.ledger_line(one, "x") for one in rows] == LINES


def test_ledgers_have_their_columns_in_order() -> None:
    schema = columns.ledger_schema()
    assert schema.names == ["record", "id", "fault", "head", "corrections", "joints"]
    kinds = [str(schema.field(name).type) for name in ("record", "id", "fault", "head")]
    assert kinds == ["int64", "string", "string", "string"]
    inner = schema.field("corrections").type.value_type
    assert [(one.name, str(one.type)) for one in inner] == [
        ("stage", "string"), ("rule", "string"), ("confidence", "string"), ("applied", "bool"),
        ("before", "string"), ("after", "string"), ("start", "int64"), ("end", "int64"),
        ("page", "int64"), ("raw_line", "int64"), ("cleaned_line", "int64"),
        ("evidence", "string"), ("decision", "string"),
    ]  # fmt: skip
    assert schema.field("joints").type == LISTS


@pytest.mark.parametrize(
    "damage",
    [
        {"head": "{"}, {"corrections": None}, {"corrections": [{"evidence": "{"}]},
        {"corrections": [{}]}, {"record": None}, {"joints": None}, {"head": "[]"},
    ],
)  # fmt: skip
def test_row_that_is_no_ledger_is_told(damage: dict[str, Any]) -> None:
    good = columns.ledger_batch(LINES[:1]).to_pylist()[0]
    assert told(columns.ledger_line, good | damage, "x:1") == (
        "x:1", "is no ledger of a record", AGAIN
    )  # fmt: skip


def test_missing_package_is_told_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert told(columns.of, SCHEMA, Fields(), "books.parquet") == (
        "books.parquet", "needs the package pyarrow", "pip install 'corrigenda[library]'"
    )  # fmt: skip
