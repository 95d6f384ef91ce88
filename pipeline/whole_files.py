"""Files on disk, whole or not at all: written beside their place, made safe, then renamed."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PART = ".part"

_PART_NAME = re.compile(rf"\..+\.[0-9a-f]{{8}}{re.escape(PART)}", re.DOTALL)


def part_of(path: Path) -> Path:
    """Give a hidden name, never used before, for what is to take the place of a file."""
    hidden = path.name if path.name.startswith(".") else f".{path.name}"
    return path.with_name(f"{hidden}.{secrets.token_hex(4)}{PART}")


def is_part(path: Path) -> bool:
    """Say whether a file's name is one that `part_of` gives; other programs' parts are not ours."""
    return _PART_NAME.fullmatch(path.name) is not None


def stage(path: Path, data: bytes) -> Path:
    """Write data, safe on disk, beside where it is to go; give the temporary file.

    Raises OSError where that cannot be done; then nothing is left of it.
    """
    part = part_of(path)
    with _opened(part) as file:
        file.write(data)
    return part


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write; it takes the place of `path` when all went well, else it is gone.

    Raises OSError where that cannot be done.
    """
    part = part_of(path)
    with _opened(part) as file:
        yield file
    try:
        os.replace(part, path)
    finally:
        discard(part)
    sync(path.parent)


def discard(path: Path) -> None:
    """Take a temporary file away, if it is still there and that can be done."""
    with suppress(OSError):
        path.unlink()


def sync(folder: Path) -> None:
    """Make renames in a folder safe on disk; raises OSError where that cannot be done."""
    # A rename is on disk only when its folder is; Windows has no such call.
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _opened(part: Path) -> Iterator[BinaryIO]:
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        discard(part)
        raise
