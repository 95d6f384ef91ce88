"""Tables of records, each function by itself: what is written, given back, compared and refused."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import tiny
from test_records_one_by_one import told

from pipeline import api, ruleset
from pipeline.containers import parquet
from pipeline.containers.records import Cleaning, Fields, RecordLine
from pipeline.containers.staging import Place, file_sha256
from pipeline.ledger import AGAIN

PAGED = Fields(pages="pages")
LISTS = pa.list_(pa.field("element", pa.string()))
BOOKS = pa.table(
    {
        "id": ["a", "b", "c", "d"], "text": ["tbe", None, "sea", "tbe quay"],
        "pages": pa.array([None, ["tbe", "x"], [], None], LISTS), "year": [1, None, 3, 4],
    }
).replace_schema_metadata({b"ours": b"kept"})  # fmt: skip
CLEANED = ["the", None, "sea", "the quay"]


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> ruleset.RuleSet:
    return ruleset.load(tiny.write_rules(tmp_path_factory.mktemp("rules") / "rules"))


class Shelf:
    """A table, what was made of it, and what was counted."""

    def __init__(
        self, folder: Path, rules: ruleset.RuleSet, *tables: Any,
        fields: Fields = PAGED, **how: Any,
    ) -> None:  # fmt: skip
        self.path = folder / "books.parquet"
        write(self.path, *tables, **how)
        (folder / "cleaned").mkdir(exist_ok=True)
        self.place = Place(folder / "cleaned", "books", ".parquet")
        cleaning = Cleaning(rules, fields, "en")
        summary = cleaning.summary("books", "books.parquet", file_sha256(self.path))
        self.summary, self.tally = parquet.clean(self.path, self.place, cleaning, summary)

    @property
    def cleaned(self) -> Any:
        return pq.ParquetFile(self.place.records).read()

    @property
    def entries(self) -> list[RecordLine]:
        return [line for _, line in parquet.each(self.place)]

    def restored(self) -> Any:
        file = io.BytesIO()
        parquet.restore(self.place, file)
        return pq.ParquetFile(file)

    def damage(self, change: Callable[[list[list[dict[str, Any]]]], Any], **said: Any) -> None:
        """Write the ledgers anew with their rows changed, group by group, or their summary."""
        path = self.place.ledgers
        with pq.ParquetFile(path) as old:
            schema = old.schema_arrow
            groups = [old.read_row_group(n).to_pylist() for n in range(old.num_row_groups)]
        change(groups)
        summary = msgspec.structs.replace(self.summary, **said)
        with pq.ParquetWriter(path, schema) as new:
            for rows in groups:
                new.write_table(pa.Table.from_pylist(rows, schema))
            new.add_key_value_metadata({b"corrigenda": msgspec.json.encode(summary)})


def write(path: Path, *tables: Any, **how: Any) -> None:
    with pq.ParquetWriter(path, tables[0].schema, **how) as file:
        for table in tables:
            file.write_table(table)


def works(shelf: Shelf) -> list[Callable[[], object]]:
    """All that brings the records back."""
    place = shelf.place
    return [
        shelf.restored, lambda: parquet.check(place), lambda: list(parquet.each(place)),
        lambda: parquet.same_as(place, shelf.path),
    ]  # fmt: skip


@pytest.mark.parametrize("most", [1, 2, 16])
def test_rows_are_cleaned_in_their_groups_and_come_back(
    most: int, tmp_path: Path, rules: ruleset.RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "_ROWS", most)
    shelf = Shelf(tmp_path, rules, BOOKS.slice(0, 3), BOOKS.slice(3))
    assert shelf.cleaned.schema.equals(BOOKS.schema, check_metadata=True)
    assert shelf.cleaned.column("text").to_pylist() == CLEANED
    assert shelf.cleaned.column("pages").to_pylist() == [None, ["the", "x"], [], None]
    assert shelf.cleaned.column("year").equals(BOOKS.column("year"))
    for path in (shelf.place.records, shelf.place.ledgers):
        meta = pq.ParquetFile(path).metadata
        assert [meta.row_group(one).num_rows for one in range(meta.num_row_groups)] == [3, 1]
    assert [(one.record, one.id, len(one.rows)) for one in shelf.entries] == [
        (1, "a", 1), (2, "b", 1), (3, "c", 0), (4, "d", 1)
    ]  # fmt: skip
    assert [texts for texts, _ in parquet.each(shelf.place)] == [
        ("the",), ("the", "x"), ("sea",), ("the quay",)
    ]  # fmt: skip
    back = shelf.restored()
    assert back.read().equals(BOOKS, check_metadata=True)
    assert [back.metadata.row_group(one).num_rows for one in range(2)] == [3, 1]
    assert parquet.same_as(shelf.place, shelf.path)
    parquet.check(shelf.place)


def test_what_is_counted_stands_in_the_summary(tmp_path: Path, rules: ruleset.RuleSet) -> None:
    texts = pa.array([b"tbe", b"caf\xe9", None, b"tbe"], pa.binary()).view(pa.string())
    shelf = Shelf(tmp_path, rules, pa.table({"text": texts}), fields=Fields())
    assert parquet.summary_of(shelf.place.ledgers) == shelf.summary
    assert shelf.summary.cleaned_sha256 == file_sha256(shelf.place.records)
    assert (shelf.summary.records, shelf.summary.faults, shelf.summary.pages) == (4, 1, 2)
    assert shelf.tally.faults == [f"{shelf.path}#2: is not UTF-8 at byte 3"]
    assert shelf.entries[1:3] == [RecordLine(2, "2", "is not UTF-8 at byte 3"), RecordLine(3, "3")]
    kept = shelf.cleaned.column("text").combine_chunks().view(pa.binary()).to_pylist()
    assert kept == [b"the", b"caf\xe9", None, b"the"]
    assert list(parquet.each(shelf.place))[1][0] == ()


def test_identity_that_is_none_leaves_its_row(tmp_path: Path, rules: ruleset.RuleSet) -> None:
    fields = Fields(id_given=True)
    table = pa.table({"id": ["a", None], "text": ["tbe", "tbe"]})
    shelf = Shelf(tmp_path, rules, table, fields=fields)
    assert shelf.entries[1] == RecordLine(2, "2", 'has no field "id"; name its id by --id-field')
    assert shelf.cleaned.column("text").to_pylist() == ["the", "tbe"]


def test_each_column_is_packed_as_it_was(tmp_path: Path, rules: ruleset.RuleSet) -> None:
    how = {"id": "gzip", "text": "zstd", "pages.list.element": "brotli", "year": "none"}
    shelf = Shelf(tmp_path, rules, BOOKS, compression=how)
    for file in (pq.ParquetFile(shelf.place.records), shelf.restored()):
        group = file.metadata.row_group(0)
        kinds = [group.column(number).compression for number in range(4)]
        assert kinds == ["GZIP", "ZSTD", "BROTLI", "UNCOMPRESSED"]
    group = pq.ParquetFile(shelf.place.ledgers).metadata.row_group(0)
    assert {group.column(number).compression for number in range(group.num_columns)} == {"ZSTD"}


@pytest.mark.parametrize("name", ["SNAPPY", "GZIP", "BROTLI", "ZSTD", "LZ4"])
def test_ways_to_pack_that_are_known_are_kept(name: str) -> None:
    assert parquet._packing(name) == name
    assert parquet._packing(f"{name}_RAW") == parquet._packing("UNCOMPRESSED") == "NONE"


def test_table_without_rows_is_read_again(tmp_path: Path, rules: ruleset.RuleSet) -> None:
    shelf = Shelf(tmp_path, rules, BOOKS.slice(0, 0))
    assert shelf.cleaned.equals(BOOKS.slice(0, 0))
    assert shelf.restored().read().equals(BOOKS.slice(0, 0), check_metadata=True)
    assert parquet.same_as(shelf.place, shelf.path)
    assert shelf.entries == []


def test_file_that_changes_meanwhile_is_told(tmp_path: Path, rules: ruleset.RuleSet) -> None:
    path = tmp_path / "books.parquet"
    write(path, BOOKS)
    cleaning = Cleaning(rules, Fields(), "en")
    place = Place(tmp_path, "new", ".parquet")
    assert told(parquet.clean, path, place, cleaning, cleaning.summary("a", "b", "c")) == (
        str(path), "changed while it was cleaned", "clean it again"
    )  # fmt: skip
    assert not place.records.exists()


def test_column_that_is_not_there_is_told_of_the_file(
    tmp_path: Path, rules: ruleset.RuleSet
) -> None:
    place, problem, _ = told(lambda: Shelf(tmp_path, rules, BOOKS, fields=Fields("body")))
    assert (place, problem) == (str(tmp_path / "books.parquet"), 'has no column "body"')


def test_row_group_may_be_as_large_as_the_limit(
    tmp_path: Path, rules: ruleset.RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "_ROWS", 2)
    path = tmp_path / "books.parquet"
    write(path, BOOKS.slice(0, 2), BOOKS)
    with parquet.opened(path) as table:
        whole = sum(one.nbytes for one in table.iter_batches(batch_size=2, row_groups=[1]))
        monkeypatch.setattr(parquet, "ROW_GROUP_MOST", whole)
        assert [one.num_rows for one in parquet._batches(table, 1, "x")] == [2, 2]
        monkeypatch.setattr(parquet, "ROW_GROUP_MOST", whole - 1)
        remedy = "write it with smaller row groups"
        assert told(lambda: list(parquet._batches(table, 1, "x"))) == (
            "x", "has a row group of more than 0 MiB", remedy
        )  # fmt: skip
        assert len(list(parquet._batches(table, 0, "x"))) == 1


@pytest.mark.parametrize("name", ["raw", "records", "ledgers"])
def test_row_group_that_is_too_large_is_told_of_its_file(
    name: str, tmp_path: Path, rules: ruleset.RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path, rules, BOOKS)
    path = {"raw": shelf.path, "records": shelf.place.records, "ledgers": shelf.place.ledgers}[name]
    real = parquet._batches

    def batches(table: Any, group: int, place: str) -> Any:
        monkeypatch.setattr(parquet, "ROW_GROUP_MOST", 0 if place == str(path) else 1 << 40)
        return real(table, group, place)

    monkeypatch.setattr(parquet, "_batches", batches)
    assert told(parquet.same_as, shelf.place, shelf.path) == (
        str(path), "has a row group of more than 0 MiB", "write it with smaller row groups"
    )  # fmt: skip
    if name == "raw":
        assert told(Shelf, tmp_path, rules, BOOKS)[0] == str(path)


def test_limit_of_a_row_group_is_told_with_its_commas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Batch:
        nbytes = 6 << 30

    class Table:
        def iter_batches(self, **_: Any) -> list[Batch]:
            return [Batch()]

    monkeypatch.setattr(parquet, "ROW_GROUP_MOST", 5 << 30)
    assert told(lambda: list(parquet._batches(Table(), 0, "x")))[1] == (
        "has a row group of more than 5,120 MiB"
    )


@pytest.mark.parametrize(
    ("work", "what_to_do"),
    [
        (parquet.summary_of, AGAIN),
        (lambda path: parquet.opened(path).__enter__(), "fetch it again"),
    ],
)
def test_file_that_cannot_be_opened_is_told(work: Any, what_to_do: str, tmp_path: Path) -> None:
    path = tmp_path / "books.parquet"
    assert told(work, path) == (str(path), "no such file", "check the name")
    path.write_bytes(b"PAR1 cut")
    place, problem, remedy = told(work, path)
    assert (place, remedy) == (str(path), what_to_do)
    assert problem.startswith("is no Parquet file, or is damaged (")
    assert problem.endswith(")")
    assert not problem.endswith(".)")


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (OSError("It is cut..\nmore\nlines"), "It is cut"),
        (pa.ArrowInvalid("no. 7 is odd.\nmore"), "no. 7 is odd"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"),
         "'utf-8' codec can't decode byte 0xff in position 0: bad"),
    ],
)  # fmt: skip
def test_damage_is_told_in_its_first_line(error: Exception, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "books.parquet"
    write(path, BOOKS)

    def work() -> None:
        with parquet.opened(path):
            raise error

    assert told(work) == (
        str(path), f"is no Parquet file, or is damaged ({problem})", "fetch it again"
    )  # fmt: skip


@pytest.mark.parametrize(
    "kept", [None, {b"ours": b"x"}, {b"corrigenda": b"{"}, {b"corrigenda": b"{}"}]
)
def test_file_that_holds_no_ledgers_is_told(kept: Any, tmp_path: Path) -> None:
    path = tmp_path / "books.ledgers.parquet"
    pq.write_table(pa.table({"a": [1]}).replace_schema_metadata(kept), path, store_schema=False)
    assert told(parquet.summary_of, path) == (str(path), "holds no ledgers", AGAIN)


@pytest.mark.parametrize("work", ["clean", "opened", "same_as"])
def test_missing_package_is_told_of_the_file(
    work: str, tmp_path: Path, rules: ruleset.RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path, rules, BOOKS)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    done = {
        "clean": lambda: parquet.clean(shelf.path, shelf.place, None, None),  # type: ignore[arg-type]
        "opened": lambda: parquet.opened(shelf.path).__enter__(),
        "same_as": lambda: parquet.same_as(shelf.place, shelf.path),
    }
    assert told(done[work]) == (
        str(shelf.path), "needs the package pyarrow", "pip install 'corrigenda[library]'"
    )  # fmt: skip


UNFIT = "does not fit its ledgers: one of them was edited, or belongs to another file"


def test_records_that_were_edited_are_told(tmp_path: Path, rules: ruleset.RuleSet) -> None:
    shelf = Shelf(tmp_path, rules, BOOKS)
    write(shelf.place.records, shelf.cleaned.slice(1))
    for work in works(shelf):
        assert told(work) == (str(shelf.place.records), UNFIT, AGAIN)


DAMAGES: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    "number": (lambda groups: groups[2][0].update(record=7), ": record 4",
               "is of record 7, where 4 stands"),
    "head": (lambda groups: groups[1][0].update(head="{"), ": record 3",
             "is no ledger of a record"),
    "head of the last group": (lambda groups: groups[2][0].update(head="{"), ": record 4",
                               "is no ledger of a record"),
    "a row less": (lambda groups: groups[0].pop(), "", "is of other records"),
    "a group less": (lambda groups: groups.pop(), "", "is of other records"),
    "a row more": (lambda groups: groups[0].append(groups[1][0]), "", "is of other records"),
    "corrections": (lambda groups: groups[2][0]["corrections"].clear(), ": record 4",
                    "was changed since it was written"),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(DAMAGES))
def test_ledgers_that_are_damaged_are_told(
    what: str, tmp_path: Path, rules: ruleset.RuleSet
) -> None:
    change, where, problem = DAMAGES[what]
    shelf = Shelf(tmp_path, rules, BOOKS.slice(0, 2), BOOKS.slice(2, 1), BOOKS.slice(3))
    shelf.damage(lambda groups: None)
    assert parquet.same_as(shelf.place, shelf.path)
    shelf.damage(change)
    for work in works(shelf)[: 2 if what == "corrections" else None]:
        assert told(work) == (f"{shelf.place.ledgers}{where}", problem, AGAIN)


def other(table: Any, name: str, values: Any) -> Any:
    at = table.schema.get_field_index(name)
    return table.set_column(
        at, table.schema.field(at), pa.array(values, table.schema.field(at).type)
    )


HALVES = (BOOKS.slice(0, 2), BOOKS.slice(2))
OTHERS: dict[str, tuple[tuple[Any, ...], bool]] = {
    "the same": (HALVES, True),
    "with empty groups": ((BOOKS.slice(0, 0), HALVES[0], BOOKS.slice(0, 0), HALVES[1]), True),
    "in one group": ((BOOKS,), False),
    "a group less": (HALVES[:1], False),
    "a group more": ((*HALVES, BOOKS.slice(0, 1)), False),
    "another number": ((HALVES[0], other(HALVES[1], "year", [3, 5])), False),
    "another text": ((other(HALVES[0], "text", ["tba", None]), HALVES[1]), False),
    "other metadata": (
        tuple(one.replace_schema_metadata({b"ours": b"x"}) for one in HALVES),
        False,
    ),
}


@pytest.mark.parametrize("what", OTHERS)
def test_raw_table_is_compared_row_by_row(
    what: str, tmp_path: Path, rules: ruleset.RuleSet
) -> None:
    shelf = Shelf(tmp_path, rules, *HALVES)
    tables, same = OTHERS[what]
    path = tmp_path / "other.parquet"
    write(path, *tables)
    assert parquet.same_as(shelf.place, path) is same


def test_bug_in_a_record_is_kept_to_be_told(
    tmp_path: Path, rules: ruleset.RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("no")

    monkeypatch.setattr(api, "clean", broken)
    shelf = Shelf(tmp_path, rules, BOOKS)
    assert shelf.tally.bug[0] == "internal error: RuntimeError: no"
    assert shelf.cleaned.equals(BOOKS)


def test_column_that_went_is_told_of_the_cleaned_file(
    tmp_path: Path, rules: ruleset.RuleSet
) -> None:
    shelf = Shelf(tmp_path, rules, BOOKS)
    shelf.damage(lambda groups: None, fields=Fields("body"))
    for work in works(shelf):
        place, problem, _ = told(work)
        assert (place, problem) == (str(shelf.place.records), 'has no column "body"')


def test_rows_are_written_as_one_group_however_many() -> None:
    """Left to itself, the writer begins another group after so many rows."""
    asked: list[tuple[int, int]] = []

    class Writer:
        def write_table(self, table: Any, row_group_size: int) -> None:
            asked.append((table.num_rows, row_group_size))

    parquet._write(Writer(), BOOKS.to_batches() * 2, BOOKS.schema)
    parquet._write(Writer(), [], BOOKS.schema)
    assert asked == [(8, 8)]
