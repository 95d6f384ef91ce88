"""What finders and guards may look at: the document, its language and the known words."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipeline import vocabulary
from pipeline.document import Document
from pipeline.lexicon import Lexicon
from pipeline.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Match:
    """A place where something may be wrong, as a finder yields it.

    `groups` are the strings that guards and the replacement may name, `measures` the figures that
    the guards `at_least` and `at_most` may compare, `evidence` what is worth showing a reviewer.
    """

    start: int
    end: int
    groups: dict[str, str]
    measures: dict[str, float] = field(default_factory=dict)
    evidence: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Context:
    """One document under one language pack (the pack is the language's settings by name)."""

    document: Document
    lexicon: Lexicon
    language: str
    pack: dict[str, Any]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The document's own words, counted once."""
        return vocabulary.of(self.document)

    @property
    def unknown(self) -> dict[str, int]:
        """The words of the document that the lexicon lacks, with their counts, told once.

        Words that a stage took out are among them, with a count of 0.
        """
        return self.document.memo(("unknown", self.language), self._unknown)

    def _unknown(self) -> dict[str, int]:
        known = self.lexicon.known
        return {word: count for word, count in self.vocabulary.written.items() if not known(word)}
