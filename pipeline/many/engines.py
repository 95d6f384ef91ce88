"""Engines clean many documents: in this process, in several, or on a cluster.

Whichever it is, the files come out the same to the byte.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from itertools import chain, islice
from types import ModuleType

from pipeline import freed_memory, store
from pipeline.faults import Fault
from pipeline.many import pool
from pipeline.many.feed import Feed
from pipeline.runner import Outcome, Settings, attempt
from pipeline.sources import Source


def run(sources: Iterable[Source], settings: Settings) -> Generator[Outcome, None, None]:
    """Clean the sources into `settings.out`; yields an outcome for each, as it comes.

    Raises Fault only for what concerns them all: the rules, the language, the output folder, the
    cluster.
    """
    ready = settings.ready()
    if settings.afar is None:
        store.prepare(settings.out)
    if settings.scheduler:
        yield from _cluster().clean(sources, ready)
        return
    coming = iter(sources)
    first = list(islice(coming, 2))
    sources = chain(first, coming)
    if settings.jobs > 1 and len(first) > 1:
        yield from pool.clean(Feed(sources), ready)
    else:
        freed_memory.goes_back()
        for source in sources:
            yield attempt(source, ready)


def _cluster() -> ModuleType:
    """Give the module that asks for Dask, which takes a second to import and may not be there."""
    try:
        from pipeline.many import cluster
    except ModuleNotFoundError as error:
        if error.name not in ("dask", "distributed"):
            raise
        remedy = "pip install 'corrigenda[cluster]', here and where the workers run"
        raise Fault("--engine dask", "Dask is not installed", remedy) from None
    return cluster
