"""The gallery hangs page pictures beside the books on a desk, and says where it is unsure."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

from pipeline.faults import Fault
from pipeline.review import pictures
from pipeline.review.desk import Book
from pipeline.review.pictures import Pictures
from pipeline.visible import visible


class Gallery:
    """Pictures from the folder `images`, or from PDFs beside the raw texts where that is None."""

    def __init__(self, images: Path | None, raw: Path) -> None:
        self._images = images
        self._raw = raw
        self._lock = Lock()
        self._pairings: dict[tuple[str, str], dict[str, Any]] = {}

    def find(self, name: str) -> Pictures | None:
        """Give a book's pictures, None where it has none; raises Fault as `pictures.find` does."""
        return pictures.find(self._images, self._raw, name)

    def pairing(self, book: Book) -> dict[str, Any]:
        """Give, for each page, its picture, whether that is sure, and why not.

        What keeps a book's pictures from being shown is told, and keeps nobody from reviewing it.
        """
        key = book.proof.name, book.version
        with self._lock:
            if key not in self._pairings:
                self._pairings[key] = self._paired(book)
            return self._pairings[key]

    def picture(self, name: str, number: int) -> bytes:
        """Give a picture as PNG; raises Fault where there is none."""
        found = self.find(name)
        if found is None:
            raise Fault(name, "has no page pictures", "give --images")
        return found.picture(number)

    def _paired(self, book: Book) -> dict[str, Any]:
        try:
            found = self.find(book.proof.name)
            if found is None:
                return {"pages": [], "fault": ""}
            files = book.proof.changes.ledger.head.page_files
            names = [Path(name).stem for name, _ in files.files] if files else []
            pairs = found.check(book.proof.pages, names).pairs
        except Fault as fault:
            return {"pages": [], "fault": visible(str(fault))}
        shown = [
            {"picture": one.picture, "sure": one.sure, "reason": visible(one.reason)}
            for one in pairs
        ]
        return {"pages": shown, "fault": ""}
