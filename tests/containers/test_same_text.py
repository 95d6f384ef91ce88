"""Whatever a book comes in, the same pages give the same cleaned text, by the shipped rules."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import regex
import stages
import zstandard
from containing import call, write_volume
from layouts import alto, hocr, page_xml

BOOK = stages.ROOT / "raw" / "octavo-pdftotext.txt"
# Of its pages the last, with passages in two other languages.
PAGES = 24


def pages() -> list[str]:
    """The pages of a specimen as every container can hold them: no runs of blanks, no lone blanks.

    Layout XML knows lines and blocks, and an empty line parts blocks.
    """
    found = []
    for page in BOOK.read_text("utf-8").split("\f"):
        lines = [regex.sub(r"[ \t]+", " ", line).strip(" ") for line in page.split("\n")]
        text = regex.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
        if text:
            found.append(f"{text}\n")
    return found[-PAGES:]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each container of the book, cleaned."""
    folder = tmp_path_factory.mktemp("same")
    raw, book = folder / "raw", pages()
    raw.mkdir()
    whole = "\f".join(book)
    (raw / "plain.txt").write_text(whole, "utf-8")
    (raw / "gz.txt.gz").write_bytes(gzip.compress(whole.encode()))
    (raw / "zst.txt.zst").write_bytes(zstandard.compress(whole.encode()))
    write_volume(raw / "zip.zip", tuple(book))
    (raw / "hocr.hocr").write_text(hocr(*book), "utf-8")
    (raw / "alto.xml").write_text(alto(*book), "utf-8")
    (raw / "page").mkdir()
    for number, page in enumerate(book, 1):
        (raw / "page" / f"{number:04}.xml").write_text(page_xml(page), "utf-8")
    record = {"id": "book", "pages": book, "text": whole}
    (raw / "lines.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
    pq.write_table(pa.Table.from_pylist([record]), raw / "rows.parquet")
    result = call("clean", raw, "-o", folder / "cleaned", "--pages-field", "pages", "--jobs", "2")
    assert result.exit_code == 0, result.output
    return folder


def read(folder: Path, name: str) -> str:
    path = folder / "cleaned"
    if name == "lines":
        line = (path / "lines.jsonl").read_text("utf-8")
        return "\f".join(json.loads(line)["pages"])
    if name == "rows":
        return "\f".join(pq.ParquetFile(path / "rows.parquet").read()["pages"][0].as_py())
    return (path / f"{name}.txt").read_bytes().decode()


@pytest.mark.parametrize("name", ["gz", "zst", "zip", "hocr", "alto", "page", "lines", "rows"])
def test_every_container_gives_the_same_cleaned_text(name: str, folder: Path) -> None:
    plain = read(folder, "plain")
    assert len(plain) < len("\f".join(pages()))
    assert read(folder, name) == plain


def test_everything_comes_back(folder: Path) -> None:
    result = call("verify", "--cleaned", folder / "cleaned", "--raw", folder / "raw")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == "9 of 9 verified"
    assert result.stdout.count("equal to") == 9


def test_corrected_layout_says_what_the_text_says(folder: Path) -> None:
    words = read(folder, "plain").split()
    text = (folder / "cleaned" / "hocr.hocr").read_text("utf-8")
    said = regex.findall(r"<span class='ocrx_word'[^>]*>([^<]*)</span>", text)
    plain = " ".join(said).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    assert plain.replace("&#x27;", "'").replace("&quot;", '"').split() == words
