"""What a reading leads its rivals by, between the words beside it."""

from __future__ import annotations

import finding
import pytest

from pipeline.rivals import NONE, Rivals

PLAIN = "The mill stood by the river, and the miller went to it.\n"


def rivals(text: str = PLAIN, language: str = "en") -> Rivals:
    return Rivals(finding.context(text, language), 2.3, 0.1)


def test_the_neighbours_choose_between_two_words() -> None:
    lead, rival = rivals().lead("te", "to", ("on", "other"))
    assert rival == "the"
    assert lead < -1
    assert rivals().lead("te", "to", ("went", "see"))[0] > 0.5


def test_without_neighbours_the_frequencies_do() -> None:
    lead, rival = rivals().lead("tbe", "the", ("", ""))
    assert rival in {"be", "toe", "tie"}
    assert lead == pytest.approx(rivals().lead("tbe", "the", ("quennerby", "quennerby"))[0])
    assert lead > 0


def test_nothing_rivals_a_long_word() -> None:
    assert rivals().lead("understandlng", "understanding", ("", "")) == (NONE, "")


def test_what_the_document_often_writes_is_as_likely_as_there() -> None:
    plain = rivals().lead("thonbs", "thombs", ("", ""))[0]
    often = rivals(PLAIN + "The thombs of the tide. " * 20).lead("thonbs", "thombs", ("", ""))[0]
    assert often > plain


def test_a_language_without_lifts_has_its_pairs() -> None:
    context = finding.context("Die Mühle stand am Fluss.\n", "de")
    assert context.lexicon.lifts is None
    assert context.lexicon.pairs
    beside = Rivals(context, 2.3, 0.1).lead("dcr", "der", ("in", "nacht"))[0]
    alone = Rivals(context, 2.3, 0.1).lead("dcr", "der", ("", ""))[0]
    assert beside != alone
