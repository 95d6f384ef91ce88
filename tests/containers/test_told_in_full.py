"""What is said of a packed file that cannot be read, to the last word: place, problem, remedy."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import zstandard
from containing import write_gzip, write_zip

from pipeline.containers import json_line, limits, packed, volume
from pipeline.faults import Fault

AGAIN = "fetch it again"
REPACK = "pack the page files anew"
LAST = struct.Struct("<4s4H2LH")


def told(read: Callable[[Path], object], path: Path) -> tuple[str, str, str]:
    with pytest.raises(Fault) as raised:
        read(path)
    return raised.value.place, raised.value.problem, raised.value.remedy


class Failing(io.BytesIO):
    """A file that opens, tells its size, and cannot be read."""

    def read(self, *_: Any) -> bytes:
        raise OSError(5, "Input/output error")


@contextmanager
def failing(path: Path) -> Iterator[Failing]:
    """A file as `limits.opened` gives it."""
    yield Failing(path.read_bytes())


@pytest.mark.parametrize(
    ("name", "content", "read", "module"),
    [
        ("a.txt.gz", gzip.compress(b"tbe sea"), packed.gunzip, packed),
        ("a.txt.zst", zstandard.compress(b"tbe sea"), packed.unzstd, packed),
    ],
    ids=["gzip", "zstd"],
)
def test_disk_that_fails_in_mid_file_is_told(
    name: str, content: bytes, read: Any, module: Any, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path = tmp_path / name
    path.write_bytes(content)
    monkeypatch.setattr(module, "opened", failing)
    problem = "cannot be read (Input/output error)"
    assert told(read, path) == (str(path), problem, "check its permissions")


def test_damaged_gzip_is_told(tmp_path: Path) -> None:
    path = write_gzip(tmp_path / "a.txt.gz", b"tbe sea " * 99)
    whole = path.read_bytes()
    path.write_bytes(whole[:-8] + bytes(4) + whole[-4:])
    place, problem, remedy = told(packed.gunzip, path)
    assert (place, remedy) == (str(path), AGAIN)
    assert problem.startswith("is damaged (CRC check failed")


def test_damaged_zstandard_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.zst"
    path.write_bytes(b"tbe sea")
    place, problem, remedy = told(packed.unzstd, path)
    assert (place, remedy) == (str(path), AGAIN)
    assert problem.startswith("is damaged (")


def test_text_may_be_as_long_as_the_limit_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED_MOST", 3 << 20)
    most = bytes(3 << 20)
    assert limits.whole(io.BytesIO(most), "a.txt") == most
    stream = io.BytesIO(most + b"xyz")
    assert told(lambda _: limits.whole(stream, "a.txt"), Path()) == (
        "a.txt", "is larger than 3 MiB", "split it"
    )  # fmt: skip
    # One byte more than the limit tells that there are more.
    assert stream.tell() == (3 << 20) + 1


ODD: dict[str, tuple[dict[str, bytes], str, str]] = {
    "leads out": (
        {"../1.txt": b"x"},
        "holds the name '../1.txt', which leads out of a folder",
        REPACK,
    ),
    "no number": (
        {"v/1.txt": b"x", "v/x.txt": b"y"},
        "holds v/x.txt, whose name does not end in a page's number",
        "pack page files only, or one text",
    ),
}


@pytest.mark.parametrize("what", sorted(ODD))
def test_volume_that_is_none_is_told(what: str, tmp_path: Path) -> None:
    files, problem, remedy = ODD[what]
    path = write_zip(tmp_path / "v.zip", files)
    assert told(volume.read, path) == (str(path), problem, remedy)


def test_method_other_than_deflate_is_told(tmp_path: Path) -> None:
    path = tmp_path / "v.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("v/1.txt", b"x")
    problem = "holds v/1.txt, packed by a method other than deflate"
    assert told(volume.read, path) == (str(path), problem, REPACK)


def test_entries_that_are_missing_are_told(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "v.zip", {"v/1.txt": b"x", "v/2.txt": b"y"})
    whole = path.read_bytes()
    fields = [*LAST.unpack(whole[-LAST.size :])]
    fields[4] = 3
    path.write_bytes(whole[: -LAST.size] + LAST.pack(*fields))
    assert told(volume.read, path) == (str(path), "is damaged (entries are missing)", AGAIN)


@pytest.mark.parametrize(("name", "field"), [("ENTRIES_MOST", 4), ("DIRECTORY_MOST", 5)])
def test_directory_may_be_as_long_as_the_limit_and_no_longer(
    name: str, field: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_zip(tmp_path / "v.zip", {"v/1.txt": b"x", "v/2.txt": b"y"})
    there = LAST.unpack(path.read_bytes()[-LAST.size :])[field]
    monkeypatch.setattr(volume, name, there)
    assert volume.read(path)[0] == b"x\fy"
    monkeypatch.setattr(volume, name, there - 1)
    entries = there - 1 if name == "ENTRIES_MOST" else limits.ENTRIES_MOST
    problem = f"holds more than {entries:,} entries"
    assert told(volume.read, path) == (str(path), problem, "make it several volumes")


@pytest.mark.parametrize("before", [b"", b"x", b"PK\x05\x06" + bytes(18)])
def test_archive_is_found_behind_what_stands_before_it(before: bytes, tmp_path: Path) -> None:
    """An archive may hold a file that reads as the end of one: the last end counts."""
    path = tmp_path / "v.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("v/mets.xml", before)
        archive.writestr("v/1.txt", b"tbe sea")
        archive.comment = b"c" * 0xFFFF
    assert volume.read(path)[0] == b"tbe sea"


def test_archive_without_any_entry_is_told(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "v.zip", {})
    assert path.stat().st_size == LAST.size
    assert told(volume.read, path) == (
        str(path), "holds no page files", "it needs files whose names end in .txt"
    )  # fmt: skip


def test_texts_of_the_packing_program_are_no_pages(tmp_path: Path) -> None:
    files = {"v/1.txt": b"x", "__MACOSX/v/2.txt": b"y", "v/.3.txt": b"z"}
    assert volume.read(write_zip(tmp_path / "v.zip", files))[0] == b"x"


@pytest.mark.parametrize(
    ("style", "like"),
    [('"the / \\u00e9"', "ascii"), ('"the \\/ x"', "utf-8"), ('"\\u00e9 é"', "utf-8")],
)
def test_corrected_text_is_written_as_the_raw_one(style: str, like: str) -> None:
    assert json_line.style_like(style) == like
    assert json_line.style_like(like) == like


def test_strings_of_an_array_are_all_found() -> None:
    for line in ('["a"]', '[ "a" , "" ]', '["a","b"] ', "[]", '["",""]'):
        value = json_line.Value(None, 0, len(line.rstrip()))
        found = json_line.strings(line, value)
        assert [one.content for one in found] == json_line._DECODER.decode(line.strip())
        assert [line[one.start] + line[one.end - 1] for one in found] == ['""'] * len(found)


def test_damaged_entry_is_told(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "v.zip", {"v/1.txt": b"tbe sea"})
    whole = path.read_bytes()
    at = whole.index(b"v/1.txt") + len("v/1.txt")
    path.write_bytes(whole[:at] + b"\xff" + whole[at + 1 :])
    place, problem, remedy = told(volume.read, path)
    assert (place, remedy) == (str(path), AGAIN)
    assert problem.startswith("is damaged (Error -3 while decompressing data")


def test_archive_of_another_version_is_told(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "v.zip", {"v/1.txt": b"tbe sea"})
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"PK\x01\x02") + 6] = 99
    path.write_bytes(whole)
    assert told(volume.read, path) == (
        str(path), "cannot be unpacked (zip file version 9.9)", REPACK
    )  # fmt: skip


def test_disk_that_fails_in_mid_volume_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_zip(tmp_path / "v.zip", {"v/1.txt": b"tbe sea"})
    monkeypatch.setattr(volume, "drained", lambda stream, budget: Failing().read())
    problem = "cannot be read (Input/output error)"
    assert told(volume.read, path) == (str(path), problem, "check its permissions")


def test_text_of_several_pieces_is_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHUNK", 3)
    assert limits.drained(io.BytesIO(b"tbe sea"), limits.Budget("a", 7)) == b"tbe sea"
    file = io.BytesIO(b"tbe sea")
    assert (limits.size_of(file), file.tell()) == (7, 0)


@pytest.mark.parametrize(("packed_size", "most"), [(1, 50), (10, 100)])
def test_ratio_counts_to_the_byte(
    packed_size: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RATIO_FROM", 50)
    monkeypatch.setattr(limits, "RATIO_MOST", 10)
    limits.Budget("a", packed_size).take(most)
    with pytest.raises(Fault, match="unpacks to more than 10 times its size"):
        limits.Budget("a", packed_size).take(most + 1)


def test_unpacked_text_may_be_as_long_as_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED_MOST", 60)
    limits.Budget("a", 60).take(60)
    with pytest.raises(Fault, match="unpacks to more than 0 MiB"):
        limits.Budget("a", 60).take(61)


def test_places_and_literals_are_as_many() -> None:
    place = json_line.Value("a", 0, 3)
    with pytest.raises(ValueError, match="shorter"):
        json_line.replaced('"a"', [place], [])
    assert json_line.replaced('"a"', [place], ['"b"']) == '"b"'


@pytest.mark.parametrize(
    ("line", "problem"), [('{"a":1,}', "a name is missing"), ("{1:2}", "a name is missing")]
)
def test_object_without_a_name_is_told(line: str, problem: str) -> None:
    with pytest.raises(ValueError, match=f"^{problem}$"):
        json_line.fields(line)
