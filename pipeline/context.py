"""What finders and guards may look at: the document, its language and the known words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec

from pipeline import old_spelling, vocabulary
from pipeline.allowance import Allowance
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


class Limits(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """When a document is looked at for passages, and when a stretch of lines is one.

    `least` small words of another language make it worth a look. `change` is what a change of
    language costs, in small words: a passage holds at least twice as many more of its own. Where no
    paragraph and no page begins it costs `within` more. A text of `foreign_words` words in small
    letters or more is in none of the languages where a share of `foreign` of them is in no list.
    """

    least: int = 25
    change: float = 8.0
    within: float = 4.0
    foreign: float = 0.45
    foreign_words: int = 400


@dataclass(frozen=True)
class Tongues:
    """The language packs by code, how to load a language's lexicon, and the limits."""

    packs: Mapping[str, dict[str, Any]]
    load: Callable[[str], Lexicon] = field(compare=False)
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Context:
    """One document under one language pack (the pack is the language's settings by name).

    `tongues` are the languages in which it may hold passages, where that is to be told;
    `allowance` is the time that rules have, where that is limited. `host` has the words of the
    document's own language, where this is a passage in another: a line may be taken for the wrong
    one, and what is a word in either is not odd.
    """

    document: Document
    lexicon: Lexicon
    language: str
    pack: dict[str, Any]
    tongues: Tongues | None = field(default=None, compare=False, repr=False)
    allowance: Allowance | None = field(default=None, compare=False, repr=False)
    host: Lexicon | None = field(default=None, compare=False, repr=False)

    def is_word(self, word: str) -> bool:
        """Whether the lexicon, or that of the document around a passage, does not find it odd."""
        if self.lexicon.known(word) or self.lexicon.is_other(word):
            return True
        return self.host is not None and self.host.known(word)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The document's own words, counted once."""
        return vocabulary.of(self.document)

    @property
    def unknown(self) -> dict[str, int]:
        """The words of the document that the lexicon lacks, with their counts, told once.

        Words that a stage took out are among them, with a count of 0. Those in an older spelling
        are not, where the document is in it, and none is where it is in a language without a pack:
        nothing tells there what is a word.
        """
        return self.document.memo(("unknown", self.language), self._unknown)

    @property
    def has_odd_words(self) -> bool:
        """Whether the document has words that the lexicon lacks, and a strict list tells so."""
        # Without a strict list, a word that wordfreq lacks is no sign of damage.
        return self.lexicon.strict and bool(self.unknown)

    def _unknown(self) -> dict[str, int]:
        old = self.old_words
        found = {word: count for word, count in self._unlisted.items() if word not in old}
        return {} if self._is_foreign(found) else found

    def _is_foreign(self, unknown: Mapping[str, int]) -> bool:
        """Whether so many of the words are unknown that no damage explains it."""
        limits = self.tongues.limits if self.tongues else Limits()
        strange, small = (
            sum(count for word, count in words.items() if word.islower() and len(word) > 1)
            for words in (unknown, self.vocabulary.written)
        )
        return small >= limits.foreign_words and strange >= limits.foreign * small

    @property
    def old_words(self) -> frozenset[str]:
        """The words in an older spelling; none where the document is not in it, as a whole."""
        return self.document.memo(("old words", self.language), self._old_words)

    def _old_words(self) -> frozenset[str]:
        spelling = old_spelling.of(self.pack) if self.lexicon.strict else None
        return spelling.words(self._unlisted, self.lexicon.known) if spelling else frozenset()

    @property
    def _unlisted(self) -> dict[str, int]:
        """The words that no list holds, in an older spelling or not, looked up once."""
        return self.document.memo(("unlisted", self.language), self._look_up)

    def _look_up(self) -> dict[str, int]:
        known = self.is_word
        return {word: count for word, count in self.vocabulary.written.items() if not known(word)}
