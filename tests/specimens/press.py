"""Typeset the handbook, extract its text, and write the truth beside it.

How to repeat. Install pdftotext from your system: ``apt-get install poppler-utils``
on Debian and Ubuntu, ``brew install poppler`` on a Mac. Then run ``make specimens``,
which installs the Typst wheel and calls ``python tests/specimens/press.py``.
It writes ``raw/handbook.txt``, ``tests/truth/handbook.txt`` and
``tests/specimens/manifest.json``. The same versions of the two tools give the
same bytes every time; the manifest names the versions, and the hash of every
file that went in or came out. With ``--pdf FILE`` the printed copy is kept as
well, with ``--into FOLDER`` everything is written below another folder.

The raw text is what pdftotext makes of a small book page with running heads,
folios, hyphens, wide setting and, in the last chapter, upright quotation marks.
The truth takes another road from the same source: it is typeset a second time
with none of these, on a sheet so wide that every paragraph is one line, and then
extracted. The title stands first, each paragraph is one line with a blank line
after it, the lines of a verse stay apart, and a note follows the paragraph that
calls it. Only fonts inside the Typst wheel are used.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "docs" / "handbook"
RAW = Path("raw/handbook.txt")
TRUTH = Path("tests/truth/handbook.txt")
MANIFEST = Path("tests/specimens/manifest.json")

# What `corrigenda evaluate tests/specimens` judges; paths are relative to that folder.
SPECIMENS = [
    {"name": "handbook", "raw": "../../raw/handbook.txt", "truth": "../truth/handbook.txt"}
]


class ToolMissingError(RuntimeError):
    """A tool of the press is not installed; the message says how to get it."""


def typst_version() -> str:
    """Return the version of the installed Typst wheel."""
    try:
        return importlib.metadata.version("typst")
    except importlib.metadata.PackageNotFoundError:
        raise ToolMissingError(
            "The Typst wheel is missing. Install it with: pip install -e '.[press]'"
            " (or run make specimens)"
        ) from None


def pdftotext_version() -> str:
    """Return the version that pdftotext gives of itself."""
    try:
        run = subprocess.run(["pdftotext", "-v"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise ToolMissingError(
            "The program pdftotext is missing. Install it with: apt-get install poppler-utils"
            " (on a Mac: brew install poppler)"
        ) from None
    found = re.search(r"pdftotext version (\S+)", run.stderr + run.stdout)
    if found is None:
        raise ToolMissingError("This pdftotext is not the one from poppler; install poppler-utils")
    return found.group(1)


def tools() -> dict[str, str]:
    """Return the versions of both tools, or say which one is missing."""
    return {"typst": typst_version(), "pdftotext": pdftotext_version()}


def typeset(edition: str) -> bytes:
    """Typeset one edition of the handbook, "press" or "plain", as a PDF."""
    import typst

    pdf = typst.compile(
        str(SOURCE / "handbook.typ"),
        root=str(SOURCE),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"edition": edition},
        timestamp=0,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no single PDF")
    return pdf


def extract(pdf: bytes) -> str:
    """Return the text of a PDF as pdftotext writes it in its default mode."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "book.pdf"
        page.write_bytes(pdf)
        run = subprocess.run(
            ["pdftotext", "-enc", "UTF-8", "-eol", "unix", str(page), "-"],
            capture_output=True,
            check=True,
        )
    return run.stdout.decode("utf-8")


def as_truth(plain: str) -> str:
    """Drop the page ends of the plain copy and leave one blank line between paragraphs."""
    lines = plain.replace("\f", "\n\n")
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def source_hashes() -> dict[str, str]:
    """Return the hash of every source file of the handbook, by its path in the project."""
    return {
        path.relative_to(ROOT).as_posix(): sha256(path.read_bytes())
        for path in sorted(SOURCE.glob("*.typ"))
    }


def make(into: Path) -> bytes:
    """Write raw text, truth and manifest below a folder; return the printed copy."""
    versions = tools()
    printed = typeset("press")
    raw = extract(printed)
    truth = as_truth(extract(typeset("plain")))
    manifest = {
        "tools": versions,
        "pages": raw.count("\f"),
        "source": source_hashes(),
        "raw": {RAW.as_posix(): sha256(raw.encode())},
        "truth": {TRUTH.as_posix(): sha256(truth.encode())},
        "specimens": SPECIMENS,
    }
    outputs = {RAW: raw, TRUTH: truth, MANIFEST: json.dumps(manifest, indent=2) + "\n"}
    for name, text in outputs.items():
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8"))
    return printed


def main() -> None:
    """Run the press from the command line."""
    parser = argparse.ArgumentParser(description="Typeset the handbook and extract its text.")
    parser.add_argument("--into", type=Path, default=ROOT, help="folder to write below")
    parser.add_argument("--pdf", type=Path, help="keep the printed copy as this file")
    options = parser.parse_args()
    try:
        printed = make(options.into)
    except ToolMissingError as missing:
        raise SystemExit(str(missing)) from None
    if options.pdf is not None:
        options.pdf.write_bytes(printed)


if __name__ == "__main__":
    main()
