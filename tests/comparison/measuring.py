"""Measures what a tool does to the specimens: errors gone, words harmed, time taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmark import MEGABYTE, medians

from comparison.tools import Clean, Tool
from pipeline import encoding
from pipeline.evaluation import manifest
from pipeline.evaluation.comparison import Comparison, Errors
from pipeline.evaluation.figures import HARM_WORDS
from pipeline.evaluation.tokens import Truth, read_truth
from pipeline.store import read_bytes

RUNS = 5


@dataclass(frozen=True)
class Specimen:
    """A raw text, decoded, and its truth."""

    name: str
    raw: str
    truth: Truth
    words: bool


@dataclass(frozen=True)
class Score:
    """What stands in some texts against their truth: words and characters of the truth, errors
    before and after, and words of the truth mended and harmed.
    """

    words: int = 0
    characters: int = 0
    before: Errors = field(default_factory=Errors)
    after: Errors = field(default_factory=Errors)
    fixed: int = 0
    harmed: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.words + other.words,
            self.characters + other.characters,
            self.before + other.before,
            self.after + other.after,
            self.fixed + other.fixed,
            self.harmed + other.harmed,
        )

    def rates(self, errors: Errors) -> tuple[float, float]:
        """Give the word and the character error rate of errors."""
        return errors.tokens / self.words, errors.characters / self.characters

    @property
    def harm(self) -> float:
        """Harmed words for 10,000 words of the truth."""
        return HARM_WORDS * self.harmed / self.words


def read(folder: Path) -> list[Specimen]:
    """Read the specimens that a folder's manifest names; raises Fault where one cannot be read."""
    found = []
    for one in manifest.read(folder):
        raw, _ = encoding.decode(read_bytes(one.raw))
        truth, _ = encoding.decode(read_bytes(one.truth))
        known = read_truth(truth, str(one.truth), words=one.words)
        found.append(Specimen(one.name, raw, known, one.words))
    return found


def score(clean: Clean, specimens: Iterable[Specimen]) -> Score:
    """Clean specimens, and judge the result by the truth."""
    total = Score()
    for one in specimens:
        compared = Comparison(one.raw, clean(one.raw), one.truth, words=one.words)
        fates = Counter(fate for _, fate in compared.fates())
        total += Score(
            compared.scored, compared.characters, compared.raw.errors(),
            compared.cleaned.errors(), fates["fixed"], fates["harmed"],
        )  # fmt: skip
    return total


def speeds(ready: Mapping[Tool, Clean], texts: list[str], runs: int = RUNS) -> dict[Tool, float]:
    """Give each tool's speed in MB/s over all texts: the median of runs in turn."""
    size = sum(len(text.encode("utf-8", "surrogateescape")) for text in texts) / MEGABYTE
    jobs = {tool.label: lambda clean=clean: [clean(text) for text in texts]
            for tool, clean in ready.items()}  # fmt: skip
    taken = medians(jobs, runs)
    return {tool: size / taken[tool.label] for tool in ready}
