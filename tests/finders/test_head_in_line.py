"""Running heads read into a line of text."""

from __future__ import annotations

from finding import found, settings

from pipeline.context import Match
from pipeline.finders import head_in_line

CHOSEN = settings("furniture", "head-in-line")
HEAD = "THE TIDE MILL AND THE FERRY"
BODY = "Nobody had been there since the flood. The door hung open.\nThe heron had gone.\nIt rained."


def find(line: str, heads: int = 4) -> list[Match]:
    pages = [f"{HEAD}\n{BODY}"] * heads + [f"{BODY}\n{line}\n{BODY}"]
    return found(head_in_line, "\f".join(pages), CHOSEN)


def test_a_head_inside_a_line() -> None:
    (match,) = find(f"He went to {HEAD} the mill.")
    assert match.groups == {"head": HEAD, "number": "", "before": "to"}
    assert (match.measures["lines"], match.measures["numbered"]) == (4, 0)
    assert (match.measures["cuts"], match.measures["capitals"]) == (1, 1)


def test_its_folio_goes_with_it() -> None:
    (match,) = find(f"He went to {HEAD} 27 the mill.")
    assert match.groups["number"] == "27"
    assert match.end - match.start == len(f"{HEAD} 27 ")
    (match,) = find(f"He went to 28 {HEAD} the mill.")
    assert match.groups["number"] == "28"


def test_a_head_alone_on_its_line_is_no_match() -> None:
    assert find(f"{HEAD} 27") == []


def test_a_head_that_stands_alone_too_seldom_is_not_learned() -> None:
    assert find(f"He went to {HEAD} the mill.", heads=2) == []


def test_a_new_sentence_is_not_cut() -> None:
    (match,) = find(f"He read {HEAD}. Then he slept.")
    assert match.measures["cuts"] == 0


def test_odd_texts() -> None:
    for text in ("", "one line", "x" * 100_000, "\udc80"):
        assert found(head_in_line, text, CHOSEN) == []
