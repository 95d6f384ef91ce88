"""ALTO: strings and hyphens are attributes; a word broken over two lines says so in its halves."""

from __future__ import annotations

from pipeline.containers.layout import Block, Box, Line, Page, Whole, Word
from pipeline.containers.xml_source import End, Start, XmlSource, attribute, events, plain

_BOX = ("HPOS", "VPOS", "WIDTH", "HEIGHT")


def pages(source: XmlSource) -> list[Page]:
    """Give the pages of an ALTO file; raises Fault where it is not well formed."""
    found: list[Page] = []
    for event in events(source):
        if isinstance(event, End):
            continue
        if isinstance(event, Start):
            _take(event, source, found)
    return found or [Page()]


def _take(start: Start, source: XmlSource, found: list[Page]) -> None:
    if start.name == "Page":
        found.append(Page(box=_size(start)))
        return
    if not found:
        return
    page = found[-1]
    if start.name == "TextBlock":
        page.blocks.append(Block(start.attributes.get("ID", "")))
    elif start.name == "TextLine":
        if not page.blocks:
            page.blocks.append(Block())
        page.blocks[-1].lines.append(Line(box=_box(start)))
    elif start.name in ("String", "HYP") and page.blocks and page.blocks[-1].lines:
        word = _word(start, source)
        if word:
            page.blocks[-1].lines[-1].words.append(word)


def _word(start: Start, source: XmlSource) -> Word | None:
    segment = attribute(source, start, "CONTENT")
    if segment is None:
        return None
    content = plain(source, segment)
    whole = None
    subs = attribute(source, start, "SUBS_CONTENT")
    if subs:
        whole = Whole(start.attributes.get("SUBS_TYPE", ""), plain(source, subs), subs)
    return Word(content, (segment,), start.name == "HYP", whole)


def _box(start: Start) -> Box | None:
    try:
        left, top, width, height = (float(start.attributes[name]) for name in _BOX)
    except (KeyError, ValueError):
        return None
    return Box(left, top, left + width, top + height)


def _size(start: Start) -> Box | None:
    try:
        return Box(0, 0, float(start.attributes["WIDTH"]), float(start.attributes["HEIGHT"]))
    except (KeyError, ValueError):
        return None
