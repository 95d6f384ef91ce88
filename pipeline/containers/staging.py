"""The two files of a collection: written as they grow, and put in their places together."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.containers.limits import CHUNK, opened
from pipeline.containers.records import Summary
from pipeline.faults import Fault


@dataclass(frozen=True)
class Place:
    """Where the cleaned records of a collection and their ledgers lie; `suffix` is that of both."""

    folder: Path
    name: str
    suffix: str

    @property
    def records(self) -> Path:
        """The cleaned records."""
        return self.folder / f"{self.name}{self.suffix}"

    @property
    def ledgers(self) -> Path:
        """The ledgers of the records."""
        return self.folder / f"{self.name}.ledgers{self.suffix}"

    @property
    def pending(self) -> Path:
        """The new ledgers while the cleaned records are being replaced."""
        return self.folder / f".{self.name}.ledgers{self.suffix}.new"


@dataclass(frozen=True)
class Staged:
    """Two files that are written before they take their places."""

    records: Path
    ledgers: Path


@contextmanager
def staged(place: Place) -> Iterator[Staged]:
    """Give two files to write; they take their places when all went well, else they are gone.

    Raises Fault where they cannot be written.
    """
    token = secrets.token_hex(4)
    hidden = [f".{path.name}.{token}.part" for path in (place.records, place.ledgers)]
    both = Staged(*(place.folder / name for name in hidden))
    try:
        yield both
        for path in (both.records, both.ledgers):
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        os.replace(both.ledgers, place.pending)
        _sync(place.folder)
        os.replace(both.records, place.records)
        _sync(place.folder)
        os.replace(place.pending, place.ledgers)
        _sync(place.folder)
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        raise Fault(str(place.records), problem, "check it, or choose another with -o") from None
    finally:
        for path in (both.records, both.ledgers):
            with suppress(OSError):
                path.unlink()


def recover(place: Place, summary: Callable[[Path], Summary]) -> None:
    """Finish, or take back, what a killed run had begun."""
    if not place.pending.exists():
        return
    new = summary(place.pending).cleaned_sha256
    if place.records.exists() and file_sha256(place.records) == new:
        os.replace(place.pending, place.ledgers)
        _sync(place.folder)
    else:
        place.pending.unlink()


def file_sha256(path: Path) -> str:
    """Hash a file a piece at a time; raises Fault where it cannot be read."""
    sums = hashlib.sha256()
    with opened(path) as file:
        while piece := file.read(CHUNK):
            sums.update(piece)
    return sums.hexdigest()


class Summing:
    """Writes to a file, and hashes what is written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sums = hashlib.sha256()

    def write(self, content: bytes) -> None:
        """Write, and add to the hash."""
        self._file.write(content)
        self._sums.update(content)

    def sha256(self) -> str:
        """Give the hash of all that was written."""
        return self._sums.hexdigest()


def _sync(folder: Path) -> None:
    # A rename is on disk only when its folder is; Windows has no such call.
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
