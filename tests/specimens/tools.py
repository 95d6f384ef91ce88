"""Says which tools of the press are here, in which versions, and how to get those that are not."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
from collections.abc import Callable

WHEELS = ("typst", "markdown-it-py", "mdit-py-plugins", "pypdf", "pypdfium2", "numpy", "pillow")
LANGUAGES = ("eng", "deu", "fra")


class ToolMissingError(RuntimeError):
    """Some tool is missing; the message has a line for each that says how to get it."""


def versions() -> dict[str, str]:
    """Return the version of each tool, or raise ToolMissingError for all that are missing."""
    found: dict[str, str] = {}
    missing: list[str] = []
    checks: dict[str, Callable[[], str]] = {name: wheel(name) for name in WHEELS}
    for name, check in (checks | {"pdftotext": pdftotext, "tesseract": tesseract}).items():
        try:
            found[name] = check()
        except ToolMissingError as error:
            missing.append(str(error))
    if missing:
        raise ToolMissingError("\n".join(missing))
    return found


def wheel(name: str) -> Callable[[], str]:
    """Give a check for one Python package."""

    def check() -> str:
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            raise ToolMissingError(
                f"The package {name} is missing. Install it with: pip install -e '.[press]'"
                " (or run make specimens)"
            ) from None

    return check


def pdftotext() -> str:
    said = answer(
        ["pdftotext", "-v"], "apt-get install poppler-utils (on a Mac: brew install poppler)"
    )
    found = re.search(r"pdftotext version (\S+)", said)
    if found is None:
        raise ToolMissingError("This pdftotext is not the one from poppler; install poppler-utils")
    return found[1]


def tesseract() -> str:
    packages = " ".join(f"tesseract-ocr-{language}" for language in LANGUAGES)
    remedy = f"apt-get install tesseract-ocr {packages} (on a Mac: brew install tesseract-lang)"
    found = re.search(r"tesseract v?(\S+)", answer(["tesseract", "--version"], remedy))
    here = answer(["tesseract", "--list-langs"], remedy).split()
    lacking = [language for language in LANGUAGES if language not in here]
    if found is None or lacking:
        what = ", ".join(lacking) or "a version"
        raise ToolMissingError(f"The program tesseract lacks {what}. Install it with: {remedy}")
    return found[1]


def answer(call: list[str], remedy: str) -> str:
    """Give what a program says of itself, or raise ToolMissingError with the remedy."""
    try:
        run = subprocess.run(call, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise ToolMissingError(
            f"The program {call[0]} is missing. Install it with: {remedy}"
        ) from None
    return run.stdout + run.stderr
