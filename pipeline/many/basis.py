"""The basis of a run: all that decides an outcome beside the document and its decisions.

A worker elsewhere, or one that starts later, may have another: then its files would be others too.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline import __version__, lexicon, libraries
from pipeline.faults import Fault
from pipeline.ledger import program_sha256
from pipeline.ruleset import RuleSet


@dataclass(frozen=True)
class Basis:
    """What a worker cleans with: each part's name, and its version or hash."""

    parts: dict[str, str]

    @classmethod
    def of(cls, rules: RuleSet) -> Basis:
        """Give the basis of this process."""
        words = {
            f"words of {code}": lexicon.load(code, rules.folders, rules.digest).digest
            for code in sorted({*rules.languages, rules.language})
        }
        program = {"corrigenda": __version__, "program": program_sha256()}
        return cls({**program, "rules": rules.digest, **libraries.versions(), **words})

    def check(self, wanted: Basis, who: str) -> None:
        """Raise Fault where this is not the basis that the run began with; `who` has this one."""
        names = self.parts.keys() | wanted.parts.keys()
        other = sorted(name for name in names if self.parts.get(name) != wanted.parts.get(name))
        if other:
            problem = f"has not what the run began with: {', '.join(other)}"
            raise Fault(who, problem, "make them the same, and run it again; what is done stays")
