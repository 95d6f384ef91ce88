"""Makes the specimen of `docs/inspect.md` again: what the command named above it tells today."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from pipeline.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "inspect.md"

# The comment that names the text, and the first lines of what is told of it.
_SPECIMEN = re.compile(
    r"(?P<head><!-- inspect: corrigenda inspect (?P<text>\S+) -->\n```text\n)"
    r"(?P<shown>.*?)(?=```\n)",
    re.DOTALL,
)


def page(text: str) -> str:
    """Give the page `text`, Markdown, with its specimen as it is told today.

    As many lines are shown as the page showed before; the command tells more.

    Raises:
        ValueError: the page has no specimen.
    """
    specimen = _SPECIMEN.search(text)
    if specimen is None:
        raise ValueError(f"{PAGE}: no specimen; put `<!-- inspect: corrigenda inspect FILE -->`")
    told = [line.rstrip() for line in _told(specimen["text"])]
    shown = told[: specimen["shown"].count("\n")]
    return text[: specimen.end("head")] + "\n".join(shown) + "\n" + text[specimen.end("shown") :]


def _told(text: str) -> list[str]:
    arguments = ["inspect", str(ROOT / text), "--rules", str(ROOT / "rules")]
    return CliRunner().invoke(main, arguments, catch_exceptions=False).stdout.splitlines()


if __name__ == "__main__":
    print(page(PAGE.read_text("utf-8")), end="")
