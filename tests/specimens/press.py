"""Typesets the handbook in three styles, extracts its text with real tools, and writes the truth.

How to repeat. Install pdftotext, and tesseract with its German and French: on Debian and Ubuntu
``apt-get install poppler-utils tesseract-ocr tesseract-ocr-deu tesseract-ocr-fra``, on a Mac ``brew
install poppler tesseract tesseract-lang``. Then run ``make specimens``, which installs the Python
packages and calls ``python tests/specimens/press.py``. It writes ``raw/STYLE-TOOL.txt``,
``tests/truth/STYLE.txt`` and ``tests/specimens/manifest.json``.

The same versions of the tools give the same bytes every time. The manifest names the versions, and
the hash of every file that went in or came out; the paths of its specimens are relative to its own
folder, those of its sources to the project. With ``--pdf FOLDER`` the printed copies are kept, with
``--into FOLDER`` everything is written below another folder.

The way of a book: ``book`` reads the Markdown, ``fair_copy`` writes out what one style prints,
``setting`` makes Typst of it, ``typesetting`` prints it, ``extraction`` and ``scanning`` take the
text out again, and ``truth`` goes from the fair copy to the truth, past all of these tools.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import damage
import extraction
import scanning
import tools
from book import Book, SourceError, read_book
from fair_copy import fair_copy
from setting import Setting, markup
from style import STYLES, Style
from truth import truth
from typesetting import places, typeset

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "docs" / "handbook"
STYLE_FILES = ROOT / "tests" / "specimens" / "styles"
RAW = Path("raw")
TRUTH = Path("tests/truth")
MANIFEST = Path("tests/specimens/manifest.json")

# All specimens are editions of the handbook: for a calibration they are one book.
BOOK = "handbook"

# One style is printed on paper too, and read from there.
SCANNED = "octavo"


class PressError(RuntimeError):
    """The press cannot vouch for what it printed."""


@dataclass(frozen=True)
class Edition:
    """The book in one style: the printed copy, and what its pages say."""

    style: Style
    pdf: bytes
    pages: int
    truth: str


@dataclass(frozen=True)
class Specimen:
    """One raw text: an edition as one tool gives it."""

    edition: Edition
    extractor: str
    raw: str

    @property
    def name(self) -> str:
        return f"{self.edition.style.name}-{self.extractor}"

    @property
    def raw_path(self) -> Path:
        return RAW / f"{self.name}.txt"

    @property
    def truth_path(self) -> Path:
        return TRUTH / f"{self.edition.style.name}.txt"


def editions(book: Book) -> Iterator[Edition]:
    """Print the book in each style."""
    for style in STYLES:
        yield edition(book, style)


def edition(book: Book, style: Style) -> Edition:
    """Print the book in one style. Raises PressError if the tagged copy has other pages."""
    copy = fair_copy(book, style)
    plain, tagged = (markup(copy, Setting(style, tags)) for tags in (False, True))
    inputs = {"catchwords": json.dumps(catchwords(plain))} if style.catchwords else {}
    pdf = typeset(plain, inputs)
    pages = signs_of_pages(pdf)
    if pages != signs_of_pages(typeset(tagged, inputs)):
        raise PressError(f"{style.name}: the tags beside the words change the pages")
    return Edition(style, pdf, len(pages), truth(copy, places(tagged, inputs)))


def signs_of_pages(pdf: bytes) -> list[str]:
    """Give the text of each page without its blanks, since PDFium loses some beside a tag.

    A word that is broken at a line end has a sign of its own there.
    """
    return ["".join(page.split()) for page in extraction.pages(pdf)]


def catchwords(plain: str) -> dict[str, str]:
    """Give the word that the next page begins with, by the page's number.

    A first printing without heads and feet tells it. Where a word is broken over the page end, it
    is the rest of that word, as in old books.
    """
    pages = extraction.pages(typeset(plain, {"bare": "yes"}))
    return {
        str(number): following.split()[0]
        for number, following in enumerate(pages[1:], 1)
        if following.strip()
    }


def extracted(edition: Edition) -> Iterator[Specimen]:
    """Take the text out of one edition with each tool that reads PDF."""
    for name, extractor in extraction.EXTRACTORS.items():
        yield Specimen(edition, name, extractor(edition.pdf))


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def source_hashes() -> dict[str, str]:
    """Return the hash of every chapter and every style, by its path in the project."""
    paths = [*sorted(SOURCE.glob("*.md")), *sorted(STYLE_FILES.glob("*.typ"))]
    return {path.relative_to(ROOT).as_posix(): sha256(path.read_bytes()) for path in paths}


def entry(specimen: Specimen, title: str) -> dict[str, object]:
    """Give a specimen's entry in the manifest."""

    def beside_manifest(path: Path) -> str:
        return Path(os.path.relpath(path, MANIFEST.parent)).as_posix()

    return {
        "name": specimen.name,
        "book": BOOK,
        "style": specimen.edition.style.name,
        "extractor": specimen.extractor,
        "raw": beside_manifest(specimen.raw_path),
        "raw_sha256": sha256(specimen.raw.encode()),
        "truth": beside_manifest(specimen.truth_path),
        "truth_sha256": sha256(specimen.edition.truth.encode()),
        "pages": specimen.edition.pages,
        "damage": damage.measure(specimen.raw, specimen.edition.truth, title),
    }


def make(into: Path) -> list[Edition]:
    """Write raw texts, truths and manifest below a folder; return the editions."""
    versions = tools.versions()
    book = read_book(SOURCE)
    printed = list(editions(book))
    specimens = [specimen for one in printed for specimen in extracted(one)]
    specimens += [
        Specimen(one, "tesseract", scanning.tesseract(one.pdf))
        for one in printed
        if one.style.name == SCANNED
    ]
    manifest = {
        "tools": versions,
        "source": source_hashes(),
        "specimens": [entry(specimen, book.title) for specimen in specimens],
    }
    outputs = {MANIFEST: json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"}
    for specimen in specimens:
        outputs[specimen.raw_path] = specimen.raw
        outputs[specimen.truth_path] = specimen.edition.truth
    for name, text in outputs.items():
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8"))
    return printed


def main() -> None:
    """Run the press from the command line."""
    parser = argparse.ArgumentParser(description="Typeset the handbook and extract its text.")
    parser.add_argument("--into", type=Path, default=ROOT, help="folder to write below")
    parser.add_argument("--pdf", type=Path, help="keep the printed copies in this folder")
    options = parser.parse_args()
    try:
        printed = make(options.into)
    except (tools.ToolMissingError, SourceError, PressError) as fault:
        raise SystemExit(str(fault)) from None
    if options.pdf is not None:
        options.pdf.mkdir(parents=True, exist_ok=True)
        for one in printed:
            (options.pdf / f"{one.style.name}.pdf").write_bytes(one.pdf)


if __name__ == "__main__":
    main()
