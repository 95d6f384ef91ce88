"""The joined-line finder: hyphens dropped where soft ones were kept."""

from __future__ import annotations

import pytest
from finding import found, settings

from pipeline.context import Match
from pipeline.finders import joined_line

CHOSEN = settings(
    "hyphenation",
    "joined-line",
    from_width=1.4,
    earliest=0.7,
    latest=1.3,
    shortest_part=2,
    rarest_zipf=2.5,
    even_share=0.5,
)
PLAIN = "The ferry lay at the quay until the tide turned, and no\u00ad\n" * 6


def find(line: str, language: str = "en", plain: str = PLAIN) -> list[Match]:
    return found(joined_line, f"{plain}{line}\n{plain}", CHOSEN, language=language)


def parts(line: str, language: str = "en", plain: str = PLAIN) -> list[tuple[str, str]]:
    matches = find(line, language, plain)
    return [(match.groups["first"], match.groups["second"]) for match in matches]


def joined(word: str) -> str:
    return (
        f"He had counted every boat in the harbour and found {word} of them there, and nine at sea."
    )


def test_the_word_near_the_fold_is_parted() -> None:
    (match,) = find(joined("sixtyfour"))
    assert match.groups == {"word": "sixtyfour", "first": "sixty", "second": "four"}
    assert (match.measures["soft"], match.measures["places"]) == (12, 1)
    assert (match.measures["parts"], match.measures["closed"]) == (1, 0)


def test_a_known_word_wants_the_documents_own_hyphen() -> None:
    assert parts(joined("proofreaders")) == []
    own = PLAIN + "All the proof-readers and the ferry-man stayed ashore.\n"
    assert parts(joined("proofreaders"), plain=own) == [("proof", "readers")]


def test_a_compound_of_several_words_that_the_lexicon_has() -> None:
    line = (
        "Le maire de la ville voulait un petit accent, c’està-dire une paille ou un trait de plus."
    )
    assert parts(line, "fr") == [("est", "à")]


def test_a_compound_may_keep_its_other_hyphen() -> None:
    assert parts(joined("a readingroom-stamp")) == [("reading", "room")]


@pytest.mark.parametrize(
    "line",
    [
        joined("no more than nine"),
        "He counted sixtyfour boats.",
        "He had sixtyfour boats in the harbour and found no more of them there, and nine at sea.",
    ],
)
def test_nothing_is_found(line: str) -> None:
    assert find(line) == []


def test_without_soft_hyphens_nothing_says_that_others_are_dropped() -> None:
    assert find(joined("sixtyfour"), plain=PLAIN.replace("\u00ad", "")) == []


def test_the_other_number_of_a_hyphened_word_tells_too() -> None:
    plain = f"{PLAIN}The proof-reader was not there.\n"
    (match,) = find(joined("proofreaders"), plain=plain)
    assert (match.groups["first"], match.groups["second"]) == ("proof", "readers")
    assert match.measures["written"] == 2
    assert find(joined("proofreaders")) == []
