"""A disk that fails on cue: the n-th write, sync, rename or read beneath a folder, and no other.

A write that fails has written half of what it was given, as on a disk that is full. What a cue does
is either an error of the system, or whatever else a test wants, such as the end of the process.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from unittest import mock

Kind = Literal["write", "fsync", "rename", "read", "open", "unlink", "mkdir", "look", "list"]

# What the system says, by what it was asked for.
CODES: dict[Kind, int] = {
    "write": errno.ENOSPC,
    "fsync": errno.EIO,
    "rename": errno.EACCES,
    "read": errno.EIO,
    "open": errno.EACCES,
    "unlink": errno.EROFS,
    "mkdir": errno.ENOSPC,
    "look": errno.EACCES,
    "list": errno.EACCES,
}
KINDS: tuple[Kind, ...] = tuple(CODES)

# What changes a disk: a run that is killed anywhere else might as well be killed at one of these.
CHANGES: tuple[Kind, ...] = ("write", "fsync", "rename", "open", "unlink", "mkdir")


@dataclass
class Disk:
    """Counts what is done to files beneath `folder`, by its kind.

    The `at`-th thing of a `kind` fails, and with `for_good` all that come after it as well; of the
    kind "change" it is the `at`-th of all changes. `fail` is what then happens instead of an error.
    """

    folder: Path
    kind: Kind | Literal["change", ""] = ""
    at: int = 0
    for_good: bool = False
    fail: Callable[[], None] | None = None
    done: Counter[str] = field(default_factory=Counter)

    def meets(self, kind: Kind, path: str) -> None:
        """Count, and fail where the cue says so."""
        if self.is_due(kind):
            self.fails(kind, path)

    def is_due(self, kind: Kind) -> bool:
        self.done[kind] += 1
        self.done["change"] += kind in CHANGES
        if self.kind != kind and not (self.kind == "change" and kind in CHANGES):
            return False
        count = self.done[self.kind]
        return count == self.at or (self.for_good and count > self.at)

    def fails(self, kind: Kind, path: str) -> None:
        if self.fail:
            self.fail()
        code = CODES[kind]
        raise OSError(code, os.strerror(code), path)

    def holds(self, path: object) -> bool:
        if not isinstance(path, str | os.PathLike):
            return False
        return os.path.abspath(os.fspath(path)).startswith(str(self.folder))


class _File:
    """An open file whose reads and writes are counted."""

    def __init__(self, file: Any, disk: Disk, path: str) -> None:
        self._file, self._disk, self._path = file, disk, path

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._file, name)
        if name not in ("read", "readline", "readinto", "read1", "readlines"):
            return found

        def reading(*rest: Any) -> Any:
            self._disk.meets("read", self._path)
            return found(*rest)

        return reading

    def write(self, content: Any) -> Any:
        if self._disk.is_due("write"):
            self._file.write(content[: len(content) // 2])
            self._file.flush()
            self._disk.fails("write", self._path)
        return self._file.write(content)

    def __iter__(self) -> Iterator[Any]:
        while line := self.readline():
            yield line

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *told: object) -> None:
        self._file.close()


@contextmanager
def failing(disk: Disk) -> Iterator[Disk]:
    """Put a disk in the way of this process."""
    real_open, real_stat, real_scandir = io.open, os.stat, os.scandir

    def opening(file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if not disk.holds(file):
            return real_open(file, mode, *rest, **more)
        disk.meets("open", str(file))
        return _File(real_open(file, mode, *rest, **more), disk, str(file))

    def asking(real: Any, kind: Kind) -> Any:
        def work(path: Any, *rest: Any, **more: Any) -> Any:
            if disk.holds(path):
                disk.meets(kind, str(path))
            return real(path, *rest, **more)

        return work

    def syncing(handle: int) -> None:
        # The disk is not waited for: what a crash of the machine would lose is not asked here.
        disk.meets("fsync", f"file {handle}")

    changed = {
        "open": asking(os.open, "open"),
        "replace": asking(os.replace, "rename"),
        "rename": asking(os.rename, "rename"),
        "unlink": asking(os.unlink, "unlink"),
        "remove": asking(os.remove, "unlink"),
        "mkdir": asking(os.mkdir, "mkdir"),
        "stat": asking(real_stat, "look"),
        "scandir": asking(real_scandir, "list"),
        "fsync": syncing,
    }
    with (
        mock.patch.multiple(os, **changed),
        mock.patch.object(io, "open", opening),
        mock.patch.object(builtins, "open", opening),
    ):
        yield disk
