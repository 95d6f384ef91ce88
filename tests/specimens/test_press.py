"""The specimens are what their manifest says, and the press can make them again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import damage
import press
import pytest
import tools
from book import Book, Call, Line, read_book
from fair_copy import CONTENTS
from style import STYLES, Style

PROSE = {"paragraph", "lines", "verse", "numbered", "bulleted"}

BOOK = read_book(press.SOURCE)
KEPT: dict[str, Any] = json.loads((press.ROOT / press.MANIFEST).read_text("utf-8"))
SPECIMENS: dict[str, dict[str, Any]] = {one["name"]: one for one in KEPT["specimens"]}


def read(specimen: dict[str, Any], which: str) -> bytes:
    """The raw text or the truth that the manifest names beside itself."""
    path: Path = press.ROOT / press.MANIFEST.parent / specimen[which]
    return path.read_bytes()


def truth_of(style: Style) -> str:
    return (press.ROOT / press.TRUTH / f"{style.name}.txt").read_text("utf-8")


def printed(line: Line) -> str:
    """The words of a line as they are printed, the calls of notes joined to them."""
    return "".join(str(one.number) if isinstance(one, Call) else one.text for one in line)


def prose(book: Book) -> list[str]:
    """All paragraphs of the source in their order, without a word about pages."""
    return [
        "\n".join(printed(line) for line in block.lines)
        for part in book.parts
        for block in part.blocks
        if block.kind in PROSE
    ]


@pytest.mark.parametrize("name", sorted(SPECIMENS))
def test_files_are_those_of_the_manifest(name: str) -> None:
    for which in ("raw", "truth"):
        digest = press.sha256(read(SPECIMENS[name], which))
        assert digest == SPECIMENS[name][f"{which}_sha256"], "run make specimens"


def test_manifest_names_every_source() -> None:
    assert KEPT["source"] == press.source_hashes(), "run make specimens"


def test_manifest_names_every_raw_text() -> None:
    raws = sorted(path.stem for path in (press.ROOT / press.RAW).glob("*.txt"))
    assert raws == sorted(SPECIMENS)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_truth_has_every_paragraph_of_the_source_in_order(style: Style) -> None:
    """Page-foot notes stand inside of some; all else of these is as the source has it."""
    blocks = truth_of(style).rstrip("\n").split("\n\n")
    at = 0
    for paragraph in prose(BOOK):
        rest = paragraph
        while rest:
            block = re.sub(r"^(?:\d+\.|[•–]) ", "", blocks[at])
            if rest.startswith(block):
                rest = rest[len(block) :].lstrip()
            at += 1
            assert at < len(blocks) or not rest, f"not in the truth: {rest[:80]}"


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_truth_has_every_note_once(style: Style) -> None:
    blocks = truth_of(style).split("\n\n")
    for part in BOOK.parts:
        for number, note in enumerate(part.notes, 1):
            mark = f"{number}. " if part.endnotes else f"{number} "
            starts = [block for block in blocks if block.startswith(mark + printed(note)[:20])]
            assert len(starts) == 1, printed(note)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_contents_name_every_part_and_its_folio(style: Style) -> None:
    blocks = truth_of(style).split("\n\n")
    heading = CONTENTS.upper() if style.capitals else CONTENTS
    start = blocks.index(heading) + 1
    for part, entry in zip(BOOK.parts[1:], blocks[start:], strict=False):
        dots = r" \.\.\." if style.leaders else ""
        assert re.fullmatch(rf"{re.escape(part.title)}{dots} (?:[ivxl]+|\d+)", entry)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_truth_has_no_damage(style: Style) -> None:
    truth = truth_of(style)
    assert not re.search("[\u00ad\ufffe\ufb00-\ufb04\f\r'\"]", truth)
    assert "-\n" not in truth, "a word is broken"
    assert not re.search(r"(?:\b[^\W\d_] ){5}", truth), "letters are set apart"
    assert "  " not in truth


@pytest.mark.parametrize("name", sorted(SPECIMENS))
def test_damage_is_as_counted(name: str) -> None:
    raw, truth = (read(SPECIMENS[name], which).decode("utf-8") for which in ("raw", "truth"))
    assert damage.measure(raw, truth, BOOK.title) == SPECIMENS[name]["damage"]


def test_specimens_hold_each_kind_of_damage() -> None:
    for kind in next(iter(SPECIMENS.values()))["damage"]:
        found = [name for name, one in SPECIMENS.items() if one["damage"][kind]]
        assert found, f"no specimen has {kind}"


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("octavo-pdftotext", "T a k e a w a y t h e c o p y"),
        ("octavo-pypdf", "T a k e  a w a y  t h e  c o p y"),
        ("octavo-pdftotext", "\\w\u00ad\n\\w"),
        ("octavo-tesseract", "\\w-\n\\w"),
        ("octavo-pdfium", "\\w\ufffe\\w"),
        ("octavo-pdftotext", "\n\n\f\\d+\n\nFrom Page to Text\n\n"),
        ("octavo-pdftotext", "\niii\n\n\f"),
        ("pocket-pdftotext", "\n— 11 —\n"),
        ("pocket-pdftotext", "\nB\n\n— 11 —\n"),
        ("quarto-pypdf", "\\w[ﬁﬂﬀ]\\w"),
        ("octavo-pdftotext", "\\w'\\w"),
    ],
)
def test_tool_leaves_its_own_damage(name: str, shape: str) -> None:
    assert re.search(shape, read(SPECIMENS[name], "raw").decode("utf-8"))


@pytest.mark.slow
def test_second_run_gives_the_same_bytes() -> None:
    try:
        here = tools.versions()
    except tools.ToolMissingError as missing:
        pytest.skip(str(missing))
    if here != KEPT["tools"]:
        pytest.skip(f"the specimens were made with {KEPT['tools']}, and here there is {here}")
    # The scan is left out: to read it takes minutes, and `make specimens` shows whether it repeats.
    for edition in press.editions(read_book(press.SOURCE)):
        for specimen in press.extracted(edition):
            kept = press.ROOT / specimen.raw_path
            assert specimen.raw.encode() == kept.read_bytes(), f"{kept}: run make specimens"
        kept = press.ROOT / specimen.truth_path
        assert edition.truth.encode() == kept.read_bytes(), f"{kept}: run make specimens"
