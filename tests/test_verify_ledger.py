"""The verifier that knows nothing of the program comes to the same bytes, and notices a change."""

from __future__ import annotations

import ast
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import stages
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from test_properties import CODECS, texts

from pipeline import encoding, ledger
from pipeline.api import clean
from pipeline.cli import main
from pipeline.ledger import Origin, sha256
from pipeline.ruleset import load

SCRIPT = stages.ROOT / "docs" / "verifier" / "verify_ledger.py"
MOST_LINES = 150
VERIFIER: dict[str, Any] = runpy.run_path(str(SCRIPT))
RULES = load(stages.RULES)
DAMAGED = "The ferry-\nman waited, and tbe tide went out.\n\f12\n\nIt was low water.\n"


def written(raw: bytes) -> tuple[bytes, bytes]:
    """A cleaned file's bytes and its ledger's."""
    result = clean(raw, language="en", rules=RULES)
    return ledger.compose(result, Origin("tide", "tide.txt", sha256(raw), RULES.digest))[:2]


def verify(*arguments: Path) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-I", "-S", str(SCRIPT), *map(str, arguments)]
    return subprocess.run(call, capture_output=True, text=True, check=False)


def store(folder: Path, raw: bytes) -> Path:
    """Write a cleaned text and its ledger; give the text's path."""
    text, listed = written(raw)
    (folder / "tide.corrections.jsonl").write_bytes(listed)
    (folder / "tide.txt").write_bytes(text)
    return folder / "tide.txt"


def test_it_is_short_and_imports_only_the_standard_library() -> None:
    source = SCRIPT.read_text("utf-8")
    assert len(source.splitlines()) < MOST_LINES
    imported = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).partition(".")[0])
    assert imported <= sys.stdlib_module_names
    assert imported


@given(texts, st.sampled_from(CODECS), st.booleans())
def test_any_text_comes_back(text: str, codec: str, carriage: bool) -> None:
    text = text.replace("\n", "\r\n") if carriage else text
    raw = text.encode(codec, "ignore" if codec != "utf-8" else "surrogateescape")
    assert VERIFIER["restored"](*written(raw))[0] == raw


@given(st.binary(max_size=200))
def test_any_bytes_come_back(raw: bytes) -> None:
    assert VERIFIER["restored"](*written(raw))[0] == raw


def test_bytes_that_only_a_seam_keeps_apart_come_back() -> None:
    raw = "word\udcc3-\n\udca9 ".encode("utf-8", "surrogateescape") + b"\xc3\x00\n\xa9\n"
    assert encoding.decode(raw)[0]
    assert VERIFIER["restored"](*written(raw))[0] == raw


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_change_of_a_byte_is_proved(place: int, change: int) -> None:
    raw = DAMAGED.encode()
    text, listed = written(raw)
    changed = bytearray(text)
    changed[place % len(changed)] ^= change
    with pytest.raises(VERIFIER["NotProved"]):
        VERIFIER["restored"](bytes(changed), listed)
    head, feed, rows = listed.partition(b"\n")
    other = bytearray(rows)
    other[place % len(other)] ^= change
    with pytest.raises(VERIFIER["NotProved"]):
        VERIFIER["restored"](text, head + feed + bytes(other))


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_head_never_proves_other_bytes(place: int, change: int) -> None:
    raw = DAMAGED.encode()
    text, listed = written(raw)
    head, feed, rows = listed.partition(b"\n")
    changed = bytearray(head)
    changed[place % len(changed)] ^= change
    try:
        proved = VERIFIER["restored"](text, bytes(changed) + feed + rows)[0]
    except (VERIFIER["NotProved"], ValueError, LookupError, TypeError, AttributeError):
        return
    # What the changed head's own hash vouches for is all that is left to prove.
    assert sha256(proved) in changed.decode("utf-8", "replace")


def test_a_folder_is_proved_and_a_torn_text_is_named(tmp_path: Path) -> None:
    text = store(tmp_path, DAMAGED.encode())
    said = verify(tmp_path)
    assert said.returncode == 0
    assert said.stdout.startswith(f"proved: {text}: ")
    text.write_bytes(text.read_bytes()[:-1])
    said = verify(tmp_path)
    assert (said.returncode, said.stderr) == (1, "")
    assert said.stdout == f"NOT PROVED: {text}: the cleaned text was changed\n"


def test_a_raw_file_is_compared(tmp_path: Path) -> None:
    text = store(tmp_path, DAMAGED.encode())
    raw = tmp_path / "raw.txt"
    raw.write_bytes(DAMAGED.encode())
    assert verify(text, raw).returncode == 0
    raw.write_bytes(DAMAGED.encode() + b" ")
    said = verify(text, raw)
    assert (said.returncode, said.stdout) == (1, f"NOT PROVED: {text}: {raw} holds other bytes\n")


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]\n", b"null\n", b'{"format": 1}\n', b'{"format": 2}\n', b"\xff\n"],
)
def test_what_is_no_ledger_gets_one_line(tmp_path: Path, damage: bytes) -> None:
    text = store(tmp_path, DAMAGED.encode())
    text.with_name("tide.corrections.jsonl").write_bytes(damage)
    said = verify(text)
    assert (said.returncode, said.stderr) == (1, "")
    assert said.stdout.startswith(f"NOT PROVED: {text}: ")
    assert said.stdout.count("\n") == 1


def test_a_folder_without_ledgers_is_not_proved(tmp_path: Path) -> None:
    said = verify(tmp_path)
    assert (said.returncode, said.stdout) == (1, f"NOT PROVED: {tmp_path}: no ledger in it\n")


def test_a_folder_of_page_files_comes_back(tmp_path: Path) -> None:
    pages = tmp_path / "raw" / "tide"
    pages.mkdir(parents=True)
    for number, page in enumerate(["One ferry-\nman.\n", "12\nTwo.", ""], 1):
        (pages / f"p{number}.txt").write_bytes(page.encode("utf-8-sig"))
    out = tmp_path / "cleaned"
    done = CliRunner().invoke(main, ["clean", str(tmp_path / "raw"), "-o", str(out)])
    assert done.exit_code == 0
    said = verify(out, tmp_path / "raw")
    assert (said.returncode, said.stderr) == (0, ""), said.stdout
    (pages / "p2.txt").write_bytes(b"other")
    assert verify(out, tmp_path / "raw").returncode == 1
