"""Takes the pictures of the review page and the report that stand in docs/review/.

`make screenshots` runs it, on one specimen in `raw/`, with its printed pages as page pictures.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import press
import stages
from book import read_book
from browsing import browser
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from reviewing import Project, Running, running
from style import STYLES

from pipeline.review import report
from pipeline.review.desk import Desk

INTO = stages.ROOT / "docs" / "review"
STYLE = next(style for style in STYLES if style.name == "octavo")
NAME = f"{STYLE.name}-pdftotext"
WIDTH, HEIGHT = 1360, 850
COLOURS = 160


def laid_out(folder: Path) -> Project:
    """Lay out a project with the specimen's raw text, the rules, and its printed pages."""
    left = shutil.ignore_patterns("decisions*")
    shutil.copytree(stages.ROOT / "rules", folder / "rules", ignore=left)
    (folder / "raw").mkdir()
    shutil.copy(stages.ROOT / "raw" / f"{NAME}.txt", folder / "raw")
    printed = press.edition(read_book(press.SOURCE), STYLE)
    (folder / "raw" / f"{NAME}.pdf").write_bytes(printed.pdf)
    made = Project(folder)
    made.clean()
    return made


def on_the_page(page: Page) -> None:
    """The page as a review begins, some suspects judged."""
    for key in "assj":
        page.keyboard.press(key)
    page.wait_for_timeout(900)


def in_a_draw(page: Page) -> None:
    """A group being accepted by a draw."""
    page.locator("#rules button", has_text="soft-hyphen-at-line-end").click()
    page.wait_for_timeout(300)
    page.keyboard.press("d")
    for _ in range(7):
        page.keyboard.press("a")
    page.wait_for_timeout(900)


def in_an_edit(page: Page) -> None:
    """A reading being typed."""
    page.keyboard.press("e")
    page.wait_for_timeout(900)


def in_the_decisions(page: Page) -> None:
    """The list of decisions."""
    for key in "assh":
        page.keyboard.press(key)
    page.wait_for_timeout(600)


def in_the_keys(page: Page) -> None:
    """The list of keys."""
    page.keyboard.press("?")
    page.wait_for_timeout(300)


def keep(page: Page, name: str) -> None:
    """Write the page's picture, with few colours: enough for type, and a quarter of the size."""
    with Image.open(io.BytesIO(page.screenshot())) as shot:
        shot.convert("RGB").quantize(COLOURS).save(INTO / f"{name}.png", optimize=True)


def in_the_lab(page: Page) -> None:
    """A rule being tried."""
    page.keyboard.press("t")
    page.fill("#draft [name=find]", r"\bfolios?\b")
    page.fill("#draft [name=replace]", "page number")
    page.wait_for_function("document.getElementById('hits').children.length > 0")


VIEWS: dict[str, Callable[[Page], None]] = {
    "page": on_the_page,
    "draw": in_a_draw,
    "edit": in_an_edit,
    "decisions": in_the_decisions,
    "keys": in_the_keys,
    "lab": in_the_lab,
}


def photograph(started: Browser, served: Running, scheme: str) -> None:
    """Take each view's picture, light or dark."""
    for name, prepare in VIEWS.items():
        shutil.rmtree(served.project.folder / "rules" / "decisions", ignore_errors=True)
        context = started.new_context(
            color_scheme="dark" if scheme == "dark" else "light", bypass_csp=True
        )
        page = context.new_page()
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        page.goto(served.service.gate.launch())
        expect(page.locator("#where")).to_contain_text("1 of ")
        prepare(page)
        keep(page, f"{name}-{scheme}")
        context.close()


def photograph_report(started: Browser, made: Project, scheme: str) -> None:
    """Take the picture of the report."""
    book = Desk(made.folders).book(NAME)
    path = made.folder / "report.html"
    path.write_text(report.render(book.proof, book.verdicts, book.rules.abouts()), "utf-8")
    context = started.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto(path.as_uri())
    keep(page, f"report-{scheme}")
    context.close()


def main() -> None:
    """Take all pictures."""
    INTO.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, browser() as started:
        made = laid_out(Path(folder))
        with running(made) as served:
            for scheme in ("light", "dark"):
                photograph(started, served, scheme)
                photograph_report(started, made, scheme)
    print(f"pictures are in {INTO.relative_to(stages.ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    main()
