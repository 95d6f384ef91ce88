"""Pages of layout as one text: its lines, blocks and pages, and where each string stands."""

from __future__ import annotations

import pytest

from pipeline.containers.layout import (
    Block,
    Box,
    Line,
    LinePlace,
    Page,
    Word,
    laid_out,
    single_blanks,
)


def word(content: str, glued: bool = False) -> Word:
    return Word(content, (), glued)


def line(*contents: str, box: Box | None = None) -> Line:
    return Line([word(one.removeprefix("+"), one.startswith("+")) for one in contents], box)


@pytest.mark.parametrize(
    ("content", "single"),
    [
        ("tide", "tide"), (" a  b\t\r\nc ", "a b c"), ("\ufeffa", "a"), ("a\u00a0b", "a\u00a0b"),
        (" ", ""), ("", ""), ("Xa X", "Xa X"), ("a-b", "a-b"),
    ],
)  # fmt: skip
def test_blanks_are_single(content: str, single: str) -> None:
    assert single_blanks(content) == single


def test_lines_blocks_and_pages_are_parted() -> None:
    one, two = Box(1, 2, 3, 4), Box(5, 6, 7, 8)
    first = Page([
        Block("a", [line("the", "tide", box=one), line("", " "), line("mill", "+-", "", "+!")]),
        Block("empty", [line("", box=two)]),
        Block("b", [line("+quay", box=two)]),
    ])  # fmt: skip
    layout = laid_out([[first, Page()], [Page([Block("c", [line("end", box=one)])])]])
    assert layout.text == "the tide\nmill- !\n\nquay\n\f\fend\n"
    leading, finer, blocks = layout.levels
    assert [layout.text[one.start : one.end] for one in leading] == [
        "the", "tide", "mill", "-", "!", "quay", "end"
    ]  # fmt: skip
    assert [one.word.glued for one in leading] == [False, False, False, True, False, False, False]
    assert [one.file for one in leading] == [0, 0, 0, 0, 0, 0, 1]
    assert (finer, blocks) == ((), ())
    assert layout.places == (
        LinePlace(0, 1, one), LinePlace(layout.text.index("quay"), 1, two),
        LinePlace(layout.text.index("end"), 3, one),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("again", "told"),
    [
        ("a b\nc", True), (" a  b \n\n c\n", True), ("a b c", False), ("a b", False), ("", False),
    ],
)  # fmt: skip
def test_block_may_be_said_again(again: str, told: bool) -> None:
    finer = Line([word("a b")], finer=[word("a"), word("b")])
    block = Block("b", [finer, line("c")], word(again))
    layout = laid_out([[Page([Block("a", [line("x")])])], [Page([block])]])
    assert layout.text == "x\n\fa b\nc\n"
    leading, words, blocks = layout.levels
    assert [(one.start, one.end, one.file) for one in words] == [(3, 4, 1), (5, 6, 1)]
    assert [(one.start, one.end, one.file, one.lines) for one in blocks] == (
        [(3, 8, 1, True)] if told else []
    )
    assert [one.lines for one in leading] == [False] * 3
