"""A shelf for tests of faults: a document of each kind, as it was cleaned, and its raw text now.

What a run may leave behind is known to the byte: the files as they were, or as an undisturbed run
makes them of the raw text that changed since.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from click.testing import Result
from containing import PAGES, call, write_volume
from layouts import hocr, page_xml
from tiny import write_rules

Files = dict[str, bytes]

# The pages as they were when the shelf was cleaned first, and as they are now.
OLD = tuple(page.replace("Tide", "Storm") for page in PAGES)
NEW = PAGES


def _pages(raw: Path, pages: tuple[str, ...]) -> None:
    (raw / "pages").mkdir()
    for number, page in enumerate(pages, 7):
        (raw / "pages" / f"p{number}.txt").write_text(page, "utf-8")


def _layouts(raw: Path, pages: tuple[str, ...]) -> None:
    (raw / "layouts").mkdir()
    for number, page in enumerate(pages, 1):
        (raw / "layouts" / f"{number}.xml").write_text(page_xml(page), "utf-8")


def _lines(raw: Path, pages: tuple[str, ...]) -> None:
    lines = [json.dumps({"id": str(number), "text": page}) for number, page in enumerate(pages)]
    (raw / "lines.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def _rows(raw: Path, pages: tuple[str, ...]) -> None:
    rows = [{"id": str(number), "text": page} for number, page in enumerate(pages)]
    pq.write_table(pa.Table.from_pylist(rows), raw / "rows.parquet")


WRITERS: dict[str, Callable[[Path, tuple[str, ...]], object]] = {
    "plain": lambda raw, pages: (raw / "plain.txt").write_bytes("\f".join(pages).encode()),
    "pages": _pages,
    "packed": lambda raw, pages: (raw / "packed.txt.gz").write_bytes(
        gzip.compress("\f".join(pages).encode(), mtime=0)
    ),
    "volume": lambda raw, pages: write_volume(raw / "volume.zip", pages),
    "layout": lambda raw, pages: (raw / "layout.hocr").write_text(hocr(*pages), "utf-8"),
    "layouts": _layouts,
    "lines": _lines,
    "rows": _rows,
}
KINDS = tuple(WRITERS)


def files(folder: Path) -> Files:
    """Every file beneath a folder, by its path; the lock of a killed run is none of them."""
    if not folder.exists():
        return {}
    found = {one.relative_to(folder).as_posix(): one for one in folder.rglob("*") if one.is_file()}
    return {name: one.read_bytes() for name, one in sorted(found.items()) if ".lock" not in name}


@dataclass(frozen=True)
class Shelf:
    """A folder with raw/ as it is now, and what cleaned/ held, or holds when all went well."""

    folder: Path
    old: Files
    new: Files

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    @property
    def cleaned(self) -> Path:
        return self.folder / "cleaned"

    def clean(self, *more: str) -> Result:
        """Clean raw/ as the command line does."""
        return clean(self.folder, *more)

    def as_it_was(self) -> None:
        """Give cleaned/ the files of the old raw text."""
        shutil.rmtree(self.cleaned, ignore_errors=True)
        for name, content in self.old.items():
            path = self.cleaned / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def clean(folder: Path, *more: str) -> Result:
    raw, cleaned, rules = (folder / name for name in ("raw", "cleaned", "rules"))
    return call("clean", raw, "-o", cleaned, "--rules", rules, *more)


def make(folder: Path, *kinds: str, fresh: bool = False) -> Shelf:
    """Lay out documents of these kinds; where all is `fresh`, nothing was cleaned before."""
    write_rules(folder / "rules")
    made = []
    for pages in (OLD, NEW):
        shutil.rmtree(folder / "raw", ignore_errors=True)
        (folder / "raw").mkdir()
        for kind in kinds:
            WRITERS[kind](folder / "raw", pages)
        result = clean(folder)
        assert result.exit_code == 0, result.output
        proved = call("verify", "--cleaned", folder / "cleaned", "--raw", folder / "raw")
        assert proved.exit_code == 0, proved.output
        made.append(files(folder / "cleaned"))
        shutil.rmtree(folder / "cleaned")
    return Shelf(folder, {} if fresh else made[0], made[1])


def ledger_of(name: str) -> str:
    """The name of the ledger that goes with a cleaned file."""
    stem, _, ending = name.rpartition(".")
    return f"{stem}.corrections.jsonl" if ending == "txt" else f"{stem}.ledgers.{ending}"


def torn(shelf: Shelf, found: Files) -> list[str]:
    """What is wrong with the files that a disturbed run left: half written, parted, or foreign.

    A cleaned file may be with the new ledger that still waits under a hidden name.
    """
    wrong = []
    for name, content in found.items():
        hidden = name.rpartition("/")[2].startswith(".")
        if name.endswith(".new"):
            wrong += [] if content == shelf.new.get(name[1:-4]) else [f"{name} is half written"]
        elif not hidden and content not in (shelf.old.get(name), shelf.new.get(name)):
            wrong.append(f"{name} is half written, or nobody's")
    for name in {*shelf.old, *shelf.new}:
        text = found.get(name)
        listed = found.get(ledger_of(name))
        if ledger_of(name) not in {*shelf.old, *shelf.new} or text is None:
            continue
        waits = found.get(f".{ledger_of(name)}.new")
        if listed == shelf.old.get(ledger_of(name)) and text == shelf.old.get(name):
            continue
        if text == shelf.new[name] and shelf.new[ledger_of(name)] in (listed, waits):
            continue
        wrong.append(f"{name} is parted from its ledger")
    return wrong


def strays(found: Files) -> list[str]:
    """Files that are neither a document's nor its ledger, not even one that waits."""
    return [name for name in found if name.endswith(".part")]
