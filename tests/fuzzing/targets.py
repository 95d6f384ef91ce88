"""What is fuzzed: each target takes any bytes, and asserts what must hold of them.

The one exception that bytes from outside may raise is Fault, which a target takes as an answer.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import stages
import tiny

from pipeline import decision_files, encoding, ledger, rules, ruleset, runner
from pipeline.api import Result, clean
from pipeline.containers import collections, jsonl, markup, records, staging
from pipeline.faults import Fault
from pipeline.ledger import Origin, sha256
from pipeline.ruleset import RuleSet
from pipeline.sources import Source

_LANGUAGES = (None, "en", "de", "fr")


def decode(given: bytes) -> None:
    """Any bytes come back, and so does a cleaned text with its seams."""
    text, form = encoding.decode(given)
    assert encoding.encode(text, form) == given
    written, seams = encoding.write_cleaned(text, form.newline)
    assert encoding.read_cleaned(written, form.newline, seams) == text


def rule_files(given: bytes) -> None:
    """A rule file loads, or is refused with its place; what it does to a text can be undone."""
    kind, content = given[:1], given[1:]
    name = {b"p": "pipeline.toml", b"l": "languages/en.toml", b"c": "collections/a.toml"}
    with _folder() as folder:
        tiny.write_rules(folder)
        path = folder / name.get(kind, "scannos.toml")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        try:
            chosen = ruleset.load(folder)
            result = clean(tiny.TIDE, rules=chosen)
        except Fault:
            return
        assert result.restored() == tiny.TIDE


def drafts(given: bytes) -> None:
    """A rule that is being written loads, or is refused."""
    with suppress(Fault, UnicodeDecodeError):
        rules.load_draft(given.decode(), Path("draft.toml"), "scannos", {})


def ledgers(given: bytes) -> None:
    """A ledger is read and undone, or refused, whatever was done to it."""
    with suppress(Fault):
        ledger.restore(cleaned_tide()[0], ledger.parse(given))
    ledger.is_whole(given)
    with suppress(Fault):
        entry = records.parsed_line(given.partition(b"\n")[0], "line")
        records.restored([tiny.TIDE_CLEANED], entry, "line")
    with _folder() as folder:
        place = staging.Place(folder, "books", ".jsonl")
        place.records.write_bytes(b'{"text":"the quay"}\n')
        place.ledgers.write_bytes(given)
        with suppress(Fault):
            jsonl.restore(place, io.BytesIO())


def decisions(given: bytes) -> None:
    """A file of decisions is read or refused; what it decides can be undone, and holds again."""
    with _folder() as folder:
        where = decision_files.files(folder, "tide")
        where.book.parent.mkdir()
        where.book.write_bytes(given)
        try:
            found = decision_files.load(where)
        except Fault:
            return
        result = clean(tiny.TIDE, rules=_tiny_rules(), decisions=found.decisions)
        assert result.restored() == tiny.TIDE
        _prove(tiny.TIDE.encode(), result)
        gone = [one.id for one in found.decisions]
        if gone:
            assert decision_files.take_back(where, gone)
            assert not decision_files.load(where).decisions


def pipeline(given: bytes) -> None:
    """The whole pipeline: restore is exact, and the same bytes always give the same."""
    language = _LANGUAGES[given[0] % len(_LANGUAGES)] if given else None
    raw = given[1:]
    result = clean(raw, language=language, rules=_all_rules())
    assert encoding.encode(result.restored(), result.encoding) == raw
    _prove(raw, result)
    assert clean(raw, language=language, rules=_all_rules()).stages == result.stages


def settled(given: bytes) -> None:
    """What is cleaned stays as it is when it is cleaned again, told as the same language."""
    language = _LANGUAGES[given[0] % len(_LANGUAGES)] if given else None
    once = clean(given[1:], language=language, rules=_all_rules())
    again = clean(once.text, language=language, rules=_all_rules())
    assert again.language != once.language or again.text == once.text, [
        (one.rule, one.before, one.after) for one in again.corrections
    ]


def container(suffix: str) -> Callable[[bytes], None]:
    """Give the target of one kind of container: it is cleaned and comes back, or is refused."""

    def target(given: bytes) -> None:
        with _folder() as folder:
            path = folder / "raw" / f"book{suffix}"
            path.parent.mkdir()
            path.write_bytes(given)
            settings = runner.Settings(folder / "out", _tiny_rules(), decisions=folder)
            source = Source("book", path)
            if suffix in markup.SUFFIXES and not source.layout_files():
                return
            done = runner.attempt(source, settings)
            assert done.state in ("cleaned", "fault"), done.trace
            if done.state == "cleaned" and source.is_collection:
                collections.verify(staging.Place(folder / "out", "book", suffix), path.parent)

    return target


@dataclass(frozen=True)
class Target:
    """A target by name; inputs of more than `longest` bytes are not tried."""

    run: Callable[[bytes], None]
    longest: int = 4096


TARGETS = {
    "decode": Target(decode),
    "rules": Target(rule_files),
    "drafts": Target(drafts),
    "ledger": Target(ledgers),
    "decisions": Target(decisions),
    "zip": Target(container(".zip")),
    "gzip": Target(container(".txt.gz")),
    "zstd": Target(container(".txt.zst")),
    "xml": Target(container(".xml")),
    "hocr": Target(container(".hocr")),
    "jsonl": Target(container(".jsonl")),
    "parquet": Target(container(".parquet"), 16_384),
    "pipeline": Target(pipeline),
    "settled": Target(settled),
}


def _prove(raw: bytes, result: Result) -> None:
    origin = Origin("tide", "tide.txt", sha256(raw), "0")
    cleaned, listed, _ = ledger.compose(result, origin)
    runner.prove(sha256(raw), cleaned, listed)


@cache
def _all_rules() -> RuleSet:
    return ruleset.load(stages.RULES)


@cache
def _tiny_rules() -> RuleSet:
    with _folder() as folder:
        return ruleset.load(tiny.write_rules(folder))


@cache
def cleaned_tide() -> tuple[bytes, bytes]:
    """A cleaned text and its ledger."""
    raw = tiny.TIDE.encode()
    origin = Origin("tide", "tide.txt", sha256(raw), "0")
    return ledger.compose(clean(raw, rules=_tiny_rules()), origin)[:2]


@contextmanager
def _folder() -> Iterator[Path]:
    memory = Path("/dev/shm")
    made = tempfile.mkdtemp(dir=memory if memory.is_dir() else None)
    try:
        yield Path(made)
    finally:
        shutil.rmtree(made)
