"""Whether a file is there: what a disk will not tell is an error, never taken for an absence.

Since Python 3.14 the same questions of `pathlib` say no to whatever goes wrong. A file of decisions
whose disk fails for a moment would then be cleaned without. Its `glob` has always passed over a
folder that cannot be listed: of rules, none would then be there.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

# What the system says of a path that leads to no file.
_ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)


def exists(path: Path) -> bool:
    """Say whether anything is there; raises OSError where that cannot be told.

    >>> exists(Path("/")), exists(Path("/no such file"))
    (True, False)
    """
    return _mode(path) != 0


def is_file(path: Path) -> bool:
    """Say whether a file is there, or a link to one; raises OSError as `exists` does."""
    return stat.S_ISREG(_mode(path))


def is_folder(path: Path) -> bool:
    """Say whether a folder is there, or a link to one; raises OSError as `exists` does."""
    return stat.S_ISDIR(_mode(path))


def is_link(path: Path) -> bool:
    """Say whether a link is there, wherever it leads; raises OSError as `exists` does."""
    return stat.S_ISLNK(_mode(path, follow=False))


def entries(folder: Path) -> list[Path]:
    """Give what stands in a folder, sorted; nothing where no folder is there.

    Raises OSError where the disk will not list it.
    """
    return sorted(folder / entry.name for entry in _scan(folder))


def entries_below(folder: Path) -> list[Path]:
    """Give what stands in a folder and in all folders below it, sorted, else as `entries`.

    A link to a folder is not followed.
    """
    found, folders = [], [folder]
    while folders:
        inside = folders.pop()
        for entry in _scan(inside):
            found.append(inside / entry.name)
            if entry.is_dir(follow_symlinks=False):
                folders.append(inside / entry.name)
    return sorted(found)


def _scan(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError as error:
        if error.errno in _ABSENT:
            return []
        raise


def _mode(path: Path, follow: bool = True) -> int:
    """Give what kind of file is there, by the system's bits; 0 for none."""
    try:
        return os.stat(path, follow_symlinks=follow).st_mode
    except OSError as error:
        if error.errno in _ABSENT:
            return 0
        raise
    except ValueError:  # no file's name has a NUL
        return 0
