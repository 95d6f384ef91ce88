"""A ledger may be anyone's: what it says of files is looked at before any is touched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from containing import PAGES, call
from layouts import hocr
from tiny import write_rules

from pipeline import ledger, store
from pipeline.faults import Fault
from pipeline.store import Place

PLAIN = ["tide.txt", "a", ".hidden", "...", "a b", "tide..txt", "ä", "X"]
LEADING_AWAY = ["", ".", "..", "/", "a/b", "../a", "a\\b", "\\", "a\0", "\0"]


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_name_is_a_file_of_the_folder(name: str) -> None:
    assert store.is_plain_name(name)


@pytest.mark.parametrize("name", LEADING_AWAY)
def test_a_name_that_leads_away_is_none(name: str) -> None:
    assert not store.is_plain_name(name)


@pytest.mark.parametrize("name", ["1.xml", "book/1.xml"])
def test_layout_files_lie_in_the_folder_or_in_one_of_its_folders(name: str, tmp_path: Path) -> None:
    assert store.layout_path(Place(tmp_path, "tide"), name) == tmp_path / name


@pytest.mark.parametrize("name", ["a/b/c", "../1.xml", "book/..", "/etc/passwd", "a\\b", ""])
def test_layout_files_elsewhere_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        store.layout_path(Place(tmp_path, "tide"), name)
    assert str(caught.value) == (
        f"{tmp_path / 'tide.corrections.jsonl'}: names the file {name!r}, which is no name; "
        "clean the raw file again with --force"
    )


def test_a_folder_with_ledgers_has_some(tmp_path: Path) -> None:
    assert not store.has_any(tmp_path)
    (tmp_path / ".tide.corrections.jsonl").write_text("")
    assert not store.has_any(tmp_path)
    (tmp_path / "tide.corrections.jsonl").write_text("")
    assert store.has_any(tmp_path)


@dataclass(frozen=True)
class Ferry:
    """A book that was read from layout XML, cleaned."""

    place: Place
    raw: bytes

    @property
    def head(self) -> Any:
        return store.read_head(self.place.ledger)

    def restored(self, **changed: Any) -> list[tuple[str, bytes]]:
        (one,) = self.head.markup
        head = msgspec.structs.replace(self.head, markup=(msgspec.structs.replace(one, **changed),))
        return store.restored_layout(self.place, head)


@pytest.fixture
def ferry(tmp_path: Path) -> Ferry:
    write_rules(tmp_path / "rules")
    raw = tmp_path / "raw" / "ferry.hocr"
    raw.parent.mkdir()
    raw.write_text(hocr(*PAGES), "utf-8")
    call("clean", raw, "-o", tmp_path / "cleaned", "--rules", tmp_path / "rules")
    return Ferry(Place(tmp_path / "cleaned", "ferry"), raw.read_bytes())


def test_layout_xml_comes_back(ferry: Ferry) -> None:
    assert ferry.restored() == [("ferry.hocr", ferry.raw)]
    assert store.is_whole(ferry.place)


def test_layout_xml_that_was_edited_is_told(ferry: Ferry) -> None:
    path = ferry.place.folder / "ferry.hocr"
    path.write_text("mine", "utf-8")
    with pytest.raises(Fault) as caught:
        ferry.restored()
    assert str(caught.value) == (
        f"{path}: does not fit its ledger: one of them was edited, or belongs to another text; "
        "clean the raw file again with --force"
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"raw_sha256": "0" * 64},
        {"splices": ()},
        {"splices": ((0, "a", "b"),)},
        {"codec": "no such codec"},
        {"codec": "utf-16-le"},
    ],
)
def test_layout_xml_that_does_not_come_back_is_told(ferry: Ferry, changed: Any) -> None:
    with pytest.raises(Fault) as caught:
        ferry.restored(**changed)
    assert str(caught.value) == (
        f"{ferry.place.ledger}: does not give the raw file back; {ledger.AGAIN}"
    )
