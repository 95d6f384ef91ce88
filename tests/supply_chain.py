"""What Corrigenda brings along: `make licences` lists it in docs/licences.md, `make sbom` as JSON.

Both tell of what is installed: the packages that Corrigenda and its extras for users ask for, and
what those ask for in turn, and the word lists that are shipped with it.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import regex
import stages
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipeline.evaluation import tables
from pipeline.faults import Fault

PAGE = stages.ROOT / "docs" / "licences.md"
LOCK = stages.ROOT / ".ci" / "lock.txt"
BEGIN, END = "<!-- packages, by make licences -->", "<!-- end of the packages -->"
# What users may install; the others are for work on the project.
EXTRAS = ("library", "cluster", "images")
_LIST = stages.RULES / "words" / "LICENSES.md"
# Licences that are told in words, by the short names that SPDX gives them.
_SHORT = {
    "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache-2": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "3-Clause BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "ISC License": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Zope Public License": "ZPL-2.1",
}


@dataclass(frozen=True)
class Package:
    """An installed package; `of` are what asks for it: nothing for Corrigenda, or its extras."""

    name: str
    version: str
    licence: str
    of: tuple[str, ...]


def packages() -> list[Package]:
    """Give what Corrigenda and its extras ask for, and what that asks for in turn, by name."""
    project = tomllib.loads((stages.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found: dict[str, set[str]] = {}
    asked = {"": project["dependencies"]}
    asked |= {extra: project["optional-dependencies"][extra] for extra in EXTRAS}
    for extra, requirements in asked.items():
        for name in _closure(requirements):
            found.setdefault(name, set()).add(extra)
    return [_package(name, found[name]) for name in sorted(found)]


def _closure(requirements: list[str]) -> set[str]:
    found: set[tuple[str, str]] = set()
    waiting = [(Requirement(one), "") for one in requirements]
    while waiting:
        one, extra = waiting.pop()
        if one.marker and not one.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(one.name)
        for wanted in {"", *one.extras}:
            if (name, wanted) not in found:
                found.add((name, wanted))
                theirs = metadata.distribution(name).requires or []
                waiting += [(Requirement(other), wanted) for other in theirs]
    return {name for name, _ in found}


def _package(name: str, of: set[str]) -> Package:
    about = metadata.metadata(name)
    of_all = () if "" in of else tuple(sorted(of))
    return Package(name, about["Version"], licence(about) or _first_line(name), of_all)


def licence(about: Any) -> str:
    """Give the licence that a package's metadata names, in short; empty where it names none."""
    named = about.get("License-Expression")
    if named:
        return str(named)
    told = [line for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    names = [line.rpartition(" :: ")[2] for line in told if "Other/" not in line]
    first = (about.get("License") or "").strip().partition("\n")[0]
    # A classifier that names only the family says less than the line of the package itself.
    if first and len(first) < 80 and (not names or names == ["BSD License"]):
        names = [first]
    return " AND ".join(_SHORT.get(name, name) for name in names)


def _first_line(name: str) -> str:
    """Give the first line of a package's licence file, which names it where nothing else does."""
    for one in metadata.files(name) or []:
        if one.name.upper().startswith("LICEN"):
            line = one.read_text("utf-8").strip().partition("\n")[0]
            return _SHORT.get(line, line)
    return "not named"


def word_lists() -> Iterator[tuple[str, str, str, str]]:
    """Give each shipped word list: its file, its maker, the version, the licence."""
    for row in regex.findall(r"(?m)^\| `([^`]+)` \|(.*)\|$", _LIST.read_text("utf-8")):
        maker, version, told = (cell.strip() for cell in row[1].split("|"))
        yield row[0], maker, version, told


def table(every: list[Package]) -> str:
    """Give the packages as a table of Markdown, versions left out: these are the lock's."""
    rows = [
        f"| {one.name} | {one.licence} | {', '.join(one.of) or 'Corrigenda'} |" for one in every
    ]
    return "\n".join(["| package | licence | asked for by |", "| --- | --- | --- |", *rows])


def filled(page: str, told: str) -> str:
    """Give a page with a table between its marks; raises Fault where it has none."""
    found = tables.filled(page, f"{told}\n", (BEGIN, END))
    if found is None:
        raise Fault(str(PAGE), "has no marks for the table", f"put {BEGIN} and {END} into it")
    return found


def bill(every: list[Package]) -> dict[str, Any]:
    """Give the bill of materials, by CycloneDX 1.6: no clock and no host is in it."""
    project = tomllib.loads((stages.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    parts: list[dict[str, Any]] = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{one.name}@{one.version}",
            "name": one.name,
            "version": one.version,
            "purl": f"pkg:pypi/{one.name}@{one.version}",
            "scope": "optional" if one.of else "required",
            "licenses": [{"license": {"name": one.licence}}],
        }
        for one in every
    ]
    for name, maker, version, told in word_lists():
        if not name.endswith(".py"):
            part = {"type": "data", "bom-ref": name, "name": name, "description": maker}
            part |= {"version": version} if version else {}
            parts.append({**part, "licenses": [{"license": {"name": told}}]})
    whole = {"type": "application", "bom-ref": "corrigenda", "name": project["name"]}
    whole |= {"version": project["version"], "licenses": [{"license": {"id": "Apache-2.0"}}]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": whole},
        "components": parts,
    }


def main() -> None:
    """Write the list of licences into its page, or the bill of materials into a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sbom", type=Path, metavar="FILE")
    options = parser.parse_args()
    if options.sbom:
        options.sbom.parent.mkdir(parents=True, exist_ok=True)
        told = json.dumps(bill(packages()), indent=1) + "\n"
        options.sbom.write_text(told, encoding="utf-8")
        print(f"{options.sbom}: {told.count('bom-ref') - 1} components")
    else:
        try:
            page = filled(PAGE.read_text("utf-8"), table(packages()))
        except Fault as fault:
            raise SystemExit(str(fault)) from None
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
