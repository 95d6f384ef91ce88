"""The verifier of containers knows nothing of the program, and notices what was changed."""

from __future__ import annotations

import ast
import gzip
import subprocess
import sys
from pathlib import Path

import pytest
import stages
from containing import PAGES, call, write_volume
from layouts import hocr, page_xml
from tiny import TIDE, write_rules

FOLDER = stages.ROOT / "docs" / "verifier"
SCRIPT = FOLDER / "verify_containers.py"
PLAIN = FOLDER / "verify_ledger.py"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cleaned document of every kind that is proved, and a plain one."""
    write_rules(tmp_path / "rules")
    raw = tmp_path / "raw"
    (raw / "pages").mkdir(parents=True)
    (raw / "plain.txt").write_text(TIDE, "utf-8")
    (raw / "packed.txt.gz").write_bytes(gzip.compress(TIDE.encode()))
    write_volume(raw / "volume.zip")
    (raw / "scan.hocr").write_text(hocr(*PAGES), "utf-8")
    for number, page in enumerate(PAGES):
        (raw / "pages" / f"{number}.xml").write_text(page_xml(page), "utf-8")
    lines = [
        b'\xef\xbb\xbf{"text":"tbe caf\\u00e9","n":1}\r', b"", b'{"text":null}', b'{"x":1}',
        b'{"text":"","pages":["tbe\\u000c","12\\n tbe"]}',
    ]  # fmt: skip
    (raw / "lines.jsonl").write_bytes(b"\n".join(lines))
    monkeypatch.chdir(tmp_path)
    assert call("clean", "--pages-field", "pages").exit_code == 1
    return tmp_path


def prove(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-S", str(script), *arguments]
    return subprocess.run(call, capture_output=True, text=True, check=False)


def test_it_imports_only_the_standard_library_and_the_other_one() -> None:
    imported = set()
    for node in ast.walk(ast.parse(SCRIPT.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).partition(".")[0])
    assert imported - sys.stdlib_module_names == {"verify_ledger"}


def test_every_container_is_proved(folder: Path) -> None:
    said = prove(SCRIPT, "cleaned", "raw")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.splitlines() == [
        "proved: cleaned/packed.txt: packed.txt.gz comes back",
        "proved: cleaned/pages.txt: pages comes back",
        "proved: cleaned/scan.txt: scan.hocr comes back",
        "proved: cleaned/volume.txt: volume.zip comes back",
        "proved: cleaned/lines.jsonl: 4 records come back",
    ]


def test_nothing_proved_is_no_proof(folder: Path) -> None:
    said = prove(SCRIPT, "claened", "raw")
    assert (said.returncode, said.stdout) == (1, "NOT PROVED: claened: no ledger in it\n")
    plain = folder / "plain"
    plain.mkdir()
    (plain / "tide.txt").write_text("tbe tide", "utf-8")
    assert call("clean", "plain", "-o", "out").exit_code == 0
    said = prove(SCRIPT, "out", "plain")
    assert (said.returncode, said.stdout) == (
        0, "out: no container in it; verify_ledger.py proves its texts\n"
    )  # fmt: skip
    said = prove(PLAIN, "--help")
    assert (said.returncode, said.stderr) == (2, "")
    assert "verify_ledger.py cleaned [raw]" in said.stdout


def test_the_other_verifier_proves_the_texts_and_leaves_containers_to_this_one(
    folder: Path,
) -> None:
    said = prove(PLAIN, "cleaned", "raw")
    assert said.returncode == 0, said.stdout
    assert said.stdout.count("proved: ") == 5
    assert said.stdout.count(", not compared with ") == 4


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("cleaned/scan.hocr", b"quay", b"pier"),
        ("cleaned/pages/1.xml", b"quay", b"pier"),
        ("cleaned/lines.jsonl", b'"n":1', b'"n":2'),
        ("cleaned/lines.jsonl", b"the caf", b"teh caf"),
        ("cleaned/lines.ledgers.jsonl", b'"before":"tbe"', b'"before":"tba"'),
        ("cleaned/scan.corrections.jsonl", b'"tbe","the"', b'"tba","the"'),
        ("raw/scan.hocr", b"quay", b"pier"),
        ("raw/pages/1.xml", b"quay", b"pier"),
        ("raw/lines.jsonl", b'"n":1', b'"n":2'),
    ],
)
def test_a_change_is_noticed(path: str, old: bytes, new: bytes, folder: Path) -> None:
    whole = (folder / path).read_bytes()
    assert old in whole
    (folder / path).write_bytes(whole.replace(old, new, 1))
    said = prove(SCRIPT, "cleaned", "raw")
    assert said.returncode == 1
    assert said.stdout.count("NOT PROVED") == 1


def test_another_packed_text_is_noticed(folder: Path) -> None:
    (folder / "raw" / "packed.txt.gz").write_bytes(gzip.compress(b"else"))
    write_volume(folder / "raw" / "volume.zip", (*PAGES[:2], "else"))
    said = prove(SCRIPT, "cleaned", "raw")
    assert said.stdout.count("NOT PROVED") == 2
