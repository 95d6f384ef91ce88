"""Measures how time and memory grow with the size of one text, and draws it.

    python tests/growth.py           prints the table
    python tests/growth.py --write   puts it into docs/scale.md, and draws docs/growth.svg

Seconds are this process's own processor time, so that other work on the machine counts for little.
"""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from math import log10
from statistics import median
from time import process_time

import benchmark
import ftfy
from benchmark import MEGABYTE, ROOT, Book, Job

from pipeline import __version__
from pipeline.api import clean
from pipeline.ruleset import RuleSet, load

SIZES_MB = (1, 3, 10, 30, 100)
RUNS_MB = 3
GIGABYTE_MB = 1000
SECONDS_A_DAY = 24 * 60 * 60

# 17 million volumes of 0.6 MB each, and what a thousand cores must do to clean them in a day.
LIBRARY_MB = 10_000_000
CORES = 1000

PAGE = ROOT / "docs" / "scale.md"
PLOT = ROOT / "docs" / "growth.svg"
WIDTH, HEIGHT = 680, 360
LEFT, RIGHT, TOP, BOTTOM = 60, 130, 20, 50
LEAST, MOST = 0.1, 10_000
BEGIN, END = "<!-- growth: written by tests/growth.py -->\n", "<!-- /growth -->\n"


@dataclass(frozen=True)
class Point:
    """What a text of so many megabytes costs."""

    size_mb: float
    seconds: float
    peak_mb: float


def cpu_seconds(job: Job) -> float:
    begun = process_time()
    job()
    return process_time() - begun


def measure(book: Book, rules: RuleSet, size_mb: int) -> Point:
    text = book.repeated(size_mb * MEGABYTE)
    # What is over soon is timed more often, and the middle one counts.
    runs = max(1, 2 * (RUNS_MB // size_mb) - 1)
    seconds = median(
        cpu_seconds(lambda: clean(text, name="book", rules=rules)) for _ in range(runs)
    )
    return Point(size_mb, seconds, benchmark.peak_megabytes(text))


def report(points: list[Point], ftfy_mb_s: float, source: str) -> str:
    """The table and what follows from it, as Markdown."""
    base = points[0].seconds / points[0].size_mb
    rows = [
        f"| {one.size_mb:g} | {one.seconds:.1f} | {one.size_mb / one.seconds:.2f} "
        f"| {one.seconds / one.size_mb / base:.2f} | {one.peak_mb:,.0f} |"
        for one in points
    ]
    # A volume has about as many bytes as the first point.
    speed = 1 / base
    needed = LIBRARY_MB / CORES / SECONDS_A_DAY
    return "\n".join([
        f"Corrigenda {__version__}, Python {platform.python_version()}, "
        f"{platform.machine()}; text: {source}, over and over.",
        "",
        "| MB | seconds | MB/s | seconds a MB, against the first | peak memory, MB |",
        "| ---: | ---: | ---: | ---: | ---: |",
        *rows,
        "",
        f"A gigabyte of such volumes costs {GIGABYTE_MB / speed / 60:.0f} minutes of one core. "
        f"`ftfy.fix_text` alone does {ftfy_mb_s:.2f} MB/s on that text: the whole pipeline is "
        f"{speed / ftfy_mb_s:.2f} times as fast.",
        "",
        f"17 million volumes are about 10 TB. A thousand cores clean them in a day at "
        f"{needed:.2f} MB/s each; at {speed:.2f} MB/s they need "
        f"{LIBRARY_MB / CORES / speed / 3600:.1f} hours.",
        "",
    ])  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of the plot: what it shows, how it is drawn, and its values."""

    name: str
    colour: str
    dash: str
    values: list[float]


def across(size_mb: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * log10(size_mb) / log10(SIZES_MB[-1])


def down(value: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * log10(value / LEAST) / log10(MOST / LEAST)


def drawn(line: Line, points: list[Point]) -> list[str]:
    places = [
        (across(one.size_mb), down(value)) for one, value in zip(points, line.values, strict=True)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    x, y = places[-1]
    return [
        f'<polyline points="{path}" fill="none" stroke="{line.colour}" stroke-width="2"'
        f' stroke-dasharray="{line.dash}"/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{line.colour}"/>' for x, y in places),
        f'<text x="{x + 8:.0f}" y="{y + 4:.0f}" fill="{line.colour}">{line.name}</text>',
    ]


def plot(points: list[Point]) -> str:
    """Time and memory over size, both by powers of ten, as SVG."""
    grid = [
        f'<path d="M{LEFT} {down(value):.0f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        f'<text x="{LEFT - 8}" y="{down(value) + 4:.0f}" text-anchor="end">{value:,}</text>'
        for value in (LEAST, 1, 10, 100, 1000, MOST)
    ]
    sizes = [
        f'<text x="{across(one.size_mb):.0f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">'
        f"{one.size_mb:g}</text>"
        for one in points
    ]
    lines = (
        Line("seconds", "#0b5fa5", "none", [one.seconds for one in points]),
        Line("peak memory, MB", "#a5480b", "6 4", [one.peak_mb for one in points]),
    )
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12" role="img">',
        "<title>Seconds and peak memory for one text, by its size</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *grid,
        *sizes,
        *(mark for line in lines for mark in drawn(line, points)),
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 10}" text-anchor="middle">'
        "size of the text, MB</text>",
        "</svg>\n",
    ])  # fmt: skip


def main() -> None:
    """Measure, print, and write where asked to."""
    rules = load(ROOT / "rules")
    book = benchmark.book()
    benchmark.read_lexicon(book.text, rules)
    # The first cleaning reads what is read once; the second is the one that counts.
    clean(book.text, name="book", rules=rules)
    ftfy_seconds = median(cpu_seconds(lambda: ftfy.fix_text(book.text)) for _ in range(5))
    size_mb = len(book.text.encode("utf-8")) / MEGABYTE
    points = [measure(book, rules, one) for one in SIZES_MB]
    told = report(points, size_mb / ftfy_seconds, book.source)
    print(told)
    if "--write" in sys.argv:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}{told}{END}{after}", encoding="utf-8")
        PLOT.write_text(plot(points), encoding="utf-8")


if __name__ == "__main__":
    main()
