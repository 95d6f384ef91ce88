"""Files and folders behind URLs: what is asked of a file system, and how its errors are told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from pipeline.faults import Fault
from pipeline.urls import Url, url_of

CHECK = "check the name, and what the file system asks for"


@pytest.fixture
def shelf() -> Iterator[Any]:
    """A file system in memory that holds a folder with a file and a folder."""
    system = fsspec.filesystem("memory")
    system.makedirs("/urls/book", exist_ok=True)
    system.pipe_file("/urls/tide.txt", b"tbe sea")
    yield system
    system.rm("/urls", recursive=True)


def told(url: Url, work: Any) -> tuple[str, str, str]:
    with pytest.raises(Fault) as raised:
        work(url)
    return raised.value.place, raised.value.problem, raised.value.remedy


class Failing:
    """A file system all of whose work ends in one error."""

    def __init__(self, error: Exception, protocol: Any = "memory") -> None:
        self.error, self.protocol = error, protocol
        self.made: list[str] = []

    def invalidate_cache(self) -> None: ...

    def makedirs(self, path: str, exist_ok: bool) -> None:
        assert exist_ok
        self.made.append(path)

    def fail(self, *_: Any, **__: Any) -> Any:
        raise self.error

    isdir = isfile = get_file = put_file = rm_file = open = fail


def failing(monkeypatch: pytest.MonkeyPatch, system: Failing) -> None:
    monkeypatch.setattr(fsspec.core, "url_to_fs", lambda text: (system, text.partition("//")[2]))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("s3://shelf/raw", "s3://shelf/raw"),
        ("ftp://me:secret@host/raw", "ftp://…@host/raw"),
        ("ftp://me@host/raw", "ftp://…@host/raw"),
        ("s3://shelf/a@b", "s3://shelf/a@b"),
        ("zip://a::ftp://me:secret@host/b@c", "zip://a::ftp://…@host/b@c"),
    ],
)
def test_secrets_of_a_url_are_not_shown(text: str, shown: str) -> None:
    assert str(Url(text)) == shown


@pytest.mark.parametrize(
    ("text", "name"),
    [("s3://shelf/raw", "raw"), ("s3://shelf/raw/", "raw"), ("s3://shelf/a/b//", "b")],
)
def test_name_is_the_last_part(text: str, name: str) -> None:
    assert Url(text).name == name


@pytest.mark.parametrize("text", ["s3://shelf/X", "s3://shelf/X/"])
def test_what_is_in_a_folder_has_its_url(text: str) -> None:
    assert Url(text).of("a.txt") == Url("s3://shelf/X/a.txt")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("s3://a/b", Url("s3://a/b")),
        ("S3://a/b", Url("S3://a/b")),
        ("a+b.c-1://x", Url("a+b.c-1://x")),
        ("zip://a::s3://b", Url("zip://a::s3://b")),
        ("simplecache::s3://b", Url("simplecache::s3://b")),
        ("file:///raw", Path("/raw")),
        ("FILE:///Raw", Path("/Raw")),
        ("file://raw", Path("raw")),
        ("raw/a", Path("raw/a")),
        ("1://a", Path("1:/a")),
        ("a:b", Path("a:b")),
        ("raw/s3://a", Path("raw/s3:/a")),
    ],
)
def test_url_is_told_from_a_path(text: str, found: Url | Path) -> None:
    assert url_of(text) == found


def test_names_in_a_folder(shelf: Any) -> None:
    assert sorted(Url("memory://urls").names()) == [("book", True), ("tide.txt", False)]
    assert Url("memory://urls").is_folder() is True
    assert Url("memory://urls/tide.txt").is_folder() is False


@pytest.mark.parametrize("name", ["tide.txt", "nowhere"])
def test_folder_that_is_none_is_told(name: str, shelf: Any) -> None:
    url = Url(f"memory://urls/{name}")
    assert told(url, Url.names) == (str(url), "no such file or folder", "check the name")


def test_listing_is_asked_anew_and_its_names_are_the_last_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Any] = []

    class Listing(Failing):
        def invalidate_cache(self) -> None:
            asked.append("anew")

        def isdir(self, *given: Any, **_: Any) -> Any:
            asked.extend(given)
            return True

        def ls(self, path: str, detail: bool) -> list[dict[str, str]]:
            asked.append((path, detail))
            return [
                {"name": "shelf/raw/a.txt", "type": "file"},
                {"name": "shelf/raw/X/", "type": "directory"},
                {"name": "c", "type": "other"},
            ]

    failing(monkeypatch, Listing(ValueError()))
    assert Url("s3://shelf/raw").names() == [("a.txt", False), ("X", True), ("c", False)]
    assert asked == ["anew", "shelf/raw", ("shelf/raw", True)]


def test_file_is_fetched_whole_or_its_beginning(shelf: Any, tmp_path: Path) -> None:
    url, here = Url("memory://urls/tide.txt"), tmp_path / "tide.txt"
    url.fetch(here)
    assert here.read_bytes() == b"tbe sea"
    for most, content in ((3, b"tbe"), (0, b""), (99, b"tbe sea")):
        url.fetch(here, most)
        assert here.read_bytes() == content


def test_file_is_fetched_if_there_is_one(shelf: Any, tmp_path: Path) -> None:
    here = tmp_path / "tide.txt"
    for name in ("nowhere", "book"):
        assert Url(f"memory://urls/{name}").fetched(here) is False
    assert not here.exists()
    assert Url("memory://urls/tide.txt").fetched(here) is True
    assert here.read_bytes() == b"tbe sea"


@pytest.mark.parametrize("most", [None, 3])
def test_fetching_what_is_not_there_is_told(most: int | None, shelf: Any, tmp_path: Path) -> None:
    url = Url("memory://urls/nowhere")
    assert told(url, lambda it: it.fetch(tmp_path / "x", most)) == (
        str(url), "no such file or folder", "check the name"
    )  # fmt: skip


def test_file_is_put_and_taken_away(shelf: Any, tmp_path: Path) -> None:
    here = tmp_path / "new.txt"
    here.write_bytes(b"the sea")
    url = Url("memory://urls/deep/er/new.txt")
    url.put(here)
    assert shelf.cat_file("/urls/deep/er/new.txt") == b"the sea"
    url.remove()
    assert not shelf.exists("/urls/deep/er/new.txt")
    url.remove()


class Missing(Failing):
    """A file system that lacks the folder until it is made."""

    def put_file(self, here: str, path: str) -> None:
        if not self.made:
            raise FileNotFoundError(path)
        self.put = (here, path)


@pytest.mark.parametrize("protocol", ["memory", ("local", "file")], ids=["one", "two"])
def test_folder_is_made_where_there_is_none(
    protocol: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system = Missing(ValueError(), protocol)
    failing(monkeypatch, system)
    Url("memory://shelf/raw/a.txt").put(tmp_path / "a")
    assert (system.made, system.put) == (["shelf/raw"], (str(tmp_path / "a"), "shelf/raw/a.txt"))


BUCKETS = ["s3", "s3a", "gs", "gcs", "abfs", "az", "adl", "oci", "oss"]


@pytest.mark.parametrize("protocol", [*BUCKETS, ("other", "s3a")], ids=[*BUCKETS, "one of two"])
def test_bucket_is_not_made(protocol: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    system = Missing(ValueError(), protocol)
    failing(monkeypatch, system)
    assert told(Url("s3://shelf/a.txt"), lambda url: url.put(tmp_path / "a")) == (
        "s3://shelf/a.txt", "no such file or folder", "check the name"
    )  # fmt: skip
    assert system.made == []


WORKS = {
    "names": (Url.names, "read"),
    "is_folder": (Url.is_folder, "read"),
    "fetch": (lambda url: url.fetch(Path("x")), "read"),
    "fetch some": (lambda url: url.fetch(Path("x"), 3), "read"),
    "fetched": (lambda url: url.fetched(Path("x")), "read"),
    "put": (lambda url: url.put(Path("x")), "written"),
    "remove": (Url.remove, "written"),
}


@pytest.mark.parametrize("name", WORKS)
def test_whatever_a_file_system_raises_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    work, done = WORKS[name]
    url = Url("s3://me:secret@shelf/a.txt")
    shown = "s3://…@shelf/a.txt"
    failing(monkeypatch, Failing(RuntimeError("the door\n  is shut")))
    assert told(url, work) == (shown, f"cannot be {done} (the door is shut)", CHECK)
    failing(monkeypatch, Failing(PermissionError()))
    assert told(url, work) == (shown, f"cannot be {done} (PermissionError)", CHECK)
    failing(monkeypatch, Failing(ValueError("x" * 201)))
    assert told(url, work) == (shown, f"cannot be {done} ({'x' * 200})", CHECK)
    failing(monkeypatch, Failing(ImportError("Install s3fs")))
    assert told(url, work) == (shown, "needs a package (Install s3fs)", "install it")


def test_package_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    assert told(Url("s3://me:secret@shelf"), Url.is_folder) == (
        "s3://…@shelf", "needs the package fsspec", "pip install 'corrigenda[library]'"
    )  # fmt: skip
