"""Proving: `restore` and `verify`, the way back to the raw bytes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline import book, ledger, store
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.ledger import Ledger
from pipeline.store import Place
from pipeline.visible import visible


def restore(name: str, cleaned: Path, out: Path | None) -> int:
    """Rebuild a raw file, or a folder of page files, from its cleaned text and ledger."""
    (place,) = store.find(cleaned, [name])
    data, listed = store.read(place)
    raw, files = _restored(place, data, listed)
    if out is None:
        if raw is None:
            raise Fault(place.name, f"comes back as {len(files)} files", "name a folder with -o")
        sys.stdout.buffer.write(raw)
    elif any(_is_one(out, path) for path, _ in store.files_of(place, listed.head)):
        raise Fault(str(out), "is the cleaned text itself", "choose another -o")
    elif files:
        _restore_files(files, out, listed.place)
    elif raw is not None:
        store.write_file(out, raw)
    return 0


def _restored(
    place: Place, cleaned: bytes, listed: Ledger
) -> tuple[bytes | None, list[tuple[str, bytes]]]:
    """Give the raw bytes where they are one text, and the files that go into a folder."""
    raw, head = ledger.restore(cleaned, listed), listed.head
    layout = store.restored_layout(place, head)
    if layout and layout[0][0] == head.file:
        return layout[0][1], []
    if layout:
        return None, [(name.rpartition("/")[2], content) for name, content in layout]
    return raw, book.cut(raw, head.page_files) if head.page_files else []


def _is_one(path: Path, other: Path) -> bool:
    return path.exists() and other.exists() and path.samefile(other)


def _restore_files(files: list[tuple[str, bytes]], out: Path, place: str) -> None:
    """Write page files into a folder; raises Fault where a ledger names one outside of it."""
    for name, _ in files:
        if not store.is_plain_name(name):
            raise Fault(place, f"names the page file {name!r}, which is no name", ledger.AGAIN)
    store.prepare(out)
    for name, content in files:
        store.write_file(out / name, content)


def verify(names: tuple[str, ...], cleaned: Path, raw: Path) -> int:
    """Prove for each ledger that the raw bytes come back."""
    failed = 0
    places = store.find(cleaned, names)
    for place in places:
        try:
            click.echo(visible(store.verify(place, raw)))
        except Fault as fault:
            failed += 1
            complain(str(fault))
    click.echo(f"{len(places) - failed} of {len(places)} verified")
    return EXIT_FAULT if failed else 0
