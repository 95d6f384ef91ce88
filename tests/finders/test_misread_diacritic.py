"""The misread-diacritic finder: words with other diacritics than the language writes."""

from __future__ import annotations

import msgspec
import pytest
from finding import context, found, settings

from pipeline.context import Match
from pipeline.finders import misread_diacritic

CHOSEN = settings("scannos", "misread-diacritic")
PLAIN = "La forêt était déjà derrière la rivière. "


def find(text: str, language: str = "fr", **pinned: object) -> list[Match]:
    return found(
        misread_diacritic, text, msgspec.structs.replace(CHOSEN, **pinned), language=language
    )


@pytest.mark.parametrize(
    ("read", "best", "changes"),
    [
        ("systeme", "système", "e>è"),
        ("étre", "être", "é>ê"),
        ("fâçons", "façons", "â>a"),
        ("pôètes", "poètes", "ô>o"),
        ("Dañs", "Dans", "ñ>n"),
        ("generale", "générale", "e>é e>é"),
    ],
)
def test_what_is_read_and_what_is_meant(read: str, best: str, changes: str) -> None:
    text = f"{PLAIN}Voici {read} là."
    (match,) = find(text)
    assert text[match.start : match.end] == match.groups["word"] == read
    assert (match.groups["best"], match.groups["changes"]) == (best, changes)
    assert (match.groups["before"], match.groups["behind"]) == ("voici", "là")
    assert match.evidence == (("reads", changes),)
    assert match.measures["capital"] == float(read == "Dañs")
    assert match.measures["length"] == len(read)


def test_a_word_that_lost_its_vowel_stays_before_the_string() -> None:
    text = f"{PLAIN}L’ecole, et l'ecole."
    assert [text[one.start : one.end] for one in find(text)] == ["ecole", "ecole"]


def test_a_word_keeps_the_long_s_that_it_was_printed_with() -> None:
    (match,) = find(f"{PLAIN}Le ſyſteme eſt là.")
    assert match.groups["best"] == "ſyſtème"
    assert match.groups["changes"] == "e>è"
    assert match.measures["best_likely"] > 5


def test_counts_and_shares_of_the_document() -> None:
    first, second, other = find(f"{PLAIN}Le systeme et le systeme. Il va etre là.")
    assert first.measures["count"] == second.measures["count"] == 2
    assert other.measures["count"] == 1
    # Six words have theirs: forêt, était, déjà, derrière, rivière and là.
    assert first.measures["written"] == pytest.approx(6 / 9)
    assert first.measures["misread"] == 2


def test_a_reading_of_the_document_s_own_leads() -> None:
    lead = {}
    for times in (0, 40):
        text = PLAIN + "Il exécute. " * times + "Il execute."
        *_, match = find(text)
        lead[times] = match.measures["lead"]
        assert match.groups["best"] == "exécute"
    assert lead[0] < 1 < lead[40]


def test_each_letter_costs_by_what_became_of_it() -> None:
    # Readings: spécifié, of which one diacritic is lost, and spécifie, of which one is too many.
    (match,) = find(f"{PLAIN}Il est specifié.")
    assert match.groups["best"] == "spécifié"
    (cheap,) = find(f"{PLAIN}Il est specifié.", change_cost=0.5)
    assert match.measures["lead"] - cheap.measures["lead"] == pytest.approx(1.0)
    (dear,) = find(f"{PLAIN}Il est specifié.", lost_cost=3.0)
    assert match.measures["lead"] == pytest.approx(dear.measures["lead"])


def test_a_word_whose_case_alone_is_odd_is_left() -> None:
    assert find(f"{PLAIN}Voilà oÙ il était.") == []


def test_half_of_a_broken_word_is_told() -> None:
    assert find(f"{PLAIN}Ils ont une re lation là.")[0].measures["fragment"] == 1
    assert find(f"{PLAIN}Ils ont une maniere là.")[0].measures["fragment"] == 0


def test_where_there_is_no_other_word_nothing_leads_as_much() -> None:
    assert find(f"{PLAIN}Le systeme.")[0].measures["lead"] == 9


def test_words_unknown_ones_and_rare_readings_are_none() -> None:
    assert find(f"{PLAIN}Il va à Quennérby, où il est été.") == []
    assert find(f"{PLAIN}Le systeme.", least_zipf=6.5) == []
    assert find(f"{PLAIN}Le systeme.", longest=6) == []


def test_it_may_find_nothing_where_all_words_are_listed() -> None:
    assert not misread_diacritic.may_find(context(PLAIN, "fr"), CHOSEN)
    assert misread_diacritic.may_find(context(f"{PLAIN}Le systeme.", "fr"), CHOSEN)
