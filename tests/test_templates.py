from __future__ import annotations

from pathlib import Path

import pytest
from tiny import SCANNOS, write_rules

from pipeline import ruleset
from pipeline.faults import Fault
from pipeline.guards import Has
from pipeline.templates import fields, named_groups, named_measures


def test_names_come_with_the_key_that_uses_them() -> None:
    guards = [
        ("known", None, ["{a}{b}"]),
        ("document_has", None, Has("{c}")),
        ("matches", None, {"d": "{x}"}),
        ("at_least", None, {"odds": 1.0}),
    ]
    assert list(named_groups("{e} {{x}}", guards)) == [
        ("replace", "e"), ("known", "a"), ("known", "b"), ("document_has", "c"), ("matches", "d"),
    ]  # fmt: skip
    assert list(named_measures(guards)) == [("at_least", "odds")]


@pytest.mark.parametrize("template", ["{", "}", "{}", "{0}", "{a.b}", "{a[0]}", "{a!r}", "{a:>9}"])
def test_what_is_no_template(template: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"."):
        fields(template)
    for key, changed in (
        ("replace", f'replace = "{template}"'),
        ("known", f'when = {{ known = ["{template}"] }}\nreplace = "the"'),
    ):
        source = SCANNOS.replace('replace = "the"', changed, 1)
        with pytest.raises(Fault) as raised:
            ruleset.load(write_rules(tmp_path / key, scannos=source))
        assert str(raised.value) == (
            f'{tmp_path}/{key}/scannos.toml:8: rule scannos/b-for-h: bad template "{template}"; '
            "write {group}, and {{ for a brace"
        )


def test_pattern_spans_a_line_at_least(tmp_path: Path) -> None:
    find = "{ pattern = '\\btbe\\b', requires = ['tbe'], lines = 0 }"
    source = SCANNOS.replace("{ pattern = '\\btbe\\b' }", find)
    with pytest.raises(Fault, match=r'find|finder "pattern": Expected `int` >= 1'):
        ruleset.load(write_rules(tmp_path, scannos=source))
