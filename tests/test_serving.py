"""Serving by itself: how it listens, what it is set to, how it opens a page and how it ends."""

from __future__ import annotations

import html
import io
import os
import socket
import sys
import tempfile
import threading
import webbrowser
from pathlib import Path
from typing import Any

import pytest
import waitress
from flask import Flask
from reviewing import Project, project, running
from tiny import TIDE
from waitress import wasyncore

from pipeline.faults import Fault
from pipeline.review import serving
from pipeline.review.desk import Desk
from pipeline.review.gallery import Gallery
from pipeline.review.gate import Gate
from pipeline.review.serving import Service


@pytest.fixture
def made(tmp_path: Path) -> Project:
    return project(tmp_path, tide=TIDE)


def service(made: Project, port: int = 0) -> Service:
    return Service(Desk(made.folders), Gallery(None, made.folders.raw), lambda *_: {}, port)


def test_it_listens_on_the_loopback_address_only() -> None:
    with serving._listen(0) as listening:
        assert listening.family == socket.AF_INET
        assert listening.type == socket.SOCK_STREAM
        host, port = listening.getsockname()
        assert (host, port > 1023) == ("127.0.0.1", True)
        assert listening.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)


def test_it_takes_the_port_that_it_is_told() -> None:
    with serving._listen(0) as first:
        port = first.getsockname()[1]
    with serving._listen(port) as again:
        assert again.getsockname() == ("127.0.0.1", port)


def test_elsewhere_an_address_in_use_is_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "name", "nt")
    with serving._listen(0) as listening:
        assert not listening.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)


@pytest.mark.parametrize(
    ("port", "reason"),
    [(None, "Address already in use"), (65_536, "bind(): port must be 0-65535.")],
)
def test_port_that_cannot_be_had_is_told(port: int | None, reason: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        asked = port or other.getsockname()[1]
        with pytest.raises(Fault) as raised:
            serving._listen(asked)
    assert (raised.value.place, raised.value.problem, raised.value.remedy) == (
        f"127.0.0.1:{asked}", f"cannot be served on ({reason})", "choose another --port"
    )  # fmt: skip


def test_server_is_set_to_what_one_page_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def create_server(app: Flask, **how: Any) -> str:
        given.append((app, how))
        return "server"

    monkeypatch.setattr(waitress, "create_server", create_server)
    app, lines = Flask("x"), {7: object()}
    with socket.socket() as listening:
        assert serving._server(app, listening, lines) == "server"
        assert given == [
            (app, {
                "map": lines, "sockets": [listening], "threads": 6, "connection_limit": 60,
                "max_request_header_size": 16_384, "max_request_body_size": 1_000_000,
                "channel_timeout": 20, "ident": None, "clear_untrusted_proxy_headers": True,
            })
        ]  # fmt: skip


def test_it_answers_on_the_port_that_its_gate_knows(made: Project) -> None:
    with running(made) as one:
        assert one.service.address == ("127.0.0.1", one.port)
        # Unasked, it takes one of those that are for everybody.
        assert one.port > 1023
        assert one.ask("/api/state?name=tide").json["name"] == "tide"
        assert one.ask("/api/pairing?name=tide").status == 200
        assert "Server" not in one.ask("/").headers
        tried = one.ask("/api/try", {"find": "tbe", "replace": "the", "stage": "scannos"})
        assert tried.status == 200
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", one.port), timeout=5)


def test_it_serves_on_the_port_that_it_is_told(made: Project) -> None:
    with serving._listen(0) as first:
        port = first.getsockname()[1]
    one = service(made, port)
    assert one.address == ("127.0.0.1", port)
    one.close()
    one.run()


def test_all_lines_are_closed_at_the_end(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    one = service(made)
    turns: list[Any] = []
    ended: list[Any] = []

    def loop(*given: Any, **how: Any) -> None:
        turns.append((given, how))
        if len(turns) == 2:
            raise KeyboardInterrupt

    real = wasyncore.close_all

    def close_all(lines: Any, **how: Any) -> None:
        ended.append((lines, how))
        real(lines, **how)

    monkeypatch.setattr(wasyncore, "loop", loop)
    monkeypatch.setattr(wasyncore, "close_all", close_all)
    with pytest.raises(KeyboardInterrupt):
        one.run()
    lines = one._map
    assert turns == [((1,), {"use_poll": True, "map": lines, "count": 1})] * 2
    assert ended == [(lines, {"ignore_all": True})]
    assert lines == {}
    assert one._listening.fileno() == -1
    assert one._server.task_dispatcher.threads == set()


def test_closing_what_has_ended_writes_nowhere(
    made: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = service(made)
    one.close()
    one.run()
    pulled: list[int] = []
    monkeypatch.setattr(one._server, "pull_trigger", lambda: pulled.append(1))
    one.close()
    assert pulled == []


def test_listening_that_cannot_be_closed_hides_nothing(
    made: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = service(made)
    real = one._listening

    class Failing:
        def close(self) -> None:
            real.close()
            raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(one, "_listening", Failing())
    one.close()
    one.run()


class Told:
    """A service that only says what it would do."""

    def __init__(self) -> None:
        self.gate = Gate(8000)
        self.runs = 0

    def run(self) -> None:
        self.runs += 1


class Terminal(io.StringIO):
    """Keys that a reviewer pressed."""

    def isatty(self) -> bool:
        return True


LINK = "review: http://127.0.0.1:8000/#"


@pytest.mark.parametrize("browser", [False, True])
def test_it_says_where_the_page_is(
    browser: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(serving, "_show", shown.append)
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    one = Told()
    serving.serve(one, browser)  # type: ignore[arg-type]
    out, err = capsys.readouterr()
    assert out.startswith(LINK)
    assert out.count("\n") == 1
    assert err == "The address opens once. Press Enter for another, ^C to stop.\n"
    assert one.runs == 1
    token = out.partition("#")[2].strip()
    assert len(shown) == browser
    for address in shown:
        assert address.startswith(LINK.removeprefix("review: "))
        # The browser has a token of its own.
        assert not address.endswith(token)
        assert one.gate.exchange(address.partition("#")[2])
    assert one.gate.exchange(token)


def test_enter_asks_for_another_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[threading.Thread] = []
    real = threading.Thread

    def thread(**how: Any) -> threading.Thread:
        started.append(real(**how))
        return started[0]

    monkeypatch.setattr(serving, "Thread", thread)
    monkeypatch.setattr(sys, "stdin", Terminal("\n\n"))
    one = Told()
    serving.serve(one, browser=False)  # type: ignore[arg-type]
    started[0].join(5)
    assert started[0].daemon
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(set(lines)) == 3
    assert all(line.startswith(LINK) for line in lines)
    assert all(one.gate.exchange(line.partition("#")[2]) for line in lines)


def test_nobody_at_the_keys_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    one = Told()
    serving.serve(one, browser=False)  # type: ignore[arg-type]
    assert one.runs == 1


def test_page_is_opened_by_a_file_that_goes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = 'http://127.0.0.1:8000/#a"<&b'
    opened: list[str] = []
    waiting: list[Any] = []

    class Timer:
        daemon = False

        def __init__(self, seconds: float, work: Any) -> None:
            waiting.append((seconds, work, self))

        def start(self) -> None:
            waiting.append("started")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(serving, "Timer", Timer)
    serving._show(address)
    (path,) = tmp_path.iterdir()
    assert opened == [path.as_uri()]
    assert path.name.startswith("corrigenda-")
    assert path.suffix == ".html"
    # Nobody else on the machine may read the token.
    assert path.stat().st_mode & 0o077 == 0
    assert path.read_text("utf-8") == (
        '<!doctype html><meta charset="utf-8"><title>Corrigenda</title>'
        f'<meta http-equiv="refresh" content="0;url={html.escape(address)}">'
    )
    (seconds, work, timer), last = waiting
    assert (seconds, timer.daemon, last) == (30, True, "started")
    work()
    assert not path.exists()
    work()
