from __future__ import annotations

import tomllib

import pytest
import regex

from pipeline.faults import Fault
from pipeline.rulework.draft import basic, draft_source, escaped, find_table, propose, table


@pytest.mark.parametrize(
    ("before", "after", "pattern", "replace"),
    [
        ("saw tbe tide", "saw the tide", r"\btbe\b", "the"),
        ('In !(£" he', "In 1932 he", r'(?<!\S)!\(£"(?!\S)', "1932"),
        ("the year ’s end", "the year’s end", r"\byear ’s\b", "year’s"),
        ("of cir-\ncumstance", "of circumstance\n", r"\bcir-\ncumstance\b", "circumstance\n"),
        ("a heron flew", "a grey heron flew", r"\ba heron\b", "a grey heron"),
        ("It stood..", "It stood.", r"\bstood\.\.(?!\S)", "stood."),
        ("oftheday", "of the day", r"\boftheday\b", "of the day"),
        ("FROM MARX\nThe", "The", r"\bFROM MARX\n", ""),
        ("pp.12", "pp. 12", r"\bpp\.12\b", "pp. 12"),
        ("it isn‘t", "it isn’t", r"\bisn‘t\b", "isn’t"),
        ("{a}", "{b}", r"\ba\b", "b"),
    ],
)
def test_proposal_is_the_word_that_differs(
    before: str, after: str, pattern: str, replace: str
) -> None:
    found = propose(before, after)
    assert (found.pattern, found.replace) == (pattern, replace)
    assert regex.sub(pattern, lambda _: replace, before) == after
    assert found.requires in before


def test_braces_are_no_groups() -> None:
    assert propose("a [b]", "a {b}").replace == "{{b}}"


def test_nothing_differs() -> None:
    with pytest.raises(ValueError, match="the same before and after"):
        propose("tide", "tide")


@pytest.mark.parametrize(
    "text", ['a "b"', "\\d", "tide\n\f\t\r", "\x1b\x7f\xad\u202e\U000e0001", "ſ’"]
)
def test_strings_come_back(text: str) -> None:
    assert tomllib.loads(f"a = {basic(text)}") == {"a": text}
    assert regex.fullmatch(escaped(text), text)
    assert basic(text).isprintable()
    assert tomllib.loads(f"find = {propose(text, 'x').find()}")["find"]["pattern"]


def test_draft_of_options() -> None:
    source = draft_source(r"\btbe\b", "the", '{"known": ["the"]}')
    assert tomllib.loads(source)["rule"] == [
        {
            "id": "draft",
            "find": {"pattern": r"\btbe\b"},
            "when": {"known": ["the"]},
            "replace": "the",
        }
    ]
    assert find_table('{ finder = "edge" }') == '{ finder = "edge" }'
    assert find_table("{2}x") == "{ pattern = '{2}x' }"


def test_no_table() -> None:
    with pytest.raises(Fault, match=r"^--when: is neither TOML nor JSON"):
        table("known", "--when")
