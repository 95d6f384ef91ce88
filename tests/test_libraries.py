from __future__ import annotations

import ast
import sys
from functools import cache
from importlib.metadata import packages_distributions

from test_layout import PIPELINE, dotted, imports

from pipeline import libraries

# What these read or show decides nothing: rule files are TOML whoever parses them.
READING = {"msgspec"}


def reached(name: str) -> set[str]:
    """The modules of ours that a module needs, itself among them."""
    paths = {dotted(path): path for path in PIPELINE.rglob("*.py")}
    found, waiting = set(), [name]
    while waiting:
        one = waiting.pop()
        if one not in found and one in paths:
            found.add(one)
            waiting += imports(paths[one])
    finders = {one for one in paths if one.startswith("finders.")}
    return found | finders


# Reading what every installed distribution packs takes half a second.
distributions = cache(packages_distributions)


def foreign(name: str) -> set[str]:
    """The distributions that a module of ours imports, anywhere in it."""
    path = PIPELINE.joinpath(*name.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    found = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    outside = found - set(sys.stdlib_module_names) - {"pipeline"}
    return {distributions()[one][0].lower().replace("_", "-") for one in outside}


def test_every_library_that_decides_is_told() -> None:
    imported = set().union(*map(foreign, reached("api")))
    assert imported - READING == set(libraries.DECIDING)


def test_versions_are_those_installed() -> None:
    import ftfy
    import regex

    told = libraries.versions()
    assert told["ftfy"] == ftfy.__version__
    assert told["regex"] == regex.__version__ or told["regex"][:4].isdigit()
    assert told["unicode"].count(".") == 2
