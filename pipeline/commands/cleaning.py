"""Cleaning: `clean`, over files and folders or from standard input."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import ruleset
from pipeline.exits import complain, complain_of_bug
from pipeline.faults import EXIT_BUG, EXIT_FAULT, Fault
from pipeline.ruleset import Folders

if TYPE_CHECKING:
    from pipeline.containers.records import Fields
    from pipeline.ledger_lines import Head
    from pipeline.runner import Settings
    from pipeline.sources import Source
    from pipeline.urls import Url

STANDARD = Path("-")

# Decisions are the user's own: they never lie among the shipped rules.


@dataclass(frozen=True)
class Cleaning:
    """The options of `clean`."""

    raw: tuple[Path | Url, ...]
    out: Path | Url
    jobs: int
    language: str | None
    rules: tuple[Path, ...]
    force: bool
    quiet: bool
    json: bool
    text_field: str | None = None
    id_field: str | None = None
    pages_field: str | None = None

    def fields(self) -> Fields:
        """Give the names of the fields of records."""
        from pipeline.containers.records import Fields

        return Fields(
            self.text_field or "text",
            self.id_field or "id",
            self.pages_field or "",
            self.id_field is not None,
        )


def clean(options: Cleaning) -> int:
    """Clean texts into a folder, or standard input to standard output."""
    from pipeline import runner
    from pipeline.review import summary

    rules = ruleset.folders(options.rules)
    decisions = ruleset.home(options.rules)
    here = options.out if isinstance(options.out, Path) else Path(str(options.out))
    settings = runner.Settings(
        here,
        rules,
        options.language,
        options.force,
        options.jobs,
        decisions,
        options.fields(),
        None if isinstance(options.out, Path) else options.out,
    )
    if STANDARD in options.raw:
        return _clean_standard_input(options, settings)
    found, faults = _discover(options)
    with summary.progress(len(found), options.quiet or options.json) as tell:
        outcomes = runner.run(found, settings, tell) if found else []
    for fault in faults:
        complain(str(fault))
    for one in outcomes:
        for line in one.faults:
            complain(line)
        if one.state == "fault":
            complain(one.message)
        elif one.state == "bug":
            complain_of_bug(one.message, one.trace)
    for one in outcomes:
        if one.head:
            _tell_lost(one.name, one.head)
    languages = {one.head.language for one in outcomes if one.head and one.state == "cleaned"}
    for word in sorted(languages - {""}):
        _tell_missing_words(word, rules)
    if options.json:
        click.echo(summary.as_json(outcomes, faults))
    elif not options.quiet:
        summary.table(outcomes, options.out)
    states = {one.state for one in outcomes}
    if "bug" in states:
        return EXIT_BUG
    failed = faults or "fault" in states or any(one.faults for one in outcomes)
    return EXIT_FAULT if failed else 0


def _discover(options: Cleaning) -> tuple[list[Source], list[Fault]]:
    """Find the documents, here and behind URLs."""
    from pipeline import remote, sources

    paths = options.raw or (Path("raw"),)
    urls = [one for one in paths if not isinstance(one, Path)]
    if options.jobs > 1:
        for one in [*urls, *([options.out] if not isinstance(options.out, Path) else [])]:
            if one.text.startswith("memory:"):
                raise Fault(str(one), "lives within one process", "leave --jobs out")
    found, faults = sources.discover([one for one in paths if isinstance(one, Path)])
    names = {source.name for source in found}
    for url in urls:
        there, told = remote.discover(url)
        faults += told
        for source in there:
            if source.name in names:
                problem = f'holds a second document "{source.name}"'
                faults.append(Fault(str(url), problem, "rename one, or clean them apart"))
            else:
                names.add(source.name)
                found.append(source)
    return found, faults


def _tell_lost(name: str, head: Head) -> None:
    """Say so where decisions found no place, or do not hold."""
    for ids, what in (
        (head.adrift, "found no place in the raw text"),
        (head.broken, "do not hold"),
    ):
        if ids:
            count = f"{len(ids)} decision" + ("s" if len(ids) > 1 else "")
            complain(f"{name}: {count} {what}; see 'corrigenda decisions {name}'")


def _tell_missing_words(language: str, rules: Folders) -> None:
    """Say so where a language has no strict word list, since less can then be repaired."""
    from pipeline import lexicon

    words = lexicon.load(language, rules)
    if not words.strict:
        complain(f"{words.source}; until then no word is called misread")


def _clean_standard_input(options: Cleaning, settings: Settings) -> int:
    from pipeline import runner

    if len(options.raw) > 1 or options.json:
        raise click.UsageError("'-' writes the text to standard output: it stands alone")
    raw = sys.stdin.buffer.read()
    cleaned, head = runner.clean_text(raw, settings)
    sys.stdout.buffer.write(cleaned)
    if not options.quiet:
        made, listed = sum(head.applied.values()), head.counts["suspect"]
        corrections = f"{made} correction" + ("s" if made != 1 else "")
        suspects = f"{listed} suspect" + ("s" if listed != 1 else "")
        complain(f"{corrections}, {suspects}; give a file and -o for the list of them")
    return 0
