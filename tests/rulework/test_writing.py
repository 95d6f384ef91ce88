from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import stages
from tiny import SCANNOS

from pipeline.rules import load_stage
from pipeline.rulework.writing import NewRule, inserted, is_id, new_file, position

RULE = NewRule(
    "i-for-y", "The quay, misread.", "likely", "{ pattern = '\\bquai\\b' }", "quay",
    "the quai", "the quay", "the quays", "a longer word", "{ known = [\"quay\"] }", ("en",),
)  # fmt: skip
SOURCE = r"""[[rule]]
id = "i-for-y"
about = "The quay, misread."
confidence = "likely"
languages = ["en"]
find = { pattern = '\bquai\b' }
when = { known = ["quay"] }
replace = "quay"
[[rule.examples]]
before = "the quai"
after = "the quay"
[[rule.keeps]]
text = "the quays"
why = "a longer word"
"""


def test_source() -> None:
    assert RULE.source() == SOURCE


@pytest.mark.parametrize("path", sorted(stages.RULES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_other_byte_stays(path: Path) -> None:
    source = path.read_text("utf-8")
    rules = tomllib.loads(source).get("rule", [])
    for index in range(0, len(rules), 7):
        made = inserted(source, SOURCE, index)
        assert made.replace(SOURCE + "\n", "", 1) == source
        assert tomllib.loads(made)["rule"][index]["id"] == "i-for-y"
    if rules:
        assert inserted(source, SOURCE, len(rules)) == source + "\n" + SOURCE


def test_comment_stays_above_its_rule() -> None:
    first, second, *rest = SCANNOS.split("[[rule]]")
    commented = "[[rule]]".join([first, second + "# Of breaks.\n# And hyphens.\n", *rest])
    made = inserted(commented, SOURCE, 1)
    assert "\n\n" + SOURCE + "\n# Of breaks.\n# And hyphens.\n[[rule]]\n" in made


def test_first_rule_of_a_file() -> None:
    made = inserted(new_file("scannos"), SOURCE, 0)
    assert made == 'about = "Our own rules of the stage scannos."\n\n' + SOURCE


def test_file_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be changed"):
        inserted('about = "x"\n[finders.a]\npattern = "x"\n', "[finders.b]\n" + SOURCE, 0)


@pytest.mark.parametrize(("confidence", "at"), [("certain", 1), ("likely", 2), ("suspect", 3)])
def test_position_is_behind_what_is_as_sure(confidence: str, at: int, tmp_path: Path) -> None:
    (tmp_path / "scannos.toml").write_text(SCANNOS, encoding="utf-8")
    stage = load_stage(tmp_path / "scannos.toml")
    assert position(stage, confidence) == at  # type: ignore[arg-type]
    assert position(None, confidence) == 0  # type: ignore[arg-type]


def test_ids() -> None:
    assert is_id("year-in-1924")
    assert not any(map(is_id, ("", "Year", "a--b", "a_b", "a b", "-a")))
