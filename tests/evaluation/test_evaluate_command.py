"""`corrigenda evaluate`: one text or a folder, tables or files, and one line for each fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tiny import SCANNOS, TIDE, TIDE_CLEANED, write_rules

from pipeline import clean
from pipeline.cli import main
from pipeline.commands.evaluating import Evaluating
from pipeline.evaluation import Settings, evaluate, tables
from pipeline.evaluation.figures import read

TRUTH = "Tbe Tide the ferryman sat. He saw the quay and lie.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with rules, a raw text, its truth, and a folder of two specimens."""
    write_rules(tmp_path / "rules")
    for name in ("raw", "truth", "both"):
        (tmp_path / name).mkdir()
    (tmp_path / "raw" / "tide.txt").write_text(TIDE, encoding="utf-8")
    (tmp_path / "truth" / "tide.txt").write_text(TRUTH, encoding="utf-8")
    tide = {"raw": "../raw/tide.txt", "truth": "../truth/tide.txt"}
    manifest(tmp_path, {"name": "tide", **tide}, {"name": "words", "words": True, **tide})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def manifest(folder: Path, *specimens: object, **others: object) -> None:
    told = json.dumps({"tools": 1, "specimens": specimens, **others}, indent=1)
    (folder / "both" / "manifest.json").write_text(told, encoding="utf-8")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["evaluate", *arguments])


def fault(*arguments: str) -> str:
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    return result.stderr.rstrip("\n")


def words(result: Result) -> list[str]:
    return [" ".join(line.split()) for line in result.stdout.splitlines() if line.strip()]


def test_one_text_has_its_tables(folder: Path) -> None:
    result = call("raw/tide.txt", "truth/tide.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = words(result)
    assert "tide 11 15.38→1.92 54.55→9.09 83.3 % 5 1 0 0.00" in lines
    assert "certain 3 0 0 0 100.00 % 43.9–100.0 99.9 %" in lines
    assert "suspect 1 0 0 0 100.00 % 20.7–100.0 –" in lines
    assert sorted(path.name for path in folder.iterdir()) == ["both", "raw", "rules", "truth"]


def test_library_and_command_say_the_same(folder: Path) -> None:
    made = clean(TIDE, name="tide", rules=folder / "rules", language="en")
    found = evaluate(made, TRUTH, Settings("tide"))
    call("raw/tide.txt", "truth/tide.txt", "--language", "en", "--figures", "kept.json")
    assert read((folder / "kept.json").read_bytes(), "kept.json") == [found.figures]


def test_folder_has_a_row_a_text_and_one_for_all(folder: Path) -> None:
    lines = words(call("both"))
    assert [line.split(" ")[0] for line in lines[3:6]] == ["tide", "words", "all"]
    assert lines[4].startswith("words (words) 11 ")


def test_words_only(folder: Path) -> None:
    (folder / "truth" / "tide.txt").write_text(TRUTH.replace(".", " —").lower(), encoding="utf-8")
    assert "tide (words) 11 " in "\n".join(words(call("raw/tide.txt", "truth/tide.txt", "--words")))


def test_json_on_standard_output_stands_alone(folder: Path) -> None:
    result = call("both", "--json", "-", "--html", "page.html")
    told = json.loads(result.stdout)
    assert [one["name"] for one in told["specimens"]] == ["tide", "words"]
    assert told["total"]["fates"]["fixed"] == 10
    assert told["faults"] == []
    one = told["specimens"][0]["corrections"][0]
    assert (one["stage"], one["rule"], one["confidence"], one["verdict"], one["evidence"]) == (
        "furniture", "number-alone", "certain", "right", {},
    )  # fmt: skip
    assert "Evaluation of 2 texts" in (folder / "page.html").read_text("utf-8")


def test_files_are_written_and_told(folder: Path) -> None:
    (folder / "page.md").write_text(f"# Ours\n\n{tables.BEGIN}\n{tables.END}\n", encoding="utf-8")
    result = call("both", "--json", "a.json", "--html", "a.html", "--figures", "k.json",
                  "--markdown", "page.md")  # fmt: skip
    assert words(result)[-4:] == [f"written: {name}" for name in (
        "a.html", "a.json", "k.json", "page.md"
    )]  # fmt: skip
    page = (folder / "page.md").read_text("utf-8")
    assert page.startswith("# Ours\n\n<!-- figures")
    kept = read((folder / "k.json").read_bytes(), "k.json")
    assert tables.filled(page, tables.markdown(kept)) == page
    assert json.loads((folder / "a.json").read_bytes())["specimens"][1]["name"] == "words"


def test_new_markdown_page_has_the_marks(folder: Path) -> None:
    call("both", "--markdown", "new.md")
    assert (folder / "new.md").read_text("utf-8").startswith(tables.BEGIN)
    assert call("both", "--markdown", "new.md").exit_code == 0


def test_cleaned_text_and_its_ledger_are_judged_as_they_are(folder: Path) -> None:
    CliRunner().invoke(main, ["clean", "--quiet"])
    write_rules(folder / "rules", scannos=SCANNOS.replace('replace = "the"', 'replace = "tha"'))
    kept = call("raw/tide.txt", "truth/tide.txt", "--cleaned", "cleaned", "--json", "-")
    told = json.loads(kept.stdout)["specimens"][0]
    assert {one["verdict"] for one in told["corrections"]} == {"right"}
    assert told["places"][-1]["page"] == 2


def test_cleaned_text_of_another_raw_text(folder: Path) -> None:
    CliRunner().invoke(main, ["clean", "--quiet"])
    (folder / "raw" / "tide.txt").write_text(TIDE + "more", encoding="utf-8")
    assert fault("raw/tide.txt", "truth/tide.txt", "--cleaned", "cleaned") == (
        "cleaned/tide.corrections.jsonl: is of another text than raw/tide.txt; clean it again"
    )


def test_page_files_are_one_text(folder: Path) -> None:
    (folder / "raw" / "tide").mkdir()
    for number, page in enumerate(TIDE.split("\f"), 1):
        (folder / "raw" / "tide" / f"p{number}.txt").write_text(page, encoding="utf-8")
    (folder / "raw" / "tide.txt").unlink()
    assert call("raw/tide", "truth/tide.txt").exit_code == 0
    assert fault("truth", "truth/tide.txt") == (
        "truth: is no folder of page files; their names end in digits and .txt"
    )


def test_one_bad_specimen_does_not_keep_the_others(folder: Path) -> None:
    tide = {"raw": "../raw/tide.txt", "truth": "../truth/tide.txt"}
    manifest(folder, {"name": "gone", **tide, "truth": "gone.txt"}, {"name": "tide", **tide})
    result = call("both", "--figures", "kept.json", "--html", "page.html")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "both/gone.txt: no such file; check the name",
        "kept.json: not written, since not every text was evaluated",
    ]
    assert any(line.startswith("tide 11 ") for line in words(result))
    assert (folder / "page.html").exists()
    assert not (folder / "kept.json").exists()


def test_truth_that_says_nothing(folder: Path) -> None:
    (folder / "truth" / "tide.txt").write_text("\n", encoding="utf-8")
    assert fault("raw/tide.txt", "truth/tide.txt") == (
        "truth/tide.txt: has no words in it; a truth is the whole text as it should read"
    )


def test_files_that_are_not_there(folder: Path) -> None:
    assert fault("raw/gone.txt", "truth/tide.txt") == "raw/gone.txt: no such file; check the name"
    assert fault("raw/tide.txt", "gone.txt") == "gone.txt: no such file; check the name"
    assert fault("gone") == "gone: no such folder; check the name"
    assert fault("raw").startswith("raw: no manifest.json in it; it holds {")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{\n,", "both/manifest.json:2: is not JSON"),
        ('{"specimens": []}', "both/manifest.json: names no specimens"),
        ('{"pages": 3}', 'both/manifest.json: lacks the key "specimens"'),
        ('{"specimens": [{"name": "a", "raw": "b"}]}', 'both/manifest.json: lacks the key "truth"'),
        ('{"specimens": [{"name": 1, "raw": "b", "truth": "c"}]}', "int where str is wanted"),
    ],
)
def test_manifest_at_fault(text: str, told: str, folder: Path) -> None:
    (folder / "both" / "manifest.json").write_text(text, encoding="utf-8")
    assert told in fault("both")


def test_two_specimens_of_one_name(folder: Path) -> None:
    tide = {"name": "tide", "raw": "../raw/tide.txt", "truth": "../truth/tide.txt"}
    manifest(folder, tide, tide)
    assert fault("both") == (
        'both/manifest.json: has two specimens named "tide"; give each its own name'
    )


def test_page_without_marks_is_left_alone(folder: Path) -> None:
    (folder / "page.md").write_text("# Ours\n", encoding="utf-8")
    assert fault("both", "--markdown", "page.md") == (
        f"page.md: has no marks for the figures; put {tables.BEGIN} and {tables.END} "
        "where the tables go"
    )
    assert (folder / "page.md").read_text("utf-8") == "# Ours\n"


def test_file_that_cannot_be_written(folder: Path) -> None:
    assert fault("both", "--html", "no/such/page.html").startswith("no/such/page.html: cannot be")


@pytest.mark.parametrize(
    "arguments",
    [("raw/tide.txt",), ("a", "b", "c"), ("both", "--cleaned", "x", "--language", "en")],
)
def test_wrong_use(arguments: tuple[str, ...], folder: Path) -> None:
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")


def test_closed_pipe_is_no_fault_and_the_files_are_there(folder: Path) -> None:
    call = "from pipeline.cli import main; main()"
    arguments = ("evaluate", "raw/tide.txt", "truth/tide.txt", "--html", "page.html")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-c", call, *arguments],
            stdout=closed, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert (folder / "page.html").exists()


def test_undecodable_bytes_are_shown_and_harm_nothing(folder: Path) -> None:
    (folder / "raw" / "tide.txt").write_bytes(TIDE.replace("Tide", "Ti\\de").encode() + b"\xff\xc3")
    result = call("raw/tide.txt", "truth/tide.txt", "--html", "page.html", "--json", "all.json")
    assert result.exit_code == 0
    assert json.loads((folder / "all.json").read_bytes())["specimens"][0]["fates"]["missed"] > 1
    assert "Ti\\de" in (folder / "page.html").read_text("utf-8")


def test_options_are_those_of_the_command() -> None:
    named = {one.name for one in main.commands["evaluate"].params}
    assert named == set(Evaluating.__dataclass_fields__)


def test_cleaned_text_reads_as_the_truth_says() -> None:
    assert " ".join(TIDE_CLEANED.replace("1ie", "lie").split()) == TRUTH.strip()
