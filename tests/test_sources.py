from __future__ import annotations

import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from pipeline import sources
from pipeline.containers import markup
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
