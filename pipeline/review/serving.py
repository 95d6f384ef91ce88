"""Serving: the review page on the loopback address, for one reviewer, until it is stopped."""

from __future__ import annotations

import html
import os
import socket
import sys
import tempfile
import webbrowser
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread, Timer

import click
import waitress
from flask import Flask
from waitress import wasyncore

from pipeline.faults import Fault
from pipeline.review.desk import Desk
from pipeline.review.gallery import Gallery
from pipeline.review.gate import Gate
from pipeline.review.server import BODY_BYTES, Attempt, create

ADDRESS = "127.0.0.1"

# What one page on this machine can need; a flood is refused early.
THREADS = 6
CONNECTIONS = 60
HEADER_BYTES = 16_384
SILENT_SECONDS = 20
TURN_SECONDS = 1

# So long the file that opens the page lies in the folder for passing files.
LAUNCH_SECONDS = 30


class Service:
    """The server, listening but not yet answering; raises Fault where the port cannot be had."""

    def __init__(self, desk: Desk, gallery: Gallery, attempt: Attempt, port: int = 0) -> None:
        self._listening = _listen(port)
        self.gate = Gate(self._listening.getsockname()[1])
        self._map: dict[int, object] = {}
        self._closing = Event()
        self._ending = Lock()
        self._ended = False
        self._server = _server(
            create(desk, self.gate, gallery, attempt), self._listening, self._map
        )

    @property
    def address(self) -> tuple[str, int]:
        """The address and the port that it listens on."""
        host, port = self._listening.getsockname()
        return str(host), int(port)

    def run(self) -> None:
        """Answer until ^C, or until another thread closes the service."""
        try:
            while not self._closing.is_set():
                wasyncore.loop(TURN_SECONDS, use_poll=True, map=self._map, count=1)
        finally:
            self._server.task_dispatcher.shutdown()
            with self._ending:
                self._ended = True
                # Lines that a browser holds open would otherwise be answered on.
                wasyncore.close_all(self._map, ignore_all=True)
            with suppress(OSError):
                self._listening.close()

    def close(self) -> None:
        """Stop answering; what is being answered is finished first."""
        self._closing.set()
        with self._ending:
            # Once all is closed, the number of the line that wakes the loop may be another file's.
            if not self._ended:
                self._server.pull_trigger()


def serve(service: Service, browser: bool) -> None:
    """Say where the page is, open it in a browser if asked to, and answer until ^C."""
    click.echo(f"review: {service.gate.launch()}")
    click.echo("The address opens once. Press Enter for another, ^C to stop.", err=True)
    if browser:
        _show(service.gate.launch())
    if sys.stdin is not None and sys.stdin.isatty():
        Thread(target=_hand_out, args=(service.gate,), daemon=True).start()
    service.run()


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, port))
    except (OSError, OverflowError) as error:
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise Fault(
            f"{ADDRESS}:{port}", f"cannot be served on ({reason})", "choose another --port"
        ) from None
    return listening


def _server(
    app: Flask, listening: socket.socket, lines: dict[int, object]
) -> waitress.server.BaseWSGIServer:
    return waitress.create_server(
        app,
        map=lines,
        sockets=[listening],
        threads=THREADS,
        connection_limit=CONNECTIONS,
        max_request_header_size=HEADER_BYTES,
        max_request_body_size=BODY_BYTES,
        channel_timeout=SILENT_SECONDS,
        ident=None,
        clear_untrusted_proxy_headers=True,
    )


def _show(address: str) -> None:
    """Open the address in a browser by way of a file, so that no process list shows its token."""
    page = (
        f'<!doctype html><meta charset="utf-8"><title>Corrigenda</title>'
        f'<meta http-equiv="refresh" content="0;url={html.escape(address)}">'
    )
    handle, name = tempfile.mkstemp(prefix="corrigenda-", suffix=".html")
    with os.fdopen(handle, "w") as file:
        file.write(page)
    webbrowser.open(Path(name).as_uri())
    # The browser has read it by then; its token opens nothing any more.
    gone = Timer(LAUNCH_SECONDS, partial(Path(name).unlink, missing_ok=True))
    gone.daemon = True
    gone.start()


def _hand_out(gate: Gate) -> None:
    for _ in sys.stdin:
        click.echo(f"review: {gate.launch()}")
