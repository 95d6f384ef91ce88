"""The pool shares documents out among processes, each with a line of its own to this one.

So it is known which document a process had in hand when it died, and nobody else's is lost: a new
process takes its place, and that document is tried once more, alone, when all others are done. A
document on which two processes died is set aside.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from pipeline import freed_memory
from pipeline.faults import Fault
from pipeline.many.basis import Basis
from pipeline.many.feed import Feed
from pipeline.runner import Outcome, Settings, attempt
from pipeline.sources import Source

# A batch is to last long beside the time that one message takes, and yet leave the others some.
BATCH_BYTES = 256 * 1024
BATCH_MOST = 32

# So many processes in a row that die before they have read the rules: it is not the documents.
MOST_STILLBORN = 3

# Workers start fresh: a fork of a process that shows its progress in a thread may hang.
_FRESH = multiprocessing.get_context("spawn")

READY = "ready"


def clean(feed: Feed, settings: Settings) -> Iterator[Outcome]:
    """Clean the documents in `settings.jobs` processes; yields each outcome as it comes.

    Raises Fault where a process cannot begin: the rules were changed meanwhile, or there is no room
    for it.
    """
    pool = _Pool(feed, settings)
    try:
        yield from pool.outcomes()
    finally:
        pool.close()


@dataclass(eq=False)
class _Worker:
    """A process, our end of the line to it, and the documents sent to it, the one in hand first."""

    process: SpawnProcess
    line: Connection
    ready: bool = False
    sent: deque[Source] = field(default_factory=deque)

    @property
    def idle(self) -> bool:
        return self.ready and not self.sent

    def send(self, batch: list[Source]) -> None:
        self.sent.extend(batch)
        # One that died meanwhile is found out when it is listened to.
        with suppress(OSError):
            self.line.send(batch)


class _Pool:
    def __init__(self, feed: Feed, settings: Settings) -> None:
        self._feed = feed
        self._settings = settings
        self._basis = Basis.of(settings.chosen())
        self._workers: list[_Worker] = []
        self._waiting: deque[Source] = deque()
        self._once_more: deque[Source] = deque()
        self._stillborn = 0

    def outcomes(self) -> Iterator[Outcome]:
        """Share out the feed; then try again, one by one, what processes died on."""
        most = min(self._settings.jobs, len(self._feed))
        while self._share_out(most):
            yield from self._heard()
        if self._once_more:
            # What one process had no memory for may fit when the others are gone.
            self.close()
        while self._once_more:
            yield from self._tried_alone(self._once_more.popleft())

    def close(self) -> None:
        """Let every process end when it is done with the document in hand."""
        for worker in self._workers:
            worker.line.close()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()

    def _share_out(self, most: int) -> bool:
        """Give every idle process its next batch; says whether there is anything to wait for."""
        for worker in self._workers:
            if worker.idle and (batch := self._batch()):
                worker.send(batch)
        left = len(self._feed) + len(self._waiting)
        for _ in range(min(most - len(self._workers), left)):
            self._workers.append(self._started())
        return left > 0 or any(worker.sent for worker in self._workers)

    def _batch(self) -> list[Source]:
        if self._waiting:
            return [self._waiting.popleft()]
        # The last documents in sight are to be left for everybody.
        share = len(self._feed) // (4 * self._settings.jobs)
        return self._feed.batch(BATCH_BYTES, min(max(share, 1), BATCH_MOST))

    def _started(self) -> _Worker:
        """Start a process; it reads the rules itself, since they cannot be sent."""
        rules = self._settings.chosen()
        ours, theirs = _FRESH.Pipe()
        told = replace(self._settings, rules=rules.folders)
        process = _FRESH.Process(target=_serve, args=(theirs, told, self._basis), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _heard(self) -> Iterator[Outcome]:
        """Wait for one process or more, and give the outcomes they tell."""
        speaking = wait([worker.line for worker in self._workers])
        for worker in [one for one in self._workers if one.line in speaking]:
            try:
                told = worker.line.recv()
            except (EOFError, OSError):
                self._bury(worker)
                continue
            if isinstance(told, Fault):
                raise told
            if told == READY:
                worker.ready = True
                self._stillborn = 0
            else:
                worker.sent.popleft()
                yield told

    def _bury(self, worker: _Worker) -> None:
        """Take a dead process out; only what it had in hand is under suspicion."""
        self._workers.remove(worker)
        worker.line.close()
        worker.process.join()
        if worker.sent:
            self._once_more.append(worker.sent.popleft())
            self._waiting.extend(worker.sent)
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn == MOST_STILLBORN:
                problem = f"worker processes die as they begin ({_cause(worker)})"
                raise Fault("--jobs", problem, "see that there is memory enough, or leave it out")

    def _tried_alone(self, source: Source) -> Iterator[Outcome]:
        """Try a document again in a process that nobody else needs."""
        while not any(worker.ready for worker in self._workers):
            if not self._workers:
                self._workers.append(self._started())
            yield from self._heard()
        (worker,) = self._workers
        worker.send([source])
        while worker.sent:
            yield from self._heard()
        if worker not in self._workers:
            self._once_more.pop()
            problem = f"two worker processes died on it, the last of {_cause(worker)}"
            remedy = "see whether it wants more memory than there is"
            fault = Fault(str(source.where), problem, remedy)
            yield Outcome(source.name, "fault", message=str(fault))


def _cause(worker: _Worker) -> str:
    code = worker.process.exitcode or 0
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def _serve(line: Connection, settings: Settings, basis: Basis) -> None:
    """Clean what comes down the line, until nobody is at its other end."""
    # Only the parent answers ^C; it waits for the documents in hand.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    freed_memory.goes_back()
    with suppress(EOFError, OSError):
        try:
            ready = settings.ready()
            Basis.of(ready.chosen()).check(basis, "a worker process")
        except Fault as fault:
            line.send(fault)
            return
        line.send(READY)
        while True:
            for source in line.recv():
                line.send(attempt(source, ready))


def _end_with_parent() -> None:
    """End at once when the parent is killed; whatever is half written has no name yet."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
