"""Zip volumes: one document, its pages back to the byte, and every hostile archive one line."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

import pytest
from containing import CLEANED, PAGES, call, one_line, write_volume, write_zip
from tiny import TIDE, TIDE_CLEANED

from pipeline import book
from pipeline.containers import limits, volume
from pipeline.faults import Fault


def told(path: Path) -> str:
    with pytest.raises(Fault) as caught:
        volume.read(path)
    return str(caught.value).removeprefix(f"{path}: ")


def test_volume_is_one_document_and_its_pages_come_back(folder: Path) -> None:
    packed = write_volume(folder / "raw" / "ferry.zip").read_bytes()
    assert call("clean").exit_code == 0
    assert (folder / "cleaned" / "ferry.txt").read_bytes() == CLEANED.encode()
    assert (folder / "raw" / "ferry.zip").read_bytes() == packed
    assert call("restore", "ferry", "-o", "back").exit_code == 0
    back = {path.name: path.read_text("utf-8") for path in (folder / "back").iterdir()}
    assert back == {f"{number:08}.txt": page for number, page in enumerate(PAGES, 1)}


def test_everything_works_on_a_volume_as_on_a_text(folder: Path) -> None:
    write_volume(folder / "raw" / "ferry.zip")
    call("clean")
    raw = len("\f".join(PAGES).encode())
    assert call("verify").stdout.splitlines() == [
        f"ferry: {raw} bytes restored, equal to raw/ferry.zip",
        "1 of 1 verified",
    ]
    assert call("clean").stdout.startswith("unchanged: 1 document")
    assert "[-tbe-]{+the+}" in call("diff", "ferry").stdout
    assert "scannos/b-for-h" in call("explain", "raw/ferry.zip:3").stdout
    assert call("stet", "ferry:3", "--word", "tbe").exit_code == 0
    assert call("clean").exit_code == 0
    assert "\ntbe ferryman\n" in (folder / "cleaned" / "ferry.txt").read_text("utf-8")


def test_volume_that_changed_is_not_verified_and_is_cleaned_again(folder: Path) -> None:
    write_volume(folder / "raw" / "ferry.zip")
    call("clean")
    write_volume(folder / "raw" / "ferry.zip", (*PAGES[:-1], "tbe end\n"))
    result = call("verify")
    assert result.exit_code == 1
    assert result.stderr == ("raw/ferry.zip: is not the file that was cleaned; clean it again\n")
    call("clean")
    assert (folder / "cleaned" / "ferry.txt").read_text("utf-8").endswith("the end\n")


def test_pages_go_by_their_numbers_and_all_else_is_left_alone(tmp_path: Path) -> None:
    files = {
        "vol/p10.txt": b"ten",
        "vol/p9.txt": b"nine",
        "vol/mets.xml": b"<!DOCTYPE x [",
        "vol/p9.jpg": b"\xff\xd8",
        "__MACOSX/vol/._p9.txt": b"x",
        ".hidden/p1.txt": b"x",
    }
    raw, pages = volume.read(write_zip(tmp_path / "vol.zip", files))
    assert book.cut(raw, pages) == [("p9.txt", b"nine"), ("p10.txt", b"ten")]


def test_single_text_needs_no_number(tmp_path: Path) -> None:
    assert volume.read(write_zip(tmp_path / "a.zip", {"tide.txt": b"x"}))[0] == b"x"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"../p1.txt": b"x"}, "holds the name '../p1.txt', which leads out of a folder"),
        ({"a/../../p1.txt": b"x"}, "holds the name 'a/../../p1.txt', which leads out of a folder"),
        ({"..\\p1.txt": b"x"}, "holds the name '..\\\\p1.txt', which leads out of a folder"),
        ({"/etc/p1.txt": b"x"}, "holds the name '/etc/p1.txt', which leads out of a folder"),
        ({"C:/p1.txt": b"x"}, "holds the name 'C:/p1.txt', which leads out of a folder"),
        ({"1.txt": b"x", "../up.xml": b""}, "holds the name '../up.xml', which leads out of a"),
        ({"a/1.txt": b"x", "b/1.txt": b"x"}, "holds texts in 2 folders; make each folder a zip"),
        ({"1.txt": b"x", "notes.txt": b"x"}, "holds notes.txt, whose name does not end in a page"),
        ({"mets.xml": b"x"}, "holds no page files; it needs files whose names end in .txt"),
    ],
)
def test_archive_of_other_things_is_refused(
    files: dict[str, bytes], message: str, tmp_path: Path
) -> None:
    assert told(write_zip(tmp_path / "v.zip", files)).startswith(message)


def test_name_that_comes_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("1.txt", b"one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("1.txt", b"other")
    assert told(path) == "holds 1.txt twice; pack the page files anew"


def test_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.zip"
    link = zipfile.ZipInfo("1.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, b"/etc/passwd")
    assert told(path) == "holds the link 1.txt; pack the page files anew"


def test_encrypted_page_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "v.zip", {"1.txt": b"x" * 99})
    packed = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(mark) + at] |= 1
    path.write_bytes(packed)
    assert told(path) == "is encrypted (1.txt); unpack it, and pack it without a password"


def test_method_other_than_deflate_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("1.txt", b"x")
    assert told(path).startswith("holds 1.txt, packed by a method other than deflate")


@pytest.mark.parametrize("keep", [0, 3, 40, 300, -1, -30])
def test_truncated_archive_is_one_line_and_the_rest_goes_on(keep: int, folder: Path) -> None:
    (folder / "raw" / "tide.txt").write_text(TIDE, "utf-8")
    path = write_volume(folder / "raw" / "ferry.zip")
    path.write_bytes(path.read_bytes()[:keep])
    result = call("clean")
    assert one_line(result).startswith("raw/ferry.zip: is no zip archive, or is cut short; fetch")
    assert (folder / "cleaned" / "tide.txt").read_text("utf-8") == TIDE_CLEANED
    assert not (folder / "cleaned" / "ferry.txt").exists()


def test_any_damaged_byte_is_told_or_does_no_harm(tmp_path: Path) -> None:
    path = write_volume(tmp_path / "v.zip")
    sound, packed = volume.read(path), path.read_bytes()
    refused = 0
    for place in range(len(packed)):
        path.write_bytes(packed[:place] + bytes([packed[place] ^ 0x55]) + packed[place + 1 :])
        try:
            assert volume.read(path)[0] == sound[0]
        except Fault:
            refused += 1
    assert refused > len(packed) // 2


def test_bomb_is_refused_long_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "v.zip"
    bomb = bytes(limits.RATIO_FROM + limits.CHUNK)
    write_zip(path, {f"{number}.txt": bomb for number in range(1, 4)})
    ratio = "unpacks to more than 100 times its size, which no text does; unpack it yourself"
    assert told(path).startswith(ratio)
    monkeypatch.setattr(limits, "UNPACKED_MOST", limits.MEGABYTE)
    assert told(path) == "unpacks to more than 1 MiB; split it"


def test_size_that_a_header_declares_is_not_believed(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "v.zip", {"1.txt": bytes(limits.RATIO_FROM + limits.CHUNK)})
    packed = bytearray(path.read_bytes())
    at = packed.index(b"PK\x01\x02") + 24
    packed[at : at + 4] = struct.pack("<L", 5)
    path.write_bytes(packed)
    assert told(path).startswith("is damaged (Bad CRC-32")


def test_too_many_entries_are_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_volume(tmp_path / "v.zip")
    monkeypatch.setattr(volume, "ENTRIES_MOST", 3)
    assert told(path) == "holds more than 3 entries; make it several volumes"


def test_ledger_that_names_files_elsewhere_restores_nothing(folder: Path) -> None:
    write_volume(folder / "raw" / "ferry.zip")
    call("clean")
    listed = folder / "cleaned" / "ferry.corrections.jsonl"
    listed.write_bytes(listed.read_bytes().replace(b'"00000001.txt"', b'"../../evil01"'))
    message = one_line(call("restore", "ferry", "-o", "back/deep"))
    assert "names the page file '../../evil01', which is no name" in message
    assert not (folder / "back").exists()
