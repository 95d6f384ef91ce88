"""The first specimen is what its manifest says, and the press can make it again."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import press
import pytest


def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((press.ROOT / press.MANIFEST).read_text("utf-8"))
    return found


def paragraphs_of_source() -> list[str]:
    """Read the paragraphs out of the Typst source by hand, without Typst."""
    main = (press.SOURCE / "handbook.typ").read_text("utf-8")
    style = (press.SOURCE / "style.typ").read_text("utf-8")
    title = re.search(r'#let title = "(.+)"', style)
    assert title is not None
    found = [title.group(1)]
    for name in re.findall(r'#include "(.+)"', main):
        text = (press.SOURCE / name).read_text("utf-8")
        text = re.sub(r"^(#import .*|#typewritten\[|\]|#verse\[)\n", "", text, flags=re.M)
        text = re.sub(r"#(?:spaced|emph|chapter)\[([^\]]*)\]", r"\1", text)
        text = re.sub(r"#note\[([^\]]*)\]", r"*\n\n* \1", text)
        text = re.sub(r" \\\n", "\n", text)
        number = itertools.count(1)
        for block in text.strip().split("\n\n"):
            if block.startswith("+ "):
                block = f"{next(number)}. {block[2:]}"
            else:
                number = itertools.count(1)
            found.append("\n".join(line.strip() for line in block.strip().splitlines()))
    return found


@pytest.mark.parametrize("part", ["source", "raw", "truth"])
def test_files_are_those_of_the_manifest(part: str) -> None:
    for name, digest in manifest()[part].items():
        assert press.sha256((press.ROOT / name).read_bytes()) == digest, name


def test_manifest_names_every_source() -> None:
    assert manifest()["source"] == press.source_hashes()


def test_truth_says_what_the_source_says() -> None:
    truth = (press.ROOT / press.TRUTH).read_text("utf-8")
    assert truth.rstrip("\n").split("\n\n") == paragraphs_of_source()


def test_raw_text_holds_each_kind_of_damage() -> None:
    raw = (press.ROOT / press.RAW).read_text("utf-8")
    assert raw.count("\f") == manifest()["pages"]
    assert re.search(r"\f\d+\n\nFrom Page to Text\n", raw), "running head and folio"
    assert re.search(r"\w[-\u00ad]\n\w", raw), "word broken at the line-end"
    assert re.search(r"\w[-\u00ad]\n+(?:\d+\n+)?\f", raw), "word broken at the page end"
    assert re.search(r"(?:\b\w ){8}", raw), "wide setting"
    assert re.search(r"\w'\w", raw), "upright marks"


def test_second_run_gives_the_same_bytes(tmp_path: Path) -> None:
    wanted = manifest()["tools"]
    try:
        here = press.tools()
    except press.ToolMissingError as missing:
        pytest.skip(str(missing))
    if here != wanted:
        pytest.skip(f"the specimen was made with {wanted}, and here there is {here}")
    press.make(tmp_path)
    for name in (press.RAW, press.TRUTH, press.MANIFEST):
        assert (tmp_path / name).read_bytes() == (press.ROOT / name).read_bytes(), name
