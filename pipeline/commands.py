"""The work beneath each command of the command line; each gives an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import book, encoding, ledger, ruleset, store
from pipeline.exits import complain, complain_of_bug, stop_writing
from pipeline.faults import EXIT_BUG, EXIT_FAULT, Fault
from pipeline.ruleset import RuleSet
from pipeline.store import Place
from pipeline.visible import visible

if TYPE_CHECKING:
    from pipeline.ledger_lines import Row
    from pipeline.runner import Settings

STANDARD = Path("-")


@dataclass(frozen=True)
class Cleaning:
    """The options of `clean`."""

    raw: tuple[Path, ...]
    out: Path
    jobs: int
    language: str | None
    rules: Path | None
    force: bool
    quiet: bool
    json: bool


@dataclass(frozen=True)
class Showing:
    """The options of `diff`."""

    names: tuple[str, ...]
    cleaned: Path
    stage: tuple[str, ...]
    rule: tuple[str, ...]
    confidence: tuple[str, ...]
    view: str


def clean(options: Cleaning) -> int:
    """Clean texts into a folder, or standard input to standard output."""
    from pipeline import runner, sources
    from pipeline.review import summary

    rules = options.rules or ruleset.default_folder()
    settings = runner.Settings(options.out, rules, options.language, options.force, options.jobs)
    if STANDARD in options.raw:
        return _clean_standard_input(options, settings)
    found, faults = sources.discover(options.raw or (Path("raw"),))
    with summary.progress(len(found), options.quiet or options.json) as tell:
        outcomes = runner.run(found, settings, tell) if found else []
    for fault in faults:
        complain(str(fault))
    for one in outcomes:
        if one.state == "fault":
            complain(one.message)
        elif one.state == "bug":
            complain_of_bug(one.message, one.trace)
    for word in sorted(
        {one.head.language for one in outcomes if one.head and one.state == "cleaned"}
    ):
        _tell_missing_words(word, rules)
    if options.json:
        click.echo(summary.as_json(outcomes, faults))
    elif not options.quiet:
        summary.table(outcomes, options.out)
    states = {one.state for one in outcomes}
    if "bug" in states:
        return EXIT_BUG
    return EXIT_FAULT if faults or "fault" in states else 0


def _tell_missing_words(language: str, rules: Path) -> None:
    """Say so where a language has no strict word list, since less can then be repaired."""
    from pipeline import lexicon

    words = lexicon.load(language, (rules,))
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


def diff(options: Showing) -> int:
    """Show the corrections of cleaned documents."""
    from pipeline.review import changes, terminal

    paint = terminal.Paint(_colourful())
    wanted = changes.Wanted(options.stage, options.rule, options.confidence)
    parts: list[Iterable[str]] = []
    shown = 0
    for place in store.find(options.cleaned, options.names):
        _check_stages(options.stage, place)
        every = changes.Changes(*store.read(place))
        if options.view == "unified":
            parts.append(terminal.unified(every, paint))
            continue
        chosen = every.select(wanted)
        shown += len(chosen)
        show = terminal.by_lines if options.view == "line" else terminal.by_words
        title = f"{visible(place.name)}: {_counted([one.row for one in chosen], every.ledger.rows)}"
        parts.append(chain([paint.head(title)], show(chosen, paint)))
    _show(chain.from_iterable(parts), paint.colour)
    return 0


def _counted(chosen: Sequence[Row], rows: Sequence[Row]) -> str:
    """Say how many corrections and suspects are shown, of how many."""
    shown, all_ = (sum(row.applied for row in some) for some in (chosen, rows))
    suspects = f"{len(chosen) - shown} of {len(rows) - all_} suspects"
    return f"{shown} of {all_} corrections, {suspects}"


def explain(where: str, cleaned: Path, rules: Path | None) -> int:
    """Show a line of a raw or cleaned file in both texts, and what touched it."""
    from pipeline.review import changes, terminal

    file, _, number = where.rpartition(":")
    if not file or not number.isascii() or not number.isdigit() or int(number) < 1:
        raise click.UsageError(f"'{where}' is not FILE:LINE, as in cleaned/handbook.txt:12")
    place, raw, skipped = _locate(Path(file), cleaned)
    every = changes.Changes(*store.read(place))
    line = int(number) + skipped
    lines = every.raw_lines if raw else every.cleaned_lines
    if line > len(lines):
        raise Fault(where, f"the file has {len(lines) - skipped} lines", "give one of them")
    chosen = ruleset.load(rules or ruleset.default_folder())
    _show(
        terminal.explained(every, line, raw, _abouts(chosen), terminal.Paint(_colourful())), False
    )
    return 0


def restore(name: str, cleaned: Path, out: Path | None) -> int:
    """Rebuild a raw file, or a folder of page files, from its cleaned text and ledger."""
    (place,) = store.find(cleaned, [name])
    data, listed = store.read(place)
    raw = ledger.restore(data, listed)
    pages = listed.head.page_files
    if out is None:
        sys.stdout.buffer.write(raw)
    elif pages is None:
        store.write_file(out, raw)
    else:
        store.prepare(out)
        for page, content in book.cut(raw, pages):
            store.write_file(out / page, content)
    return 0


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


def rules_check(folder: Path | None) -> int:
    """Load a rule set and say what it holds."""
    found = ruleset.load(folder or ruleset.default_folder())
    rules = [rule for stage in found.stages for rule in stage.rules]
    rules += [rule for pack in found.collections for rule in pack.rules]
    counts = {
        "stages": len(found.stages),
        "rules": len(rules),
        "examples": sum(len(rule.examples) for rule in rules),
        "keeps": sum(len(rule.keeps) for rule in rules),
        "languages": len(found.languages),
        "collections": len(found.collections),
    }
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    click.echo(f"{found.folder}: in order; {told}")
    return 0


def rules_list(folder: Path | None, stage: str | None) -> int:
    """List the rules in the order they are tried."""
    found = ruleset.load(folder or ruleset.default_folder())
    names = [one.name for one in found.stages]
    if stage and stage not in names:
        raise Fault(str(found.folder), f'no stage "{stage}"', _nearest(stage, names))
    for one in found.stages:
        if stage in (None, one.name):
            for rule in one.rules:
                click.echo(visible(f"{one.name}/{rule.id}  {rule.confidence}  {rule.about}"))
    return 0


def _locate(file: Path, cleaned: Path) -> tuple[Place, bool, int]:
    """Give a file's document, whether it is its raw file, and the lines before a page file."""
    place = Place(file.parent, file.stem)
    if place.ledger.is_file():
        return place, False, 0
    place = Place(cleaned, file.stem)
    if place.ledger.is_file():
        listed = ledger.parse(store.read_bytes(place.ledger), str(place.ledger))
        if file.is_file() and ledger.sha256(store.read_bytes(file)) != listed.head.raw_sha256:
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
    raise Fault(str(file), f"no ledger in {cleaned} tells of it", "clean it, or give --cleaned")


def _abouts(rules: RuleSet) -> dict[tuple[str, str], str]:
    found = {(one.name, rule.id): rule.about for one in rules.stages for rule in one.rules}
    packs = ((pack.stage, rule) for pack in rules.collections for rule in pack.rules)
    return {(stage, rule.id): rule.about for stage, rule in packs} | found


def _check_stages(stages: tuple[str, ...], place: Place) -> None:
    known = ledger.parse(store.read_bytes(place.ledger), str(place.ledger)).head.stages
    for name in stages:
        if name not in known:
            raise Fault(str(place.ledger), f'no stage "{name}"', _nearest(name, list(known)))


def _nearest(name: str, names: list[str]) -> str:
    close = get_close_matches(name, names, 1)
    return f'did you mean "{close[0]}"?' if close else "one of: " + ", ".join(names)


def _colourful() -> bool:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def _show(lines: Iterable[str], colour: bool) -> None:
    """Write lines to standard output, through a pager on a terminal."""
    if sys.stdout.isatty():
        click.echo_via_pager((f"{line}\n" for line in lines), color=colour)
        return
    try:
        for line in lines:
            click.echo(line)
    except BrokenPipeError:
        stop_writing()
