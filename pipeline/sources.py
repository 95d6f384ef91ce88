"""What is to be cleaned: text files, containers, folders of them, and folders of page files.

A file is a document. A folder given on the command line is a shelf: every `*.txt` in it is a
document, and so is every folder in it that holds page files and no other texts. Page files are
`*.txt` whose names end in digits; such a folder is one document, its pages in the order of their
numbers. Containers are what `containers.formats` lists; those with the right endings are documents
as well. Hidden files and folders are passed over; nothing deeper is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import regex

from pipeline import book
from pipeline.book import PageFiles, natural_order
from pipeline.containers import formats, markup
from pipeline.faults import Fault
from pipeline.store import read_bytes

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
            return container.read(self.path) if container else (read_bytes(self.path), None)
        return book.join([(page.name, read_bytes(page)) for page in self.pages])

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


def discover(paths: Iterable[Path]) -> tuple[list[Source], list[Fault]]:
    """Give the documents at these paths, and a fault for each path that gives none.

    Two documents of one name are a fault: they would be cleaned into the same file.
    """
    sources: dict[str, Source] = {}
    faults: list[Fault] = []
    for path in paths:
        try:
            found = _at(path)
        except Fault as fault:
            faults.append(fault)
            continue
        for source in found:
            first = sources.setdefault(source.name, source)
            if first.path != source.path:
                problem = f"has the same name as {first.path}"
                faults.append(Fault(str(source.path), problem, "rename one, or clean them apart"))
    return list(sources.values()), faults


def texts(paths: Iterable[Path]) -> tuple[list[Source], list[Fault]]:
    """Give the documents at these paths that are one text each, and the faults; no collections."""
    found, faults = discover(paths)
    return [one for one in found if not one.is_collection], faults


def _at(path: Path) -> list[Source]:
    try:
        if not path.is_dir():
            path.stat()
            return [Source(formats.document_name(path), path)]
        sources = _shelf(path)
    except FileNotFoundError:
        raise Fault(str(path), "no such file or folder", "check the name") from None
    except OSError as error:
        raise Fault(
            str(path), f"cannot be read ({error.strerror})", "check its permissions"
        ) from None
    if not sources:
        raise Fault(str(path), "no texts in it", "it needs files whose names end in .txt")
    return sources


def _shelf(folder: Path) -> list[Source]:
    sources = [Source(path.stem, path) for path in _texts(folder)]
    for inner in sorted(folder.iterdir()):
        if inner.name[0] != "." and formats.in_folder(inner) and inner.is_file():
            sources.append(Source(formats.document_name(inner), inner))
        if inner.is_dir() and not inner.name.startswith("."):
            pages = _texts(inner) or _layouts(inner)
            if pages and all(_PAGE_NUMBER.search(page.stem) for page in pages):
                sources.append(Source(inner.name, inner, tuple(sorted(pages, key=natural_order))))
    return sorted(sources, key=lambda source: source.name)


def _is_layout(path: Path) -> bool:
    return formats.format_of(path) is formats.LAYOUT


def _layouts(folder: Path) -> list[Path]:
    """Give a folder's files of layout XML that are named as pages; the first one is looked at."""
    pages = [
        path
        for path in folder.iterdir()
        if path.name[0] != "." and _is_layout(path) and _PAGE_NUMBER.search(path.stem)
    ]
    return pages if pages and markup.is_markup(min(pages)) else []


def _texts(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.glob("*.txt") if path.is_file() and not path.name.startswith(".")
    )
