"""Sets known texts anew, wears their pages, and reads them with tesseract: raw texts with a truth.

A rule that was tried on a few books may know their engine and their type, and no other. Here the
same words come through another: in another type, on worn paper, by an engine of today. Nothing of
it goes into the repository. ``make anew`` sets all proofread texts of the folder `gold` in
``CORRIGENDA_SHARED`` and judges what cleaning does to them. By hand:

    python tests/specimens/set_anew.py TRUTH... --into build/anew
    corrigenda evaluate build/anew

A truth is a text of this project's kind: what lies between `%%unscored` and `%%scored` is left out.
From each a stretch is taken, a good deal behind its beginning, where title and preface are over.
The same versions of Typst, NumPy, Pillow and tesseract give the same texts.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import scanning
import tools
from degrading import Wear
from typesetting import typeset

# The types that Typst brings along; each text has the next one.
TYPES = ("Libertinus Serif", "New Computer Modern")

# So many words of each text, from this share of it on.
WORDS = 12_000
BEHIND = 0.25

# At this resolution about one word in five is misread.
WEAR = Wear(dots_per_inch=110, grain=18)

_UNSCORED = re.compile(r"^%%unscored.*?(?:^%%scored[^\n]*\n|\Z)", re.MULTILINE | re.DOTALL)
_PARAGRAPH = re.compile(r"\n\s*\n")

_PAGE = """\
#set page(width: 110mm, height: 175mm, margin: 12mm)
#set text(font: "{font}", size: 9.5pt, lang: "{language}", hyphenate: true)
#set par(justify: true, first-line-indent: 4mm, spacing: 0.65em)
"""


@dataclass(frozen=True)
class Anew:
    """A text set anew: its name, what tesseract read, and what was set."""

    name: str
    raw: str
    truth: str


def stretch(truth: str) -> list[str]:
    """Give the paragraphs of a truth that are set, each on one line."""
    scored = _UNSCORED.sub("\n\n", truth)
    paragraphs = [" ".join(one.split()) for one in _PARAGRAPH.split(scored)]
    paragraphs = [one for one in paragraphs if one]
    chosen: list[str] = []
    words = 0
    for paragraph in paragraphs[int(len(paragraphs) * BEHIND) :]:
        if words >= WORDS:
            break
        chosen.append(paragraph)
        words += len(paragraph.split())
    return chosen


def markup(paragraphs: Sequence[str], font: str, language: str) -> str:
    """Give the Typst source of paragraphs; each is a string in it, so that no sign means more."""
    texts = (f"#par[#{json.dumps(one, ensure_ascii=False)}]" for one in paragraphs)
    return "\n\n".join([_PAGE.format(font=font, language=language), *texts])


def set_anew(paths: Sequence[Path], language: str) -> Iterator[Anew]:
    """Set each truth, wear its pages and read them."""
    for at, path in enumerate(paths):
        paragraphs = stretch(path.read_text("utf-8"))
        pdf = typeset(markup(paragraphs, TYPES[at % len(TYPES)], language))
        yield Anew(path.stem, scanning.tesseract(pdf, WEAR), "\n\n".join(paragraphs) + "\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the raw texts, their truths and a manifest for ``corrigenda evaluate``."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("truths", nargs="+", type=Path)
    parser.add_argument("--into", type=Path, default=Path("build/anew"))
    parser.add_argument("--language", default="en")
    chosen = parser.parse_args(arguments)
    if missing := [str(one) for one in chosen.truths if not one.is_file()]:
        parser.error(f"no such file: {', '.join(missing)}; name proofread texts of your own")
    try:
        tools.tesseract()
    except tools.ToolMissingError as error:
        parser.error(str(error))
    chosen.into.mkdir(parents=True, exist_ok=True)
    listed = []
    for one in set_anew(chosen.truths, chosen.language):
        raw, truth = f"{one.name}.txt", f"{one.name}.truth.txt"
        (chosen.into / raw).write_text(one.raw, "utf-8")
        (chosen.into / truth).write_text(one.truth, "utf-8")
        listed.append({"name": one.name, "raw": raw, "truth": truth, "words": True})
        print(f"{one.name}: {len(one.truth.split()):,} words set")
    manifest = json.dumps({"specimens": listed}, indent=1, ensure_ascii=False)
    (chosen.into / "manifest.json").write_text(manifest + "\n", "utf-8")


if __name__ == "__main__":
    main()
