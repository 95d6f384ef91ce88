from __future__ import annotations

from pathlib import Path

import pytest
from tiny import SCANNOS, write_rules

from pipeline import clean, ruleset
from pipeline.api import context_for
from pipeline.faults import Fault
from pipeline.rules import load_stage


def test_rules_that_changed_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, word in (("one", "the"), ("two", "tie")):
        write_rules(tmp_path / name / "rules", scannos=SCANNOS.replace('"the', f'"{word}'))
        monkeypatch.chdir(tmp_path / name)
        assert clean("tbe tide\n").text == f"{word} tide\n"
    write_rules(Path("rules"))
    assert clean("tbe tide\n").text == "the tide\n"


def test_words_that_were_added_are_known(tmp_path: Path) -> None:
    rules = write_rules(tmp_path / "rules")
    assert not context_for("tide", "text", "en", ruleset.load(rules)).lexicon.known("tlitide")
    (rules / "words").mkdir()
    (rules / "words" / "en-own.txt").write_text("tlitide\n", encoding="utf-8")
    assert context_for("tide", "text", "en", ruleset.load(rules)).lexicon.known("tlitide")


OWN = r"""about = "Rules of our own."

[[rule]]
id = "b-for-h"
about = "The word the, misread, before a tide."
confidence = "certain"
find = { pattern = '\btbe(?= tide)' }
replace = "the"
[[rule.examples]]
before = "tbe tide"
after = "the tide"
[[rule.keeps]]
text = "tbe quay"

[[rule]]
id = "i-for-y"
about = "The quay, misread."
confidence = "certain"
find = { pattern = '\bquai\b' }
replace = "quay"
[[rule.examples]]
before = "the quai"
after = "the quay"
[[rule.keeps]]
text = "the quays"
"""


def test_folder_without_pipeline_adds_to_a_whole_set(tmp_path: Path) -> None:
    base = write_rules(tmp_path / "base")
    own = tmp_path / "own"
    (own / "collections").mkdir(parents=True)
    (own / "words").mkdir()
    (own / "scannos.toml").write_text(OWN, encoding="utf-8")
    (own / "words" / "places.txt").write_text("tlitide\n", encoding="utf-8")
    pack = 'files = ["tide-*"]\nstage = "scannos"\n' + OWN.replace("quai", "qvay")
    (own / "collections" / "tides.toml").write_text(pack, encoding="utf-8")
    both = ruleset.load([base, own])
    scannos = both.stages[1]
    assert scannos.about == "Mends misread words."
    assert [rule.id for rule in scannos.rules] == ["b-for-h", "i-for-y", "broken-word", "one-for-l"]
    assert clean("tbe tide, tbe quai", rules=both).text == "the tide, tbe quay"
    assert clean("qvay", name="tide-1", rules=both).text == "quay"
    assert context_for("tide", "text", "en", both).lexicon.known("tlitide")
    assert both.digest not in (ruleset.load(base).digest, ruleset.load([base]).digest + "x")
    assert ruleset.load([own, base]).digest == both.digest


def test_own_rules_may_ask_for_the_finders_of_the_others(tmp_path: Path) -> None:
    shared = SCANNOS.replace("{ pattern = '\\btbe\\b' }", '"misread"')
    shared = shared.replace("[[rule]]", "[finders.misread]\npattern = '\\btbe\\b'\n\n[[rule]]", 1)
    base = write_rules(tmp_path / "base", scannos=shared)
    (tmp_path / "own").mkdir()
    own = OWN.replace("{ pattern = '\\bquai\\b' }", '"misread"')
    (tmp_path / "own" / "scannos.toml").write_text(own, encoding="utf-8")
    assert clean("tbe", rules=[base, tmp_path / "own"]).text == "quay"


def test_own_folder_stands_beside_the_shipped_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ruleset.folders() == (ruleset.shipped_folder(),)
    Path("rules").mkdir()
    Path("rules/scannos.toml").write_text(OWN, encoding="utf-8")
    assert ruleset.folders() == (ruleset.shipped_folder(), Path("rules"))
    assert clean("The quai was shut.").text == "The quay was shut."
    Path("rules/decisions").mkdir()
    Path("rules/scannos.toml").unlink()
    assert ruleset.folders([Path("rules")]) == (ruleset.shipped_folder(), Path("rules"))
    assert ruleset.home() == Path("rules")
    assert ruleset.home([Path("a"), Path("b")]) == Path("b")


def test_folder_of_other_things_called_rules_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody named it, and another program may have made it."""
    monkeypatch.chdir(tmp_path)
    Path("rules").mkdir()
    Path("rules/house-rules.txt").write_text("No dogs.\n", encoding="utf-8")
    assert ruleset.folders() == (ruleset.shipped_folder(),)
    with pytest.raises(Fault, match="holds no rules, but other files"):
        ruleset.folders([Path("rules")])


@pytest.mark.parametrize(
    "part", ["words", "pairs", "lifts", "languages", "collections", "decisions"]
)
def test_a_folder_with_one_part_only_is_a_rules_folder(part: str, tmp_path: Path) -> None:
    (tmp_path / part).mkdir()
    assert ruleset.folders([tmp_path]) == (ruleset.shipped_folder(), tmp_path)


@pytest.mark.parametrize(
    ("folders", "told"),
    [
        (["nowhere"], "nowhere: no such rules folder; check the name"),
        (
            ["texts"],
            "texts: holds no rules, but other files; "
            "check the name; rules stand in files STAGE.toml",
        ),
        (
            ["one", "two"],
            "two: is a whole rule set, and so is one; "
            "give one of them; a folder without pipeline.toml adds",
        ),
        (["one", "odd"], 'odd/scanos.toml: there is no stage "scanos"; one of: furniture, scannos'),
    ],
)
def test_folders_at_fault(
    folders: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_rules(Path("one"))
    write_rules(Path("two"))
    Path("odd").mkdir()
    Path("odd/scanos.toml").write_text(OWN, encoding="utf-8")
    Path("texts").mkdir()
    Path("texts/tide.txt").touch()
    with pytest.raises(Fault) as raised:
        ruleset.load([Path(one) for one in folders])
    assert str(raised.value) == told


def test_language_pack_is_checked(tmp_path: Path) -> None:
    rules = write_rules(tmp_path / "rules")
    (rules / "languages").mkdir()
    (rules / "languages" / "la.toml").write_text('telltale = ["et"]\n', encoding="utf-8")
    with pytest.raises(Fault, match='unknown key "telltale"'):
        ruleset.load(rules)


@pytest.mark.parametrize("change", ['["(", ""]', '["u", "\\\\1"]'], ids=["pattern", "group"])
def test_older_spelling_of_a_language_pack_is_checked(tmp_path: Path, change: str) -> None:
    rules = write_rules(tmp_path / "rules")
    (rules / "languages").mkdir()
    table = (
        f"[old_spelling]\nleast_words = 1\nleast_share = 0.5\nletters = [{change}]\nendings = []\n"
    )
    (rules / "languages" / "la.toml").write_text(table, encoding="utf-8")
    with pytest.raises(Fault, match="a pattern of old_spelling does not compile"):
        ruleset.load(rules)


RULE = """about = "Repairs of our own."

[[rule]]
id = "the-misread"
about = "The word the, misread."
confidence = "likely"
find = FIND
replace = "the"
[[rule.examples]]
before = "tlie tide"
after = "the tide"
[[rule.keeps]]
text = "The tide."
"""


def test_a_pattern_in_the_place_of_a_finders_name_is_told(tmp_path: Path) -> None:
    path = tmp_path / "scannos.toml"
    path.write_text(RULE.replace("FIND", r"'\btlie\b'"), "utf-8")
    with pytest.raises(Fault) as told:
        load_stage(path)
    assert told.value.problem.endswith(r'the stage has no finder "\btlie\b"')
    assert told.value.remedy == r"write a pattern as { pattern = '\btlie\b' }"


def test_a_byte_order_mark_before_a_rule_file_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "scannos.toml"
    path.write_text(RULE.replace("FIND", "{ pattern = 'tlie' }"), "utf-8-sig")
    assert [rule.id for rule in load_stage(path).rules] == ["the-misread"]
