"""Cleaning: `clean`, over files and folders or from standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import presence, ruleset
from pipeline.commands.output import (
    STANDARD,
    read_standard_input,
    tell_out_of_time,
    tell_passed,
)
from pipeline.exits import complain, complain_of_bug
from pipeline.faults import EXIT_BUG, EXIT_FAULT, Fault
from pipeline.pasting import arguments
from pipeline.ruleset import Folders

if TYPE_CHECKING:
    from pipeline import remote
    from pipeline.containers.records import Fields
    from pipeline.ledger_lines import Head
    from pipeline.many.shards import Shard
    from pipeline.runner import Outcome, Settings
    from pipeline.urls import Url

RAW, OUT = Path("raw"), Path("cleaned")


@dataclass(frozen=True)
class Cleaning:
    """The options of `clean`."""

    raw: tuple[Path | Url, ...]
    out: Path | Url
    jobs: int
    language: str | None
    rules: tuple[Path, ...]
    shard: Shard
    engine: str
    scheduler: str | None
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

    def settings(self) -> Settings:
        """Give them as the runner wants them; raises UsageError where two do not go together."""
        from pipeline import runner

        if (self.engine == "dask") != (self.scheduler is not None):
            raise click.UsageError(
                "a cluster wants both: --engine dask --scheduler tls://HOST:PORT"
            )
        if self.scheduler and self.jobs > 1:
            raise click.UsageError("--jobs is for this machine; a cluster has its own workers")
        here = self.out if isinstance(self.out, Path) else Path(str(self.out))
        return runner.Settings(
            here,
            ruleset.folders(self.rules),
            self.language,
            self.force,
            self.jobs,
            # Decisions are the user's own: they never lie among the shipped rules.
            ruleset.home(self.rules),
            self.scheduler or "",
            self.fields(),
            None if isinstance(self.out, Path) else self.out,
        )


def clean(options: Cleaning) -> int:
    """Clean texts into a folder, or standard input to standard output."""
    from pipeline.review import summary

    settings = options.settings()
    if Path(STANDARD) in options.raw:
        return _clean_standard_input(options, settings)
    finding = _finding(options)
    tally = summary.Tally()
    documents: list[tuple[str, str]] = []
    messages: list[tuple[str, tuple[str, ...]]] = []
    with summary.progress(lambda: finding.expected, options.quiet or options.json) as tell:
        for one in _cleaned(finding, options, settings):
            tally.add(one)
            tell(one)
            _complain_of(one)
            if options.json:
                documents.append((one.name, summary.document(one)))
                messages.append((one.name, summary.messages(one)))
    for fault in finding.faults:
        complain(str(fault))
    if not options.quiet:
        tell_passed([path for path in finding.passed if not _is_out(path, options.out)], "clean")
    for word in sorted(tally.languages - {""}):
        _tell_missing_words(word, settings.chosen().folders)
    if options.json:
        told = [str(fault) for fault in finding.faults]
        told += [line for _, lines in sorted(messages) for line in lines]
        click.echo(summary.as_json([one for _, one in sorted(documents)], told))
    elif not options.quiet:
        summary.table(tally, options.out)
    if tally.states["bug"]:
        return EXIT_BUG
    failed = finding.faults or tally.states["fault"] or tally.left
    return EXIT_FAULT if failed else 0


def _finding(options: Cleaning) -> remote.Finding:
    """Give what finds the documents, here and behind URLs."""
    from pipeline import remote

    places = options.raw or (RAW,)
    if not options.raw and not presence.exists(RAW):
        remedy = 'name texts or a folder of them, or make a project by "corrigenda init NAME"'
        raise Fault(str(RAW), "is not there, and no texts are named", remedy)
    urls = [one for one in places if not isinstance(one, Path)]
    if options.jobs > 1 or options.scheduler:
        for one in [*urls, *([options.out] if not isinstance(options.out, Path) else [])]:
            if one.text.startswith("memory:"):
                remedy = "leave --engine out" if options.scheduler else "leave --jobs out"
                raise Fault(str(one), "lives within one process", remedy)
    paths = [one for one in places if isinstance(one, Path)]
    if options.scheduler:
        # A worker stands in another folder.
        paths = [path.absolute() for path in paths]
    return remote.Finding(paths, options.shard.holds, urls=urls)


def _cleaned(finding: remote.Finding, options: Cleaning, settings: Settings) -> Iterator[Outcome]:
    """Clean what is found, with the lock of the output folder held; nothing where nothing is."""
    from pipeline.many import engines, locks

    coming = iter(finding)
    first = next(coming, None)
    if first is None:
        return
    ready = settings.ready()
    found = chain([first], coming)
    if settings.afar:
        # What is behind a URL cannot be locked.
        yield from engines.run(found, ready)
        return
    spans = locks.spans([*finding.paths, *finding.urls], options.shard)
    with locks.held(settings.out, spans) as locked:
        if not locked:
            complain(f"{options.out}: cannot be locked; see that no other run cleans into it")
        yield from engines.run(found, ready)


def _is_out(path: Path, out: Path | Url) -> bool:
    """Say whether an entry of a folder is where the cleaned texts go."""
    return (
        isinstance(out, Path)
        and presence.exists(out)
        and presence.exists(path)
        and path.samefile(out)
    )


def _complain_of(one: Outcome) -> None:
    """Tell what went wrong with a document, or with some of its records."""
    for line in one.faults:
        complain(line)
    if one.state == "bug":
        complain_of_bug(one.message, one.trace)
    elif one.message:
        complain(one.message)
    if one.head:
        _tell_lost(one.name, one.head)
        tell_out_of_time(one.name, list(one.head.out_of_time))


def _tell_lost(name: str, head: Head) -> None:
    """Say so where decisions found no place, or do not hold."""
    for ids, what in (
        (head.adrift, "found no place in the raw text"),
        (head.broken, "do not hold"),
    ):
        if ids:
            count = f"{len(ids)} decision" + ("s" if len(ids) > 1 else "")
            complain(f'{name}: {count} {what}; see "corrigenda decisions {arguments(name)}"')


def _tell_missing_words(language: str, rules: Folders) -> None:
    """Say so where a language has no strict word list, since less can then be repaired."""
    from pipeline import lexicon

    words = lexicon.load(language, rules)
    if not words.strict:
        complain(f"{words.source}; until then no word is called misread")


def _clean_standard_input(options: Cleaning, settings: Settings) -> int:
    from pipeline import freed_memory, runner

    to_file = options.out != OUT
    if (
        len(options.raw) > 1
        or to_file
        or options.json
        or settings.scheduler
        or options.shard.of > 1
    ):
        raise click.UsageError("'-' writes the text to standard output: it stands alone")
    freed_memory.goes_back()
    cleaned, head = runner.clean_text(read_standard_input(), settings)
    tell_out_of_time("standard input", head.out_of_time)
    sys.stdout.buffer.write(cleaned)
    if not options.quiet:
        made, listed = sum(head.applied.values()), head.counts["suspect"]
        corrections = f"{made:,} correction" + ("s" if made != 1 else "")
        suspects = f"{listed:,} suspect" + ("s" if listed != 1 else "")
        complain(f"{corrections}, {suspects}; give a file and -o for the list of them")
    return 0
