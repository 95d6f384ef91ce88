"""Starting: `init`, which lays out a project for somebody's own collection of texts."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline import __version__, store
from pipeline.faults import Fault
from pipeline.visible import visible

# What is written where, from the files that come with the program.
LAYOUT = {
    "README.md": "README.md",
    "Makefile": "Makefile",
    "requirements.txt": "requirements.txt",
    ".github/workflows/corrigenda.yml": "workflow.yml",
    ".gitattributes": "gitattributes",
    ".taplo.toml": "taplo.toml",
}
KEPT_EMPTY = ("raw", "cleaned", "rules")

# A place that holds no more than this counts as empty.
_HARMLESS = frozenset({".git"})


def init(folder: Path) -> int:
    """Lay out raw/, cleaned/, rules/ and what belongs to them in a new or empty folder."""
    from pipeline.rulework.schema import schema

    _check_empty(folder)
    for name in KEPT_EMPTY:
        _write(folder / name / ".gitkeep", "")
    _write(folder / "rules" / "schema.json", schema())
    for name, template in LAYOUT.items():
        _write(folder / name, _filled(template, folder))
    click.echo(f"{visible(str(folder))}: put texts into raw/, and there run: corrigenda clean")
    return 0


def _check_empty(folder: Path) -> None:
    try:
        there = sorted(path.name for path in folder.iterdir() if path.name not in _HARMLESS)
    except FileNotFoundError:
        return
    except OSError as error:
        raise Fault(str(folder), f"cannot be used ({error.strerror})", "give a folder") from None
    if there:
        problem = f"is not empty: it holds {there[0]}"
        raise Fault(str(folder), problem, "give a new folder, or an empty one")


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"cannot be made ({error.strerror})"
        raise Fault(str(path.parent), problem, "choose another place") from None
    store.write_file(path, text.encode())


def _filled(template: str, folder: Path) -> str:
    text = (Path(__file__).parent.parent / "project" / template).read_text("utf-8")
    name = visible(folder.resolve().name) or "Texts"
    return text.replace("{{version}}", __version__).replace("{{name}}", name)
