"""The lines of a ledger: what they hold, and how they are written and read as JSON.

Text that holds undecodable bytes holds lone surrogates, which no UTF-8 file can; such a line has
them as JSON escapes.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from pipeline.book import PageFiles
from pipeline.correction import Confidence, Correction
from pipeline.encoding import Encoding


class MarkupFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file of hOCR, ALTO or PAGE XML that was corrected, by its path among the raw texts.

    `splices` are the strings that were changed: the byte offset in the raw file, what stood there,
    what stands there now; both are in the encoding `codec`.
    """

    name: str
    codec: str
    raw_sha256: str
    cleaned_sha256: str
    splices: tuple[tuple[int, str, str], ...] = ()


class Head(msgspec.Struct, frozen=True, omit_defaults=True):
    """A ledger's first line: what was cleaned, with what, into what.

    `counts` holds all corrections by confidence, `applied` the applied ones by stage. `seams` are
    byte offsets in the cleaned file: see `encoding.write_cleaned`. `adrift` and `broken` are the
    ids of decisions that found no place, or that do not hold. `rows_sha256` is of all lines below,
    `words_sha256` of the word lists of each language that was asked for. `libraries` are those that
    decide an outcome. `out_of_time` are the rules that changed nothing since their time was up.
    `markup` are the files that the raw text was read from, where it was none itself. `taken_over`:
    the text was clean already, and no rule was asked.
    """

    corrigenda: str
    format: int
    document: str
    file: str
    raw_sha256: str
    cleaned_sha256: str
    rules_sha256: str
    program_sha256: str
    language: str
    language_given: bool
    encoding: Encoding
    pages: int
    stages: tuple[str, ...]
    counts: dict[str, int]
    applied: dict[str, int]
    seams: tuple[int, ...] = ()
    page_files: PageFiles | None = None
    markup: tuple[MarkupFile, ...] = ()
    decisions_sha256: str = ""
    rows_sha256: str = ""
    words_sha256: dict[str, str] = {}
    libraries: dict[str, str] = {}
    adrift: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    out_of_time: tuple[str, ...] = ()
    taken_over: bool = False


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """A ledger's line: one correction, its page, and its lines in the raw and the cleaned file.

    Lines count from 1 and end at line feeds only, as an editor shows them.
    """

    stage: str
    rule: str
    confidence: Confidence
    applied: bool
    before: str
    after: str
    start: int
    end: int
    page: int
    raw_line: int
    cleaned_line: int
    evidence: dict[str, str | list[str]]
    decision: str = ""


def evidence_object(one: Correction) -> dict[str, str | list[str]]:
    """Give evidence as an object; a name that comes twice has a list."""
    found: dict[str, str | list[str]] = {}
    for name, value in one.evidence:
        known = found.get(name)
        if known is None:
            found[name] = value
        else:
            found[name] = [*known, value] if isinstance(known, list) else [known, value]
    return found


def correction(row: Row) -> Correction:
    """Give the correction that a line tells of."""
    pairs: list[tuple[str, str]] = []
    for name, value in row.evidence.items():
        pairs += [(name, one) for one in ([value] if isinstance(value, str) else value)]
    return Correction(
        row.start, row.end, row.before, row.after, row.stage, row.rule, row.confidence,
        tuple(pairs), row.decision,
    )  # fmt: skip


def encode(one: Head | Row) -> bytes:
    """Write a line; one with undecodable bytes has them, lone surrogates, as JSON escapes."""
    try:
        return msgspec.json.encode(one)
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(one), separators=(",", ":")).encode()


def decode(line: bytes, into: type[Any]) -> Any:
    """Read a line as one of the types above; raises ValueError where it is none."""
    # msgspec refuses the escape of a lone surrogate.
    if rb"\ud" in line:
        return msgspec.convert(json.loads(line), into)
    return msgspec.json.decode(line, type=into)
