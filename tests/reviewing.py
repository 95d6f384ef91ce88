"""A project on disk with its review service running, for tests that speak to it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from tiny import write_rules

from pipeline import sources
from pipeline.commands.reviewing import Shelf, laboratory
from pipeline.many import engines
from pipeline.review.desk import Desk, Folders
from pipeline.review.gallery import Gallery
from pipeline.review.gate import TOKEN_HEADER
from pipeline.review.serving import Service
from pipeline.runner import Settings


@dataclass(frozen=True)
class Answer:
    """What the service answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Project:
    """A folder with raw/, rules/ and cleaned/."""

    folder: Path

    @property
    def folders(self) -> Folders:
        at = self.folder
        return Folders(at / "cleaned", at / "raw", at / "rules", at / "rules")

    def clean(self) -> list[str]:
        """Clean raw/ again; gives each document's state."""
        at = self.folder
        found, faults = sources.discover([at / "raw"])
        assert not faults
        settings = Settings(at / "cleaned", at / "rules", decisions=at / "rules")
        return [one.state for one in engines.run(found, settings)]

    def cleaned(self, name: str) -> str:
        return (self.folder / "cleaned" / f"{name}.txt").read_text("utf-8")


def project(folder: Path, **texts: str) -> Project:
    """Make a project with these texts, and clean it."""
    write_rules(folder / "rules")
    (folder / "raw").mkdir()
    for name, text in texts.items():
        (folder / "raw" / f"{name}.txt").write_bytes(text.encode("utf-8", "surrogateescape"))
    made = Project(folder)
    made.clean()
    return made


@dataclass(frozen=True)
class Running:
    """A service that answers, and the way to ask it."""

    service: Service
    project: Project
    desk: Desk

    @property
    def port(self) -> int:
        return self.service.gate.port

    def ask(
        self,
        path: str,
        body: Any = None,
        *,
        method: str = "",
        headers: dict[str, str] | None = None,
        token: bool = True,
    ) -> Answer:
        """Ask as the page would; `headers` are added, and one given as "" is left out."""
        sent = {TOKEN_HEADER: self.service.gate.session} if token else {}
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            sent |= {"Origin": self.service.gate.origin, "Content-Type": "application/json"}
        sent |= headers or {}
        sent = {name: value for name, value in sent.items() if value}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request(method or ("POST" if data is not None else "GET"), path, data, sent)
            answer = line.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            line.close()


@contextmanager
def running(made: Project, images: Path | None = None) -> Iterator[Running]:
    """Run the review service of a project."""
    desk = Desk(made.folders)
    shelf = Shelf(made.folders.cleaned, made.folders.raw, (made.folder / "rules",))
    service = Service(desk, Gallery(images, made.folders.raw), laboratory(shelf))
    thread = Thread(target=service.run, daemon=True)
    thread.start()
    try:
        yield Running(service, made, desk)
    finally:
        service.close()
        thread.join(5)
