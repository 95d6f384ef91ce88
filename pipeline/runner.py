"""Cleans many documents: skips what is unchanged, gathers faults, shares the work out.

A document's bytes are the same however many workers there are.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from pipeline import (
    __version__,
    api,
    decision_files,
    encoding,
    ledger,
    remote,
    ruleset,
    store,
)
from pipeline.containers import collections, markup, staging
from pipeline.containers.records import Cleaning, Fields
from pipeline.decision_files import Decided
from pipeline.faults import Fault
from pipeline.ledger import Origin, program_sha256, sha256
from pipeline.ledger_lines import Head
from pipeline.remote import RemoteSource
from pipeline.ruleset import Folders, RuleSet
from pipeline.sources import Source
from pipeline.store import Place
from pipeline.urls import Url

State = Literal["cleaned", "unchanged", "fault", "bug"]


@dataclass(frozen=True)
class Settings:
    """How to clean: the output folder, the rules folder, and what the user asked for.

    `afar` is the output folder where that is behind a URL.
    `decisions` is the folder beneath which decisions lie.
    """

    out: Path
    rules: Path | Folders
    language: str | None = None
    force: bool = False
    jobs: int = 1
    decisions: Path = Path("rules")
    fields: Fields = Fields()  # noqa: RUF009
    afar: Url | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one document; `message` and `trace` where it was not cleaned.

    A collection has `records`; `faults` are those that were left as they were.
    """

    name: str
    state: State
    head: Head | None = None
    size_bytes: int = 0
    seconds: float = 0.0
    message: str = ""
    trace: str = ""
    records: int | None = None
    faults: tuple[str, ...] = ()


def run(
    sources: Iterable[Source], settings: Settings, tell: Callable[[Outcome], None] = lambda _: None
) -> list[Outcome]:
    """Clean the sources into `settings.out`, big ones first; tell each outcome as it comes.

    Gives the outcomes in the order of the sources. Raises Fault only for what concerns them all:
    the rules, the language, the output folder.
    """
    chosen = ruleset.load(settings.rules)
    check_language(settings.language, chosen)
    if settings.afar is None:
        store.prepare(settings.out)
    order = list(sources)
    biggest = sorted(order, key=lambda source: -source.size())
    found: dict[str, Outcome] = {}
    work = _shared if settings.jobs > 1 and len(order) > 1 else _alone
    for outcome in work(biggest, settings):
        found[outcome.name] = outcome
        tell(outcome)
    return [found[source.name] for source in order]


def clean_text(raw: bytes, settings: Settings, name: str = "stdin") -> tuple[bytes, Head]:
    """Clean bytes that belong to no file; gives the cleaned bytes and what the head would say."""
    chosen = ruleset.load(settings.rules)
    check_language(settings.language, chosen)
    result = api.clean(raw, name=name, language=settings.language, rules=chosen)
    origin = Origin(name, "", sha256(raw), chosen.digest, settings.language is not None)
    cleaned, listed, head = ledger.compose(result, origin)
    prove(raw, cleaned, listed)
    return cleaned, head


def clean_source(source: Source, settings: Settings) -> Outcome:
    """Clean one document into its two files, unless nothing changed since the last time.

    Raises Fault where the document, or what stands at its place, is at fault.
    """
    if source.is_collection:
        return _clean_collection(source, settings)
    started = time.perf_counter()
    raw, page_files = source.read()
    place = Place(settings.out, source.name)
    _check_apart(place, source)
    chosen = ruleset.load(settings.rules)
    decided = _decided(settings, source.name)
    origin = Origin(
        source.name,
        source.path.name,
        sha256(raw),
        chosen.digest,
        settings.language is not None,
        page_files,
        decided.sha256,
    )
    if not settings.force:
        store.recover(place)
        head = store.head_of(place)
        _check_decided(head, settings, source.name)
        if (
            head
            and _is_done(place)
            and _unchanged(head, origin, settings.language)
            and _same_layout(head, source)
        ):
            return Outcome(source.name, "unchanged", head, len(raw))
    result = api.clean(
        raw,
        name=source.name,
        language=settings.language,
        rules=chosen,
        decisions=decided.decisions,
    )
    head = commit(place, source, result, origin)
    return Outcome(source.name, "cleaned", head, len(raw), time.perf_counter() - started)


def _clean_collection(source: Source, settings: Settings) -> Outcome:
    """Clean a file of records; decisions that hold everywhere hold in them."""
    chosen = ruleset.load(settings.rules)
    everywhere = decision_files.everywhere(settings.decisions)
    cleaning = Cleaning(
        chosen, settings.fields, settings.language, everywhere.decisions, everywhere.sha256
    )
    place = staging.Place(settings.out, source.name, source.path.suffix.lower())
    done = collections.clean(source.path, place, cleaning, settings.force)
    head, records = done.summary.head(), done.summary.records
    if done.tally is None:
        faults = collections.faults_of(place, str(source.path))
        return Outcome(
            source.name, "unchanged", head, done.size_bytes, records=records, faults=faults
        )
    message, trace = done.tally.bug
    return Outcome(
        source.name, "bug" if message else "cleaned", head, done.size_bytes, done.seconds,
        f"{source.path}: {message}" if message else "", trace, records,
        done.tally.told(str(source.path)),
    )  # fmt: skip


def commit(place: Place, source: Source, result: api.Result, origin: Origin) -> Head:
    """Write what became of a document, once it is proved that its raw bytes come back."""
    files = source.layout_files()
    corrected = markup.written_back(files, result) if files else ()
    origin = replace(origin, markup=tuple(one.file for one in corrected))
    cleaned, listed, head = ledger.compose(result, origin)
    prove(encoding.encode(result.raw, result.encoding), cleaned, listed)
    store.write(place, cleaned, listed, {one.file.name: one.content for one in corrected})
    return head


def _check_apart(place: Place, source: Source) -> None:
    """Raise Fault where a raw file would be overwritten."""
    written = [(place.text, source.path)]
    written += [(place.folder / name, path) for name, path in source.layout_files()]
    for new, old in written:
        if new.exists() and old.exists() and new.samefile(old):
            raise Fault(str(old), "would be overwritten", "choose another folder with -o")


def _same_layout(head: Head, source: Source) -> bool:
    """Say whether the files of layout XML are those of the last run."""
    now = [(name, sha256(store.read_bytes(path))) for name, path in source.layout_files()]
    return now == [(one.name, one.raw_sha256) for one in head.markup]


def _decided(settings: Settings, name: str) -> Decided:
    """Read what was decided for a book."""
    return decision_files.load(decision_files.files(settings.decisions, name))


def _is_done(place: Place) -> bool:
    """Say whether a document's files are there, with every line of its ledger."""
    return store.is_there(place) and ledger.is_whole(store.read_bytes(place.ledger))


def _check_decided(head: Head | None, settings: Settings, name: str) -> None:
    """Raise Fault where the last run had decisions and their files are not there any more.

    To clean without them would lose a reviewer's work, and hand edits that were taken in.
    """
    where = decision_files.files(settings.decisions, name)
    if head and head.decisions_sha256 and not (where.book.exists() or where.everywhere.exists()):
        problem = "is gone, and the last run had decisions from it"
        raise Fault(str(where.book), problem, "bring it back, or clean without it by --force")


def _unchanged(head: Head, origin: Origin, language: str | None) -> bool:
    """Say whether cleaning again would write the same files."""
    return (
        (head.corrigenda, head.program_sha256) == (__version__, program_sha256())
        and (head.raw_sha256, head.rules_sha256) == (origin.raw_sha256, origin.rules_sha256)
        and (head.file, head.page_files) == (origin.file, origin.page_files)
        and head.language_given == origin.language_given
        and head.decisions_sha256 == origin.decisions_sha256
        and language in (None, head.language)
    )


def prove(raw: bytes, cleaned: bytes, listed: bytes) -> None:
    """Undo the corrections as a reader of the two files would, before they are written."""
    try:
        same = ledger.restore(cleaned, ledger.parse(listed)) == raw
    except Fault as fault:
        raise AssertionError(f"the raw bytes do not come back: {fault}") from None
    if not same:
        raise AssertionError("the raw bytes do not come back")


def check_language(code: str | None, rules: RuleSet) -> None:
    """Raise Fault where the rules know no language of this code."""
    if code and rules.languages and code not in rules.languages:
        known = sorted(rules.languages)
        close = get_close_matches(code, known, 1)
        remedy = f'did you mean "{close[0]}"?' if close else "one of: " + ", ".join(known)
        raise Fault(str(rules.folders[0] / "languages"), f'no language "{code}"', remedy)


def _attempt(source: Source, settings: Settings) -> Outcome:
    """Clean one document, with whatever goes wrong made an outcome, so that the rest go on."""
    try:
        if settings.afar or isinstance(source, RemoteSource):
            return _clean_afar(source, settings)
        return clean_source(source, settings)
    except Fault as fault:
        return Outcome(source.name, "fault", message=str(fault))
    except Exception as error:
        told = f"{source.path}: {type(error).__name__}: {error}"
        return Outcome(source.name, "bug", message=told, trace=traceback.format_exc())


def _clean_afar(source: Source, settings: Settings) -> Outcome:
    """Clean a document whose raw or cleaned files are behind URLs."""
    with remote.at_hand(source, settings.afar or settings.out) as (here, out, told):
        done = clean_source(here, replace(settings, out=out, afar=None))
    return replace(done, message=told(done.message), faults=tuple(map(told, done.faults)))


def _alone(sources: list[Source], settings: Settings) -> Iterator[Outcome]:
    for source in sources:
        yield _attempt(source, settings)


def _shared(sources: list[Source], settings: Settings) -> Iterator[Outcome]:
    # Workers start fresh: a fork of a process that shows its progress in a thread may hang.
    fresh = multiprocessing.get_context("spawn")
    workers = min(settings.jobs, len(sources))
    with ProcessPoolExecutor(workers, fresh, _leave_interrupts) as pool:
        waiting = {pool.submit(_attempt, source, settings): source for source in sources}
        try:
            for done in as_completed(waiting):
                try:
                    yield done.result()
                except BrokenProcessPool:
                    fault = Fault(
                        str(waiting[done].path),
                        "the worker process died, perhaps for want of memory",
                        "try fewer --jobs",
                    )
                    yield Outcome(waiting[done].name, "fault", message=str(fault))
        finally:
            pool.shutdown(cancel_futures=True)


def _leave_interrupts() -> None:
    """Let only the parent answer ^C; it waits for the documents in hand."""
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
