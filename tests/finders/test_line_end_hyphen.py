"""The line-end-hyphen finder: marks, gaps, groups and measures of words broken at line ends."""

from __future__ import annotations

import msgspec
import pytest
from finding import found, settings

from pipeline.context import Match
from pipeline.finders import line_end_hyphen

CHOSEN = settings(
    "hyphenation",
    "line-end-hyphen",
    marks=("-", "‐", "¬", "\u00ad", "\ufffe"),
    most_lines=4,
    note_most_lines=3,
)


def find(text: str) -> list[Match]:
    return found(line_end_hyphen, text, CHOSEN)


def test_groups_of_a_broken_word() -> None:
    text = "Nobody paid the ferry-\nman, that night."
    (match,) = find(text)
    groups = match.groups
    assert (groups["first"], groups["second"]) == ("ferry", "man")
    assert (groups["mark"], groups["gap"], groups["tail"]) == ("-", "\n", ",")
    assert (groups["end"], groups["small"]) == (" ", "")
    assert text[match.start : match.end] == "ferry-\nman, "


def test_groups_put_together_again_are_the_text() -> None:
    text = "It was half-\n\nburnt; the out-of-\nthe-way mill-\n\fpond."
    matches = find(text)
    assert len(matches) == 3
    for match in matches:
        groups = match.groups
        parts = ("first", "mark", "gap", "second", "tail", "end")
        assert text[match.start : match.end].startswith("".join(groups[name] for name in parts))


@pytest.mark.parametrize("mark", ["-", "‐", "¬", "\u00ad", "\ufffe", "--"])
def test_each_mark_is_found(mark: str) -> None:
    (match,) = find(f"the ferry{mark}\nman")
    assert match.groups["mark"] == mark


def test_blanks_behind_the_mark_are_no_part_of_the_words() -> None:
    (match,) = find("the ferry- \n man came")
    assert (match.groups["first"], match.groups["second"]) == ("ferry", "man")


def test_last_is_what_stands_behind_the_last_hyphen() -> None:
    (match,) = find("his mother-in-\nlaw.")
    assert match.groups["first"] == "mother-in"
    assert match.groups["last"] == "in"
    assert match.groups["shape"] == "mother-in|."


def test_small_words_are_named() -> None:
    text = "He was gone-\nit was too late. The ferry-\nman left."
    assert [match.groups["small"] for match in find(text)] == ["it", ""]


@pytest.mark.parametrize(("gap", "lines"), [("\n", 1), ("\n\n", 2), ("\n\f", 2), ("\n\n\f\n", 4)])
def test_lines_are_counted_over_blank_lines_and_pages(gap: str, lines: int) -> None:
    (match,) = find(f"the ferry-{gap}man came")
    assert match.measures["lines"] == lines


def test_halves_too_far_apart_are_not_found() -> None:
    assert find("the ferry-" + "\n" * 5 + "man came") == []


def test_a_note_at_the_foot_may_stand_between() -> None:
    text = "the cupboard was full of fig-\n* Now in the school.\n\fures and names."
    (match,) = find(text)
    assert (match.groups["first"], match.groups["second"]) == ("fig", "ures")
    assert "* Now in the school." in match.groups["gap"]
    assert match.measures["note"] == 1


@pytest.mark.parametrize(
    ("note", "mended"),
    [
        ("1 It was in an alma-\nnac, by him.\n", "1 It was in an almanac,\nby him.\n"),
        ("1 It was by the well-\nknown path.\n", "1 It was by the well-known\npath.\n"),
        ("1 It was by the mar-\ngin.\n", "1 It was by the margin.\n"),
        ("1 It was good over-\nall.\n", "1 It was good over-\nall.\n"),
        ("1 It was an or\u00ad\nder.\n", "1 It was an order.\n"),
        ("1 It was a pro\ufffeverb, a mill\ufffepath.\n", "1 It was a proverb, a mill-path.\n"),
    ],
)
def test_what_is_broken_in_a_note_is_mended_in_the_gap(note: str, mended: str) -> None:
    (match,) = (one for one in find(f"full of fig-\n{note}\fures and") if one.measures["note"])
    assert match.measures["lines"] == 1
    assert match.groups["gap"] == f"\n{mended}\f"


def test_a_mark_may_stand_for_the_line_end_before_a_note() -> None:
    text = "full of fig\ufffe1 Now in the school.\n\fures and"
    (match,) = find(text)
    assert (match.groups["first"], match.groups["second"]) == ("fig", "ures")
    assert match.groups["gap"] == "\n1 Now in the school.\n\f"
    assert find("the figures\ufffe1 of it") == []


def test_a_note_that_is_too_long_hides_the_second_half() -> None:
    note = "* Now in the school.\nIt was moved there by cart.\n" * 3
    assert all(one.groups["second"] != "ures" for one in find(f"full of fig-\n{note}\fures and"))


def test_lengths_of_the_parts() -> None:
    (match,) = find("the ferry-\nman came")
    assert (match.measures["first_length"], match.measures["second_length"]) == (5, 3)
    assert match.measures["note"] == 0


def test_a_joined_word_is_likelier_than_its_rarer_part() -> None:
    broken, compound = find("a circum-\nstance and a church-\nmouse")
    assert broken.measures["relative"] > 0 > compound.measures["relative"]


def test_figures_are_parts_too() -> None:
    (match,) = find("in the years 1847-\n52, when")
    assert (match.groups["first"], match.groups["second"]) == ("1847", "52")


def test_a_chain_of_breaks_is_found_word_by_word() -> None:
    text = "the ferry-\nman and the mil-\nler sat"
    assert [match.groups["second"] for match in find(text)] == ["man", "ler"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "-",
        "-\n",
        "ferry-",
        "ferry-\n",
        "the ferry-man came",
        "a stroke -\nand no word",
        "one line",
        "\udc80-\nman",
        "ferry-\n\udc80",
    ],
)
def test_texts_without_a_broken_word(text: str) -> None:
    assert find(text) == []


def test_a_line_of_a_hundred_thousand_characters() -> None:
    text = "ferry-" * 16_600 + "\nman came"
    (match,) = find(text)
    assert match.groups["second"] == "man"


def test_ten_thousand_broken_words() -> None:
    assert len(find("the ferry-\nman " * 10_000)) == 10_000


SPECKED = settings(
    "hyphenation",
    "line-end-hyphen",
    marks=("-", "–"),
    most_lines=2,
    note_most_lines=0,
    trail_pattern="[.,]?",
    lead_pattern="(?:[^\\p{L}\\s]{1,2} ?)?",
)


def test_specks_before_the_second_part_are_found_where_asked_for() -> None:
    text = "a great struc-\n' [ture, he said"
    assert find("a great struc-\n'ture") == []
    (match,) = found(line_end_hyphen, "a great struc-\n[ ture, he said", SPECKED)
    assert (match.groups["lead"], match.groups["second"]) == ("[ ", "ture")
    assert found(line_end_hyphen, text, SPECKED) == []


def test_no_speck_leaves_the_lead_empty() -> None:
    (match,) = found(line_end_hyphen, "a great struc–.\nture", SPECKED)
    assert (match.groups["mark"], match.groups["lead"]) == ("–", "")


def test_only_known_words_where_asked_for() -> None:
    chosen = msgspec.structs.replace(CHOSEN, whole_known=True)
    text = "the ferry-\nman and Quenner-\nby came"
    (match,) = found(line_end_hyphen, text, chosen)
    assert match.groups["first"] == "ferry"


@pytest.mark.parametrize(("second", "other"), [("readers", "reader"), ("reader", "readers")])
def test_the_second_part_in_its_other_number(second: str, other: str) -> None:
    (match,) = find(f"the proof-\n{second} came")
    assert match.groups["other"] == other


def test_how_many_lines_begin_with_a_capital() -> None:
    verse = "Anglo-\nSaxon kings\n" + "Were here\n" * 6
    (match,) = find(verse)
    assert match.measures["capital_lines"] == 1
    prose = "Anglo-\nSaxon kings\n" + "were here\n" * 6
    (match,) = find(prose)
    assert match.measures["capital_lines"] == 0.25
    (match,) = find("Anglo-\nSaxon kings\nWere here\n")
    assert match.measures["capital_lines"] == 0, "too few lines"
    (match,) = find(verse.replace("Saxon", "saxon"))
    assert match.measures["capital_lines"] == 0, "no capital behind the hyphen"


def test_the_sign_before_the_first_part() -> None:
    text = "an option --force-\nquenn, a part,\nferry-\nman, and (mill-\npond)"
    assert [match.groups["before"] for match in find(text)] == ["-", "", "("]


def test_where_the_mark_stands_in_the_document() -> None:
    (match,) = find("a half-built barn, an eco-mill and an Eco-barge, and eco-\nmen")
    assert (match.measures["mark_count"], match.measures["mark_ends"]) == (4, 0.25)
    assert match.measures["begins"] == 2
    (match,) = find("a half-built barn and plen‐\nty")
    assert (match.measures["mark_count"], match.measures["mark_ends"]) == (1, 1)


def test_two_form_feeds_part_pages_as_one_does() -> None:
    one, two = find("the ferry-\n\fman"), find("the ferry-\n\f\fman")
    assert one[0].measures["lines"] == two[0].measures["lines"] == 2
