"""Proving: `restore` and `verify`, the way back to the raw bytes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import click

from pipeline import book, ledger, presence, remote, sources, store
from pipeline.commands.output import some_of
from pipeline.containers import collections, staging
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.ledger import Ledger, Proved
from pipeline.store import Place
from pipeline.urls import Url
from pipeline.visible import visible


def restore(name: str, cleaned: Path | Url, out: Path | None) -> int:
    """Rebuild a raw file, or a folder of page files, from its cleaned text and ledger."""
    if isinstance(cleaned, Url):
        whole = name.partition("#")[0]
        with remote.cleaned_at_hand(cleaned, whole) as folder:
            return restore(name, folder, out)
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
        _refuse_other(out, raw)
        store.write_file(out, raw)
    return 0


def _refuse_other(path: Path, data: bytes) -> None:
    """Raise Fault where a file is there already and holds other bytes: they may be all there is."""
    if presence.is_file(path) and store.read_bytes(path) != data:
        raise Fault(str(path), *collections.HOLDS_OTHER)


def _restore_records(place: staging.Place, which: str, out: Path | None) -> None:
    """Rebuild a file of records, or one record's raw text."""
    if not which:
        collections.restore(place, out)
        return
    raw = ledger.restore(*collections.record(place, which))
    if out is None:
        sys.stdout.buffer.write(raw)
    elif presence.exists(out) and out.samefile(place.records):
        raise Fault(str(out), "holds the cleaned records", "choose another -o")
    else:
        _refuse_other(out, raw)
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
    return presence.exists(path) and presence.exists(other) and path.samefile(other)


def _restore_files(files: list[tuple[str, bytes]], out: Path, place: str) -> None:
    """Write page files into a folder; raises Fault where a ledger names one outside of it."""
    for name, _ in files:
        if not store.is_plain_name(name):
            raise Fault(place, f"names the page file {name!r}, which is no name", ledger.AGAIN)
    for name, content in files:
        _refuse_other(out / name, content)
    store.prepare(out)
    for name, content in files:
        store.write_file(out / name, content)


def verify(
    names: tuple[str, ...], cleaned: Path | Url, raw: Path | Url, raw_is_given: bool = False
) -> int:
    """Prove for each ledger that the raw bytes come back.

    Raises Fault where a folder of raw texts is given and is not there: nothing would be compared.
    """
    if raw_is_given and isinstance(raw, Path) and not presence.is_folder(raw):
        raise Fault(str(raw), "no such folder", "check the name")
    if isinstance(cleaned, Path) and isinstance(raw, Path):
        proofs = _proofs(names, cleaned, raw)
    else:
        there = names or _names(cleaned)
        proofs = [partial(_proved_afar, name, cleaned, raw) for name in there]
    proved = compared = 0
    for proof in proofs:
        try:
            found = proof()
        except Fault as fault:
            complain(str(fault))
            continue
        click.echo(visible(found.line))
        proved += 1
        compared += found.compared
    what = "verified" if compared == proved else f"restored, {compared} compared"
    click.echo(f"{proved} of {len(proofs)} {what}")
    if not names and isinstance(cleaned, Path) and isinstance(raw, Path):
        _tell_unproved(cleaned, raw)
    return EXIT_FAULT if proved < len(proofs) else 0


def _proofs(names: Sequence[str], cleaned: Path, raw: Path) -> list[Callable[[], Proved]]:
    """Give what proves each document that is named, or all; raises Fault where there is none."""
    found = {name: collections.named(cleaned, name) for name in names}
    records = [one for one in found.values() if one] if names else collections.find(cleaned)
    texts = [name for name, one in found.items() if not one]
    places = []
    if texts or not records or (not names and store.has_any(cleaned)):
        places = store.find(cleaned, texts)
    return [
        *(partial(store.verify, place, raw) for place in places),
        *(partial(collections.verify, one, raw) for one in records),
    ]


def _tell_unproved(cleaned: Path, raw: Path) -> None:
    """Tell which raw texts no ledger is of: what is verified says nothing of them."""
    if not presence.is_folder(raw):
        return
    known = set()
    for place in store.find(cleaned) if store.has_any(cleaned) else []:
        # What is wrong with a ledger is told already.
        with suppress(Fault):
            known |= {place.name, store.read_head(place.ledger).file}
    for one in collections.find(cleaned):
        with suppress(Fault):
            known |= {one.name, collections.file_of(one)}
    found, _ = sources.discover([raw])
    missing = [one.path.name for one in found if not known & {one.name, one.path.name}]
    if missing:
        told = "1 text has" if len(missing) == 1 else f"{len(missing):,} texts have"
        names = visible(some_of(missing))
        complain(f'{raw}: {told} no ledger in {cleaned}: {names}; run "corrigenda clean"')


def _names(cleaned: Path | Url) -> list[str]:
    if isinstance(cleaned, Url):
        found = remote.cleaned_names(cleaned)
    else:
        found = [one.name for one in store.find(cleaned)] if store.has_any(cleaned) else []
        found += [one.name for one in collections.find(cleaned)]
    if not found:
        raise Fault(str(cleaned), "no ledgers in it", 'run "corrigenda clean" first')
    return found


def _proved_afar(name: str, cleaned: Path | Url, raw: Path | Url) -> Proved:
    """Prove a document whose files, or some of them, are behind URLs."""
    with remote.both_at_hand(name, cleaned, raw) as (folder, beside, told):
        try:
            every = [proof() for proof in _proofs([name], folder, beside)]
            lines = "\n".join(told(one.line) for one in every)
            return Proved(lines, all(one.compared for one in every))
        except Fault as fault:
            raise Fault(*map(told, (fault.place, fault.problem, fault.remedy))) from None
