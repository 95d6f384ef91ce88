"""The review page of a small project in a real browser, for tests of what it does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import browser, watched
from playwright.sync_api import Browser, Page, expect
from reviewing import Project, Running, project, running
from tiny import TIDE

from pipeline import decision_files
from pipeline.decisions import Decision

HOSTILE = (
    "<script>document.title = 'bad'</script> tbe <img src=x onerror=alert(1)> quay\n"
    "javascript:alert(1) tbe \u202egnp.exe\u202c \u200btide\x1b[31m\n"
    "tbe " + "x" * 100_000 + " tbe end\n"
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture
def made(tmp_path: Path) -> Project:
    return project(tmp_path, tide=TIDE, hostile=HOSTILE)


@pytest.fixture
def served(made: Project) -> Iterator[Running]:
    with running(made) as service:
        yield service


@pytest.fixture
def page(chromium: Browser, served: Running) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    errors = watched(page)
    page.goto(served.service.gate.launch())
    page.select_option("#book", "tide")
    expect(page.locator("#where")).to_contain_text("1 of 5 · page 2")
    yield page
    context.close()
    assert errors == []


def decided(served: Running, name: str = "tide") -> list[Decision]:
    files = decision_files.files(served.project.folder / "rules", name)
    return list(decision_files.load(files).decisions)
