"""Ledgers whose lines belong to other records than those that stand there: told, never obeyed."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from containing import call

from pipeline import ruleset
from pipeline.containers import records
from pipeline.containers.records import Cleaning, Fields, Record, Tally
from pipeline.faults import Fault

# One text, one record without, and two of several pages; one page goes wholly.
RECORDS: list[dict[str, Any]] = [
    {"id": "a", "text": "tbe sea", "pages": None},
    {"id": "b", "text": None, "pages": None},
    {"id": "c", "text": None, "pages": ["12\n", "tbe\n", "x"]},
    {"id": "d", "text": None, "pages": ["tbe", "quay"]},
]
ASKED = (("verify",), ("restore", "books", "-o", "back"), *(("diff", f"books#{i}") for i in "acd"))


def write_lines(folder: Path) -> None:
    lines = "".join(f"{json.dumps(one)}\n" for one in RECORDS)
    (folder / "raw" / "books.jsonl").write_text(lines, "utf-8")


def write_rows(folder: Path) -> None:
    columns = {name: [one[name] for one in RECORDS] for name in RECORDS[0]}
    pq.write_table(pa.table(columns), folder / "raw" / "books.parquet")


def shuffle_lines(folder: Path, order: tuple[int, ...]) -> None:
    path = folder / "cleaned" / "books.ledgers.jsonl"
    *lines, last = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*(lines[number] for number in order), last]))


def shuffle_rows(folder: Path, order: tuple[int, ...]) -> None:
    path = folder / "cleaned" / "books.ledgers.parquet"
    told = pq.ParquetFile(path).metadata.metadata
    pq.write_table(pq.read_table(path).take([*order]).replace_schema_metadata(told), path)


@pytest.mark.parametrize("order", [*permutations(range(4))][1:])
@pytest.mark.parametrize(
    ("write", "shuffle"), [(write_lines, shuffle_lines), (write_rows, shuffle_rows)]
)
def test_ledgers_in_another_order_are_told(
    write: Any, shuffle: Any, order: tuple[int, ...], folder: Path
) -> None:
    write(folder)
    assert call("clean", "--pages-field", "pages").exit_code == 0
    shuffle(folder, order)
    place = next(at for at, number in enumerate(order, 1) if number != at - 1)
    for command in ASKED:
        result = call(*command)
        assert result.exit_code == 1, result.output
        assert f" is of record {order[place - 1] + 1}, where {place} stands; " in result.stderr
    assert not (folder / "back").exists()


def cleaned(folder: Path, *pages: str) -> records.Done:
    cleaning = Cleaning(ruleset.load(folder / "rules"), Fields(), "en")
    done = records.cleaned(Record(1, "a", pages, paged=True), cleaning, Tally())
    assert done.line.head, done.line.fault
    return done


def test_page_that_goes_wholly_comes_back(folder: Path) -> None:
    done = cleaned(folder, "12\n", "tbe\n", "x")
    assert records.restored(done.texts, done.line, "here") == ("12\n", "tbe\n", "x")


@pytest.mark.parametrize("texts", [(), ("the",), ("the", "quay", "")])
def test_pages_that_are_not_so_many_do_not_come_together(
    texts: tuple[str, ...], folder: Path
) -> None:
    line = cleaned(folder, "tbe", "quay").line
    with pytest.raises(Fault):
        records.restored(texts, line, "here")
    with pytest.raises(Fault, match="is of a record with other pages"):
        records.restored(texts, msgspec.structs.replace(line, joints=("\f",)), "here")


def test_text_with_a_form_feed_is_not_two_pages(folder: Path) -> None:
    """Joined they read the same, and only the ledger tells how many pages there were."""
    line = cleaned(folder, "tbe", "quay\fsea").line
    assert records.restored(("the", "quay\fsea"), line, "here") == ("tbe", "quay\fsea")
    with pytest.raises(Fault, match="is of a record with other pages"):
        records.restored(("the", "quay", "sea"), line, "here")
