"""The stages look again until they change nothing, and the list has each stage once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import tiny

from pipeline import api, engine, ruleset
from pipeline.allowance import Allowance
from pipeline.api import Result
from pipeline.decisions import Decision
from pipeline.ruleset import RuleSet

ABOUT = 'about = "Turns words into others."\n'


def rules(folder: Path, scannos: str, furniture: str = tiny.FURNITURE, looks: int = 12) -> RuleSet:
    pipeline = f"{tiny.PIPELINE}looks = {looks}\n"
    written = tiny.write_rules(
        folder / "rules", scannos=scannos, furniture=furniture, pipeline=pipeline
    )
    return ruleset.load(written)


def turning(*pairs: tuple[str, str]) -> str:
    """A stage that turns words into others, each by a rule of its own."""
    return ABOUT + "".join(
        f"""
[[rule]]
id = "{before}-for-{after}"
about = "One word for another."
confidence = "certain"
find = {{ pattern = '\\b{before}\\b' }}
replace = "{after}"
[[rule.examples]]
before = "{before}"
after = "{after}"
[[rule.keeps]]
text = "none"
"""
        for before, after in pairs
    )


def clean(text: str, chosen: RuleSet, *decisions: Decision) -> Result:
    result = api.clean(text, name="tide", language="en", rules=chosen, decisions=decisions)
    assert result.restored() == text
    return result


def told(result: Result) -> list[tuple[str, str, str, str]]:
    return [(one.stage, one.rule, one.before, one.after) for one in result.corrections]


CHAIN = turning(("one", "two"), ("two", "three"), ("three", "four"), ("four", "five"))


def test_what_one_look_leaves_the_next_one_mends(tmp_path: Path) -> None:
    result = clean("one and four", rules(tmp_path, CHAIN))
    assert result.text == "five and five"
    assert told(result) == [
        ("scannos", "four-for-five", "one", "five"), ("scannos", "four-for-five", "four", "five"),
    ]  # fmt: skip
    assert [stage.stage for stage in result.stages] == ["furniture", "scannos"]
    assert result.broken == (), "nothing was decided"
    others = [found for _, found in result.corrections[0].evidence]
    assert others == [
        f"scannos/{one}" for one in ("one-for-two", "three-for-four", "two-for-three")
    ]


@pytest.mark.parametrize(("looks", "text"), [(1, "two"), (2, "three"), (3, "four"), (4, "five")])
def test_there_are_no_more_looks_than_the_rules_allow(
    looks: int, text: str, tmp_path: Path
) -> None:
    assert clean("one", rules(tmp_path, CHAIN, looks=looks)).text == text


def test_a_line_at_the_edge_once_another_is_gone_is_of_the_stage_that_takes_it(
    tmp_path: Path,
) -> None:
    after_number = tiny.FURNITURE.replace(r"^(?<figure>\d+)\n", r"\A\d+\n")
    result = clean("12\n13\ntbe tide", rules(tmp_path, tiny.SCANNOS, after_number))
    assert result.text == "the tide"
    assert told(result) == [
        ("furniture", "number-alone", "12\n", ""), ("furniture", "number-alone", "13\n", ""),
        ("scannos", "b-for-h", "tbe", "the"),
    ]  # fmt: skip


CIRCLE = turning(("left", "right"), ("right", "up"), ("up", "left"))


@pytest.mark.parametrize("begun", ["left", "right", "up"])
def test_a_circle_ends_in_the_same_text_wherever_it_was_entered(begun: str, tmp_path: Path) -> None:
    chosen = rules(tmp_path, CIRCLE)
    ends = {clean(word, chosen).text for word in ("left", "right", "up")}
    assert len(ends) == 1
    assert clean(begun, chosen).text in ends
    (end,) = ends
    assert clean(end, chosen).corrections == []


def test_a_circle_is_left_behind_what_led_into_it(tmp_path: Path) -> None:
    chosen = rules(tmp_path, turning(("in", "left"), ("left", "right"), ("right", "left")))
    result = clean("in", chosen)
    assert result.text in ("left", "right")
    assert clean(result.text, chosen).text == result.text


def test_suspects_are_proposed_once(tmp_path: Path) -> None:
    result = clean(tiny.TIDE, rules(tmp_path, tiny.SCANNOS))
    assert [one.before for one in result.suspects] == ["1ie"]


def stepping(change: Callable[[int], None]) -> Callable[..., object]:
    """The engine's step, told before each how often it was called."""
    real, count = engine.step, 0

    def step(*given: object) -> object:
        nonlocal count
        count += 1
        change(count)
        return real(*given)  # type: ignore[arg-type]

    return step


def test_a_stage_that_knows_a_text_and_left_it_does_not_look_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    monkeypatch.setattr(engine, "step", stepping(calls.append))
    clean("12\nthe tide", rules(tmp_path, tiny.SCANNOS))
    # Two stages; then the first, whose text is another now, but not the second, whose text is not.
    assert calls == [1, 2, 3]


def test_a_clean_text_is_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setattr(engine, "step", stepping(calls.append))
    clean("the tide", rules(tmp_path, tiny.SCANNOS))
    assert calls == [1, 2]


def test_a_rule_whose_time_is_up_in_a_later_look_adds_nothing_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = "[time]\n" + "".join(
        f"{name} = 60\n{name}_per_million = 0\n" for name in ("rule_seconds", "document_seconds")
    )
    pipeline = f"{tiny.PIPELINE}looks = 12\n{times}"
    written = tiny.write_rules(tmp_path / "rules", scannos=CHAIN, pipeline=pipeline)
    real, spent = Allowance.begin_rule, 0

    def begin_rule(allowance: Allowance) -> None:
        nonlocal spent
        spent += 1
        real(allowance)
        # Five rules look in the first look; of the second one it is the rule for two.
        if spent == 5 + 3:
            allowance.__dict__["_end"] = 0.0

    monkeypatch.setattr(Allowance, "begin_rule", begin_rule)
    result = clean("one two one", ruleset.load(written))
    assert result.out_of_time == ("scannos/two-for-three",)
    assert result.text == "two two two"
    assert {one.rule for one in result.corrections} == {"one-for-two"}


def test_what_was_refused_is_refused_in_every_look(tmp_path: Path) -> None:
    chosen = rules(tmp_path, CHAIN)
    stet = Decision("a", "stet", "form", rule="scannos/one-for-two", before="one", after="two")
    result = clean("one and four", chosen, stet)
    assert result.text == "one and five"
    assert [(one.before, one.decision) for one in result.refused] == [("one", "stet")]


def test_what_was_edited_is_made_behind_all_looks(tmp_path: Path) -> None:
    edit = Decision("a", "edit", "place", raw="man", left="one ", reading="men")
    result = clean("one man", rules(tmp_path, CHAIN), edit)
    assert result.text == "five men"
    assert [stage.stage for stage in result.stages] == ["furniture", "scannos", "decisions"]
    assert result.broken == ()


def test_what_was_edited_is_made_where_a_circle_ends(tmp_path: Path) -> None:
    edit = Decision("a", "edit", "place", raw="man", left="left ", reading="men")
    result = clean("left man", rules(tmp_path, CIRCLE), edit)
    end = clean("left man", rules(tmp_path, CIRCLE)).text
    assert result.text == end.replace("man", "men")
    assert result.broken == ()


def test_what_a_stage_had_to_look_at_is_told_by_the_first_look(tmp_path: Path) -> None:
    result = clean("12\ntbe tide", rules(tmp_path, tiny.SCANNOS))
    assert [stage.at_work for stage in result.stages] == [
        ("number-alone",), ("b-for-h", "broken-word", "one-for-l"),
    ]  # fmt: skip


def test_bytes_that_are_no_text_are_looked_at_again(tmp_path: Path) -> None:
    assert clean("one \udcff", rules(tmp_path, CHAIN)).text == "five \udcff"
