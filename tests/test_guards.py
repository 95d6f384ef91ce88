"""Every guard: where it passes and what it shows, and where it fails."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from finding import context

from pipeline.context import Match
from pipeline.guards import GUARDS, compiled

TEXT = "The mill and the weir. The Mill stood. A half-hour, a half-hour, a halfhour. Quennerby."
GROUPS = {
    "first": "mi",
    "second": "ll",
    "odd": "zzqx",
    "line": "THE TIDE MILL",
    "affix": "Con",
    "empty": "",
}
MEASURES = {"top": 1.0, "repeats": 2.5, "folio": 0.0}

AFFIXES = {"prefixes": ["un"], "suffixes": ["less"], "letters": 4, "at_least": 3}


def ask(guard: str, parameter: Any) -> str | None:
    """A guard's answer, its parameter read as from a rule file."""
    asked = GUARDS[guard]
    match = Match(4, 8, GROUPS, MEASURES)
    return asked.ask(context(TEXT), match, msgspec.convert(parameter, asked.parameter))


@pytest.mark.parametrize(
    ("guard", "parameter", "answer"),
    [
        ("known", ["{first}{second}", "weir"], "known: mill, weir"),
        ("any_known", ["{odd}", "weir"], "known: weir"),
        ("unknown", ["{odd}", "qqzz"], "no word: zzqx, qqzz"),
        ("any_unknown", ["{odd}", "weir"], "no word: zzqx"),
        ("document_has", {"word": "{first}{second}"}, "the document writes mill 2×"),
        ("document_has", {"word": "mill", "at_least": 2}, "the document writes mill 2×"),
        ("document_lacks", {"word": "{odd}"}, "the document writes zzqx 0×"),
        ("document_lacks", {"word": "weir", "at_most": 1}, "the document writes weir 1×"),
        (
            "document_prefers",
            {"this": "half-hour", "to": "halfhour", "share": 0.6},
            "the document writes half-hour 2×, halfhour 1×",
        ),
        (
            "likely",
            {"word": "avec", "at_least": 6, "language": "fr"},
            "avec has Zipf 6.7 in fr",
        ),
        ("seldom", {"string": "@", "in_a_thousand_words": 0}, "the document holds @ 0×"),
        ("seldom", {"string": "weir", "in_a_thousand_words": 999}, "the document holds weir 1×"),
        ("affixed", {"word": "un{first}{second}", **AFFIXES}, "un and mill"),
        ("affixed", {"word": "{first}{second}less", **AFFIXES}, "mill and less"),
        ("affixed", {"word": "severities", **AFFIXES, "suffixes": ["y>ies"]}, "severity and ies"),
        ("old_spelling", False, ""),
        ("at_least", {"top": 1, "repeats": 2}, "top 1, repeats 2.5"),
        ("at_least", {"absent": 0}, ""),
        ("at_most", {"top": 1, "absent": 3}, "top 1, absent 0"),
        ("matches", {"line": "TIDE", "first": "^m"}, ""),
        ("matches", {"empty": "^$"}, ""),
        ("not_matches", {"line": r"\d", "absent": "x"}, ""),
        ("listed", {"affix": "prefixes"}, "con among prefixes"),
    ],
)
def test_passes_and_shows(guard: str, parameter: Any, answer: str) -> None:
    assert ask(guard, parameter) == answer


@pytest.mark.parametrize(
    ("guard", "parameter"),
    [
        ("known", ["{first}{second}", "{odd}"]),
        ("known", ["{empty}"]),
        ("any_known", ["{odd}", "{empty}"]),
        ("unknown", ["{odd}", "weir"]),
        ("any_unknown", ["mill", "weir"]),
        ("document_has", {"word": "mill", "at_least": 3}),
        ("document_has", {"word": "{odd}"}),
        ("document_lacks", {"word": "weir"}),
        ("document_prefers", {"this": "half-hour", "to": "halfhour", "share": 0.7}),
        ("document_prefers", {"this": "zzqx", "to": "qqzz", "share": 0}),
        ("document_prefers", {"this": "weir", "to": "wear", "share": 0.5, "at_least": 2}),
        ("likely", {"word": "{odd}", "at_least": 1}),
        ("likely", {"word": "avec", "at_least": 6.8, "language": "fr"}),
        ("likelier", {"this": "{odd}", "than": "mill", "by": 0}),
        ("likelier", {"this": "mill", "than": "{odd}", "by": 9}),
        ("fits_better", {"this": "{odd}", "than": "mill", "by": 0}),
        ("misread", {"word": "{first}l", "confusions": [["f", "s"]], "at_least": 1}),
        ("misread", {"word": "hiIl", "confusions": [["i", "m"], ["i", "h"]], "at_least": 1}),
        ("misread", {"word": "fhip", "confusions": [["f", "s"]], "at_least": 7.9}),
        ("seldom", {"string": "weir", "in_a_thousand_words": 1}),
        ("affixed", {"word": "un{odd}", **AFFIXES}),
        ("affixed", {"word": "{first}{second}", **AFFIXES}),
        ("affixed", {"word": "unend", **AFFIXES}),
        ("affixed", {"word": "unmill", **AFFIXES, "at_least": 7}),
        ("damaged", "some"),
        ("old_spelling", True),
        ("at_least", {"top": 1, "repeats": 3}),
        ("at_least", {"absent": 0.1}),
        ("at_most", {"repeats": 2}),
        ("matches", {"line": "TIDE", "first": "x"}),
        ("matches", {"absent": "x"}),
        ("not_matches", {"line": "tide|TIDE"}),
        ("listed", {"first": "prefixes"}),
        ("listed", {"affix": "nothing"}),
    ],
)
def test_fails(guard: str, parameter: Any) -> None:
    assert ask(guard, parameter) is None


def test_likely_shows_the_zipf_value() -> None:
    answer = ask("likely", {"word": "{first}{second}", "at_least": 3})
    assert answer
    assert answer.startswith("mill has Zipf 4.")


def test_likelier_shows_both_zipf_values() -> None:
    answer = ask("likelier", {"this": "mill", "than": "weir", "by": 0.5})
    assert answer
    assert compiled(r"^Zipf: mill \d\.\d, weir \d\.\d$").search(answer)


@pytest.mark.parametrize(
    ("word", "confusions", "mended"),
    [
        ("fhip", [["f", "s"]], "fhip, with f for s: ship has"),
        ("Fiſhcr", [["f", "x"], ["cr", "er"]], "Fiſhcr, with cr for er: fisher has"),
        ("fatisfy", [["f", "s"]], "fatisfy, with f for s: satisfy has"),
        ("satiffy", [["ff", "sf"]], "satiffy, with ff for sf: satisfy has"),
    ],
)
def test_misread_shows_what_is_meant(word: str, confusions: list[list[str]], mended: str) -> None:
    answer = ask("misread", {"word": word, "confusions": confusions, "at_least": 2})
    assert answer
    assert answer.startswith(mended)


def test_a_document_in_an_older_spelling() -> None:
    old = "haue loue giue neuer hee shee bee againe downe olde keepe looke sonne speake thinke"
    text = f"{old} selfe vpon vnto owne finde kinde mee wee goe doe daye saye."
    match = Match(0, 4, {}, {})
    ask_old = GUARDS["old_spelling"].ask
    words = context(text)
    assert ask_old(words, match, True) == f"{len(words.old_words)} words in an older spelling"
    assert ask_old(words, match, False) is None
    assert words.unknown == {}, "they are words"


def test_a_document_with_misread_words() -> None:
    asked, match = GUARDS["damaged"].ask, Match(0, 4, {}, {})
    assert asked(context("They sbould go."), match, "some") == "1 of 1 strange words are misread"
    assert asked(context("They sbould go."), match, "many") is None
    many = context("They sbould go wbile otbers quenner.")
    assert asked(many, match, "many") == "3 of 4 strange words are misread"


def test_every_guard_is_asked_here() -> None:
    both = [test_passes_and_shows, test_fails]
    asked = {row[0] for test in both for row in test.pytestmark[0].args[1]}
    assert asked == set(GUARDS)


def test_patterns_are_compiled_once_and_by_lines() -> None:
    assert compiled("^b") is compiled("^b")
    assert compiled("^b").search("a\nb")


def test_a_word_is_listed_in_its_language_only() -> None:
    guard = GUARDS["listed"]
    match = Match(0, 4, {"first": "Con", "second": "neſs"})
    packs: list[dict[str, Any]] = [
        {"hyphenation": {"prefixes": ["con"], "suffixes": ["ness"]}},
        {"hyphenation": {"prefixes": ["con"]}},
        {"hyphenation": None},
        {},
    ]
    answers = []
    for pack in packs:
        asked = replace(context(TEXT), pack=pack)
        answers.append(guard.ask(asked, match, {"first": "prefixes", "second": "suffixes"}))
    assert answers == ["con among prefixes, ness among suffixes", None, None, None]


@pytest.mark.parametrize(
    ("text", "this"),
    [
        ("He stood at (he door of the mill.", "the"),
        ("When (he reached the mill, it rained.", "she"),
    ],
    ids=["before a noun", "before a verb"],
)
def test_which_of_two_words_fits_better(text: str, this: str) -> None:
    guard, at = GUARDS["fits_better"], text.index("(he")
    match = Match(at, at + 3, {"rest": "he"}, {})
    than = {"the": "s{rest}", "she": "t{rest}"}[this]
    asked = {"this": this, "than": than, "by": 0.5}
    better = msgspec.convert(asked, guard.parameter)
    answer = guard.ask(context(text), match, better)
    assert answer
    assert answer.startswith(f"{this} leads ")
    worse = msgspec.convert({**asked, "this": than, "than": this}, guard.parameter)
    assert guard.ask(context(text), match, worse) is None
