"""The two sides of a comparison: a folder, a git revision, or what the rules now give."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline import (
    api,
    decision_files,
    ledger,
    presence,
    revision,
    ruleset,
    runner,
    sources,
    store,
)
from pipeline.faults import Fault
from pipeline.ledger import Origin, sha256
from pipeline.ledger_lines import Head
from pipeline.review.changes import Changes
from pipeline.revision import Revision
from pipeline.ruleset import Folders, RuleSet
from pipeline.sources import Source
from pipeline.store import Place


class Side(Protocol):
    """What gives the corrections of documents."""

    @property
    def label(self) -> str:
        """What a report calls this side."""
        ...

    def names(self) -> list[str]:
        """Give the names of its documents."""
        ...

    def changes(self, name: str, old: Head | None = None) -> Changes:
        """Give a document's corrections; `old` is the head of the other side's ledger.

        Raises Fault where they cannot be read, or are of another raw text than `old` tells of.
        """
        ...


@dataclass(frozen=True)
class Folder:
    """Cleaned texts and ledgers in a folder."""

    folder: Path

    @property
    def label(self) -> str:
        """The folder's path."""
        return str(self.folder)

    def names(self) -> list[str]:
        """Give the documents that have a ledger; raises Fault where there is none."""
        return [place.name for place in store.find(self.folder)]

    def changes(self, name: str, old: Head | None = None) -> Changes:
        """Read the document's cleaned text and its ledger."""
        place = Place(self.folder, name)
        cleaned, listed = store.read(place)
        if old and listed.head.raw_sha256 != old.raw_sha256:
            problem = "is of another raw text than the old ledger"
            raise Fault(str(place.ledger), problem, "clean one raw text with both rule sets")
        return Changes(cleaned, listed)


@dataclass(frozen=True)
class Committed:
    """Cleaned texts and ledgers in git."""

    revision: Revision

    @property
    def label(self) -> str:
        """The revision, its folder and its commit."""
        return self.revision.label

    def names(self) -> list[str]:
        """Give the documents that have a ledger; raises Fault where there is none."""
        return self.revision.names()

    def changes(self, name: str, old: Head | None = None) -> Changes:
        """Read the document's cleaned text and its ledger; this side is always the old one."""
        return Changes(*self.revision.read(name))


@dataclass(frozen=True)
class Present:
    """What the rules now give: raw texts are cleaned in memory, and nothing is written.

    `decisions` is the folder beneath which reviewers' decisions lie; they hold.
    """

    raw: Path
    sources: dict[str, Source]
    rules: RuleSet
    decisions: Path
    language: str | None = None

    @property
    def label(self) -> str:
        """The folder of raw texts, and that of the rules."""
        return f"{self.raw}, cleaned with {self.rules.place}"

    def names(self) -> list[str]:
        """Give the raw texts by name."""
        return sorted(self.sources)

    def changes(self, name: str, old: Head | None = None) -> Changes:
        """Clean the raw text, in the language that was asked for then where none is now."""
        source = self.sources[name]
        raw, page_files = source.read()
        if old and sha256(raw) != old.raw_sha256:
            problem = "is not the text that the old ledger was made of"
            raise Fault(str(source.path), problem, "clean it with the old rules again")
        language = self.language or (old.language if old and old.language_given else None)
        runner.check_language(language, self.rules)
        decided = decision_files.load(decision_files.files(self.decisions, name)).decisions
        result = api.clean(raw, name=name, language=language, rules=self.rules, decisions=decided)
        given = language is not None
        origin = Origin(name, source.path.name, sha256(raw), self.rules.digest, given, page_files)
        cleaned, listed, _ = ledger.compose(result, origin)
        return Changes(cleaned, ledger.parse(listed))


def against(what: str) -> Side:
    """Give the old side: a folder of this name, else a git revision; raises Fault if neither."""
    folder = Path(what)
    return Folder(folder) if what and presence.is_folder(folder) else Committed(revision.find(what))


def present(raw: Path, rules: Path | Folders, decisions: Path, language: str | None) -> Present:
    """Give the new side that the rules, and the decisions in a folder, make of raw texts.

    Raises Fault where the rules, the language or the raw folder are at fault.
    """
    chosen = ruleset.load(rules)
    runner.check_language(language, chosen)
    found, faults = sources.texts([raw])
    if faults:
        raise faults[0]
    return Present(raw, {source.name: source for source in found}, chosen, decisions, language)
