"""gzip and Zstandard: the unpacked bytes are the document, and every bomb is one line."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest
import zstandard
from containing import call, one_line
from tiny import TIDE, TIDE_CLEANED

from pipeline.containers import limits, packed
from pipeline.faults import Fault

PACK = {"gz": lambda raw: gzip.compress(raw, mtime=0), "zst": zstandard.compress}
UNPACK = {"gz": packed.gunzip, "zst": packed.unzstd}
KINDS = ["gz", "zst"]


def write(path: Path, raw: bytes) -> Path:
    path.write_bytes(PACK[path.suffix[1:]](raw))
    return path


def told(path: Path) -> str:
    with pytest.raises(Fault) as caught:
        UNPACK[path.suffix[1:]](path)
    return str(caught.value).removeprefix(f"{path}: ")


@pytest.mark.parametrize("kind", KINDS)
def test_packed_text_is_a_text(kind: str, folder: Path) -> None:
    write(folder / "raw" / f"tide.txt.{kind}", TIDE.encode())
    assert call("clean").exit_code == 0
    assert (folder / "cleaned" / "tide.txt").read_text("utf-8") == TIDE_CLEANED
    assert call("restore", "tide").stdout_bytes == TIDE.encode()
    equal = f"tide: {len(TIDE)} bytes restored, equal to raw/tide.txt.{kind}"
    assert call("verify").stdout.splitlines()[0] == equal
    assert call("clean").stdout.startswith("unchanged: 1 document")
    assert "[-tbe-]{+the+}" in call("diff", "tide").stdout
    assert "scannos/b-for-h" in call("explain", f"raw/tide.txt.{kind}:2").stdout


def test_text_and_its_packed_copy_have_one_name(folder: Path) -> None:
    (folder / "raw" / "tide.txt").write_text(TIDE, "utf-8")
    write(folder / "raw" / "tide.txt.gz", TIDE.encode())
    assert "has the same name as raw/tide.txt" in one_line(call("clean"))


def test_other_packed_files_of_a_folder_are_passed_over(folder: Path) -> None:
    write(folder / "raw" / "pictures.tar.gz", b"tbe")
    write(folder / "raw" / "tide.txt.gz", TIDE.encode())
    assert call("clean").exit_code == 0
    assert [path.name for path in (folder / "cleaned").glob("*.txt")] == ["tide.txt"]
    write(folder / "raw" / "notes.gz", b"tbe")
    assert call("clean", "raw/notes.gz", "-o", "named").exit_code == 0
    assert (folder / "named" / "notes.txt").read_bytes() == b"the"


@pytest.mark.parametrize("name", ["a.tar.gz", "a.jsonl.zst", "a.xml.gz", "a.parquet.gz"])
def test_packed_file_that_is_no_text_is_refused(name: str, folder: Path) -> None:
    write(folder / name, b"tbe")
    inner = name.split(".")[1]
    assert one_line(call("clean", name)) == (
        f"{name}: is a packed {inner}, and only texts are read packed; unpack it"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_several_members_are_read_whole(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    path.write_bytes(PACK[kind](b"one ") + PACK[kind](b"") + PACK[kind](b"two"))
    assert UNPACK[kind](path) == b"one two"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("keep", [5, 14, -1])
def test_truncated_file_is_one_line_and_the_rest_goes_on(
    kind: str, keep: int, folder: Path
) -> None:
    (folder / "raw" / "quay.txt").write_text(TIDE, "utf-8")
    path = write(folder / "raw" / f"tide.txt.{kind}", TIDE.encode())
    path.write_bytes(path.read_bytes()[:keep])
    assert one_line(call("clean")) == f"raw/tide.txt.{kind}: is cut short; fetch it again"
    assert (folder / "cleaned" / "quay.txt").read_text("utf-8") == TIDE_CLEANED


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_file_is_one_line(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    path.write_bytes(b"plain text, and no packed one at all")
    assert told(path).startswith("is damaged (")


def test_empty_zstandard_frame_is_an_empty_text_and_no_frame_is_none(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zst", b"")
    assert packed.unzstd(path) == b""
    path.write_bytes(b"")
    assert told(path) == "is cut short; fetch it again"


@pytest.mark.parametrize("kind", KINDS)
def test_bomb_is_refused(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / f"a.{kind}", bytes(limits.RATIO_FROM * 3))
    assert told(path).startswith("unpacks to more than 100 times its size")
    monkeypatch.setattr(limits, "UNPACKED_MOST", limits.MEGABYTE)
    assert told(path) == "unpacks to more than 1 MiB; split it"


@pytest.mark.parametrize("kind", KINDS)
def test_bomb_is_never_held_whole(kind: str, tmp_path: Path) -> None:
    import tracemalloc

    path = write(tmp_path / f"a.{kind}", bytes(300 * limits.MEGABYTE))
    tracemalloc.start()
    try:
        told(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 100 * limits.MEGABYTE


def test_missing_package_is_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder / "raw" / "tide.txt.zst", TIDE.encode())
    monkeypatch.setitem(sys.modules, "zstandard", None)
    assert one_line(call("clean")) == (
        "raw/tide.txt.zst: needs the package zstandard; pip install 'corrigenda[library]'"
    )
