"""Collections: files of records. Each kind has one module that cleans them and brings them back."""

from __future__ import annotations

import filecmp
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from pipeline import presence
from pipeline.containers import jsonl, parquet, records, staging
from pipeline.containers.records import Cleaning, RecordLine, Summary, Tally
from pipeline.containers.staging import Place, file_sha256
from pipeline.faults import Fault
from pipeline.ledger import Ledger, Proved
from pipeline.whole_files import replacing

KINDS: dict[str, ModuleType] = {".jsonl": jsonl, ".ndjson": jsonl, ".parquet": parquet}
SUFFIXES = tuple(KINDS)
_LEDGERS = ".ledgers"
# Why a file that is there already is not overwritten by what is restored, and what to do.
HOLDS_OTHER = (
    "is there already and holds something else", "move it away, or choose another -o"
)  # fmt: skip
LEDGERS = tuple(f"{_LEDGERS}{suffix}" for suffix in SUFFIXES)


@dataclass(frozen=True)
class Cleaned:
    """What became of a collection; `tally` is None where nothing had changed."""

    summary: Summary
    tally: Tally | None
    size_bytes: int
    seconds: float


def is_ledgers(name: str) -> bool:
    """Say whether a file's name is that of ledgers, not of records.

    >>> is_ledgers("books.ledgers.parquet"), is_ledgers("books.parquet")
    (True, False)
    """
    stem, _, suffix = name.rpartition(".")
    mine = stem.endswith((_LEDGERS, ".corrections"))
    return mine and f".{suffix}".lower() in KINDS


def clean(path: Path, place: Place, cleaning: Cleaning, force: bool) -> Cleaned:
    """Clean a file of records, unless nothing changed since the last time.

    Raises Fault where the file as a whole, or what stands at its place, is at fault.
    """
    started = time.perf_counter()
    kind = KINDS[place.suffix]
    size = path.stat().st_size if presence.exists(path) else 0
    summary = cleaning.summary(place.name, path.name, file_sha256(path))
    if presence.exists(place.records) and place.records.samefile(path):
        raise Fault(str(path), "would be overwritten", "choose another folder with -o")
    if not force:
        staging.recover(place, kind.summary_of)
        known = _known(place)
        if known and known.is_of(summary, cleaning.rules):
            return Cleaned(known, None, size, time.perf_counter() - started)
    summed, tally = kind.clean(path, place, cleaning, summary)
    return Cleaned(summed, tally, size, time.perf_counter() - started)


def faults_of(place: Place, raw: str) -> tuple[str, ...]:
    """Give a line for each record that the last run left as it was; see `Tally.told`."""
    if not KINDS[place.suffix].summary_of(place.ledgers).faults:
        return ()
    tally = Tally()
    for _, line in _every(place):
        tally.add(line, raw)
    return tally.told(raw)


def find(folder: Path) -> list[Place]:
    """Give the collections of a folder of cleaned texts."""
    found = []
    for name in (path.name for path in presence.entries(folder)):
        for suffix in SUFFIXES:
            ending = f"{_LEDGERS}{suffix}"
            if name.endswith(ending) and name[0] != ".":
                found.append(Place(folder, name.removesuffix(ending), suffix))
    return sorted(found, key=lambda one: (one.name, one.suffix))


def file_of(place: Place) -> str:
    """Give the name of the raw file."""
    summary: Summary = KINDS[place.suffix].summary_of(place.ledgers)
    return summary.file


def named(folder: Path, name: str) -> Place | None:
    """Give the collection of a name, which may be written as a path; None where there is none."""
    path = Path(name)
    here = folder if path.parent == Path(".") else path.parent
    return next((one for one in find(here) if path.name in (one.name, one.records.name)), None)


def verify(place: Place, raw_folder: Path) -> Proved:
    """Bring every record back, and the whole, and compare it with the raw file where it is there.

    Gives what was proved; raises Fault where something differs.
    """
    kind = KINDS[place.suffix]
    summary = kind.summary_of(place.ledgers)
    raw = raw_folder / summary.file
    proved = f"{place.name}: {summary.records:,} records restored"
    there = presence.is_file(raw)
    if kind is jsonl:
        with open(os.devnull, "wb") as nowhere:
            jsonl.restore(place, nowhere)
    elif not there:
        parquet.check(place)
    if not there:
        return Proved(f"{proved}; {raw} is not there to compare", compared=False)
    same = file_sha256(raw) == summary.raw_sha256
    if not same or (kind is parquet and not parquet.same_as(place, raw)):
        raise Fault(str(raw), "is not the file that was cleaned", "clean it again")
    return Proved(f"{proved}, equal to {raw}", compared=True)


def restore(place: Place, out: Path | None) -> None:
    """Write the raw file, or a table equal to it; raises Fault where it does not come back."""
    if out is None:
        if place.suffix == ".parquet":
            raise Fault(place.name, "comes back as a file", "name it with -o")
        KINDS[place.suffix].restore(place, sys.stdout.buffer)
        return
    if presence.exists(out) and out.samefile(place.records):
        raise Fault(str(out), "holds the cleaned records", "choose another -o")
    try:
        with replacing(out) as file:
            KINDS[place.suffix].restore(place, file)
            file.flush()
            if presence.exists(out) and not filecmp.cmp(file.name, out, shallow=False):
                raise Fault(str(out), *HOLDS_OTHER)
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        raise Fault(str(out), problem, "check it, or choose another with -o") from None


def record(place: Place, name: str) -> tuple[bytes, Ledger]:
    """Give a record's cleaned text and its ledger, by its id, or by `:` and its number.

    Raises Fault where there is none, or more than one.
    """
    found = [(texts, line) for texts, line in _every(place) if _is_named(line, name)]
    where = f"{place.name}#{name}"
    if not found:
        raise Fault(where, f"no such record in {place.records}", "give its id, or #:NUMBER")
    if len(found) > 1:
        numbers = ", ".join(f"#:{line.record}" for _, line in found[:5])
        raise Fault(where, f"{len(found)} records have this id", f"choose one: {numbers}")
    texts, line = found[0]
    if line.head is None:
        raise Fault(where, line.fault or "has no text", "it was left as it was")
    return records.joined_again(texts, line, where).encode(), records.own_ledger(line, where)


def _every(place: Place) -> Iterator[tuple[tuple[str, ...], RecordLine]]:
    found: Iterator[tuple[tuple[str, ...], RecordLine]] = KINDS[place.suffix].each(place)
    return found


def _is_named(line: RecordLine, name: str) -> bool:
    return f":{line.record}" == name or line.id == name


def _known(place: Place) -> Summary | None:
    """Give the summary of the last run; raises Fault where its records are not as it left them."""
    if not presence.exists(place.ledgers):
        if presence.exists(place.records):
            problem = "is there already, and no ledgers say that clean wrote it"
            raise Fault(str(place.records), problem, "move it away, or overwrite it with --force")
        return None
    summary: Summary = KINDS[place.suffix].summary_of(place.ledgers)
    if not presence.exists(place.records):
        return None
    if file_sha256(place.records) != summary.cleaned_sha256:
        problem = "was edited by hand since it was cleaned"
        raise Fault(str(place.records), problem, "move it away, or overwrite with --force")
    return summary
