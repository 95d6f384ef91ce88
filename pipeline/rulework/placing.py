"""Finds the place of a new rule in its file, and proves on a copy of the rules that it holds."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline import presence, rule_source, ruleset
from pipeline.correction import CONFIDENCES
from pipeline.faults import Fault
from pipeline.rules import Rule, Stage, load_stage
from pipeline.ruleset import Folders, RuleSet
from pipeline.rulework import writing
from pipeline.rulework.cases import of_stage
from pipeline.rulework.check import check
from pipeline.rulework.judge import NEEDLESS, Judge
from pipeline.rulework.writing import NewRule


@dataclass(frozen=True)
class Target:
    """Where a rule goes: the folders of the rule set, the one it is written to, and its stage."""

    folders: Folders
    home: Path
    stage: str

    @property
    def path(self) -> Path:
        """The stage's file in the folder that is written to."""
        return self.home / f"{self.stage}.toml"


@dataclass(frozen=True)
class Placed:
    """A rule file's text with the new rule in it, and whatever is wrong with the rules then.

    The `notes` are of other rules whose examples no longer need them.
    """

    text: str
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...] = ()


def place(rule: NewRule, target: Target, ahead_of: str = "") -> Placed:
    """Put a rule into the text of its file, and check a copy of the rules with it.

    It goes behind the rules that are as sure, before the weaker ones; where a rule of the file
    that is no surer takes the place in its example, before that one. Faults that the rules had
    before are not told. Raises Fault where the file would not load.
    """
    source, stage = _own(target)
    rules = list(stage.rules) if stage else []
    at = writing.position(stage, rule.confidence)
    if ahead_of:
        at = [one.id for one in rules].index(ahead_of)
    while True:
        made = writing.inserted(source, rule.source(), at)
        winner = None if ahead_of else _winner(made, rule, target)
        before = [index for index, one in enumerate(rules[:at]) if winner and one.id == winner.id]
        if not before or _surer(rules[before[0]], rule):
            break
        at = before[0]
    faults = list(_faults(made, target, rule.id))
    own = f"rule {target.stage}/{rule.id}:"
    needless = [one for one in faults if NEEDLESS in one.problem]
    notes = [one for one in needless if not one.problem.startswith(own)]
    return Placed(made, tuple(one for one in faults if one not in notes), tuple(notes))


def own_ids(target: Target) -> list[str]:
    """Give the ids of the rules that the stage's file holds now."""
    _, stage = _own(target)
    return [rule.id for rule in stage.rules] if stage else []


def _own(target: Target) -> tuple[str, Stage | None]:
    """Give the text of the stage's file, or that of a new one, and what it holds."""
    if not presence.exists(target.path):
        return writing.new_file(target.stage), None
    whole = next(s for s in ruleset.load(target.folders).stages if s.name == target.stage)
    return rule_source.read(target.path), load_stage(target.path, shared=whole.finders)


def _surer(other: Rule, rule: NewRule) -> bool:
    return CONFIDENCES.index(other.confidence) < CONFIDENCES.index(rule.confidence)


def _winner(made: str, rule: NewRule, target: Target) -> Rule | None:
    """Give the rule that takes the place in the new one's example, None where none does."""
    with _copy(made, target) as rules:
        (stage,) = rules.stages
        for one, examples, keeps in of_stage(stage, rules):
            if one.id == rule.id:
                winners = Judge(stage.name, one, tuple(examples), tuple(keeps)).winners()
                names = [name.rpartition("/")[2] for name in winners.values()]
                return next((other for other in stage.rules if other.id in names), None)
    return None


def _faults(made: str, target: Target, new: str) -> Iterator[Fault]:
    """Yield what is wrong with the rules since there is a new one, and was not before."""
    with _copy(made, target) as rules:
        faults = list(check(rules, changed=new))
    if faults:
        old = ruleset.load(target.folders).only([target.stage])
        known = {fault.problem for fault in check(old)}
        for fault in faults:
            if fault.problem not in known:
                # The lines are those of the copy.
                yield Fault(str(target.path), fault.problem, fault.remedy)


@contextmanager
def _copy(made: str, target: Target) -> Iterator[RuleSet]:
    """Give the changed stage, read from a copy of the folder that is written to."""
    with tempfile.TemporaryDirectory(prefix="corrigenda-") as folder:
        copy = Path(folder) / "rules"
        shutil.copytree(target.home, copy, ignore=shutil.ignore_patterns("words"))
        words = (target.home / "words").resolve()
        if presence.is_folder(words):  # megabytes that nothing changes
            try:
                os.symlink(words, copy / "words")
            except OSError:
                shutil.copytree(words, copy / "words")
        (copy / target.path.name).write_text(made, encoding="utf-8")
        folders = tuple(copy if one == target.home else one for one in target.folders)
        try:
            rules = ruleset.load(folders).only([target.stage])
        except Fault as fault:
            raise Fault(str(target.path), fault.problem, fault.remedy) from None
        yield rules
