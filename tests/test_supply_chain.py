"""The lock, the lowest versions and the list of licences are in step with pyproject.toml."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import regex
import stages
import supply_chain
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from pipeline.faults import Fault

PROJECT = tomllib.loads((stages.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
FOR_USERS = [
    *PROJECT["dependencies"],
    *(one for extra in supply_chain.EXTRAS for one in EXTRAS[extra]),
]
FOR_WORK = [*FOR_USERS, *EXTRAS["dev"], *EXTRAS["docs"], *EXTRAS["mutants"]]


def pinned(name: str) -> dict[str, str]:
    """The versions that a file in .ci/ pins, by package; the first where markers part several."""
    found: dict[str, str] = {}
    for line in (stages.ROOT / ".ci" / name).read_text("utf-8").splitlines():
        one = regex.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", line)
        if one:
            found.setdefault(canonicalize_name(one[1]), one[2])
    return found


LOCK, LOWEST, VERSIONS = map(pinned, ("lock.txt", "lowest.txt", "versions.txt"))


@pytest.mark.parametrize("told", sorted({*FOR_WORK}))
def test_lock_holds_what_is_asked_for(told: str) -> None:
    asked = Requirement(told)
    assert asked.specifier.contains(LOCK[canonicalize_name(asked.name)]), "run make lock"


def test_a_clone_cleans_with_the_versions_of_the_lock() -> None:
    assert {"ftfy", "regex", "rapidfuzz", "wordfreq"} <= VERSIONS.keys()
    assert VERSIONS.items() <= LOCK.items(), "run make lock"


def test_lock_has_a_hash_for_each() -> None:
    blocks = regex.split(r"(?m)^(?=\S)", supply_chain.LOCK.read_text("utf-8"))
    assert [one for one in blocks if one.strip() and "--hash=sha256:" not in one] == []


@pytest.mark.parametrize("told", sorted({*FOR_USERS}))
def test_lowest_version_is_the_one_that_is_allowed(told: str) -> None:
    asked = Requirement(told)
    least = next(one.version for one in asked.specifier if one.operator == ">=")
    assert (
        Version(LOWEST[canonicalize_name(asked.name)]).release[:2]
        == ((*Version(least).release, 0)[:2])
    ), "run make lock"
    assert not [one for one in asked.specifier if one.operator in ("==", "<", "<=")]


def test_licences_are_those_of_what_is_installed() -> None:
    """Where a package is of another version than the lock's, its licence may be another."""
    listed = dict(
        regex.findall(r"(?m)^\| ([a-z0-9-]+) \| ([^|]+) \|", supply_chain.PAGE.read_text("utf-8"))
    )
    every = supply_chain.packages()
    assert len(every) > 40
    for one in every:
        assert one.name in LOCK, "run make lock"
        if one.version == LOCK[one.name]:
            assert listed.get(one.name) == one.licence, "run make licences"
            assert one.licence not in ("", "not named")


def test_a_page_without_marks_is_left_as_it_is() -> None:
    page = supply_chain.PAGE.read_text("utf-8")
    kept = page.partition(supply_chain.BEGIN)[2].partition(supply_chain.END)[0].strip()
    assert supply_chain.filled(page, kept) == page
    with pytest.raises(Fault, match="has no marks"):
        supply_chain.filled(page.replace(supply_chain.END, ""), kept)


def test_page_names_every_word_list() -> None:
    page = supply_chain.PAGE.read_text("utf-8")
    for name, _, version, _ in supply_chain.word_lists():
        if not name.endswith(".py"):
            row = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
            assert version in row


def test_bill_of_materials_holds_packages_and_word_lists() -> None:
    told = supply_chain.bill(supply_chain.packages())
    assert json.loads(json.dumps(told)) == told
    parts = {one["name"]: one for one in told["components"]}
    assert len({one["bom-ref"] for one in told["components"]}) == len(told["components"])
    assert parts["regex"]["purl"].startswith("pkg:pypi/regex@")
    assert (parts["regex"]["scope"], parts["pyarrow"]["scope"]) == ("required", "optional")
    assert parts["en.txt.gz"]["type"] == "data"
    assert all(one["licenses"][0]["license"]["name"] for one in told["components"])


def test_bill_of_materials_is_what_its_schema_asks_for(tmp_path: Path) -> None:
    """The schemas are those of CycloneDX, which their package brings along."""
    schema = JsonStrictValidator(SchemaVersion.V1_6)
    path = tmp_path / "sbom.json"
    command = [sys.executable, supply_chain.__file__, "--sbom", str(path)]
    subprocess.run(command, check=True, cwd=stages.ROOT, env=os.environ | {"PYTHONPATH": "tests"})
    written = path.read_text("utf-8")
    assert schema.validate_str(written) is None
    for wrong in ('"type": "thing"', '"kind": "library"'):
        assert schema.validate_str(written.replace('"type": "library"', wrong, 1))
