"""What is to be cleaned: text files, containers, folders of them, and folders of page files.

A file is a document. A folder given on the command line is a shelf: every `*.txt` in it is a
document, and so is every folder in it that holds page files and no other texts. Page files are
`*.txt` whose names end in digits; such a folder is one document, its pages in the order of their
numbers. Containers are what `containers.formats` lists; those with the right endings are documents
as well. Nothing deeper is looked at. What is left alone in a shelf is noted, so that nobody takes
it for cleaned; only hidden files and folders, ledgers and the PDF of a text go without saying.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import regex

from pipeline import book, presence
from pipeline.book import PageFiles, natural_order
from pipeline.containers import collections, formats, limits, markup
from pipeline.faults import Fault
from pipeline.urls import Url

_TEXT = ".txt"
_PAGE_NUMBER = regex.compile(r"\d+$")


@dataclass(frozen=True)
class Source:
    """One document to clean: a file, or a folder with its page files in order."""

    name: str
    path: Path
    pages: tuple[Path, ...] = ()

    def read(self) -> tuple[bytes, PageFiles | None]:
        """Give the document's bytes and what cuts them into page files; Fault if unreadable."""
        files = self.layout_files()
        if files:
            return markup.read([path for _, path in files]), None
        if not self.pages:
            container = formats.format_of(self.path)
            return container.read(self.path) if container else (_text(self.path), None)
        return book.join([(page.name, _text(page)) for page in self.pages])

    @property
    def where(self) -> Path | Url:
        """Where it lies."""
        return self.path

    @property
    def is_collection(self) -> bool:
        """Whether it is a file of records, each a document of its own."""
        return not self.pages and formats.format_of(self.path) is formats.RECORDS

    def layout_files(self) -> list[tuple[str, Path]]:
        """Give the files of layout XML that the document is read from, by their names in raw/."""
        if not self.pages:
            return [(self.path.name, self.path)] if _is_layout(self.path) else []
        if not _is_layout(self.pages[0]):
            return []
        return [(f"{self.path.name}/{page.name}", page) for page in self.pages]

    def size(self) -> int:
        """Give the size in bytes, 0 for what cannot be looked at."""
        try:
            return sum(path.stat().st_size for path in self.pages or (self.path,))
        except OSError:
            return 0


def _text(path: Path) -> bytes:
    """Read a text file; raises Fault where it cannot be read, or has no end."""
    try:
        with limits.opened(path) as file:
            return limits.whole(file, str(path))
    except OSError as error:
        raise limits.unreadable(path, error) from None


@dataclass
class Finding:
    """The documents at these paths, found one after another, so that the first need not wait.

    Only those whose names are `wanted` are given. A path that gives no document is a fault, and so
    are two documents of one name: they would be cleaned into the same file. `expected` is how many
    documents there seem to be: a folder's names are all known when its first document is given.
    `passed` are the files and folders in a given folder that are no documents.
    """

    paths: Iterable[Path]
    wanted: Callable[[str], bool] = lambda name: True
    faults: list[Fault] = field(default_factory=list)
    expected: int = 0
    passed: list[Path] = field(default_factory=list)

    def __iter__(self) -> Iterator[Source]:
        """Find the documents, those of a folder in the order of their names."""
        seen: dict[str, Path | Url] = {}
        for source in self._found():
            first = seen.get(source.name)
            if first is None:
                seen[source.name] = source.where
                yield source
            elif first != source.where:
                problem = f"has the same name as {first}"
                self._note(str(source.where), problem, "rename one, or clean them apart")

    def _found(self) -> Iterator[Source]:
        for path in self.paths:
            try:
                yield from self._at(path)
            except FileNotFoundError:
                self._note(str(path), "no such file or folder", "check the name")
            except OSError as error:
                self._note_unreadable(path, error)

    def _at(self, path: Path) -> Iterator[Source]:
        if presence.is_folder(path):
            yield from self._shelf(path)
            return
        path.stat()
        name = formats.document_name(path)
        if self.wanted(name):
            self.expected += 1
            yield Source(name, path)

    def _shelf(self, folder: Path) -> Iterator[Source]:
        every = _entries(folder)
        entries = [one for one in every if one[1] not in (_IS_OTHER, _IS_LEDGER)]
        others = [one for one in every if one[1] == _IS_OTHER]
        mine = [one for one in entries if self.wanted(one[0])]
        self.expected += len(mine)
        # What is not wanted here is not missing either.
        any_text = len(mine) < len(entries)
        for entry in mine:
            source = self._source(folder, entry)
            if source is None:
                self.expected -= 1
                others.append(entry)
            else:
                any_text = True
                yield source
        named = {name for name, *_ in entries}
        self.passed += [folder / file for name, _, file in sorted(others) if not _goes(file, named)]
        if not any_text:
            self._note(str(folder), "no texts in it", "it needs files whose names end in .txt")

    def _source(self, folder: Path, entry: _Entry) -> Source | None:
        name, kind, file = entry
        path = folder / file
        if kind == _IS_TEXT:
            return Source(name, path)
        if kind == _IS_CONTAINER:
            return None if _is_layout(path) and not markup.is_markup(path) else Source(name, path)
        try:
            pages = _pages(path)
        except OSError as error:
            self._note_unreadable(path, error)
            return None
        return Source(name, path, tuple(sorted(pages, key=natural_order))) if pages else None

    def _note(self, place: str, problem: str, remedy: str) -> None:
        self.faults.append(Fault(place, problem, remedy))

    def _note_unreadable(self, path: Path, error: OSError) -> None:
        self._note(str(path), f"cannot be read ({error.strerror})", "check its permissions")


# An entry of a folder that may be a document: the document's name, what it seems to be, and the
# entry's own name. There may be a hundred thousand of them before the first is cleaned.
_Entry = tuple[str, int, str]
_IS_TEXT, _IS_CONTAINER, _IS_FOLDER, _IS_OTHER, _IS_LEDGER = range(5)


def _entries(folder: Path) -> list[_Entry]:
    """Give a folder's files and folders, sorted by name; no file is looked at for that."""
    found: list[_Entry] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.name.lower().endswith(_TEXT) and entry.is_file():
                found.append((entry.name[: -len(_TEXT)], _IS_TEXT, entry.name))
            elif formats.in_folder(entry.name) and entry.is_file():
                name = formats.document_name(Path(entry.name))
                found.append((name, _IS_CONTAINER, entry.name))
            elif entry.is_dir():
                found.append((entry.name, _IS_FOLDER, entry.name))
            else:
                kind = _IS_LEDGER if collections.is_ledgers(entry.name.lower()) else _IS_OTHER
                found.append((Path(entry.name).stem, kind, entry.name))
    return sorted(found)


def _goes(file: str, documents: set[str]) -> bool:
    """Say whether a file is the PDF of a document's scan, which `review` shows."""
    name, _, ending = file.rpartition(".")
    return ending.lower() == "pdf" and name in documents


def _pages(folder: Path) -> list[Path]:
    """Give a folder's page files; of layout XML one is looked at.

    The list is empty where the folder has other texts, or holds what was cleaned into it.
    """
    entries = _entries(folder)
    if any(kind == _IS_LEDGER for _, kind, _ in entries):
        return []
    texts = [folder / file for _, kind, file in entries if kind == _IS_TEXT]
    if texts:
        return texts if all(map(_is_page, texts)) else []
    files = [folder / file for _, kind, file in entries if kind == _IS_CONTAINER]
    layouts = [path for path in files if _is_layout(path) and _is_page(path)]
    return layouts if layouts and markup.is_markup(min(layouts)) else []


def _is_page(path: Path) -> bool:
    return _PAGE_NUMBER.search(path.stem) is not None


def _is_layout(path: Path) -> bool:
    return formats.format_of(path) is formats.LAYOUT


def discover(paths: Iterable[Path]) -> tuple[list[Source], list[Fault]]:
    """Give the documents at these paths, and a fault for each path that gives none."""
    found = Finding(paths)
    return list(found), found.faults


def texts(paths: Iterable[Path]) -> tuple[list[Source], list[Fault]]:
    """Give the documents at these paths that are one text each, and the faults; no collections."""
    found, faults = discover(paths)
    return [one for one in found if not one.is_collection], faults
