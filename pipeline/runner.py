"""Cleans one document into its files, unless nothing that decides them has changed.

Done means a cleaned text and a ledger that tell of just these raw bytes, rules, words, decisions,
program and libraries, and that are whole. There is no marker: what is on disk says it, so that a
run that was killed goes on where it stopped. Many documents are the matter of `many`.
"""

from __future__ import annotations

import time
import traceback
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pipeline import (
    __version__,
    api,
    decision_files,
    language,
    ledger,
    lexicon,
    libraries,
    presence,
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
    """How to clean: the output folder, the rules, and what the user asked for.

    `rules` are folders, or what was read from them. `decisions` is the folder beneath which
    decisions lie. `jobs` processes share the work, or the workers of the cluster whose `scheduler`
    is named. `fields` are those of records. `afar` is the output folder where that is behind a URL.
    """

    out: Path
    rules: Path | Folders | RuleSet
    language: str | None = None
    force: bool = False
    jobs: int = 1
    decisions: Path = Path("rules")
    scheduler: str = ""
    fields: Fields = Fields()  # noqa: RUF009
    afar: Url | None = None

    def chosen(self) -> RuleSet:
        """Give the rules, read where they are not yet; raises Fault where one is at fault."""
        return self.rules if isinstance(self.rules, RuleSet) else ruleset.load(self.rules)

    def ready(self) -> Settings:
        """Give the same with its rules read, so that no document looks for changed ones again.

        Raises Fault where a rule, or the language that was asked for, is at fault.
        """
        chosen = self.chosen()
        check_language(self.language, chosen)
        return replace(self, rules=chosen)


@dataclass(frozen=True)
class Outcome:
    """What became of one document; `message` and `trace` where the rules did not clean it.

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


def clean_text(raw: bytes, settings: Settings, name: str = "stdin") -> tuple[bytes, Head]:
    """Clean bytes that belong to no file; gives the cleaned bytes and what the head would say."""
    chosen = settings.ready().chosen()
    result = api.clean(raw, name=name, language=settings.language, rules=chosen)
    origin = Origin(name, "", sha256(raw), chosen.digest, settings.language is not None)
    cleaned, listed, head = ledger.compose(result, origin)
    prove(origin.raw_sha256, cleaned, listed)
    return cleaned, head


def clean_source(source: Source, settings: Settings) -> Outcome:
    """Clean one document into its files, unless nothing changed since the last time.

    Raises Fault where the document, or what stands at its place, is at fault.
    """
    if source.is_collection:
        return _clean_collection(source, settings)
    started = time.perf_counter()
    raw, page_files = source.read()
    place = Place(settings.out, source.name)
    _check_apart(place, source)
    chosen = settings.chosen()
    decided = _decided(settings, source.name)
    origin = Origin(
        source.name,
        source.path.name,
        sha256(raw),
        chosen.digest,
        settings.language is not None,
        page_files,
        decided.sha256,
        taken_over=not settings.force and _is_clean(source, raw, chosen),
    )
    over = origin.taken_over
    if not settings.force:
        store.recover(place)
        head = store.head_of(place)
        _check_decided(head, settings, source.name)
        if (
            head
            and _unchanged(head, origin, settings.language, chosen)
            and _same_layout(head, source)
            and store.is_whole(place)
        ):
            return Outcome(source.name, "unchanged", head, len(raw))
    # What became of the text has no name here, so that its memory is free as soon as may be.
    head = commit(
        place,
        source,
        api.clean(
            raw,
            name=source.name,
            language=settings.language,
            rules=chosen.only(()) if over else chosen,
            decisions=() if over else decided.decisions,
        ),
        origin,
    )
    seconds = time.perf_counter() - started
    return Outcome(source.name, "cleaned", head, len(raw), seconds, _told(source) if over else "")


def _is_clean(source: Source, raw: bytes, rules: RuleSet) -> bool:
    """Say whether a text is one that was cleaned by these rules, by the ledger beside it.

    A second time rules would see other counts than they saw in the raw text, and might change what
    nobody asked for.
    """
    place = Place(source.path.parent, source.name)
    if source.path != place.text:
        return False
    with suppress(Fault):
        head = store.read_head(store.ledger_in_force(place))
        return (head.cleaned_sha256, head.rules_sha256) == (sha256(raw), rules.digest)
    return False


def _told(source: Source) -> str:
    problem = "was cleaned by these rules, as the ledger beside it says, and is taken over as it is"
    return str(Fault(str(source.path), problem, "clean it by --force"))


def _clean_collection(source: Source, settings: Settings) -> Outcome:
    """Clean a file of records; decisions that hold everywhere hold in them."""
    chosen = settings.chosen()
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
    del result
    prove(origin.raw_sha256, cleaned, listed)
    store.write(place, cleaned, listed, {one.file.name: one.content for one in corrected})
    return head


def _check_apart(place: Place, source: Source) -> None:
    """Raise Fault where a raw file would be overwritten."""
    written = [(place.text, source.path)]
    written += [(place.folder / name, path) for name, path in source.layout_files()]
    for new, old in written:
        if presence.exists(new) and presence.exists(old) and new.samefile(old):
            raise Fault(str(old), "would be overwritten", "choose another folder with -o")


def _same_layout(head: Head, source: Source) -> bool:
    """Say whether the files of layout XML are those of the last run."""
    now = [(name, sha256(store.read_bytes(path))) for name, path in source.layout_files()]
    return now == [(one.name, one.raw_sha256) for one in head.markup]


def _decided(settings: Settings, name: str) -> Decided:
    """Read what was decided for a book."""
    return decision_files.load(decision_files.files(settings.decisions, name))


def _check_decided(head: Head | None, settings: Settings, name: str) -> None:
    """Raise Fault where the last run had decisions and their files are not there any more.

    To clean without them would lose a reviewer's work, and hand edits that were taken in.
    """
    where = decision_files.files(settings.decisions, name)
    if (
        head
        and head.decisions_sha256
        and not (presence.exists(where.book) or presence.exists(where.everywhere))
    ):
        problem = "is gone, and the last run had decisions from it"
        raise Fault(str(where.book), problem, "bring it back, or clean without it by --force")


def _unchanged(head: Head, origin: Origin, language: str | None, rules: RuleSet) -> bool:
    """Say whether cleaning again would write the same files.

    Languages are told from the raw bytes by the rules and the program; where these are the same, so
    are the languages, and with them the word lists that are asked for. A text that was taken over
    saw no rule, and is unchanged only while a ledger beside it says that it is clean. What rules
    have cleaned stays when such a ledger comes: it may have been asked for by --force.
    """
    return (
        (head.corrigenda, head.program_sha256) == (__version__, program_sha256())
        and (head.raw_sha256, head.rules_sha256) == (origin.raw_sha256, origin.rules_sha256)
        and (head.file, head.page_files) == (origin.file, origin.page_files)
        and (origin.taken_over or not head.taken_over)
        and head.language_given == origin.language_given
        and head.decisions_sha256 == origin.decisions_sha256
        and language in (None, head.language)
        and head.libraries == libraries.versions()
        and _same_words(head, rules)
    )


def _same_words(head: Head, rules: RuleSet) -> bool:
    """Say whether the word lists are those that were asked for then."""
    return bool(head.words_sha256) and lexicon.are_same(
        head.words_sha256, rules.folders, rules.digest
    )


def prove(raw_sha256: str, cleaned: bytes, listed: bytes) -> None:
    """Undo the corrections as a reader of the two files would, before they are written.

    Raises AssertionError where bytes of another hash than the raw ones come back.
    """
    try:
        same = sha256(ledger.restore(cleaned, ledger.parse(listed))) == raw_sha256
    except Fault as fault:
        raise AssertionError(f"the raw bytes do not come back: {fault}") from None
    if not same:
        raise AssertionError("the raw bytes do not come back")


def check_language(code: str | None, rules: RuleSet) -> None:
    """Raise Fault where the rules know no language of this code."""
    if code:
        language.check(code, rules.languages, "--language")


def attempt(source: Source, settings: Settings) -> Outcome:
    """Clean one document, with whatever goes wrong made an outcome, so that the rest go on."""
    try:
        if settings.afar or isinstance(source, RemoteSource):
            return _clean_afar(source, settings)
        return clean_source(source, settings)
    except Fault as fault:
        return Outcome(source.name, "fault", message=str(fault))
    except OSError as error:
        where = str(error.filename or source.where)
        told = Fault(where, f"cannot be used ({error.strerror or error})", "check it, and the disk")
        return Outcome(source.name, "fault", message=str(told))
    except MemoryError:
        short = Fault(str(source.where), "needs more memory than there is", "split it")
        return Outcome(source.name, "fault", message=str(short))
    except Exception as error:
        what = f"{source.where}: {type(error).__name__}: {error}"
        return Outcome(source.name, "bug", message=what, trace=traceback.format_exc())


def _clean_afar(source: Source, settings: Settings) -> Outcome:
    """Clean a document whose raw or cleaned files are behind URLs."""
    with remote.at_hand(source, settings.afar or settings.out) as (here, out, told):
        done = clean_source(here, replace(settings, out=out, afar=None))
    return replace(done, message=told(done.message), faults=tuple(map(told, done.faults)))
