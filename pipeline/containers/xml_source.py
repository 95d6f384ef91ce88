"""XML files read for their meaning by lxml, and for the place of every tag and text by a scan.

lxml says whether a file is well formed, and what its elements and attributes are; it does not say
where they stand. So the source is cut into its tags as well, and both must agree, tag by tag. No
entity is declared or expanded, no DTD is read, nothing is fetched.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import name2codepoint
from itertools import chain
from pathlib import Path
from typing import Literal

import regex

from pipeline.containers.layout import Segment
from pipeline.containers.limits import DEPTH_MOST, MEGABYTE, XML_MOST, opened, size_of
from pipeline.encoding import MARKS
from pipeline.extras import need
from pipeline.faults import Fault

_CONVERT = "convert it to UTF-8"
_CODECS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "iso-8859-15": "iso8859-15",
    "windows-1252": "cp1252",
    "utf-16": "utf-16",
    "utf-16le": "utf-16",
    "utf-16be": "utf-16",
}
_DECLARED = regex.compile(r"<\?xml\s[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_DECLARATION_MOST = 400
_TOKEN = regex.compile(
    r"<!--.*?-->|<!\[CDATA\[(?<cdata>.*?)\]\]>|<\?.*?\?>|<!DOCTYPE[^>]*+>"
    r"|</[^>]*+>|(?<tag><(?<name>[^\s<>/\"']++)[^>\"']*+(?:(?:\"[^\"]*+\"|'[^']*+')[^>\"']*+)*+>)",
    regex.DOTALL,
)
_ATTRIBUTE = regex.compile(r"\s([^\s=/>\"']++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
_REFERENCE = regex.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([A-Za-z][\w.-]*));")
_FIVE = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_SPACE = " \t\r\n"
_SAFE = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}


@dataclass(frozen=True, slots=True)
class Start:
    """An element begins; `source` is where its tag stands."""

    name: str
    attributes: dict[str, str]
    source: tuple[int, int]


@dataclass(frozen=True, slots=True)
class End:
    """An element ends."""

    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """Text in an element, without the blanks around it; `parted` where one stood before it."""

    content: str
    segment: Segment
    parted: bool


Event = Start | End | Text


@dataclass(frozen=True)
class XmlSource:
    """A file's source as text, and the codec and byte order mark that give its bytes again."""

    place: str
    text: str
    codec: str
    mark: bytes

    def encode(self) -> bytes:
        """Give the file's bytes."""
        return self.mark + self.text.encode(self.codec)


def load(path: Path) -> XmlSource:
    """Read a file as text; raises Fault where it is too large or its encoding is not read."""
    with opened(path) as file:
        if size_of(file) > XML_MOST:
            size = f"{XML_MOST // MEGABYTE} MiB"
            raise Fault(str(path), f"is larger than {size}", "split it, one file a page")
        return decoded(file.read(), str(path))


def decoded(raw: bytes, place: str) -> XmlSource:
    """Give the source of a file's bytes; raises Fault where its encoding is not read."""
    mark, codec = next(((mark, name) for mark, name in MARKS if raw.startswith(mark)), (b"", ""))
    if not codec:
        head = raw[:_DECLARATION_MOST].decode("latin-1")
        declared = _DECLARED.match(head)
        name = declared[1].lower() if declared else "utf-8"
        codec = _CODECS.get(name, "")
        if not codec or codec == "utf-16":
            raise Fault(place, f"is in the encoding {name}, which is not read", _CONVERT)
    try:
        text = raw[len(mark) :].decode(codec)
    except UnicodeDecodeError as error:
        raise Fault(
            place, f"is not {codec} at byte {len(mark) + error.start:,}", _CONVERT
        ) from None
    return XmlSource(place, text, codec, mark)


def events(source: XmlSource) -> Iterator[Event]:
    """Give a file's elements and texts in order; raises Fault where it is not well formed."""
    elements = _parsed(source)
    # A generator does nothing before it is asked, and this one says whether the file is sound.
    first = next(elements, None)
    elements = chain([first] if first else [], elements)
    text = source.text
    texts = _Texts(source)
    open_names: list[str] = []
    done = 0
    for token in _TOKEN.finditer(text):
        if open_names:
            yield from texts.between(done, token.start(), "text")
        done = token.end()
        whole = token[0]
        if token["cdata"] is not None:
            yield from texts.between(*token.span("cdata"), "cdata")
        elif token["tag"] is not None:
            name, attributes = next(elements, ("", {}))
            if token["name"].rpartition(":")[2] != name:
                raise _apart(source, token.start())
            yield Start(name, attributes, token.span())
            if whole.endswith("/>"):
                yield End(name)
            else:
                open_names.append(name)
                if len(open_names) > DEPTH_MOST:
                    problem = f"is nested deeper than {DEPTH_MOST} elements"
                    raise Fault(source.place, problem, "no layout needs that")
        elif whole.startswith("</"):
            if not open_names:
                raise _apart(source, token.start())
            yield End(open_names.pop())
    if next(elements, None):
        raise _apart(source, len(text))


def _apart(source: XmlSource, at: int) -> Fault:
    """Give the fault of a file whose tags a scan finds elsewhere than a parser does."""
    line = source.text.count("\n", 0, at) + 1
    problem = "has tags that cannot be told from what is none"
    return Fault(f"{source.place}:{line}", problem, "save it anew by an XML program")


def attribute(source: XmlSource, start: Start, name: str) -> Segment | None:
    """Give the place of an attribute's value in the source, by its name without prefix."""
    first, last = start.source
    for found in _ATTRIBUTE.finditer(source.text, first, last):
        if found[1].rpartition(":")[2] == name:
            return Segment(*found.span(2 if found[2] is not None else 3), "attribute")
    return None


def plain(source: XmlSource, segment: Segment) -> str:
    """Give what a stretch of source says; raises Fault for a reference that is not expanded."""
    raw = source.text[segment.start : segment.end]
    if segment.kind == "cdata" or "&" not in raw:
        return raw

    def sign(found: regex.Match[str]) -> str:
        hexadecimal, decimal, name = found.groups()
        if name is None:
            return chr(int(hexadecimal, 16) if hexadecimal else int(decimal))
        if name in _FIVE:
            return _FIVE[name]
        if name in name2codepoint:
            return chr(name2codepoint[name])
        raise Fault(source.place, f"refers to the entity {name}", "write the sign itself")

    return _REFERENCE.sub(sign, raw)


def _parsed(source: XmlSource) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the elements' local names and attributes; raises Fault where that cannot be.

    The whole is found well formed before its first element is given, and no tree is kept.
    """
    etree = need("lxml.etree", source.place)
    if "<!ENTITY" in source.text or regex.search(r"<!DOCTYPE[^>\[]*\[", source.text):
        raise Fault(source.place, "declares entities", "save it without its own document type")
    raw = source.text.encode()
    try:
        etree.fromstring(raw, etree.XMLParser(target=_Nothing(), **_SAFE))
        for event, one in etree.iterparse(io.BytesIO(raw), events=("start", "end"), **_SAFE):
            if event == "start":
                yield _local(one.tag), {_local(key): value for key, value in one.items()}
                continue
            one.clear()
            above = one.getparent()
            while above is not None and one.getprevious() is not None:
                del above[0]
    except etree.XMLSyntaxError as error:
        problem = f"is not well formed: {error.msg}"
        raise Fault(f"{source.place}:{error.lineno}", problem, "fetch it again") from None


class _Nothing:
    """Takes no notice of what a parser finds."""

    def close(self) -> None:
        """End."""


def _local(name: str) -> str:
    return name.rpartition("}")[2]


class _Texts:
    """Finds text between tags, and keeps in mind whether a blank parts it from the one before."""

    def __init__(self, source: XmlSource) -> None:
        self._source = source
        self._parted = True

    def between(self, start: int, end: int, kind: Literal["text", "cdata"]) -> Iterator[Text]:
        """Give the text of a stretch, nothing where it holds blanks only."""
        text, first, last = self._source.text, start, end
        while first < last and text[first] in _SPACE:
            first += 1
        while last > first and text[last - 1] in _SPACE:
            last -= 1
        if first == last:
            self._parted = self._parted or start < end
            return
        segment = Segment(first, last, kind)
        yield Text(plain(self._source, segment), segment, self._parted or first > start)
        self._parted = last < end
