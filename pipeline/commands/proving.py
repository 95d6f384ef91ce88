"""Proving: `restore` and `verify`, the way back to the raw bytes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from pipeline import book, ledger, store
from pipeline.containers import collections, staging
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.ledger import Ledger
from pipeline.store import Place
from pipeline.visible import visible


def restore(name: str, cleaned: Path, out: Path | None) -> int:
    """Rebuild a raw file, or a folder of page files, from its cleaned text and ledger."""
    whole, _, which = name.partition("#")
    collection = collections.named(cleaned, whole)
    if collection:
        _restore_records(collection, which, out)
        return 0
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


def _restore_records(place: staging.Place, which: str, out: Path | None) -> None:
    """Rebuild a file of records, or one record's raw text."""
    if not which:
        collections.restore(place, out)
        return
    raw = ledger.restore(*collections.record(place, which))
    if out is None:
        sys.stdout.buffer.write(raw)
    elif out.exists() and out.samefile(place.records):
        raise Fault(str(out), "holds the cleaned records", "choose another -o")
    else:
        store.write_file(out, raw)


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
    proofs: list[Callable[[], str]] = []
    texts = []
    for name in names:
        collection = collections.named(cleaned, name)
        if collection:
            proofs.append(partial(collections.verify, collection, raw))
        else:
            texts.append(name)
    if not names:
        proofs += [partial(collections.verify, one, raw) for one in collections.find(cleaned)]
    if texts or not proofs or (not names and store.has_any(cleaned)):
        found = store.find(cleaned, texts)
        proofs = [*(partial(store.verify, place, raw) for place in found), *proofs]
    failed = 0
    for proof in proofs:
        try:
            click.echo(visible(proof()))
        except Fault as fault:
            failed += 1
            complain(str(fault))
    click.echo(f"{len(proofs) - failed} of {len(proofs)} verified")
    return EXIT_FAULT if failed else 0
