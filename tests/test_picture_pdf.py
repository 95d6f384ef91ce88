"""A PDF's pages as pictures: drawn, read, and refused in one line."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from page_pictures import decoded, fault_of, found, write_pdf
from PIL import Image

from pipeline.faults import Fault
from pipeline.review import picture_files, picture_pdf, pictures
from pipeline.review.pictures import find


def test_a_pdf_page_is_drawn(tmp_path: Path) -> None:
    write_pdf(tmp_path / "tide.pdf", ["The tide.", "The quay."])
    image = decoded(found(None, tmp_path).picture(2))
    assert max(image.size) == 1600
    assert image.convert("L").getextrema()[0] < 128  # type: ignore[operator]


def pdf_refusal(folder: Path, data: bytes) -> str:
    path = folder / "tide.pdf"
    path.write_bytes(data)
    message = fault_of(lambda: find(None, folder, "tide"))
    assert message.startswith(f"{path}: ")
    return message.removeprefix(f"{path}: ")


def pages_of(count: str) -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count " + count.encode() + b">>endobj\n"
        b"trailer<</Root 1 0 R/Size 3>>\n%%EOF\n"
    )


def test_pdfs_that_are_none(tmp_path: Path) -> None:
    whole = write_pdf(tmp_path / "tide.pdf", ["The tide."]).read_bytes()
    unreadable = "is no PDF that can be read; is the file whole?"
    assert pdf_refusal(tmp_path, b"") == "is empty; copy it again"
    assert pdf_refusal(tmp_path, whole[: len(whole) // 3]) == unreadable
    assert pdf_refusal(tmp_path, b"<!doctype html>") == unreadable
    assert pdf_refusal(tmp_path, pages_of("0")) in ("has no pages; is the file whole?", unreadable)


def test_a_pdf_that_lies_about_its_pages(tmp_path: Path) -> None:
    (tmp_path / "tide.pdf").write_bytes(pages_of("7"))
    try:
        there = found(None, tmp_path)
    except Fault:
        return
    assert fault_of(lambda: there.picture(1)).startswith(f"{tmp_path / 'tide.pdf'}: ")


def test_a_locked_pdf(tmp_path: Path) -> None:
    whole = pages_of("0").replace(b"trailer<<", b"trailer<</ID[<00><00>]/Encrypt 3 0 R")
    lock = b"/Filter/Standard/V 1/R 2/P -4/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">"
    locked = whole.replace(b"trailer", b"3 0 obj<<" + lock + b">>endobj\ntrailer")
    message = pdf_refusal(tmp_path, locked)
    assert message == "is locked with a password; save a copy without one"


def test_a_pdf_page_that_is_too_large(tmp_path: Path) -> None:
    write_pdf(tmp_path / "tide.pdf", ["The tide."], size=(20_000, 100))
    assert fault_of(lambda: found(None, tmp_path).picture(1)) == (
        f"{tmp_path / 'tide.pdf'}: page 1 measures 20,000 by 100 points; "
        "a page has 1 to 14,400 points a side"
    )


def test_a_pdf_with_an_image_that_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("1", (300, 400)).save(tmp_path / "tide.pdf")
    monkeypatch.setattr(picture_files, "PIXELS_MOST", 119_999)
    assert fault_of(lambda: found(None, tmp_path).picture(1)) == (
        f"{tmp_path / 'tide.pdf'}: has more than 119,999 pixels; save it smaller"
    )


def test_a_pdf_that_shrank_meanwhile(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "tide.pdf", ["The tide.", "The quay."])
    there = found(None, tmp_path)
    write_pdf(path, ["The tide."])
    assert fault_of(lambda: there.picture(2)) == f"{path}: has no page 2 any more; start again"


def test_threads_draw_and_read_at_once(tmp_path: Path) -> None:
    words = "the ferryman waited for the tide and nobody paid him that night at the quay"
    write_pdf(tmp_path / "tide.pdf", [f"{words} {page}" for page in range(40)])
    there = found(None, tmp_path)
    pictures._png.cache_clear()
    drawn: list[bytes] = []

    def draw() -> None:
        drawn.extend(there.picture(number) for number in range(1, 7))
        there.source.texts()

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 24
    assert len(set(drawn)) == 6


def test_only_the_first_pages_text_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pdf(tmp_path / "tide.pdf", ["The tide."] * 3)
    monkeypatch.setattr(picture_pdf, "TEXT_PAGES_MOST", 2)
    monkeypatch.setattr(picture_pdf, "TEXT_CHARACTERS_MOST", 5)
    assert found(None, tmp_path).source.texts() == ("The t", "The t")
