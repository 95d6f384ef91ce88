"""A PDF whose pages are the pictures, drawn by PDFium.

PDFium is not made for threads. Each of its calls happens under one lock, closing included, and a
document is opened anew for each picture: that takes a few milliseconds and leaves nothing behind.
No forms are drawn and no scripts run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from ctypes import byref, c_uint
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from pipeline.faults import Fault
from pipeline.review.picture_files import SHOWN_PIXELS, must_fit, opened, shown

# The file is not read as a whole, so this only bounds what a seek may ask for.
PDF_BYTES_MOST = 4_000_000_000

# No page is larger in the format's own limits: 200 inches of 72 points.
PAGE_POINTS_MOST = 14_400

# Text is compared on that many pages, at about 2 ms each, and that many characters of a page.
TEXT_PAGES_MOST = 2_000
TEXT_CHARACTERS_MOST = 20_000

# While text is read in the background, a picture waits for one batch at most.
_BATCH_PAGES = 32

# PDFium's number for a password that is needed or wrong.
_PASSWORD = 4

_PDFIUM = Lock()


@dataclass(frozen=True)
class PdfFile:
    """A PDF with `count` pages. `root` is the folder that no link may leave."""

    place: Path
    root: Path
    count: int

    def __len__(self) -> int:
        return self.count

    def path(self, number: int) -> Path:
        """Give the path of the PDF, whatever the page."""
        return self.place

    def stems(self) -> tuple[str, ...]:
        """Give what the pictures are called: nothing, in a PDF."""
        return ()

    def texts(self) -> tuple[str, ...]:
        """Give the text that the PDF itself holds of its first pages, empty where it has none.

        Raises Fault where the PDF cannot be read. A page that cannot be read has no text.
        """
        last = min(self.count, TEXT_PAGES_MOST)
        found: list[str] = []
        for first in range(0, last, _BATCH_PAGES):
            with _document(self.place, self.root) as document:
                end = min(first + _BATCH_PAGES, last, len(document))
                found += [_text(document, index) for index in range(first, end)]
        return tuple(found)

    def png(self, number: int) -> bytes:
        """Draw page `number` as a PNG for the screen; raises Fault where that cannot be done."""
        from pypdfium2 import PdfiumError

        problem = f"page {number} cannot be drawn"
        with _document(self.place, self.root) as document:
            if number > len(document):
                raise Fault(str(self.place), f"has no page {number} any more", "start again")
            try:
                with closing(document[number - 1]) as page:
                    return _drawn(page, self.place, number)
            except PdfiumError:
                raise Fault(str(self.place), problem, "is the file whole?") from None


def counted(path: Path, root: Path) -> PdfFile:
    """Give a PDF with the number of its pages; raises Fault where it cannot be opened."""
    with _document(path, root) as document:
        count = len(document)
    if not count:
        raise Fault(str(path), "has no pages", "is the file whole?")
    return PdfFile(path, root, count)


@contextmanager
def _document(path: Path, root: Path) -> Iterator[Any]:
    """Open a PDF for as long as the lock on PDFium is held."""
    from pypdfium2 import PdfDocument, PdfiumError

    with opened(path, root, PDF_BYTES_MOST) as file, _PDFIUM:
        try:
            document = PdfDocument(file)
        except PdfiumError as error:
            if getattr(error, "err_code", None) == _PASSWORD or "assword" in str(error):
                remedy = "save a copy without one"
                raise Fault(str(path), "is locked with a password", remedy) from None
            raise Fault(str(path), "is no PDF that can be read", "is the file whole?") from None
        with closing(document):
            yield document


def _text(document: Any, index: int) -> str:
    from pypdfium2 import PdfiumError

    try:
        with closing(document[index]) as page, closing(page.get_textpage()) as layer:
            count = min(layer.count_chars(), TEXT_CHARACTERS_MOST)
            return str(layer.get_text_range(0, count)) if count > 0 else ""
    except PdfiumError:
        return ""


def _drawn(page: Any, path: Path, number: int) -> bytes:
    width, height = page.get_size()
    if not (0 < width <= PAGE_POINTS_MOST and 0 < height <= PAGE_POINTS_MOST):
        problem = f"page {number} measures {width:,.0f} by {height:,.0f} points"
        raise Fault(str(path), problem, f"a page has 1 to {PAGE_POINTS_MOST:,} points a side")
    must_fit(_pixels(page), path)
    # Sides are rounded up: a thousandth less keeps the longer one within the limit.
    scale = (SHOWN_PIXELS - 0.001) / max(width, height)
    with closing(page.render(scale=scale, may_draw_forms=False)) as bitmap:
        return shown(bitmap.to_pil().convert("RGB"))


def _pixels(page: Any) -> int:
    """Count the pixels of the images that the page draws, as their headers have them."""
    from pypdfium2 import raw

    total = 0
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        width, height = c_uint(), c_uint()
        if raw.FPDFImageObj_GetImagePixelSize(image.raw, byref(width), byref(height)):
            total += width.value * height.value
    return total
