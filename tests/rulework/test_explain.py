from __future__ import annotations

import pytest
from rule_cases import patterns

from pipeline.rulework.explain import NOT_EXPLAINED, explain
from pipeline.rulework.parts import dense


def told(pattern: str) -> list[str]:
    return [f"{'  ' * depth}{text} — {words}" for depth, text, words in explain(pattern)]


@pytest.mark.parametrize("pattern", patterns())
def test_shipped_pattern_is_explained_throughout(pattern: str) -> None:
    found = list(explain(pattern))
    assert found
    for _, text, words in found:
        assert text
        assert words
        assert NOT_EXPLAINED not in words
    assert "".join(text for depth, text, _ in found if depth == 0) == dense(pattern)


def test_part_by_part() -> None:
    assert told(r"(?<![^\s(])//(?=\p{L})") == [
        r"(?<![^\s(]) — behind a blank or line end or \"(\", or at the start of the text".replace(
            '\\"', '"'
        ),
        '// — "//"',
        r"(?=\p{L}) — followed by a letter",
    ]
    assert told(r"(?P<stem>\p{L}{3,}?)s?\n+[^a-c]") == [
        r"(?P<stem>\p{L}{3,}?) — stem: 3 or more letters, as few as will do",
        's? — "s", or nothing',
        r"\n+ — 1 or more times a line end",
        "[^a-c] — any sign but a to c",
    ]


def test_long_part_is_shown_with_its_parts() -> None:
    pattern = r"(?:\p{Lu}\p{Ll}+ of the [a-z]+ \p{Lu}\p{Ll}+|\d{4}, the year of \d+)"
    assert told(pattern) == [
        f"{pattern} — one of:",
        r"  \p{Lu}\p{Ll}+ of the [a-z]+ \p{Lu}\p{Ll}+ — in this order:",
        r"    \p{Lu} — a capital",
        r"    \p{Ll}+ — 1 or more small letters",
        '     of the  — " of the "',
        "    [a-z]+ — 1 or more times a to z",
        "      — a blank",
        r"    \p{Lu} — a capital",
        r"    \p{Ll}+ — 1 or more small letters",
        r'  \d{4}, the year of \d+ — 4 figures, then ", the year of ", then 1 or more figures',
    ]


def test_what_it_does_not_know_it_says() -> None:
    assert told(r"tide(?:x){e<=1}") == ['tide — "tide"', "(?:x){e<=1} — not explained"]
    assert told(r"(?s:a.b)")[0].endswith("not explained: (s)")


def test_words_show_what_a_terminal_would_obey() -> None:
    assert told("\x1b[\u202e]") == ['\x1b — "\\x1b"', '[\u202e] — "\\u202e"']
