"""A rule set is a folder of rule files: the stages in order, language packs, collection packs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from pipeline.anchors import Likeness
from pipeline.document import PageMarks
from pipeline.faults import Fault
from pipeline.rule_source import SEE, parse_file, plainly
from pipeline.rules import Rule, Stage, load_stage

HERE = Path(__file__).resolve().parent

# What reviewers decided lies beside the rules and is none of them.
DECISIONS = "decisions"


class PagesTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How pages are told apart where no form feed stands."""

    mark_patterns: tuple[str, ...] = ()
    blank_share_low: float = 0.0
    blank_share_high: float = 0.0
    blank_min: int = 1


class PipelineTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`rules/pipeline.toml`: the stages in order and what holds for all of them."""

    stages: list[str]
    language: str
    pages: PagesTable = PagesTable()
    optional: list[str] = []
    decisions: Likeness = Likeness()


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


class LanguageTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A language pack: the small words that tell a text is in it, and its quotation marks."""

    about: str = ""
    telltales: list[str] = []
    quotes: QuotesTable | None = None


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

    folder: Path
    stages: tuple[Stage, ...]
    language: str
    languages: dict[str, dict[str, Any]]
    collections: tuple[Collection, ...]
    marks: PageMarks
    digest: str
    likeness: Likeness = field(default_factory=Likeness)

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
    return beside if (beside / "pipeline.toml").exists() else HERE / "shipped_rules"


def default_folder() -> Path:
    """Give `rules/` in the working folder where it holds a rule set, else the shipped rules."""
    own = Path("rules")
    return own if (own / "pipeline.toml").exists() else shipped_folder()


def load(folder: Path) -> RuleSet:
    """Read and check a folder of rules; raises Fault at the first mistake.

    A folder is read once for as long as none of its files changes.
    """
    return _load(folder, _state(folder))


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Give the full path, size in bytes and time of change of every file that decides an outcome.

    The path is the full one: a relative folder means another after a change of folder.
    """
    found = [(path.resolve(), path.stat()) for path in _files(folder)]
    return tuple((str(path), info.st_size, info.st_mtime_ns) for path, info in found)


@lru_cache(maxsize=8)
def _load(folder: Path, state: tuple[tuple[str, int, int], ...]) -> RuleSet:
    path = folder / "pipeline.toml"
    table = _convert(parse_file(path), PipelineTable, path)
    for name in table.stages:
        if not (folder / f"{name}.toml").exists():
            known = ", ".join(
                sorted(one.stem for one in folder.glob("*.toml") if one.stem != "pipeline")
            )
            raise Fault(str(path), f'unknown stage "{name}"', f"there are rule files for: {known}")
    stages = tuple(load_stage(folder / f"{name}.toml") for name in table.stages)
    languages = {one.stem: _language(one) for one in sorted((folder / "languages").glob("*.toml"))}
    packs = tuple(
        _collection(one, table) for one in sorted((folder / "collections").glob("*.toml"))
    )
    pages = table.pages
    marks = PageMarks(
        pages.mark_patterns, pages.blank_share_low, pages.blank_share_high, pages.blank_min
    )
    return RuleSet(
        folder, stages, table.language, languages, packs, marks, _digest(folder), table.decisions
    )


def _convert(table: dict[str, Any], into: type[Any], path: Path) -> Any:
    try:
        return msgspec.convert(table, into)
    except msgspec.ValidationError as error:
        raise Fault(str(path), plainly(str(error)), SEE) from None


def _language(path: Path) -> dict[str, Any]:
    table = parse_file(path)
    _convert(table, LanguageTable, path)
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


def _digest(folder: Path) -> str:
    """Hash the names and bytes of all files that decide an outcome."""
    sums = hashlib.sha256()
    for path in _files(folder):
        sums.update(path.relative_to(folder).as_posix().encode() + b"\0")
        sums.update(hashlib.sha256(path.read_bytes()).digest())
    return sums.hexdigest()


def _files(folder: Path) -> list[Path]:
    """Give the files that decide an outcome; decisions are about one book and count apart."""
    found = []
    for one in sorted(folder.rglob("*")):
        top = one.relative_to(folder).parts[0]
        if top not in (DECISIONS, f"{DECISIONS}.toml") and one.suffix in (".toml", ".txt", ".gz"):
            found.append(one)
    return [one for one in found if one.is_file()]
