"""The page of an evaluation: one file, whole in itself, safe to open, with every place."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex
from browsing import browser, watched
from judged_texts import Change, judged
from test_report import Tags

from pipeline.evaluation import page, views
from pipeline.evaluation.judging import VERDICTS

TRUTH = "Nobody paid the ferryman that night, since the tide was out and the quay lay dry."
RAW = TRUTH.replace("the tide", "tbe tide").replace("quay", "qnay")
STAGES = ([Change("tbe", "the"), Change("night", "right", "likely", rule="r-for-n")],)
HOSTILE = TRUTH.replace("tide", "<script>alert(1)</script>").replace("quay", "a\x1b\u202eb")


def html(truth: str = TRUTH, raw: str = RAW) -> str:
    return page.render([page.section(judged(truth, raw, *STAGES))])


def test_harm_stands_first_with_its_marks_rule_page_and_line() -> None:
    told = html()
    order = [told.index(f"<strong>{word}</strong>") for word in (
        "Harmed", "Missed", "Wrong corrections", "Fixed"
    )]  # fmt: skip
    assert order == sorted(order)
    harmed = told[order[0] : order[1]]
    assert "<del>right,</del>" in harmed
    assert "<ins>night,</ins>" in harmed
    assert "page 1, line 1; a/r-for-n (wrong)" in harmed
    wrong = told[order[2] : order[3]]
    assert "without it</b>that night, since" in wrong
    assert "with it</b>that <del>right,</del> since" in wrong
    assert "truth</b>that <ins>night,</ins> since" in wrong
    fixed = told[order[3] :]
    assert "<del>tbe</del>" in fixed
    assert "<ins>the</ins>" in fixed


def test_only_repairs_are_folded() -> None:
    lists = regex.findall(r'<details( open)? id="text1-(\w+)"', html())
    assert lists == [(" open", "harmed"), (" open", "missed"), (" open", "wrong"), ("", "fixed")]


def test_every_word_that_is_used_is_explained() -> None:
    told = html()
    for verdict in VERDICTS:
        assert f"<dt>{verdict}</dt>" in told


def test_the_page_asks_nobody_for_anything() -> None:
    told = html()
    found = Tags(told)
    assert found.links
    assert all(link.removeprefix("#") in found.ids for link in found.links)
    assert len(found.ids) == len(set(found.ids))
    assert not found.names & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert "url(" not in told
    assert "//" not in regex.sub(r"<style>.*?</style>", "", told, flags=regex.DOTALL)
    assert "prefers-color-scheme: dark" in told


def test_nothing_in_the_texts_becomes_markup() -> None:
    told = html(HOSTILE, HOSTILE.replace("Nobody", "tbe qnay <img src=x onerror=y>"))
    found = Tags(told)
    assert not found.names & {"script", "img"}
    assert found.events == []
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "&lt;script&gt;" in told


def test_long_lists_are_cut_and_the_number_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST", {"harmed": 1, "missed": 1, "wrong": 1, "fixed": 1})
    raw = RAW.replace("paid", "paib").replace("lay", "lny")
    told = html(raw=raw)
    assert "<strong>Missed</strong> 2 places, the first 1 shown" in regex.sub(r"\s+", " ", told)
    assert told.count("<article") == 4


def test_line_ends_are_seen() -> None:
    raw = TRUTH.replace("ferryman that", "ferry-\nman that").replace("night", "ni\nght")
    evaluation = judged(TRUTH, raw, [Change("ferry-\nman ", "ferryman\n"), Change("tide", "tibe")])
    told = page.render([page.section(evaluation)])
    assert "ferry-⏎man" in regex.sub(r"</?del>", "", told)


def test_the_page_reads_in_a_browser(tmp_path: Path) -> None:
    path = tmp_path / "tide.html"
    path.write_text(html(), "utf-8")
    with browser() as started:
        shown = started.new_page()
        errors = watched(shown)
        shown.goto(path.as_uri())
        assert shown.title() == "Evaluation of tide"
        assert shown.locator("#text1-harmed article").is_visible()
        assert not shown.locator("#text1-fixed article").is_visible()
        assert errors == []
