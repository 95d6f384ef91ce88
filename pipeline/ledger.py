"""The ledger lists every correction of one document, so that the raw bytes can be rebuilt.

It is a JSONL file: a head, then a line a correction, in stage order and place order. It holds no
clock, no host and no path, so that the same input always gives the same bytes. What it means for
files on disk is in `store`.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline import __version__, encoding, libraries, presence, silhouette
from pipeline.book import PageFiles
from pipeline.correction import CONFIDENCES, Correction, Route, revert
from pipeline.engine import StageResult
from pipeline.faults import Fault
from pipeline.ledger_lines import (
    Head,
    MarkupFile,
    Row,
    correction,
    decode,
    encode,
    evidence_object,
)

if TYPE_CHECKING:
    from pipeline.api import Result

FORMAT = 1
SUFFIX = ".corrections.jsonl"
AGAIN = "move away what you edited by hand, then clean the raw file again with --force"


@dataclass(frozen=True)
class Origin:
    """What was cleaned and with what, as the head says it."""

    document: str
    file: str
    raw_sha256: str
    rules_sha256: str
    language_given: bool = False
    page_files: PageFiles | None = None
    decisions_sha256: str = ""
    markup: tuple[MarkupFile, ...] = ()
    taken_over: bool = False


@dataclass(frozen=True)
class Ledger:
    """A ledger as read: its head, its lines, and the same as stages; `place` is for messages."""

    head: Head
    rows: tuple[Row, ...]
    stages: tuple[StageResult, ...]
    place: str = "ledger"


@dataclass(frozen=True)
class Proved:
    """One line that says what came back, and whether it was `compared` with a raw file there."""

    line: str
    compared: bool


def sha256(data: bytes) -> str:
    """Give the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@cache
def program_sha256() -> str:
    """Hash the program's own modules: in a checkout the code changes and the version does not."""
    sums = hashlib.sha256()
    folder = Path(__file__).parent
    for path in presence.entries_below(folder):
        if path.suffix != ".py":
            continue
        sums.update(path.relative_to(folder).as_posix().encode() + b"\0")
        sums.update(hashlib.sha256(path.read_bytes()).digest())
    return sums.hexdigest()


def compose(result: Result, origin: Origin) -> tuple[bytes, bytes, Head]:
    """Give the bytes of the cleaned file, those of its ledger, and the ledger's head.

    The cleaned file is UTF-8 without a mark, has the raw file's line ends, and keeps undecodable
    bytes as they were.
    """
    stages = result.stages
    every = [one for stage in stages for one in stage.corrections]
    counts = Counter(one.confidence for one in every)
    rows = b"".join(encode(row) + b"\n" for row in _rows(result))
    cleaned, seams = encoding.write_cleaned(result.text, result.encoding.newline)
    head = Head(
        corrigenda=__version__,
        format=FORMAT,
        document=origin.document,
        file=origin.file,
        raw_sha256=origin.raw_sha256,
        cleaned_sha256=sha256(cleaned),
        rules_sha256=origin.rules_sha256,
        program_sha256=program_sha256(),
        language=result.language,
        language_given=origin.language_given,
        encoding=result.encoding,
        pages=result.pages,
        stages=tuple(stage.stage for stage in stages),
        counts={name: counts[name] for name in CONFIDENCES},
        applied={one.stage: sum(c.applied for c in one.corrections) for one in stages},
        seams=seams,
        page_files=origin.page_files,
        markup=origin.markup,
        decisions_sha256=origin.decisions_sha256,
        adrift=tuple(one.id for one in result.adrift),
        broken=tuple(one.id for one in result.broken),
        out_of_time=result.out_of_time,
        rows_sha256=sha256(rows),
        words_sha256=dict(result.words_sha256),
        libraries=libraries.versions(),
        taken_over=origin.taken_over,
    )
    return cleaned, encode(head) + b"\n" + rows, head


def is_whole(data: bytes) -> bool:
    """Say whether a ledger's lines are all there and as they were written, by the head's hash."""
    first, _, rows = data.partition(b"\n")
    try:
        return parse_head(first).rows_sha256 == sha256(rows)
    except Fault:
        return False


def parse(data: bytes, place: str = "ledger") -> Ledger:
    """Read a ledger's bytes.

    Raises Fault where they are no ledger, one of another format, or one that is cut short.
    """
    lines = data.split(b"\n")
    if b'{"corrigenda"'.startswith(data[:13]) and len(lines) == 1 and data:
        raise Fault(place, "is cut short", AGAIN)
    head = parse_head(lines[0], place)
    total = sum(head.counts.values())
    if lines.pop() or len(lines) <= total:
        raise Fault(place, "is cut short", AGAIN)
    rows: list[Row] = []
    stages: dict[str, list[Correction]] = {name: [] for name in head.stages}
    for number, line in enumerate(lines[1:], 2):
        try:
            row = decode(line, Row)
        except ValueError:
            raise Fault(f"{place}:{number}", "is no correction", AGAIN) from None
        if row.stage not in stages or len(rows) == total:
            raise Fault(f"{place}:{number}", "is no correction of this ledger", AGAIN)
        rows.append(row)
        stages[row.stage].append(correction(row))
    results = tuple(StageResult(name, tuple(found)) for name, found in stages.items())
    return Ledger(head, tuple(rows), results, place)


def parse_head(line: bytes, place: str = "ledger") -> Head:
    """Read a ledger's first line; raises Fault where it is none, or of another format."""
    try:
        table = decode(line, dict[str, Any])
    except ValueError:
        table = {}
    if "corrigenda" not in table or not isinstance(table.get("format"), int):
        raise Fault(place, "is not a ledger", AGAIN)
    if table["format"] != FORMAT:
        problem = f"is a ledger of format {table['format']}; this program reads format {FORMAT}"
        raise Fault(place, problem, f"use corrigenda {table['corrigenda']}, which wrote it")
    try:
        return msgspec.convert(table, Head)
    except (ValueError, msgspec.ValidationError) as error:
        raise Fault(place, f"has a damaged head ({error})", AGAIN) from None


def texts(cleaned: bytes, ledger: Ledger) -> list[str]:
    """Give the raw text, the text after each stage, and the cleaned text, from a cleaned file.

    Raises Fault where the ledger is another text's, or either was changed since.
    """
    return list(_undone(cleaned, ledger))[::-1]


def _undone(cleaned: bytes, ledger: Ledger) -> Iterator[str]:
    """Yield the cleaned text, and the text before each stage, the last stage first."""
    head = ledger.head
    if sha256(cleaned) != head.cleaned_sha256:
        place = ledger.place.removesuffix(SUFFIX) + ".txt"
        problem = "does not fit its ledger: one of them was edited, or belongs to another text"
        raise Fault(place, problem, 'keep hand edits by "corrigenda take-in", or clean again')
    text = encoding.read_cleaned(cleaned, head.encoding.newline, head.seams)
    yield text
    try:
        for stage in reversed(ledger.stages):
            text = revert(text, stage.corrections)
            yield text
    except ValueError:
        raise Fault(ledger.place, "was changed since it was written", AGAIN) from None


def restore(cleaned: bytes, ledger: Ledger) -> bytes:
    """Rebuild the raw file's bytes from the cleaned file's; raises Fault where they do not fit."""
    # One text after the other: all at once would fill the memory with a long book.
    text = ""
    for earlier in _undone(cleaned, ledger):
        text = earlier
    try:
        raw = encoding.encode(text, ledger.head.encoding)
    except (ValueError, LookupError, StopIteration):
        raw = b""
    if sha256(raw) != ledger.head.raw_sha256:
        raise Fault(ledger.place, "does not give the raw file back", AGAIN)
    return raw


def _rows(result: Result) -> Iterator[Row]:
    route = Route(stage.corrections for stage in result.stages)
    raw_feeds, cleaned_feeds = _line_feeds(result.raw), _line_feeds(result.text)
    for index, stage in enumerate(result.stages):
        back, on = route.from_raw[index], route.to_cleaned[index]
        for one in stage.corrections:
            raw = back.span_before(one.start, one.end)[0]
            cleaned = on.span_after(one.start, one.end)[0]
            yield Row(
                one.stage, one.rule, one.confidence, one.applied, one.before, one.after,
                one.start, one.end, bisect_right(result.page_starts, raw),
                bisect_left(raw_feeds, raw) + 1, bisect_left(cleaned_feeds, cleaned) + 1,
                evidence_object(one), one.decision,
            )  # fmt: skip


def _line_feeds(text: str) -> array[int]:
    return array("I", silhouette.places(text, "\n"))
