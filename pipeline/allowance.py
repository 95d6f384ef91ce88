"""How long a rule and a document may take: the seconds of computing, declared with the rules.

A rule that is out of time has done some of its work, and how much differs from run to run. So the
engine drops what it did, and names it.

What counts is what the document's own thread computes. A search for a pattern is stopped by the
module `regex`, which counts what all threads of the process do: it is given as much time as they
may take together.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

import msgspec
import regex

_MILLION = 1_000_000

# The module `regex` takes longer times for none at all.
_LONGEST_PATTERN = 1e9

# The thread's own clock costs ten times what the wall's does, and never runs faster: for so many
# seconds of the wall it is not looked at again.
_BETWEEN_LOOKS = 0.005

Seconds = Annotated[float, msgspec.Meta(ge=0)]


class OutOfTime(TimeoutError):
    """A rule, or a document, had no time left."""


class Times(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Seconds of computing for one rule in one document, and for the document in all stages.

    To both come so many for every million characters. With `inf` there is no limit.
    """

    rule_seconds: Seconds
    rule_seconds_per_million: Seconds
    document_seconds: Seconds
    document_seconds_per_million: Seconds

    def of_rule(self, length: int) -> float:
        """Give the seconds of a rule in a text of so many characters."""
        return _for(self.rule_seconds, self.rule_seconds_per_million, length)

    def of_document(self, length: int) -> float:
        """Give the seconds of a text of so many characters."""
        return _for(self.document_seconds, self.document_seconds_per_million, length)


def _for(seconds: float, per_million: float, length: int) -> float:
    # No million times infinity is no number.
    return seconds + per_million * length / _MILLION if length else seconds


@dataclass
class Allowance:
    """What is left of a document's time, and of that of the rule at work.

    `out_of_time` are the rules that had none left, as `stage/rule`.
    """

    rule_seconds: float
    document_end: float
    document_seconds: float
    out_of_time: list[str] = field(default_factory=list)
    _end: float = 0.0
    _left: float = 0.0
    _for_pattern: float = 0.0
    _look_at: float = 0.0

    @classmethod
    def of(cls, times: Times, length: int) -> Allowance:
        """Give the allowance of a text of so many characters, from now on."""
        whole = times.of_document(length)
        return cls(times.of_rule(length), time.thread_time() + whole, whole)

    def begin_rule(self) -> None:
        """Let a rule's time begin."""
        self._end = min(time.thread_time() + self.rule_seconds, self.document_end)
        self._look_at = 0.0

    def left(self) -> float:
        """Give the seconds that the rule has left; raises OutOfTime where it has none.

        They may be some thousandths fewer by now.
        """
        if time.perf_counter() >= self._look_at:
            self._look()
        return self._left

    def for_pattern(self) -> float:
        """Give the seconds, of all threads together, that a search may take; else as `left`."""
        if time.perf_counter() >= self._look_at:
            self._look()
        return self._for_pattern

    def _look(self) -> None:
        """Look at the clock, and count the threads."""
        self._left = self._end - time.thread_time()
        if self._left <= 0:
            raise OutOfTime
        self._for_pattern = min(self._left * threading.active_count(), _LONGEST_PATTERN)
        self._look_at = time.perf_counter() + _BETWEEN_LOOKS

    @property
    def is_spent(self) -> bool:
        """Whether the document's own time is over."""
        return time.thread_time() >= self.document_end


def left(allowance: Allowance | None) -> float | None:
    """Give the seconds that are left, None where nothing is limited; raises OutOfTime for none."""
    return allowance.left() if allowance else None


def seconds_for_pattern(allowance: Allowance | None) -> float | None:
    """Give the seconds, of all threads together, that a search may take; else as `left`."""
    return allowance.for_pattern() if allowance else None


@dataclass(frozen=True)
class InTime:
    """A pattern of a rule file's own, whose searches end with the time of the rule.

    Its methods are those of the pattern; they raise TimeoutError where no time is left.
    """

    pattern: regex.Pattern[str]
    allowance: Allowance | None

    def search(self, text: str, start: int = 0, end: int | None = None) -> regex.Match[str] | None:
        """Find the pattern in a text."""
        return self.pattern.search(text, start, end, timeout=seconds_for_pattern(self.allowance))

    def finditer(self, text: str) -> Iterator[regex.Match[str]]:
        """Find the pattern wherever it stands in a text."""
        return self.pattern.finditer(text, timeout=seconds_for_pattern(self.allowance))

    def match(self, text: str, start: int = 0) -> regex.Match[str] | None:
        """Find the pattern where a text starts."""
        return self.pattern.match(text, start, timeout=seconds_for_pattern(self.allowance))

    def fullmatch(self, text: str) -> regex.Match[str] | None:
        """Tell whether the pattern is all of a text."""
        return self.pattern.fullmatch(text, timeout=seconds_for_pattern(self.allowance))

    def without(self, text: str) -> str:
        """Give a text without what the pattern finds."""
        return self.pattern.sub("", text, timeout=seconds_for_pattern(self.allowance))
