"""What is to be cleaned: text files, folders of them, and folders of page files.

A file is a document. A folder given on the command line is a shelf: every `*.txt` in it is a
document, and so is every folder in it that holds page files and no other texts. Page files are
`*.txt` whose names end in digits; such a folder is one document, its pages in the order of their
numbers. Hidden files and folders are passed over; nothing deeper is looked at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import regex

from pipeline import book
from pipeline.book import PageFiles
from pipeline.faults import Fault
from pipeline.store import read_bytes

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
        if not self.pages:
            return read_bytes(self.path), None
        return book.join([(page.name, read_bytes(page)) for page in self.pages])

    def size(self) -> int:
        """Give the size in bytes, 0 for what cannot be looked at."""
        try:
            return sum(path.stat().st_size for path in self.pages or (self.path,))
        except OSError:
            return 0


@dataclass
class Finding:
    """The documents at these paths, found one after another, so that the first need not wait.

    Only those whose names are `wanted` are given. A path that gives no document is a fault, and so
    are two documents of one name: they would be cleaned into the same file. `expected` is how many
    documents there seem to be: a folder's names are all known when its first document is given.
    """

    paths: Iterable[Path]
    wanted: Callable[[str], bool] = lambda name: True
    faults: list[Fault] = field(default_factory=list)
    expected: int = 0

    def __iter__(self) -> Iterator[Source]:
        """Find the documents, those of a folder in the order of their names."""
        seen: dict[str, str] = {}
        for path in self.paths:
            try:
                for source in self._at(path):
                    here = str(source.path)
                    first = seen.get(source.name)
                    if first is None:
                        seen[source.name] = here
                        yield source
                    elif first != here:
                        problem = f"has the same name as {first}"
                        self._note(here, problem, "rename one, or clean them apart")
            except FileNotFoundError:
                self._note(str(path), "no such file or folder", "check the name")
            except OSError as error:
                self._note_unreadable(path, error)

    def _at(self, path: Path) -> Iterator[Source]:
        if path.is_dir():
            yield from self._shelf(path)
            return
        path.stat()
        if self.wanted(path.stem):
            self.expected += 1
            yield Source(path.stem, path)

    def _shelf(self, folder: Path) -> Iterator[Source]:
        entries = _entries(folder)
        mine = [one for one in entries if self.wanted(one[0])]
        self.expected += len(mine)
        # What is not wanted here is not missing either.
        any_text = len(mine) < len(entries)
        for entry in mine:
            source = self._source(folder, entry)
            if source is None:
                self.expected -= 1
            else:
                any_text = True
                yield source
        if not any_text:
            self._note(str(folder), "no texts in it", "it needs files whose names end in .txt")

    def _source(self, folder: Path, entry: _Entry) -> Source | None:
        name, is_folder, file = entry
        path = folder / file
        if not is_folder:
            return Source(name, path)
        try:
            pages = [path / page for _, deeper, page in _entries(path) if not deeper]
        except OSError as error:
            self._note_unreadable(path, error)
            return None
        if not pages or not all(_PAGE_NUMBER.search(page.stem) for page in pages):
            return None
        return Source(name, path, tuple(sorted(pages, key=natural_order)))

    def _note(self, place: str, problem: str, remedy: str) -> None:
        self.faults.append(Fault(place, problem, remedy))

    def _note_unreadable(self, path: Path, error: OSError) -> None:
        self._note(str(path), f"cannot be read ({error.strerror})", "check its permissions")


# A text in a folder, or a folder that may be one: the document's name, whether it is a folder, and
# the entry's name. There may be a hundred thousand of them before the first is cleaned.
_Entry = tuple[str, bool, str]


def _entries(folder: Path) -> list[_Entry]:
    """Give a folder's texts and folders, sorted by name; no file is looked at for that."""
    found: list[_Entry] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.name.endswith(_TEXT) and entry.is_file():
                found.append((entry.name.removesuffix(_TEXT), False, entry.name))
            elif entry.is_dir():
                found.append((entry.name, True, entry.name))
    return sorted(found)


def discover(paths: Iterable[Path]) -> tuple[list[Source], list[Fault]]:
    """Give the documents at these paths, and a fault for each path that gives none."""
    found = Finding(paths)
    return list(found), found.faults


def natural_order(path: Path) -> tuple[list[tuple[int, str]], str]:
    """Give the key that orders page files by the numbers in their names.

    >>> [path.name for path in sorted([Path("p10.txt"), Path("p9.txt")], key=natural_order)]
    ['p9.txt', 'p10.txt']
    """
    parts = regex.findall(r"\d+|\D+", path.stem)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], path.name
