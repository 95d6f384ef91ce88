from __future__ import annotations

from collections.abc import Iterator

import pytest
from rule_cases import patterns

from pipeline.rulework.parts import Part, dense, parse


def every(part: Part) -> Iterator[Part]:
    yield part
    for inner in part.parts:
        yield from every(inner)


def rebuilt(part: Part) -> str:
    """A pattern's text, from the texts of its innermost parts and what wraps them."""
    if not part.parts:
        return part.text
    inner = ("|" if part.kind == "choice" else "").join(map(rebuilt, part.parts))
    before, found, behind = part.text.partition(inner)
    assert found or not inner, part
    return before + inner + behind


@pytest.mark.parametrize("pattern", patterns())
def test_shipped_pattern_is_known_throughout(pattern: str) -> None:
    whole = parse(pattern)
    assert rebuilt(whole) == dense(pattern) == whole.text
    assert [part.text for part in every(whole) if part.kind == "unknown"] == []


@pytest.mark.parametrize(
    ("pattern", "kinds"),
    [
        ("tbe", ["signs"]),
        (r"\btbe\b", ["edge", "signs", "edge"]),
        (r"tb+e", ["signs", "repeat", "signs"]),
        (r"a{2}b{,3}c{2,}", ["repeat", "repeat", "repeat"]),
        (r"a{b}", ["signs"]),
        (r"[]a][^]a][a-]", ["class", "class", "class"]),
        (r"(a)(?<b>c)(?P<d>e)\1(?P=b)", ["group", "group", "group", "back", "back"]),
        (r"(?>a)(?i:b)(?=c)(?<!d)", ["group", "group", "look", "look"]),
        (r"(?|a|b)c", ["unknown", "signs"]),
        (r"(?i)a", ["unknown", "signs"]),
        (r"\L<words>x", ["unknown", "signs"]),
        (r"(?:tide){e<=1}", ["unknown"]),
        (r"[[:alpha:]]x", ["unknown", "signs"]),
    ],
)
def test_kinds(pattern: str, kinds: list[str]) -> None:
    whole = parse(pattern)
    parts = whole.parts if whole.kind == "row" else (whole,)
    assert [part.kind for part in parts] == kinds
    assert "".join(part.text for part in parts) == pattern


def test_class_members() -> None:
    found = parse(r"[^a-c\d\]\x41-]")
    assert found.negated
    assert found.members == (("a", "c"), r"\d", ("]", "]"), ("A", "A"), ("-", "-"))


@pytest.mark.parametrize(
    "pattern", ["(", "(?", "[", "[a", "a)", "\\", "(?P<", "a{", "(?<=", "", "|", "*"]
)
def test_a_broken_pattern_ends(pattern: str) -> None:
    assert parse(pattern)
