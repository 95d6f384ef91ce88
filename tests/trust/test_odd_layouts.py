"""Layout files as no program should write them: what there is of text is read, nothing breaks."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from layouts import ALTO, HOCR, PAGE

from pipeline.containers import json_line, limits, markup, packed, splices, xml_source
from pipeline.faults import Fault


def read(tmp_path: Path, name: str, source: str) -> str:
    path = tmp_path / name
    path.write_text(source, "utf-8")
    return markup.read([path]).decode()


ALTOS = {
    "nothing": ("", ""),
    "no page": ('<String CONTENT="lost"/>', ""),
    "no block": ('<Page><TextLine><String CONTENT="tide"/></TextLine></Page>', "tide\n"),
    "no line": ('<Page><TextBlock><String CONTENT="lost"/></TextBlock></Page>', ""),
    "no content": (
        '<Page><TextBlock><TextLine><String/><String CONTENT="tide"/></TextLine></TextBlock>'
        "</Page>",
        "tide\n",
    ),
    "sizes that are none": (
        '<Page WIDTH="wide" HEIGHT="1"><TextBlock><TextLine HPOS="x"><String CONTENT="tide"/>'
        "</TextLine></TextBlock></Page>",
        "tide\n",
    ),
    "text between": (
        'a<Page>b<TextBlock>c<TextLine>d<String CONTENT="tide"/></TextLine></TextBlock></Page>',
        "tide\n",
    ),
    "something else": (
        '<Page><TextBlock><Shape/><TextLine><SP/><String CONTENT="tide"/></TextLine></TextBlock>'
        "</Page>",
        "tide\n",
    ),
}


@pytest.mark.parametrize("name", ALTOS)
def test_odd_alto(name: str, tmp_path: Path) -> None:
    body, text = ALTOS[name]
    assert read(tmp_path, "a.xml", ALTO.format(pages=body)) == text


HOCRS = {
    "word without a line": (
        "<div class='ocr_page'><span class='ocrx_word'>tide</span></div>",
        "tide\n",
    ),
    "line without a block": (
        "<div class='ocr_page'><span class='ocr_line'><span class='ocrx_word'>tide</span></span>"
        "</div>",
        "tide\n",
    ),
    "text beside words": (
        "<div class='ocr_page'><span class='ocr_line'>the <span class='ocrx_word'>tide</span> mill"
        "</span></div>",
        "the tide mill\n",
    ),
    "box that is none": (
        "<div class='ocr_page' title='bbox wide'><span class='ocr_line' title='bbox 1 2 x'>"
        "<span class='ocrx_word' title='x'>tide</span></span></div>",
        "tide\n",
    ),
}


@pytest.mark.parametrize("name", HOCRS)
def test_odd_hocr(name: str, tmp_path: Path) -> None:
    body, text = HOCRS[name]
    assert read(tmp_path, "a.hocr", HOCR.format(pages=body)) == text


LINE = "<TextLine><TextEquiv><Unicode>{}</Unicode></TextEquiv></TextLine>"
REGION = "<TextRegion id='{}'>" + LINE + "</TextRegion>"

PAGES = {
    "no points": (
        "<TextRegion id='r'><Coords/><TextLine><Coords points='1,x'/><TextEquiv><Unicode>tide"
        "</Unicode></TextEquiv></TextLine></TextRegion>",
        "tide\n",
    ),
    "groups within groups": (
        "<ReadingOrder><OrderedGroup><UnorderedGroupIndexed index='1'><RegionRef regionRef='a'/>"
        "</UnorderedGroupIndexed><RegionRefIndexed index='0' regionRef='b'/></OrderedGroup>"
        "</ReadingOrder>" + REGION.format("a", "second") + REGION.format("b", "first"),
        "first\n\nsecond\n",
    ),
    "text where none is told": ("<Metadata>lost</Metadata>", ""),
}


@pytest.mark.parametrize("name", PAGES)
def test_odd_page(name: str, tmp_path: Path) -> None:
    body, text = PAGES[name]
    assert read(tmp_path, "a.xml", PAGE.format(page=body)) == text


def test_page_without_a_size_is_read(tmp_path: Path) -> None:
    source = PAGE.replace('imageWidth="900" imageHeight="1400"', "").format(
        page=REGION.format("a", "tide")
    )
    assert read(tmp_path, "a.xml", source) == "tide\n"


def test_deep_xml_is_told(tmp_path: Path) -> None:
    deep = "<g>" * limits.DEPTH_MOST + "</g>" * limits.DEPTH_MOST
    with pytest.raises(Fault, match="is nested deeper than 100 elements"):
        read(tmp_path, "a.xml", ALTO.format(pages=deep))


def test_what_is_no_layout_is_told(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="is no hOCR, ALTO or PAGE XML"):
        read(tmp_path, "a.xml", "<html/>")
    assert not markup.is_markup(tmp_path / "nowhere.xml")


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig", "utf-8"])
def test_a_mark_is_kept(codec: str) -> None:
    raw = ALTO.format(pages="").replace('encoding="UTF-8"', "").encode(codec)
    assert xml_source.decoded(raw, "a").encode() == raw


def test_a_place_without_what_is_to_be_undone_is_told() -> None:
    with pytest.raises(ValueError, match="no 'tbe' at 0"):
        splices.apply(b"the tide", [(0, "tbe", "the")], "utf-8")


NO_OBJECTS = [
    "", "x", "{", "{x", '{"a"', '{"a" 1}', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', "[1]",
    '{"a":1}x', '{"a":tru}', '{"a":"x}', "{,}", '{"a":NaN', '"a"', "7",
]  # fmt: skip


@pytest.mark.parametrize("line", NO_OBJECTS)
def test_what_is_no_object_is_told(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        json_line.fields(line)


@pytest.mark.parametrize("unpack", [packed.gunzip, packed.unzstd], ids=["gzip", "zstd"])
def test_a_folder_that_is_named_as_a_packed_text_is_told(
    unpack: Callable[[Path], bytes], tmp_path: Path
) -> None:
    (tmp_path / "a.txt.gz").mkdir()
    with pytest.raises(Fault, match=r"a\.txt\.gz: cannot be read \(Is a directory\)"):
        unpack(tmp_path / "a.txt.gz")
    with pytest.raises(Fault, match="no such file"):
        unpack(tmp_path / "b.txt.gz")


class Failing(io.BytesIO):
    """A file on a disk that fails in mid-read."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("unpack", [packed.gunzip, packed.unzstd], ids=["gzip", "zstd"])
def test_a_disk_that_fails_under_a_packed_text_is_told(
    unpack: Callable[[Path], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "opened", lambda path: nullcontext(Failing(b"x")))
    with pytest.raises(Fault) as caught:
        unpack(Path("a.txt"))
    assert str(caught.value) == "a.txt: cannot be read (Input/output error); check its permissions"


@pytest.mark.parametrize(
    "doctype",
    ['SYSTEM "x><b>"', 'SYSTEM "x></b>"', 'SYSTEM "><!--"'],
    ids=["a tag", "an end", "a comment"],
)
def test_what_only_looks_like_a_tag_is_told(doctype: str) -> None:
    source = f'<!DOCTYPE a {doctype}>\n<a x="-->"/>\n'
    told = r"a\.xml:[1-3]: has tags that cannot be told from what is none; save it anew by an XML"
    with pytest.raises(Fault, match=told):
        list(xml_source.events(xml_source.decoded(source.encode(), "a.xml")))


def test_a_text_without_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED_MOST", limits.MEGABYTE)
    assert limits.whole(io.BytesIO(b"tide"), "a.txt") == b"tide"
    assert limits.whole(io.BytesIO(b"a" * limits.MEGABYTE), "a.txt")
    with pytest.raises(Fault, match=r"^a\.txt: is larger than 1 MiB; split it$"):
        limits.whole(io.BytesIO(b"a" * (limits.MEGABYTE + 1)), "a.txt")
