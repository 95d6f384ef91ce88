"""What of a truth is set anew, and how it goes into a source of Typst."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import scanning
import set_anew
import tools
from degrading import Wear

PARAGRAPH = "The tide came in,\nand the mill stood still."


def misread(pdf: bytes, wear: Wear) -> str:
    """What an engine might read, in place of one."""
    return pdf.decode().replace("tide", "tidc")


def text(paragraphs: int) -> str:
    return "\n\n".join(f"{number}. {PARAGRAPH}" for number in range(paragraphs))


def test_a_stretch_begins_behind_the_first_quarter_and_each_paragraph_is_a_line() -> None:
    chosen = set_anew.stretch(text(8))
    assert chosen[0] == "2. The tide came in, and the mill stood still."
    assert len(chosen) == 6


def test_a_stretch_ends_with_the_paragraph_that_fills_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_anew, "WORDS", 25)
    assert [one[:2] for one in set_anew.stretch(text(80))] == ["20", "21", "22"]


def test_what_does_not_count_is_left_out() -> None:
    marked = (
        f"{PARAGRAPH}\n\n%%unscored\nA list.\n\nA table.\n%%scored\n{PARAGRAPH}\n\n%%unscored\nEnd."
    )
    assert set_anew.stretch(marked) == [" ".join(PARAGRAPH.split())] * 2


def test_no_sign_of_a_text_means_more_in_the_source() -> None:
    odd = '“#let” *it* \\ "stand" @mill $5 [a] // no'
    source = set_anew.markup([odd, "Two."], "Libertinus Serif", "de")
    assert 'lang: "de"' in source
    first, second = source.splitlines()[-3::2]
    assert json.loads(first.removeprefix("#par[#").removesuffix("]")) == odd
    assert second == '#par[#"Two."]'


def test_what_is_written_can_be_evaluated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = tmp_path / "tide.txt"
    truth.write_text(text(8), "utf-8")
    monkeypatch.setattr(set_anew, "typeset", lambda source: source.encode())
    monkeypatch.setattr(tools, "tesseract", lambda: "5")
    monkeypatch.setattr(scanning, "tesseract", misread)
    set_anew.main([str(truth), "--into", str(tmp_path / "anew")])
    assert capsys.readouterr().out == "tide: 60 words set\n"
    listed = json.loads((tmp_path / "anew" / "manifest.json").read_text("utf-8"))
    assert listed == {
        "specimens": [{"name": "tide", "raw": "tide.txt", "truth": "tide.truth.txt", "words": True}]
    }
    assert "tidc" in (tmp_path / "anew" / "tide.txt").read_text("utf-8")
    assert "2. The tide" in (tmp_path / "anew" / "tide.truth.txt").read_text("utf-8")


def test_a_truth_that_is_not_there_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        set_anew.main([str(tmp_path / "nothing.txt"), "--into", str(tmp_path / "anew")])
    assert stopped.value.code == 2
    assert "no such file" in capsys.readouterr().err
    assert not (tmp_path / "anew").exists()
