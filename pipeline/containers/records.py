"""One record of a collection is one document: its text, or its pages, cleaned and brought back.

An id is a name in ledgers and nothing else; no file is ever named after it.
"""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import Any

import msgspec

from pipeline import __version__, api, book, encoding, ledger, lexicon, libraries
from pipeline.book import PageFiles
from pipeline.correction import Route
from pipeline.decisions import Decision
from pipeline.encoding import PLAIN
from pipeline.faults import Fault
from pipeline.ledger import AGAIN, FORMAT, Ledger, Origin, program_sha256, sha256
from pipeline.ledger_lines import Head, Row, decode, encode
from pipeline.ruleset import RuleSet

# So many faults are told one by one; the others stand in the ledgers.
TOLD_MOST = 100
_NAME_MOST = 80


class Fields(msgspec.Struct, frozen=True, omit_defaults=True):
    """The names of a record's fields; an `id` that was not asked for by name may be missing."""

    text: str = "text"
    id: str = "id"
    pages: str = ""
    id_given: bool = False

    def settled(self) -> Fields:
        """Give the same as a ledger writes it, whichever process the names came from.

        msgspec leaves a default out only where it is the very object.
        """
        return Fields(intern(self.text), intern(self.id), intern(self.pages), self.id_given)


class RecordLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the ledgers say of one record: its ledger, or why it was left as it was.

    A record without text has neither. `literals` are for `jsonl`. `joints` stand between pages
    whose cleaned text is not simply joined by form feeds.
    """

    record: int
    id: str
    fault: str = ""
    head: Head | None = None
    rows: tuple[Row, ...] = ()
    literals: tuple[str, ...] = ()
    joints: tuple[str, ...] = ()


class Summary(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the ledgers of a collection say of the whole: what it was made of, and what of it."""

    corrigenda: str
    format: int
    document: str
    file: str
    raw_sha256: str
    rules_sha256: str
    program_sha256: str
    decisions_sha256: str
    language: str
    fields: Fields
    libraries: dict[str, str] = {}
    words_sha256: dict[str, str] = {}
    cleaned_sha256: str = ""
    records: int = 0
    faults: int = 0
    pages: int = 0
    stages: tuple[str, ...] = ()
    counts: dict[str, int] = {}
    applied: dict[str, int] = {}
    languages: dict[str, int] = {}
    out_of_time: dict[str, int] = {}

    def is_of(self, other: Summary, rules: RuleSet) -> bool:
        """Say whether cleaning by `rules` what `other` was begun with would give this again.

        Which word lists are asked for is known when records are cleaned; the same records, rules
        and program ask for the same.
        """
        same = all(getattr(self, name) == getattr(other, name) for name in _MADE_OF)
        return same and lexicon.are_same(self.words_sha256, rules.folders, rules.digest)

    def head(self) -> Head:
        """Give the sums as the head of one ledger, for whoever shows them beside others."""
        language = max(self.languages, key=lambda one: self.languages[one], default="")
        return Head(
            self.corrigenda, self.format, self.document, self.file, self.raw_sha256,
            self.cleaned_sha256, self.rules_sha256, self.program_sha256, language,
            bool(self.language), PLAIN, self.pages, self.stages, self.counts, self.applied,
            out_of_time=tuple(self.out_of_time),
        )  # fmt: skip


_MADE_OF = (
    "corrigenda", "format", "document", "file", "raw_sha256", "rules_sha256", "program_sha256",
    "decisions_sha256", "language", "fields", "libraries",
)  # fmt: skip


@dataclass(frozen=True)
class Cleaning:
    """How the records of one collection are cleaned."""

    rules: RuleSet
    fields: Fields
    language: str | None = None
    decisions: tuple[Decision, ...] = ()
    decisions_sha256: str = ""

    def summary(self, document: str, file: str, raw_sha256: str) -> Summary:
        """Give what the ledgers say before the first record is cleaned."""
        return Summary(
            __version__, FORMAT, document, file, raw_sha256, self.rules.digest, program_sha256(),
            self.decisions_sha256, self.language or "", self.fields.settled(), libraries.versions(),
        )  # fmt: skip


@dataclass(frozen=True)
class Record:
    """A record as it is read: its number from 1, its id, its text, or its pages."""

    number: int
    id: str
    texts: tuple[str, ...]
    paged: bool = False


@dataclass(frozen=True)
class Done:
    """A record's texts as they are written, and what the ledgers say of it."""

    texts: tuple[str, ...]
    line: RecordLine


@dataclass
class Tally:
    """What is counted while records are cleaned, and what went wrong with some of them."""

    records: int = 0
    failed: int = 0
    pages: int = 0
    stages: tuple[str, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)
    applied: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    words_sha256: dict[str, str] = field(default_factory=dict)
    out_of_time: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    bug: tuple[str, str] = ("", "")

    def add(self, line: RecordLine, place: str) -> None:
        """Count a record."""
        self.records += 1
        if line.fault:
            self.failed += 1
            if self.failed <= TOLD_MOST:
                name = line.id if len(line.id) <= _NAME_MOST else f"{line.id[:_NAME_MOST]}…"
                self.faults.append(f"{place}#{name}: {line.fault}")
        if line.head:
            self.pages += line.head.pages
            self.stages = self.stages or line.head.stages
            self.counts.update(line.head.counts)
            self.applied.update(line.head.applied)
            self.languages[line.head.language] += 1
            self.words_sha256.update(line.head.words_sha256)
            self.out_of_time.update(line.head.out_of_time)

    def told(self, place: str) -> tuple[str, ...]:
        """Give a line for each fault, and one for those that are too many to be told."""
        more = self.failed - len(self.faults)
        tail = [f"{place}: {more:,} more records are at fault; see its ledgers"] if more else []
        return (*self.faults, *tail)

    def summed(self, summary: Summary, cleaned_sha256: str) -> Summary:
        """Give the summary with what was counted."""
        return msgspec.structs.replace(
            summary, cleaned_sha256=cleaned_sha256, records=self.records, faults=self.failed,
            pages=self.pages, stages=self.stages, counts=dict(self.counts),
            applied=dict(self.applied), languages=dict(sorted(self.languages.items())),
            words_sha256=dict(sorted(self.words_sha256.items())),
            out_of_time=dict(sorted(self.out_of_time.items())),
        )  # fmt: skip


def cleaned(record: Record, cleaning: Cleaning, tally: Tally) -> Done:
    """Clean a record; one that is at fault is left as it was, and its line says why."""
    try:
        return _cleaned(record, cleaning)
    except Fault as fault:
        return Done(record.texts, at_fault(record.number, record.id, fault))
    except Exception as error:
        told = f"internal error: {type(error).__name__}: {error}"
        tally.bug = tally.bug if tally.bug[0] else (told, traceback.format_exc())
        return Done(record.texts, RecordLine(record.number, record.id, told))


def at_fault(number: int, name: str, fault: Fault) -> RecordLine:
    """Give what the ledgers say of a record that is left as it was."""
    told = f"{fault.problem}; {fault.remedy}" if fault.remedy else fault.problem
    return RecordLine(number, name, told)


def _cleaned(record: Record, cleaning: Cleaning) -> Done:
    raw, pages = _joined(record)
    result = api.clean(
        raw,
        name=record.id,
        language=cleaning.language,
        rules=cleaning.rules,
        decisions=cleaning.decisions,
    )
    given = cleaning.language is not None
    origin = Origin(record.id, "", sha256(raw), cleaning.rules.digest, given, pages)
    new, listed, head = ledger.compose(result, origin)
    whole = ledger.parse(listed)
    if ledger.restore(new, whole) != raw:
        raise AssertionError("the raw bytes do not come back")
    text = new.decode()
    if not pages:
        return Done((text,), RecordLine(record.number, record.id, head=head, rows=whole.rows))
    texts, joints = _cut(text, result, record.texts)
    line = RecordLine(record.number, record.id, head=head, rows=whole.rows, joints=joints)
    if joined_again(texts, line, record.id) != text:
        raise AssertionError("the pages do not come together again")
    return Done(texts, line)


def restored(texts: Sequence[str], line: RecordLine, place: str) -> tuple[str, ...]:
    """Give a record's raw texts from its cleaned ones; raises Fault where they do not fit."""
    if line.head is None:
        return tuple(texts)
    text = joined_again(texts, line, place).encode()
    if sha256(text) != line.head.cleaned_sha256:
        problem = "does not fit its record: one of them was edited, or belongs to another"
        raise Fault(place, problem, AGAIN)
    raw = ledger.restore(text, own_ledger(line, place))
    pages = line.head.page_files
    try:
        found = (
            tuple(page.decode() for _, page in book.cut(raw, pages)) if pages else (raw.decode(),)
        )
    except UnicodeDecodeError:
        raise Fault(place, "does not give the raw text back", AGAIN) from None
    if len(found) != len(texts):
        raise Fault(place, "is of a record with other pages", AGAIN)
    return found


def own_ledger(line: RecordLine, place: str) -> Ledger:
    """Give a record's ledger as a file of its own would say it."""
    assert line.head is not None
    rows = b"".join(encode(row) + b"\n" for row in line.rows)
    listed = encode(line.head) + b"\n" + rows
    if not ledger.is_whole(listed):
        raise Fault(place, "was changed since it was written", AGAIN)
    return ledger.parse(listed, place)


def joined_again(texts: Sequence[str], line: RecordLine, place: str) -> str:
    """Give a record's cleaned text of its cleaned pages; raises Fault where they do not fit."""
    joints = line.joints
    if line.head and line.head.page_files and not joints:
        joints = ("\f",) * (len(texts) - 1)
    if len(texts) != len(joints) + 1:
        raise Fault(place, "is of a record with other pages", AGAIN)
    return "".join(text + joint for text, joint in zip(texts, (*joints, ""), strict=True))


def identity(value: Any, number: int, fields: Fields) -> str:
    """Give a record's id: its field's value, else its number; raises Fault where it is asked for.

    >>> identity(None, 7, Fields())
    '7'
    """
    if isinstance(value, str | int) and not isinstance(value, bool):
        return _valid(str(value))
    if value is None and not fields.id_given:
        return str(number)
    problem = f'has no field "{fields.id}"' if value is None else f'has an "{fields.id}" of no use'
    raise Fault(str(number), problem, "name its id by --id-field")


def _valid(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Fault("text", "holds half a surrogate pair") from None
    return text


def parsed_line(raw: bytes, place: str) -> RecordLine:
    """Read a line of the ledgers; raises Fault where it is none."""
    try:
        line: RecordLine = decode(raw, RecordLine)
    except (ValueError, msgspec.ValidationError):
        raise Fault(place, "is no ledger of a record", AGAIN) from None
    return line


def check_number(line: RecordLine, number: int, place: str) -> None:
    """Raise Fault where the ledgers tell of another record than the one that stands there."""
    if line.record != number:
        raise Fault(place, f"is of record {line.record:,}, where {number:,} stands", AGAIN)


# Pages, and what stands between them where that is not simply a form feed.
_Pages = tuple[tuple[str, ...], tuple[str, ...]]


def _joined(record: Record) -> tuple[bytes, PageFiles | None]:
    raw = [_valid(text).encode() for text in record.texts]
    if not record.paged:
        return raw[0], None
    return book.join([(str(number), page) for number, page in enumerate(raw, 1)])


def _cut(text: str, result: api.Result, raw_pages: Sequence[str]) -> _Pages:
    """Cut a cleaned text into its pages; gives what stands between them where that is needed."""
    inner = [page.count("\f") for page in raw_pages]
    feeds = sum(inner) + len(inner) - 1
    if result.raw.count("\f") != feeds:
        raise Fault("record", "is in an encoding in which its pages cannot be told apart")
    parts = text.split("\f")
    if len(parts) == feeds + 1:
        pages, done = [], 0
        for count in inner:
            pages.append("\f".join(parts[done : done + count + 1]))
            done += count + 1
        return tuple(pages), ()
    return _cut_by_place(text, result, inner)


def _cut_by_place(text: str, result: api.Result, inner: Sequence[int]) -> _Pages:
    """Cut where the pages' form feeds stood, some of which a correction took out."""
    route = Route(stage.corrections for stage in result.stages).from_raw[-1]
    feeds = [place for place, sign in enumerate(result.raw) if sign == "\f"]
    pages: list[str] = []
    joints: list[str] = []
    start, number = 0, -1
    for count in inner[:-1]:
        number += count + 1
        first, last = route.span_after(feeds[number], feeds[number] + 1)
        # Offsets are of plain line ends; the cleaned text has its own.
        before = encoding.unfold(result.text[:first], result.encoding.newline)
        cut = max(start, len(before))
        joint = "\f" if last > first and text[cut : cut + 1] == "\f" else ""
        pages.append(text[start:cut])
        joints.append(joint)
        start = cut + len(joint)
    return (*pages, text[start:]), tuple(joints)
