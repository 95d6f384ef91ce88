"""`stet`, `apply`, `decisions`, `report` and `review` from the command line."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from reviewing import Project, project
from tiny import TIDE

from pipeline.cli import main

LOST = "On a hill tbe wind blew.\n"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    found = project(tmp_path, tide=TIDE, quay="tbe quay and tbe dam\n")
    monkeypatch.chdir(tmp_path)
    return found


def call(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_stet_lets_a_line_stand(made: Project) -> None:
    told = call("stet", "tide:5")
    assert told.exit_code == 0
    assert told.stdout.startswith("tide:5: stet, this place: tbe -> the (")
    assert told.stderr == "clean again to see it in the cleaned text\n"
    assert call("clean").exit_code == 0
    assert "He saw tbe quay" in made.cleaned("tide")


def test_apply_makes_a_suspect_a_correction(made: Project) -> None:
    assert call("apply", "tide:6", "--note", "seen in the scan").exit_code == 0
    assert call("clean").exit_code == 0
    assert made.cleaned("tide").endswith("and lie.\n")
    assert 'note = "seen in the scan"' in Path("rules/decisions/tide.toml").read_text("utf-8")


def test_the_scope_is_said_before_and_after(made: Project) -> None:
    told = call("stet", "tide:5", "--scope", "everywhere")
    assert "stet, this form everywhere: tbe -> the" in told.stdout
    call("clean")
    assert made.cleaned("quay") == "tbe quay and tbe dam\n"


MISTAKES = {
    "several": (["stet", "quay:1", "--word", "dam"],
                "quay:1: no such correction on this line; there is: 1 'tbe', 2 'tbe'\n"),
    "which": (["stet", "quay:1"],
              "quay:1: 2 corrections on this line; "
              "choose by --word or --number: 1 'tbe', 2 'tbe'\n"),
    "none": (["stet", "tide:1"],
             'tide:1: no correction on this line of the raw text; see "corrigenda diff"\n'),
    "book": (["stet", "tde:1"],
             'cleaned/tde.corrections.jsonl: no such ledger; did you mean "tide"?\n'),
    "id": (["decisions", "--take-back", "ffff"],
           'ffff: no such decision; see "corrigenda decisions"\n'),
    "report": (["report", "-o", "one.html"],
               "one.html: is one file for 2 books; name one book, or leave -o out\n"),
    "review": (["review", "tde"],
               'cleaned/tde.corrections.jsonl: no such ledger; did you mean "tide"?\n'),
    "images": (["review", "tide", "--images", "none"],
               "none: no such folder; check what --images names\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_one_line(made: Project, name: str) -> None:
    words, message = MISTAKES[name]
    told = call(*words)
    assert (told.exit_code, told.stderr) == (1, message)
    assert not Path("rules/decisions").exists() or name == "id"


def test_two_of_one_form_on_a_line_are_told_apart_by_their_number(made: Project) -> None:
    assert call("stet", "quay:1", "--word", "tbe", "--number", "2").exit_code == 0
    call("clean")
    assert made.cleaned("quay") == "the quay and tbe dam\n"


def test_a_place_is_written_name_and_line(made: Project) -> None:
    told = call("stet", "tide")
    assert told.exit_code == 2
    assert "'tide' is not NAME:LINE, as in octavo-pdftotext:31" in told.stderr


def test_decisions_are_listed_and_taken_back(made: Project) -> None:
    identity = call("stet", "tide:5").stdout.split("(")[1].split(")")[0]
    told = call("decisions", "tide")
    assert told.stdout == f"tide  {identity}  stet, this place: tbe stands, not the\n"
    told = call("decisions", "--take-back", identity)
    assert told.stdout == f"taken back: {identity}  stet, this place: tbe stands, not the\n"
    told = call("decisions")
    assert (told.exit_code, told.stdout, told.stderr) == (0, "", "no decisions\n")


def test_words_that_end_in_a_blank_or_are_none_stand_in_quotes(made: Project) -> None:
    told = call("stet", "tide:4")
    assert told.stdout.startswith('tide:4: stet, this place: 12⏎ -> "" (')
    told = call("stet", "tide:2", "--word", "ferry-⏎man ")
    assert told.stdout.startswith('tide:2: stet, this place: "ferry-⏎man " -> ferryman⏎ (')
    assert ': 12⏎ stands, not ""' in call("decisions").stdout


def test_a_decision_without_its_place_is_told(made: Project) -> None:
    call("stet", "tide:5")
    Path("raw/tide.txt").write_text(LOST, "utf-8")
    told = call("clean")
    assert 'tide: 1 decision found no place in the raw text; see "corrigenda decisions tide"' in (
        told.stderr
    )
    told = call("decisions", "tide")
    assert told.exit_code == 1
    assert told.stdout.endswith("tbe stands, not the; its place is not found in the raw text\n")


def test_a_damaged_file_of_decisions_stops_its_book_only(made: Project) -> None:
    Path("rules/decisions").mkdir()
    Path("rules/decisions/tide.toml").write_text("[[decision]]\nid = 7\n", "utf-8")
    told = call("clean", "--force")
    assert told.exit_code == 1
    assert told.stderr == (
        "rules/decisions/tide.toml:1: Expected `str`, got `int`; "
        "mend the decision, or take it out\n"
    )
    assert "quay" in told.stdout


def test_a_report_lies_beside_the_cleaned_text(made: Project) -> None:
    told = call("report", "tide")
    assert told.stdout == "tide: cleaned/tide.report.html\n"
    assert Path("cleaned/tide.report.html").read_text("utf-8").startswith("<!doctype html>")


def test_a_port_that_is_taken_is_told(made: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = call("review", "--no-browser", "--port", str(port))
    assert told.exit_code == 1
    assert told.stderr == (
        f"127.0.0.1:{port}: cannot be served on (Address already in use); choose another --port\n"
    )


def _heed_interrupt() -> None:
    # What runs in the background of a shell begins with the interrupt ignored.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def _ended(running: subprocess.Popen[str]) -> Iterator[None]:
    """See to it that a server that did not stop does not hold up the tests."""
    try:
        yield
    finally:
        running.kill()


def test_review_says_where_and_stops_at_interrupt(made: Project) -> None:
    program = "from pipeline.cli import main; main()"
    command = [sys.executable, "-c", program, "review", "tide", "--no-browser"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"}, preexec_fn=_heed_interrupt,
    ) as running, _ended(running):  # fmt: skip
        assert running.stdout is not None
        assert running.stdout.readline().startswith("review: http://127.0.0.1:")
        listed = Path(f"/proc/{running.pid}/cmdline")
        if listed.exists():
            assert "#" not in listed.read_text("utf-8")
        running.send_signal(signal.SIGINT)
        _, error = running.communicate(timeout=10)
    assert running.returncode == 130
    assert "Traceback" not in error


def test_diff_of_a_rule_that_is_none_is_told(made: Project) -> None:
    told = call("diff", "--rule", "b-for-k")
    assert told.exit_code == 1
    assert told.stderr == '--rule: no rule "b-for-k"; did you mean "b-for-h"?\n'
    assert call("diff", "--rule", "scannos/b-for-h").exit_code == 0
