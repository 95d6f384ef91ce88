"""Showing: `diff` and `explain`, which read a cleaned text and its ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import book, encoding, ledger, presence, remote, ruleset, store
from pipeline.bench import STAGE as DECIDED
from pipeline.commands.output import colourful, nearest, nearest_rule, show
from pipeline.containers import collections, formats
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.ledger import SUFFIX, Ledger
from pipeline.store import Place
from pipeline.urls import Url
from pipeline.visible import visible

if TYPE_CHECKING:
    from pipeline.ledger_lines import Row
    from pipeline.review.changes import Changes, Wanted
    from pipeline.review.terminal import Paint


@dataclass(frozen=True)
class Showing:
    """The options of `diff`."""

    names: tuple[str, ...]
    cleaned: Path | Url
    stage: tuple[str, ...]
    rule: tuple[str, ...]
    confidence: tuple[str, ...]
    view: str


@dataclass(frozen=True)
class _Book:
    """A cleaned text or record, its ledger, and the folder that it lies in."""

    name: str
    folder: str
    cleaned: bytes
    ledger: Ledger


def diff(options: Showing) -> int:
    """Show the corrections of cleaned documents; what cannot be read is told in the end."""
    from pipeline.review import changes, terminal

    faults: list[Fault] = []
    books = _books(options, faults)
    _check_rules(options.rule, [one.ledger for one in books])
    for one in books:
        _check_stages(options.stage, one.ledger)
    wanted = changes.Wanted(options.stage, options.rule, options.confidence)
    found = _changes(books, faults)
    if options.view in ("json", "csv"):
        _export(found, wanted, options.view)
    else:
        paint = terminal.Paint(colourful())
        parts = [_shown(book, every, wanted, options.view, paint) for book, every in found]
        show(chain.from_iterable(parts), paint.colour)
    for fault in faults:
        complain(str(fault))
    return EXIT_FAULT if faults else 0


def _changes(books: list[_Book], faults: list[Fault]) -> Iterator[tuple[_Book, Changes]]:
    """Give the corrections of each book, and note a fault where its text does not fit them."""
    from pipeline.review.changes import Changes

    for one in books:
        try:
            every = Changes(one.cleaned, one.ledger)
        except Fault as fault:
            faults.append(fault)
            continue
        yield one, every


def _shown(book: _Book, every: Changes, wanted: Wanted, view: str, paint: Paint) -> Iterable[str]:
    """Give the lines that show a book's corrections."""
    from pipeline.review import terminal

    if view == "unified":
        return terminal.unified(every, book.folder, paint)
    chosen = every.select(wanted)
    lines = terminal.by_lines if view == "line" else terminal.by_words
    title = f"{visible(book.name)}: {_counted([one.row for one in chosen], every.ledger.rows)}"
    return chain([paint.head(title)], lines(chosen, paint))


def _export(found: Iterable[tuple[_Book, Changes]], wanted: Wanted, view: str) -> None:
    """Write the corrections for another program; no pager is asked for that."""
    from pipeline.review import export

    chosen = ((book.name, one) for book, every in found for one in every.select(wanted))
    for line in (export.as_json if view == "json" else export.as_csv)(chosen):
        click.echo(line)


def _books(options: Showing, faults: list[Fault]) -> list[_Book]:
    """Give the texts, and records of collections, that are named; all texts where none is."""
    names = list(dict.fromkeys(options.names))
    if isinstance(options.cleaned, Url):
        found = []
        for name in names or remote.cleaned_names(options.cleaned):
            with remote.cleaned_at_hand(options.cleaned, name.partition("#")[0]) as folder:
                here = _read([name], folder, faults)
                found += [replace(one, folder=str(options.cleaned)) for one in here]
        return found
    return _read(names, options.cleaned, faults)


def _read(names: Sequence[str], cleaned: Path, faults: list[Fault]) -> list[_Book]:
    records: list[_Book] = []
    texts = []
    for name in names:
        whole, sign, which = name.partition("#")
        collection = collections.named(cleaned, whole)
        if collection is None:
            texts.append(name)
        elif sign:
            records.append(_Book(name, str(cleaned), *collections.record(collection, which)))
        else:
            problem = "holds records, which are shown one by one"
            raise Fault(name, problem, f"name one: {name}#ID, or {name}#:NUMBER")
    found = []
    for place in store.find(cleaned, texts) if texts or not names else []:
        try:
            found.append(_Book(place.name, str(place.folder), *store.read(place)))
        except Fault as fault:
            faults.append(fault)
    return [*found, *records]


def _counted(chosen: Sequence[Row], rows: Sequence[Row]) -> str:
    """Say how many corrections and suspects are shown, of how many."""
    shown, all_ = (sum(row.applied for row in some) for some in (chosen, rows))
    suspects = f"{len(chosen) - shown} of {len(rows) - all_} suspects"
    return f"{shown} of {all_} corrections, {suspects}"


def explain(where: str, cleaned: Path, rules: tuple[Path, ...]) -> int:
    """Show a line of a raw or cleaned file in both texts, and what touched it."""
    from pipeline.review import changes, terminal

    file, _, number = where.rpartition(":")
    if not file or not number.isascii() or not number.isdigit() or int(number) < 1:
        raise click.UsageError(f"'{where}' is not FILE:LINE, as in cleaned/octavo-pdftotext.txt:12")
    place, raw, skipped = _locate(Path(file), cleaned)
    every = changes.Changes(*store.read(place))
    line = int(number) + skipped
    lines = every.raw_lines if raw else every.cleaned_lines
    if line > len(lines):
        count = len(lines) - skipped
        told = f"the file has {count} lines" if count > 1 else "the file has 1 line"
        raise Fault(where, told, "give one of them")
    chosen = ruleset.load(rules)
    show(terminal.explained(every, line, raw, chosen.abouts(), terminal.Paint(colourful())), False)
    return 0


def _locate(file: Path, cleaned: Path) -> tuple[Place, bool, int]:
    """Give a file's document, whether it is its raw file, and the lines before a page file."""
    place = Place(file.parent, file.stem)
    if presence.is_file(place.ledger):
        return place, False, 0
    place = Place(cleaned, formats.document_name(file))
    if presence.is_file(place.ledger):
        listed = store.read_ledger(place)
        if presence.is_file(file) and ledger.sha256(_raw(file)) != listed.head.raw_sha256:
            raise Fault(str(file), "is not the file that was cleaned", "clean it again")
        return place, True, 0
    place = Place(cleaned, file.parent.name)
    if file.parent.name and presence.is_file(place.ledger):
        data, listed = store.read(place)
        pages = listed.head.page_files
        skipped = 0
        for name, content in book.cut(ledger.restore(data, listed), pages) if pages else []:
            if name == file.name:
                return place, True, skipped
            skipped += encoding.decode(content)[0].count("\n")
    store.refuse_records(cleaned, str(file))
    if file.name.endswith(SUFFIX):
        text = file.with_name(f"{file.name.removesuffix(SUFFIX)}.txt")
        raise Fault(str(file), "is a ledger, which no line of a text is in", f"name {text}")
    if presence.is_folder(file):
        raise Fault(str(file), "is a folder", "name a file in it")
    raise Fault(str(file), f"no ledger in {cleaned} tells of it", "clean it, or give --cleaned")


def _raw(file: Path) -> bytes:
    container = formats.format_of(file)
    return container.read(file)[0] if container else store.read_bytes(file)


def _check_stages(stages: tuple[str, ...], listed: Ledger) -> None:
    known = [*listed.head.stages, DECIDED]
    for name in stages:
        if name not in known:
            raise Fault("--stage", f'no stage "{name}"', nearest(name, known))


def _check_rules(rules: tuple[str, ...], ledgers: Iterable[Ledger]) -> None:
    """Raise Fault for a rule that no ledger has, and that is none of the rules."""
    if not rules:
        return
    known = {f"{row.stage}/{row.rule}" for one in ledgers for row in one.rows}
    known |= set(ruleset.load(ruleset.folders()).abouts())
    names = {name.rpartition("/")[2] for name in known} | known
    for name in rules:
        if name not in names:
            raise Fault("--rule", f'no rule "{name}"', nearest_rule(name, known))
