from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from pipeline import sources
from pipeline.book import PageFiles
from pipeline.containers import limits, markup
from pipeline.faults import Fault
from pipeline.sources import Finding, Source


def test_folder_is_looked_through_one_way(tmp_path: Path) -> None:
    for name in (
        "b.txt", "a.txt", ".hidden.txt", "notes.md", "book/1.txt", "book/2.txt", "mixed/1.txt",
        "mixed/preface.txt", ".old/1.txt", "deep/er/1.txt", "folder.txt/1.txt",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text("x", encoding="utf-8")
    found, faults = sources.discover([tmp_path])
    assert not faults
    assert [(one.name, len(one.pages)) for one in found] == [
        ("a", 0), ("b", 0), ("book", 2), ("folder.txt", 1),
    ]  # fmt: skip


def test_two_texts_of_one_name_are_a_fault(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "tide.txt").write_text("x", encoding="utf-8")
    found, faults = sources.discover([tmp_path / "one", tmp_path / "two" / "tide.txt"])
    assert [one.path for one in found] == [tmp_path / "one" / "tide.txt"]
    assert list(map(str, faults)) == [
        f"{tmp_path / 'two' / 'tide.txt'}: has the same name as {tmp_path / 'one' / 'tide.txt'}; "
        "rename one, or clean them apart"
    ]
    assert not sources.discover([tmp_path / "one", tmp_path / "one" / "tide.txt"])[1]


def test_texts_and_folders_of_one_name_are_a_fault(tmp_path: Path) -> None:
    for name in ("tide.txt", "tide/1.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found, faults = sources.discover([tmp_path])
    assert [one.path for one in found] == [tmp_path / "tide.txt"]
    assert [fault.problem for fault in faults] == [f"has the same name as {tmp_path}/tide.txt"]


def test_only_what_is_wanted_is_found(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").touch()
    finding = Finding([tmp_path], lambda name: name == "b")
    assert [one.name for one in finding] == ["b"]
    assert (finding.expected, finding.faults) == (1, [])
    # A part of a collection may have no text in it.
    nothing = Finding([tmp_path, tmp_path / "a.txt"], lambda name: False)
    assert (list(nothing), nothing.expected, nothing.faults) == ([], 0, [])


def test_what_is_left_alone_is_noted(tmp_path: Path) -> None:
    for name in (
        "a.txt", "a.pdf", "other.pdf", "noext", "notes.md", ".hidden", "page.xml", "deep/er/1.txt",
        "a.corrections.jsonl", "b.ledgers.jsonl", "mixed/1.txt", "mixed/preface.txt",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text("x", encoding="utf-8")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    finding = Finding([tmp_path])
    assert [one.name for one in finding] == ["a"]
    assert [path.name for path in finding.passed] == [
        "deep", "gone.txt", "mixed", "noext", "notes.md", "other.pdf", "page.xml",
    ]  # fmt: skip


def test_cleaned_texts_in_the_folder_of_raw_texts_are_no_book(tmp_path: Path) -> None:
    for name in ("1.txt", "2.txt", "out/1.txt", "out/1.corrections.jsonl", "out/2.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found, _ = sources.discover([tmp_path])
    assert [one.name for one in found] == ["1", "2"]


def test_an_ending_in_capitals_is_an_ending(tmp_path: Path) -> None:
    for name in ("TIDE.TXT", "BOOK/P1.TXT", "BOOK/P2.TXT"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found, faults = sources.discover([tmp_path])
    assert [(one.name, len(one.pages)) for one in found] == [("BOOK", 2), ("TIDE", 0)]
    assert not faults


def test_a_container_is_found_by_the_name_of_its_document(tmp_path: Path) -> None:
    for name in ("a.txt.gz", "b.jsonl", "c.zip", "c.txt", "d.xml", "e.ledgers.jsonl", "f.gz"):
        (tmp_path / name).touch()
    asked: list[str] = []

    def wanted(name: str) -> bool:
        asked.append(name)
        return True

    finding = Finding([tmp_path, tmp_path / "a.txt.gz"], wanted)
    assert [(one.name, one.path.name) for one in finding] == [
        ("a", "a.txt.gz"), ("b", "b.jsonl"), ("c", "c.txt"),
    ]  # fmt: skip
    assert asked == ["a", "b", "c", "c", "d", "a"]
    assert [str(fault) for fault in finding.faults] == [
        f"{tmp_path}/c.zip: has the same name as {tmp_path}/c.txt; rename one, or clean them apart"
    ]


def test_no_file_is_looked_at_before_the_first_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(50):
        (tmp_path / f"{number:02}.txt").touch()
        (tmp_path / f"book {number:02}").mkdir()
        (tmp_path / f"book {number:02}" / "1.txt").touch()
        (tmp_path / f"scan {number:02}.xml").touch()
    asked: list[Any] = []

    def noted(real: Callable[..., Any]) -> Callable[..., Any]:
        def work(path: Any, *more: Any, **extra: Any) -> Any:
            asked.append(path)
            return real(path, *more, **extra)

        return work

    monkeypatch.setattr(os, "scandir", noted(os.scandir))
    monkeypatch.setattr(os, "stat", noted(os.stat))
    monkeypatch.setattr(markup, "is_markup", noted(markup.is_markup))
    finding = Finding([tmp_path])
    first = list(islice(iter(finding), 3))
    assert [one.name for one in first] == ["00", "01", "02"]
    assert finding.expected == 150
    # The folder itself, twice: whether it is one, and what is in it.
    assert len(asked) == 2


def test_folder_that_cannot_be_read_keeps_nothing_else_from_being_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tide.txt").touch()
    (tmp_path / "book").mkdir()
    real = os.scandir

    def locked(path: Path) -> Any:
        if Path(path).name == "book":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", locked)
    finding = Finding([tmp_path])
    assert [one.name for one in finding] == ["tide"]
    assert list(map(str, finding.faults)) == [
        f"{tmp_path / 'book'}: cannot be read (Permission denied); check its permissions"
    ]
    assert finding.expected == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FileNotFoundError(2, "No such file"), "no such file or folder; check the name"),
        (PermissionError(13, "Permission denied"), "cannot be read (Permission denied); check its"),
    ],
)
def test_path_that_cannot_be_looked_at_keeps_nothing_else_from_being_found(
    error: OSError, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("quay.txt", "tide.txt"):
        (tmp_path / name).write_bytes(b"tbe")
    real = os.stat

    def refusing(path: Any, **more: Any) -> Any:
        if Path(path).name == "quay.txt":
            raise error
        return real(path, **more)

    monkeypatch.setattr(os, "stat", refusing)
    finding = Finding([tmp_path / "quay.txt", tmp_path / "tide.txt"])
    found = list(finding)
    assert [(one.name, one.size(), one.read()) for one in found] == [("tide", 3, (b"tbe", None))]
    assert len(finding.faults) == 1
    assert str(finding.faults[0]).startswith(f"{tmp_path / 'quay.txt'}: {told}")
    assert Source("quay", tmp_path / "quay.txt").size() == 0


def test_text_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"gone\.txt"):
        Source("gone", tmp_path / "gone.txt").read()


def fill(folder: Path, **contents: str) -> None:
    """Write files, whose names have a dot for two underscores and a slash for three."""
    for name, content in contents.items():
        path = folder / name.replace("___", "/").replace("__", ".")
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(content, encoding="utf-8")


LAYOUT = "<alto><Layout><Page><TextLine><String CONTENT='{}'/></TextLine></Page></Layout></alto>"


def test_page_files_are_read_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    fill(tmp_path, book___p10__txt="ten", book___p9__txt="nine", book___p1__txt="one")
    ((book,), faults) = sources.discover([tmp_path])
    assert (faults, book.where, book.size()) == ([], tmp_path / "book", 10)
    files = (("p1.txt", 3), ("p9.txt", 4), ("p10.txt", 3))
    assert book.read() == (b"one\fnine\ften", PageFiles("", files))
    assert (book.layout_files(), book.is_collection) == ([], False)


def test_layout_files_have_the_names_they_have_in_the_folder(tmp_path: Path) -> None:
    for name in ("scan.xml", "book/p10.xml", "book/p9.xml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(LAYOUT.format(name), "utf-8")
    ((book, scan), faults) = sources.discover([tmp_path])
    assert not faults
    assert (book.read(), scan.read()) == (
        (b"book/p9.xml\n\fbook/p10.xml\n", None), (b"scan.xml\n", None)
    )  # fmt: skip
    assert [name for name, _ in book.layout_files()] == ["book/p9.xml", "book/p10.xml"]
    one = Source("book", tmp_path / "book", book.pages[:1])
    assert one.layout_files() == [("book/p9.xml", book.pages[0])]
    assert [path for _, path in book.layout_files()] == [*book.pages]
    assert scan.layout_files() == [("scan.xml", tmp_path / "scan.xml")]


def test_container_is_read_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"tbe sea"))
    fill(tmp_path, b__txt="tbe", c__jsonl='{"text":"tbe"}')
    found, _ = sources.discover([tmp_path])
    assert [one.is_collection for one in found] == [False, False, True]
    assert [one.read() for one in found[:2]] == [(b"tbe sea", None), (b"tbe", None)]
    assert [one.layout_files() for one in found] == [[], [], []]
    (first, second), faults = sources.texts([tmp_path, tmp_path / "nowhere"])
    assert (first.name, second.name, len(faults)) == ("a", "b", 1)


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (["d/1.xml", "d/2.xml"], ["d"]),
        (["d/1.xml", "d/mets.xml"], ["d"]),
        (["d/1.xml", "d/preface.txt"], []),
        (["d/1.xml", "d/2.txt"], ["d"]),
        (["d/1.xml", "d/1.corrections.jsonl"], []),
        (["d/preface.xml"], []),
        (["d/1.jsonl"], []),
        (["d/1.zip", "d/2.txt"], ["d"]),
        (["d/p1/1.txt"], []),
        (["d/1.txt", "d/more/1.txt"], ["d"]),
        (["d/1.txt", "d/.preface.txt"], ["d"]),
        (["d/1a.txt"], []),
        (["d/1.md"], []),
    ],
    ids=lambda names: " ".join(names) if names else "none",
)
def test_folder_of_page_files_is_told_by_what_is_in_it(
    files: list[str], found: list[str], tmp_path: Path
) -> None:
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(LAYOUT.format("x"), "utf-8")
    finding = Finding([tmp_path])
    assert [one.name for one in finding] == found
    assert [path.name for path in finding.passed] == ([] if found else ["d"])
    assert finding.expected == len(found)


def test_folder_whose_first_page_is_no_layout_is_none(tmp_path: Path) -> None:
    fill(tmp_path, d___1__xml="<mets/>", d___2__xml=LAYOUT)
    assert sources.discover([tmp_path])[0] == []
    fill(tmp_path, d___1__xml=LAYOUT, d___2__xml="<mets/>")
    assert [one.name for one in sources.discover([tmp_path])[0]] == ["d"]


@pytest.mark.parametrize("inner", ["", "notes.md", "d/preface.xml", "a.corrections.jsonl"])
def test_folder_without_texts_is_told(inner: str, tmp_path: Path) -> None:
    if inner:
        (tmp_path / inner).parent.mkdir(exist_ok=True)
        (tmp_path / inner).touch()
    finding = Finding([tmp_path])
    assert list(finding) == []
    assert list(map(str, finding.faults)) == [
        f"{tmp_path}: no texts in it; it needs files whose names end in .txt"
    ]
    assert finding.expected == 0


def test_path_that_is_none_is_told_and_keeps_nothing_else_from_being_found(tmp_path: Path) -> None:
    (tmp_path / "tide.txt").touch()
    found, faults = sources.discover([tmp_path / "quay.txt", tmp_path / "tide.txt"])
    assert [one.name for one in found] == ["tide"]
    assert list(map(str, faults)) == [
        f"{tmp_path}/quay.txt: no such file or folder; check the name"
    ]


@pytest.mark.parametrize(
    ("name", "passed"),
    [
        ("tide.pdf", False), ("tide.PDF", False), ("quay.pdf", True), ("tide.png", True),
        ("tide.x.pdf", True), ("vol.1.pdf", False), ("book.pdf", False),
        ("tide.corrections.jsonl", False),
        ("TIDE.CORRECTIONS.JSONL", False), (".tide.md", False), ("pdf", True),
    ],
)  # fmt: skip
def test_only_what_goes_with_a_document_goes_without_saying(
    name: str, passed: bool, tmp_path: Path
) -> None:
    fill(tmp_path, tide__txt="x", book___1__txt="x", vol__1__txt="x")
    (tmp_path / name).touch()
    finding = Finding([tmp_path])
    assert [one.name for one in finding] == ["book", "tide", "vol.1"]
    assert finding.passed == ([tmp_path / name] if passed else [])


def test_documents_there_seem_to_be_are_counted_over_all_paths(tmp_path: Path) -> None:
    fill(tmp_path, one___a__txt="x", one___b__txt="x", one___c__xml="<mets/>", two__txt="x")
    finding = Finding([tmp_path / "one", tmp_path / "two.txt"])
    counts = [(one.name, finding.expected) for one in finding]
    assert counts == [("a", 3), ("b", 3), ("two", 3)]
    assert [path.name for path in finding.passed] == ["c.xml"]
    fill(tmp_path, three___d__txt="x", three___e__xml="<mets/>")
    finding = Finding([tmp_path / "one", tmp_path / "three"])
    assert [one.name for one in finding] == ["a", "b", "d"]
    assert (finding.expected, [path.name for path in finding.passed]) == (3, ["c.xml", "e.xml"])


def test_disk_that_fails_under_a_text_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, tide__txt="x")

    def failing(stream: object, place: str) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(limits, "whole", failing)
    with pytest.raises(Fault) as raised:
        Source("tide", tmp_path / "tide.txt").read()
    told = f"{tmp_path}/tide.txt: cannot be read (Input/output error); check its permissions"
    assert str(raised.value) == told


def test_too_large_a_text_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, tide__txt="tide")
    monkeypatch.setattr(limits, "UNPACKED_MOST", 3)
    with pytest.raises(Fault) as raised:
        Source("tide", tmp_path / "tide.txt").read()
    assert str(raised.value) == f"{tmp_path}/tide.txt: is larger than 0 MiB; split it"
