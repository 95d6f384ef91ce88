from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from tiny import FURNITURE, SCANNOS, TIDE, TIDE_CLEANED, write_rules

from pipeline import __version__, api
from pipeline.cli import main
from pipeline.commands import showing


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with rules and one raw text."""
    write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tide.txt").write_text(TIDE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cleaned(folder: Path) -> Path:
    assert call("clean", "--quiet").exit_code == 0
    return folder / "cleaned"


def call(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin)


def fault(*arguments: str) -> str:
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    return result.stderr.rstrip("\n")


def commands_of(group: click.Group) -> list[click.Command]:
    found: list[click.Command] = []
    for one in group.commands.values():
        found += commands_of(one) if isinstance(one, click.Group) else [one]
    return found


def test_clean_ends_with_a_table_and_where_to_look_next(folder: Path) -> None:
    result = call("clean")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in result.stdout.splitlines() if line.strip()]
    assert lines[0] == "document pages furniture scannos suspects MB/s"
    assert lines[2].startswith("tide 2 1 3 1 ")
    assert lines[3:] == [
        "what changed: corrigenda diff tide",
        "why, line by line: corrigenda explain cleaned/tide.txt:4",
    ]
    assert (folder / "cleaned" / "tide.txt").read_text(encoding="utf-8") == TIDE_CLEANED


def test_second_run_says_that_nothing_changed(cleaned: Path) -> None:
    result = call("clean")
    assert result.stdout.splitlines()[0] == (
        "unchanged: 1 document; the raw file, the rules and the program are those of the last run"
    )
    assert re.search(r"(?m)^ tide .* unchanged *$", result.stdout)


def test_clean_as_json(folder: Path) -> None:
    found = json.loads(call("clean", "raw", "nowhere.txt", "--json").stdout)
    assert found["documents"][0].pop("seconds") >= 0
    assert found == {
        "documents": [
            {
                "name": "tide",
                "state": "cleaned",
                "pages": 2,
                "language": "en",
                "applied": {"furniture": 1, "scannos": 3},
                "counts": {"certain": 3, "likely": 1, "suspect": 1},
                "bytes": len(TIDE),
            }
        ],
        "faults": ["nowhere.txt: no such file or folder; check the name"],
    }


def test_standard_input_goes_to_standard_output(folder: Path) -> None:
    result = call("clean", "-", stdin=TIDE.replace("\n", "\r\n").encode("utf-8-sig"))
    assert result.exit_code == 0
    assert result.stdout_bytes == TIDE_CLEANED.replace("\n", "\r\n").encode()
    assert result.stderr == "4 corrections, 1 suspect; give a file and -o for the list of them\n"
    assert not (folder / "cleaned").exists()


def test_standard_input_stands_alone(folder: Path) -> None:
    for more in (["raw"], ["--json"], ["-o", "elsewhere"]):
        result = call("clean", "-", *more, stdin=b"")
        assert result.exit_code == 2
        assert "it stands alone" in result.stderr


def test_diff_by_words(cleaned: Path) -> None:
    assert call("diff", "tide").stdout == (
        "tide: 4 of 4 corrections, 1 of 1 suspects\n"
        "p. 1, line 2  scannos/b-for-h  certain\n"
        "    [-tbe-]{+the+} ferry-\n"
        "p. 1, line 2  scannos/broken-word  likely\n"
        "    tbe [-ferry-⏎man -]{+ferryman⏎+}sat.\n"
        "p. 1, line 4  furniture/number-alone  certain\n"
        "    [-12⏎-]\n"
        "p. 2, line 5  scannos/b-for-h  certain\n"
        "    \\x0cHe saw [-tbe-]{+the+} quay\n"
        "p. 2, line 6  scannos/one-for-l  suspect, not applied\n"
        "    and [-1ie.-]{+lie.+}\n"
    )


def test_diff_by_lines_with_filters(cleaned: Path) -> None:
    result = call("diff", "--line", "--stage", "scannos", "--rule", "b-for-h")
    assert result.stdout == (
        "tide: 2 of 4 corrections, 0 of 1 suspects\n"
        "p. 1, line 2  scannos/b-for-h  certain\n"
        "  - tbe ferry-\n"
        "  + the ferry-\n"
        "p. 2, line 5  scannos/b-for-h  certain\n"
        "  - \\x0cHe saw tbe quay\n"
        "  + \\x0cHe saw the quay\n"
    )
    likely = call("diff", "--confidence", "likely").stdout
    assert likely.startswith("tide: 1 of 4 corrections, 0 of 1 suspects\n")


def test_diff_unified(cleaned: Path) -> None:
    assert call("diff", "--unified").stdout == (
        "--- raw/tide.txt\n"
        "+++ cleaned/tide.txt\n"
        "@@ -1,7 +1,6 @@\n"
        " Tbe Tide\n"
        "-tbe ferry-\n"
        "-man sat.\n"
        "+the ferryman\n"
        "+sat.\n"
        "-12\n"
        "-\\x0cHe saw tbe quay\n"
        "+\\x0cHe saw the quay\n"
        " and 1ie.\n"
        " \n"
    )


def test_explain_a_cleaned_line(cleaned: Path) -> None:
    assert call("explain", "cleaned/tide.txt:2").stdout == (
        "    raw      2 │ tbe ferry-\n"
        "    raw      3 │ man sat.\n"
        "cleaned      2 │ the ferryman\n"
        "\n"
        "p. 1, line 2  scannos/b-for-h  certain\n"
        "    [-tbe-]{+the+}\n"
        "    The word the, misread.\n"
        "\n"
        "p. 1, line 2  scannos/broken-word  likely\n"
        "    [-ferry-⏎man -]{+ferryman⏎+}\n"
        "    A word broken at a line end.\n"
    )


def test_explain_a_raw_line_that_is_gone(cleaned: Path) -> None:
    assert call("explain", "raw/tide.txt:4").stdout == (
        "    raw      4 │ 12\n"
        "cleaned        │ (nothing of the line is left)\n"
        "\n"
        "p. 1, line 4  furniture/number-alone  certain\n"
        "    [-12⏎-]\n"
        "    A figure alone on its line.\n"
    )


def test_explain_says_when_nothing_touched_a_line(cleaned: Path) -> None:
    assert call("explain", "cleaned/tide.txt:1").stdout == (
        "    raw      1 │ Tbe Tide\ncleaned      1 │ Tbe Tide\n\nNo correction touched this line.\n"
    )


def test_explain_faults(cleaned: Path) -> None:
    assert fault("explain", "raw/tide.txt:70") == (
        "raw/tide.txt:70: the file has 7 lines; give one of them"
    )
    assert fault("explain", "raw/quay.txt:1") == (
        "raw/quay.txt: no ledger in cleaned tells of it; clean it, or give --cleaned"
    )
    assert call("explain", "raw/tide.txt").exit_code == 2
    Path("raw/tide.txt").write_text("Another text.\n", encoding="utf-8")
    assert fault("explain", "raw/tide.txt:1") == (
        "raw/tide.txt: is not the file that was cleaned; clean it again"
    )


def test_explain_a_line_of_a_page_file(folder: Path) -> None:
    for number, text in ((1, "One.\ntbe two.\n"), (2, "Three.\ntbe four.\n")):
        path = Path("raw/ferry") / f"p{number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert call("clean", "--quiet").exit_code == 0
    assert "[-tbe-]{+the+}" in call("explain", "raw/ferry/p2.txt:2").stdout
    assert call("restore", "ferry", "-o", "back").exit_code == 0
    assert Path("back/p2.txt").read_text(encoding="utf-8") == "Three.\ntbe four.\n"


def test_verify(cleaned: Path) -> None:
    told = f"tide: {len(TIDE)} bytes restored"
    end = "\n1 of 1 verified\n"
    assert call("verify").stdout == f"{told}, equal to raw/tide.txt{end}"
    Path("empty").mkdir()
    assert call("verify", "--raw", "empty").stdout == (
        f"{told}; empty/tide.txt is not there to compare\n1 of 1 restored, 0 compared\n"
    )
    assert fault("verify", "--raw", "nosuch") == "nosuch: no such folder; check the name"
    Path("raw/tide.txt").write_text("Another text.\n", encoding="utf-8")
    result = call("verify")
    assert (result.exit_code, result.stdout) == (1, "0 of 1 verified\n")
    assert result.stderr == "raw/tide.txt: is not the file that was cleaned; clean it again\n"


def test_verify_tells_a_cleaned_file_edited_by_hand(cleaned: Path) -> None:
    (cleaned / "tide.txt").write_text("My own words.\n", encoding="utf-8")
    result = call("verify")
    assert result.exit_code == 1
    assert result.stderr == (
        "cleaned/tide.txt: does not fit its ledger: one of them was edited, or belongs to another "
        'text; keep hand edits by "corrigenda take-in", or clean again\n'
    )


def test_names_that_are_not_there(cleaned: Path) -> None:
    assert fault("diff", "tied") == (
        'cleaned/tied.corrections.jsonl: no such ledger; did you mean "tide"?'
    )
    assert fault("diff", "raw/tide.txt") == (
        'raw/tide.corrections.jsonl: no such ledger; did you mean "tide"?'
    )
    assert fault("restore", "quay") == (
        'cleaned/quay.corrections.jsonl: no such ledger; run "corrigenda clean" first'
    )
    assert fault("verify", "--cleaned", "raw") == (
        'raw: no ledgers in it; run "corrigenda clean" first'
    )
    assert fault("diff", "--stage", "scanos") == (
        '--stage: no stage "scanos"; did you mean "scannos"?'
    )


def test_sources_at_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "empty").mkdir()
    (folder / "x.txt").mkdir()
    Path("raw").rename("texts")
    assert fault("clean") == (
        "raw: is not there, and no texts are named; "
        'name texts or a folder of them, or make a project by "corrigenda init NAME"'
    )
    Path("texts").rename("raw")
    assert fault("clean", "nowhere.txt") == "nowhere.txt: no such file or folder; check the name"
    for name in ("empty", "x.txt"):
        assert fault("clean", name) == (
            f"{name}: no texts in it; it needs files whose names end in .txt"
        )
    real = Path.open

    def closed(path: Path, *how: object, **extra: object) -> object:
        if path.name == "tide.txt":
            raise PermissionError(13, "Permission denied")
        return real(path, *how, **extra)  # type: ignore[call-overload]

    # The file system is asked in both ways; one who may read all is told yes by both.
    monkeypatch.setattr(Path, "open", closed)
    monkeypatch.setattr(os, "access", lambda path, mode: "tide" not in str(path))
    for source in ("raw", "raw/tide.txt"):
        assert fault("clean", source) == (
            "raw/tide.txt: cannot be read (Permission denied); check its permissions"
        )


def test_folder_that_cannot_be_written(folder: Path) -> None:
    assert fault("clean", "-o", "raw/tide.txt") == ("raw/tide.txt: is a file; a folder is needed")
    assert fault("clean", "-o", "raw/tide.txt/out") == (
        "raw/tide.txt/out: cannot be written (Not a directory); check it, or choose another place"
    )


def test_file_edited_by_hand_is_refused(cleaned: Path) -> None:
    (cleaned / "tide.txt").write_text("My own words.\n", encoding="utf-8")
    assert fault("clean") == (
        "cleaned/tide.txt: was edited by hand since it was cleaned; "
        'keep the edits by "corrigenda take-in tide", or overwrite with --force'
    )
    assert call("clean", "--force").exit_code == 0


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"scannos": SCANNOS + "[[rule\n"},
            "rules/scannos.toml:38: not TOML: Expected ']]' at the end of an array declaration; "
            "mend the line or the one above",
        ),
        (
            {"scannos": SCANNOS.replace("{ pattern = '\\btbe\\b' }", '{ finder = "patern" }')},
            "rules/scannos.toml:7: rule scannos/b-for-h: unknown finder \"patern\"; "
            'did you mean "pattern"?',
        ),
        (
            {"furniture": FURNITURE.replace("replace =", "when = { matchs = {} }\nreplace =")},
            "rules/furniture.toml:8: rule furniture/number-alone: unknown guard \"matchs\"; "
            'did you mean "matches"?',
        ),
        (
            {"scannos": SCANNOS.replace("tbe\\b", "tbe(")},
            "rules/scannos.toml:7: rule scannos/b-for-h: the pattern \"\\btbe(\" does not compile "
            "(missing ) at position 6); mend it",
        ),
        (
            {"pipeline": 'stages = ["furnitur"]\nlanguage = "en"\n'},
            'rules/pipeline.toml: unknown stage "furnitur"; there are rule files for: '
            "furniture, scannos",
        ),
    ],
)  # fmt: skip
def test_rules_at_fault(changed: dict[str, str], told: str, folder: Path) -> None:
    write_rules(folder / "rules", **changed)
    assert fault("rules", "check") == told
    assert fault("clean") == told
    assert not (folder / "cleaned").exists()


def test_unknown_language(folder: Path) -> None:
    (folder / "rules" / "languages").mkdir()
    (folder / "rules" / "languages" / "en.toml").write_text("telltales = []\n", encoding="utf-8")
    assert fault("clean", "--language", "eng") == (
        '--language: no language "eng"; did you mean "en"?'
    )


def test_rules_are_counted_and_listed(folder: Path) -> None:
    assert call("rules", "check").stdout == (
        "rules: in order; 2 stages, 4 rules, 4 examples, 4 keeps, 0 languages, 0 collections\n"
    )
    assert call("rules", "list", "--stage", "furniture").stdout == (
        "furniture: 1 rule\nfurniture/number-alone  certain  A figure alone on its line.\n"
    )
    assert fault("rules", "list", "--stage", "scanos") == (
        'rules: no stage "scanos"; did you mean "scannos"?'
    )


def test_what_a_terminal_would_obey_is_shown(folder: Path) -> None:
    Path("raw/tide.txt").write_text("\x1b[31m\u202e tbe \x9b2J\n", encoding="utf-8")
    assert call("clean", "--quiet").exit_code == 0
    for command in (
        ("diff",),
        ("diff", "--line"),
        ("diff", "--unified"),
        ("explain", "raw/tide.txt:1"),
    ):
        shown = call(*command).stdout
        assert "\\x1b[31m\\u202e" in shown
        assert not set(shown) & set("\x1b\u202e\x9b")


@pytest.mark.parametrize(("no_colour", "coloured"), [("", True), ("1", False)])
def test_colour_on_a_terminal_only_where_it_is_wanted(
    no_colour: str, coloured: bool, cleaned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown: list[str] = []
    monkeypatch.setenv("NO_COLOR", no_colour)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(click, "echo_via_pager", lambda lines, color: shown.extend(lines))
    assert showing.diff(showing.Showing((), cleaned, (), (), (), "word")) == 0
    assert ("\x1b[31m[-tbe-]\x1b[0m" in "".join(shown)) == coloured


def test_bug_is_one_line_and_exit_3(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the lamp\x1b is out")

    monkeypatch.setattr(api, "clean", broken)
    where = f"corrigenda {__version__}, Python {sys.version.split()[0]} and CORRIGENDA_DEBUG=1"
    told = f"RuntimeError: the lamp\\x1b is out; please report it with {where}\n"
    for arguments, place in ((("clean",), "raw/tide.txt: "), (("clean", "-"), "")):
        result = call(*arguments)
        assert (result.exit_code, result.stdout) == (3, "")
        assert result.stderr == f"internal error: {place}{told}"
    monkeypatch.setenv("CORRIGENDA_DEBUG", "1")
    assert "Traceback (most recent call last)" in call("clean").stderr


def test_interrupt_is_exit_130(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(api, "clean", stopped)
    result = call("clean")
    assert result.exit_code == 130
    assert result.stderr.strip() == "stopped"


def test_wrong_use_is_exit_2() -> None:
    assert call("clean", "--jobs", "0").exit_code == 2
    assert call("mend").exit_code == 2


def test_every_command_has_help_of_one_line_and_an_example() -> None:
    for command in commands_of(main):
        assert command.help
        assert (command.epilog or "").startswith("Example: corrigenda "), command.name


def test_help_tells_the_exit_codes() -> None:
    shown = call("--help").stdout
    for line in ("0    done", "1    a text", "2    wrong use", "3    a bug", "130  stopped"):
        assert line in shown


def test_help_imports_nothing_heavy() -> None:
    heavy = ("ftfy", "wordfreq", "rich", "pipeline.lexicon", "pipeline.api", "pipeline.rules")
    script = (
        "import sys\nfrom pipeline.cli import main\n"
        "try: main(['clean', '--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr == "[]\n"
