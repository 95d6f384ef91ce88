"""Rule files: what a stage does, read from TOML and checked before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
import regex

from pipeline import finders, repeats
from pipeline.correction import Confidence
from pipeline.faults import Fault
from pipeline.finders import Finder
from pipeline.guards import GUARDS, Guard, compiled
from pipeline.rule_source import SEE, line_of, nearest, parse, plainly, read, schema_fault
from pipeline.templates import BOUND_GUARDS, PATTERN_GUARDS, fields, named_groups, templates_of


class Example(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A text before and after the rule; `language` where it is not the rule's first."""

    before: str
    after: str
    language: str = ""


class Keep(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A text that must come through untouched, and why it might not."""

    text: str
    why: str = ""
    language: str = ""


class Allow(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Why `rules check` shall let a rule pass that it would object to, for each objection.

    `needless`: its examples come out the same without it. `slow`: some text holds its pattern up.
    `unstable`: it changes what it has changed.
    """

    needless: str = ""
    slow: str = ""
    unstable: str = ""


class RuleTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A rule as its file writes it."""

    id: str
    about: str
    confidence: Confidence
    find: str | dict[str, Any]
    examples: list[Example]
    keeps: list[Keep]
    when: dict[str, Any] | list[dict[str, Any]] = {}
    replace: str | None = None
    leave: bool = False
    languages: list[str] = []
    allow: Allow = Allow()


class StageTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A stage as its file writes it: a line about it, shared finders by name, rules in order."""

    about: str
    rule: list[RuleTable]
    finders: dict[str, dict[str, Any]] = {}


@dataclass(frozen=True)
class Rule:
    """A checked rule, ready to run.

    `key` is the same for all rules that ask the same of the same finder. `patterns` are those in
    its finder's settings and its guards, each with the name of the key that holds it.
    """

    id: str
    about: str
    confidence: Confidence
    finder: Finder
    settings: Any
    key: str
    guards: tuple[tuple[str, Guard, Any], ...]
    replace: str
    leave: bool
    languages: frozenset[str]
    examples: tuple[Example, ...]
    keeps: tuple[Keep, ...]
    place: str
    patterns: tuple[tuple[str, str], ...]
    allow: Allow

    @cached_property
    def bounds(self) -> tuple[tuple[tuple[str, float], ...], tuple[tuple[str, float], ...]]:
        """The measures that guards bound from below, and those they bound from above."""
        both: dict[str, list[tuple[str, float]]] = {name: [] for name in BOUND_GUARDS}
        for name, _, parameter in self.guards:
            if name in both:
                both[name] += parameter.items()
        return tuple(both["at_least"]), tuple(both["at_most"])

    @cached_property
    def of_document(self) -> tuple[tuple[Guard, Any], ...]:
        """The guards that ask of the document alone, with their parameters."""
        return tuple((guard, asked) for _, guard, asked in self.guards if guard.of_document)

    def fill(self, groups: Mapping[str, str]) -> str:
        """Give the replacement for a match's groups; raises Fault for a group that is not there."""
        try:
            return self.replace.format_map(groups)
        except KeyError as error:
            raise self.no_group(error) from None

    def no_group(self, error: KeyError) -> Fault:
        """Give the fault of a rule that names a group which its finder does not give."""
        problem = f'rule {self.id}: finder {self.finder.name} gives no group "{error.args[0]}"'
        return Fault(self.place, problem, 'run "corrigenda rules check"')


@dataclass(frozen=True)
class Stage:
    """A stage's rules in order, strongest evidence first, and the finders that it names."""

    name: str
    about: str
    rules: tuple[Rule, ...]
    finders: Mapping[str, dict[str, Any]] = field(default_factory=dict)


def load_stage(
    path: Path,
    name: str = "",
    ignore: tuple[str, ...] = (),
    shared: Mapping[str, dict[str, Any]] = MappingProxyType({}),
) -> Stage:
    """Read and check one rule file; raises Fault with file, line and rule at the first mistake.

    `name` is the stage's where it is not the file's own; `ignore` names tables read elsewhere.
    `shared` are named finders of other files, for rules that ask for one this file lacks.
    """
    source = read(path)
    table = {key: value for key, value in parse(source, path).items() if key not in ignore}
    try:
        stage = msgspec.convert(table, StageTable)
    except msgspec.ValidationError as error:
        raise schema_fault(error, table, source, path, _KEYS) from None
    name = name or path.stem
    stage = msgspec.structs.replace(stage, finders={**shared, **stage.finders})
    reader = _RuleReader(path, source, stage)
    rules = [reader.read(index, rule, name) for index, rule in enumerate(stage.rule)]
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise Fault(rule.place, f"rule {rule.id}: the id is used twice", "rename one of them")
        seen.add(rule.id)
    return Stage(name, stage.about, tuple(rules), stage.finders)


def load_draft(source: str, path: Path, stage: str, shared: Mapping[str, Any]) -> Rule:
    """Read one rule that is being written: all it needs is `find`, and `replace` or `leave`.

    The rule may stand by itself or below `[[rule]]`. `shared` are the named finders of the stage's
    file. Raises Fault as `load_stage` does, and where there are several rules.
    """
    table = parse(source, path)
    rows = table.get("rule", [{key: table[key] for key in table if key != "finders"}])
    if not isinstance(rows, list) or len(rows) != 1 or not isinstance(rows[0], dict):
        raise Fault(str(path), "does not hold one rule", "give each draft a file of its own")
    made = {"about": "", "finders": {**shared, **table.get("finders", {})}}
    made["rule"] = [{**_DRAFT, **rows[0]}]
    try:
        read = msgspec.convert(made, StageTable)
    except msgspec.ValidationError as error:
        raise schema_fault(error, made, source, path, _KEYS) from None
    return _RuleReader(path, source, read).read(0, read.rule[0], stage)


# What a draft need not say yet. Its examples are not looked at.
_DRAFT = {
    "id": "draft",
    "about": "A draft.",
    "confidence": "likely",
    "examples": [{"before": "", "after": ""}],
    "keeps": [{"text": ""}],
}
_KEYS = (*RuleTable.__struct_fields__, *StageTable.__struct_fields__)


@dataclass(frozen=True)
class _RuleReader:
    """Checks the rules of one file, telling each fault with its place."""

    path: Path
    source: str
    stage: StageTable

    def read(self, index: int, table: RuleTable, stage: str) -> Rule:
        place = f"{self.path}:{line_of(self.source, index)}"
        label = f"rule {stage}/{table.id}"

        def fault(key: str, problem: str, remedy: str = "") -> Fault:
            line = line_of(self.source, index, key)
            return Fault(f"{self.path}:{line}", f"{label}: {problem}", remedy)

        if not table.examples or not table.keeps:
            empty = "keeps" if table.examples else "examples"
            raise fault(empty, f"has no {empty}", "a rule without examples and keeps does not load")
        if table.leave == (table.replace is not None):
            raise fault("replace", "needs either replace or leave = true", "give one of the two")
        finder, settings = self._finder(table, fault)
        guards = tuple(self._guards(table, fault))
        replace = table.replace or ""
        self._check_template(replace, "replace", fault)
        if finder.name == "pattern":
            known = ["all", *compiled(settings.pattern).groupindex]
            for key, group in named_groups(replace, guards):
                if group not in known:
                    raise fault(key, f'the pattern has no group "{group}"', nearest(group, known))
        return Rule(
            table.id, table.about, table.confidence, finder, settings,
            f"{finder.name} {msgspec.json.encode(settings).decode()}", guards, replace, table.leave,
            frozenset(table.languages), tuple(table.examples), tuple(table.keeps), place,
            (*_patterns(msgspec.to_builtins(settings)), *_guard_patterns(guards)), table.allow,
        )  # fmt: skip

    def _finder(self, table: RuleTable, fault: Any) -> tuple[Finder, Any]:
        find = table.find
        if isinstance(find, str):
            if find not in self.stage.finders:
                if regex.search(r"[^\w-]", find):
                    remedy = f"write a pattern as {{ pattern = '{find}' }}"
                else:
                    remedy = nearest(find, [*self.stage.finders])
                raise fault("find", f'the stage has no finder "{find}"', remedy)
            find = self.stage.finders[find]
        name = str(find.get("finder", "pattern"))
        try:
            finder = finders.load(name)
        except KeyError:
            raise fault(
                "find", f'unknown finder "{name}"', nearest(name, finders.names())
            ) from None
        settings = {key: value for key, value in find.items() if key != "finder"}
        try:
            made = msgspec.convert(settings, finder.settings)
        except msgspec.ValidationError as error:
            raise fault("find", f'finder "{name}": {plainly(str(error))}', SEE) from None
        for _, pattern in _patterns(settings):
            self._compile(pattern, "find", fault)
        return finder, made

    def _guards(self, table: RuleTable, fault: Any) -> list[tuple[str, Guard, Any]]:
        rows = table.when if isinstance(table.when, list) else [table.when]
        guards = []
        for row in rows:
            for name, parameter in row.items():
                if name not in GUARDS:
                    raise fault(name, f'unknown guard "{name}"', nearest(name, [*GUARDS]))
                guard = GUARDS[name]
                try:
                    made = msgspec.convert(parameter, guard.parameter)
                except msgspec.ValidationError as error:
                    raise fault(
                        name,
                        f'guard "{name}": {plainly(str(error))}',
                        SEE,
                    ) from None
                if name in PATTERN_GUARDS:
                    for pattern in made.values():
                        self._compile(pattern, name, fault)
                for template in templates_of(name, made):
                    self._check_template(template, name, fault)
                guards.append((name, guard, made))
        return guards

    @staticmethod
    def _check_template(template: str, key: str, fault: Any) -> None:
        try:
            fields(template)
        except ValueError:
            remedy = "write {group}, and {{ for a brace"
            raise fault(key, f'bad template "{template}"', remedy) from None

    @staticmethod
    def _compile(pattern: str, key: str, fault: Any) -> None:
        times = repeats.most(pattern)
        if times > repeats.REPEATS_MOST:
            problem = f"the pattern repeats something {times:,} times"
            raise fault(key, problem, f"{repeats.REPEATS_MOST:,} is the most")
        try:
            compiled(pattern)
        except regex.error as error:
            raise fault(
                key, f'the pattern "{pattern}" does not compile ({error})', "mend it"
            ) from None


def _patterns(settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The settings that are patterns by their name, with that name; an empty one asks nothing."""
    found = []
    for key, value in settings.items():
        if key == "pattern" or key.endswith("_pattern"):
            found.append((key, str(value)))
        elif key == "patterns" or key.endswith("_patterns"):
            found += [(key, str(one)) for one in value]
    return [one for one in found if one[1]]


def _guard_patterns(guards: tuple[tuple[str, Guard, Any], ...]) -> list[tuple[str, str]]:
    return [
        (f"{name} {group}", pattern)
        for name, _, made in guards
        if name in PATTERN_GUARDS
        for group, pattern in made.items()
    ]
