"""The comparison counts what it says, and the README claims no more than it finds."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median

import pytest
import regex
import stages
from calibration import COUNTS
from comparison import __main__ as command
from comparison import measuring, table, tools
from comparison.measuring import Score, read, score, speeds
from comparison.script import tidy
from comparison.table import Measured
from comparison.tools import TOOLS, Tool

from pipeline.evaluation import figures, manifest
from pipeline.evaluation.comparison import Errors
from pipeline.evaluation.figures import Figures
from pipeline.faults import Fault

RAW = """The ferry-
man was out. It was tbe last boat,
and nobody had seen it go.
12
An oar lay there.
"""
TRUTH = "The ferryman was out. It was the last boat, and nobody had seen it go. An oar lay there.\n"
WORDS = 19


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one specimen."""
    (tmp_path / "raw.txt").write_text(RAW, encoding="utf-8")
    (tmp_path / "truth.txt").write_text(TRUTH, encoding="utf-8")
    entry = {"name": "quay", "raw": "raw.txt", "truth": "truth.txt"}
    (tmp_path / manifest.MANIFEST).write_text(json.dumps({"specimens": [entry]}), "utf-8")
    return tmp_path


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> list[Tool]:
    """Two tools that are always here in place of all."""
    found = [
        Tool("as it is", "", "", lambda: lambda text: text),
        Tool("oars", "", "worse", lambda: lambda text: text.replace("oar", "ear")),
    ]
    monkeypatch.setattr(tools, "TOOLS", found)
    monkeypatch.setattr(table, "TOOLS", found)
    return found


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("the ferry-\nman sat", "the ferryman sat"),
        ("the Anglo-\nIrish boat", "the Anglo-\nIrish boat"),
        ("soft hy\u00ad\nphen", "soft hyphen"),
        ("it went\n- 14 -\non", "it went\non"),
        ("it went\nxii\n\fTHE TIDE 15\non", "it went\non"),
        ("a w a i t e d sign, A B", "awaited sign, A B"),
        ("the oﬀice  of tlie\tmill \nran", "the office of the mill\nran"),
        ("one\r\n\r\n\r\n\r\ntwo", "one\n\ntwo"),
        ("In 1851\n1852 was wet", "In 1851\n1852 was wet"),
    ],
)
def test_script_does_what_such_scripts_do(raw: str, wanted: str) -> None:
    assert tidy(raw) == wanted


def test_score_counts_what_was_mended_and_what_was_harmed(folder: Path) -> None:
    specimens = read(folder)
    found = score(lambda text: text.replace("tbe", "the").replace("oar", "ear"), specimens)
    # Wrong are `ferry-` with `man`, `tbe` and `12`; a word behind an extra one counts as wrong.
    assert found.words == WORDS
    assert found.before == Errors(2, 0, 2, found.before.characters)
    assert found.after == Errors(2, 0, 2, found.after.characters)
    assert (found.fixed, found.harmed) == (1, 1)
    assert found.harm == pytest.approx(10_000 / WORDS)
    assert found.rates(found.after)[0] == pytest.approx(4 / WORDS)


def test_scores_add_up(folder: Path) -> None:
    one = score(tidy, read(folder))
    assert one.after.tokens == 0
    assert one + one == Score(
        2 * WORDS, 2 * one.characters, one.before + one.before, one.after, 2 * one.fixed
    )


def test_a_tool_that_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cleantext", None)
    ready, missing = tools.installed()
    assert [tool.name for tool in missing if tool.name != "unstructured"] == ["clean-text"]
    assert {tool.name for tool in ready} >= {"ftfy", "a script", "Corrigenda"}


def test_every_tool_keeps_a_sound_text_but_for_its_quotes() -> None:
    sound = "“The tide’s late,” said Zoë. A – B.\n"
    for tool, clean in tools.installed()[0].items():
        same = clean(sound).split() == sound.split()
        assert same == (tool != TOOLS[0]), tool.label


def test_speed_is_told_in_megabytes_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    tool = TOOLS[-2]
    monkeypatch.setattr(measuring, "medians", lambda jobs, runs: dict.fromkeys(jobs, 0.5))
    assert speeds({tool: str}, ["ä" * 500_000, "a" * 1_000_000]) == {tool: 4.0}


def test_row_tells_rates_and_the_ratio_to_ftfy() -> None:
    score = Score(1000, 5000, Errors(30, 0, 0, 100), Errors(10, 2, 0, 25), 20, 2)
    found = table.rows([Measured(TOOLS[0], score, 4.0), Measured(TOOLS[-2], score, 1.0)])
    assert found[0][:3] == ["nothing", "3.00%", "2.00%"]
    assert found[2] == [
        "a script, a dozen regular expressions",
        *("1.20%", "0.50%", "20", "2", "20.0", "0.25 ×", "1.00"),
    ]


def test_page_without_marks_is_refused() -> None:
    with pytest.raises(Fault, match=r"x\.md: has no marks for the comparison"):
        table.filled("Nothing here.", "", "x.md")


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr(sys, "argv", ["comparison", *map(str, arguments)])
    command.main()


def test_command_writes_the_table(
    folder: Path, few: list[Tool], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = folder / "page.md"
    page.write_text(f"Above.\n{table.BEGIN}\nold\n{table.END}\nBelow.\n", encoding="utf-8")
    run(monkeypatch, folder, "--write", page)
    lines = page.read_text("utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("Above.", "Below.")
    assert "old" not in lines
    assert [line.split(" |")[0] for line in lines if line.startswith("| ")] == [
        "| cleaned by", "| ---", "| nothing", "| as it is", "| oars, worse",
    ]  # fmt: skip
    assert any(line.startswith(f"1 text of {WORDS} words, 20") for line in lines)


def test_part_of_the_tools_is_shown_and_not_written(
    folder: Path,
    few: list[Tool],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def gone() -> tools.Clean:
        raise ImportError

    few.append(Tool("gone", "", "", gone))
    page = folder / "page.md"
    page.write_text(f"{table.BEGIN}\n{table.END}\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="not written, since not every tool was measured"):
        run(monkeypatch, folder, "--write", page)
    assert page.read_text("utf-8") == f"{table.BEGIN}\n{table.END}\n"
    said = capsys.readouterr().out
    assert "gone: left out, not installed" in said
    assert "oars" in said


def test_fault_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match=r"no manifest\.json in it"):
        run(monkeypatch, tmp_path)


def readme_rows() -> dict[str, list[str]]:
    """The rows of the README's table by the name of the tool."""
    page = (stages.ROOT / "README.md").read_text("utf-8")
    kept = regex.search(f"(?s){table.BEGIN}(.*){table.END}", page)
    assert kept
    rows = [line.strip("|").split("|") for line in kept[1].splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in row] for row in rows]
    assert cells[0] == list(table.HEADS)
    return {row[0]: row for row in cells[2:]}


def test_readme_has_every_tool() -> None:
    shown = [regex.sub(r" \d[\d.]*", "", name) for name in readme_rows()]
    wanted = [f"{one.name}, {one.how}" if one.how else one.name for one in TOOLS]
    assert shown == ["nothing", *wanted]


def kept(path: Path) -> list[Figures]:
    return figures.read(path.read_bytes(), str(path))


def test_readme_tells_the_figures_that_are_kept() -> None:
    whole = figures.total(kept(stages.ROOT / "tests" / "specimens" / "evaluation.json"))
    (ours,) = [row for name, row in readme_rows().items() if name.startswith(tools.OURS)]
    told = [f"{whole.wer[1]:.2%}", f"{whole.cer[1]:.2%}", f"{whole.fates.fixed:,}"]
    assert ours[1:4] == told, "run make compare"


def test_readme_tells_how_many_wrong_words_other_texts_keep() -> None:
    left = [100 * (1 - one.gone) for one in kept(COUNTS)]
    page = " ".join((stages.ROOT / "README.md").read_text("utf-8").split())
    told = (
        f"keep from {min(left):.1f} % to {max(left):.0f} % of their wrong words, "
        f"{median(left):.0f} % in the median"
    )
    assert len(left) == 14
    assert f"Fourteen texts of other people {told}" in page


def test_readme_claims_no_more_than_is_so() -> None:
    """The figures of the script are no worse than it is; ours are held to the committed ones."""
    specimens = read(stages.ROOT / "tests" / "specimens")
    rows = {regex.sub(r" \d[\d.]*", "", name): row for name, row in readme_rows().items()}
    script = rows["a script, a dozen regular expressions"]
    other = score(tidy, specimens)
    assert other.rates(other.after)[0] >= float(script[1].rstrip("%")) / 100 - 0.00005
