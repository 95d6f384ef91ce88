"""Containers for tests: a little book of our own, and the files that hold it."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from pipeline.cli import main

# Every page has something to clean by the rules of tiny.py; the break runs over two pages.
PAGES = (
    "Tbe Tide\n\ntbe ferry-\nman sat.\n12\n",
    "He saw tbe quay\nand 1ie, and tbe har-\n13\n",
    "bour was \u201copen\u201d & wide.\n\nNo more of tbe sea.\n14\n",
)
CLEANED = (
    "Tbe Tide\n\nthe ferryman\nsat.\n\fHe saw the quay\nand 1ie, and the har-\n"
    "\fbour was \u201copen\u201d & wide.\n\nNo more of the sea.\n"
)


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def one_line(result: Result) -> str:
    """The one line of a command that ended with a fault."""
    assert result.exit_code == 1, result.output
    assert result.stderr.count("\n") == 1, result.stderr
    assert "Traceback" not in result.output
    return result.stderr.rstrip("\n")


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def write_volume(path: Path, pages: tuple[str, ...] = PAGES) -> Path:
    files = {f"vol/{number:08}.txt": page.encode() for number, page in enumerate(pages, 1)}
    return write_zip(path, {"vol/mets.xml": b"<mets/>"} | files)


def write_gzip(path: Path, content: bytes) -> Path:
    path.write_bytes(gzip.compress(content, mtime=0))
    return path
