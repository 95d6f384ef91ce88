"""Trying: `rules try`, which shows what a rule would do and writes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from pipeline import encoding, rule_source, ruleset, runner, sources
from pipeline.commands.output import colourful, nearest, show
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.review.terminal import CONTEXT_CHARACTERS, Paint, shown
from pipeline.rules import Rule, load_draft
from pipeline.ruleset import RuleSet
from pipeline.rulework import trial as work
from pipeline.rulework.draft import DRAFT, draft_source
from pipeline.rulework.judge import Judge
from pipeline.rulework.trial import Place, Text, Trial, Tried
from pipeline.sources import Source
from pipeline.visible import visible

DEFAULT_STAGE = "scannos"


@dataclass(frozen=True)
class Trying:
    """The options of `rules try`."""

    arguments: tuple[Path, ...]
    find: str | None
    replace: str | None
    when: str | None
    stage: str | None
    ahead_of: str | None
    language: str | None
    rules: tuple[Path, ...]


def try_(options: Trying) -> int:
    """Show every place that a rule which is not in the set would change."""
    rules = ruleset.load(options.rules)
    runner.check_language(options.language, rules)
    raw, made = options.arguments, options.find is not None
    if not made and not raw:
        raise click.UsageError("give a file with a rule, or --find and --replace")
    if options.find == "":
        raise click.UsageError("--find is empty, which is found everywhere: give a pattern")
    path = None if made else raw[0]
    source = _from_options(options) if made else rule_source.read(raw[0])
    stage = _stage(options.stage, source, path, rules)
    draft = read_draft(source, path, stage, rules)
    for fault in Judge(stage, draft, (), ()).of_time():
        complain(f"note: {fault.problem}")
    trial = _placed(rules, stage, draft, options.ahead_of or "")
    return run(replace(trial, language=options.language), raw if made else raw[1:])


def run(trial: Trial, raw: Iterable[Path], written: bool = False) -> int:
    """Try a rule over raw texts (default: those in `raw/`), and show what it would do.

    `written` says that the rule is in its file.
    """
    found, faults = sources.texts(list(raw) or [Path("raw")])
    for fault in faults:
        complain(str(fault))
    if faults and not found:
        return EXIT_FAULT
    paint = Paint(colourful())
    last = "" if written else "; nothing is written"
    standing = f"as a rule of {trial.stage}, number {trial.position + 1}{last}"
    show(_told(work.run(trial, map(_text, found)), standing, paint), paint.colour)
    return EXIT_FAULT if faults else 0


def read_draft(source: str, path: Path | None, stage: str, rules: RuleSet) -> Rule:
    """Read a rule that is being written, with the named finders of its stage's file.

    Raises Fault; where the rule comes from options, they are its place.
    """
    shared = next(one.finders for one in rules.stages if one.name == stage)
    try:
        return load_draft(source, path or Path(DRAFT), stage, shared)
    except Fault as fault:
        if path:
            raise
        problem = fault.problem.removeprefix(f"rule {stage}/{DRAFT}: ")
        raise Fault("--find, --replace, --when", problem, fault.remedy) from None


def _from_options(options: Trying) -> str:
    """Give the source of a rule made of options."""
    if options.replace is None:
        raise click.UsageError("--find wants --replace (which may be empty)")
    return draft_source(options.find or "", options.replace, options.when)


def _stage(given: str | None, source: str, path: Path | None, rules: RuleSet) -> str:
    names = [one.name for one in rules.stages]
    told = given or str(rule_source.parse(source, path or Path(DRAFT)).get("stage", ""))
    stage = told or (DEFAULT_STAGE if DEFAULT_STAGE in names else names[-1])
    if stage not in names:
        raise Fault(str(rules.place), f'no stage "{stage}"', nearest(stage, names))
    return stage


def _placed(rules: RuleSet, stage: str, rule: Rule, ahead_of: str) -> Trial:
    try:
        return work.placed(rules, stage, rule, ahead_of.removeprefix(f"{stage}/"))
    except KeyError as error:
        ids = [one.id for one in next(s for s in rules.stages if s.name == stage).rules]
        name = str(error.args[0])
        raise Fault(f"stage {stage}", f'no rule "{name}"', nearest(name, ids)) from None


def _text(source: Source) -> Text:
    return Text(source.name, lambda: encoding.decode(source.read()[0])[0])


@dataclass
class _Sum:
    """What all texts come to."""

    texts: set[str] = field(default_factory=set)
    with_hits: set[str] = field(default_factory=set)
    in_parts: set[str] = field(default_factory=set)
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    won_from: Counter[str] = field(default_factory=Counter)
    lost_to: Counter[str] = field(default_factory=Counter)

    def add(self, tried: Tried) -> None:
        self.texts.add(tried.name)
        if tried.hits:
            self.with_hits.add(tried.name)
        if tried.parts > 1:
            self.in_parts.add(tried.name)
        self.changes.update((one.before, one.after) for one in tried.hits)
        self.won_from.update(one.loser for one in tried.hits if one.loser)
        self.lost_to.update(one.winner for one in tried.beaten)


def _told(found: Iterable[Tried], standing: str, paint: Paint) -> Iterator[str]:
    """Give the places text by text, as they are found, and then what they come to."""
    total = _Sum()
    last = ""
    for tried in found:
        total.add(tried)
        if tried.places:
            if tried.name != last:
                yield paint.head(visible(tried.name))
                last = tried.name
            yield from _text_told(tried, paint)
    yield from _sum_told(total, paint)
    yield paint.aside(standing)


def _text_told(tried: Tried, paint: Paint) -> Iterator[str]:
    groups: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
    for place in tried.places:
        groups[place.before, place.after, place.winner].append(place)
    for (before, after, winner), places in sorted(groups.items(), key=_by_count):
        beaten = f", taken by {visible(winner)}" if winner else ""
        yield f"  {_arrow(before, after)}: {_counted(len(places), 'place')}{beaten}"
        for place in places:
            loser = paint.aside(f"  instead of {visible(place.loser)}") if place.loser else ""
            yield f"  {paint.aside(f'line {place.line:>6}')}  {_in_context(place, paint)}{loser}"


def _by_count(item: tuple[tuple[str, str, str], list[Place]]) -> tuple[bool, int, int]:
    (_, _, winner), places = item
    return bool(winner), -len(places), places[0].line


def _in_context(place: Place, paint: Paint) -> str:
    left, right = shown(place.left), shown(place.right)
    if len(left) > CONTEXT_CHARACTERS:
        left = "…" + left[-CONTEXT_CHARACTERS:]
    if len(right) > CONTEXT_CHARACTERS:
        right = right[:CONTEXT_CHARACTERS] + "…"
    if place.winner or place.before == place.after:
        return f"{left}{paint.head(shown(place.before))}{right}"
    gone = paint.gone(f"[-{shown(place.before)}-]")
    new = paint.new(f"{{+{shown(place.after)}+}}") if place.after else ""
    return f"{left}{gone}{new}{right}"


def _sum_told(total: _Sum, paint: Paint) -> Iterator[str]:
    places = total.changes.total()
    if places:
        texts = f"{len(total.with_hits)} of {_counted(len(total.texts), 'text')}"
        yield paint.head(f"{_counted(places, 'place')} in {texts}")
    else:
        yield paint.head(f"no place in {_counted(len(total.texts), 'text')}")
    for (before, after), count in total.changes.most_common():
        yield f"{count:>7}  {_arrow(before, after)}"
    for rule, count in total.lost_to.most_common():
        yield f"loses {_counted(count, 'place')} to {visible(rule)}, which stands before it"
    for rule, count in total.won_from.most_common():
        yield f"takes {_counted(count, 'place')} from {visible(rule)}, which stands after it"
    if total.in_parts:
        names = ", ".join(map(visible, sorted(total.in_parts)))
        yield f"tried in parts, the words of each counted by themselves: {names}"


def _arrow(before: str, after: str) -> str:
    if before == after:
        return f"{shown(before)} stays"
    return f"{shown(before)} → {shown(after) or '(nothing)'}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count != 1 else ''}"
