"""A rule set is a folder of rule files: the stages in order, language packs, collection packs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import msgspec
import regex

from pipeline import circles, old_spelling, presence
from pipeline.allowance import Times
from pipeline.anchors import Likeness
from pipeline.context import Limits
from pipeline.document import PageMarks
from pipeline.faults import Fault
from pipeline.misreadings import MisreadingsTable
from pipeline.old_spelling import SpellingTable
from pipeline.rule_source import SEE, parse_file, plainly
from pipeline.rules import Rule, Stage, load_stage

HERE = Path(__file__).resolve().parent

# Where a project's own rules are, in the working folder.
OWN = Path("rules")

Folders = tuple[Path, ...]

# What reviewers decided lies beside the rules and is none of them.
DECISIONS = "decisions"


class PipelineTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`rules/pipeline.toml`: the stages in order and what holds for all of them.

    The stages look at a text again until they change nothing, `looks` times at most. `misreadings`
    holds in every language whose pack has no such table.
    """

    stages: list[str]
    language: str
    looks: Annotated[int, msgspec.Meta(ge=1)] = 1
    pages: PageMarks = PageMarks()
    optional: list[str] = []
    decisions: Likeness = Likeness()
    passages: Limits = Limits()
    misreadings: MisreadingsTable | None = None
    time: Times | None = None


class CollectionTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Rules of one series of documents, chosen by file-name patterns."""

    about: str
    files: list[str]
    stage: str


class QuotesTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The quotation marks of a language, for quotations and for those inside them."""

    open: str
    close: str
    inner_open: str
    inner_close: str


class HyphenationTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How a language breaks its words: lists that the guard `listed` looks into, in small letters.

    `prefixes` and `suffixes` may be words by themselves, and a break there is a break of a word all
    the same. Before `hanging` words a hyphen waits for the second half of another compound.
    `clitics` lean on the word before by a hyphen that stays. `abbreviations` end in a full stop.
    """

    prefixes: list[str] = []
    suffixes: list[str] = []
    hanging: list[str] = []
    clitics: list[str] = []
    abbreviations: list[str] = []


class LanguageTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A language pack: the small words that tell a text is in it, and its quotation marks.

    `notes` tell a writer of rules how the language was printed: its breaks, long s, ligatures.
    """

    about: str = ""
    telltales: list[str] = []
    notes: list[str] = []
    quotes: QuotesTable | None = None
    hyphenation: HyphenationTable | None = None
    old_spelling: SpellingTable | None = None
    misreadings: MisreadingsTable | None = None


@dataclass(frozen=True)
class Collection:
    """A collection pack: where its name patterns match, its rules come first in their stage."""

    files: tuple[str, ...]
    stage: str
    about: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class RuleSet:
    """Everything that decides an outcome, and the digest of the files it was read from."""

    folders: Folders
    stages: tuple[Stage, ...]
    language: str
    languages: dict[str, dict[str, Any]]
    collections: tuple[Collection, ...]
    marks: PageMarks
    digest: str
    likeness: Likeness = field(default_factory=Likeness)
    limits: Limits = field(default_factory=Limits)
    times: Times | None = None
    looks: int = 1

    def taken_for_misread(self) -> RuleSet:
        """Give the rule set with every document taken for misread, whatever it shows."""
        packs = {
            code: {**pack, "misreadings": {**pack["misreadings"], "assumed": True}}
            for code, pack in self.languages.items()
            if pack.get("misreadings")
        }
        return replace(self, languages={**self.languages, **packs})

    @property
    def place(self) -> str:
        """The folders, for messages."""
        shipped = shipped_folder()
        return " and ".join(
            "the shipped rules" if one == shipped else str(one) for one in self.folders
        )

    def stages_for(self, name: str) -> tuple[Stage, ...]:
        """Give the stages for a document of this name, with its collections' rules in front."""
        stages = list(self.stages)
        for pack in self.collections:
            if not any(fnmatch(name, pattern) for pattern in pack.files):
                continue
            for index, stage in enumerate(stages):
                if stage.name == pack.stage:
                    stages[index] = replace(stage, rules=pack.rules + stage.rules)
        return tuple(stages)

    def abouts(self) -> dict[str, str]:
        """Give what each rule says about itself, by stage/rule."""
        packs = ((pack.stage, rule) for pack in self.collections for rule in pack.rules)
        own = ((one.name, rule) for one in self.stages for rule in one.rules)
        return {f"{stage}/{rule.id}": rule.about for stage, rule in (*packs, *own)}

    def only(self, names: Sequence[str]) -> RuleSet:
        """Give the same rule set with no other stages than these."""
        return replace(self, stages=tuple(one for one in self.stages if one.name in names))


def shipped_folder() -> Path:
    """Give the rules that came with the program: the checkout's, or those inside the wheel."""
    beside = HERE.parent / "rules"
    return beside if _is_whole(beside) else HERE / "shipped_rules"


def folders(given: Sequence[Path] = ()) -> Folders:
    """Give the folders of a rule set, a whole one first, and then those that add to it.

    A folder with a `pipeline.toml` is a whole set. Where none of those given is one, they add to
    the shipped rules. Where none is given, `rules/` in the working folder is taken if it holds any
    rule; another program's folder of that name is left alone. Raises Fault for a folder that is
    not there or that has nothing of a rules folder, and for two whole sets.
    """
    chosen = list(given) or ([OWN] if _is_own(OWN) else [])
    for folder in chosen:
        if not presence.is_folder(folder):
            raise Fault(str(folder), "no such rules folder", "check the name")
        if _is_foreign(folder):
            remedy = "check the name; rules stand in files STAGE.toml"
            raise Fault(str(folder), "holds no rules, but other files", remedy)
    whole = [one for one in chosen if _is_whole(one)]
    if len(whole) > 1:
        problem = f"is a whole rule set, and so is {whole[0]}"
        raise Fault(str(whole[1]), problem, "give one of them; a folder without pipeline.toml adds")
    return (*(whole or [shipped_folder()]), *(one for one in chosen if one not in whole))


def home(given: Sequence[Path] = ()) -> Path:
    """Give the folder that takes what is written: the last one given, else `rules/` here."""
    return given[-1] if given else OWN


def _is_own(folder: Path) -> bool:
    """Say whether a folder that nobody named holds rules."""
    return presence.is_folder(folder) and bool(_files(folder)) and not _is_foreign(folder)


def _is_foreign(folder: Path) -> bool:
    """Say whether a folder holds files, and none that a rules folder has.

    A folder of texts would be taken for rules of one's own, and nobody would see it.
    """
    names = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    parts = ("words", "pairs", "lifts", "languages", "collections", DECISIONS, "schema.json")
    return bool(names) and not any(name.endswith(".toml") or name in parts for name in names)


def _is_whole(folder: Path) -> bool:
    return presence.exists(folder / "pipeline.toml")


def load(chosen: Path | str | Sequence[Path] = ()) -> RuleSet:
    """Read and check the rules of folders, as `folders` orders them; Fault at the first mistake.

    Folders are read once for as long as none of their files changes.
    """
    found = folders([Path(chosen)] if isinstance(chosen, Path | str) else chosen)
    return _load(found, _state(found))


def _state(chosen: Folders) -> tuple[tuple[str, int, int], ...]:
    """Give the full path, size in bytes and time of change of every file that decides an outcome.

    The path is the full one: a relative folder means another after a change of folder.
    """
    every = (path for folder in chosen for path in _files(folder))
    found = [(path.resolve(), path.stat()) for path in every]
    return tuple((str(path), info.st_size, info.st_mtime_ns) for path, info in found)


@lru_cache(maxsize=8)
@circles.unsearched()
def _load(chosen: Folders, state: tuple[tuple[str, int, int], ...]) -> RuleSet:
    base, *more = chosen
    path = base / "pipeline.toml"
    table = _convert(parse_file(path), PipelineTable, path)
    for name in table.stages:
        if not presence.exists(base / f"{name}.toml"):
            known = ", ".join(_stage_names(base))
            raise Fault(str(path), f'unknown stage "{name}"', f"there are rule files for: {known}")
    for folder in more:
        for name in _stage_names(folder):
            if name not in table.stages:
                remedy = "one of: " + ", ".join(table.stages)
                raise Fault(str(folder / f"{name}.toml"), f'there is no stage "{name}"', remedy)
    stages = tuple(_stage(name, chosen) for name in table.stages)
    shared = {"misreadings": msgspec.to_builtins(table.misreadings)} if table.misreadings else {}
    languages = {
        one.stem: {**shared, **_language(one)}
        for folder in chosen
        for one in _tables(folder / "languages")
    }
    packs = {one.stem: one for folder in chosen for one in _tables(folder / "collections")}
    collections = tuple(_collection(one, table) for one in packs.values())
    return RuleSet(
        chosen, stages, table.language, languages, collections, table.pages, _digest(chosen),
        table.decisions, table.passages, table.time, table.looks,
    )  # fmt: skip


def _stage_names(folder: Path) -> list[str]:
    """Give the stages that a folder has rules for."""
    found = [path.stem for path in _tables(folder)]
    return [name for name in found if name not in ("pipeline", DECISIONS)]


def _tables(folder: Path) -> list[Path]:
    return [path for path in presence.entries(folder) if path.suffix == ".toml"]


def _stage(name: str, chosen: Folders) -> Stage:
    """Read a stage: later folders' rules come first, and take the place of those of their ids."""
    stage: Stage | None = None
    shared: Mapping[str, dict[str, Any]] = {}
    for folder in chosen:
        path = folder / f"{name}.toml"
        if not presence.exists(path):
            continue
        read = load_stage(path, shared=shared)
        shared = read.finders
        if stage is not None:
            own = {rule.id for rule in read.rules}
            kept = tuple(rule for rule in stage.rules if rule.id not in own)
            read = replace(read, about=stage.about, rules=read.rules + kept)
        stage = read
    assert stage is not None
    return stage


def _convert(table: dict[str, Any], into: type[Any], path: Path) -> Any:
    try:
        return msgspec.convert(table, into)
    except msgspec.ValidationError as error:
        raise Fault(str(path), plainly(str(error)), SEE) from None


def _language(path: Path) -> dict[str, Any]:
    table = parse_file(path)
    pack = _convert(table, LanguageTable, path)
    if pack.old_spelling:
        try:
            old_spelling.compiled(pack.old_spelling)
        except regex.error as error:
            problem = f"a pattern of old_spelling does not compile ({error})"
            raise Fault(str(path), problem, "mend it") from None
    return table


def _collection(path: Path, pipeline: PipelineTable) -> Collection:
    head = {key: value for key, value in parse_file(path).items() if key not in ("rule", "finders")}
    table = _convert(head, CollectionTable, path)
    if table.stage not in pipeline.stages:
        raise Fault(
            str(path), f'unknown stage "{table.stage}"', "one of: " + ", ".join(pipeline.stages)
        )
    stage = load_stage(path, table.stage, ignore=("files", "stage"))
    return Collection(tuple(table.files), table.stage, table.about, stage.rules)


def _digest(chosen: Folders) -> str:
    """Hash the names and bytes of all files that decide an outcome."""
    sums = hashlib.sha256()
    for number, folder in enumerate(chosen):
        if number:
            sums.update(b"beside\0")
        for path in _files(folder):
            sums.update(path.relative_to(folder).as_posix().encode() + b"\0")
            sums.update(hashlib.sha256(path.read_bytes()).digest())
    return sums.hexdigest()


def _files(folder: Path) -> list[Path]:
    """Give the files that decide an outcome; decisions are about one book and count apart."""
    found = []
    for one in presence.entries_below(folder):
        top = one.relative_to(folder).parts[0]
        if top not in (DECISIONS, f"{DECISIONS}.toml") and one.suffix in (".toml", ".txt", ".gz"):
            found.append(one)
    return [one for one in found if presence.is_file(one)]
