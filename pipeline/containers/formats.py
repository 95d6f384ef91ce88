"""The table of containers: which file is which, and how its one document is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.book import PageFiles
from pipeline.containers import collections, markup, packed, volume
from pipeline.faults import Fault

Read = Callable[[Path], tuple[bytes, PageFiles | None]]


@dataclass(frozen=True)
class Format:
    """One kind of container: the endings of its files' names, and what reads its document.

    `found` are the endings by which a folder's files are taken; a file that is named by the user
    may have the others as well.
    """

    name: str
    found: tuple[str, ...]
    named: tuple[str, ...]
    read: Read


def _gzip(path: Path) -> tuple[bytes, PageFiles | None]:
    _check_inner(path)
    return packed.gunzip(path), None


def _zstandard(path: Path) -> tuple[bytes, PageFiles | None]:
    _check_inner(path)
    return packed.unzstd(path), None


def _check_inner(path: Path) -> None:
    """Raise Fault for a packed file that is no text: as a text it would be spoilt."""
    inner = Path(path.stem).suffix.lower()
    if inner in (".tar", ".zip", *markup.SUFFIXES, *collections.SUFFIXES):
        raise Fault(
            str(path), f"is a packed {inner[1:]}, and only texts are read packed", "unpack it"
        )


def _layout(path: Path) -> tuple[bytes, PageFiles | None]:
    return markup.read([path]), None


def _records(path: Path) -> tuple[bytes, PageFiles | None]:
    raise Fault(str(path), "holds records, not one text", "clean it, or take one out by restore")


LAYOUT = Format("layout XML", markup.SUFFIXES, (), _layout)
RECORDS = Format("records", collections.SUFFIXES, (), _records)
FORMATS = (
    LAYOUT,
    RECORDS,
    Format("zip", (".zip",), (), volume.read),
    Format("gzip", (".txt.gz",), (".gz",), _gzip),
    Format("Zstandard", (".txt.zst",), (".zst",), _zstandard),
)


def format_of(path: Path) -> Format | None:
    """Give the container that a file is by its name, None for a plain text."""
    name = path.name.lower()
    for one in FORMATS:
        if name.endswith((*one.found, *one.named)):
            return one
    return None


def in_folder(name: str) -> Format | None:
    """Give the container that a file in a folder is by its name, None where it is passed over.

    XML and HTML may be anything: such a file is still to be looked at, by `markup.is_markup`.
    """
    lower = name.lower()
    if collections.is_ledgers(lower):
        return None
    return next((one for one in FORMATS if lower.endswith(one.found)), None)


def document_name(path: Path) -> str:
    """Give a document's name: its file's, without what tells the container.

    >>> document_name(Path("raw/tide.txt.gz"))
    'tide'
    """
    one = format_of(path)
    endings = (*one.found, *one.named) if one else ()
    ending = next((end for end in endings if path.name.lower().endswith(end)), "")
    return path.name[: -len(ending)] if ending else path.stem
