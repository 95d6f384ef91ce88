"""JSON Lines: a record a line; only the text's own bytes are changed, and the file comes back.

Lines are read one after the other. The ledgers are lines as well, the last one is the summary.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from pipeline.containers import json_line, records
from pipeline.containers.json_line import Value
from pipeline.containers.limits import CHUNK, LINE_MOST, MEGABYTE, opened
from pipeline.containers.records import (
    Cleaning,
    Done,
    Fields,
    Record,
    RecordLine,
    Summary,
    Tally,
    identity,
)
from pipeline.containers.staging import Place, Summing, staged
from pipeline.faults import Fault
from pipeline.ledger import AGAIN

_MARK = b"\xef\xbb\xbf"
_TAIL_MOST = 1 << 20
_TOO_LONG = f"longer than {LINE_MOST // MEGABYTE} MiB"


def clean(path: Path, place: Place, cleaning: Cleaning, summary: Summary) -> tuple[Summary, Tally]:
    """Clean a file's records into its two files; raises Fault for what concerns the whole."""
    tally = Tally()
    sums = hashlib.sha256()
    with opened(path) as raw, staged(place) as both:
        with both.records.open("xb") as kept, both.ledgers.open("xb") as listed:
            out = Summing(kept)
            for number, line in enumerate(_lines(raw, sums, out), 1):
                new, told = _cleaned(line, number, cleaning, tally)
                out.write(new)
                tally.add(told, str(path))
                listed.write(msgspec.json.encode(told) + b"\n")
            summed = tally.summed(summary, out.sha256())
            listed.write(msgspec.json.encode(summed) + b"\n")
        if sums.hexdigest() != summary.raw_sha256:
            raise Fault(str(path), "changed while it was cleaned", "clean it again")
    return summed, tally


def summary_of(ledgers: Path) -> Summary:
    """Read the summary of a collection; raises Fault where the ledgers are none, or cut short."""
    with opened(ledgers) as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL_MOST))
        tail = file.read()
    lines = tail.split(b"\n")
    try:
        if lines.pop():
            raise ValueError
        return msgspec.json.decode(lines[-1], type=Summary)
    except (ValueError, IndexError):
        raise Fault(str(ledgers), "is cut short, or holds no ledgers", AGAIN) from None


def each(place: Place) -> Iterator[tuple[tuple[str, ...], RecordLine]]:
    """Give, record by record, the cleaned texts and what the ledgers say.

    Raises Fault where the two files do not fit.
    """
    return ((texts, entry) for texts, entry, _ in _each(place) if entry.record)


def restore(place: Place, file: BinaryIO) -> None:
    """Write the raw file; raises Fault where it does not come back."""
    out = Summing(file)
    for _, _, raw in _each(place):
        out.write(raw)
    if out.sha256() != summary_of(place.ledgers).raw_sha256:
        raise Fault(str(place.ledgers), "does not give the raw file back", AGAIN)


def _each(place: Place) -> Iterator[tuple[tuple[str, ...], RecordLine, bytes]]:
    """Give the cleaned texts, the ledger's line and the raw line; number 0 for a blank one."""
    summary = summary_of(place.ledgers)
    sums, told = hashlib.sha256(), 0
    skipped = _Sink()
    with opened(place.records) as kept, opened(place.ledgers) as listed:
        for line in _lines(kept, sums, skipped):
            yield from _blank(skipped.taken())
            told += 1
            where = f"{place.ledgers}:{told}"
            entry = records.parsed_line(listed.readline(), where)
            records.check_number(entry, told, where)
            texts, raw = _restored(line, entry, summary.fields, where)
            yield texts, entry, raw
        yield from _blank(skipped.taken())
    if sums.hexdigest() != summary.cleaned_sha256 or told != summary.records:
        problem = "does not fit its ledgers: one of them was edited, or belongs to another file"
        raise Fault(str(place.records), problem, AGAIN)


class _Sink:
    """Keeps what is written, until it is taken."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []

    def write(self, content: bytes) -> None:
        self._kept.append(content)

    def taken(self) -> bytes:
        whole = b"".join(self._kept)
        self._kept.clear()
        return whole


def _blank(content: bytes) -> Iterator[tuple[tuple[str, ...], RecordLine, bytes]]:
    if content:
        yield (), RecordLine(0, ""), content


def _lines(file: BinaryIO, sums: hashlib._Hash, blank: Summing | _Sink) -> Iterator[bytes]:
    """Give the lines that are records; blank ones go straight to `blank`.

    Of a line that is too long its beginning is given, and the rest goes to `blank` behind it.
    """
    while line := file.readline(LINE_MOST + 1):
        sums.update(line)
        if not line.removeprefix(_MARK).strip(b" \t\r\n"):
            blank.write(line)
            continue
        yield line
        too_long = len(line) > LINE_MOST
        while too_long and not line.endswith(b"\n") and (line := file.readline(CHUNK)):
            sums.update(line)
            blank.write(line)


def _cleaned(
    line: bytes, number: int, cleaning: Cleaning, tally: Tally
) -> tuple[bytes, RecordLine]:
    """Give a line with its text cleaned, and what the ledgers say of it."""
    name = str(number)
    try:
        text, found = _parsed(line)
        value = found.get(cleaning.fields.id)
        name = identity(value.content if value else None, number, cleaning.fields)
        places, paged = _places(text, found, cleaning.fields)
    except Fault as fault:
        return line, records.at_fault(number, name, fault)
    if not places:
        return line, RecordLine(number, name)
    record = Record(number, name, tuple(one.content for one in places), paged)
    done = records.cleaned(record, cleaning, tally)
    new, literals = _written(text, places, done)
    if literals:
        done = Done(done.texts, msgspec.structs.replace(done.line, literals=literals))
    if len(new.encode()) > LINE_MOST:
        return line, RecordLine(number, name, f"would be {_TOO_LONG}")
    return new.encode(), done.line


def _parsed(line: bytes) -> tuple[str, dict[str, Value]]:
    if len(line) > LINE_MOST:
        raise Fault("line", f"is {_TOO_LONG}")
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise Fault("line", f"is not UTF-8 at byte {error.start:,}") from None
    try:
        return text, json_line.fields(text.removeprefix("\ufeff").rjust(len(text)))
    except ValueError as error:
        raise Fault("line", f"is no JSON object ({str(error).partition(':')[0]})") from None


def _places(line: str, found: dict[str, Value], fields: Fields) -> tuple[list[Value], bool]:
    """Give the places of a record's texts, if it has any, and whether they are pages."""
    pages = found.get(fields.pages) if fields.pages else None
    if pages and pages.content:
        if not _all_strings(pages.content):
            raise Fault("record", f'has "{fields.pages}" that are no strings')
        return json_line.strings(line, pages), True
    text = found.get(fields.text)
    if text is None and not pages:
        raise Fault("record", f'has no field "{fields.text}"', "name it by --text-field")
    if text is None or text.content is None:
        return [], False
    if not isinstance(text.content, str):
        raise Fault("record", f'has a "{fields.text}" that is no string')
    return [text], False


def _all_strings(content: object) -> bool:
    return isinstance(content, list) and all(isinstance(one, str) for one in content)


def _written(line: str, places: Sequence[Value], done: Done) -> tuple[str, tuple[str, ...]]:
    """Give the line with its new texts, and how the old ones were written where that is needed."""
    values, literals, styles = [], [], []
    for place, new in zip(places, done.texts, strict=True):
        style = json_line.UTF_8
        if new != place.content:
            style = json_line.style_of(place.content, line[place.start : place.end])
            values.append(place)
            literals.append(json_line.literal(new, json_line.style_like(style)))
        styles.append(style)
    plain = all(style == json_line.UTF_8 for style in styles)
    return json_line.replaced(line, values, literals), () if plain else tuple(styles)


def _restored(
    line: bytes, entry: RecordLine, fields: Fields, where: str
) -> tuple[tuple[str, ...], bytes]:
    """Give a record's cleaned texts, and its raw line."""
    if entry.head is None:
        return (), line
    try:
        text, found = _parsed(line)
        places, _ = _places(text, found, fields)
    except Fault as fault:
        raise Fault(where, f"does not fit its record, which {fault.problem}", AGAIN) from None
    texts = tuple(one.content for one in places)
    raw = records.restored(texts, entry, where)
    styles = entry.literals or (json_line.UTF_8,) * len(raw)
    if not len(places) == len(raw) == len(styles):
        raise Fault(where, "does not give the raw text back", AGAIN)
    changed = [
        (place, json_line.literal(old, style))
        for place, old, style in zip(places, raw, styles, strict=True)
        if old != place.content
    ]
    values, literals = [one[0] for one in changed], [one[1] for one in changed]
    return texts, json_line.replaced(text, values, literals).encode()
