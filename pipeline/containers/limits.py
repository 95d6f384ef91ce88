"""What a container may hold at most; sizes are counted while unpacking, never believed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from pipeline.faults import Fault

MEGABYTE = 1 << 20

# A text of this size takes eight times the memory while it is cleaned.
UNPACKED_MOST = 1024 * MEGABYTE

# Text packs three to ten times, tables of contents a little more; deflate can do a thousand times.
RATIO_MOST = 100
RATIO_FROM = 10 * MEGABYTE

# As many as the plain zip format counts; no book has so many pages.
ENTRIES_MOST = 65_534
DIRECTORY_MOST = 64 * MEGABYTE

XML_MOST = 256 * MEGABYTE
DEPTH_MOST = 100

LINE_MOST = 256 * MEGABYTE
ROW_GROUP_MOST = 1024 * MEGABYTE

CHUNK = 1 << 20


class Readable(Protocol):
    """What can be read a piece at a time."""

    def read(self, size: int, /) -> bytes:
        """Give at most `size` bytes, none at the end."""
        ...


class Budget:
    """How much may still be unpacked from one container of `packed` bytes."""

    def __init__(self, place: str, packed: int) -> None:
        self._place = place
        self._most = max(RATIO_FROM, packed * RATIO_MOST)
        self._taken = 0

    def take(self, count: int) -> None:
        """Count bytes that were unpacked; raises Fault where they are too many."""
        self._taken += count
        if self._taken > UNPACKED_MOST:
            size = f"{UNPACKED_MOST // MEGABYTE:,} MiB"
            raise Fault(self._place, f"unpacks to more than {size}", "split it")
        if self._taken > self._most:
            problem = f"unpacks to more than {RATIO_MOST} times its size, which no text does"
            raise Fault(self._place, problem, "unpack it yourself, if you trust it")


def whole(stream: Readable, place: str) -> bytes:
    """Read a text that is packed in nothing; raises Fault where it is too large, or has no end."""
    # A read of the most that may come would ask the system for so much memory at once.
    content = bytearray()
    while piece := stream.read(min(CHUNK, UNPACKED_MOST + 1 - len(content))):
        content += piece
        if len(content) > UNPACKED_MOST:
            raise Fault(place, f"is larger than {UNPACKED_MOST // MEGABYTE:,} MiB", "split it")
    return bytes(content)


def drained(stream: Readable, budget: Budget) -> bytes:
    """Read a stream to its end, as far as the budget lets it."""
    pieces = []
    while piece := stream.read(CHUNK):
        budget.take(len(piece))
        pieces.append(piece)
    return b"".join(pieces)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file to read its bytes; raises Fault where there is none or it cannot be read."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise Fault(str(path), "no such file", "check the name") from None
    except OSError as error:
        raise unreadable(path, error) from None
    with file:
        yield file


def unreadable(path: Path, error: OSError) -> Fault:
    """Give the fault for a file that cannot be read."""
    return Fault(str(path), f"cannot be read ({error.strerror})", "check its permissions")


def size_of(file: BinaryIO) -> int:
    """Give an open file's size in bytes."""
    size = file.seek(0, 2)
    file.seek(0)
    return size
