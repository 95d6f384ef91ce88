"""Makes picture files and PDFs with text, and asks for their pictures."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from ctypes import c_ushort
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from pypdfium2 import raw

from pipeline.faults import Fault
from pipeline.review.pictures import Pictures, find

PNG = b"\x89PNG\r\n\x1a\n"

_LINE_CHARACTERS = 60


def write_pdf(path: Path, pages: Sequence[str], size: tuple[int, int] = (400, 600)) -> Path:
    """Write a PDF with one page for each text, in lines of 60 characters."""
    document = pypdfium2.PdfDocument.new()
    font = raw.FPDFText_LoadStandardFont(document, b"Helvetica")
    for text in pages:
        page = document.new_page(*size)
        for row, first in enumerate(range(0, len(text), _LINE_CHARACTERS)):
            line = raw.FPDFPageObj_CreateTextObj(document, font, 10)
            units = (text[first : first + _LINE_CHARACTERS] + "\0").encode("utf-16-le")
            raw.FPDFText_SetText(line, (c_ushort * (len(units) // 2)).from_buffer_copy(units))
            raw.FPDFPageObj_Transform(line, 1, 0, 0, 1, 20, size[1] - 20 - 14 * row)
            raw.FPDFPage_InsertObject(page, line)
        page.gen_content()
        page.close()
    raw.FPDFFont_Close(font)
    document.save(path)
    document.close()
    return path


def write_image(path: Path, size: tuple[int, int] = (30, 40), colour: str = "white") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)
    return path


def found(images: Path | None, beside: Path, name: str = "tide") -> Pictures:
    there = find(images, beside, name)
    assert there is not None
    return there


def decoded(data: bytes) -> Image.Image:
    assert data.startswith(PNG)
    return Image.open(io.BytesIO(data))


def fault_of(call: Callable[[], Any]) -> str:
    with pytest.raises(Fault) as caught:
        call()
    return str(caught.value)
