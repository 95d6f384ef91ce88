"""Page pictures: found, decoded, and refused where a file is not what it claims to be."""

from __future__ import annotations

import os
import struct
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from page_pictures import PNG, decoded, fault_of, found, write_image, write_pdf
from PIL import Image

from pipeline.faults import Fault
from pipeline.review import picture_files
from pipeline.review.pictures import Pictures, find

DAMAGED = "is damaged or ends too early; copy it again"
NO_PICTURE = "holds no picture that can be read; save it anew as PNG, JPEG, WebP, GIF or TIFF"


def refusal(path: Path) -> str:
    """What is said of a file in a folder of pictures; the folder has one good picture too."""
    write_image(path.parent / "z9.png")
    there = found(path.parent, path.parent)
    number = [Path(name).name for name in names(there)].index(path.name) + 1
    message = fault_of(lambda: there.picture(number))
    assert message.startswith(f"{path}: ")
    return message.removeprefix(f"{path}: ")


def names(there: Pictures) -> tuple[str, ...]:
    assert isinstance(there.source, picture_files.PictureFiles)
    return there.source.names


def header(width: int, height: int) -> bytes:
    """A PNG that claims a size and has a single row's worth of data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    claim = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return PNG + claim + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


# Where pictures are looked for.


def test_the_folder_itself_in_natural_order(tmp_path: Path) -> None:
    for name in ("p10.png", "p9.png", "p1.jpg", "notes.txt", ".p2.png"):
        (tmp_path / name).touch()
    write_image(tmp_path / "p1.jpg")
    there = found(tmp_path, tmp_path)
    assert names(there) == ("p1.jpg", "p9.png", "p10.png")
    assert not there.named


def test_a_folder_of_the_texts_name_comes_first(tmp_path: Path) -> None:
    write_image(tmp_path / "p1.png")
    write_image(tmp_path / "tide" / "p1.png")
    write_pdf(tmp_path / "tide.pdf", ["The tide."])
    there = found(tmp_path, tmp_path)
    assert (there.place, there.named) == (tmp_path / "tide", True)


def test_a_pdf_of_the_texts_name_comes_before_the_folder_itself(tmp_path: Path) -> None:
    write_image(tmp_path / "p1.png")
    write_pdf(tmp_path / "tide.pdf", ["The tide."])
    there = found(tmp_path, tmp_path)
    assert (there.place, there.named, len(there)) == (tmp_path / "tide.pdf", True, 1)


def test_files_that_begin_with_the_texts_name_bear_it(tmp_path: Path) -> None:
    write_image(tmp_path / "tide-1.png")
    write_image(tmp_path / "tide-2.png")
    assert found(tmp_path, tmp_path).named
    assert not found(tmp_path, tmp_path, "tid").named


def test_one_picture_a_page_where_there_are_two_formats(tmp_path: Path) -> None:
    for name in ("p1.tif", "p1.png", "p2.tif", "p2.png"):
        write_image(tmp_path / name)
    assert names(found(tmp_path, tmp_path)) == ("p1.png", "p2.png")


def test_a_pdf_beside_the_raw_text(tmp_path: Path) -> None:
    write_pdf(tmp_path / "tide.pdf", ["The tide.", "The quay."])
    assert len(found(None, tmp_path)) == 2
    assert find(None, tmp_path, "dam") is None


@pytest.mark.parametrize("name", ["", ".", "..", "../tide", "a/tide", "tide\0"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    write_pdf(tmp_path / "tide.pdf", ["The tide."])
    (tmp_path / "a").mkdir()
    assert find(None, tmp_path / "a", name) is None


def test_a_missing_folder(tmp_path: Path) -> None:
    place = tmp_path / "scans"
    message = fault_of(lambda: find(place, tmp_path, "tide"))
    assert message == f"{place}: no such folder; check what --images names"


def test_a_folder_without_pictures(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    assert fault_of(lambda: find(tmp_path, tmp_path, "tide")) == (
        f"{tmp_path}: no page pictures for tide in it; it needs one image a page "
        "(png, jpg, jpeg, webp, gif, tif, tiff), a folder tide of them, or tide.pdf"
    )


def test_where_the_extra_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_image(tmp_path / "p1.png")
    monkeypatch.setattr(picture_files, "find_spec", lambda _: None)
    assert fault_of(lambda: find(tmp_path, tmp_path, "tide")) == (
        "page pictures: what reads them is not installed; pip install 'corrigenda[images]'"
    )


def test_nothing_is_imported_before_it_is_needed() -> None:
    code = "import sys, pipeline.review.pictures; sys.exit('PIL' in sys.modules)"
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]) == 0


# What a picture becomes.


@pytest.mark.parametrize("ending", ["png", "jpg", "jpeg", "webp", "gif", "tif", "tiff"])
def test_each_format_becomes_a_png(tmp_path: Path, ending: str) -> None:
    write_image(tmp_path / f"p1.{ending}")
    assert decoded(found(tmp_path, tmp_path).picture(1)).size == (30, 40)


def test_the_longer_side_is_bounded(tmp_path: Path) -> None:
    write_image(tmp_path / "p1.png", (2000, 4000))
    assert decoded(found(tmp_path, tmp_path).picture(1)).size == (800, 1600)


@pytest.mark.parametrize(
    ("mode", "white"),
    [
        ("1", 1),
        ("L", 255),
        ("LA", (0, 0)),
        ("RGB", "white"),
        ("RGBA", (0, 0, 0, 0)),
        ("CMYK", 0),
        ("I;16", 65535),
    ],
)
def test_white_paper_is_shown_white(tmp_path: Path, mode: str, white: Any) -> None:
    Image.new(mode, (30, 40), white).save(tmp_path / "p1.tif")
    image = decoded(found(tmp_path, tmp_path).picture(1))
    assert image.mode in ("L", "RGB")
    assert image.convert("L").getextrema() == (255, 255)


def test_a_palette_is_shown_in_its_colours(tmp_path: Path) -> None:
    Image.new("RGB", (30, 40), "red").convert("P", palette=Image.Palette.ADAPTIVE).save(
        tmp_path / "p1.gif"
    )
    red, green, blue = decoded(found(tmp_path, tmp_path).picture(1)).getpixel((5, 5))  # type: ignore[misc]
    assert red > 250 > 5 > max(green, blue)


def test_a_picture_taken_sideways_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 30)).save(tmp_path / "p1.jpg", exif=exif)
    assert decoded(found(tmp_path, tmp_path).picture(1)).size == (30, 40)


def test_nothing_rides_along(tmp_path: Path) -> None:
    comment = b"<script>alert(1)</script>"
    Image.new("L", (30, 40)).save(tmp_path / "p1.jpg", comment=comment, icc_profile=comment)
    (tmp_path / "p1.jpg").write_bytes((tmp_path / "p1.jpg").read_bytes() + comment)
    assert b"script" not in found(tmp_path, tmp_path).picture(1)


def test_a_replaced_file_is_shown_anew(tmp_path: Path) -> None:
    path = write_image(tmp_path / "p1.png")
    there = found(tmp_path, tmp_path)
    there.picture(1)
    write_image(path, (50, 60))
    assert decoded(there.picture(1)).size == (50, 60)


@pytest.mark.parametrize("number", [-1, 0, 2])
def test_pictures_are_asked_for_by_number(tmp_path: Path, number: int) -> None:
    write_image(tmp_path / "p1.png")
    message = fault_of(lambda: found(tmp_path, tmp_path).picture(number))
    assert message == f"{tmp_path}: has no picture {number}; its pictures are 1 to 1"


# Picture files that are none.


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("p1.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("p1.jpg", b"<!doctype html><script>alert(1)</script>"),
        ("p1.gif", b"%PDF-1.4\n"),
        ("p1.tif", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
    ],
)
def test_markup_that_poses_as_a_picture(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert refusal(tmp_path / name) == NO_PICTURE


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "p1.png").touch()
    assert refusal(tmp_path / "p1.png") == "is empty; copy it again"


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "gif", "tif"])
def test_a_truncated_picture(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"p1.{ending}"
    Image.effect_noise((300, 400), 90).save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert refusal(path) in (DAMAGED, NO_PICTURE)


def test_a_header_that_claims_too_much(tmp_path: Path) -> None:
    (tmp_path / "p1.png").write_bytes(header(100_000, 100_000))
    assert refusal(tmp_path / "p1.png") == "has more than 80,000,000 pixels; save it smaller"


@pytest.mark.parametrize("size", [(80_000_001, 1), (9_000, 9_000), (9_600, 9_600)])
def test_a_header_just_above_the_limit(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "p1.png").write_bytes(header(*size))
    assert refusal(tmp_path / "p1.png") == "has more than 80,000,000 pixels; save it smaller"


def test_too_large_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_files, "IMAGE_BYTES_MOST", 1_000)
    (tmp_path / "p1.png").write_bytes(PNG + bytes(1_000))
    message = "has 1,008 bytes, and no more than 1,000 are read; save it smaller"
    assert refusal(tmp_path / "p1.png") == message


def test_a_link_that_leaves_the_folder(tmp_path: Path) -> None:
    outside = write_image(tmp_path / "secret.png")
    (tmp_path / "scans").mkdir()
    link = tmp_path / "scans" / "p1.png"
    link.symlink_to(outside)
    assert refusal(link) == "is a link that leaves the folder; put the file itself there"


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    write_image(tmp_path / "p1.png", (50, 60))
    (tmp_path / "p2.png").symlink_to("p1.png")
    assert decoded(found(tmp_path, tmp_path).picture(2)).size == (50, 60)


def test_a_named_folder_or_pdf_that_leads_out_is_not_there(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write_image(outside / "p1.png")
    write_pdf(outside / "tide.pdf", ["The tide."])
    scans = tmp_path / "scans"
    write_image(scans / "p1.png")
    (scans / "tide").symlink_to(outside)
    (scans / "tide.pdf").symlink_to(outside / "tide.pdf")
    assert found(scans, scans).place == scans
    assert find(None, scans, "tide") is None


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "p1.png").symlink_to("p2.png")
    (tmp_path / "p2.png").symlink_to("p1.png")
    message = refusal(tmp_path / "p1.png")
    assert message.startswith("cannot be read (")
    assert message.endswith("; check its permissions")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p1.png")
    message = refusal(tmp_path / "p1.png")
    assert message == "is no regular file; put the picture itself there"


def test_a_folder_named_like_a_picture(tmp_path: Path) -> None:
    (tmp_path / "p1.png").mkdir()
    message = refusal(tmp_path / "p1.png")
    assert message == "is no regular file; put the picture itself there"


def test_a_device_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        picture_files.opened(Path("/dev/zero"), Path("/dev"), 10)
    assert str(caught.value) == ("/dev/zero: is no regular file; put the picture itself there")


def test_a_file_that_became_a_pipe_meanwhile(tmp_path: Path) -> None:
    path = write_image(tmp_path / "p1.png")
    there = found(tmp_path, tmp_path)
    path.unlink()
    assert fault_of(lambda: there.picture(1)) == (
        f"{path}: no such file; was it moved or renamed meanwhile?"
    )
    os.mkfifo(path)
    assert fault_of(lambda: there.picture(1)).endswith("put the picture itself there")


def test_a_folder_of_nothing_but_pipes_has_no_pictures(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p1.png")
    assert fault_of(lambda: find(tmp_path, tmp_path, "tide")).startswith(f"{tmp_path}: no page")
