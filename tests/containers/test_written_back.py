"""What goes back into layout XML: whole words, finer levels, signs that a file cannot hold."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex
from containing import call, one_line
from layouts import HOCR, alto, hocr, page_xml
from tiny import SCANNOS, write_rules

from pipeline.containers import markup


def corrected(source: str, folder: Path) -> str:
    """A file as it is written back."""
    (folder / "raw" / "ferry.xml").write_text(source, "utf-8")
    assert call("clean", "--force").exit_code == 0
    assert call("restore", "ferry").stdout_bytes == source.encode()
    return (folder / "cleaned" / "ferry.xml").read_text("utf-8")


def halves(*contents: str, whole: str = "", hyphen: str = '<HYP CONTENT="-"/>') -> str:
    """An ALTO file with a word in two halves, and what it says of the whole word."""
    first, second = (
        f'<String CONTENT="{content}" SUBS_TYPE="HypPart{number}" SUBS_CONTENT="{whole}"/>'
        for number, content in enumerate(contents, 1)
    )
    line = f"{first}{hyphen}</TextLine><TextLine>{second}"
    return alto("x").replace('<String HPOS="0" WC="0.9" CONTENT="x"/>', line)


@pytest.mark.parametrize(
    ("before", "after"), [("tbe-Sea", "the-Sea"), ("tbeSea", "theSea"), ("other", "other")]
)
def test_whole_word_follows_a_half_that_stays_one(before: str, after: str, folder: Path) -> None:
    """A capital keeps the halves apart; a note that is neither joined nor hyphened is let be."""
    new = corrected(halves("tbe", "Sea", whole=before), folder)
    assert new == halves("the", "Sea", whole=after)


def test_whole_word_of_halves_that_stay_is_let_be(folder: Path) -> None:
    source = halves("The", "Sea", whole="Tbe-Sea").replace(
        "<HYP", "<SP/><String CONTENT='tbe'/><HYP"
    )
    assert corrected(source, folder) == source.replace("'tbe'", "'the'")


def test_second_half_without_a_first_is_let_be(folder: Path) -> None:
    source = halves("tbe", "tbe", whole="tbetbe").replace("HypPart1", "HypPart2")
    assert 'CONTENT="the" SUBS_TYPE="HypPart2" SUBS_CONTENT="tbetbe"' in corrected(source, folder)


def test_words_below_a_line_that_goes_go_with_it(folder: Path) -> None:
    """They say something else than the line does, and would stand there alone."""
    source = page_xml("12").replace("<Unicode>12</Unicode>", "<Unicode>I2</Unicode>", 1)
    assert "I2" in source
    assert "I2" not in corrected(source, folder)


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("tbe", "th&#275;"),
        ("<![CDATA[tbe & sea]]>", "<![CDATA[th]]>&#275;<![CDATA[ & sea]]>"),
        ("<![CDATA[caf\u00e9 tbe]]>", "<![CDATA[caf\u00e9 th]]>&#275;<![CDATA[]]>"),
    ],
)
def test_sign_that_the_encoding_lacks_is_a_reference(line: str, new: str, folder: Path) -> None:
    write_rules(folder / "rules", scannos=SCANNOS.replace('"the"', '"th\u0113"', 1))
    source = hocr("x").replace("UTF-8", "ISO-8859-1")
    start = source.index("<span class='ocrx_word'")
    end = source.index("</span>", start) + len("</span>")
    raw = (source[:start] + line + source[end:]).encode("latin-1")
    (folder / "raw" / "ferry.hocr").write_bytes(raw)
    assert call("clean").exit_code == 0
    made = (folder / "cleaned" / "ferry.hocr").read_bytes()
    assert made == (source[:start] + new + source[end:]).encode("latin-1")
    assert call("restore", "ferry").stdout_bytes == raw


def test_sign_that_no_xml_can_hold_is_one_line(folder: Path) -> None:
    write_rules(folder / "rules", scannos=SCANNOS.replace('"the"', r'"th\u0001"', 1))
    (folder / "raw" / "ferry.hocr").write_text(hocr("tbe"), "utf-8")
    assert one_line(call("clean")) == (
        "raw/ferry.hocr: cannot hold the sign U+0001 of the cleaned text; "
        "decide otherwise where it comes from"
    )
    assert not list((folder / "cleaned").glob("ferry*"))


@pytest.mark.parametrize("first", ["tbe ferry-", "tba ferry-"])
def test_words_take_only_what_their_own_line_takes(first: str, folder: Path) -> None:
    """The words of the first line may say something else than the line, which then leads."""
    source = page_xml("tbe ferry-\nman\n12\nsat\n", regions=False)
    told = first.split()[0]
    source = source.replace("<Unicode>tbe</Unicode>", f"<Unicode>{told}</Unicode>", 1)
    new = corrected(source, folder)
    words = ["the", "ferryman"] if told == "tbe" else ["tba", "ferry-"]
    assert regex.findall(r"<Unicode>(.*?)</Unicode>", new) == [
        *words, "the ferryman", "", "", "", "", "sat", "sat"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("<i>tbe</i>/ sea", "<i>the</i>/ sea"),
        ("<i>tbe</i>/ <b>sea</b>", "<i>the</i>/ <b>sea</b>"),
        ("<i>x</i>1ong 1ong sea", "<i>xlong long sea</i>"),
    ],
)
def test_string_without_a_blank_before_it_keeps_those_within(
    line: str, new: str, folder: Path
) -> None:
    scannos = SCANNOS.replace(r"\btbe\b", r"(?:\btbe\b|1(?=ong))")
    write_rules(folder / "rules", scannos=scannos)
    source = hocr("x")
    start = source.index("<span class='ocrx_word'")
    end = source.index("</span>", start) + len("</span>")
    line = line.replace("<i>", "<span class='ocrx_word'>").replace("</i>", "</span>")
    made = corrected(source[:start] + line + source[end:], folder)
    text = (folder / "cleaned" / "ferry.txt").read_text("utf-8")
    assert markup.read([folder / "cleaned" / "ferry.xml"]).decode() == text
    new = new.replace("<i>", "<span class='ocrx_word'>").replace("</i>", "</span>")
    assert made == source[:start] + new.replace("long", "theong") + source[end:]


def test_string_that_a_rule_gives_the_blanks_it_had_stays(folder: Path) -> None:
    write_rules(folder / "rules", scannos=SCANNOS.replace(r"\btbe\b", "the sea").replace(
        'replace = "the"', 'replace = "the  sea"'
    ))  # fmt: skip
    source = alto("x").replace('CONTENT="x"', 'CONTENT="the  sea"')
    assert corrected(source, folder) == source
    assert (folder / "cleaned" / "ferry.txt").read_text("utf-8") == "the  sea\n"


def equivs(*readings: str) -> str:
    return "".join(
        f'<TextEquiv index="{index}"><Unicode>{one}</Unicode></TextEquiv>'
        for index, one in enumerate(readings)
    )


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (("12", "l2", "I2"), ()),
        (("12", "l2"), ("12", "l2")),
        (("12",), ("I2", "12")),
        ((), ("12", "l2")),
    ],
)
def test_other_readings_go_with_the_first(
    line: tuple[str, ...], word: tuple[str, ...], folder: Path
) -> None:
    """Of a line that is taken out, and of its words, no other reading is to come up."""
    inner = f"<Word>{equivs(*word)}</Word>{equivs(*line)}"
    source = page_xml("tbe sea\n12\n", words=False, regions=False)
    source = source.replace("<TextEquiv conf='0.7'><Unicode>12</Unicode></TextEquiv>", inner)
    new = corrected(source, folder)
    assert regex.findall(r"<Unicode>(.*?)</Unicode>", new) == [
        "the sea", *[""] * (len(line) + len(word))
    ]  # fmt: skip


def test_other_readings_stay_where_the_first_is_mended(folder: Path) -> None:
    source = page_xml("x", words=False, regions=False)
    source = source.replace("<TextEquiv conf='0.7'><Unicode>x</Unicode></TextEquiv>", "{}")
    assert corrected(source.format(equivs("tbe", "tba")), folder) == source.format(
        equivs("the", "tba")
    )


@pytest.mark.parametrize(
    ("gap", "first"),
    [
        ("", "man sat here"),
        ("\n", "man sat here"),
        ("", "<span class='ocrx_word'></span>man sat here"),
        ("", "<span class='ocrx_word'> </span>man sat here"),
    ],
    ids=["no blank", "blank", "nothing before", "blank before"],
)
def test_word_is_joined_over_lines_whatever_stands_between_them(
    gap: str, first: str, folder: Path
) -> None:
    """A line's first string follows none without a blank, though no blank parts the elements."""
    line = "<p class='ocr_line'>{}</p>"
    source = HOCR.format(
        pages=f"<div class='ocr_page'>{line.format('tbe ferry-')}{gap}{line.format(first)}</div>"
    )
    new = corrected(source, folder)
    assert new == source.replace("tbe ferry-", "the ferryman").replace("man sat", "sat")
