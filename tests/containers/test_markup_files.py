"""Layout files as files: which are told to be some, what is put in, and what is told of them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from layouts import ALTO, HOCR, alto, hocr, page_xml

from pipeline import encoding
from pipeline.api import Result
from pipeline.containers import markup, write_back
from pipeline.containers.xml_source import decoded
from pipeline.correction import Correction, apply
from pipeline.engine import StageResult
from pipeline.faults import Fault


def result(raw: str, old: str, new: str) -> Result:
    """The result of one correction."""
    at = raw.index(old)
    made = (Correction(at, at + len(old), old, new, "r", "any", "certain"),)
    return Result(raw, apply(raw, made), (StageResult("s", made),), "en", 1, encoding.PLAIN)


def put(file: bytes, old: str, new: str, place: str = "x") -> markup.Corrected:
    """A file with one correction of its text put in."""
    source = decoded(file, place)
    raw = markup.laid_out_text([source]).text
    (made,) = markup.put_back([("name", source)], result(raw, old, new))
    return made


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("<alto>", True), ("<alto xmlns='x'>", True), ("<a:alto\n>", True), ("<altos>", False),
        ("<PcGts>", True), ("<p:PcGts >", True), ("<pcgts>", False), ("alto", False),
        ("<p class='ocr_page'>", True), ('<p class="ocr_page x">', True), ("ocr-system", True),
        ("<p class='x ocr_page'>", True), ("<p class='ocr_pages'>", False), ("", False),
    ],
)  # fmt: skip
def test_layout_is_told_by_its_tags(content: str, told: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    for codec in ("utf-8", "utf-16", "utf-16-be"):
        path.write_bytes(content.encode(codec))
        assert markup.is_markup(path) is told


def test_layout_is_told_by_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    for blanks, told in ((65_536 - 6, True), (65_536 - 5, False)):
        path.write_bytes(b" " * blanks + b"<alto>")
        assert markup.is_markup(path) is told
    assert markup.is_markup(tmp_path / "nowhere.xml") is False


def test_text_of_files_is_read_in_order(tmp_path: Path) -> None:
    files = {"2.xml": alto("sea caf\u00e9"), "1.hocr": hocr("tbe"), "3.xml": page_xml("end")}
    for name, content in files.items():
        (tmp_path / name).write_text(content, "utf-8")
    assert markup.read([tmp_path / name for name in files]) == (
        "sea caf\u00e9\n\ftbe\n\fend\n".encode()
    )


def test_file_that_is_no_layout_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mets.xml"
    path.write_text("<mets/>", "utf-8")
    with pytest.raises(Fault) as raised:
        markup.read([path])
    assert str(raised.value) == f"{path}: is no hOCR, ALTO or PAGE XML; leave it out"


def test_file_that_changed_meanwhile_is_told(tmp_path: Path) -> None:
    for name, page in (("1.xml", "tbe"), ("2.xml", "sea")):
        (tmp_path / name).write_text(alto(page), "utf-8")
    files = [(name, tmp_path / name) for name in ("1.xml", "2.xml")]
    done = result("tbe\n\fsea\n", "tbe", "the")
    first, second = markup.written_back(files, done)
    assert (first.file.name, second.file.name) == ("1.xml", "2.xml")
    assert (first.content.decode(), second.content.decode()) == (alto("the"), alto("sea"))
    (tmp_path / "2.xml").write_text(alto("sea!"), "utf-8")
    with pytest.raises(Fault) as raised:
        markup.written_back(files, done)
    told = f"{tmp_path}/1.xml: changed while it was cleaned; clean it again"
    assert str(raised.value) == told


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_ledger_says_what_was_put_where(codec: str) -> None:
    name = {"latin-1": "ISO-8859-1", "utf-16": "UTF-16"}.get(codec, "UTF-8")
    text = alto("caf\u00e9 tbe \u00e9 tbe sea").replace("UTF-8", name)
    raw = text.encode(codec)
    made = put(raw, "tbe \u00e9 tbe", "th \u00e9 them")
    new = text.replace('"tbe"', '"th"', 1).replace('"tbe"', '"them"')
    assert made.content == new.encode(codec)
    assert made.file.name == "name"
    assert (made.file.raw_sha256, made.file.cleaned_sha256) == (
        sha256(raw).hexdigest(), sha256(made.content).hexdigest()
    )  # fmt: skip
    places = [
        raw.index('"tbe"'.encode(made.file.codec)),
        raw.rindex('"tbe"'.encode(made.file.codec)),
    ]
    quote = len('"'.encode(made.file.codec))
    assert [tuple(one) for one in made.file.splices] == [
        (places[0] + quote, "tbe", "th"), (places[1] + quote, "tbe", "them")
    ]  # fmt: skip


def test_nothing_is_put_where_nothing_changes() -> None:
    made = put(alto("tbe sea").encode(), "tbe", "tbe")
    assert (made.content.decode(), made.file.splices) == (alto("tbe sea"), ())


LINE = "<div class='ocr_page'><p class='ocr_line'>{}</p></div>"
STRING = "<Page><TextLine><String CONTENT={}/></TextLine></Page>"


@pytest.mark.parametrize(
    ("old", "change", "new"),
    [
        ("tbe", "a&b", "a&amp;b"),
        ("tbe", "a<b>c", "a&lt;b&gt;c"),
        ("tbe", "\"a'", "\"a'"),
        ("tbe", "&amp;", "&amp;amp;"),
        ("tbe", "\u0113\u00e9", "&#275;\u00e9"),
        ("<![CDATA[tbe]]>", "a<&>\"'", "<![CDATA[a<&>\"']]>"),
        ("<![CDATA[tbe]]>", "a]]>b]]>", "<![CDATA[a]]]]><![CDATA[>b]]]]><![CDATA[>]]>"),
        ("<![CDATA[tbe]]>", "a\u0113\u0113b",
         "<![CDATA[a]]>&#275;<![CDATA[]]>&#275;<![CDATA[b]]>"),
        ("<![CDATA[tbe]]>", "\u00e9", "<![CDATA[\u00e9]]>"),
    ],
)  # fmt: skip
def test_text_is_escaped_as_it_must_be(old: str, change: str, new: str) -> None:
    whole = HOCR.replace("UTF-8", "ISO-8859-1")
    made = put(whole.format(pages=LINE.format(old)).encode(), "tbe", change)
    assert made.content == whole.format(pages=LINE.format(new)).encode("latin-1")


@pytest.mark.parametrize(
    ("quote", "change", "new"),
    [
        ('"', "a\"b'", "a&quot;b'"), ("'", "a\"b'", 'a"b&apos;'), ('"', "a<&>", "a&lt;&amp;&gt;"),
        ("'", "\u0113", "&#275;"),
    ],
)  # fmt: skip
def test_attribute_is_escaped_as_its_quotes_want_it(quote: str, change: str, new: str) -> None:
    whole = ALTO.replace("UTF-8", "US-ASCII")
    made = put(whole.format(pages=STRING.format(f"{quote}tbe{quote}")).encode(), "tbe", change)
    assert made.content == whole.format(pages=STRING.format(quote + new + quote)).encode("ascii")


@pytest.mark.parametrize(
    "sign", [*map(chr, (0, 8, 11, 14, 31, 0xFFFE, 0xFFFF))], ids=lambda sign: f"U+{ord(sign):04X}"
)
def test_sign_that_no_xml_holds_is_told(sign: str) -> None:
    with pytest.raises(Fault) as raised:
        put(alto("tbe").encode(), "tbe", f"a{sign}b", "a.xml")
    assert str(raised.value) == (
        f"a.xml: cannot hold the sign U+{ord(sign):04X} of the cleaned text; "
        "decide otherwise where it comes from"
    )


@pytest.mark.parametrize(
    "sign", ["\x7f", "\ufffd", "\U0001d11e", "\x85"], ids=lambda sign: f"U+{ord(sign):04X}"
)
def test_odd_sign_that_xml_holds_is_written(sign: str) -> None:
    made = put(alto("tbe").encode(), "tbe", f"a{sign}b")
    assert made.content.decode() == alto(f"a{sign}b")


def test_file_that_would_say_something_else_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_back, "contents", lambda *_: {})
    with pytest.raises(AssertionError, match=r"^x: the corrected file says something else$"):
        put(alto("tbe").encode(), "tbe", "the")


HALVES = (
    '<Page><TextLine><String CONTENT="tbe" SUBS_TYPE="HypPart1" SUBS_CONTENT="tbesea"/>'
    '<HYP CONTENT="-"/></TextLine><TextLine>'
    '<String SUBS_CONTENT="tbesea" SUBS_TYPE="HypPart2" CONTENT="sea"/></TextLine></Page>'
)


def test_note_of_the_whole_word_goes_into_its_own_file() -> None:
    sources = [decoded(alto("x").encode(), "x"), decoded(ALTO.format(pages=HALVES).encode(), "y")]
    done = result("x\n\ftbe-\nsea\n", "tbe", "the")
    first, second = markup.put_back([("1", sources[0]), ("2", sources[1])], done)
    assert first.content.decode() == alto("x")
    assert second.content.decode() == ALTO.format(pages=HALVES.replace("tbe", "the"))
