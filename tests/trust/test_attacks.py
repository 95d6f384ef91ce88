"""Attacks that no other module tries; docs/trust.md has a row for each, and names its test."""

from __future__ import annotations

import ast
import io
import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import regex
import stages
from reviewing import Running, project, running
from tiny import TIDE

from pipeline.faults import Fault
from pipeline.review import serving

PAGE = (stages.ROOT / "docs" / "trust.md").read_text("utf-8")
ATTACKS = 39
FLOOD = 300


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    made = project(tmp_path_factory.mktemp("attacks"), tide=TIDE)
    with running(made) as service:
        yield service


def rows() -> list[tuple[set[int], str]]:
    """The numbers of each row of the table of attacks, and what holds against it."""
    found = []
    for numbers, _, held in regex.findall(r"(?m)^\| ([\d, –]+) \| ([^|]+) \| ([^|]+) \|$", PAGE):
        mine: set[int] = set()
        for part in numbers.split(","):
            first, _, last = part.strip().partition("–")
            mine |= set(range(int(first), int(last or first) + 1))
        found.append((mine, held))
    return found


def test_every_attack_has_one_row() -> None:
    numbers = [number for mine, _ in rows() for number in mine]
    assert sorted(numbers) == list(range(1, ATTACKS + 1))


def test_every_row_names_a_test_or_says_why_not() -> None:
    for mine, held in rows():
        reason = regex.search(r"there is no|is exported|no option", held)
        assert regex.search(r"`(test_\w+|tests/[\w/]+\.py)`", held) or reason, mine


def test_every_test_that_the_page_names_is_there() -> None:
    files = sorted((stages.ROOT / "tests").rglob("test_*.py"))
    known = {
        node.name
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    named = set(regex.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 20
    assert named - known == set()
    assert [path for path in regex.findall(r"`(tests/[\w/]+\.py)`", PAGE)
            if not (stages.ROOT / path).is_file()] == []  # fmt: skip


# ---- 16: where a token might be read


def test_no_request_is_logged(served: Running, capfd: pytest.CaptureFixture[str]) -> None:
    served.ask("/api/state?name=tide")
    served.ask("/api/decide", {"name": "nobody"})
    out, err = capfd.readouterr()
    assert served.service.gate.session not in out + err
    assert "/api/" not in out + err


def test_the_browser_is_given_a_file_and_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr("webbrowser.open", shown.append)
    monkeypatch.setattr(serving, "LAUNCH_SECONDS", 0)
    serving._show("http://127.0.0.1:1/#secret")
    (address,) = shown
    path = Path(address.removeprefix("file://"))
    assert "secret" not in address
    deadline = time.monotonic() + 5
    while path.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not path.exists()


def test_nobody_else_can_read_the_file_that_opens_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[int] = []

    def look(address: str) -> None:
        modes.append(Path(address.removeprefix("file://")).stat().st_mode & 0o777)

    monkeypatch.setattr("webbrowser.open", look)
    monkeypatch.setattr(serving, "LAUNCH_SECONDS", 0)
    serving._show("http://127.0.0.1:1/#secret")
    assert modes == [0o600]


# ---- 19: a squatter on the port


def test_a_port_that_somebody_has_is_told_and_not_shared(served: Running) -> None:
    with pytest.raises(Fault) as caught:
        serving._listen(served.port)
    told = (
        f"127.0.0.1:{served.port}: cannot be served on ({os.strerror(98)}); choose another --port"
    )
    assert str(caught.value) == told


# ---- 25: tables


def test_one_module_writes_tables_of_cells() -> None:
    """A spreadsheet takes a cell that begins with = for a formula; `test_export` asks for it."""
    writers = [
        path.name
        for path in (stages.ROOT / "pipeline").rglob("*.py")
        if regex.search(r"import csv\b|import openpyxl", path.read_text("utf-8"))
    ]
    assert writers == ["export.py"]


# ---- 31: a flood, and a body without an end


def test_a_flood_of_connections_loses_nothing(served: Running) -> None:
    lines = []
    try:
        for _ in range(FLOOD):
            line = socket.socket()
            line.setblocking(False)
            line.connect_ex(("127.0.0.1", served.port))
            lines.append(line)
        time.sleep(0.2)
    finally:
        for line in lines:
            line.close()
    assert served.ask("/api/state?name=tide").status == 200


def test_a_body_in_endless_chunks_is_cut_off(served: Running) -> None:
    head = (
        f"POST /api/decide HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
        f"Origin: {served.service.gate.origin}\r\nContent-Type: application/json\r\n"
        f"X-Corrigenda-Token: {served.service.gate.session}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as line:
        line.sendall(head.encode())
        sent = 0
        with suppress(OSError):
            while sent < 1 << 30:
                line.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
                sent += 65_536
        assert sent < 1 << 26
    assert served.ask("/api/state?name=tide").status == 200


# ---- 39: a cluster's scheduler unpickles what it is sent


def test_no_scheduler_and_no_dashboard_is_ever_started() -> None:
    for path in (stages.ROOT / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("distributed"):
                names = {one.name for one in node.names}
                assert names <= {"Client", "Future", "Worker", "WorkerPlugin", "KilledWorker",
                                 "as_completed", "get_worker", "wait", "Security"}  # fmt: skip


# ---- what the server answers when something is wrong that is nobody's fault


def test_a_bug_of_ours_is_told_without_a_trace(
    served: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(name: str) -> None:
        raise ZeroDivisionError(f"secret of {name}")

    monkeypatch.setattr(served.desk, "book", broken)
    answer = served.ask("/api/state?name=tide")
    assert (answer.status, answer.json) == (
        500, {"fault": "internal error: ZeroDivisionError; the terminal has more"},
    )  # fmt: skip


def test_a_group_is_not_sealed_without_a_draw(served: Running) -> None:
    version = served.ask("/api/state?name=tide").json["version"]
    body = {"name": "tide", "version": version, "rule": "scannos/b-for-h"}
    answer = served.ask("/api/seal", body)
    assert (answer.status, answer.json["fault"]) == (
        400, "tide: a group is sealed on a draw; draw first",
    )  # fmt: skip


def test_the_terminal_tells_an_address_and_hands_out_more(
    served: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    ran: list[str] = []
    shown: list[str] = []
    monkeypatch.setattr(served.service, "run", lambda: ran.append("ran"))
    monkeypatch.setattr(serving, "_show", shown.append)
    monkeypatch.setattr("sys.stdin", Terminal("\n\n"))
    serving.serve(served.service, browser=True)
    deadline = time.monotonic() + 5
    told: list[str] = []
    while len(told) < 3 and time.monotonic() < deadline:
        told += capsys.readouterr().out.splitlines()
        time.sleep(0.01)
    assert ran == ["ran"]
    addresses = [*(line.removeprefix("review: ") for line in told), *shown]
    assert len(set(addresses)) == 4
    for address in addresses:
        launch = {"launch": address.partition("#")[2]}
        assert served.ask("/api/session", launch, token=False).status == 200


def test_without_a_terminal_nobody_is_asked(
    served: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(served.service, "run", lambda: None)
    monkeypatch.setattr("sys.stdin", None)
    serving.serve(served.service, browser=False)
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_where_addresses_cannot_be_reused_it_listens_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "name", "nt")
    listening = serving._listen(0)
    assert listening.getsockname()[0] == "127.0.0.1"
    listening.close()
