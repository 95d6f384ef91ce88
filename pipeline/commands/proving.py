"""Proving: `restore` and `verify`, the way back to the raw bytes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline import book, ledger, store
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.visible import visible


def restore(name: str, cleaned: Path, out: Path | None) -> int:
    """Rebuild a raw file, or a folder of page files, from its cleaned text and ledger."""
    (place,) = store.find(cleaned, [name])
    data, listed = store.read(place)
    raw = ledger.restore(data, listed)
    pages = listed.head.page_files
    if out is None:
        sys.stdout.buffer.write(raw)
    elif out.exists() and out.samefile(place.text):
        raise Fault(str(out), "is the cleaned text itself", "choose another -o")
    elif pages is None:
        store.write_file(out, raw)
    else:
        files = book.cut(raw, pages)
        for page, _ in files:
            _check_name(page, listed.place)
        store.prepare(out)
        for page, content in files:
            store.write_file(out / page, content)
    return 0


def _check_name(name: str, place: str) -> None:
    """Raise Fault where a ledger, which may be anyone's, names a file outside the folder."""
    if name in ("", ".", "..") or any(sign in name for sign in "/\\\0"):
        raise Fault(place, f"names the page file {name!r}, which is no name", ledger.AGAIN)


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
