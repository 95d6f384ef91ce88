"""Which file is which container, what its document is called, and what is not read."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard
from containing import write_zip
from layouts import alto

from pipeline.containers import formats
from pipeline.faults import Fault

# A file's name; its format and its document's name; whether it is taken out of a folder.
NAMES: list[tuple[str, str, str, bool]] = [
    ("tide.txt", "", "tide", False),
    ("tide.md", "", "tide", False),
    ("tide", "", "tide", False),
    ("vol.1.txt", "", "vol.1", False),
    ("tide.hocr", "layout XML", "tide", True),
    ("tide.xml", "layout XML", "tide", True),
    ("TIDE.HTML", "layout XML", "TIDE", True),
    ("tide.htm", "layout XML", "tide", True),
    ("tide.xhtml", "layout XML", "tide", True),
    ("books.jsonl", "records", "books", True),
    ("books.ndjson", "records", "books", True),
    ("Books.Parquet", "records", "Books", True),
    ("books.ledgers.jsonl", "records", "books.ledgers", False),
    ("books.Ledgers.Parquet", "records", "books.Ledgers", False),
    ("tide.corrections.jsonl", "records", "tide.corrections", False),
    ("tide.zip", "zip", "tide", True),
    ("tide.txt.gz", "gzip", "tide", True),
    ("tide.TXT.GZ", "gzip", "tide", True),
    ("tide.gz", "gzip", "tide", False),
    ("tide.md.gz", "gzip", "tide.md", False),
    ("tide.txt.zst", "Zstandard", "tide", True),
    ("tide.zst", "Zstandard", "tide", False),
]


@pytest.mark.parametrize(("name", "kind", "document", "taken"), NAMES, ids=[n[0] for n in NAMES])
def test_name_tells_the_container(name: str, kind: str, document: str, taken: bool) -> None:
    path = Path("raw") / name
    found = formats.format_of(path)
    assert (found.name if found else "") == kind
    assert formats.document_name(path) == document
    assert formats.in_folder(name) is (found if taken else None)


@pytest.mark.parametrize("packed", ["gz", "zst"])
@pytest.mark.parametrize("inner", ["tar", "zip", "XML", "hocr", "jsonl", "parquet"])
def test_packed_file_that_is_no_text_is_told(inner: str, packed: str, tmp_path: Path) -> None:
    path = tmp_path / f"tide.{inner}.{packed}"
    path.touch()
    found = formats.format_of(path)
    assert found
    with pytest.raises(Fault) as raised:
        found.read(path)
    assert (raised.value.place, raised.value.problem, raised.value.remedy) == (
        str(path), f"is a packed {inner.lower()}, and only texts are read packed", "unpack it"
    )  # fmt: skip


def test_records_are_not_one_text(tmp_path: Path) -> None:
    found = formats.format_of(path := tmp_path / "books.jsonl")
    assert found
    with pytest.raises(Fault) as raised:
        found.read(path)
    assert (raised.value.place, raised.value.problem, raised.value.remedy) == (
        str(path), "holds records, not one text", "clean it, or take one out by restore"
    )  # fmt: skip


def test_each_container_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"tbe"))
    (tmp_path / "a.md.zst").write_bytes(zstandard.compress(b"tbe"))
    (tmp_path / "a.xml").write_text(alto("tbe"), "utf-8")
    write_zip(tmp_path / "a.zip", {"a.txt": b"tbe"})
    read = {}
    for path in sorted(tmp_path.iterdir()):
        found = formats.format_of(path)
        assert found
        read[path.name] = found.read(path)[0]
    assert read == {"a.md.zst": b"tbe", "a.txt.gz": b"tbe", "a.xml": b"tbe\n", "a.zip": b"tbe"}
