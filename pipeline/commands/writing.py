"""Writing: `rules new`, which puts a rule into its file and shows what it does."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from pipeline import presence, ruleset, store
from pipeline.commands import trying
from pipeline.commands.output import nearest
from pipeline.correction import CONFIDENCES, Confidence
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.ruleset import RuleSet
from pipeline.rulework import placing, trial, writing
from pipeline.rulework.draft import find_table, propose, table
from pipeline.rulework.placing import Target
from pipeline.rulework.writing import NewRule
from pipeline.visible import visible

# A sign that no book has stands for a line end, where an option or an answer is one line; so does
# the escape that everybody tries first.
LINE_END = "⏎"

RAW = Path("raw")


@dataclass(frozen=True)
class Writing:
    """The options of `rules new`."""

    raw: tuple[Path, ...]
    stage: str | None
    id: str | None
    about: str | None
    confidence: Confidence | None
    before: str | None
    after: str | None
    keep: str | None
    why: str | None
    find: str | None
    replace: str | None
    when: str | None
    language: tuple[str, ...]
    ahead_of: str | None
    rules: tuple[Path, ...]


def new(options: Writing) -> int:
    """Write a new rule with its examples into the right file, and try it on the raw texts."""
    home = ruleset.home(options.rules)
    if not presence.is_folder(home):
        remedy = 'make one, or run "corrigenda init" for a project of your own'
        raise Fault(str(home), "no such rules folder", remedy)
    folders = ruleset.folders(options.rules)
    if home not in folders:  # an empty folder of one's own, which adds from now on
        folders = (*folders, home)
    rules = ruleset.load(folders)
    asked = _ask(options, [one.name for one in rules.stages])
    target = Target(folders, home, asked.stage or "")
    _check_names(asked, rules, target)
    rule = _rule(asked)
    placed = placing.place(rule, target, (asked.ahead_of or "").rpartition("/")[2])
    if placed.faults:
        for fault in placed.faults:
            complain(str(fault))
        complain("nothing is written")
        return EXIT_FAULT
    for note in placed.notes:
        complain(f"note: {note}")
    store.write_file(target.path, _with_line_ends(placed.text, target.path).encode())
    return _show(rule, target, options.raw)


def _with_line_ends(text: str, path: Path) -> str:
    """Give a text the line ends of the file that it takes the place of."""
    old = path.read_bytes() if presence.exists(path) else b""
    return text.replace("\n", "\r\n") if b"\r\n" in old else text


def _show(rule: NewRule, target: Target, raw: tuple[Path, ...]) -> int:
    rules = ruleset.load(target.folders)
    made = next(
        one for stage in rules.stages if stage.name == target.stage
        for one in stage.rules if one.id == rule.id
    )  # fmt: skip
    click.echo(f"{visible(made.place)}: rule {target.stage}/{rule.id} is written:\n")
    click.echo("\n".join(f"    {visible(line)}" for line in rule.source().splitlines()) + "\n")
    if not raw and not presence.is_folder(RAW):
        click.echo('try it with "corrigenda rules try", once there are raw texts')
        return 0
    return trying.run(trial.placed(rules, target.stage, made), raw, written=True)


def _ask(options: Writing, stages: list[str]) -> Writing:
    """Ask at a terminal for whatever is missing; elsewhere say what is."""
    wanted = ("id", "about", "before", "after", "keep")
    missing = [name for name in wanted if getattr(options, name) is None]
    usual = trying.DEFAULT_STAGE if trying.DEFAULT_STAGE in stages else stages[-1]
    if not missing:
        sure = options.confidence or "likely"
        return replace(options, stage=options.stage or usual, confidence=sure)
    if not _at_a_terminal():
        told = ", ".join(f"--{name}" for name in missing)
        raise click.UsageError(f"no terminal to ask at: give {told}")
    found = replace(
        options,
        stage=_answer(options.stage, "stage", usual, stages),
        id=_answer(options.id, "name of the damage, as in letter-for-semicolon"),
        about=_answer(options.about, "what it is, in one line"),
        confidence=_answer(options.confidence, "how sure", "likely", CONFIDENCES),
        before=_answer(options.before, f"a text that has it ({LINE_END} for a line end)"),
        after=_answer(options.after, "the same text as it should read"),
        keep=_answer(options.keep, "a text like it that must stay as it is"),
        why=_answer(options.why, "why that one stays", ""),
    )
    pattern, template = _proposal(found)
    return replace(
        found,
        find=_answer(options.find, "pattern", pattern),
        replace=_answer(options.replace, "replacement", template),
    )


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _answer(
    given: str | None, question: str, default: str | None = None, among: Sequence[str] = ()
) -> Any:
    """Give an option, or the answer to a question where it is not given."""
    if given is not None:
        return given
    kind = click.Choice(among) if among else None
    return click.prompt(question, default=default, type=kind, err=True)


def _proposal(options: Writing) -> tuple[str, str]:
    try:
        made = propose(_text(options.before), _text(options.after))
    except ValueError as error:
        raise Fault("--before, --after", str(error), "give the text as it should read") from None
    return made.pattern, made.replace


def _rule(options: Writing) -> NewRule:
    """Make the rule: what is not given is proposed from the example."""
    before, after = _text(options.before), _text(options.after)
    find = options.find
    proposal = _proposal(options)
    if find is None or find == proposal[0]:
        source = propose(before, after).find()
    else:
        source = find_table(find)
    replacement = proposal[1] if options.replace is None else _text(options.replace)
    return NewRule(
        options.id or "", options.about or "", options.confidence or "likely", source, replacement,
        before, after, _text(options.keep), options.why or "",
        table(options.when, "--when") if options.when else "", options.language,
    )  # fmt: skip


def _text(given: str | None) -> str:
    return (given or "").replace(LINE_END, "\n").replace(r"\n", "\n")


def _check_names(options: Writing, rules: RuleSet, target: Target) -> None:
    names = [one.name for one in rules.stages]
    if target.stage not in names:
        raise Fault(rules.place, f'no stage "{target.stage}"', nearest(target.stage, names))
    if not writing.is_id(options.id or ""):
        problem = f'"{options.id}" is no name for a rule'
        raise Fault("--id", problem, "small letters and figures, joined by hyphens")
    for stage in rules.stages:
        if stage.name == target.stage:
            for rule in stage.rules:
                if rule.id == options.id:
                    problem = f"rule {target.stage}/{rule.id} is there already"
                    raise Fault(rule.place, problem, "choose another --id")
    if options.ahead_of:
        ids = placing.own_ids(target)
        if options.ahead_of.rpartition("/")[2] not in ids:
            remedy = nearest(options.ahead_of, ids) if ids else "leave --ahead-of out"
            raise Fault(str(target.path), f'no rule "{options.ahead_of}" in it', remedy)
