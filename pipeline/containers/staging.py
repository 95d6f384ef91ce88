"""The two files of a collection: written as they grow, and put in their places together."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline import presence
from pipeline.containers.limits import CHUNK, opened
from pipeline.containers.records import Summary
from pipeline.faults import Fault
from pipeline.whole_files import discard, part_of, sync


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
    both = Staged(part_of(place.records), part_of(place.ledgers))
    try:
        yield both
        for path in (both.records, both.ledgers):
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        os.replace(both.ledgers, place.pending)
        sync(place.folder)
        os.replace(both.records, place.records)
        sync(place.folder)
        os.replace(place.pending, place.ledgers)
        sync(place.folder)
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        raise Fault(str(place.records), problem, "check it, or choose another with -o") from None
    finally:
        for path in (both.records, both.ledgers):
            discard(path)


def recover(place: Place, summary: Callable[[Path], Summary]) -> None:
    """Finish, or take back, what a killed run had begun."""
    if not presence.exists(place.pending):
        return
    new = summary(place.pending).cleaned_sha256
    if presence.exists(place.records) and file_sha256(place.records) == new:
        os.replace(place.pending, place.ledgers)
        sync(place.folder)
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
