"""A ledger may be anyone's: what it says of files is looked at before any is touched."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from containing import PAGES, call
from layouts import hocr
from tiny import write_rules

from pipeline import book, encoding, ledger, ledger_lines, store
from pipeline.faults import Fault
from pipeline.store import Place
from pipeline.whole_files import part_of

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
        "move away what you edited by hand, then clean the raw file again with --force"
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
        "move away what you edited by hand, then clean the raw file again with --force"
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


# ---- finding, recovering, what is beside


def test_nothing_to_recover_changes_nothing(ferry: Ferry) -> None:
    before = sorted(path.name for path in ferry.place.folder.iterdir())
    store.recover(ferry.place)
    assert sorted(path.name for path in ferry.place.folder.iterdir()) == before


def test_what_a_killed_run_had_put_beside_is_taken_back(ferry: Ferry) -> None:
    """The corrected layout is there already, the text is still the old one."""
    place = ferry.place
    place.pending.write_bytes(place.ledger.read_bytes())
    place.text.write_bytes(b"old\n")
    store.recover(place)
    assert sorted(path.name for path in place.folder.iterdir()) == [
        "ferry.corrections.jsonl", "ferry.txt",
    ]  # fmt: skip
    assert place.text.read_bytes() == b"old\n"


def test_raw_bytes_that_are_gone_are_none(ferry: Ferry, tmp_path: Path) -> None:
    assert store.raw_beside(tmp_path / "nowhere", ferry.head) is None
    head = msgspec.structs.replace(ferry.head, markup=())
    assert store.raw_beside(tmp_path / "nowhere", head) is None
    proved = store.verify(ferry.place, tmp_path / "nowhere")
    assert proved.line == (
        f"ferry: {len(ferry.raw):,} bytes restored; {tmp_path / 'nowhere' / 'ferry.hocr'} "
        "is not there to compare"
    )
    assert not proved.compared


def test_page_files_that_are_gone_are_none(ferry: Ferry, tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    pages = book.PageFiles("", (("p1.txt", 1),))
    head = msgspec.structs.replace(ferry.head, markup=(), file="book", page_files=pages)
    assert store.raw_beside(tmp_path, head) is None
    (tmp_path / "book" / "p1.txt").write_bytes(b"a")
    assert store.raw_beside(tmp_path, head) == (b"a", pages)


def told(*rest: Any) -> str:
    with pytest.raises(Fault) as caught:
        store.find(*rest)
    return str(caught.value)


def test_what_is_not_found_is_told(ferry: Ferry, tmp_path: Path) -> None:
    folder = ferry.place.folder
    assert store.find(folder) == store.find(folder, ["ferry"]) == [ferry.place]
    assert store.find(tmp_path, [str(folder / "ferry.txt")]) == [ferry.place]
    assert told(folder, ["fery"]) == (
        f'{folder / "fery.corrections.jsonl"}: no such ledger; did you mean "ferry"?'
    )
    assert told(folder, ["zzz"]).endswith('no such ledger; run "corrigenda clean" first')
    assert told(tmp_path) == f'{tmp_path}: no ledgers in it; run "corrigenda clean" first'


def test_records_are_told_from_texts(tmp_path: Path) -> None:
    write_rules(tmp_path / "rules")
    (tmp_path / "lines.jsonl").write_text('{"text": "tbe tide"}\n', "utf-8")
    call(
        "clean", tmp_path / "lines.jsonl", "-o", tmp_path / "cleaned", "--rules", tmp_path / "rules"
    )
    assert told(tmp_path / "cleaned", ["lines"]) == (
        "lines: holds records, and this works on texts; make one a text by "
        '"corrigenda restore NAME#ID -o FILE", and clean that'
    )


def test_a_head_that_is_damaged_is_told(ferry: Ferry) -> None:
    path = ferry.place.ledger
    path.write_bytes(path.read_bytes().replace(b'"pages":', b'"leaves":'))
    with pytest.raises(Fault) as caught:
        store.read_head(path)
    assert str(caught.value) == (
        f"{path}: has a damaged head (Object missing required field `pages`); {ledger.AGAIN}"
    )


@pytest.mark.parametrize("codec", ["no such codec", "ascii", "utf-16-le"])
def test_an_encoding_that_does_not_give_the_raw_bytes_is_told(ferry: Ferry, codec: str) -> None:
    cleaned, found = store.read(ferry.place)
    form = encoding.Encoding(codec, mark=codec == "ascii")
    head = msgspec.structs.replace(found.head, encoding=form)
    with pytest.raises(Fault, match="does not give the raw file back"):
        ledger.restore(cleaned, ledger.Ledger(head, found.rows, found.stages))


def aged(path: Path) -> Path:
    """Write a file that nobody has touched for more than an hour."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"")
    long_ago = path.stat().st_mtime - 3_700
    os.utime(path, (long_ago, long_ago))
    return path


def test_young_temporary_files_are_somebody_elses(tmp_path: Path) -> None:
    young, old = part_of(tmp_path / "a"), aged(part_of(tmp_path / "b"))
    young.write_bytes(b"")
    store.prepare(tmp_path)
    assert young.exists()
    assert not old.exists()


@pytest.mark.parametrize(
    "name", [".download.part", "film.0123abcd.part", ".a.0123ABCD.part", ".0123abcd.part"]
)
def test_old_parts_of_other_programs_stay(name: str, tmp_path: Path) -> None:
    foreign = aged(tmp_path / name)
    store.prepare(tmp_path)
    assert foreign.exists()


def test_parts_one_folder_deeper_are_swept_only_where_a_ledger_has_its_layout(
    ferry: Ferry,
) -> None:
    head = ferry.head
    (one,) = head.markup
    moved = msgspec.structs.replace(one, name="book/1.hocr")
    listed = ledger_lines.encode(msgspec.structs.replace(head, markup=(moved,)))
    ferry.place.ledger.write_bytes(listed + b"\n")
    (ferry.place.folder / "torn.corrections.jsonl").write_bytes(b"{")
    ours = aged(part_of(ferry.place.folder / "book" / "1.hocr"))
    foreign = aged(part_of(ferry.place.folder / "other" / "1.hocr"))
    store.prepare(ferry.place.folder)
    assert not ours.exists()
    assert foreign.exists()


def test_a_document_is_whole_with_all_its_files_and_lines(ferry: Ferry) -> None:
    place = ferry.place
    assert store.is_whole(place)
    listed = place.ledger.read_bytes()
    place.ledger.write_bytes(listed[:-2])
    assert not store.is_whole(place)
    place.ledger.write_bytes(listed)
    (place.folder / "ferry.hocr").unlink()
    assert not store.is_whole(place)
    place.ledger.write_bytes(b"{")
    with pytest.raises(Fault) as caught:
        store.is_whole(place)
    assert str(caught.value) == f"{place.ledger}: is not a ledger; {ledger.AGAIN}"


def test_a_text_is_never_taken_away_with_what_was_beside_it(ferry: Ferry) -> None:
    """Somebody took the corrected layout away, and a ledger waits."""
    place = ferry.place
    text = place.text.read_bytes()
    place.pending.write_bytes(place.ledger.read_bytes())
    (place.folder / "ferry.hocr").unlink()
    store.recover(place)
    assert place.text.read_bytes() == text
    assert not place.pending.exists()
