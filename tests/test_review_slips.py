"""What a hasty reviewer does on the page: slips are mended, and no key goes astray."""

from __future__ import annotations

from pathlib import Path

from page_fixtures import decided
from playwright.sync_api import Browser, Page, expect
from reviewing import Running, project, running


def test_undo_takes_back_the_last_word_wherever_it_was_said(page: Page, served: Running) -> None:
    page.keyboard.press("s")
    page.keyboard.press("a")
    expect(page.locator("#judged")).to_have_text("2 of 5 judged")
    page.keyboard.press("j")
    page.keyboard.press("u")
    expect(page.locator("#notice")).to_contain_text("Taken back: accepted, this place: ferry-⏎man")
    expect(page.locator("#where")).to_contain_text("2 of 5")
    assert [one.verdict for one in decided(served)] == ["stet"]
    page.keyboard.press("u")
    expect(page.locator("#judged")).to_have_text("0 of 5 judged")
    page.keyboard.press("u")
    expect(page.locator("#notice")).to_contain_text("Nothing was decided in this window")


def test_undo_brings_back_what_was_said_before(page: Page, served: Running) -> None:
    page.keyboard.press("s")
    page.keyboard.press("k")
    page.keyboard.press("a")
    expect(page.locator("#where")).to_contain_text("2 of 5")
    page.keyboard.press("u")
    expect(page.locator("#verdict")).to_contain_text("Decided: stet")
    assert [one.verdict for one in decided(served)] == ["stet"]


def test_an_edit_keeps_the_line_end_behind_its_words(page: Page, served: Running) -> None:
    page.keyboard.press("j")
    expect(page.locator("#where")).to_contain_text("broken-word")
    page.keyboard.press("e")
    expect(page.locator("#reading")).to_have_value("ferryman")
    page.keyboard.type("ferry-man")
    page.keyboard.press("Enter")
    expect(page.locator("#judged")).to_have_text("1 of 5 judged")
    page.keyboard.press("k")
    page.keyboard.press("e")
    expect(page.locator("#reading")).to_have_value("ferry-man")
    page.keyboard.press("Escape")
    served.project.clean()
    assert "ferry-man\nsat." in served.project.cleaned("tide")


def test_an_empty_reading_is_asked_about(page: Page, served: Running) -> None:
    page.keyboard.press("e")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("Enter again takes these words out")
    assert decided(served) == []
    page.keyboard.press("Enter")
    expect(page.locator("#judged")).to_have_text("1 of 5 judged")


def test_escape_clears_the_search_and_what_it_hid(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("ferryman")
    expect(page.locator("#list-title")).to_have_text("Corrections: 1")
    page.keyboard.press("Escape")
    expect(page.locator("#list-title")).to_have_text("Corrections: 5")


def test_a_slip_in_a_draw_is_mended(page: Page, served: Running) -> None:
    page.locator("#rules button", has_text="scannos/b-for-h").click()
    expect(page.locator("#list-title")).to_have_text("Corrections: 2")
    page.keyboard.press("d")
    page.keyboard.press("s")
    expect(page.locator("#drawing")).to_contain_text("1 wrong among 1 of 2")
    page.keyboard.press("u")
    expect(page.locator("#drawing")).to_contain_text("0 of 2 drawn")
    page.keyboard.press("a")
    page.keyboard.press("Shift+A")
    expect(page.locator("#notice")).to_contain_text("In a draw each is judged by itself")
    page.keyboard.press("a")
    expect(page.locator("#notice")).to_contain_text("accepted by the draw")
    assert [one.scope for one in decided(served)] == ["group"]


def test_a_key_held_down_loses_nothing(chromium: Browser, tmp_path: Path) -> None:
    made = project(tmp_path, tide="".join(f"tbe {number} boats\n" for number in range(400)))
    with running(made) as service:
        page = chromium.new_page()
        page.goto(service.service.gate.launch())
        expect(page.locator("#where")).to_contain_text("1 of 400")
        for _ in range(300):
            page.keyboard.down("j")
        expect(page.locator("#where")).to_contain_text("301 of 400")
        expect(page.locator("#none")).to_be_hidden()
        page.keyboard.press("End")
        expect(page.locator("#where")).to_contain_text("400 of 400")
        page.close()


def test_keys_wait_for_the_book_that_was_chosen(page: Page, served: Running) -> None:
    page.select_option("#book", "hostile")
    page.locator("#window").focus()
    page.keyboard.press("s")
    expect(page.locator("#judged")).to_have_text("1 of 4 judged")
    assert decided(served) == []
    assert len(decided(served, "hostile")) == 1
