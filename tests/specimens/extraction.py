"""Takes the text out of a PDF with the tools that people use, as they use them.

pdftotext writes a form feed at the end of each page. The two libraries give the text of one page,
and their users join the pages; here too with a form feed, between pages.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

Extractor = Callable[[bytes], str]
FORM_FEED = "\f"


def pdftotext(pdf: bytes, *options: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.pdf"
        path.write_bytes(pdf)
        run = subprocess.run(
            ["pdftotext", "-enc", "UTF-8", "-eol", "unix", *options, str(path), "-"],
            capture_output=True,
            check=True,
        )
    return run.stdout.decode("utf-8")


def layout(pdf: bytes) -> str:
    return pdftotext(pdf, "-layout")


def pypdf(pdf: bytes) -> str:
    from pypdf import PdfReader

    return FORM_FEED.join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def pdfium(pdf: bytes) -> str:
    """The text as PDFium gives it: with CR LF, and U+FFFE where a word was broken."""
    return FORM_FEED.join(pages(pdf))


def pages(pdf: bytes) -> list[str]:
    """The text of each page as PDFium gives it."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


EXTRACTORS: dict[str, Extractor] = {
    "pdftotext": pdftotext,
    "layout": layout,
    "pypdf": pypdf,
    "pdfium": pdfium,
}
