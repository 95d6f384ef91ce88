"""hOCR, ALTO and PAGE XML: cleaned, written back string by string, and back to the byte."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from containing import CLEANED, PAGES, call, one_line
from hypothesis import given
from hypothesis import strategies as st
from layouts import alto, hocr, page_xml
from tiny import TIDE, TIDE_CLEANED

from pipeline import encoding
from pipeline.api import Result
from pipeline.containers import markup, splices
from pipeline.containers.layout import Box
from pipeline.containers.xml_source import decoded
from pipeline.correction import Correction, apply
from pipeline.engine import StageResult

MAKE: dict[str, Callable[..., str]] = {"hocr": hocr, "alto": alto, "page": page_xml}
SUFFIX = {"hocr": "hocr", "alto": "xml", "page": "xml"}
KINDS = sorted(MAKE)
CHANGES = [("tbe", "the"), ("ferry-", "ferryman"), ("man", ""), ("12", ""), ("13", ""), ("14", "")]


def corrected(source: str, folder: Path) -> str:
    """A file as it is written back."""
    (folder / "raw" / "ferry.xml").write_text(source, "utf-8")
    assert call("clean", "--force").exit_code == 0
    assert call("restore", "ferry").stdout_bytes == source.encode()
    return (folder / "cleaned" / "ferry.xml").read_text("utf-8")


@pytest.mark.parametrize("kind", ["hocr", "alto"])
def test_book_in_one_file(kind: str, folder: Path) -> None:
    raw = folder / "raw" / f"ferry.{SUFFIX[kind]}"
    raw.write_text(MAKE[kind](*PAGES), "utf-8")
    assert call("clean").exit_code == 0
    assert (folder / "cleaned" / "ferry.txt").read_text("utf-8") == CLEANED
    new = (folder / "cleaned" / raw.name).read_text("utf-8")
    assert markup.read([folder / "cleaned" / raw.name]).decode().split() == CLEANED.split()
    assert call("restore", "ferry").stdout_bytes == raw.read_bytes()
    assert call("verify").stdout.startswith(f"ferry: {raw.stat().st_size:,} bytes restored, equal")
    assert call("clean").stdout.startswith("unchanged: 1 document")
    changed = [
        (old, line)
        for old, line in zip(raw.read_text("utf-8").splitlines(), new.splitlines(), strict=True)
        if old != line
    ]
    for old, line in changed:
        for before, after in CHANGES:
            for left, right in (("", ""), (">", "<"), ('CONTENT="', '"')):
                if len(before) > 3 or left:
                    old = old.replace(left + before + right, left + after + right)
        assert old == line
    assert len(changed) >= 7


def test_folder_of_pages_is_one_document(folder: Path) -> None:
    inner = folder / "raw" / "ferry"
    inner.mkdir()
    sources = {f"{number}.xml": page_xml(page) for number, page in enumerate(PAGES, 9)}
    for name, source in sources.items():
        (inner / name).write_text(source, "utf-8")
    (inner / "mets.xml").write_text("<mets/>", "utf-8")
    assert call("clean").exit_code == 0
    assert (folder / "cleaned" / "ferry.txt").read_text("utf-8") == CLEANED
    assert sorted(path.name for path in (folder / "cleaned" / "ferry").iterdir()) == [
        "10.xml", "11.xml", "9.xml",
    ]  # fmt: skip
    assert call("verify").stdout.endswith("equal to raw/ferry\n1 of 1 verified\n")
    assert call("restore", "ferry", "-o", "back").exit_code == 0
    assert {path.name: path.read_text("utf-8") for path in (folder / "back").iterdir()} == sources
    assert one_line(call("restore", "ferry")) == (
        "ferry: comes back as 3 files; name a folder with -o"
    )
    assert call("clean").stdout.startswith("unchanged: 1 document")


def test_other_commands_work_on_the_text(folder: Path) -> None:
    (folder / "raw" / "ferry.hocr").write_text(hocr(*PAGES), "utf-8")
    call("clean")
    assert "[-tbe-]{+the+}" in call("diff").stdout
    assert "scannos/b-for-h" in call("explain", "raw/ferry.hocr:3").stdout
    assert call("stet", "ferry:3", "--word", "tbe").exit_code == 0
    assert call("clean").exit_code == 0
    assert "\ntbe ferryman\n" in (folder / "cleaned" / "ferry.txt").read_text("utf-8")
    assert ">tbe</span>" in (folder / "cleaned" / "ferry.hocr").read_text("utf-8")


def test_hand_edit_of_the_text_is_taken_in_and_goes_into_the_file(folder: Path) -> None:
    (folder / "raw" / "ferry.hocr").write_text(hocr(*PAGES), "utf-8")
    call("clean")
    text = folder / "cleaned" / "ferry.txt"
    text.write_text(text.read_text("utf-8").replace("quay", "pier"), "utf-8")
    assert call("take-in").exit_code == 0
    assert ">pier</span>" in (folder / "cleaned" / "ferry.hocr").read_text("utf-8")
    assert call("verify").exit_code == 0


def test_changed_coordinates_alone_are_cleaned_again(folder: Path) -> None:
    raw = folder / "raw" / "ferry.hocr"
    raw.write_text(hocr(*PAGES), "utf-8")
    call("clean")
    raw.write_text(hocr(*PAGES).replace("x_wconf 91", "x_wconf 92"), "utf-8")
    assert call("verify").exit_code == 1
    assert not call("clean").stdout.startswith("unchanged")
    assert "x_wconf 92" in (folder / "cleaned" / "ferry.hocr").read_text("utf-8")
    assert call("verify").exit_code == 0


def test_corrected_file_edited_by_hand_is_refused(folder: Path) -> None:
    (folder / "raw" / "ferry.hocr").write_text(hocr(*PAGES), "utf-8")
    call("clean")
    edited = folder / "cleaned" / "ferry.hocr"
    edited.write_text("mine", "utf-8")
    assert one_line(call("clean")) == (
        "cleaned/ferry.hocr: was edited by hand since it was cleaned; "
        "move it away, or overwrite with --force"
    )
    assert call("verify").exit_code == 1
    edited.unlink()
    assert call("clean").exit_code == 0
    assert call("verify").exit_code == 0


@pytest.mark.parametrize("replaced", [0, 1, 2])
def test_killed_between_two_files_is_mended(replaced: int, folder: Path) -> None:
    inner = folder / "raw" / "ferry"
    inner.mkdir()
    for number, page in enumerate(PAGES):
        (inner / f"{number}.xml").write_text(page_xml(page), "utf-8")
    call("clean")
    new = {one: one.read_bytes() for one in (folder / "cleaned").rglob("*.*") if one.is_file()}
    old_pages = [page.replace("tbe", "tbe old") for page in PAGES]
    for number, page in enumerate(old_pages):
        (inner / f"{number}.xml").write_text(page_xml(page), "utf-8")
    call("clean")
    # As a kill leaves it: the new ledger waits, some files are replaced, the text is not.
    listed = folder / "cleaned" / "ferry.corrections.jsonl"
    listed.with_name(".ferry.corrections.jsonl.new").write_bytes(new[listed])
    for number in range(replaced):
        path = folder / "cleaned" / "ferry" / f"{number}.xml"
        path.write_bytes(new[path])
    for number, page in enumerate(PAGES):
        (inner / f"{number}.xml").write_text(page_xml(page), "utf-8")
    assert call("clean").exit_code == 0
    assert {one: one.read_bytes() for one in new} == new
    assert call("verify").exit_code == 0


def test_raw_file_is_never_overwritten(folder: Path) -> None:
    (folder / "raw" / "ferry.hocr").write_text(hocr(*PAGES), "utf-8")
    message = one_line(call("clean", "raw", "-o", "raw"))
    assert message == "raw/ferry.hocr: would be overwritten; choose another folder with -o"


def test_other_xml_of_a_folder_is_passed_over_and_told_when_named(folder: Path) -> None:
    (folder / "raw" / "tide.txt").write_text(TIDE, "utf-8")
    (folder / "raw" / "mets.xml").write_text("<mets>tbe</mets>", "utf-8")
    (folder / "raw" / "saved.html").write_text("<html>tbe", "utf-8")
    assert call("clean").exit_code == 0
    assert not (folder / "cleaned" / "mets.txt").exists()
    assert one_line(call("clean", "raw/mets.xml")) == (
        "raw/mets.xml: is no hOCR, ALTO or PAGE XML; leave it out"
    )


BAD = {
    "cut": (hocr(*PAGES)[:-9], ":71: is not well formed: Premature end of data in tag html line 4"),
    "mismatch": (hocr("a b").replace("</p>", "</q>"), "is not well formed: Opening and ending tag"),
    "bomb": (
        '<!DOCTYPE alto [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n' + alto("&b;").split("?>")[1],
        "declares entities; save it without its own document type",
    ),
    "outside": (
        hocr("x").replace("<!DOCTYPE html PUBLIC", '<!DOCTYPE html [<!ENTITY x SYSTEM "f">] P'),
        "declares entities",
    ),
    "entity": (hocr("x").replace(">x<", ">&frob;<"), "refers to the entity frob; write the sign"),
    "deep": (hocr("x").replace(">x<", ">" + "<b>" * 95 + "x" + "</b>" * 95 + "<"),
             "is nested deeper than 100 elements; no layout needs that"),
    "very deep": (hocr("x").replace(">x<", ">" + "<b>" * 9000 + "x" + "</b>" * 9000 + "<"),
                  "is not well formed: Excessive depth in document"),
    "encoding": (hocr("x").replace("UTF-8", "EBCDIC-US"), "is in the encoding ebcdic-us, which is"),
    "control": (hocr("x").replace(">x<", ">\x01<"), "is not well formed: PCDATA invalid Char"),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(BAD))
def test_bad_file_is_one_line_and_the_rest_goes_on(what: str, folder: Path) -> None:
    source, message = BAD[what]
    (folder / "raw" / "tide.txt").write_text(TIDE, "utf-8")
    (folder / "raw" / "ferry.xml").write_text(source, "utf-8")
    told = one_line(call("clean"))
    assert told.startswith("raw/ferry.xml")
    assert message in told
    assert (folder / "cleaned" / "tide.txt").read_text("utf-8") == TIDE_CLEANED
    assert not list((folder / "cleaned").glob("ferry*"))


def test_file_that_is_not_utf_8_is_one_line(folder: Path) -> None:
    (folder / "raw" / "ferry.xml").write_bytes(hocr("x").encode().replace(b">x<", b">\xe9<"))
    assert "is not utf-8 at byte " in one_line(call("clean"))


def test_too_large_a_file_is_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "raw" / "ferry.xml").write_text(hocr("x"), "utf-8")
    monkeypatch.setattr("pipeline.containers.xml_source.XML_MOST", 200)
    assert "is larger than 0 MiB" in one_line(call("clean"))


def test_words_joined_parted_and_taken_out(folder: Path) -> None:
    new = corrected(alto("tbe ferry-\nman sat.\n12\n"), folder)
    contents = [part.split('"')[0] for part in new.split('CONTENT="')[1:]]
    assert contents == ["the", "ferryman", "", "sat.", ""]


def test_alto_hyphen_and_whole_word_follow(folder: Path) -> None:
    halves = (
        '<TextLine><String CONTENT="tbe"/><SP/><String CONTENT="ferry" SUBS_TYPE="HypPart1"'
        ' SUBS_CONTENT="ferryman"/><HYP CONTENT="-"/></TextLine><TextLine>'
        '<String SUBS_TYPE="HypPart2" SUBS_CONTENT="ferryman" CONTENT="man"/><SP/>'
        '<String CONTENT="s"/></TextLine>'
    )
    whole = alto("x").replace('<String HPOS="0" WC="0.9" CONTENT="x"/>', halves)
    new = corrected(whole, folder)
    assert '<String CONTENT="ferryman" SUBS_TYPE="HypPart1" SUBS_CONTENT="ferryman"/>' in new
    assert '<HYP CONTENT=""/>' in new
    assert 'SUBS_CONTENT="ferryman" CONTENT=""/>' in new
    assert "\nthe ferryman\ns\n" in "\n" + (folder / "cleaned" / "ferry.txt").read_text("utf-8")


def test_hyphen_that_is_kept_stays_in_its_element(folder: Path) -> None:
    # The rule mends a word; the hyphen behind it is nobody's business.
    source = alto("x").replace('CONTENT="x"/>', 'CONTENT="tbe"/><HYP CONTENT="-"/>')
    new = corrected(source, folder)
    assert 'CONTENT="the"/><HYP CONTENT="-"/>' in new


def test_signs_are_escaped_as_the_place_wants_it(folder: Path) -> None:
    assert 'CONTENT="the&amp;&lt;&quot;"' in corrected(alto('tbe&<"'), folder)
    assert ">the&amp;&lt;&quot;<" in corrected(hocr('the&<"'), folder).replace("tbe", "the")
    single = alto("tbe'").replace('CONTENT="tbe&#x27;"', "CONTENT='tbe&#39;'")
    assert "CONTENT='the&apos;'" in corrected(single, folder).replace("&#39;", "&apos;")


def test_file_in_latin_1_keeps_its_encoding(folder: Path) -> None:
    source = hocr("caf\u00e9 tbe").replace("UTF-8", "ISO-8859-1")
    raw = folder / "raw" / "ferry.hocr"
    raw.write_bytes(source.encode("latin-1"))
    call("clean")
    expected = source.replace(">tbe<", ">the<").encode("latin-1")
    assert (folder / "cleaned" / "ferry.hocr").read_bytes() == expected
    assert call("restore", "ferry").stdout_bytes == raw.read_bytes()


def test_file_in_utf_16_keeps_its_encoding(folder: Path) -> None:
    source = alto("caf\u00e9 tbe").replace("UTF-8", "UTF-16")
    (folder / "raw" / "ferry.xml").write_bytes(source.encode("utf-16"))
    call("clean")
    expected = source.replace('"tbe"', '"the"').encode("utf-16")
    assert (folder / "cleaned" / "ferry.xml").read_bytes() == expected
    assert call("verify").exit_code == 0


def test_page_says_the_same_at_every_level(folder: Path) -> None:
    new = corrected(page_xml("tbe ferry-\nman sat.\n\n12\n"), folder)
    told = [part.split("<")[0] for part in new.split("<Unicode>")[1:]]
    assert told == ["the", "ferryman", "the ferryman", "", "sat.", "sat.", "the ferryman\nsat.",
                    "", "", ""]  # fmt: skip


def test_page_words_that_say_something_else_are_left_alone(folder: Path) -> None:
    source = page_xml("tbe sea").replace("<Unicode>tbe</Unicode>", "<Unicode>tba</Unicode>")
    new = corrected(source, folder)
    assert "<Unicode>tba</Unicode>" in new
    assert "<Unicode>the sea</Unicode>" in new


def test_page_without_lines_has_its_words(folder: Path) -> None:
    source = page_xml("tbe sea").replace("<Unicode>tbe sea</Unicode>", "<Unicode></Unicode>")
    assert "<Unicode>the</Unicode>" in corrected(source, folder)


def test_reading_order_of_page_is_followed(tmp_path: Path) -> None:
    order = (
        '<ReadingOrder><OrderedGroup id="g"><RegionRefIndexed index="1" regionRef="r1"/>'
        '<OrderedGroupIndexed id="h" index="0"><RegionRefIndexed index="0" regionRef="r5"/>'
        '</OrderedGroupIndexed><RegionRefIndexed index="2" regionRef="r3"/></OrderedGroup>'
        "</ReadingOrder>"
    )
    source = page_xml("one\n\ntwo\n\nthree\n").replace('1400">\n', f'1400">{order}\n')
    (tmp_path / "1.xml").write_text(source, "utf-8")
    assert markup.read([tmp_path / "1.xml"]) == b"three\n\none\n\ntwo\n"


@pytest.mark.parametrize(
    ("line", "text", "new"),
    [
        ("<strong>tbe</strong> sea", "tbe sea", "<strong>the</strong> sea"),
        ("tb<em>e</em> sea", "tbe sea", "th<em>e</em> sea"),
        ("\n  tbe sea\n  ", "tbe sea", "\n  the sea\n  "),
        ("<![CDATA[tbe & sea]]>", "tbe & sea", "<![CDATA[the & sea]]>"),
        ("tbe&nbsp;sea", "tbe\u00a0sea", "the\u00a0sea"),
        ("<!-- tbe -->sea", "sea", "<!-- tbe -->sea"),
        ("<span class='ocrx_word'><b>tb</b>e</span>,", "tbe,",
         "<span class='ocrx_word'><b>the</b></span>,"),
        ("<span class='ocrx_word'>tbe</span><span class='ocrx_word'>sea</span>", "tbe sea",
         "<span class='ocrx_word'>the</span><span class='ocrx_word'>sea</span>"),
    ],
)  # fmt: skip
def test_hocr_lines_of_every_kind(line: str, text: str, new: str, folder: Path) -> None:
    source = hocr("x")
    start = source.index("<span class='ocrx_word'")
    end = source.index("</span>", start) + len("</span>")
    made = corrected(source[:start] + line + source[end:], folder)
    assert markup.read([folder / "raw" / "ferry.xml"]).decode() == f"{text}\n"
    assert made == source[:start] + new + source[end:]


def test_places_of_lines_come_along() -> None:
    source = decoded(hocr("one\ntwo", "three").encode(), "x")
    places = markup.laid_out_text([source]).places
    assert [(one.start, one.page) for one in places] == [(0, 1), (4, 1), (9, 2)]
    assert places[0].box == Box(2, 1, 800, 30)


words = st.text(st.sampled_from("abe-&<\"'\u201c\u00a0"), min_size=1, max_size=4)
lines = st.lists(words.map(lambda word: word.strip() or "x"), min_size=1, max_size=4)
texts = st.lists(st.lists(lines, min_size=1, max_size=3), min_size=1, max_size=3)


@given(st.data(), texts, st.sampled_from(KINDS), st.integers(1, 2))
def test_any_corrections_are_written_back(
    data: st.DataObject, pages: list[list[list[str]]], kind: str, stages: int
) -> None:
    made = ["\n".join(" ".join(line) for line in page) + "\n" for page in pages]
    made = made[:1] if kind == "page" else made
    source = decoded(MAKE[kind](*made).encode(), "x")
    raw = markup.laid_out_text([source]).text
    assert raw == "\f".join(made)
    text, done = raw, []
    for stage in range(stages):
        places = data.draw(st.lists(st.integers(0, len(text)), max_size=8).map(sorted))
        corrections = [
            Correction(start, end, text[start:end], data.draw(st.text("ax- \n", max_size=4)),
                       str(stage), "any", "certain")
            for start, end in zip(places[::2], places[1::2], strict=False)
        ]  # fmt: skip
        done.append(StageResult(str(stage), tuple(corrections)))
        text = apply(text, corrections)
    result = Result(raw, text, tuple(done), "en", 1, encoding.PLAIN)
    (one,) = markup.put_back([("x", source)], result)
    assert splices.undo(one.content, one.file.splices, one.file.codec) == source.encode()
    again = markup.laid_out_text([decoded(one.content, "x")]).text
    assert again.split() == text.split()
