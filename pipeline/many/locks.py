"""Locks: two runs do not clean the same documents into one folder at the same time.

A run locks, in a hidden file of its output folder, the bytes whose places are the hashes of the
names it may write: those of its shard, or just those of the texts it was given. So the shards of a
collection work side by side in one folder, and so do runs over other texts, but no two runs meet on
a document. The system holds the locks, and a run that is killed has none. Where a file system
cannot lock, runs go on without: each file is still written whole, and work may be done twice.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline import presence, store
from pipeline.containers import formats
from pipeline.faults import Fault
from pipeline.many.shards import HASHES, Shard, place
from pipeline.urls import Url

NAME = ".corrigenda.lock"

_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}

Span = tuple[int, int]


def spans(paths: Sequence[Path | Url], shard: Shard) -> list[Span]:
    """Give what a run over these may write: where all are files here, no more than theirs."""
    files = [path for path in paths if isinstance(path, Path) and _is_file(path)]
    if len(files) < len(paths):
        return [shard.span]
    places = sorted({place(formats.document_name(path)) for path in files})
    return [(one, one + 1) for one in places]


def _is_file(path: Path) -> bool:
    known = path.suffix.lower() == ".txt" or formats.format_of(path) is not None
    return known and not presence.is_folder(path)


@contextmanager
def held(folder: Path, wanted: Sequence[Span]) -> Iterator[bool]:
    """Hold the lock of an output folder; gives False where its file system cannot lock.

    Raises Fault where another run holds a part of it.
    """
    store.prepare(folder)
    if os.name != "posix":
        yield False
        return
    path = folder / NAME
    handle = _open(path)
    try:
        locked = _lock(handle, folder, wanted)
        while locked and not _is_current(handle, path):
            # The run that held it took the file away between our opening and our locking it.
            os.close(handle)
            handle = _open(path)
            locked = _lock(handle, folder, wanted)
        try:
            yield locked
        finally:
            if locked and _try(handle, [(0, HASHES)]):
                path.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        remedy = "check it, or choose another with -o"
        raise Fault(str(path), f"cannot be written ({error.strerror})", remedy) from None


def _lock(handle: int, folder: Path, wanted: Sequence[Span]) -> bool:
    try:
        if _try(handle, wanted):
            return True
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return False
        raise
    problem = "another run is cleaning the same documents into it"
    raise Fault(str(folder), problem, "wait for it, or clean into another folder with -o")


def _try(handle: int, wanted: Sequence[Span]) -> bool:
    """Lock all of these stretches, or say that another process holds one of them."""
    import fcntl

    try:
        for first, end in wanted:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, end - first, first)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _is_current(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
