"""XML sources: how their bytes become text, which tags and texts are found, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.containers import xml_source
from pipeline.containers.layout import Segment
from pipeline.containers.xml_source import End, Event, Start, Text, XmlSource
from pipeline.faults import Fault

CONVERT = "convert it to UTF-8"


def events(text: str) -> list[Event]:
    return list(xml_source.events(xml_source.decoded(text.encode(), "a.xml")))


def texts(text: str) -> list[tuple[str, str, bool]]:
    """The texts of a source: what each says, what stands there, whether it is parted."""
    return [
        (one.content, text[one.segment.start : one.segment.end], one.parted)
        for one in events(text)
        if isinstance(one, Text)
    ]


def told(text: str | bytes) -> tuple[str, str, str]:
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(Fault) as raised:
        list(xml_source.events(xml_source.decoded(raw, "a.xml")))
    return raised.value.place, raised.value.problem, raised.value.remedy


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("utf-8", "utf-8"), ("UTF-8", "utf-8"), ("utf8", "utf-8"), ("US-ASCII", "ascii"),
        ("ascii", "ascii"), ("ISO-8859-1", "latin-1"), ("latin1", "latin-1"),
        ("iso-8859-15", "iso8859-15"), ("Windows-1252", "cp1252"),
    ],
)  # fmt: skip
def test_encoding_is_what_the_file_declares(name: str, codec: str) -> None:
    sign = "x" if codec == "ascii" else "\u00e9"
    raw = f"<?xml version='1.0' encoding='{name}'?><a>{sign}</a>".encode(codec)
    source = xml_source.decoded(raw, "a.xml")
    assert source == XmlSource("a.xml", raw.decode(codec), codec, b"")
    assert source.encode() == raw
    assert [one.content for one in xml_source.events(source) if isinstance(one, Text)] == [sign]


def test_file_that_declares_nothing_is_utf_8() -> None:
    source = xml_source.decoded("<a>\u00e9</a>".encode(), "a.xml")
    assert source == XmlSource("a.xml", "<a>\u00e9</a>", "utf-8", b"")


@pytest.mark.parametrize(
    ("mark", "codec"), [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le")], ids=["8", "16"]
)
def test_mark_is_kept_apart_from_the_text(mark: bytes, codec: str) -> None:
    text = f"<?xml version='1.0' encoding='{codec[:6]}'?><a>\u00e9</a>"
    raw = mark + text.encode(codec)
    source = xml_source.decoded(raw, "a.xml")
    assert (source.place, source.text, source.mark) == ("a.xml", text, mark)
    assert source.encode() == raw
    assert len(list(xml_source.events(source))) == 3


def test_declaration_is_looked_for_in_the_first_400_bytes() -> None:
    head = "<?xml version='1.0' "
    tail = "encoding='latin1'"
    near = head + " " * (400 - len(head) - len(tail)) + tail + "?><a/>"
    far = near.replace(" encoding", "  encoding")
    assert xml_source.decoded(near.encode(), "a.xml").codec == "latin-1"
    assert xml_source.decoded(far.encode(), "a.xml").codec == "utf-8"


@pytest.mark.parametrize("name", ["EBCDIC-US", "utf-16"])
def test_encoding_that_is_not_read_is_told(name: str) -> None:
    problem = f"is in the encoding {name.lower()}, which is not read"
    assert told(f"<?xml version='1.0' encoding='{name}'?><a/>") == ("a.xml", problem, CONVERT)


@pytest.mark.parametrize(("mark", "at"), [(b"", "1,203"), (b"\xef\xbb\xbf", "1,206")])
def test_byte_that_is_none_of_the_encoding_is_told(mark: bytes, at: str) -> None:
    raw = mark + b"<a>" + b"x" * 1200 + b"\xff</a>"
    codec = xml_source.decoded(mark + b"<a/>", "a.xml").codec
    assert told(raw) == ("a.xml", f"is not {codec} at byte {at}", CONVERT)


def test_file_may_be_as_large_as_the_limit_and_no_larger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xml"
    monkeypatch.setattr(xml_source, "XML_MOST", 3 << 20)
    path.write_bytes(b"<a/>".ljust(3 << 20))
    assert xml_source.load(path) == XmlSource(str(path), "<a/>".ljust(3 << 20), "utf-8", b"")
    path.write_bytes(b"<a/>".ljust((3 << 20) + 1))
    with pytest.raises(Fault) as raised:
        xml_source.load(path)
    assert str(raised.value) == f"{path}: is larger than 3 MiB; split it, one file a page"


def test_elements_and_texts_come_in_order() -> None:
    source = (
        "<?xml version='1.0'?>\n<!-- <b> -->\n<a x='1'>tbe <n:b xmlns:n='u' n:y=\"2\"/>sea</a>\n"
    )
    tag = source.index("<a")
    empty = source.index("<n:b")
    sea = source.index("sea")
    assert events(source) == [
        Start("a", {"x": "1"}, (tag, tag + 9)),
        Text("tbe", Segment(tag + 9, tag + 12, "text"), True),
        Start("b", {"y": "2"}, (empty, sea)),
        End("b"),
        Text("sea", Segment(sea, sea + 3, "text"), True),
        End("a"),
    ]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<a>x</a>", [("x", "x", True)]),
        ("<a>\t x \r\n</a>", [("x", "x", True)]),
        ("<a>x<b>y</b>z</a>", [("x", "x", True), ("y", "y", False), ("z", "z", False)]),
        ("<a>x <b>y</b> z</a>", [("x", "x", True), ("y", "y", True), ("z", "z", True)]),
        ("<a>x<b> y</b>z</a>", [("x", "x", True), ("y", "y", True), ("z", "z", False)]),
        ("<a>x<b> </b>z</a>", [("x", "x", True), ("z", "z", True)]),
        ("<a>x <b></b>z</a>", [("x", "x", True), ("z", "z", True)]),
        ("<a>x<b></b>z</a>", [("x", "x", True), ("z", "z", False)]),
        ("<a><![CDATA[ x&y ]]>z</a>", [("x&y", "x&y", True), ("z", "z", True)]),
        ("<a>x<![CDATA[y]]></a>", [("x", "x", True), ("y", "y", False)]),
        ("<a>x<!-- no -->y<?no?>z</a>", [("x", "x", True), ("y", "y", False), ("z", "z", False)]),
        ("<a>&#x41;&#66;&amp;&lt;&gt;&quot;&apos;</a>",
         [("AB&<>\"'", "&#x41;&#66;&amp;&lt;&gt;&quot;&apos;", True)]),
    ],
)  # fmt: skip
def test_texts_know_whether_a_blank_parts_them(
    source: str, found: list[tuple[str, str, bool]]
) -> None:
    assert texts(source) == found


def test_blanks_beside_text_are_those_of_xml_only() -> None:
    assert texts("<a>\u00a0x\u2003</a>") == [("\u00a0x\u2003", "\u00a0x\u2003", True)]


def test_entity_of_html_is_its_sign() -> None:
    document = '<!DOCTYPE a PUBLIC "p" "s">'
    assert texts(f"{document}<a>caf&eacute;</a>") == [("caf\u00e9", "caf&eacute;", True)]
    assert told(f"{document}<a>&frob;</a>") == (
        "a.xml", "refers to the entity frob", "write the sign itself"
    )  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
        "<!DOCTYPE a SYSTEM '>' [<!ENTITY b 'c'>]><a/>",
        "<!DOCTYPE a ['']><a/>",
        "<!DOCTYPE a \n[]><a/>",
    ],
    ids=["entity", "behind a bracket", "own part", "empty part"],
)
def test_own_document_type_is_told(source: str) -> None:
    assert told(source) == (
        "a.xml", "declares entities", "save it without its own document type"
    )  # fmt: skip


def test_file_that_is_not_well_formed_is_told_with_its_line() -> None:
    place, problem, remedy = told("<a>\n<b>\n</c>\n</a>")
    assert (place, remedy) == ("a.xml:3", "fetch it again")
    assert problem.startswith("is not well formed: Opening and ending tag mismatch")


@pytest.mark.parametrize("source", ["", "</a>"], ids=["nothing", "an end"])
def test_file_without_an_element_is_told(source: str) -> None:
    place, problem, remedy = told(source)
    assert (place, remedy) == ("a.xml:1", "fetch it again")
    assert problem.startswith("is not well formed: ")


def test_depth_may_be_as_deep_as_the_limit_and_no_deeper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_source, "DEPTH_MOST", 3)
    assert len(events("<a><b><c><d/></c></b></a>")) == 8
    assert told("<a><b><c><d></d></c></b></a>") == (
        "a.xml", "is nested deeper than 3 elements", "no layout needs that"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ('SYSTEM "x><b>"', 2), ('SYSTEM "x\n></b>"', 3), ('SYSTEM "><!--"', 4),
        ('SYSTEM "x><a>"', 3),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_tag_is_told_with_its_line(document: str, line: int) -> None:
    assert told(f'\n<!DOCTYPE a {document}>\n<a x="-->"/>\n') == (
        f"a.xml:{line}",
        "has tags that cannot be told from what is none",
        "save it anew by an XML program",
    )


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("<a n='x'/>", "x"), ('<a n="x"/>', "x"), ("<a m='y' n='x'/>", "x"), ("<a n=''/>", ""),
        ('<a n=""/>', ""), ("<a\n\tn  =  'x'/>", "x"), ("<a p:n='x' xmlns:p='u'/>", "x"),
        ("<a m='y'/>", None), ("<a nn='y'/>", None), ("<a/><a n='x'/>", None),
    ],
)  # fmt: skip
def test_place_of_an_attribute(tag: str, value: str | None) -> None:
    text = f"<r n='no'>{tag}</r>"
    source = xml_source.decoded(text.encode(), "a.xml")
    start = next(one for one in list(xml_source.events(source))[1:] if isinstance(one, Start))
    segment = xml_source.attribute(source, start, "n")
    if value is None:
        assert segment is None
    else:
        assert segment is not None
        assert (text[segment.start : segment.end], segment.kind) == (value, "attribute")
        assert text[segment.start - 1] == text[segment.end]


def test_kind_of_text_is_told() -> None:
    found = [one for one in events("<a>x<![CDATA[y]]></a>") if isinstance(one, Text)]
    assert [one.segment.kind for one in found] == ["text", "cdata"]


def test_references_are_not_looked_for_in_character_data() -> None:
    source = xml_source.decoded(b"<a>&amp;</a>", "a.xml")
    assert xml_source.plain(source, Segment(3, 8, "text")) == "&"
    assert xml_source.plain(source, Segment(3, 8, "cdata")) == "&amp;"
    assert xml_source.plain(source, Segment(4, 8, "text")) == "amp;"
