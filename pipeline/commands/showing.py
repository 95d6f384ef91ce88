"""Showing: `diff` and `explain`, which read a cleaned text and its ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import book, encoding, ledger, remote, ruleset, store
from pipeline.commands.output import colourful, nearest, show
from pipeline.containers import collections, formats
from pipeline.faults import Fault
from pipeline.ledger import Ledger
from pipeline.store import Place
from pipeline.urls import Url
from pipeline.visible import visible

if TYPE_CHECKING:
    from pipeline.ledger_lines import Row
    from pipeline.review import changes


@dataclass(frozen=True)
class Showing:
    """The options of `diff`."""

    names: tuple[str, ...]
    cleaned: Path | Url
    stage: tuple[str, ...]
    rule: tuple[str, ...]
    confidence: tuple[str, ...]
    view: str


def diff(options: Showing) -> int:
    """Show the corrections of cleaned documents."""
    from pipeline.review import changes, terminal

    paint = terminal.Paint(colourful())
    wanted = changes.Wanted(options.stage, options.rule, options.confidence)
    parts: list[Iterable[str]] = []
    books = _books(options)
    _check_rules(options.rule, [listed for _, _, listed in books])
    if options.view in ("json", "csv"):
        _export(books, wanted, options)
        return 0
    for name, data, listed in books:
        _check_stages(options.stage, listed)
        every = changes.Changes(data, listed)
        if options.view == "unified":
            parts.append(terminal.unified(every, paint))
            continue
        chosen = every.select(wanted)
        view = terminal.by_lines if options.view == "line" else terminal.by_words
        title = f"{visible(name)}: {_counted([one.row for one in chosen], every.ledger.rows)}"
        parts.append(chain([paint.head(title)], view(chosen, paint)))
    show(chain.from_iterable(parts), paint.colour)
    return 0


def _export(
    books: list[tuple[str, bytes, Ledger]], wanted: changes.Wanted, options: Showing
) -> None:
    """Write the corrections for another program; no pager is asked for that."""
    from pipeline.review import changes, export

    for _, _, listed in books:
        _check_stages(options.stage, listed)
    found = (
        (name, one)
        for name, data, listed in books
        for one in changes.Changes(data, listed).select(wanted)
    )
    for line in (export.as_json if options.view == "json" else export.as_csv)(found):
        click.echo(line)


def _books(options: Showing) -> list[tuple[str, bytes, Ledger]]:
    """Give the texts, and records of collections, that are named; all texts where none is."""
    if isinstance(options.cleaned, Url):
        found = []
        for name in options.names or remote.cleaned_names(options.cleaned):
            with remote.cleaned_at_hand(options.cleaned, name.partition("#")[0]) as folder:
                found += _read([name], folder)
        return found
    return _read(options.names, options.cleaned)


def _read(names: Sequence[str], cleaned: Path) -> list[tuple[str, bytes, Ledger]]:
    found: list[tuple[str, bytes, Ledger]] = []
    texts = []
    for name in names:
        whole, sign, which = name.partition("#")
        collection = collections.named(cleaned, whole)
        if collection is None:
            texts.append(name)
        elif sign:
            found.append((name, *collections.record(collection, which)))
        else:
            problem = "holds records, which are shown one by one"
            raise Fault(name, problem, f"name one: {name}#ID, or {name}#:NUMBER")
    if texts or not names:
        places = store.find(cleaned, texts)
        found = [*((place.name, *store.read(place)) for place in places), *found]
    return found


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
    if place.ledger.is_file():
        return place, False, 0
    place = Place(cleaned, formats.document_name(file))
    if place.ledger.is_file():
        listed = store.read_ledger(place)
        if file.is_file() and ledger.sha256(_raw(file)) != listed.head.raw_sha256:
            raise Fault(str(file), "is not the file that was cleaned", "clean it again")
        return place, True, 0
    place = Place(cleaned, file.parent.name)
    if file.parent.name and place.ledger.is_file():
        data, listed = store.read(place)
        pages = listed.head.page_files
        skipped = 0
        for name, content in book.cut(ledger.restore(data, listed), pages) if pages else []:
            if name == file.name:
                return place, True, skipped
            skipped += encoding.decode(content)[0].count("\n")
    store.refuse_records(cleaned, str(file))
    raise Fault(str(file), f"no ledger in {cleaned} tells of it", "clean it, or give --cleaned")


def _raw(file: Path) -> bytes:
    container = formats.format_of(file)
    return container.read(file)[0] if container else store.read_bytes(file)


def _check_stages(stages: tuple[str, ...], listed: Ledger) -> None:
    known = listed.head.stages
    for name in stages:
        if name not in known:
            raise Fault("--stage", f'no stage "{name}"', nearest(name, list(known)))


def _check_rules(rules: tuple[str, ...], ledgers: Iterable[Ledger]) -> None:
    """Raise Fault for a rule that no ledger has, and that is none of the rules."""
    if not rules:
        return
    known = {f"{row.stage}/{row.rule}" for one in ledgers for row in one.rows}
    known |= set(ruleset.load(ruleset.folders()).abouts())
    names = {name.rpartition("/")[2] for name in known} | known
    for name in rules:
        if name not in names:
            raise Fault("--rule", f'no rule "{name}"', nearest(name, sorted(names)))
