"""Layout XML as a document: its text for cleaning, and its files again with the strings corrected.

Only the bytes of corrected strings are changed. Before anything is handed out, the corrected files
are read again, and must say word for word what the cleaned text says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import regex

from pipeline.containers import alto, hocr, page_xml, splices, write_back
from pipeline.containers.layout import Layout, Page, Piece, Segment, laid_out
from pipeline.containers.xml_source import XmlSource, decoded, load
from pipeline.correction import Route
from pipeline.faults import Fault
from pipeline.ledger import sha256
from pipeline.ledger_lines import MarkupFile

if TYPE_CHECKING:
    from pipeline.api import Result

SUFFIXES = (".hocr", ".xml", ".html", ".htm", ".xhtml")

_LOOKED_AT = 1 << 16
_PAGES: tuple[tuple[regex.Pattern[bytes], Callable[[XmlSource], list[Page]]], ...] = (
    (regex.compile(rb"<(?:\w+:)?alto[\s>]"), alto.pages),
    (regex.compile(rb"<(?:\w+:)?PcGts[\s>]"), page_xml.pages),
    (regex.compile(rb"[\"'\s]ocr_page[\"'\s]|ocr-system"), hocr.pages),
)
_UNWRITABLE = regex.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Corrected:
    """A corrected file: what the ledger says of it, and its bytes."""

    file: MarkupFile
    content: bytes


def is_markup(path: Path) -> bool:
    """Say whether a file's content is hOCR, ALTO or PAGE XML; False where it cannot be read."""
    try:
        with path.open("rb") as file:
            return _reader(file.read(_LOOKED_AT)) is not None
    except OSError:
        return False


def read(paths: Sequence[Path]) -> bytes:
    """Give the text of layout files, in order, as UTF-8; raises Fault where one cannot be read."""
    return laid_out_text([load(path) for path in paths]).text.encode()


def written_back(files: Sequence[tuple[str, Path]], result: Result) -> tuple[Corrected, ...]:
    """Give layout files, named for the ledger, with what `result` made of their text put in.

    Raises Fault where a file changed since its text was read.
    """
    return put_back([(name, load(path)) for name, path in files], result)


def put_back(sources: Sequence[tuple[str, XmlSource]], result: Result) -> tuple[Corrected, ...]:
    """Give named sources with what `result` made of their text put in; see `written_back`."""
    layout = laid_out_text([source for _, source in sources])
    if layout.text != result.raw:
        raise Fault(sources[0][1].place, "changed while it was cleaned", "clean it again")
    edits = _edits(layout, result, len(sources))
    del layout
    made = tuple(
        _corrected(name, source, mine) for (name, source), mine in zip(sources, edits, strict=True)
    )
    _prove(made, sources[0][1].place, result.text)
    return made


def _reader(head: bytes) -> Callable[[XmlSource], list[Page]] | None:
    # Files in UTF-16 have a zero byte beside each sign of a tag.
    plain = head.replace(b"\0", b"")
    return next((pages for seen, pages in _PAGES if seen.search(plain)), None)


def laid_out_text(sources: Sequence[XmlSource]) -> Layout:
    """Give the text of sources, and where its strings are; raises Fault where that cannot be."""
    return laid_out(_pages(source) for source in sources)


def _pages(source: XmlSource) -> list[Page]:
    pages = _reader(source.text[:_LOOKED_AT].encode())
    if pages is None:
        raise Fault(source.place, "is no hOCR, ALTO or PAGE XML", "leave it out")
    return pages(source)


def _edits(layout: Layout, result: Result, files: int) -> list[list[tuple[Segment, str]]]:
    """Give, for each file, the stretches of its source that change, and what they are to hold."""
    stretches = Route(stage.corrections for stage in result.stages).from_raw[-1].stretches
    found: list[list[tuple[Segment, str]]] = [[] for _ in range(files)]
    for number_of_level, level in enumerate(layout.levels):
        changed = write_back.contents(layout, number_of_level, result.text, stretches)
        for number, content in changed.items():
            piece = level[number]
            found[piece.file] += write_back.edits(piece, content)
        for number, content in write_back.wholes(level, changed):
            found[level[number].file].append(_whole(level[number], content))
    for mine in found:
        mine.sort(key=lambda one: one[0].start)
    return found


def _whole(piece: Piece, content: str) -> tuple[Segment, str]:
    assert piece.word.whole is not None
    return piece.word.whole.segment, content


def _corrected(name: str, source: XmlSource, edits: list[tuple[Segment, str]]) -> Corrected:
    raw = source.encode()
    text, codec = source.text, source.codec
    made: list[tuple[int, str, str]] = []
    place, done = len(source.mark), 0
    for segment, content in edits:
        before = text[segment.start : segment.end]
        after = _escaped(content, segment, source)
        if before != after:
            place += len(text[done : segment.start].encode(codec))
            done = segment.start
            made.append((place, before, after))
    corrected = splices.apply(raw, made, codec)
    if splices.undo(corrected, made, codec) != raw:
        raise AssertionError(f"{source.place}: the raw file does not come back")
    file = MarkupFile(name, codec, sha256(raw), sha256(corrected), tuple(made))
    return Corrected(file, corrected)


def _escaped(content: str, segment: Segment, source: XmlSource) -> str:
    """Give a string as the source writes it."""
    unwritable = _UNWRITABLE.search(content)
    if unwritable:
        problem = f"cannot hold the sign U+{ord(unwritable[0]):04X} of the cleaned text"
        raise Fault(source.place, problem, "decide otherwise where it comes from")
    if segment.kind == "cdata":
        content = content.replace("]]>", "]]]]><![CDATA[>")
        signs = content.encode(source.codec, "xmlcharrefreplace").decode(source.codec)
        if signs == content:
            return content
        return "".join(
            sign if _fits(sign, source.codec) else f"]]>&#{ord(sign)};<![CDATA[" for sign in content
        )
    content = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if segment.kind == "attribute":
        quote = source.text[segment.start - 1]
        content = content.replace(quote, "&quot;" if quote == '"' else "&apos;")
    return content.encode(source.codec, "xmlcharrefreplace").decode(source.codec)


def _fits(sign: str, codec: str) -> bool:
    try:
        sign.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _prove(made: Sequence[Corrected], place: str, cleaned: str) -> None:
    """Read the corrected files again: they must say what the cleaned text says."""
    again = [decoded(one.content, place) for one in made]
    if laid_out_text(again).text.split() != cleaned.split():
        raise AssertionError(f"{place}: the corrected file says something else")
