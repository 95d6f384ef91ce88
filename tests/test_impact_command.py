from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tiny import SCANNOS, TIDE, write_rules

from pipeline.cli import main
from pipeline.ledger import sha256

TEXT_OF_ONE_RULE_LOST = """\
old: cleaned
new: raw, cleaned with rules

1 document: 0 gained, 2 lost, 0 changed, 3 as before
  rule             confidence  gained  lost  changed
  scannos/b-for-h  certain          0     2        0

scannos/b-for-h  certain: 2 lost
tide, p. 1, line 2
    [-tbe-]{+the+} ferry-
tide, p. 2, line 5
    \\x0cHe saw [-tbe-]{+the+} quay
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with rules, a raw text, and what the rules make of it."""
    write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tide.txt").write_text(TIDE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert call("clean", "--quiet").exit_code == 0
    return tmp_path


@pytest.fixture
def committed(folder: Path) -> Path:
    """The same in git, and the working copy without its cleaned texts."""
    git("init", "--quiet")
    commit("cleaned")
    git("tag", "before")
    shutil.rmtree("cleaned")
    return folder


def git(*arguments: str) -> None:
    who = ("-c", "user.name=Miller", "-c", "user.email=miller@example.org")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def commit(path: str) -> None:
    git("add", "--force", "--all", path)
    git("commit", "--quiet", "-m", "Clean the texts")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def impact(*arguments: str) -> str:
    result = call("impact", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def fault(*arguments: str) -> str:
    result = call("impact", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    return result.stderr.rstrip("\n")


def edit(**changed: str) -> None:
    write_rules(Path("rules"), **changed)


def without(rule: str) -> str:
    head, *rules = SCANNOS.split("[[rule]]\n")
    return "[[rule]]\n".join([head, *(one for one in rules if f'"{rule}"' not in one)])


def test_same_rules_change_nothing(folder: Path) -> None:
    assert impact() == "nothing changed: 1 document, 5 corrections as before\n"
    assert impact("--markdown") == "Nothing changed: 1 document, 5 corrections as before.\n"


def test_of_a_rule_switched_off_all_corrections_are_lost(folder: Path) -> None:
    edit(scannos=without("b-for-h"))
    assert impact() == TEXT_OF_ONE_RULE_LOST


def test_of_a_rule_added_all_corrections_are_gained(folder: Path) -> None:
    added = SCANNOS.split("[[rule]]\n")[1]
    for old, new in (("b-for-h", "b-for-h-in-capitals"), ("tbe", "Tbe"), ('"the', '"The')):
        added = added.replace(old, new)
    edit(scannos=f"{SCANNOS}\n[[rule]]\n{added}")
    shown = impact()
    assert "1 document: 1 gained, 0 lost, 0 changed, 5 as before\n" in shown
    assert shown.endswith(
        "scannos/b-for-h-in-capitals  certain: 1 gained\n"
        "tide, p. 1, line 1\n"
        "    [-Tbe-]{+The+} Tide\n"
    )


def test_a_change_shows_what_was_and_what_is(folder: Path) -> None:
    edit(
        scannos=SCANNOS.replace('replace = "lie"', 'replace = "Iie"').replace(
            'after = "lie"', 'after = "Iie"'
        )
    )
    assert impact().endswith(
        "scannos/one-for-l  suspect: 1 changed\n"
        "tide, p. 2, line 6  reading\n"
        "  was and [-1ie.-]{+lie.+}  (not applied)\n"
        "  now and [-1ie.-]{+Iie.+}  (not applied)\n"
    )


def test_what_reads_as_before_is_shown_once(folder: Path) -> None:
    edit(scannos=SCANNOS.replace('"likely"', '"certain"'))
    assert impact().endswith(
        "1 document: 0 gained, 0 lost, 1 changed (confidence 1), 4 as before\n"
        "  rule                 confidence        gained  lost  changed\n"
        "  scannos/broken-word  likely → certain       0     0        1\n"
        "\n"
        "scannos/broken-word  likely → certain: 1 changed\n"
        "tide, p. 1, line 2  confidence\n"
        "    tbe [-ferry-⏎man -]{+ferryman⏎+}sat.\n"
    )


def test_nothing_is_written(folder: Path) -> None:
    edit(scannos=without("b-for-h"))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    impact()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_examples_left_out_are_counted(folder: Path) -> None:
    Path("raw/tide.txt").write_text("tbe tide\n" * 40, encoding="utf-8")
    assert call("clean", "--quiet", "--force").exit_code == 0
    edit(scannos=without("b-for-h"))
    shown = impact("--most", "4")
    assert "certain: 40 lost  (4 of 40, spread evenly; 36 left out)\n" in shown
    lines = [line.rpartition(" ")[2] for line in shown.splitlines() if line.startswith("tide, ")]
    assert lines == ["1", "11", "21", "31"]
    assert "4 of 40, spread evenly; 36 left out." in impact("--markdown", "--most", "4")
    assert impact("--most", "0").count("tide, p. 1") == 40
    assert impact().count("tide, p. 1") == 10


def test_two_folders_need_no_raw_texts(folder: Path) -> None:
    shutil.copytree("cleaned", "before")
    edit(scannos=without("b-for-h"))
    assert call("clean", "--quiet").exit_code == 0
    shutil.rmtree("raw")
    shutil.rmtree("rules")
    told = impact("--against", "before", "--with", "cleaned")
    assert told == TEXT_OF_ONE_RULE_LOST.replace("old: cleaned", "old: before").replace(
        "raw, cleaned with rules", "cleaned"
    )
    assert "2 gained, 0 lost" in impact("--against", "cleaned", "--with", "before")


def test_documents_of_one_side_are_named(folder: Path) -> None:
    for name in ("mill", "quay"):
        Path(f"raw/{name}.txt").write_text("tbe mill\n", encoding="utf-8")
    assert call("clean", "raw/mill.txt", "--quiet").exit_code == 0
    Path("raw/mill.txt").unlink()
    assert impact() == (
        "nothing changed: 1 document, 5 corrections as before\n"
        "only on the old side: mill\n"
        "only on the new side: quay\n"
    )


def test_several_documents_have_a_table_each(folder: Path) -> None:
    for name, text in (("mill", "tbe mill\n"), ("calm", "the calm\n")):
        Path(f"raw/{name}.txt").write_text(text, encoding="utf-8")
    assert call("clean", "--quiet").exit_code == 0
    edit(scannos=without("b-for-h"))
    lines = impact().splitlines()
    assert "3 documents: 0 gained, 3 lost, 0 changed, 3 as before" in lines
    assert "mill: 0 gained, 1 lost, 0 changed, 0 as before" in lines
    assert "tide: 0 gained, 2 lost, 0 changed, 3 as before" in lines
    assert "nothing changed in: calm" in lines
    assert impact("mill") == impact("raw/mill.txt") == impact("cleaned/mill.corrections.jsonl")
    assert impact("mill").splitlines()[3] == "1 document: 0 gained, 1 lost, 0 changed, 0 as before"


def test_page_files_are_one_document(folder: Path) -> None:
    for number in (1, 2):
        path = Path(f"raw/ferry/p{number}.txt")
        path.parent.mkdir(exist_ok=True)
        path.write_text("tbe ferry\n", encoding="utf-8")
    assert call("clean", "--quiet").exit_code == 0
    edit(scannos=without("b-for-h"))
    assert "ferry, p. 2, line 2\n" in impact("ferry")


def test_language_of_the_old_ledger_is_taken_where_it_was_given(folder: Path) -> None:
    (folder / "rules" / "languages").mkdir()
    for code in ("en", "de"):
        Path(f"rules/languages/{code}.toml").write_text("telltales = []\n", encoding="utf-8")
    edit(scannos=SCANNOS.replace('id = "b-for-h"', 'id = "b-for-h"\nlanguages = ["de"]'))
    assert call("clean", "--quiet", "--language", "de", "--force").exit_code == 0
    assert impact() == "nothing changed: 1 document, 5 corrections as before\n"
    assert "2 lost" in impact("--language", "en")
    assert fault("--language", "eng") == '--language: no language "eng"; did you mean "en"?'


def test_decisions_hold_on_the_new_side_too(folder: Path) -> None:
    decisions = folder / "rules" / "decisions" / "tide.toml"
    decisions.parent.mkdir()
    stet = 'id = "1"\nverdict = "stet"\nscope = "form"\nbefore = "tbe"\nafter = "the"\n'
    decisions.write_text(f"[[decision]]\n{stet}", encoding="utf-8")
    assert call("clean", "--quiet").exit_code == 0
    assert impact() == "nothing changed: 1 document, 5 corrections as before\n"
    decisions.unlink()
    assert impact().endswith(
        "scannos/b-for-h  certain: 2 changed\n"
        "tide, p. 1, line 2  applied\n"
        "  was [-tbe-]{+the+} ferry-  (not applied)\n"
        "  now [-tbe-]{+the+} ferry-\n"
        "tide, p. 2, line 5  applied\n"
        "  was \\x0cHe saw [-tbe-]{+the+} quay  (not applied)\n"
        "  now \\x0cHe saw [-tbe-]{+the+} quay\n"
    )


def test_as_json(folder: Path) -> None:
    edit(scannos=without("b-for-h"))
    found = json.loads(impact("--json", "--most", "1"))
    differences = found["documents"][0].pop("differences")
    assert found == {
        "old": "cleaned",
        "new": "raw, cleaned with rules",
        "unchanged": 3,
        "rules": [
            {
                "rule": "scannos/b-for-h",
                "confidence": "certain",
                "gained": 0,
                "lost": 2,
                "changed": 0,
            }
        ],
        "documents": [{"name": "tide", "unchanged": 3}],
        "only_old": [],
        "only_new": [],
        "not_compared": [],
        "faults": [],
    }
    assert len(differences) == 2
    assert differences[0] == {
        "kind": "lost",
        "aspects": [],
        "old": {
            "stage": "scannos",
            "rule": "b-for-h",
            "confidence": "certain",
            "applied": True,
            "page": 1,
            "raw_line": 2,
            "before": "tbe",
            "after": "the",
            "left": "",
            "words": ["tbe", "the"],
            "right": " ferry-",
        },
        "new": None,
    }


def test_what_a_terminal_would_obey_is_shown(folder: Path) -> None:
    Path("raw/tide.txt").write_text("\x1b[31m\u202e tbe \x9b2J\n", encoding="utf-8")
    assert call("clean", "--quiet", "--force").exit_code == 0
    edit(scannos=without("b-for-h"))
    for view in ("--text", "--markdown"):
        shown = impact(view)
        assert "\\x1b[31m\\u202e" in shown
        assert not set(shown) & set("\x1b\u202e\x9b")


def test_against_a_git_revision(committed: Path) -> None:
    edit(scannos=without("b-for-h"))
    done = subprocess.run(["git", "rev-parse", "before"], capture_output=True, check=True)
    label = f"old: before:cleaned at {done.stdout.decode()[:10]}"
    assert impact("--against", "before") == TEXT_OF_ONE_RULE_LOST.replace("old: cleaned", label)


def test_against_a_folder_in_git_from_inside_the_clone(
    committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = committed / "shelf"
    shelf.mkdir()
    for name in ("raw", "rules"):
        (committed / name).rename(shelf / name)
    monkeypatch.chdir(shelf)
    assert call("clean", "--quiet", "-o", "books").exit_code == 0
    commit("books")
    edit(scannos=without("b-for-h"))
    assert "0 gained, 2 lost" in impact("--against", "HEAD:books/")
    assert fault("--against", "HEAD") == (
        "HEAD:cleaned: no ledgers in it; "
        "commit the cleaned texts with their ledgers, or give a folder"
    )


def test_git_faults(committed: Path) -> None:
    told = "no such folder, and no git revision; "
    told += "give a folder of ledgers, a branch, a tag or a commit"
    for what in ("behind", "--help", "", ":cleaned"):
        assert fault(f"--against={what}") == f"{what}: {told}"
    assert fault("--against", "before:x") == (
        "before:x: no ledgers in it; commit the cleaned texts with their ledgers, or give a folder"
    )
    git("checkout", "--quiet", "before", "--", "cleaned")
    Path("cleaned/tide.txt").unlink()
    commit("cleaned")
    assert fault("--against", "HEAD") == (
        "HEAD:cleaned/tide.txt: no such file in git; commit it beside its ledger"
    )
    shutil.copy("raw/tide.txt", "cleaned/tide.txt")
    commit("cleaned")
    assert fault("--against", "HEAD") == (
        "HEAD:cleaned/tide.txt: does not fit its ledger: one of them was edited, or belongs to "
        'another text; keep hand edits by "corrigenda take-in", or clean again'
    )


def test_outside_git(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fault("--against", "main") == (
        "main: no such folder, and this is no git repository; give a folder of ledgers"
    )
    monkeypatch.setenv("PATH", str(folder))
    assert fault("--against", "main") == (
        "git: cannot be run (No such file or directory); install it, or give a folder of ledgers"
    )


def test_folders_at_fault(folder: Path) -> None:
    assert fault("--against", "raw") == 'raw: no ledgers in it; run "corrigenda clean" first'
    assert fault("--with", "nowhere") == 'nowhere: no ledgers in it; run "corrigenda clean" first'
    assert fault("--raw", "nowhere") == "nowhere: no such file or folder; check the name"
    assert fault("tied") == (
        'cleaned and raw, cleaned with rules: no text "tied"; did you mean "tide"?'
    )
    Path("raw/tide.txt").rename("raw/quay.txt")
    assert fault() == (
        "raw, cleaned with rules: no text in common with cleaned; compare texts of one name"
    )


def test_a_document_at_fault_does_not_stop_the_others(folder: Path) -> None:
    Path("raw/quay.txt").write_text("tbe quay\n", encoding="utf-8")
    assert call("clean", "--quiet").exit_code == 0
    Path("raw/quay.txt").write_text("Another text.\n", encoding="utf-8")
    told = (
        "raw/quay.txt: is not the text that the old ledger was made of; "
        "clean it with the old rules again\n"
    )
    result = call("impact")
    assert (result.exit_code, result.stderr) == (1, told)
    assert result.stdout == (
        "nothing changed: 1 document, 5 corrections as before\nnot compared: quay\n"
    )
    result = call("impact", "--json")
    found = json.loads(result.stdout)
    assert (found["not_compared"], found["faults"]) == (["quay"], [told.rstrip("\n")])
    assert fault("quay") == told.rstrip("\n")


def test_folders_made_from_other_raw_texts_are_a_fault(folder: Path) -> None:
    shutil.copytree("cleaned", "before")
    Path("raw/tide.txt").write_text("Another text.\n", encoding="utf-8")
    assert call("clean", "--quiet").exit_code == 0
    assert fault("--against", "before", "--with", "cleaned") == (
        "cleaned/tide.corrections.jsonl: is of another raw text than the old ledger; "
        "clean one raw text with both rule sets"
    )


def test_raw_text_read_in_another_encoding_is_a_fault(folder: Path) -> None:
    shutil.copytree("cleaned", "before")
    Path("raw/tide.txt").write_text("tbe other text.\n", encoding="utf-8")
    assert call("clean", "--quiet").exit_code == 0
    listed = Path("cleaned/tide.corrections.jsonl")
    bytes_of_now, bytes_of_then = sha256(b"tbe other text.\n"), sha256(TIDE.encode())
    told = listed.read_text("utf-8").replace(bytes_of_now, bytes_of_then)
    listed.write_text(told, encoding="utf-8")
    assert fault("--against", "before", "--with", "cleaned") == (
        "tide: was read in another encoding by the old ledger; clean it with the old rules again"
    )


def test_wrong_use(folder: Path) -> None:
    result = call("impact", "--with", "cleaned", "--language", "en")
    assert result.exit_code == 2
    assert "--with compares two folders" in result.stderr
    assert call("impact", "--most", "-1").exit_code == 2
