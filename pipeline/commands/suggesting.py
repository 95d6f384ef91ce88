"""Suggesting: `rules suggest`, which learns rules from what people corrected themselves."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import click

from pipeline import encoding, lexicon, ruleset, sources, store
from pipeline.commands.reviewing import Shelf
from pipeline.commands.taking import hand_edits_of
from pipeline.correction import apply
from pipeline.decisions import bound
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.hand_edits import find
from pipeline.ledger import Ledger
from pipeline.review.terminal import shown
from pipeline.rulework import narrower, placing, suggest
from pipeline.rulework.narrower import Fired, Narrower
from pipeline.rulework.placing import Target
from pipeline.rulework.suggest import SUPPORT, Learned, Suggestion
from pipeline.sources import Source
from pipeline.store import Place
from pipeline.visible import visible

EXAMPLES = 3


@dataclass(frozen=True)
class _Known:
    """The edited texts, the others, and the language of most."""

    learned: tuple[Learned, ...]
    others: tuple[str, ...]
    language: str
    fired: tuple[Fired, ...]


def suggest_rules(names: tuple[str, ...], shelf: Shelf, take: tuple[int, ...]) -> int:
    """Show the rules that people's corrections suggest; take those that are asked for."""
    folders = ruleset.folders(shelf.rules)
    rules = ruleset.load(folders)
    read = _read(names, shelf)
    edits = sum(len(one.edits) for one in read.learned)
    words = lexicon.load(read.language, folders, rules.digest)
    taken = [rule.id for stage in rules.stages for rule in stage.rules]
    found = suggest.suggest(read.learned, read.others, words.known, taken)
    narrowed = narrower.narrower(read.fired, taken)
    if not edits and not narrowed:
        click.echo("nothing was changed by hand, by an edit in review, or refused often")
        return 0
    told = f"{edits} edit" + ("s" if edits != 1 else "")
    count = len(found) + len(narrowed)
    rules_told = f"{count} rule" + ("s" if count != 1 else "")
    click.echo(f"{told} in {len(read.learned)} of the texts; {rules_told} suggested")
    for number, one in enumerate(found, 1):
        click.echo(_told(number, one))
    for number, guard in enumerate(narrowed, len(found) + 1):
        click.echo(_narrowed(number, guard))
    covered = sum(one.seen for one in found)
    rest = edits - covered
    if rest > 0:
        click.echo(f"\n{rest} came fewer than {SUPPORT} times, or fit no safe rule: "
                   "'corrigenda take-in' keeps them as decisions")  # fmt: skip
    return _take([*found, *narrowed], take, shelf)


def _take(found: list[Suggestion | Narrower], wanted: tuple[int, ...], shelf: Shelf) -> int:
    if not wanted and found and sys.stdin.isatty() and sys.stdout.isatty():
        wanted = tuple(
            number for number, one in enumerate(found, 1)
            if click.confirm(f"take {number}, {one.stage}/{one.rule.id}?", err=True)
        )  # fmt: skip
    failed = False
    for number in wanted:
        if not 1 <= number <= len(found):
            raise click.UsageError(f"there is no suggestion {number}: they are 1 to {len(found)}")
        failed |= not _written(found[number - 1], shelf)
    return EXIT_FAULT if failed else 0


def _written(one: Suggestion | Narrower, shelf: Shelf) -> bool:
    """Write a suggested rule into its file, once it is proved that all rules still hold."""
    folders, home = ruleset.folders(shelf.rules), ruleset.home(shelf.rules)
    target = Target(folders if home in folders else (*folders, home), home, one.stage)
    placed = placing.place(one.rule, target, _ahead(one, target))
    for fault in placed.faults:
        complain(str(fault))
    if placed.faults:
        complain(f"{one.stage}/{one.rule.id} is not written")
        return False
    home.mkdir(parents=True, exist_ok=True)
    store.write_file(target.path, placed.text.encode())
    click.echo(visible(f"{target.path}: rule {one.stage}/{one.rule.id} is written"))
    return True


def _ahead(one: Suggestion | Narrower, target: Target) -> str:
    """Give the rule that the new one must stand before, if that is in the same file."""
    if isinstance(one, Suggestion) or one.ahead_of not in placing.own_ids(target):
        return ""
    return one.ahead_of


def _narrowed(number: int, one: Narrower) -> str:
    lines = (f"   {visible(line)}" for line in one.rule.source().splitlines())
    return "\n".join([f"\n{number}. {visible(narrower.told(one))}", *lines])


def _told(number: int, one: Suggestion) -> str:
    pairs = [f"{shown(before)} -> {shown(after)}" for before, after in dict.fromkeys(one.edits)]
    least = 1 - bound(one.seen, one.seen + 1 + len(one.elsewhere))
    more = f", and {len(pairs) - EXAMPLES} more" if len(pairs) > EXAMPLES else ""
    lines = [
        f"\n{number}. {one.stage}/{one.rule.id}: {visible(one.rule.about)}",
        *(f"   {visible(line)}" for line in one.rule.source().splitlines()),
        f"   made by hand {one.seen} times: {'; '.join(pairs[:EXAMPLES])}{more}",
        f"   right wherever somebody looked: at least {least:.0%} right, at 95 % confidence",
        f"   {len(one.elsewhere)} places in other texts" + (":" if one.elsewhere else ""),
        *(f"     {shown(place)}" for place in one.elsewhere[:EXAMPLES]),
    ]
    return "\n".join(lines)


def _read(names: tuple[str, ...], shelf: Shelf) -> _Known:
    """Read all texts: those that somebody changed, and those that nobody did."""
    found, faults = sources.discover([shelf.raw])
    if not found:
        raise faults[0]
    by_name = {one.name: one for one in found}
    learned: list[Learned] = []
    others: list[str] = []
    languages: list[str] = []
    fired: list[Fired] = []
    for place in store.find(shelf.cleaned, names):
        source = by_name.get(place.name)
        if source is None:
            continue
        told, listed = _edited(place, source)
        languages.append(listed.head.language)
        fired += _fired(source, listed)
        if told.edits:
            learned.append(told)
        else:
            others.append(told.text)
    if not languages:
        raise Fault(str(shelf.raw), "holds the raw text of none of these", "give --raw")
    language = max(languages, key=languages.count)
    return _Known(tuple(learned), tuple(others), language, tuple(fired))


def _fired(source: Source, listed: Ledger) -> list[Fired]:
    """Give every place where a rule fired, with the text that its stage saw."""
    text = encoding.decode(source.read()[0])[0]
    found = []
    for stage in listed.stages:
        for one in stage.corrections:
            if one.applied or one.decision:
                refused = one.decision == "stet"
                found.append(Fired(stage.stage, one.rule, text, one.start, one.end, refused))
        text = apply(text, stage.corrections)
    return found


def _edited(place: Place, source: Source) -> tuple[Learned, Ledger]:
    """Give a text as the rules alone would leave it with every edit since, and its ledger."""
    listed = store.read_ledger(place)
    told = hand_edits_of(place, source)
    return Learned(told.base, tuple(find(told.base, told.now))), listed
