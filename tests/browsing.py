"""A real browser for tests of pages: the system's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from conftest import ON_CI
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

# A phone held upright.
PHONE: ViewportSize = {"width": 420, "height": 900}

# Chromium asks the network for what it may want later; a test has no use for that.
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the system's Chromium; skip where there is none, but never on CI."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found and not ON_CI:
        pytest.skip("no Chromium on this machine: install the package chromium")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=found, args=QUIET)
        try:
            yield started
        finally:
            started.close()


def watched(page: Page) -> list[str]:
    """Give the list into which the page's errors, and what it asks of others, will go."""
    seen: list[str] = []
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("console", lambda told: seen.append(told.text) if told.type == "error" else None)
    page.on(
        "request",
        lambda asked: seen.append(asked.url) if not _own(asked.url) else None,
    )
    return seen


def too_wide(page: Page) -> list[str]:
    """Give the parts of a page that hold more than fits their width: tag, id, and both widths."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("html, header, nav, main, section, dialog[open]")]
          .filter((one) => one.scrollWidth > Math.min(one.clientWidth, innerWidth) + 1)
          .map((one) => `${one.tagName} ${one.id}: ${one.scrollWidth} in ${one.clientWidth}`)"""
    )
    return found


def _own(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "blob:", "data:", "file:"))
