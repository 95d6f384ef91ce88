"""Runs that are killed, at every change of the disk in turn or at random moments, then resumed.

    python tests/killing.py every            # every write, sync, rename … of every kind of document
    python tests/killing.py random 1000 [7]  # so many that die at random moments, and the seed

Each run is a process of its own and ends by SIGKILL. What it leaves is looked at before anybody
mends it, and again when a last run went on undisturbed. Prints what was counted; ends with 1 where
anything was lost, doubled or torn.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import shelves
from failing import Disk, failing
from shelves import Files, Shelf

from pipeline import decision_files
from pipeline.decisions import Decision
from pipeline.whole_files import PART

# One run in so many has two worker processes, which take a second to begin.
TWO_PROCESSES_EACH = 20
DECISIONS_EACH = 5
DECISIONS = 12
RESUMED_MOST = 4
LONG_AGO_SECONDS = 7200


@dataclass
class Count:
    """What was seen; `wrong` has a line for each thing that was lost, doubled or torn."""

    runs: int = 0
    killed: int = 0
    ended: int = 0
    files: int = 0
    decisions: int = 0
    lost: int = 0
    doubled: int = 0
    torn: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, kind: str, told: list[str]) -> None:
        setattr(self, kind, getattr(self, kind) + len(told))
        self.wrong += [f"{kind}: {one}" for one in told]

    def __str__(self) -> str:
        return (
            f"{self.runs:,} runs: {self.killed:,} killed, {self.ended:,} ended before; "
            f"{self.files:,} files and {self.decisions:,} decisions compared: "
            f"{self.lost} lost, {self.doubled} doubled, {self.torn} torn"
        )


def begun(work: Callable[[], object]) -> int:
    """Begin a process of its own, in a group of its own, that does the work; give its number."""
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def was_killed(pid: int) -> bool:
    """Wait for a process, and say whether a signal ended it."""
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def without_parts(found: Files) -> Files:
    return {name: content for name, content in found.items() if not name.endswith(PART)}


def left(shelf: Shelf, raw: Files, count: Count, there: str) -> None:
    """Look at what a killed run left, before anybody mends it."""
    count.runs += 1
    found = got(shelf)
    count.note("torn", [f"{there}: {one}" for one in shelves.torn(shelf, found)])
    count.files += len(found)
    if shelves.files(shelf.raw) != raw:
        count.note("lost", [f"{there}: a raw file changed"])


def got(shelf: Shelf) -> Files:
    return shelves.files(shelf.cleaned)


def resumed(shelf: Shelf, count: Count, there: str) -> None:
    """Clean once more, undisturbed, and compare with what should have come out at once."""
    result = shelf.clean()
    found = without_parts(got(shelf))
    count.files += len(found)
    names = [name for name, content in shelf.new.items() if found.get(name) != content]
    if result.exit_code:
        names.append(result.output)
    count.note("lost", [f"{there}: {name}" for name in names])
    count.note("doubled", [f"{there}: {name}" for name in found if name not in shelf.new])


def swept(shelf: Shelf) -> list[str]:
    """The temporary files that are still there when a run comes by long after."""
    for path in shelf.cleaned.rglob(f"*{PART}"):
        os.utime(path, (time.time() - LONG_AGO_SECONDS,) * 2)
    shelf.clean()
    return shelves.strays(got(shelf))


def every(folder: Path) -> Count:
    """Kill a run at each change of the disk that it makes, for each kind of document."""
    count = Count()
    os.fsync = lambda fd: None
    for kind in [*shelves.KINDS, "fresh"]:
        fresh = kind == "fresh"
        shelf = shelves.make(folder / kind, "plain" if fresh else kind, fresh=fresh)
        raw = shelves.files(shelf.raw)
        shelf.as_it_was()
        with failing(Disk(shelf.folder)) as disk:
            shelf.clean()
        for at in range(1, disk.done["change"] + 1):
            shelf.as_it_was()

            def work(shelf: Shelf = shelf, at: int = at) -> None:
                with failing(Disk(shelf.folder, "change", at, fail=die)):
                    shelf.clean()

            killed = was_killed(begun(work))
            count.killed += killed
            count.ended += not killed
            left(shelf, raw, count, f"{kind} {at}")
            resumed(shelf, count, f"{kind} {at}")
            count.note("doubled", swept(shelf))
    return count


def after(seconds: float, pid: int, alone: bool) -> bool:
    """Kill a process, or all of its group, after a time; says whether it was still at work."""
    time.sleep(seconds)
    try:
        (os.kill if alone else os.killpg)(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def at_random(folder: Path, runs: int, chance: random.Random) -> Count:
    """Kill runs at random moments, some of them again while they go on."""
    count = Count()
    shelf = shelves.make(folder / "shelf", *shelves.KINDS)
    raw = shelves.files(shelf.raw)
    known = {jobs: lasting(shelf, jobs) for jobs in (1, 2)}
    deciding = time_of(lambda: decide(decision_files.files(folder / "first", "tide"), -1))
    while count.killed < runs:
        if chance.randrange(DECISIONS_EACH) == 0:
            decided(folder / "decisions", chance.uniform(0, deciding), count)
            continue
        shelf.as_it_was()
        for _ in range(chance.randint(1, RESUMED_MOST)):
            jobs = 2 if chance.randrange(TWO_PROCESSES_EACH) == 0 else 1
            pid = begun(lambda jobs=jobs: shelf.clean("--jobs", str(jobs)))  # type: ignore[misc]
            after(chance.uniform(0, known[jobs]), pid, alone=chance.random() < 0.5)
            killed = was_killed(pid)
            count.killed += killed
            count.ended += not killed
            left(shelf, raw, count, f"run {count.runs + 1}")
        resumed(shelf, count, f"run {count.runs}")
    return count


def lasting(shelf: Shelf, jobs: int) -> float:
    """Give how many seconds an undisturbed run takes."""
    shelf.as_it_was()
    return time_of(lambda: shelf.clean("--jobs", str(jobs)))


def time_of(work: Callable[[], object]) -> float:
    """Give how many seconds a process takes for the work."""
    started = time.perf_counter()
    was_killed(begun(work))
    return time.perf_counter() - started


def decide(where: decision_files.Files, told: int) -> None:
    """Write decisions, and tell of each that it is written."""
    for number in range(DECISIONS):
        one = Decision(f"d{number}", "stet", "place", before="tbe", after="the", raw="tbe")
        decision_files.add(where, [one])
        if told >= 0:
            os.write(told, b".")


def decided(folder: Path, seconds: float, count: Count) -> None:
    """Kill a reviewer's program while it writes decisions: none that it told of may be lost."""
    shutil.rmtree(folder, ignore_errors=True)
    where = decision_files.files(folder, "tide")
    reading, writing = os.pipe()
    pid = begun(lambda: decide(where, writing))
    os.close(writing)
    after(seconds, pid, alone=True)
    killed = was_killed(pid)
    with os.fdopen(reading, "rb") as told:
        answered = len(told.read())
    found = [one.id for one in decision_files.load(where).decisions]
    there = f"decisions of run {count.runs + 1}"
    count.runs += 1
    count.killed += killed
    count.ended += not killed
    count.decisions += len(found)
    wanted = [f"d{number}" for number in range(len(found))]
    if len(found) not in (answered, answered + 1) or found != wanted:
        kind = "doubled" if len(set(found)) < len(found) else "lost"
        count.note(kind, [f"{there}: {answered} answered, there are {found}"])


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        if arguments[:1] == ["every"]:
            count = every(Path(folder))
        else:
            runs, *seed = map(int, arguments[1:])
            number = seed[0] if seed else random.SystemRandom().randrange(1_000_000)
            print(f"seed {number}", flush=True)
            count = at_random(Path(folder), runs, random.Random(number))
    print(count)
    for line in count.wrong:
        print(line)
    return 1 if count.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
