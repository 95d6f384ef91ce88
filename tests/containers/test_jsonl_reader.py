"""How lines of JSON are read: what a line is, how much is held at once, and whose fault is told."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tiny
from test_records_one_by_one import Shelf, told

from pipeline import api, ruleset
from pipeline.containers import json_line, jsonl, staging
from pipeline.containers.records import Fields, RecordLine
from pipeline.ledger import AGAIN


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> ruleset.RuleSet:
    return ruleset.load(tiny.write_rules(tmp_path_factory.mktemp("rules") / "rules"))


class Asked(io.BytesIO):
    """A file that remembers how much was asked of it."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.sizes: list[int | None] = []

    def readline(self, size: int | None = -1, /) -> bytes:
        self.sizes.append(size)
        return super().readline(size)


def test_no_more_of_a_long_line_is_held_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "LINE_MOST", 5)
    monkeypatch.setattr(jsonl, "CHUNK", 3)
    file, out = Asked(b"tbe\ntbe sea tbe\nsea\n"), io.BytesIO()
    summing = staging.Summing(out)
    assert list(jsonl._lines(file, hashlib.sha256(), summing)) == [b"tbe\n", b"tbe se", b"sea\n"]
    assert out.getvalue() == b"a tbe\n"
    assert file.sizes == [6, 6, 3, 3, 6, 6]


@pytest.mark.parametrize("line", [b"\f", b"\v", b"X", b"\x00", b"\xef\xbb"])
def test_line_that_is_not_blank_is_a_record(
    line: bytes, tmp_path: Path, rules: ruleset.RuleSet
) -> None:
    shelf = Shelf(tmp_path, rules, line + b"\n")
    assert shelf.cleaned == shelf.raw
    assert [entry.record for entry in shelf.entries] == [1]
    assert shelf.entries[0].fault.startswith("is no")
    assert shelf.restored() == shelf.raw


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"text":"t\x01be"}', "Invalid control character at"),
        (b'{"text":"t\\qbe"}', "Invalid \\escape"),
        (b'{"text":tbe}', "Expecting value"),
    ],
)
def test_error_of_json_is_told_without_its_columns(
    line: bytes, problem: str, tmp_path: Path, rules: ruleset.RuleSet
) -> None:
    """They would be those of the text without its mark, counted from anywhere."""
    shelf = Shelf(tmp_path, rules, line + b"\n")
    assert shelf.entries == [RecordLine(1, "1", f"is no JSON object ({problem})")]


def test_field_without_a_name_is_no_pages(tmp_path: Path, rules: ruleset.RuleSet) -> None:
    shelf = Shelf(tmp_path, rules, b'{"":["tbe"],"text":"tbe"}\n', Fields())
    assert shelf.cleaned == b'{"":["tbe"],"text":"the"}\n'
    head = shelf.entries[0].head
    assert head
    assert head.page_files is None
    assert shelf.restored() == shelf.raw


def test_bug_in_a_record_is_kept_to_be_told(
    tmp_path: Path, rules: ruleset.RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("no")

    monkeypatch.setattr(api, "clean", broken)
    shelf = Shelf(tmp_path, rules, b'{"text":"tbe"}\n')
    assert shelf.tally.bug[0] == "internal error: RuntimeError: no"
    assert shelf.cleaned == shelf.raw


EDITS = {
    "no object": (b'"text":"the"}', b'"text":"the"', "is no JSON object (a brace is missing)"),
    "no text": (b'"text"', b'"txt"', 'has no field "text"'),
    "no string": (b'"the"', b"7", 'has a "text" that is no string'),
    "no pages": (b'["the"]', b'["the",7]', 'has "pages" that are no strings'),
    "no UTF-8": (b"the", b"th\xff", "is not UTF-8 at byte 11"),
}


@pytest.mark.parametrize("what", sorted(EDITS))
def test_cleaned_line_that_is_no_record_any_more_is_told_of_its_ledger(
    what: str, tmp_path: Path, rules: ruleset.RuleSet
) -> None:
    before, after, problem = EDITS[what]
    line = b'{"pages":["tbe"]}\n' if what == "no pages" else b'{"text":"tbe"}\n'
    shelf = Shelf(tmp_path, rules, b'{"text":"sea"}\n' + line)
    assert before in shelf.cleaned
    first, second = shelf.cleaned.splitlines(keepends=True)
    shelf.place.records.write_bytes(first + second.replace(before, after))
    for work in (shelf.restored, lambda: list(jsonl.each(shelf.place))):
        assert told(work) == (
            f"{shelf.place.ledgers}:2", f"does not fit its record, which {problem}", AGAIN
        )  # fmt: skip


@pytest.mark.parametrize("pages", [b'["the"]', b'["the","see"]', b'["the","sea",""]'])
def test_cleaned_pages_that_were_edited_are_told_of_their_ledger(
    pages: bytes, tmp_path: Path, rules: ruleset.RuleSet
) -> None:
    """No file of that name is there, nor could edits be taken in: it is a record."""
    shelf = Shelf(tmp_path, rules, b'{"pages":["tbe","sea"]}\n')
    shelf.place.records.write_bytes(b'{"pages":' + pages + b"}\n")
    assert told(shelf.restored) == (
        f"{shelf.place.ledgers}:1",
        "does not fit its record: one of them was edited, or belongs to another", AGAIN,
    )  # fmt: skip


@pytest.mark.parametrize("styles", [("ascii", "ascii"), ("utf-8", "ascii", "ascii")])
def test_ways_to_write_that_are_not_as_many_as_the_texts_are_told(
    styles: tuple[str, ...], tmp_path: Path, rules: ruleset.RuleSet
) -> None:
    shelf = Shelf(tmp_path, rules, b'{"text":"tbe caf\\u00e9"}\n')
    entry, last = shelf.place.ledgers.read_bytes().splitlines(keepends=True)
    changed = msgspec.structs.replace(shelf.entries[0], literals=styles)
    assert b'"literals":["ascii"]' in entry
    shelf.place.ledgers.write_bytes(msgspec.json.encode(changed) + b"\n" + last)
    assert told(shelf.restored) == (
        f"{shelf.place.ledgers}:1", "does not give the raw text back", AGAIN
    )  # fmt: skip


def test_record_without_an_id_is_named_by_its_number(
    tmp_path: Path, rules: ruleset.RuleSet
) -> None:
    shelf = Shelf(tmp_path, rules, b'{"text":"tbe"}\n\n{"text":"sea","id":null}\n{"id":7}\n')
    assert [(entry.record, entry.id) for entry in shelf.entries] == [(1, "1"), (2, "2"), (3, "7")]


def test_line_that_would_be_too_long_is_told(
    tmp_path: Path, rules: ruleset.RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = b'{"id":"a","text":"sea"}\n{"id":"b","text":"tbe"}\n'
    monkeypatch.setattr(jsonl, "LINE_MOST", len(raw) // 2)
    monkeypatch.setattr(json_line, "literal", lambda text, style: '"the very"')
    shelf = Shelf(tmp_path, rules, raw)
    assert shelf.entries[1] == RecordLine(2, "b", "would be longer than 256 MiB")
    assert (shelf.cleaned, shelf.restored()) == (raw, raw)


def test_line_of_the_ledgers_that_is_none_is_told(tmp_path: Path, rules: ruleset.RuleSet) -> None:
    shelf = Shelf(tmp_path, rules, b'{"text":"tbe"}\n{"text":"sea"}\n')
    first, _, last = shelf.place.ledgers.read_bytes().splitlines(keepends=True)
    shelf.place.ledgers.write_bytes(first + b"{}\n" + last)
    assert told(shelf.restored) == (
        f"{shelf.place.ledgers}:2", "is no ledger of a record", AGAIN
    )  # fmt: skip
