"""The page-edge finder: which lines it yields, and every measure on small pages."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from finding import found, settings
from page_prose import BODY, FULL, OPEN, RUNNING_ON
from steps import lines_run

from pipeline.context import Match
from pipeline.document import PageMarks
from pipeline.finders import page_edge

PINNED: dict[str, Any] = {
    "edge_lines": 2,
    "window_pages": 4,
    "similarity": 0.7,
    "sequence_window": 6,
    "sequence_at_least": 2,
    "longest": 60,
    "alone_share": 0.15,
}


def find(text: str, marks: PageMarks | None = None, **pinned: Any) -> dict[str, Match]:
    """What is found, by the line's text with its place among equal lines where there are more."""
    chosen = settings("furniture", "page-edge", **{**PINNED, **pinned})
    by_line: dict[str, Match] = {}
    for match in found(SimpleNamespace(find=page_edge.survey), text, chosen, marks=marks):
        line = match.groups["line"]
        number = 1
        while f"{line}#{number}" in by_line or (number == 1 and line in by_line):
            number += 1
        by_line[line if number == 1 else f"{line}#{number}"] = match
    return by_line


def under(heads: Sequence[str], body: str = BODY) -> str:
    """Pages, each a head over the same body."""
    return "\f".join(f"{head}\n{body}" if head else body for head in heads)


def measures(text: str, name: str, **pinned: Any) -> dict[str, float]:
    """One measure of every line found."""
    return {line: match.measures[name] for line, match in find(text, **pinned).items()}


def test_lines_at_both_edges_have_their_rank() -> None:
    lines = find("one\ntwo\nthree\nfour\nfive\n\fsix\n", widest=9.0)
    ranks = {line: (one.measures["top"], one.measures["bottom"]) for line, one in lines.items()}
    assert ranks == {"one": (1, 0), "two": (2, 0), "four": (0, 2), "five": (0, 1), "six": (1, 1)}


def test_blank_lines_have_no_rank() -> None:
    assert measures("\n \none\ntwo\n\fthree\n", "top")["one"] == 1


def test_like_lines_on_pages_nearby() -> None:
    text = under(
        ["THE TIDE MILL", "THE SALT ROAD", "THE T1DE MlLL", "", "", "", "", "THE TIDE MILL"]
    )
    lines = find(text)
    assert lines["THE TIDE MILL"].measures["repeats"] == 1
    assert lines["THE TIDE MILL"].measures["earlier"] == 0
    assert lines["THE T1DE MlLL"].measures["earlier"] == 1
    assert lines["THE SALT ROAD"].measures["repeats"] == 0
    assert lines["THE TIDE MILL#2"].measures["repeats"] == 0
    assert lines["THE TIDE MILL#2"].measures["repeats_all"] == 1


def test_lines_too_short_are_like_nothing_and_long_ones_no_candidates() -> None:
    assert measures(under(["ab", "ab", "ab"]), "repeats")["ab"] == 0
    long = "The heron stood upon the wheel and looked at the river all day long."
    assert find(f"{long}\n\f{long}\n") == {}


def test_similarity_is_the_settings() -> None:
    text = under(["THE TIDE MILL", "THE TIDE BELL"])
    assert measures(text, "repeats", similarity=0.7)["THE TIDE MILL"] == 1
    assert measures(text, "repeats", similarity=0.9)["THE TIDE MILL"] == 0


def test_a_folio_that_the_sequence_expects() -> None:
    lines = find(under(["11", "12", "THE MILL", "14"]))
    assert [lines[one].measures["folio"] for one in ("11", "12", "14")] == [1, 1, 1]
    assert lines["THE MILL"].measures["folio"] == 0
    assert lines["12"].groups["rest"] == ""


def test_a_folio_in_a_head_leaves_the_rest() -> None:
    lines = find(under(["24 THE TIDE MILL", "THE TIDE MILL 25", "26 THE TIDE MILL", "[ 27 ]"]))
    assert lines["24 THE TIDE MILL"].groups["rest"] == "THE TIDE MILL"
    assert lines["THE TIDE MILL 25"].groups["rest"] == "THE TIDE MILL"
    assert lines["[ 27 ]"].measures["folio"] == 1


def test_digits_set_apart_are_one_number() -> None:
    found_here = measures(under(["1 21", "122", "12 3", "124"]), "folio")
    assert (found_here["1 21"], found_here["12 3"]) == (1, 1)


@pytest.mark.parametrize(
    ("read", "grade"), [("l23", 0.5), ("12E", 0.5), ("128", 0.5), ("88", 0.0), ("Miller", 0.0)]
)
def test_a_misread_folio(read: str, grade: float) -> None:
    assert measures(under(["121", "122", read, "124", "125"]), "folio")[read] == grade


def test_roman_folios() -> None:
    found_here = measures(under(["viii", "ix", "x", "civil"]), "folio")
    assert [found_here[one] for one in ("viii", "ix", "x", "civil")] == [1, 1, 1, 0]


def test_numbers_without_a_sequence_are_no_folios() -> None:
    assert set(measures(under(["7", "45", "2", "14"]), "folio").values()) == {0.0}


def test_the_folio_beside_a_head() -> None:
    pages = [f"{number}\nTHE TIDE MILL" for number in range(11, 15)]
    lines = find(under(pages))
    assert lines["THE TIDE MILL"].measures["folio_near"] == 1
    assert lines["11"].measures["head_near"] == 3


def test_the_share_of_pages_nearby_with_a_folio_there() -> None:
    found_here = measures(under(["11", "12", "( z# )", "14", "15"]), "folio_place")
    assert found_here["( z# )"] == 1
    assert measures(under(["A b", "C d", "E f"]), "folio_place")["C d"] == 0


@pytest.mark.parametrize(
    ("before", "after", "interrupts", "runs_on"),
    [
        (OPEN, RUNNING_ON, 1, 1),
        (OPEN, RUNNING_ON.capitalize(), 0, 0),
        (BODY, RUNNING_ON, 0, 1),
        (OPEN.rstrip() + "\n\n", "  " + RUNNING_ON, 1, 1),
    ],
)
def test_a_head_in_a_running_sentence(
    before: str, after: str, interrupts: float, runs_on: float
) -> None:
    head = find(f"{before}\fTHE TIDE MILL\n{after}")["THE TIDE MILL"].measures
    assert (head["interrupts"], head["runs_on"]) == (interrupts, runs_on)


def test_a_folio_above_or_below_does_not_hide_the_sentence() -> None:
    words = ["heron", "miller's goose", "parson", "ferryman and his sister"]
    body = "upon that the {word} looked up.\nBut nobody saw what the {word}\n"
    pages = [
        f"{number}\nTHE TIDE MILL\n" + body.format(word=word)
        for number, word in enumerate(words, 11)
    ]
    heads = measures("\f".join(pages), "interrupts", similarity=0.95)
    assert heads["THE TIDE MILL#2"] == 1
    assert heads["12"] == 1


@pytest.mark.parametrize(
    ("foot", "likeness", "words"),
    [
        ("it", 1.0, "it"),
        ("B 2 it was", 1.0, "it was"),
        ("it wos", 5 / 6, "it wos"),
        ("VoI. I. B it", 1.0, "it"),
        ("' . it", 1.0, "it"),
        ("heron", 0.0, "heron"),
    ],
)
def test_catchwords(foot: str, likeness: float, words: str) -> None:
    match = find(f"{OPEN}{foot}\n\f{RUNNING_ON}")[foot]
    assert match.groups["catchword"] == words
    if likeness:
        assert match.measures["catchword"] == pytest.approx(likeness)
        assert match.groups["next"] == "it"
    else:
        assert match.measures["catchword"] < 0.5


def test_a_catchword_above_a_speck() -> None:
    found = find(f"{OPEN}it\nv .\n\f{RUNNING_ON}")
    assert found["it"].measures["catchword"] == 1
    assert found["it"].measures["below_catchword"] == 0
    assert found["v ."].measures["below_catchword"] == 1


def test_the_share_of_pages_with_catchwords() -> None:
    text = f"{OPEN}it\n\f{RUNNING_ON}{OPEN}it\n\f{RUNNING_ON}\f{BODY}"
    assert measures(text, "catchword_share")["it"] == 2 / 4


def test_letters_words_width_and_lines_a_page() -> None:
    match = find(under(["24 THE TIDE MILL, ETC.\nOR A TALE"] * 4))["24 THE TIDE MILL, ETC."]
    assert match.measures["shouts"] == 1 / 4
    assert match.groups["letters"] == "THETIDEMILLETC"
    assert match.measures["letters"] == 14
    assert match.measures["words"] == 4
    assert match.measures["width"] == pytest.approx(22 / 56, abs=0.01)
    assert match.measures["page_lines"] == 5


def test_the_span_is_the_line_and_the_blank_lines_behind() -> None:
    text = f"THE TIDE MILL\n\n\n{BODY}\fTHE TIDE MILL\n{BODY}"
    match = find(text)["THE TIDE MILL"]
    assert text[match.start : match.end] == "THE TIDE MILL\n\n\n"


def test_the_span_stops_at_a_form_feed() -> None:
    text = f"{BODY}12\n\n\f{BODY}"
    match = find(text)["12"]
    assert text[match.start : match.end] == "12\n\n"


def test_the_span_takes_the_blank_lines_before_where_it_cuts_a_sentence() -> None:
    text = f"{OPEN}\n\nTHE TIDE MILL\n\n{RUNNING_ON}"
    match = find(text)["THE TIDE MILL"]
    assert text[match.start : match.end] == "\n\nTHE TIDE MILL\n\n"


def test_lines_between_blank_lines_where_nothing_marks_pages() -> None:
    lines = find(f"{BODY}\nTHE TIDE MILL\n\n{BODY}\nTHE TIDE MILL\n\n{BODY}")
    assert set(lines) == {"THE TIDE MILL", "THE TIDE MILL#2"}
    head = lines["THE TIDE MILL"].measures
    assert (head["isolated"], head["top"], head["repeats_all"]) == (1, 0, 1)


def test_a_sequence_beside_heads_where_nothing_marks_pages() -> None:
    blocks = [f"{FULL}\n{number}\n\nTHE TIDE MILL\n\n" for number in range(31, 36)]
    lines = find("".join([*blocks, FULL]) + "\n99\n\n" + BODY)
    assert [lines[str(number)].measures["folio"] for number in range(31, 36)] == [1] * 5
    assert lines["99"].measures["folio"] == 0


def test_declared_page_marks_make_pages() -> None:
    text = f"{BODY}[Pg 12]\n{BODY}"
    lines = find(text, marks=PageMarks((r"\[Pg \d+\]",)))
    assert lines["[Pg 12]"].measures["top"] == 1


def test_evidence_shows_what_speaks_for_it() -> None:
    lines = find(under(["24 THE TIDE MILL", "THE TIDE MILL 25", "26 THE TIDE MILL"]))
    assert dict(lines["THE TIDE MILL 25"].evidence) == {
        "top": "1",
        "repeats": "2",
        "repeats_all": "2",
        "folio": "1",
    }


def test_a_row_of_the_contents_is_no_head() -> None:
    contents = "CONTENTS\nThe Ferry 1\nThe Weir 5\nThe Tide Mill 9\nThe Chapel 14\n"
    text = "\f".join([contents, f"THE TIDE MILL\n{BODY}", f"THE TIDE MILL\n{BODY}"])
    apart = measures(text, "earlier", edge_lines=4, ranks_apart=1)
    assert (apart["THE TIDE MILL"], apart["THE TIDE MILL#2"]) == (0, 1)
    assert measures(text, "earlier", edge_lines=4, ranks_apart=3)["THE TIDE MILL"] == 1


def test_the_top_of_one_page_is_not_like_the_foot_of_another() -> None:
    text = f"{BODY}The tide mill.\n\fTHE TIDE MILL\n{BODY}"
    assert measures(text, "repeats")["THE TIDE MILL"] == 0


def test_wide_blanks_make_no_line_long() -> None:
    wide = "THE TIDE MILL" + " " * 60 + "25"
    lines = find(under(["24 THE TIDE MILL", wide, "26 THE TIDE MILL"]), longest=20)
    assert lines["THE TIDE MILL 25"].measures["folio"] == 1
    assert lines["THE TIDE MILL 25"].measures["width"] < 0.4


@pytest.mark.parametrize(
    ("heads", "title"),
    [
        (["11", "THE WEIR", "THE WEIR 13", "14 THE WEIR", "THE WEIR 15"], 1),
        (["11 THE WEIR", "THE WEIR", "THE WEIR 13", "14 THE WEIR", "THE WEIR 15"], 0),
        (["11", "THE WEIR\n12", "THE WEIR 13", "14 THE WEIR", "THE WEIR 15"], 0),
        (["11", "THE WEIR", "THE WEIR", "14 THE WEIR", "15", "16"], 0),
    ],
)
def test_a_title_over_heads_with_folios(heads: list[str], title: float) -> None:
    assert measures(under(heads), "title")["THE WEIR"] == title


def test_the_letters_of_a_spaced_line_are_no_folio() -> None:
    text = under(["10", "S A L T  A I R", "12", "13", "14"])
    assert measures(text, "folio")["S A L T A I R"] == 0


def test_a_year_is_no_page_of_a_book_without_page_marks() -> None:
    blocks = [f"{FULL}\n{number}\n\nTHE TIDE MILL\n\n" for number in (31, 32, 33, 34, 1851)]
    found_here = measures("".join([*blocks, FULL]), "folio", page_lines=3)
    assert (found_here["34"], found_here["1851"]) == (1, 0)


FRONT = ["", "", "iii", "iv THE MILL", "THE MILL v", "", "1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("heads", "folio"),
    [
        (FRONT, {"iii": 1, "iv THE MILL": 1, "THE MILL v": 1}),
        (["", "", "iii", "", "", "", "1", "2", "3", "4", "5"], {"iii": 1}),
        (["", "", "iv", "", "", "", "1", "2", "3", "4", "5"], {"iv": 0}),
        (["", "", "iv", "v", "", "", "1", "2", "3", "4", "5"], {"iv": 1, "v": 1}),
        (["", "", "iii", "", "", "", ""], {"iii": 0}),
        (["", "", "III", "", "", "", "1", "2", "3", "4", "5"], {"III": 0}),
    ],
)
def test_folios_of_a_short_front_matter(heads: list[str], folio: dict[str, float]) -> None:
    found_here = measures(under(heads), "folio")
    assert {line: found_here[line] for line in folio} == folio


@pytest.mark.parametrize(("above", "folio"), [("THE MILL", 1), ("He said to nobody that", 0)])
def test_a_folio_of_the_front_matter_below_another_line(above: str, folio: float) -> None:
    heads = ["", "", f"{above}\niii", "", "", "", "1", "2", "3", "4", "5"]
    assert measures(under(heads), "folio", front_words=2)["iii"] == folio


def test_a_catchword_above_a_roman_folio() -> None:
    pages = [f"{OPEN}it\n{number}\n" for number in ("viii", "ix", "x")]
    text = "\f".join([pages[0], *(RUNNING_ON + page for page in pages[1:]), RUNNING_ON])
    assert measures(text, "catchword", edge_lines=3)["it"] == 1


@pytest.mark.parametrize(("foot", "likeness"), [("it", 1), ("is", 0)])
def test_a_catchword_of_a_letter_spaced_line(foot: str, likeness: float) -> None:
    text = f"{OPEN}{foot}\n\fi t w a s w a i t i n g. The miller\n{BODY}"
    assert measures(text, "catchword")[foot] == likeness


@pytest.mark.parametrize(("foot", "likeness"), [("C. H. A. P.", 1), ("He kept it to", 0)])
def test_a_catchword_has_two_words_or_the_letters_of_one(foot: str, likeness: float) -> None:
    beginning = "C. H. A. P. II.\n" if likeness else "He kept it to himself.\n"
    assert measures(f"{BODY}{foot}\n\f{beginning}{BODY}", "catchword")[foot] == likeness


def leaves(feet: dict[int, str], count: int = 12) -> str:
    """Pages with a folio and a catchword below what some of them have at the foot."""
    return "\f".join(
        f"{RUNNING_ON}{OPEN}{feet.get(page, '')}{page + 1}\nit\n" for page in range(count)
    )


def test_signatures_are_as_far_apart_as_sheets() -> None:
    lines = find(leaves({0: "B\n", 4: "C\n", 7: "F\n", 8: "D\n"}), edge_lines=4)
    assert {line: lines[line].measures["signature"] for line in "BCDF"} == {
        "B": 2,
        "C": 2,
        "D": 2,
        "F": 0,
    }
    assert lines["B"].measures["foot"] == 1


def test_a_sheet_has_one_of_the_numbers_of_pages() -> None:
    text = leaves({0: "B\n", 4: "C\n", 8: "D\n"})
    assert measures(text, "signature", edge_lines=4, sheet_pages=[8])["C"] == 0


def test_a_line_above_another_is_at_no_foot() -> None:
    text = leaves({0: "B\nand some\n"})
    assert measures(text, "foot", edge_lines=4)["B"] == 0


def test_a_foot_glued_to_the_last_line() -> None:
    lines = ["quiet mea", "dow\n11\n", "dow mill. He went up to the fa", "12\n"]
    text = f"{OPEN}{lines[0]}\ufffe{lines[1]}\f{lines[2]}\ufffe{lines[3]}\f" + "\f".join(
        f"ther {BODY}{number}\n" for number in (13, 14)
    )
    found_here = find(text, edge_lines=3)
    word, folio = found_here["dow"], found_here["12"]
    assert (word.measures["catchword"], folio.measures["folio"]) == (1, 1)
    assert [text[one.start : one.end] for one in (word, folio)] == ["dow", "12"]


def test_the_rest_of_a_word_behind_such_a_sign_is_no_candidate() -> None:
    assert "ly" not in find(f"{OPEN}quick\ufffely\n\f{BODY}")


@pytest.mark.parametrize("text", ["", "\n\n", BODY, "\ud800\n" + BODY])
def test_texts_without_edges_yield_nothing(text: str) -> None:
    assert find(text) == {}


@pytest.mark.parametrize("text", ["12", "\f", "\f\f\n\f", "a\f", "\fa", "\ud800\f\udc00"])
def test_odd_texts_keep_their_spans_inside(text: str) -> None:
    for match in find(text).values():
        assert 0 <= match.start <= match.end <= len(text)
        assert match.groups["line"] in text[match.start : match.end]


@pytest.mark.parametrize("piece", ["the tide mill ", "1 ", ". ", "ab1"])
def test_a_line_of_a_hundred_thousand_characters(piece: str) -> None:
    line = (piece * 50_000)[:100_000].strip()
    assert line not in find(f"{line}\n\f{line}\n\f{BODY}")


def test_sections_of_any_length_are_no_pages() -> None:
    even = "\f".join([f"THE TIDE MILL\n{BODY}"] * 4)
    uneven = "\f".join([f"THE TIDE MILL\n{BODY * many}" for many in (1, 6, 1, 9)])
    assert measures(even, "paginated")["THE TIDE MILL"] == 1
    assert measures(uneven, "paginated")["THE TIDE MILL"] == 0
    assert measures(uneven, "paginated", page_spread=9)["THE TIDE MILL"] == 1


def test_folios_make_pages_of_any_length() -> None:
    text = "\f".join([f"{12 + at}\n{BODY * many}" for at, many in enumerate((1, 6, 1, 9))])
    assert measures(text, "paginated")["12"] == 1


def test_lines_between_blank_lines_make_pages_with_folios_only() -> None:
    blocks = [f"{FULL}\n{number}\n\nTHE TIDE MILL\n\n" for number in range(31, 36)]
    plain = f"{BODY}\nTHE TIDE MILL\n\n" * 5
    assert measures("".join(blocks), "paginated")["THE TIDE MILL"] == 1
    assert measures(plain, "paginated")["THE TIDE MILL"] == 0


def test_numbers_at_uneven_distances_are_no_folios() -> None:
    lengths = dict(zip(range(31, 37), (1, 5, 1, 7, 2, 6), strict=True))
    blocks = [f"{FULL * many}\n{at}\n\nTHE TIDE MILL\n\n" for at, many in lengths.items()]
    assert measures("".join(blocks), "folio")["33"] == 0
    assert measures("".join(blocks), "folio", page_spread=9)["33"] == 1


def test_numbers_of_a_small_part_of_the_text_are_no_folios() -> None:
    blocks = [f"{FULL}\n{number}\n\nTHE TIDE MILL\n\n" for number in range(31, 36)]
    text = "".join(blocks) + BODY * 20
    assert measures(text, "folio")["33"] == 0
    assert measures(text, "folio", page_cover=0.2)["33"] == 1


def test_letters_at_the_feet_of_many_pages_are_not_compared_each_with_each() -> None:
    def pages(count: int) -> str:
        return "".join(
            "The heron stood still.\n" * 6 + f"{'ABCD'[at % 4]}\n\f" for at in range(count)
        )

    short, long = (lines_run(lambda text=text: find(text)) for text in map(pages, (100, 400)))  # type: ignore[misc]
    assert long < 5 * short
