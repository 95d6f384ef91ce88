"""The review page in a real browser, as a reviewer uses it."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import PHONE, too_wide, watched
from page_fixtures import decided
from playwright.sync_api import Browser, Page, Route, expect
from reviewing import Project, Running, running
from tiny import TIDE


def words(page: Page) -> str:
    return page.locator("#words").inner_text()


def test_the_page_opens_on_the_least_certain(page: Page) -> None:
    assert words(page) == "and 1ie.lie."
    expect(page.locator("#judged")).to_have_text("0 of 5 judged")
    expect(page.locator("#rules li")).to_have_count(4)
    expect(page.locator("#raw mark.here")).to_have_text("1ie")
    expect(page.locator("#cleaned mark.here")).to_have_text("1ie")
    assert page.evaluate("location.hash") == ""


def test_keys_walk_judge_and_go_on(page: Page, served: Running) -> None:
    page.keyboard.press("j")
    expect(page.locator("#where")).to_contain_text("2 of 5")
    page.keyboard.press("k")
    page.keyboard.press("a")
    expect(page.locator("#where")).to_contain_text("2 of 5")
    page.keyboard.press("s")
    expect(page.locator("#where")).to_contain_text("3 of 5")
    expect(page.locator("#judged")).to_have_text("2 of 5 judged")
    assert [(one.verdict, one.scope) for one in decided(served)] == [
        ("apply", "place"),
        ("stet", "place"),
    ]


def test_undo_takes_back_what_was_decided_here(page: Page, served: Running) -> None:
    page.keyboard.press("s")
    expect(page.locator("#judged")).to_have_text("1 of 5 judged")
    page.keyboard.press("k")
    page.keyboard.press("u")
    expect(page.locator("#verdict")).to_have_text("Not decided yet.")
    assert decided(served) == []


def test_an_edit_is_typed_and_kept(page: Page, served: Running) -> None:
    page.keyboard.press("e")
    expect(page.locator("#reading")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("pie.")
    page.keyboard.press("Enter")
    expect(page.locator("#judged")).to_have_text("1 of 5 judged")
    (told,) = decided(served)
    assert (told.verdict, told.reading) == ("edit", "pie.")
    assert served.project.clean() == ["unchanged", "cleaned"]
    assert served.project.cleaned("tide").endswith("and pie.\n")


def test_escape_leaves_an_edit(page: Page, served: Running) -> None:
    page.keyboard.press("e")
    page.keyboard.type("nothing")
    page.keyboard.press("Escape")
    expect(page.locator("#editing")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("#where")).to_contain_text("2 of 5")
    assert decided(served) == []


def test_a_filter_shows_what_it_names(page: Page) -> None:
    page.select_option("[name=confidence]", "certain")
    expect(page.locator("#list-title")).to_have_text("Corrections: 3")
    page.select_option("[name=confidence]", "")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("ferryman")
    expect(page.locator("#list-title")).to_have_text("Corrections: 1")


def test_a_group_is_judged_at_once(page: Page, served: Running) -> None:
    page.locator("#rules button", has_text="scannos/b-for-h").click()
    expect(page.locator("#list-title")).to_have_text("Corrections: 2")
    expect(page.locator("#reach")).to_have_text("2 places in this book")
    page.keyboard.press("Shift+S")
    expect(page.locator("#judged")).to_have_text("2 of 5 judged")
    (told,) = decided(served)
    assert (told.verdict, told.scope, told.before) == ("stet", "form", "tbe")


def test_the_scope_is_chosen_before_it_is_used(page: Page, served: Running) -> None:
    page.locator("#rules button", has_text="scannos/b-for-h").click()
    expect(page.locator("#list-title")).to_have_text("Corrections: 2")
    page.keyboard.press("g")
    page.keyboard.press("g")
    expect(page.locator("#reach")).to_have_text("all of scannos/b-for-h in this book")
    page.keyboard.press("Shift+S")
    expect(page.locator("#judged")).to_have_text("2 of 5 judged")
    assert [one.scope for one in decided(served)] == ["rule"]


def test_a_group_is_accepted_by_a_draw(page: Page, served: Running) -> None:
    page.locator("#rules button", has_text="scannos/b-for-h").click()
    expect(page.locator("#list-title")).to_have_text("Corrections: 2")
    page.keyboard.press("d")
    expect(page.locator("#drawing")).to_contain_text("0 of 2 drawn from scannos/b-for-h are right")
    page.keyboard.press("a")
    page.keyboard.press("a")
    expect(page.locator("#judged")).to_have_text("2 of 5 judged")
    (told,) = decided(served)
    assert told.draw is not None
    assert told.draw.answers == "yy"


def test_a_draw_with_a_wrong_one_accepts_nothing(page: Page, served: Running) -> None:
    page.locator("#rules button", has_text="scannos/b-for-h").click()
    expect(page.locator("#list-title")).to_have_text("Corrections: 2")
    page.keyboard.press("d")
    page.keyboard.press("a")
    page.keyboard.press("s")
    expect(page.locator("#drawing")).to_contain_text("1 wrong among 2 of 2")
    page.keyboard.press("Escape")
    expect(page.locator("#drawing")).to_be_hidden()
    assert decided(served) == []


def test_a_reload_keeps_what_was_decided(page: Page, served: Running) -> None:
    page.keyboard.press("s")
    expect(page.locator("#judged")).to_have_text("1 of 5 judged")
    page.reload()
    expect(page.locator("#judged")).to_have_text("1 of 5 judged")
    expect(page.locator("#verdict")).to_contain_text("Decided: stet, for this place")


def test_the_second_clean_honours_it_and_the_page_follows(page: Page, served: Running) -> None:
    page.keyboard.press("a")
    expect(page.locator("#judged")).to_have_text("1 of 5 judged")
    assert served.project.clean() == ["unchanged", "cleaned"]
    assert served.project.cleaned("tide").endswith("and lie.\n")
    expect(page.locator("#notice")).to_contain_text("cleaned anew")
    expect(page.locator("#cleaned mark.here")).to_have_text("lie")


def test_two_windows_see_each_other(page: Page, served: Running) -> None:
    with page.context.expect_page() as opened:
        page.keyboard.press("w")
    other = opened.value
    errors = watched(other)
    expect(other.locator("#where")).to_contain_text("1 of 5")
    other.keyboard.press("s")
    expect(page.locator("#judged")).to_have_text("1 of 5 judged", timeout=10_000)
    expect(page.locator("#verdict")).to_contain_text("Decided: stet")
    assert errors == []


def test_what_was_decided_meanwhile_is_not_overwritten_unseen(
    chromium: Browser, served: Running
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script("window.setInterval = () => 0")
    page.goto(served.service.gate.launch())
    page.select_option("#book", "tide")
    expect(page.locator("#where")).to_contain_text("1 of 5")
    version = served.ask("/api/state?name=tide").json["version"]
    body = {"name": "tide", "version": version, "item": 4, "verdict": "stet"}
    assert served.ask("/api/decide", body).status == 200
    page.keyboard.press("a")
    expect(page.locator("#notice")).to_contain_text("was decided elsewhere meanwhile")
    expect(page.locator("#verdict")).to_contain_text("Decided: stet")
    assert [one.verdict for one in decided(served)] == ["stet"]
    page.keyboard.press("a")
    expect(page.locator("#notice")).to_be_hidden()
    assert [one.verdict for one in decided(served)] == ["stet", "apply"]
    context.close()


def test_a_server_that_is_gone_is_told(chromium: Browser, made: Project) -> None:
    context = chromium.new_context()
    page = context.new_page()
    with running(made) as service:
        page.goto(service.service.gate.launch())
        page.select_option("#book", "tide")
        expect(page.locator("#where")).to_contain_text("1 of 5")
        page.keyboard.press("s")
        expect(page.locator("#judged")).to_have_text("1 of 5 judged")
    page.keyboard.press("s")
    expect(page.locator("#notice")).to_contain_text("the server does not answer")
    with running(made) as again:
        assert [one.verdict for one in decided(again)] == ["stet"]
    context.close()


def test_any_decision_is_taken_back_from_the_list_of_them(page: Page, served: Running) -> None:
    for _ in range(3):
        page.keyboard.press("s")
    expect(page.locator("#judged")).to_have_text("3 of 5 judged")
    page.keyboard.press("h")
    expect(page.locator("#decisions li")).to_have_count(3)
    second = decided(served)[1]
    page.locator("#decisions li").nth(1).get_by_role("button").click()
    expect(page.locator("#decisions li")).to_have_count(2)
    assert second not in decided(served)
    assert len(decided(served)) == 2


def test_keys_are_shown_on_the_page(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Stet: for the whole group")


def test_a_click_in_the_text_finds_its_correction(page: Page) -> None:
    page.locator("#rules button", has_text="scannos/one-for-l").click()
    expect(page.locator("#list-title")).to_have_text("Corrections: 1")
    page.locator("#raw mark", has_text="tbe").click()
    expect(page.locator("#where")).to_contain_text("scannos/b-for-h")
    expect(page.locator("#list-title")).to_have_text("Corrections: 5")


def test_hostile_text_is_shown_as_text(page: Page) -> None:
    page.select_option("#book", "hostile")
    expect(page.locator("#judged")).to_have_text("0 of 4 judged")
    expect(page.locator("#raw")).to_contain_text("<script>document.title")
    text = page.locator("#raw").inner_text()
    assert "<script>document.title = 'bad'</script> tbe <img src=x onerror=alert(1)>" in text
    assert "\\u202egnp.exe\\u202c \\u200btide\\x1b[31m" in text
    assert page.title() == "Corrigenda: review"
    assert page.locator("#raw img, #raw script, #list img, #words img").count() == 0


@pytest.mark.parametrize("name", ["tide", "hostile"])
def test_the_page_fits_a_phone(page: Page, name: str) -> None:
    page.set_viewport_size(PHONE)
    page.select_option("#book", name)
    expect(page.locator("#where")).to_contain_text("1 of")
    page.locator("#rules button", has_text="scannos/b-for-h").click()
    expect(page.locator("#rules ul li")).not_to_have_count(0)
    assert too_wide(page) == []
    # A list in which nothing can be seen, or sides of no width, would fit as well.
    for part in ("#window", "#raw", "#cleaned"):
        box = page.locator(part).bounding_box()
        assert box
        assert box["width"] > 300, part
        assert box["height"] > 100, part
    for key in ("?", "h", "t"):
        page.locator("#window").focus()
        page.keyboard.press(key)
        expect(page.locator("dialog[open]")).to_have_count(1)
        assert too_wide(page) == [], key
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_line_of_a_hundred_thousand_characters_is_walked(page: Page) -> None:
    page.select_option("#book", "hostile")
    expect(page.locator("#where")).to_contain_text("1 of 4")
    for number in (2, 3, 4):
        page.keyboard.press("j")
        expect(page.locator("#where")).to_contain_text(f"{number} of 4")
    expect(page.locator("#raw mark.here")).to_have_text("tbe")
    assert len(page.locator("#raw").inner_text()) < 20_000


def test_the_list_is_one_for_a_screen_reader(page: Page) -> None:
    box = page.get_by_role("listbox", name="Corrections")
    expect(box).to_have_attribute("aria-activedescendant", "item-0")
    chosen = box.get_by_role("option", selected=True)
    expect(chosen).to_have_attribute("aria-setsize", "5")
    expect(page.locator("#spoken")).to_contain_text("1ie. becomes lie., suspect, page 2")
    named = page.evaluate(
        "[...document.querySelectorAll('button, select, input, textarea')]"
        ".filter(one => !(one.textContent.trim() || one.labels?.length)).length"
    )
    assert named == 0


@pytest.mark.parametrize("path", ["/", "/#", "/#wrong"])
def test_without_its_token_the_page_shows_nothing(
    chromium: Browser, served: Running, path: str
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(served.service.gate.origin + path)
    expect(page.locator("#notice")).not_to_be_empty()
    assert page.locator("#book option").count() == 0
    context.close()


def eight_scans(made: Project, folder: Path) -> Path:
    """Make the tide a text of eight pages, with a picture for each."""
    from PIL import Image

    scans = folder / "scans" / "tide"
    scans.mkdir(parents=True)
    for number in range(1, 9):
        Image.new("L", (60, 80), 255 - number).save(scans / f"tide-{number:03}.png")
    (made.folder / "raw" / "tide.txt").write_text("\f".join([TIDE.split("\f")[1]] * 8), "utf-8")
    made.clean()
    return folder / "scans"


def test_page_pictures_stand_beside_their_pages(
    chromium: Browser, made: Project, tmp_path: Path
) -> None:
    with running(made, eight_scans(made, tmp_path)) as service:
        page = chromium.new_page()
        errors = watched(page)
        page.goto(service.service.gate.launch())
        page.select_option("#book", "tide")
        expect(page.locator("#picture")).to_have_attribute("alt", "Picture 1, beside page 1")
        assert page.evaluate("document.getElementById('picture').naturalHeight") == 80
        expect(page.locator("#pairing")).to_be_hidden()
        page.keyboard.press("j")
        expect(page.locator("#picture")).to_have_attribute("alt", "Picture 2, beside page 2")
        assert errors == []
        page.close()


def test_a_late_picture_of_another_page_is_dropped(
    chromium: Browser, made: Project, tmp_path: Path
) -> None:
    with running(made, eight_scans(made, tmp_path)) as service:
        page = chromium.new_page()
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route) if "start=1" in route.request.url else route.continue_()

        page.route("**/api/picture*", hold)
        page.goto(service.service.gate.launch())
        page.select_option("#book", "tide")
        expect(page.locator("#where")).to_contain_text("page 1,")
        page.keyboard.press("j")
        expect(page.locator("#picture")).to_have_attribute("alt", "Picture 2, beside page 2")
        for route in held:
            route.continue_()
        page.wait_for_timeout(500)
        expect(page.locator("#picture")).to_have_attribute("alt", "Picture 2, beside page 2")
        page.close()


def test_an_unsure_picture_says_so(chromium: Browser, made: Project, tmp_path: Path) -> None:
    from PIL import Image

    scans = tmp_path / "scans"
    scans.mkdir()
    for number in range(1, 4):
        Image.new("L", (60, 80)).save(scans / f"{number}.png")
    with running(made, scans) as service:
        page = chromium.new_page()
        page.goto(service.service.gate.launch())
        page.select_option("#book", "tide")
        expect(page.locator("#pairing")).to_contain_text("3 pictures and 2 text pages")
        page.close()


def test_a_rule_is_typed_and_its_hits_are_seen(page: Page, served: Running) -> None:
    before = sorted(path.name for path in served.project.folder.rglob("*"))
    page.keyboard.press("t")
    expect(page.locator("#draft [name=find]")).to_be_focused()
    page.keyboard.type(r"\bquay\b")
    page.locator("#draft [name=replace]").fill("dock")
    expect(page.locator("#tried")).to_have_text("2 places in 2 of 2 texts", timeout=15_000)
    expect(page.locator("#hits > li")).to_have_count(1)
    page.locator("#draft [name=find]").fill("(")
    expect(page.locator("#tried")).to_contain_text("does not compile", timeout=15_000)
    page.keyboard.press("Escape")
    assert sorted(path.name for path in served.project.folder.rglob("*")) == before
