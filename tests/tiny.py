"""A rule set of a few lines and the texts that go with it, for tests of all but the rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main

PIPELINE = 'stages = ["furniture", "scannos"]\nlanguage = "en"\n'

FURNITURE = r"""about = "Takes out page numbers."

[[rule]]
id = "number-alone"
about = "A figure alone on its line."
confidence = "certain"
find = { pattern = '^(?<figure>\d+)\n' }
replace = ""
[[rule.examples]]
before = "The tide.\n12\nThe quay."
after = "The tide.\nThe quay."
[[rule.keeps]]
text = "The 12 boats."
"""

SCANNOS = r"""about = "Mends misread words."

[[rule]]
id = "b-for-h"
about = "The word the, misread."
confidence = "certain"
find = { pattern = '\btbe\b' }
replace = "the"
[[rule.examples]]
before = "tbe tide"
after = "the tide"
[[rule.keeps]]
text = "tbeir"

[[rule]]
id = "broken-word"
about = "A word broken at a line end."
confidence = "likely"
find = { pattern = '(?<first>\p{L}+)-\n(?<second>\p{Ll}+) ?' }
replace = "{first}{second}\n"
[[rule.examples]]
before = "ferry-\nman sat"
after = "ferryman\nsat"
[[rule.keeps]]
text = "ferry-man"

[[rule]]
id = "one-for-l"
about = "A figure one that may be a letter."
confidence = "suspect"
find = { pattern = '\b1ie\b' }
replace = "lie"
[[rule.examples]]
before = "1ie"
after = "lie"
[[rule.keeps]]
text = "lie"
"""

# Both stages, three confidences, two pages; tbe crosses nothing, the break crosses a line.
TIDE = "Tbe Tide\ntbe ferry-\nman sat.\n12\n\fHe saw tbe quay\nand 1ie.\n"
TIDE_CLEANED = "Tbe Tide\nthe ferryman\nsat.\n\fHe saw the quay\nand 1ie.\n"


def write_rules(folder: Path, **changed: str) -> Path:
    """Write the rule set into a folder, with other text for some of its files."""
    files = {"pipeline": PIPELINE, "furniture": FURNITURE, "scannos": SCANNOS} | changed
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def call(*arguments: str | Path) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, list(map(str, arguments)))


def clean_texts(folder: Path, patch: pytest.MonkeyPatch, *names: str) -> Path:
    """Lay the rule set and texts of these names into a folder, go there, and clean them."""
    write_rules(folder / "rules")
    (folder / "raw").mkdir()
    for name in names:
        (folder / "raw" / f"{name}.txt").write_text(TIDE, encoding="utf-8")
    patch.chdir(folder)
    assert call("clean", "--quiet").exit_code == 0
    return folder / "cleaned"
