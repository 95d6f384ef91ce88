"""The report: one HTML file, whole in itself, safe to open."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from browsing import PHONE, browser, too_wide, watched
from page_fixtures import HOSTILE
from reviewing import Project, project
from tiny import SCANNOS, TIDE, write_rules

from pipeline.review import report
from pipeline.review.deciding import Said
from pipeline.review.desk import Desk, Seen


class Tags(HTMLParser):
    """Gathers the tags of a page, with what they point at, and its ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.events: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        for name, value in attrs:
            if name in ("href", "src"):
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")
            if name.startswith("on"):
                self.events.append(name)


@pytest.fixture
def made(tmp_path: Path) -> Project:
    return project(tmp_path, tide=TIDE, hostile=HOSTILE)


def html(made: Project, name: str) -> str:
    book = Desk(made.folders).book(name)
    return report.render(book.proof, book.verdicts, book.rules.abouts())


def test_every_correction_has_its_link(made: Project) -> None:
    found = Tags(html(made, "tide"))
    assert {f"c{number}" for number in range(5)} <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))
    assert {link.removeprefix("#") for link in found.links} <= set(found.ids)


def test_the_report_asks_nobody_for_anything(made: Project) -> None:
    text = html(made, "tide")
    found = Tags(text)
    assert all(link.startswith("#") for link in found.links)
    assert not found.names & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert "url(" not in text


def test_nothing_in_the_book_becomes_markup(made: Project) -> None:
    text = html(made, "hostile")
    found = Tags(text)
    assert not found.names & {"script", "img"}
    assert found.events == []
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert "&lt;script&gt;" in text


def test_decisions_are_told(made: Project) -> None:
    book = Desk(made.folders).book("tide")
    book.decide(0, Said("stet"), Seen(book.version))
    text = html(made, "tide")
    assert "<strong>stet</strong> for this place" in text
    assert "1 judged" in text


def test_the_plot_has_a_bar_for_each_page_with_its_counts(made: Project) -> None:
    text = html(made, "tide")
    assert "<title>page 1: 1 furniture</title>" in text
    assert "<title>page 2: 2 scannos</title>" in text


def test_a_book_without_corrections_says_so(tmp_path: Path) -> None:
    assert "Nothing was corrected." in html(project(tmp_path, clean="The tide was out.\n"), "clean")


LONG = "misread-word-of-two-letters-throughout-a-book-with-a-name-as-long-as-this"


def test_the_report_fits_a_phone(tmp_path: Path) -> None:
    scannos = SCANNOS.replace("b-for-h", LONG)
    made = project(tmp_path, tide=TIDE * 20, hostile=HOSTILE)
    write_rules(tmp_path / "rules", scannos=scannos)
    made.clean()
    with browser() as started:
        page = started.new_page(viewport=PHONE)
        for name in ("tide", "hostile"):
            path = tmp_path / f"{name}.html"
            path.write_text(html(made, name), "utf-8")
            page.goto(path.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
            assert too_wide(page) == []
            # No column is so narrow that its head is cut.
            heads = page.locator("thead th").evaluate_all(
                "all => all.map((one) => one.offsetWidth)"
            )
            assert min(heads) > 40


def test_the_report_reads_in_a_browser(made: Project, tmp_path: Path) -> None:
    path = tmp_path / "tide.html"
    path.write_text(html(made, "hostile"), "utf-8")
    with browser() as started:
        page = started.new_page()
        errors = watched(page)
        page.goto(path.as_uri())
        assert page.title() == "Corrections in hostile"
        assert page.locator("ol li").count() == 4
        assert errors == []
