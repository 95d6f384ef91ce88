"""`corrigenda inspect`: what it tells, as tables and as JSON; it writes nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import inspect_page
import needing
import pytest
import stages
from click.testing import CliRunner, Result

from pipeline import api
from pipeline.cli import main
from pipeline.commands import inspecting
from pipeline.review import summary
from pipeline.sources import Source

TIDE = "The tide came in and the men went home.\n" * 30
BROKEN = TIDE + "They came to the quay, and it was a matter of cir-\ncumstance, he said.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "tide.txt").write_text(TIDE, encoding="utf-8")
    (tmp_path / "broken.txt").write_bytes(b"\xef\xbb\xbf" + BROKEN.replace("\n", "\r\n").encode())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str, stdin: str = "") -> Result:
    rules = ["--rules", str(stages.RULES)]
    return CliRunner().invoke(main, ["inspect", *arguments, *rules], input=stdin)


def rows(result: Result) -> list[str]:
    return [" ".join(line.split()) for line in result.stdout.splitlines() if line.strip()]


def test_a_clean_text_is_said_to_be_one(folder: Path) -> None:
    told = rows(call("tide.txt"))
    assert told[:3] == [
        "tide: 270 words, 30 lines of 39 characters, no page marks, utf-8, lf",
        "language: English",
        "no damage found: cleaning would leave the text as it is",
    ]
    assert "kind of damage" not in " ".join(told)


def test_damage_is_told_with_its_amount_and_place(folder: Path) -> None:
    result = call("broken.txt")
    told = rows(result)
    assert (result.exit_code, result.stderr) == (0, "")
    assert told[0].endswith("no page marks, utf-8 with a byte order mark, crlf")
    assert told[2] == "1 place, 35.1 in 10,000 words"
    assert f"hyphenation/broken-word-in-lexicon certain 1 35.1 1 {'·' * 31}█" in told
    (stage,) = [row for row in told if row.startswith("hyphenation ")]
    assert stage.endswith(f"1 0 35.1 {'·' * 31}█")
    assert {path.name for path in folder.iterdir()} == {"tide.txt", "broken.txt"}


def test_json_tells_what_cleaning_does(folder: Path) -> None:
    result = call("broken.txt", "tide.txt", "--json")
    broken, tide = json.loads(result.stdout)["documents"]
    made = api.clean((folder / "broken.txt").read_bytes(), rules=stages.RULES)
    assert broken["places"] == len(made.corrections) == 1
    assert broken["encoding"] == {"codec": "utf-8", "mark": True, "newline": "crlf"}
    assert (tide["places"], tide["kinds"], tide["language"]) == (0, [], "en")
    assert [one["stage"] for one in tide["stages"]] == [one.stage for one in made.stages]


def test_all_shows_every_rule() -> None:
    raw = str(stages.ROOT / "raw" / "octavo-pypdf.txt")
    few, every = call(raw).stdout, call(raw, "--all").stdout
    assert "more rules: --all shows them" in few
    assert "more rules" not in every
    assert len(every.splitlines()) > len(few.splitlines())


def test_standard_input_is_a_text(folder: Path) -> None:
    told = rows(call("-", stdin=BROKEN))
    assert told[0].startswith("text: 285 words")
    assert call("-", "tide.txt").exit_code == 2


def test_what_cannot_be_read_is_one_line_and_the_rest_is_told(folder: Path) -> None:
    (folder / "many.jsonl").write_text('{"id": "a", "text": "tide"}\n', encoding="utf-8")
    result = call("none.txt", "many.jsonl", "tide.txt")
    assert result.exit_code == 1
    assert rows(result)[0].startswith("tide: ")
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == [
        "none.txt",
        "many.jsonl",
    ]
    assert "holds records, not one text" in result.stderr


def narrowed(page: str) -> str:
    """A page without the widths of its tables: versions of rich set them apart by other widths.

    `make made` compares the page to the blank, with the versions of the lock.
    """
    return re.sub("─{2,}", "─", re.sub(" {2,}", " ", page))


@needing.words("de")
def test_the_guide_shows_what_is_told() -> None:
    page = inspect_page.PAGE.read_text("utf-8")
    assert narrowed(inspect_page.page(page)) == narrowed(page), "run make docs"


@needing.words("de")
def test_the_specimen_of_the_guide_is_made_again() -> None:
    page = inspect_page.PAGE.read_text("utf-8")
    head, shown = page.split("```text\n", 1)
    stale = head + "```text\n" + re.sub("[0-9]", "0", shown.split("```", 1)[0])
    made = inspect_page.page(stale + "```" + shown.split("```", 1)[1])
    assert narrowed(made) == narrowed(page)


def test_every_option_is_in_the_guide() -> None:
    page = (stages.ROOT / "docs" / "inspect.md").read_text("utf-8")
    for option in main.commands["inspect"].params:
        for name in option.opts:
            if name.startswith("--"):
                assert f"`{name}`" in page or f" {name}" in page, name


def test_an_unknown_language_is_one_line(folder: Path) -> None:
    result = call("tide.txt", "--language", "xx")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)


def test_a_text_without_a_line_has_no_length_of_lines(folder: Path) -> None:
    (folder / "empty.txt").touch()
    (folder / "short.txt").write_text("A\n", encoding="utf-8")
    told = rows(call("empty.txt", "short.txt"))
    assert "empty: 0 words, 0 lines, no page marks, utf-8, lf" in told
    assert "short: 1 word, 1 line of 1 character, no page marks, utf-8, lf" in told


@pytest.mark.parametrize("width", [80, 100, 120])
def test_tables_fit_the_terminal_and_no_name_is_folded(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = str(stages.ROOT / "raw" / "octavo-pdftotext.txt")
    kinds = json.loads(call(raw, "--json").stdout)["documents"][0]["kinds"]
    monkeypatch.setattr(summary, "PIPED_COLUMNS", width)
    lines = call(raw, "--all").stdout.splitlines()[3:]
    assert max(map(len, lines)) <= width
    for kind in kinds:
        name, count = f"{kind['stage']}/{kind['rule']}", f"{kind['count']:,}"
        assert any(line.split()[:3] == [name, kind["confidence"], count] for line in lines), name
    assert ("most on" in " ".join(lines)) == (width > 80)


def test_a_narrow_terminal_gets_words_and_no_cut_table(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summary, "PIPED_COLUMNS", 40)
    told = " ".join(call("broken.txt").stdout.split())
    assert "hyphenation/broken-word-in-lexicon: grade: certain; places: 1; in 10,000: 35.1" in told


def test_what_is_no_text_is_said_to_be_left_alone(folder: Path) -> None:
    (folder / "notes.md").touch()
    (folder / "sub").mkdir()
    result = call(".")
    assert result.exit_code == 0
    assert result.stderr == (
        ".: 2 entries were left alone: notes.md, sub/; name one to inspect it as well\n"
    )


def test_no_text_is_inspected_that_nobody_reads(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    inspected = inspecting._inspected

    def noted(source: Source, *others: Any) -> Any:
        read.append(source.name)
        return inspected(source, *others)

    monkeypatch.setattr(inspecting, "_inspected", noted)

    def closed(*_: object) -> None:
        raise SystemExit(1)

    monkeypatch.setattr(inspecting, "_show", closed)
    assert call("tide.txt", "broken.txt").exit_code == 0
    assert read == ["tide"]
