"""hOCR: XHTML whose classes say what is a page, a paragraph, a line and a word."""

from __future__ import annotations

import regex

from pipeline.containers.layout import Block, Box, Line, Page, Segment, Word
from pipeline.containers.xml_source import End, Start, Text, XmlSource, events

_LINES = {
    "ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat",
}  # fmt: skip
_BLOCKS = {"ocr_par", "ocr_carea", "ocrx_block"}
_NUMBER = r"(-?\d+(?:\.\d+)?)"
_BBOX = regex.compile(rf"\bbbox\s+{_NUMBER}\s+{_NUMBER}\s+{_NUMBER}\s+{_NUMBER}")


def pages(source: XmlSource) -> list[Page]:
    """Give the pages of an hOCR file; raises Fault where it is not well formed."""
    reading = _Reading()
    for event in events(source):
        if isinstance(event, Start):
            reading.start(event)
        elif isinstance(event, End):
            reading.end()
        else:
            reading.text(event)
    return reading.pages or [Page()]


class _Reading:
    """Gathers pages while elements open and close."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self._open: list[str] = []
        self._line: Line | None = None
        self._texts: dict[int, list[Text]] = {}
        self._word = 0
        self._words = 0

    def start(self, start: Start) -> None:
        """Note what begins."""
        classes = set(start.attributes.get("class", "").split())
        kind = ""
        if "ocr_page" in classes:
            self.pages.append(Page(box=_box(start)))
        elif not self.pages:
            pass
        elif classes & _BLOCKS and not self._line:
            kind = "block"
            self._block(start.attributes.get("id", ""))
        elif "ocrx_word" in classes and not self._word:
            kind = "word"
            if not self._line:
                kind = "line and word"
                self._begin_line(start)
            self._words += 1
            self._word = self._words
            self._texts[self._word] = []
        elif classes & _LINES and not self._line:
            kind = "line"
            self._begin_line(start)
        self._open.append(kind)

    def end(self) -> None:
        """Note what ends."""
        kind = self._open.pop()
        if kind == "block":
            self._block("")
        if "word" in kind:
            self._word = 0
        if "line" in kind:
            self._end_line()

    def text(self, text: Text) -> None:
        """Note text; what stands outside lines is none of the page's."""
        if self._line:
            # What stands in no word is a string of its own.
            self._texts.setdefault(self._word or -len(self._texts) - 1, []).append(text)

    def _block(self, name: str) -> None:
        self.pages[-1].blocks.append(Block(name))

    def _begin_line(self, start: Start) -> None:
        if not self.pages[-1].blocks:
            self._block("")
        self._line = Line(box=_box(start))
        self._texts = {}
        self._words = 0
        self.pages[-1].blocks[-1].lines.append(self._line)

    def _end_line(self) -> None:
        """Make words of a line's texts; words are parted even where no blank parts them."""
        assert self._line
        before = 1
        for key, texts in self._texts.items():
            glued = bool(texts) and not texts[0].parted and (key < 0 or before < 0)
            self._line.words.append(_word(texts, glued))
            before = key
        self._line = None


def _word(texts: list[Text], glued: bool) -> Word:
    """Give the string of an element's texts, which tags inside may part."""
    segments: tuple[Segment, ...] = tuple(one.segment for one in texts)
    content = "".join(
        " " * (one.parted and number > 0) + one.content for number, one in enumerate(texts)
    )
    return Word(content, segments, glued)


def _box(start: Start) -> Box | None:
    found = _BBOX.search(start.attributes.get("title", ""))
    return Box(*map(float, found.groups())) if found else None
