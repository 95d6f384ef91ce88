"""Decisions hold in a cleaned text: place by place, form by form, and no further."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import stages
from hypothesis import given
from hypothesis import strategies as st
from tiny import PIPELINE, SCANNOS, TIDE, write_rules

from pipeline import api, ledger, ruleset
from pipeline.api import Result
from pipeline.decisions import Decision, Scope, Verdict, bound, form, stand
from pipeline.document import PageMarks
from pipeline.ledger import Origin
from pipeline.review.changes import Changes
from pipeline.review.deciding import Said, decide, seal
from pipeline.review.proof import Item, Proof
from pipeline.ruleset import RuleSet

# Two forms of scanno, one of them twice, a suspect, a broken word over a page number.
TEXT = "One tbe.\nTwo tbe ferry-\n12\nman sat. Is it 1ie or\nwas it 1ie then? And tbe end.\n"


@pytest.fixture(params=[1, 12], ids=["one look", "looks"])
def rules(tmp_path: Path, request: pytest.FixtureRequest) -> RuleSet:
    pipeline = f"{PIPELINE}looks = {request.param}\n"
    return ruleset.load(write_rules(tmp_path / "rules", pipeline=pipeline))


def clean(text: str, rules: RuleSet, *decisions: Decision) -> Result:
    return api.clean(text.encode(), name="tide", rules=rules, decisions=decisions)


def proof(text: str, rules: RuleSet, *decisions: Decision) -> Proof:
    raw = text.encode()
    result = clean(text, rules, *decisions)
    origin = Origin("tide", "tide.txt", ledger.sha256(raw), rules.digest)
    cleaned, listed, _ = ledger.compose(result, origin)
    return Proof(Changes(cleaned, ledger.parse(listed)), PageMarks())


def item(laid: Proof, before: str, nth: int = 0) -> Item:
    return [one for one in laid.items if one.row.before == before][nth]


def say(
    rules: RuleSet, verdict: Verdict, before: str, nth: int = 0,
    scope: Scope = "place", reading: str = "", text: str = TEXT,
) -> Decision:  # fmt: skip
    laid = proof(text, rules)
    return decide(laid, item(laid, before, nth), Said(verdict, scope, reading), rules.likeness)


def test_without_decisions_all_is_made(rules: RuleSet) -> None:
    made = "One the.\nTwo the ferryman\nsat. Is it 1ie or\nwas it 1ie then? And the end.\n"
    assert clean(TEXT, rules).text == made


def test_stet_lets_one_place_stand_and_no_other(rules: RuleSet) -> None:
    result = clean(TEXT, rules, say(rules, "stet", "tbe", 1))
    assert result.text.startswith("One the.\nTwo tbe ferryman")
    assert result.text.endswith("And the end.\n")
    assert [(one.before, one.decision) for one in result.refused] == [("tbe", "stet")]
    assert result.restored() == TEXT


def test_apply_makes_one_suspect_a_correction(rules: RuleSet) -> None:
    result = clean(TEXT, rules, say(rules, "apply", "1ie", 1))
    assert "Is it 1ie or\nwas it lie then?" in result.text
    assert [(one.rule, one.decision) for one in result.corrections if one.decision] == [
        ("one-for-l", "apply")
    ]


def test_an_edit_puts_the_reviewers_words(rules: RuleSet) -> None:
    result = clean(TEXT, rules, say(rules, "edit", "tbe", 2, reading="an"))
    assert result.text.endswith("And an end.\n")
    assert result.stages[-1].stage == "decisions"
    assert result.restored() == TEXT


def test_a_refused_join_leaves_the_furniture_between_the_halves_gone(rules: RuleSet) -> None:
    result = clean(TEXT, rules, say(rules, "stet", "ferry-\nman "))
    assert "ferry-\nman sat" in result.text
    assert "12" not in result.text


def test_a_decision_holds_whichever_rule_makes_the_change(rules: RuleSet, tmp_path: Path) -> None:
    stet = say(rules, "stet", "tbe", 1)
    other = write_rules(tmp_path / "other", scannos=SCANNOS.replace("b-for-h", "any-misreading"))
    assert "Two tbe ferryman" in clean(TEXT, ruleset.load(other), stet).text


def test_what_was_accepted_stays_when_its_rule_is_gone(rules: RuleSet, tmp_path: Path) -> None:
    accepted = say(rules, "apply", "tbe", 1)
    other = write_rules(tmp_path / "other", scannos=SCANNOS.replace(r"\btbe\b", "nothing here"))
    result = clean(TEXT, ruleset.load(other), accepted)
    assert result.text.startswith("One tbe.\nTwo the ferryman")
    assert result.corrections[-1].stage == "decisions"


def test_a_decision_holds_when_lines_move(rules: RuleSet) -> None:
    stet = say(rules, "stet", "tbe", 1)
    moved = "A line before.\n\n" + TEXT.replace("Two tbe ferry-", "Two\ntbe ferry-")
    assert "Two\ntbe ferryman" in clean(moved, rules, stet).text


def test_a_decision_without_its_place_is_told_and_touches_nothing(rules: RuleSet) -> None:
    stet = say(rules, "stet", "tbe", 1)
    result = clean("On a hill tbe wind blew all day.\n", rules, stet)
    assert result.text == "On a hill the wind blew all day.\n"
    assert result.adrift == (stet,)


def test_a_form_is_refused_in_this_book(rules: RuleSet) -> None:
    result = clean(TEXT, rules, say(rules, "stet", "tbe", 0, "form"))
    assert result.text.count("tbe") == 3
    assert "ferryman" in result.text


def test_a_form_is_applied_and_edited(rules: RuleSet) -> None:
    assert clean(TEXT, rules, say(rules, "apply", "1ie", 0, "form")).text.count("lie") == 2
    edited = clean(TEXT, rules, say(rules, "edit", "tbe", 0, "form", "thy"))
    assert edited.text.count("thy") == 3


def test_a_rule_is_refused_in_this_book(rules: RuleSet) -> None:
    result = clean(TEXT, rules, say(rules, "stet", "tbe", 0, "rule"))
    assert result.text.count("tbe") == 3
    assert {one.rule for one in result.refused} == {"b-for-h"}


def test_the_narrower_scope_holds(rules: RuleSet) -> None:
    all_stet = say(rules, "stet", "tbe", 0, "form")
    one = say(rules, "apply", "tbe", 1)
    result = clean(TEXT, rules, all_stet, one)
    assert result.text.startswith("One tbe.\nTwo the ferryman")


def test_of_two_for_one_place_the_later_holds_and_says_so(rules: RuleSet) -> None:
    stet, accepted = say(rules, "stet", "tbe", 1), say(rules, "apply", "tbe", 1)
    assert "Two the" in clean(TEXT, rules, stet, accepted).text
    assert "Two tbe" in clean(TEXT, rules, accepted, stet).text
    standing = proof(TEXT, rules).stand([stet, accepted], rules.likeness)
    assert standing.overruled == {stet.id: accepted.id}


def test_taking_one_back_leaves_the_others(rules: RuleSet) -> None:
    three = [say(rules, "stet", "tbe", number) for number in range(3)]
    assert clean(TEXT, rules, *three).text.count("tbe") == 3
    assert clean(TEXT, rules, three[0], three[2]).text.count("tbe") == 2
    assert "Two the" in clean(TEXT, rules, three[0], three[2]).text


def test_a_chain_of_corrections_is_judged_link_by_link(tmp_path: Path) -> None:
    spaced = SCANNOS.replace("Mends misread words.", "Closes up.").replace(
        r"\btbe\b", r"\bt b e\b"
    ).replace('replace = "the"', 'replace = "tbe"').replace("tbe tide", "t b e tide").replace(
        'after = "the tide"', 'after = "tbe tide"'
    )  # fmt: skip
    stages = 'stages = ["closing", "scannos"]\nlanguage = "en"\n'
    rules = ruleset.load(write_rules(tmp_path / "rules", pipeline=stages, closing=spaced))
    text = "All of t b e tide.\n"
    assert clean(text, rules).text == "All of the tide.\n"
    second = say(rules, "stet", "tbe", text=text)
    assert clean(text, rules, second).text == "All of tbe tide.\n"
    first = say(rules, "stet", "t b e", text=text)
    assert clean(text, rules, first).text == text
    both = clean(text, rules, first, say(rules, "apply", "tbe", text=text))
    assert both.text == text
    assert [one.verdict for one in both.broken] == ["apply"]


def test_a_group_is_accepted_on_a_draw_and_only_its_members(rules: RuleSet) -> None:
    laid = proof(TEXT, rules)
    members = [one for one in laid.items if one.row.before == "1ie"]
    sealed = seal(laid, members, seed=7, count=59)
    assert sealed.draw is not None
    assert len(sealed.draw.drawn) == 2
    longer = TEXT + "Nobody called it 1ie before that day came.\n"
    text = clean(longer, rules, sealed).text
    assert text.count("lie") == 2
    assert text.count("1ie") == 1


def test_a_group_whose_corrections_are_gone_is_told(rules: RuleSet, tmp_path: Path) -> None:
    laid = proof(TEXT, rules)
    sealed = seal(laid, [one for one in laid.items if one.row.before == "tbe"], seed=7, count=59)
    assert clean(TEXT, rules, sealed).broken == ()
    other = write_rules(tmp_path / "other", scannos=SCANNOS.replace(r"\btbe\b", r"And tbe"))
    assert clean(TEXT, ruleset.load(other), sealed).broken == (sealed,)


@pytest.mark.parametrize(("draws", "most"), [(59, 0.0495), (299, 0.00997), (0, 1.0)])
def test_what_a_draw_bounds(draws: int, most: float) -> None:
    assert bound(draws, 9999) == pytest.approx(most, rel=0.01)


def test_all_scopes_reach_what_they_say(rules: RuleSet) -> None:
    laid = proof(TEXT, rules)
    for scope, count in (("place", 1), ("form", 3), ("everywhere", 3), ("rule", 3)):
        told = say(rules, "stet", "tbe", 1, scope)  # type: ignore[arg-type]
        assert len(laid.verdicts(laid.stand([told], rules.likeness))) == count


def test_a_form_is_alike_however_its_lines_break() -> None:
    assert form("ferry-\nman ", "ferryman\n") == form("ferry- man\n", "ferryman ")
    assert form("one\ntwo", "one two") != form("one  two", "one\ntwo")


def test_a_row_without_a_decision_says_nothing_of_one(rules: RuleSet) -> None:
    row = proof(TIDE, rules).changes.ledger.rows[0]
    assert b"decision" not in msgspec.json.encode(row)


PIECES = st.lists(st.sampled_from(["tbe", "1ie", "ferry-\nman", "sat", "12\n", "\n", "the", "“"]))


@given(PIECES, st.data())
def test_every_stet_stands_and_every_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], draw: st.DataObject
) -> None:
    folder = tmp_path_factory.getbasetemp() / "shared-rules"
    if not folder.exists():
        write_rules(folder)
    rules = ruleset.load(folder)
    text = " ".join(pieces)
    laid = proof(text, rules)
    if not laid.items:
        return
    chosen = draw.draw(st.sampled_from(laid.items))
    verdict: Verdict = "stet" if chosen.row.applied else "apply"
    decision = decide(laid, chosen, Said(verdict), rules.likeness)
    again = clean(text, rules, decision)
    assert again.restored() == text
    if not again.adrift:
        assert not again.broken
        decided = [one for stage in again.stages for one in stage.corrections if one.decision]
        assert decided
        assert {one.applied for one in decided} == {verdict == "apply"}


def noisy(text: str, chance: random.Random) -> tuple[str, list[int]]:
    """Misread, drop or add a letter in fifty; gives the text and where each sign went."""
    places: list[int] = []
    pieces: list[str] = []
    size = 0
    for sign in text:
        places.append(size)
        kind = chance.random()
        put = sign
        if not sign.isspace() and kind < 0.02:
            put = chance.choice(("", "n", "e" + sign, "c", "l"))
        pieces.append(put)
        size += len(put)
    return "".join(pieces), [*places, size]


def test_a_review_is_replayed_on_another_reading_and_never_elsewhere() -> None:
    shipped = ruleset.load(ruleset.folders((stages.RULES,)))
    raw = (stages.ROOT / "raw" / "octavo-pdftotext.txt").read_text("utf-8")
    laid = proof(raw, shipped)
    items = [one for one in laid.items if one.row.before.strip()]
    said = [decide(laid, one, Said("stet"), shipped.likeness) for one in items]
    new, went = noisy(laid.raw, random.Random(3))
    standing = stand(said, new, shipped.likeness)
    meant = {one.id: item for one, item in zip(said, items, strict=True)}
    for placed in standing.placed:
        start, end = meant[placed.decision.id].raw
        assert placed.start < went[end] + 3
        assert went[start] - 3 < placed.end
    assert len(standing.placed) > len(items) / 2
    assert standing.adrift


def test_an_edit_is_not_taken_for_a_whole_rule(rules: RuleSet) -> None:
    with pytest.raises(Exception, match="one reading cannot hold for all of a rule"):
        say(rules, "edit", "tbe", 0, "rule", "thy")


def test_a_reading_of_no_characters_is_refused(rules: RuleSet) -> None:
    with pytest.raises(Exception, match="holds what is no character"):
        say(rules, "edit", "tbe", 0, "place", "t\udcffe")


def test_the_decision_that_holds_can_be_read_from_the_correction(rules: RuleSet) -> None:
    stet = replace_id(say(rules, "stet", "tbe", 1), "aa11")
    (refused,) = clean(TEXT, rules, stet).refused
    assert refused.evidence[-1] == ("decision", "stet, this place (aa11)")


def replace_id(decision: Decision, identity: str) -> Decision:
    return msgspec.structs.replace(decision, id=identity)


def test_a_correction_with_a_decision_is_made_or_not(rules: RuleSet) -> None:
    (first, *_) = clean(TEXT, rules).corrections
    assert first.applied
    assert not replace(first, decision="stet").applied
    assert replace(first, confidence="suspect", decision="apply").applied


BRACED = "He saw (tbe) quay.\n"


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ("edit", "stet", "(tbe)"),
        ("stet", "edit", "(thy)"),
        ("apply", "edit", "(thy)"),
        ("edit", "apply", "(the)"),
    ],
)
def test_the_later_holds_though_an_edit_is_of_wider_words(
    rules: RuleSet, first: Verdict, second: Verdict, wanted: str
) -> None:
    both = [say(rules, one, "tbe", reading="(thy)", text=BRACED) for one in (first, second)]
    result = clean(BRACED, rules, *both)
    assert result.text == f"He saw {wanted} quay.\n"
    standing = proof(BRACED, rules).stand(both, rules.likeness)
    assert standing.overruled == {both[0].id: both[1].id}


LIKE = "On that day he saw tbe old grey quay by the mill again.\n"


def test_a_group_covers_no_more_like_places_than_it_had(rules: RuleSet) -> None:
    text = LIKE.replace("tbe", "1ie")
    sealed = seal(proof(text, rules), proof(text, rules).items, seed=1, count=59)
    assert clean(text, rules, sealed).text.count("lie") == 1
    assert clean(text * 3, rules, sealed).text.count("lie") == 1


def test_a_group_covers_its_own_rule_only(rules: RuleSet, tmp_path: Path) -> None:
    laid = proof(LIKE, rules)
    sealed = seal(laid, laid.items, seed=1, count=59)
    weak = SCANNOS.replace("b-for-h", "weak").replace('"certain"', '"suspect"', 1)
    other = ruleset.load(write_rules(tmp_path / "other", scannos=weak))
    assert clean(LIKE, other, sealed).text == LIKE


def test_a_group_of_thousands_costs_no_more_for_each(rules: RuleSet) -> None:
    """Sealing and cleaning look at each member's surroundings, not at the whole text."""
    text = "".join(f"tbe {number} boats lay by the quay that day\n" for number in range(8_000))
    laid = proof(text, rules)
    sealed = seal(laid, laid.items, seed=1, count=59)
    assert sealed.draw is not None
    assert len(clean(text, rules, sealed).corrections) == 8_000
