"""The word-in-pieces finder: words that an extractor parted at some of their letters."""

from __future__ import annotations

import pytest
from finding import context, found, settings

from pipeline.context import Match
from pipeline.finders import word_in_pieces

CHOSEN = settings("letterspacing", "word-in-pieces", least_lone=1)
DAMAGED = "It was b elow the dam. He b elieve d it. She was b ehind the mill. It b egan to rain."


def find(text: str, language: str = "en") -> list[Match]:
    return found(word_in_pieces, text, CHOSEN, language=language)


def words(text: str) -> list[str]:
    return [match.groups["text"] for match in find(text)]


def test_groups_of_a_word_in_pieces() -> None:
    text = "The path was old, and he b elieve d it."
    (match,) = find(text)
    assert match.groups == {"text": "believed", "read": "b elieve d", "tail": "", "gap": ""}
    assert text[match.start : match.end] == "b elieve d"
    told = match.measures
    assert (told["pieces"], told["letters"], told["lone"], told["words"]) == (3, 8, 2, 0)


def test_the_likeliest_way_to_close_up_counts() -> None:
    assert words("He wrote a b o ok on the mill.") == ["book"]
    assert words("She was b efore the mill.") == ["before"]


def test_what_stands_beside_counts() -> None:
    assert [match.measures["beside"] for match in find("It was b elow the dam.")] == [2]
    assert [match.measures["beside"] for match in find("It xqr b elow the dam.")] == [1]


def test_a_row_of_letters_is_told() -> None:
    assert find("It is t h e b elow.")[-1].measures["row"] >= 3


def test_how_damaged_the_text_is() -> None:
    for match in find(DAMAGED):
        assert match.measures["here"] == 4
        assert match.measures["lettered"] == 1
    syllables = (
        "It was a deci sion. She took meas ures. He saw the adver tise ment. It b egan to rain."
    )
    assert all(match.measures["lettered"] < 0.5 for match in find(syllables))


def test_a_soft_hyphen_at_a_line_end_may_stand_between() -> None:
    text = "He was a susp \u00ad\ne ct, and free."
    (match,) = find(text)
    assert match.groups["text"] == "suspect"
    assert (match.groups["tail"], match.groups["gap"]) == (",", "\n")
    assert text[match.end :] == "and free."


@pytest.mark.parametrize(
    "text",
    [
        "The old man went to the mill.",
        "He went with J. Harrow and K. Quinn to the mill.",
        "The plan q, the plan x and the plan z are lost.",
        "It’s b’s path, and the mill-b race.",
        "He saw a B Elow there.",
    ],
)
def test_nothing_is_in_pieces(text: str) -> None:
    assert words(text) == []


def test_letters_that_are_words_are_none_alone() -> None:
    assert not word_in_pieces.may_find(context("I saw a mill, O king."), CHOSEN)
    assert word_in_pieces.may_find(context("I saw b elow."), CHOSEN)
    assert not word_in_pieces.may_find(context("On y va, à midi.", language="fr"), CHOSEN)


def test_a_word_of_the_document_alone_counts() -> None:
    text = "Quennerby paid. Nobody liked Quen nerby, b efore."
    assert words(text) == ["Quennerby", "before"]


def test_the_rows_of_a_line_are_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []

    class Counting:
        def findall(self, line: str) -> list[str]:
            counted.append(line)
            return []

    monkeypatch.setattr(word_in_pieces, "_ROW", Counting())
    assert len(find("It was b elow the dam, and b ehind the mill, and b efore it. " * 20)) == 60
    assert len(counted) <= 2
