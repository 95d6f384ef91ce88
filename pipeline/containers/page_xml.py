"""PAGE XML: regions, lines and words each say their text; the lines lead, reading order counts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import regex

from pipeline.containers.layout import Block, Box, Line, Page, Segment, Word
from pipeline.containers.xml_source import End, Start, Text, XmlSource, events

_REGION, _LINE, _WORD = "TextRegion", "TextLine", "Word"
_SAYING = (_REGION, _LINE, _WORD, "Glyph")
_GROUPS = regex.compile(r"(Ordered|Unordered)Group(Indexed)?")
_LAST = 1 << 30


@dataclass
class _Saying:
    """What an element says: the text of its first reading, and the boxes and parts in it."""

    name: str
    readings: list[tuple[int, Word]] = field(default_factory=list)
    box: Box | None = None
    words: list[Word] = field(default_factory=list)
    region: _Region | None = None

    def word(self) -> Word | None:
        """Give the reading of the lowest index, None where there is no text.

        The other readings go when it goes: else they would be read in its place.
        """
        if not self.readings:
            return None
        first, *others = (one for _, one in sorted(self.readings, key=lambda one: one[0]))
        return replace(first, below=tuple(part for one in others for part in one.segments))


@dataclass
class _Region:
    """A region's block, and its place in the order of reading."""

    block: Block
    above: _Region | None


def pages(source: XmlSource) -> list[Page]:
    """Give the page of a PAGE XML file; raises Fault where it is not well formed."""
    reading = _Reading()
    for event in events(source):
        if isinstance(event, Start):
            reading.start(event)
        elif isinstance(event, End):
            reading.end(event)
        else:
            reading.text(event)
    return [reading.page()]


class _Reading:
    """Gathers a page while elements open and close."""

    def __init__(self) -> None:
        self._regions: list[_Region] = []
        self._open: list[_Saying] = []
        self._path: list[str] = []
        self._index = 0
        self._texts: list[Text] = []
        self._groups: list[tuple[bool, list[tuple[int, list[str]]], int]] = []
        self._order: list[str] = []
        self._box: Box | None = None

    def page(self) -> Page:
        """Give the page, its regions in the order of reading."""
        rank = {name: number for number, name in enumerate(self._order)}

        def place(region: _Region) -> int:
            known = rank.get(region.block.name)
            if known is not None:
                return known
            return place(region.above) if region.above else _LAST

        return Page([one.block for one in sorted(self._regions, key=place)], self._box)

    def start(self, start: Start) -> None:
        """Note what begins."""
        name, attributes = start.name, start.attributes
        if name in _SAYING:
            self._begin(name, attributes)
        elif name == "Page":
            self._box = _size(attributes)
        elif name == "Coords" and self._open and self._path[-1] == self._open[-1].name:
            self._open[-1].box = _box(attributes)
        elif name == "TextEquiv":
            self._index = _number(attributes.get("index", ""))
        elif name == "Unicode":
            self._texts = []
        elif _GROUPS.fullmatch(name):
            mine = [attributes["regionRef"]] if "regionRef" in attributes else []
            index = _number(attributes.get("index", ""))
            self._groups.append((name.startswith("O"), [(-1, mine)], index))
        elif name in ("RegionRef", "RegionRefIndexed") and self._groups:
            index = _number(attributes.get("index", ""))
            self._groups[-1][1].append((index, [attributes.get("regionRef", "")]))
        self._path.append(name)

    def end(self, end: End) -> None:
        """Note what ends."""
        self._path.pop()
        if end.name == "Unicode" and self._open and self._path[-1:] == ["TextEquiv"]:
            if self._path[-2] == self._open[-1].name and self._texts:
                segments: tuple[Segment, ...] = tuple(one.segment for one in self._texts)
                content = " ".join(one.content for one in self._texts)
                self._open[-1].readings.append((self._index, Word(content, segments)))
            self._texts = []
        elif end.name in _SAYING:
            self._finish(self._open.pop())
        elif _GROUPS.fullmatch(end.name) and self._groups:
            ordered, members, index = self._groups.pop()
            if ordered:
                members.sort(key=lambda one: one[0])
            names = [name for _, some in members for name in some]
            if self._groups:
                self._groups[-1][1].append((index, names))
            else:
                self._order += names

    def text(self, text: Text) -> None:
        """Note text, as far as it stands where text is told."""
        if self._path[-1] == "Unicode":
            self._texts.append(text)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        saying = _Saying(name)
        if name == _REGION:
            above = next((one.region for one in reversed(self._open) if one.region), None)
            saying.region = _Region(Block(attributes.get("id", "")), above)
            self._regions.append(saying.region)
        self._open.append(saying)

    def _finish(self, saying: _Saying) -> None:
        word = saying.word()
        if saying.region:
            saying.region.block.said_again = word
        if not self._open:
            return
        above = self._open[-1]
        if saying.name == _WORD and above.name == _LINE and word:
            above.words.append(word)
        elif saying.name == _LINE and above.region:
            above.region.block.lines.append(_line(saying, word))


def _line(saying: _Saying, said: Word | None) -> Line:
    """Give a line: what it says itself, or else what its words say."""
    words = [one for one in saying.words if one.text]
    if said is None or not said.text:
        return Line(words, saying.box)
    if " ".join(one.text for one in words) == said.text:
        return Line([said], saying.box, words)
    parts = (part for one in words for part in (*one.segments, *one.below))
    return Line([replace(said, below=(*said.below, *parts))], saying.box)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _box(attributes: dict[str, str]) -> Box | None:
    """Give the rectangle around a polygon: x,y pairs, or the points of older files' elements."""
    try:
        points = [tuple(map(float, one.split(","))) for one in attributes["points"].split()]
        across, down = zip(*points, strict=True)
        return Box(min(across), min(down), max(across), max(down))
    except (KeyError, ValueError):
        return None


def _size(attributes: dict[str, str]) -> Box | None:
    try:
        return Box(0, 0, float(attributes["imageWidth"]), float(attributes["imageHeight"]))
    except (KeyError, ValueError):
        return None
