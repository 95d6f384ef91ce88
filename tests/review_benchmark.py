"""How fast the review page is on a book of 10 MB with 50,000 corrections, in a real browser.

Prints milliseconds: from opening the address to a page that can be used, for a step to the next or
the previous correction, for a decision, for a search. `make bench-review` runs it.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from browsing import browser
from playwright.sync_api import Page
from reviewing import Running, project, running

WORDS = [
    "tide",
    "quay",
    "harbour",
    "ferry",
    "mill",
    "dam",
    "river",
    "boat",
    "market",
    "bridge",
    "lantern",
    "keeper",
    "morning",
]
CORRECTIONS = 50_000
BYTES = 10_000_000
STEPS = 40

# Waits in the page itself, so that the way between the driver and the browser is not counted.
STEP = """async (key) => {
  const where = document.getElementById("where");
  const before = where.textContent;
  const start = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  while (where.textContent === before) await new Promise((done) => setTimeout(done, 0));
  await new Promise((done) => requestAnimationFrame(done));
  return performance.now() - start;
}"""


def book() -> str:
    """Invent a book: lines of plain words, every so often a misread one, pages of forty lines."""
    chance = random.Random(5)
    lines: list[str] = []
    size = made = 0
    while size < BYTES:
        words = [chance.choice(WORDS) for _ in range(12)]
        while made * BYTES < size * CORRECTIONS:
            words[chance.randrange(12)] = chance.choice(("tbe", "1ie"))
            made += 1
        lines.append(" ".join(words))
        size += len(lines[-1]) + 1
    pages = ["\n".join(lines[i : i + 40]) for i in range(0, len(lines), 40)]
    return "\n\f".join(pages) + "\n"


def step(page: Page, key: str) -> float:
    """Press a key; give the milliseconds until the next correction is shown."""
    took: float = page.evaluate(STEP, key)
    return took


def tell(name: str, times: list[float]) -> None:
    """Print the median and the slowest."""
    print(f"{name:<34} median {statistics.median(times):7.1f} ms   most {max(times):7.1f} ms")


def usable(page: Page, served: Running) -> float:
    """Open the page; give the milliseconds until the first correction is shown."""
    started = time.perf_counter()
    page.goto(served.service.gate.launch())
    page.wait_for_function("document.getElementById('where').textContent.startsWith('1 of ')")
    return (time.perf_counter() - started) * 1000


def timed(work: Callable[[], object]) -> float:
    """Give the milliseconds that some work takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def search(page: Page, text: str) -> None:
    """Search for a text, until the list has what was found."""
    before = page.inner_text("#list-title")
    page.fill("[name=text]", text)
    page.wait_for_function(
        "before => document.getElementById('list-title').textContent !== before", arg=before
    )


def main() -> None:
    """Make the book, clean it, serve it, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        made = project(Path(folder), book=book())
        size = (Path(folder) / "raw" / "book.txt").stat().st_size
        with running(made) as served, browser() as started:
            first = timed(served.desk.warm)
            total = served.ask("/api/state?name=book").json["total"]
            print(f"a book of {size / 1e6:.1f} MB, {total:,} corrections")
            print(f"{'the server opens the book, once':<34} {first:14.1f} ms")
            # The driver waits by way of a script of its own, which the page's policy forbids.
            page = started.new_page(bypass_csp=True)
            tell("the page can be used", [usable(page, served) for _ in range(3)])
            tell("next", [step(page, "j") for _ in range(STEPS)])
            tell("previous", [step(page, "k") for _ in range(STEPS - 1)])
            tell("stet and go on", [step(page, "s") for _ in range(STEPS)])
            searches = [
                timed(partial(search, page, text)) for text in ("lantern", "keeper", "harbour")
            ]
            tell("search", searches)


if __name__ == "__main__":
    main()
