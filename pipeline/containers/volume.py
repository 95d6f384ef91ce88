"""A zip volume: one text file a page, in one folder of the archive, is one document."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import regex

from pipeline import book
from pipeline.book import PageFiles
from pipeline.containers.limits import (
    DIRECTORY_MOST,
    ENTRIES_MOST,
    Budget,
    drained,
    opened,
    size_of,
    unreadable,
)
from pipeline.faults import Fault

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_LAST = struct.Struct("<4s4H2LH")
_LAST_MARK = b"PK\x05\x06"
_COMMENT_MOST = 0xFFFF
_PAGE_NUMBER = regex.compile(r"\d+$")
_AGAIN = "fetch it again"
_REPACK = "pack the page files anew"


def read(path: Path) -> tuple[bytes, PageFiles]:
    """Give a volume's pages as one text, and what cuts it; raises Fault where it is none."""
    place = str(path)
    with opened(path) as file:
        size = size_of(file)
        count = _check_directory(file, size, place)
        try:
            with zipfile.ZipFile(file) as archive:
                if len(archive.infolist()) != count:
                    raise Fault(place, "is damaged (entries are missing)", _AGAIN)
                pages = page_entries(archive.infolist(), place)
                _check_names(archive)
                budget = Budget(place, size)
                return book.join([(_base(one), _content(archive, one, budget)) for one in pages])
        except (zipfile.BadZipFile, zlib.error, EOFError, struct.error) as error:
            raise Fault(place, f"is damaged ({error or 'cut short'})", _AGAIN) from None
        except (NotImplementedError, RuntimeError, ValueError) as error:
            raise Fault(place, f"cannot be unpacked ({error})", _REPACK) from None
        except OSError as error:
            raise unreadable(path, error) from None


def page_entries(entries: Sequence[zipfile.ZipInfo], place: str) -> list[zipfile.ZipInfo]:
    """Give the entries that are page files, in the order of their numbers.

    Raises Fault where any entry has a name that could lead out of a folder, or where the texts
    are no pages of one volume.
    """
    seen: set[str] = set()
    for one in entries:
        _check_entry(one, place)
        if one.filename in seen:
            raise Fault(place, f"holds {one.filename} twice", _REPACK)
        seen.add(one.filename)
    texts = [one for one in entries if _is_text(one)]
    if not texts:
        raise Fault(place, "holds no page files", "it needs files whose names end in .txt")
    folders = sorted({str(PurePosixPath(one.filename).parent) for one in texts})
    if len(folders) > 1:
        raise Fault(place, f"holds texts in {len(folders)} folders", "make each folder a zip")
    others = [one.filename for one in texts if not _PAGE_NUMBER.search(_stem(one))]
    if others and len(texts) > 1:
        problem = f"holds {others[0]}, whose name does not end in a page's number"
        raise Fault(place, problem, "pack page files only, or one text")
    return sorted(texts, key=lambda one: book.natural_order(PurePosixPath(one.filename)))


def _check_directory(file: BinaryIO, size: int, place: str) -> int:
    """Give the number of entries; raises Fault where the directory is not there, or too large."""
    file.seek(max(0, size - _LAST.size - _COMMENT_MOST))
    tail = file.read()
    file.seek(0)
    start = tail.rfind(_LAST_MARK)
    if start < 0 or len(tail) - start < _LAST.size:
        raise Fault(place, "is no zip archive, or is cut short", _AGAIN)
    fields = _LAST.unpack_from(tail, start)
    if fields[4] > ENTRIES_MOST or fields[5] > DIRECTORY_MOST:
        raise Fault(place, f"holds more than {ENTRIES_MOST:,} entries", "make it several volumes")
    return int(fields[4])


def _check_names(archive: zipfile.ZipFile) -> None:
    """Raise BadZipFile where a damaged name in the directory hides a page."""
    for one in archive.infolist():
        if not one.flag_bits & _ENCRYPTED and one.compress_type in _METHODS:
            archive.open(one).close()


def _check_entry(one: zipfile.ZipInfo, place: str) -> None:
    name = one.orig_filename
    parts = name.replace("\\", "/").split("/")
    if "\0" in name or ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        raise Fault(place, f"holds the name {name!r}, which leads out of a folder", _REPACK)
    if stat.S_ISLNK(one.external_attr >> 16):
        raise Fault(place, f"holds the link {name}", _REPACK)
    if _is_text(one) and one.flag_bits & _ENCRYPTED:
        raise Fault(place, f"is encrypted ({name})", "unpack it, and pack it without a password")
    if _is_text(one) and one.compress_type not in _METHODS:
        raise Fault(place, f"holds {name}, packed by a method other than deflate", _REPACK)


def _is_text(one: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(one.filename).parts
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return not one.is_dir() and not hidden and one.filename.lower().endswith(".txt")


def _base(one: zipfile.ZipInfo) -> str:
    return PurePosixPath(one.filename).name


def _stem(one: zipfile.ZipInfo) -> str:
    return PurePosixPath(one.filename).stem


def _content(archive: zipfile.ZipFile, one: zipfile.ZipInfo, budget: Budget) -> bytes:
    with archive.open(one) as stream:
        return drained(stream, budget)
