"""Pages and lines of a raw text and its cleaned text, as a person counts them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import regex

from pipeline.api import Result


class Lines:
    """Translates offsets; pages and lines count from 1, and lines end at line feeds only."""

    def __init__(self, result: Result) -> None:
        self._pages = result.page_starts
        self._raw = [found.start() for found in regex.finditer("\n", result.raw)]
        self._cleaned = [found.start() for found in regex.finditer("\n", result.text)]

    def page(self, raw: int) -> int:
        """Give the page that holds an offset of the raw text."""
        return bisect_right(self._pages, raw)

    def line(self, raw: int) -> int:
        """Give the line that holds an offset of the raw text."""
        return bisect_left(self._raw, raw) + 1

    def cleaned_line(self, cleaned: int) -> int:
        """Give the line that holds an offset of the cleaned text."""
        return bisect_left(self._cleaned, cleaned) + 1
