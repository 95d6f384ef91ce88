"""hOCR, ALTO and PAGE XML as pages: each block, line and string, its box and its place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from layouts import ALTO, HOCR, PAGE

from pipeline.containers import alto, hocr, page_xml, xml_source
from pipeline.containers.layout import Block, Box, Page, Segment
from pipeline.containers.xml_source import XmlSource

READERS: dict[str, tuple[str, Callable[[XmlSource], list[Page]]]] = {
    "alto": (ALTO, alto.pages),
    "hocr": (HOCR, hocr.pages),
    "page": (PAGE.replace("{page}", "{pages}"), page_xml.pages),
}
LINE = "<TextLine><TextEquiv><Unicode>{}</Unicode></TextEquiv></TextLine>"


class Read:
    """The pages of a file whose body is given, and what stands where."""

    def __init__(self, kind: str, body: str) -> None:
        whole, pages = READERS[kind]
        self.text = whole.format(pages=body)
        self.pages = pages(xml_source.decoded(self.text.encode(), "a.xml"))

    def at(self, *segments: Segment) -> list[str]:
        return [self.text[one.start : one.end] for one in segments]


def said(pages: list[Page]) -> list[list[tuple[str, list[list[str]]]]]:
    """For each page its blocks' names, and the strings of their lines."""
    return [[(block.name, strings(block)) for block in page.blocks] for page in pages]


def strings(block: Block) -> list[list[str]]:
    """The strings of a block's lines; one that is glued begins with a plus."""
    return [["+" * word.glued + word.content for word in line.words] for line in block.lines]


def test_alto_says_where_everything_stands() -> None:
    read = Read(
        "alto",
        '<Page WIDTH="900" HEIGHT="1400.5"><TextBlock ID="b1">'
        '<TextLine HPOS="10" VPOS="20" WIDTH="300" HEIGHT="40.5">'
        '<String CONTENT="tbe" SUBS_TYPE="HypPart1" SUBS_CONTENT="tbe&amp;sea"/>'
        '<HYP CONTENT="-"/></TextLine><TextLine HPOS="1" VPOS="2" WIDTH="3"/></TextBlock>'
        '<TextBlock><TextLine><String CONTENT=""/></TextLine></TextBlock></Page>'
        '<Page><TextBlock ID="b3"><TextLine><String CONTENT="&lt;"/></TextLine></TextBlock></Page>',
    )
    first, second = read.pages
    assert said(read.pages) == [
        [("b1", [["tbe", "+-"], []]), ("", [[""]])], [("b3", [["<"]])]
    ]  # fmt: skip
    assert (first.box, second.box) == (Box(0, 0, 900, 1400.5), None)
    line, boxless = first.blocks[0].lines
    assert (line.box, boxless.box) == (Box(10, 20, 310, 60.5), None)
    tbe, hyphen = line.words
    assert read.at(*tbe.segments, *hyphen.segments) == ["tbe", "-"]
    assert tbe.whole is not None
    assert (tbe.whole.part, tbe.whole.content) == ("HypPart1", "tbe&sea")
    assert read.at(tbe.whole.segment) == ["tbe&amp;sea"]
    assert hyphen.whole is None


def test_alto_word_whose_part_is_not_told() -> None:
    body = "<Page><TextLine><String SUBS_CONTENT='tide' CONTENT='ti'/></TextLine></Page>"
    (word,) = Read("alto", body).pages[0].blocks[0].lines[0].words
    assert word.whole is not None
    assert (word.whole.part, word.whole.content) == ("", "tide")


@pytest.mark.parametrize("kind", sorted(READERS))
def test_file_without_a_page_has_an_empty_one(kind: str) -> None:
    read = Read(kind, "")
    assert [page.blocks for page in read.pages] == [[]]


def test_alto_goes_on_behind_what_it_does_not_read() -> None:
    body = (
        "<String CONTENT='lost'/><Page><String CONTENT='lost'/><TextBlock><String CONTENT='lost'/>"
        "<TextLine><String/><String CONTENT='kept'/><Glyph CONTENT='lost'/></TextLine>"
        "<TextLine><String CONTENT='too'/></TextLine></TextBlock></Page>"
    )
    assert said(Read("alto", body).pages) == [[("", [["kept"], ["too"]])]]


def words(*contents: str) -> str:
    return "".join(f"<span class='ocrx_word'>{content}</span>" for content in contents)


def test_hocr_says_where_everything_stands() -> None:
    read = Read(
        "hocr",
        "<p>lost</p><div class='more ocr_page' title='image \"1.png\"; bbox 0 0 900 1400'>lost"
        "<div class='ocr_carea' id='c1'><p class='ocr_par' id='p1'>"
        "<span class='ocr_line' title='bbox 10 -20 310.5 60; x_size 9'>"
        "<span class='ocrx_word' title='bbox 1 2 3 4'>t<b>b</b>e <i>x</i></span></span></p>"
        "<p>lost</p> "
        "<span class='ocr_header'>head</span></div></div>"
        "<div class='ocr_page'><span class='ocrx_word' title='bbox 1 2 3 4'>a</span></div>",
    )
    first, second = read.pages
    assert said(read.pages) == [
        [("c1", []), ("p1", [["tbe x"]]), ("", [["head"]]), ("", [])], [("", [["a"]])]
    ]  # fmt: skip
    assert (first.box, second.box) == (Box(0, 0, 900, 1400), None)
    line = first.blocks[1].lines[0]
    assert (line.box, first.blocks[2].lines[0].box) == (Box(10, -20, 310.5, 60), None)
    assert read.at(*line.words[0].segments) == ["t", "b", "e", "x"]
    # A word without a line is a line of its own, with the word's box.
    assert second.blocks[0].lines[0].box == Box(1, 2, 3, 4)


@pytest.mark.parametrize(
    "name",
    ["ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"],
)
def test_hocr_line_of_every_class(name: str) -> None:
    body = f"<div class='ocr_page'><p class='x {name} y'>tide {words('mill')}</p></div>"
    assert said(Read("hocr", body).pages) == [[("", [["tide", "mill"]])]]


@pytest.mark.parametrize("name", ["ocr_par", "ocr_carea", "ocrx_block"])
def test_hocr_block_of_every_class(name: str) -> None:
    named, nameless = (f"<p class='{name}'{one}>{words('tide')}</p>" for one in (" id='b'", ""))
    body = f"<div class='ocr_page'>{named}{nameless}</div>"
    assert said(Read("hocr", body).pages) == [
        [("b", [["tide"]]), ("", []), ("", [["tide"]]), ("", [])]
    ]


@pytest.mark.parametrize(
    ("line", "strings"),
    [
        (words("a", "b"), ["a", "b"]),
        (words("a") + "x", ["a", "+x"]),
        (words("a") + " x", ["a", "x"]),
        ("x" + words("a"), ["x", "+a"]),
        ("x " + words("a"), ["x", "a"]),
        ("x<b>y</b> z", ["x", "+y", "z"]),
        (words("a", "", "b"), ["a", "", "b"]),
        (words("a") + "-" + words("b"), ["a", "+-", "+b"]),
        (words("a") + " " + words("b") + "!", ["a", "b", "+!"]),
        (words("a<span class='ocrx_word'>b</span>c"), ["abc"]),
        (words("a <b>b</b>"), ["a b"]),
        ("<span class='ocr_line'>a</span>b", ["a", "+b"]),
        ("<span class='ocr_par'>a</span>b", ["a", "+b"]),
    ],
)
def test_hocr_strings_of_a_line(line: str, strings: list[str]) -> None:
    body = (
        f"<div class='ocr_page'><p class='ocr_line'>{words('1')}</p>\n"
        f"<p class='ocr_line'>{line}</p>\n<p class='ocr_line'>{words('3')}</p></div>"
    )
    assert said(Read("hocr", body).pages) == [[("", [["1"], strings, ["3"]])]]


def test_page_says_where_everything_stands() -> None:
    read = Read(
        "page",
        "<TextRegion id='r1'><Coords points='1,2 30,2.5 30,40 -1,40'/>"
        "<TextLine><Baseline points='9,9 9,9'/><Coords points='5,6 70,8'/>"
        "<Word><Coords points='7,7 8,8'/><Glyph><Coords points='0,0 9,9'/>"
        "<TextEquiv><Unicode>g</Unicode></TextEquiv></Glyph>"
        "<TextEquiv><Unicode>tbe</Unicode></TextEquiv></Word>"
        "<Word><TextEquiv><Unicode>sea</Unicode></TextEquiv></Word>"
        "<TextEquiv><PlainText>lost</PlainText><Unicode>tbe <!-- and -->sea</Unicode></TextEquiv>"
        "</TextLine><TextLine><Coords points='1,1'/>"
        "<Word><TextEquiv><Unicode>alone</Unicode></TextEquiv></Word>"
        "</TextLine><TextEquiv><Unicode>all\nof it</Unicode></TextEquiv></TextRegion>",
    )
    (page,) = read.pages
    (block,) = page.blocks
    assert page.box == Box(0, 0, 900, 1400)
    assert (block.name, strings(block)) == ("r1", [["tbe sea"], ["alone"]])
    line, alone = block.lines
    assert (line.box, alone.box) == (Box(5, 6, 70, 8), Box(1, 1, 1, 1))
    assert [one.content for one in line.finer] == ["tbe", "sea"]
    assert read.at(*line.words[0].segments) == ["tbe", "sea"]
    assert alone.finer == []
    assert block.said_again is not None
    assert read.at(*block.said_again.segments) == ["all\nof it"]


READING = "<TextEquiv{}><Unicode>{}</Unicode></TextEquiv>"


@pytest.mark.parametrize(
    ("indices", "first", "below"),
    [
        (("", ""), "a", ["b"]),
        ((" index='1'", " index='0'"), "b", ["a"]),
        ((" index='10'", " index='9'"), "b", ["a"]),
        ((" index='1'", ""), "b", ["a"]),
        ((" index='x'", " index='1'"), "a", ["b"]),
        ((" index='\u0662'", " index='1'"), "a", ["b"]),
        ((" index='1'", " index='1'"), "a", ["b"]),
    ],
)
def test_page_reading_of_the_lowest_index_leads(
    indices: tuple[str, str], first: str, below: list[str]
) -> None:
    readings = READING.format(indices[0], "a") + READING.format(indices[1], "b")
    read = Read("page", f"<TextRegion><TextLine>{readings}</TextLine></TextRegion>")
    (word,) = read.pages[0].blocks[0].lines[0].words
    assert (word.content, read.at(*word.below)) == (first, below)


def test_page_line_that_says_something_else_than_its_words() -> None:
    inner = "".join(f"<Word>{READING.format('', one)}{READING.format('', one + one)}</Word>"
                    for one in ("x", "y"))  # fmt: skip
    own = READING.format("", "tide") + READING.format("", "ride")
    read = Read("page", f"<TextRegion><TextLine>{inner}{own}</TextLine></TextRegion>")
    (line,) = read.pages[0].blocks[0].lines
    assert (strings(read.pages[0].blocks[0]), line.finer) == ([["tide"]], [])
    assert read.at(*line.words[0].below) == ["ride", "x", "xx", "y", "yy"]


def test_page_words_without_text_are_none() -> None:
    inner = f"<Word/><Word>{READING.format('', ' ')}</Word><Word>{READING.format('', 'a')}</Word>"
    for own in ("", READING.format("", ""), READING.format("", " ")):
        read = Read("page", f"<TextRegion><TextLine>{inner}{own}</TextLine></TextRegion>")
        assert said(read.pages) == [[("", [["a"]])]]


@pytest.mark.parametrize(
    "body",
    [
        f"<Word>{READING.format('', 'lost')}</Word>",
        LINE.format("lost"),
        READING.format("", "lost"),
        f"<Border><Coords points='1,1 2,2'/>{READING.format('', 'lost')}</Border>",
        "<Unicode>lost</Unicode>",
    ],
    ids=["word", "line", "reading", "border", "text"],
)
def test_page_text_outside_regions_is_none_of_the_page(body: str) -> None:
    kept = f"<TextRegion id='r'>{LINE.format('kept')}</TextRegion>"
    assert said(Read("page", body + kept + body).pages) == [[("r", [["kept"]])]]


def test_page_text_beside_readings_is_none_of_the_line() -> None:
    line = (
        "<TextRegion id='r'>lost<Word><TextEquiv><Unicode>lost</Unicode></TextEquiv></Word>"
        "<TextLine>lost<Unicode>lost</Unicode><UserDefined><TextEquiv><Unicode>lost</Unicode>"
        "</TextEquiv></UserDefined><TextEquiv>lost<Unicode>kept</Unicode>lost</TextEquiv></TextLine>"
        "</TextRegion>"
    )
    assert said(Read("page", line).pages) == [[("r", [["kept"]])]]


@pytest.mark.parametrize(
    ("points", "box"),
    [
        ("points='3,4 1,9 7,2'", Box(1, 2, 7, 9)),
        ("points='3.5,4'", Box(3.5, 4, 3.5, 4)),
        ("points=''", None),
        ("points='1,2 3'", None),
        ("points='1,2,3 4,5'", None),
        ("points='a,b'", None),
        ("", None),
    ],
)
def test_page_box_is_around_the_points(points: str, box: Box | None) -> None:
    body = f"<TextRegion><TextLine><Coords {points}/>{READING.format('', 'a')}</TextLine>"
    assert Read("page", f"{body}</TextRegion>").pages[0].blocks[0].lines[0].box == box


REGIONS = "".join(f"<TextRegion id='{name}'>{LINE.format(name)}</TextRegion>" for name in "abcd")


def order(body: str) -> str:
    (page,) = Read("page", f"<ReadingOrder>{body}</ReadingOrder>{REGIONS}").pages
    return "".join(block.name for block in page.blocks)


def indexed(*members: tuple[int, str]) -> str:
    return "".join(
        f"<RegionRefIndexed index='{index}' regionRef='{name}'/>" for index, name in members
    )


@pytest.mark.parametrize(
    ("body", "regions"),
    [
        ("", "abcd"),
        ("<OrderedGroup>" + indexed((1, "c"), (0, "b")) + "</OrderedGroup>", "bcad"),
        ("<OrderedGroup>" + indexed((1, "c"), (1, "b")) + "</OrderedGroup>", "cbad"),
        ("<OrderedGroup>" + indexed((10, "c"), (9, "d")) + "</OrderedGroup>", "dcab"),
        ("<UnorderedGroup><RegionRef regionRef='d'/><RegionRef regionRef='b'/></UnorderedGroup>",
         "dbac"),
        ("<UnorderedGroup>" + indexed((1, "c"), (0, "b")) + "</UnorderedGroup>", "cbad"),
        ("<OrderedGroup><OrderedGroupIndexed index='5'>" + indexed((0, "a"))
         + "</OrderedGroupIndexed>" + indexed((4, "b")) + "</OrderedGroup>", "bacd"),
        ("<OrderedGroup><UnorderedGroupIndexed index='5' regionRef='d'>" + indexed((0, "a"))
         + "</UnorderedGroupIndexed>" + indexed((6, "b")) + "</OrderedGroup>", "dabc"),
        ("<OrderedGroup><OrderedGroupIndexed index='5' regionRef='d'>" + indexed((0, "a"))
         + "</OrderedGroupIndexed>" + indexed((6, "b")) + "</OrderedGroup>", "dabc"),
        ("<OrderedGroup>" + indexed((0, "d")) + "</OrderedGroup><OrderedGroup>"
         + indexed((0, "c")) + "</OrderedGroup>", "dcab"),
        (indexed((0, "d")) + "<RegionRef regionRef='c'/>", "abcd"),
        ("<OrderedGroup><RegionRefIndexed index='0'/>" + indexed((1, "d")) + "</OrderedGroup>",
         "dabc"),
    ],
    ids=["none", "indices", "same index", "as numbers", "unordered", "unordered with indices",
         "group behind", "group of a region", "ordered group of a region", "two groups",
         "no group", "no name"],
)  # fmt: skip
def test_page_order_of_reading(body: str, regions: str) -> None:
    assert order(body) == regions


def test_page_region_within_another_stands_with_it() -> None:
    inner = f"<TextRegion id='a'>{LINE.format('a')}<TextRegion id='in'>{LINE.format('in')}"
    body = REGIONS.replace("'a'", "'x'") + f"{inner}</TextRegion></TextRegion>"
    for group, expected in (((0, "b"), ["b", "x", "c", "d", "a", "in"]),
                            ((0, "a"), ["a", "in", "x", "b", "c", "d"]),
                            ((0, "in"), ["in", "x", "b", "c", "d", "a"])):  # fmt: skip
        told = f"<ReadingOrder><OrderedGroup>{indexed(group)}</OrderedGroup></ReadingOrder>"
        (page,) = Read("page", told + body).pages
        assert [block.name for block in page.blocks] == expected
