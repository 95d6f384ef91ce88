"""Prints a PDF on worn paper, scans it, and reads the scan with tesseract.

Each page goes to tesseract by itself, and with one thread, so that its answers repeat. The pages
are joined with form feeds.
"""

from __future__ import annotations

import io
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

from degrading import Wear, worn
from extraction import FORM_FEED
from PIL import Image
from tools import LANGUAGES

POINTS_PER_INCH = 72
READERS = 2


def pictures(pdf: bytes, dots_per_inch: int) -> list[Image.Image]:
    """Draw each page in greys."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    try:
        scale = dots_per_inch / POINTS_PER_INCH
        return [page.render(scale=scale, grayscale=True).to_pil() for page in document]
    finally:
        document.close()


def tesseract(pdf: bytes, wear: Wear | None = None) -> str:
    """Give the text that tesseract reads in a worn copy of a PDF."""
    wear = wear or Wear()
    pages = worn(pictures(pdf, wear.dots_per_inch), wear)
    with ThreadPoolExecutor(READERS) as readers:
        return FORM_FEED.join(readers.map(lambda page: read_page(page, wear.dots_per_inch), pages))


def read_page(page: Image.Image, dots_per_inch: int) -> str:
    with io.BytesIO() as sheet:
        page.save(sheet, "PNG")
        run = subprocess.run(
            [
                "tesseract",
                "stdin",
                "stdout",
                "-l",
                "+".join(LANGUAGES),
                "--dpi",
                str(dots_per_inch),
            ],
            input=sheet.getvalue(),
            capture_output=True,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    return run.stdout.decode("utf-8")
