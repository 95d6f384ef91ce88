"""Evaluating: `evaluate`, which judges cleaned texts by their truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from pipeline import __version__, api, encoding, ledger, presence, ruleset, runner, sources, store
from pipeline.api import Result
from pipeline.commands.output import STANDARD, is_read, tell_out_of_time, write_json
from pipeline.document import Document
from pipeline.evaluation import Settings, evaluate, figures, listing, manifest, page, tables
from pipeline.evaluation.figures import Figures
from pipeline.evaluation.manifest import Specimen
from pipeline.evaluation.page import Section
from pipeline.evaluation.tables import MARKS, Grid, Marks
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.review import summary
from pipeline.ruleset import RuleSet
from pipeline.sources import Source
from pipeline.visible import visible


@dataclass(frozen=True)
class Evaluating:
    """The options of `evaluate`."""

    where: tuple[Path, ...]
    cleaned: Path | None
    rules: tuple[Path, ...]
    language: str | None
    words: bool
    json: str | None
    html: Path | None
    figures: Path | None
    markdown: Path | None


@dataclass(frozen=True)
class _Told:
    """What is kept of an evaluation once its texts are let go."""

    figures: Figures
    section: Section | None
    listing: dict[str, Any] | None


def judge(options: Evaluating) -> int:
    """Evaluate a text or a folder of specimens; show the figures and write what was asked for."""
    if options.cleaned and options.language:
        raise click.UsageError("--cleaned judges what is there: no language is asked")
    specimens = _specimens(options.where)
    rules = ruleset.load(options.rules)
    runner.check_language(options.language, rules)
    kept = page_to_fill(options.markdown)
    told: list[_Told] = []
    faults: list[Fault] = []
    with summary.progress(lambda: len(specimens), options.json == STANDARD) as tell:
        for specimen in specimens:
            try:
                told.append(_told(specimen, rules, options))
            except Fault as fault:
                faults.append(fault)
            tell(specimen)
    for one in faults:
        complain(str(one))
    if told:
        every = [found.figures for found in told]
        # Files first: whoever reads the tables may stop reading.
        written = [*_write(told, faults, options), *_keep(every, kept, faults, options)]
        if options.json != STANDARD:
            worst = tables.grids(every, tables.WORST_RULES)
            is_read(partial(show_grids, worst, written))
    return EXIT_FAULT if faults else 0


def _specimens(where: Sequence[Path]) -> list[Specimen]:
    if len(where) == 1 and not presence.is_file(where[0]):
        return manifest.read(where[0])
    if len(where) != 2:
        raise click.UsageError("give a raw text and its truth, or a folder with a manifest.json")
    raw, truth = where
    return [Specimen(raw.stem if presence.is_file(raw) else raw.name, raw, truth)]


def _told(specimen: Specimen, rules: RuleSet, options: Evaluating) -> _Told:
    truth = encoding.decode(store.read_bytes(specimen.truth))[0]
    source = _source(specimen.raw)
    if options.cleaned:
        result = _cleaned_before(source, options.cleaned, rules)
    else:
        raw = source.read()[0]
        result = api.clean(raw, name=source.name, language=options.language, rules=rules)
    words = specimen.words or options.words
    tell_out_of_time(specimen.name, result.out_of_time)
    found = evaluate(result, truth, Settings(specimen.name, words, str(specimen.truth)))
    return _Told(
        replace(found.figures, book=specimen.book, out_of_time=result.out_of_time),
        page.section(found) if options.html else None,
        listing.listing(found) if options.json else None,
    )


def _source(raw: Path) -> Source:
    """Give the document at a path: a file, or a folder of page files."""
    if not presence.is_folder(raw):
        return Source(raw.stem, raw)
    found, _ = sources.discover([raw.resolve().parent])
    for source in found:
        if source.pages and source.name == raw.resolve().name:
            return source
    raise Fault(str(raw), "is no folder of page files", "their names end in digits and .txt")


def _cleaned_before(source: Source, folder: Path, rules: RuleSet) -> Result:
    """Read a cleaned text and its ledger as the result that they were."""
    raw, _ = source.read()
    place = store.find(folder, [source.name])[0]
    cleaned, listed = store.read(place)
    head = listed.head
    if head.raw_sha256 != ledger.sha256(raw):
        raise Fault(str(place.ledger), f"is of another text than {source.path}", "clean it again")
    texts = ledger.texts(cleaned, listed)
    document = Document(texts[0], source.name, rules.marks)
    pages = tuple(document.starts[line] for line in document.page_starts)
    return Result(
        texts[0], texts[-1], listed.stages, head.language, head.pages, head.encoding, pages,
        out_of_time=head.out_of_time,
    )  # fmt: skip


def show_grids(grids: Sequence[Grid], written: Sequence[Path]) -> None:
    """Print tables, and the names of the files that were written."""
    screen = summary.console()
    for grid in grids:
        for table in tables.for_terminal(grid, screen.width):
            screen.print(table)
    for path in written:
        told = Text(f"written: {visible(str(path))}")
        screen.print(told, soft_wrap=True, highlight=False)


def _write(told: Sequence[_Told], faults: Sequence[Fault], options: Evaluating) -> list[Path]:
    """Write the page and the list, of what could be evaluated; give the files."""
    written: list[Path] = []
    if options.html:
        sections = [one.section for one in told if one.section]
        store.write_file(options.html, page.render(sections).encode("utf-8", "replace"))
        written.append(options.html)
    if options.json:
        whole = {
            "corrigenda": __version__,
            "specimens": [one.listing for one in told],
            "total": figures.as_object(figures.total([one.figures for one in told])),
            "faults": [str(fault) for fault in faults],
        }
        written += write_json(whole, options.json)
    return written


def page_to_fill(path: Path | None, marks: Marks = MARKS) -> str:
    """Read the page that is to take the tables, a new one where there is none.

    Raises Fault where it has no place for them.
    """
    begin, end = marks
    blank = f"{begin}\n{end}\n"
    if path is None or not presence.exists(path):
        return blank
    found = store.read_bytes(path).decode("utf-8", "surrogateescape")
    if tables.filled(found, "", marks) is None:
        remedy = f"put {begin} and {end} where the tables go"
        raise Fault(str(path), "has no marks for the figures", remedy)
    return found


def _keep(
    every: Sequence[Figures], kept: str, faults: Sequence[Fault], options: Evaluating
) -> list[Path]:
    """Write what is kept beside the specimens; figures of some of them would pass for all."""
    written = [path for path in (options.figures, options.markdown) if path]
    if faults and written:
        left = " and ".join(visible(str(path)) for path in written)
        complain(f"{left}: not written, since not every text was evaluated")
        return []
    if options.figures:
        store.write_file(options.figures, figures.write(every))
    if options.markdown:
        filled = tables.filled(kept, tables.markdown(every)) or ""
        store.write_file(options.markdown, filled.encode("utf-8", "surrogateescape"))
    return written
