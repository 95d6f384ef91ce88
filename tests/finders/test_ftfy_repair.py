"""The ftfy finder: places and groups of each kind of change, and what ftfy never sees."""

from __future__ import annotations

import pytest
from finding import found, settings

from pipeline.context import Match
from pipeline.finders import ftfy_repair

CHOSEN = settings("encoding", "ftfy-repair")


def find(text: str, **pinned: object) -> list[Match]:
    chosen = settings("encoding", "ftfy-repair", **pinned) if pinned else CHOSEN
    return found(ftfy_repair, text, chosen)


def changes(text: str) -> list[tuple[int, str, str]]:
    """Where each change starts, what stands there and what ftfy makes of it."""
    found_here = find(text)
    for match in found_here:
        assert text[match.start : match.end] == match.groups["before"]
    return [(match.start, match.groups["before"], match.groups["after"]) for match in found_here]


def repaired(text: str) -> str:
    for start, before, after in reversed(changes(text)):
        text = text[:start] + after + text[start + len(before) :]
    return text


def test_a_ligature_sign_is_one_place() -> None:
    assert changes("The ﬁrst tide.") == [(4, "ﬁ", "fi")]


def test_mojibake_is_one_place_a_letter() -> None:
    assert changes("The cafÃ© was naÃ¯ve.") == [(7, "Ã©", "é"), (16, "Ã¯", "ï")]


def test_the_steps_are_named_in_group_and_evidence() -> None:
    (match,) = find("The cafÃ© was shut.")
    assert "decode utf-8" in match.groups["step"]
    assert match.evidence == (("ftfy", match.groups["step"]),)


def test_a_character_taken_out_at_the_start_of_a_line() -> None:
    assert repaired("The tide.\n\x01It came.") == "The tide.\nIt came."


def test_places_count_from_the_start_of_the_text() -> None:
    assert changes("The tide.\n\fThe ﬂood.") == [(15, "ﬂ", "fl")]


def test_changes_side_by_side_are_one_place() -> None:
    assert changes("o\x01\x02n") == [(1, "\x01\x02", "")]


def test_lines_without_such_a_character_are_not_touched() -> None:
    assert repaired("l\u2019eau \u201cx\u201d\nThe ﬁsh.") == "l\u2019eau \u201cx\u201d\nThe fish."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "Plain.",
        "Two lines,\nboth plain.\fAnd a page.",
        "mediæval manœuvre, naïve café, Ångström, 25°",
        "“The ferry’s late” – he’s said ‘so’ — often…",
        "The toll is 4\xa0d.",
        "The caf\ufffd was shut.",
    ],
)
def test_clean_texts_yield_nothing(text: str) -> None:
    assert find(text) == []


def test_a_line_with_a_lone_surrogate_is_left_to_itself() -> None:
    assert changes("The ﬁrst \ud800 tide.\nThe ﬁsh.") == [(21, "ﬁ", "fi")]


def test_a_step_turned_off_changes_nothing() -> None:
    steps = {**CHOSEN.steps, "fix_latin_ligatures": False}
    assert find("The ﬁrst tide.", steps=steps) == []


def test_the_character_pattern_decides_what_ftfy_sees() -> None:
    assert find("The ﬁrst tide.", character_pattern="x") == []


def test_a_line_of_a_hundred_thousand_characters() -> None:
    text = "the tide mill " * 7_000 + "ﬁsh"
    assert changes(text) == [(98_000, "ﬁ", "fi")]


@pytest.mark.parametrize("times", [1, 80, 81, 82, 83, 84, 700])
def test_long_line_is_mended_as_its_parts_are(times: int) -> None:
    part = "The tide went out over the bar; cafÃ©, ﬁnd. "
    assert repaired(part * times) == "The tide went out over the bar; café, find. " * times


def test_row_without_a_blank_that_no_text_holds_is_left_alone() -> None:
    row = "ﬁ" * 10_000
    assert repaired(f"cafÃ© {row} cafÃ©") == f"café {row} café"
