"""Files and folders behind URLs, in whatever file system fsspec knows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import regex

from pipeline.extras import need
from pipeline.faults import Fault

T = TypeVar("T")

_BUCKETS = {"s3", "s3a", "gs", "gcs", "abfs", "az", "adl", "oci", "oss"}
_TOLD_MOST = 200
_REMEDY = "check the name, and what the file system asks for"
_SECRET = regex.compile(r"(?<=://)[^/@]*@")
_SCHEME = regex.compile(r"[a-z][a-z0-9+.-]*(?:::[a-z][a-z0-9+.-]*)*://", regex.IGNORECASE)


@dataclass(frozen=True)
class Url:
    """A file or a folder in a file system that fsspec knows."""

    text: str

    def __str__(self) -> str:
        return _SECRET.sub("…@", self.text)

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.text.rstrip("/").rpartition("/")[2]

    def of(self, name: str) -> Url:
        """Give what has this name in the folder."""
        return Url(f"{self.text.rstrip('/')}/{name}")

    def names(self) -> list[tuple[str, bool]]:
        """Give the names in the folder, and whether each is a folder; Fault where there is none."""

        def listed(system: Any, path: str) -> list[tuple[str, bool]]:
            system.invalidate_cache()
            if not system.isdir(path):
                raise FileNotFoundError
            found = system.ls(path, detail=True)
            names = [(one["name"].rstrip("/").rpartition("/")[2], one["type"]) for one in found]
            return [(name, kind == "directory") for name, kind in names]

        return self._ask(listed)

    def is_folder(self) -> bool:
        """Say whether it is a folder."""
        return self._ask(lambda system, path: bool(system.isdir(path)))

    def fetch(self, to: Path, most: int | None = None) -> None:
        """Copy the file here, or its first `most` bytes; Fault where that cannot be done."""

        def copied(system: Any, path: str) -> None:
            if most is None:
                system.get_file(path, str(to))
            else:
                with system.open(path, "rb") as file:
                    to.write_bytes(file.read(most))

        self._ask(copied)

    def fetched(self, to: Path) -> bool:
        """Copy the file here, and say whether there is one."""
        there = self._ask(lambda system, path: bool(system.isfile(path)))
        if there:
            self.fetch(to)
        return there

    def put(self, file: Path) -> None:
        """Copy a file there; Fault where that cannot be done."""

        def copied(system: Any, path: str) -> None:
            try:
                system.put_file(str(file), path)
            except FileNotFoundError:
                if _has_buckets(system):
                    raise
                system.makedirs(path.rpartition("/")[0], exist_ok=True)
                system.put_file(str(file), path)

        self._ask(copied, "written")

    def remove(self) -> None:
        """Take the file away, if there is one."""

        def removed(system: Any, path: str) -> None:
            with suppress(FileNotFoundError):
                system.rm_file(path)

        self._ask(removed, "written")

    def _ask(self, what: Callable[[Any, str], T], done: str = "read") -> T:
        """Ask the file system; whatever it raises is a fault of the place, not ours."""
        fsspec = need("fsspec", str(self))
        try:
            system, path = fsspec.core.url_to_fs(self.text)
            return what(system, path)
        except FileNotFoundError:
            raise Fault(str(self), "no such file or folder", "check the name") from None
        except ImportError as error:
            raise Fault(str(self), f"needs a package ({_short(error)})", "install it") from None
        except Exception as error:
            raise Fault(str(self), f"cannot be {done} ({_short(error)})", _REMEDY) from None


def url_of(text: str) -> Url | Path:
    """Tell a URL from a path; `file://` is a path.

    >>> url_of("s3://shelf/raw"), url_of("file:///raw"), url_of("raw").name
    (Url(text='s3://shelf/raw'), PosixPath('/raw'), 'raw')
    """
    if text.lower().startswith("file://"):
        return Path(text[len("file://") :])
    return Url(text) if _SCHEME.match(text) else Path(text)


def _has_buckets(system: Any) -> bool:
    """Say whether a file system has buckets and no folders: a bucket is not made unasked."""
    known = system.protocol
    return bool(_BUCKETS & {known} if isinstance(known, str) else _BUCKETS & {*known})


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:_TOLD_MOST] or type(error).__name__
