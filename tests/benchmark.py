"""Times the pipeline, and each of its stages, against `ftfy.fix_text` alone on the same text.

Both run in this process, turn by turn, and the median counts. The words of the lexicon are read
before the clock starts, and that time is shown apart. A stage is timed by itself on a fresh
document, so that it pays for its own lines, pages and vocabulary: the stages together come to
more than the pipeline. Nothing here asserts a time; the table says what it cost today.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import ftfy
from rich.console import Console
from rich.table import Table

from pipeline import __version__, ledger
from pipeline.api import clean, context_for
from pipeline.context import Context
from pipeline.correction import apply
from pipeline.document import Document
from pipeline.engine import run_stage
from pipeline.ledger import Origin, sha256
from pipeline.rules import Stage
from pipeline.ruleset import RuleSet, load

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT / os.environ.get("CORRIGENDA_SHARED", "../shared")
BOOK_BYTES = 700_000
MEGABYTE = 1_000_000
RUNS = 5
SCALING_RUNS = 3

# Run in between, so that this process's own memory does not count: the largest child is asked
# for, and a child begins as a copy of its parent.
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""

Job = Callable[[], object]


@dataclass(frozen=True)
class Book:
    """The text that is timed, and where it is from."""

    text: str
    source: str

    def repeated(self, size: int) -> str:
        """The text over and over, up to so many bytes of UTF-8."""
        data = self.text.encode("utf-8")
        whole = data * (size // len(data) + 1)
        return whole[:size].decode("utf-8", "ignore")


def book() -> Book:
    """A real book where the development texts are there, else the handbook over and over."""
    real = SHARED / "corpus" / "works-6.txt"
    if real.exists():
        return Book(real.read_text("utf-8"), real.name)
    once = Book((ROOT / "raw" / "octavo-pdftotext.txt").read_text("utf-8"), "")
    return Book(once.repeated(BOOK_BYTES), "a specimen repeated (kinder than a real book)")


def seconds(job: Job) -> float:
    begun = perf_counter()
    job()
    return perf_counter() - begun


def medians(jobs: Mapping[str, Job], runs: int) -> dict[str, float]:
    """The median time of each job; they take turns, so that a busy moment meets all alike."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(runs):
        for name, job in jobs.items():
            times[name].append(seconds(job))
    return {name: statistics.median(found) for name, found in times.items()}


def stage_job(stage: Stage, context: Context) -> Job:
    """Run one stage on a document that nothing was worked out for yet."""
    old = context.document
    return lambda: run_stage(stage, replace(context, document=renewed(old, old.text)))


def renewed(document: Document, text: str) -> Document:
    return Document(text, document.name, document.marks)


def stage_jobs(text: str, rules: RuleSet) -> dict[str, Job]:
    """One job a stage, each on the text that the stages before it leave."""
    jobs: dict[str, Job] = {}
    context = context_for(text, "book", None, rules)
    for stage in rules.stages:
        jobs[stage.name] = stage_job(stage, context)
        after = apply(context.document.text, run_stage(stage, context))
        context = replace(context, document=renewed(context.document, after))
    return jobs


def read_lexicon(text: str, rules: RuleSet) -> None:
    """Read all that the lexicon reads on first use: the strict words and the frequencies."""
    words = context_for(text, "book", None, rules).lexicon
    words.known("tide")
    words.likely("tide")


def peak_megabytes(text: str) -> float:
    """The peak memory of a process of its own that cleans the text with the command."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder, "book.txt")
        raw.write_text(text, encoding="utf-8")
        command = str(Path(sys.executable).with_name("corrigenda"))
        call = [
            sys.executable,
            "-c",
            PEAK,
            command,
            "clean",
            str(raw),
            "-o",
            str(Path(folder, "out")),
        ]
        run = subprocess.run(call, check=True, capture_output=True, text=True, cwd=ROOT)
    unit = 1 if sys.platform == "darwin" else 1024
    return int(run.stdout) * unit / MEGABYTE


def show_ratios(console: Console, text: str, rules: RuleSet) -> None:
    clean_text = clean(text, name="book", rules=rules).text
    one_look = replace(rules, looks=1)
    on_clean_text = "whole pipeline, on what it cleaned"
    jobs: dict[str, Job] = {
        "ftfy.fix_text": lambda: ftfy.fix_text(text),
        "whole pipeline": lambda: clean(text, name="book", rules=rules),
        "whole pipeline, one look": lambda: clean(text, name="book", rules=one_look),
        on_clean_text: lambda: clean(clean_text, name="book", rules=rules),
        **stage_jobs(text, rules),
    }
    times = medians(jobs, RUNS)
    table = Table("what", "seconds", "MB/s", "times ftfy's speed")
    whole = len(text.encode("utf-8")) / MEGABYTE
    ftfy_speed = whole / times["ftfy.fix_text"]
    for name, time in times.items():
        size = len(clean_text.encode("utf-8")) / MEGABYTE if name == on_clean_text else whole
        ratio = size / time / ftfy_speed
        table.add_row(name, f"{time:.3f}", f"{size / time:.2f}", f"{ratio:.2f}")
    console.print(table)


def ledger_job(text: str, rules: RuleSet) -> Job:
    """Write the ledger of a cleaned text, read it, and give the text back by it."""
    result = clean(text, name="book", rules=rules)
    origin = Origin("book", "book.txt", sha256(text.encode("utf-8")), "")

    def job() -> bytes:
        cleaned, listed, _ = ledger.compose(result, origin)
        return ledger.restore(cleaned, ledger.parse(listed))

    return job


def show_scaling(console: Console, text: Book, rules: RuleSet) -> None:
    one, ten = text.repeated(MEGABYTE), text.repeated(10 * MEGABYTE)
    for name, small, large in (
        (
            "cleaning",
            lambda: clean(one, name="book", rules=rules),
            lambda: clean(ten, name="book", rules=rules),
        ),
        ("the ledger, written and read", ledger_job(one, rules), ledger_job(ten, rules)),
    ):
        times = medians({"1 MB": small, "10 MB": large}, SCALING_RUNS)
        ratio = times["10 MB"] / times["1 MB"]
        console.print(
            f"{name}: 1 MB {times['1 MB']:.2f} s, 10 MB {times['10 MB']:.2f} s: {ratio:.2f} times"
        )


def main() -> None:
    """Print the tables."""
    console = Console()
    rules = load(ROOT / "rules")
    text = book()
    size = len(text.text.encode("utf-8")) / MEGABYTE
    console.print(f"Corrigenda {__version__} on {text.source}, {size:.2f} MB; median of {RUNS}")
    first = seconds(lambda: read_lexicon(text.text, rules))
    cold = seconds(lambda: clean(text.text, name="book", rules=rules))
    console.print(
        f"reading the lexicon {first:.2f} s; the first cleaning {cold:.2f} s, not counted"
    )
    show_ratios(console, text.text, rules)
    peak = peak_megabytes(text.repeated(10 * MEGABYTE))
    console.print(f"peak memory of a process that cleans 10 MB: {peak:.0f} MB")
    show_scaling(console, text, rules)


if __name__ == "__main__":
    main()
