"""The cluster: Dask workers clean batches of documents, and write the files themselves.

Workers see the same folders as this process, over a shared file system, and have the same program,
rules, words and libraries; both is checked when a worker begins. A batch that is told is let go at
once, so that the death of a worker runs nothing again that was finished. What was finished and not
yet told costs a hash.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from distributed import Client, Future, Worker, WorkerPlugin
from distributed.scheduler import KilledWorker

from pipeline import freed_memory, lexicon, presence
from pipeline.faults import Fault
from pipeline.many.basis import Basis
from pipeline.many.feed import IN_SIGHT, Feed
from pipeline.runner import Outcome, Settings, attempt
from pipeline.sources import Source

# A task costs the scheduler about a millisecond; a batch is to last a second or more beside that.
BATCH_BYTES = 4_000_000
BATCH_MOST = 100

# So many batches wait for each thread of the cluster, so that none is idle.
WAITING = 2

CONNECT_SECONDS = 15
CONNECT_PAUSE_SECONDS = 0.1
CLOSINGS = 5
CLOSING_PAUSE_SECONDS = 0.2
# A worker that died is started anew by its nanny within seconds.
PATIENCE_SECONDS = 60
TICK_SECONDS = 5

# What a worker process has in hand, by the token of the run.
_READY: dict[str, Settings | Fault] = {}
# A thread more makes nothing faster here, and a document's memory is wanted once.
_ONE_AT_A_TIME = threading.Lock()


class Workplace(WorkerPlugin):
    """Reads rules and words once a worker, and checks that they are those of the run."""

    # Where it is there already it stays, when a connection that was cut is taken up again.
    idempotent = True

    def __init__(self, token: str, settings: Settings, basis: Basis, probe: Path | None) -> None:
        self.name = f"corrigenda-{token}"
        self._token = token
        self._settings = settings
        self._basis = basis
        self._probe = probe

    def setup(self, worker: Worker) -> None:
        """Make the worker ready; a fault is told by the first batch that it is given."""
        try:
            _READY[self._token] = self._made_ready(worker.address)
        except Fault as fault:
            _READY[self._token] = fault

    def teardown(self, worker: Worker) -> None:
        """Let the rules go."""
        _READY.pop(self._token, None)

    def _made_ready(self, address: str) -> Settings:
        if self._probe and not presence.exists(self._probe):
            problem = f"does not see {self._settings.out} as this machine does"
            raise Fault(f"worker {address}", problem, "give both one shared file system")
        freed_memory.goes_back()
        ready = self._settings.ready()
        rules = ready.chosen()
        Basis.of(rules).check(self._basis, f"worker {address}")
        lexicon.load(rules.language, rules.folders, rules.digest).words()
        return ready


def clean_batch(token: str, batch: list[Source]) -> list[Outcome] | Fault:
    """Clean documents in a worker; gives the fault of a worker that is not fit for it."""
    ready = _READY[token]
    if isinstance(ready, Fault):
        return ready
    with _ONE_AT_A_TIME:
        return [attempt(source, ready) for source in batch]


def clean(sources: Iterable[Source], settings: Settings) -> Iterator[Outcome]:
    """Clean the documents on the cluster at `settings.scheduler`; yields outcomes as they come.

    Raises Fault where there is no such cluster, it has no workers, or one of them is not fit.
    """
    token = secrets.token_hex(4)
    with (
        _silence(),
        _probe(settings, token) as probe,
        _client(settings.scheduler) as client,
    ):
        rules = settings.chosen()
        told = replace(
            settings,
            out=settings.out.absolute(),
            rules=tuple(one.absolute() for one in rules.folders),
            decisions=settings.decisions.absolute(),
        )
        workplace = Workplace(token, told, Basis.of(rules), probe)
        run = _Run(client, settings.scheduler, token, workplace)
        try:
            run.begin()
            yield from run.outcomes(Feed(sources, max(IN_SIGHT, run.threads * BATCH_MOST)))
        finally:
            # What a lost scheduler knew is lost with it, and tidying up may hide no fault.
            with suppress(Exception):
                run.stop()
                client.unregister_worker_plugin(workplace.name)


@contextmanager
def _probe(settings: Settings, token: str) -> Iterator[Path | None]:
    """Lay a file into the output folder for workers to see; none where that is behind a URL."""
    if settings.afar:
        yield None
        return
    probe = settings.out.absolute() / f".cluster-{token}.part"
    probe.touch()
    try:
        yield probe
    finally:
        probe.unlink(missing_ok=True)


class _Client(Client):
    """A client that is closed at once where it cannot begin.

    Left to the garbage collector it is closed by whatever thread happens to collect it; where that
    is the thread of the next client's loop, the two wait for each other.
    """

    def __init__(self, address: str) -> None:
        try:
            super().__init__(address, timeout=CONNECT_SECONDS)  # type: ignore[no-untyped-call]
        except BaseException:
            _close(self)
            raise


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        client = _Client(address)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        problem = "no Dask scheduler answers there"
        remedy = f"check the address, and that it runs ({str(error).splitlines()[0]})"
        raise Fault(address, problem, remedy) from None
    try:
        yield client
    finally:
        _close(client)


def _close(client: Client) -> None:
    """Close the client; that its scheduler is lost does not hinder it."""
    # Closing fails while a connection to a lost scheduler is being given up.
    for _ in range(CLOSINGS):
        with suppress(OSError, RuntimeError):
            client.close()
            return
        time.sleep(CLOSING_PAUSE_SECONDS)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep Dask's log back: what it says of lost workers is no news beside our one line."""
    known = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    loggers = [one for one in map(logging.getLogger, known) if not one.disabled]
    for one in loggers:
        one.disabled = True
    try:
        yield
    finally:
        for one in loggers:
            one.disabled = False


@dataclass
class _Run:
    """The batches that are out, and the documents that are to be tried once more, alone."""

    client: Client
    address: str
    token: str
    workplace: Workplace
    threads: int = 0
    out: dict[str, tuple[Future[Any], list[Source]]] = field(default_factory=dict)
    done: SimpleQueue[str] = field(default_factory=SimpleQueue)
    once_more: deque[Source] = field(default_factory=deque)
    number: int = 0

    def outcomes(self, feed: Feed) -> Iterator[Outcome]:
        """Hand out the feed; then try again, one by one, what workers died on."""
        while len(feed) or self.out:
            share = max(len(feed) // (2 * WAITING * self.threads), 1)
            while len(feed) and len(self.out) < WAITING * self.threads:
                self._submit(feed.batch(BATCH_BYTES, min(share, BATCH_MOST)))
            yield from self._heard()
        while self.once_more:
            source = self.once_more.popleft()
            self._submit([source])
            while self.out:
                yield from self._heard()
            if self.once_more and self.once_more[-1] is source:
                self.once_more.pop()
                problem = "workers of the cluster died on it again and again"
                remedy = "see whether it wants more memory than they have"
                fault = Fault(str(source.where), problem, remedy)
                yield Outcome(source.name, "fault", message=str(fault))

    def begin(self) -> None:
        """Let the workers make ready, those that come later as well."""
        self.client.register_plugin(self.workplace)
        self.see_workers()

    def see_workers(self) -> None:
        """Count the cluster's threads; raises Fault where none comes for a minute."""
        try:
            self.client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
            self.threads = sum(self.client.nthreads().values()) or 1
        except TimeoutError:
            problem = "the cluster has no workers"
            raise Fault(self.address, problem, "start some: dask worker ADDRESS") from None
        except (OSError, RuntimeError):
            raise self._gone() from None

    def stop(self) -> None:
        """Call back what is still out."""
        if self.out:
            self.client.cancel([future for future, _ in self.out.values()])

    def _submit(self, batch: list[Source]) -> None:
        self.number += 1
        key = f"corrigenda-{self.token}-{self.number}"
        future = self.client.submit(clean_batch, self.token, batch, key=key, pure=False)
        self.out[key] = future, batch
        future.add_done_callback(lambda one: self.done.put(str(one.key)))

    def _heard(self) -> Iterator[Outcome]:
        """Wait for a batch, and give what became of its documents."""
        try:
            key = self.done.get(timeout=TICK_SECONDS)
        except Empty:
            self.see_workers()
            return
        if key not in self.out:
            return
        future, batch = self.out[key]
        if future.status == "cancelled":
            self._take_up_again()
            return
        told = self._told(future)
        if told is None:
            self.done.put(key)
            self.see_workers()
            return
        # Let go, the batch is not run again when the worker that holds its result dies.
        del self.out[key]
        future.release()
        if isinstance(told, KilledWorker):
            self.once_more.extend(batch)
        elif isinstance(told, Fault):
            raise told
        else:
            yield from told

    def _take_up_again(self) -> None:
        """Hand out anew what was out when the way to the scheduler was cut.

        Raises Fault where it cannot be reached again. Meanwhile a worker may have gone on with a
        batch: what it wrote is found to be done, and what it still writes is the same bytes.
        """
        end = time.monotonic() + 2 * CONNECT_SECONDS
        while self.client.status == "connecting" and time.monotonic() < end:
            time.sleep(CONNECT_PAUSE_SECONDS)
        if self.client.status != "running":
            raise self._gone()
        out, self.out = self.out, {}
        try:
            self.begin()
            for _, batch in out.values():
                self._submit(batch)
        except Fault:
            raise
        except Exception:
            # It was cut again; Dask has no one class for what it raises then.
            raise self._gone() from None

    def _told(self, future: Future[Any]) -> Any:
        """Give what a batch came to, or nothing where its result was lost and is made again."""
        try:
            return future.result(timeout=TICK_SECONDS)
        except KilledWorker as killed:
            return killed
        except TimeoutError:
            return None
        except CancelledError:
            # Cut while it was asked for; the next look takes it up again.
            return None

    def _gone(self) -> Fault:
        problem = "the scheduler is there no more"
        return Fault(self.address, problem, "start it, and run this again; what is done stays done")
