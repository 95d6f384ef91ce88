"""Decisions on disk: `rules/decisions/NAME.toml` for a book, `rules/decisions.toml` for all.

A file is kept as it is, comments and all, but for the block that comes or goes. Each change is
written whole and at once, under a lock, so that two reviewers cannot undo each other's work.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import regex

from pipeline import presence, store
from pipeline.decisions import Decision
from pipeline.faults import Fault
from pipeline.ruleset import DECISIONS
from pipeline.visible import UNSEEN

ID_BYTES = 6

_HEADER = "# What reviewers decided. Taking a decision back takes its block out.\n"
_PARSED: dict[bytes, tuple[Decision, ...]] = {}
_PARSED_MOST = 64
_SURROGATE = regex.compile("[\ud800-\udfff]")
_BLOCK = regex.compile(r"(?m)^\[\[decision\]\]")
_TO_ESCAPE = regex.compile(rf'["\\\t]|{UNSEEN.pattern}', regex.V1)


class DecisionsTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A file of decisions, in the order in which they were taken."""

    decision: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Decided:
    """The decisions that hold for one book, the widest scope first, and a hash of their files."""

    decisions: tuple[Decision, ...] = ()
    sha256: str = ""


@dataclass(frozen=True)
class Files:
    """Where the decisions of a book lie."""

    book: Path
    everywhere: Path

    def of(self, decision: Decision) -> Path:
        """Give the file in which a decision of this scope is kept."""
        return self.everywhere if decision.scope == "everywhere" else self.book


def files(rules: Path, name: str) -> Files:
    """Give the files of decisions for the book `name`, beneath a rules folder."""
    return Files(rules / DECISIONS / f"{name}.toml", rules / f"{DECISIONS}.toml")


def load(where: Files) -> Decided:
    """Read the decisions for a book; raises Fault with file and line where one is damaged."""
    found: list[Decision] = []
    sums = hashlib.sha256()
    for path in (where.everywhere, where.book):
        raw = _bytes(path)
        sums.update(hashlib.sha256(raw).digest())
        found += _parse(raw, path)
    return Decided(tuple(found), sums.hexdigest() if found else "")


def everywhere(rules: Path) -> Decided:
    """Read the decisions that hold in every book."""
    path = rules / f"{DECISIONS}.toml"
    raw = _bytes(path)
    found = _parse(raw, path)
    return Decided(tuple(found), hashlib.sha256(raw).hexdigest() if found else "")


def new_id() -> str:
    """Give an id for a decision."""
    return secrets.token_hex(ID_BYTES)


class Changed(Exception):
    """The files do not say any more what the writer had read in them."""


def add(where: Files, decisions: Sequence[Decision], seen: str | None = None) -> None:
    """Add decisions at the end of their files; raises Fault where that cannot be done.

    `seen` is the hash of what the writer had read: raises Changed where that is not so any more.
    """
    for path in (where.book, where.everywhere):
        added = tuple(_storable(one) for one in decisions if where.of(one) == path)
        if added:
            with _locked(path):
                if seen is not None and load(where).sha256 != seen:
                    raise Changed
                _change(path, _Edit(added=added))


def take_back(where: Files, ids: Sequence[str]) -> list[Decision]:
    """Take decisions out of their files, the others stay; gives those that were there."""
    gone: list[Decision] = []
    for path in (where.book, where.everywhere):
        here = [one for one in _parse(_bytes(path), path) if one.id in ids]
        if here:
            gone += here
            with _locked(path):
                _change(path, _Edit(removed=frozenset(ids)))
    return gone


@dataclass(frozen=True)
class _Edit:
    """Decisions that come, at the end, and the ids of those that go."""

    added: tuple[Decision, ...] = ()
    removed: frozenset[str] = frozenset()

    def text(self, text: str) -> str:
        kept = _without(text, self.removed) if self.removed else text
        return kept + "".join(map(_written, self.added))

    def decisions(self, before: Sequence[Decision]) -> list[Decision]:
        return [*(one for one in before if one.id not in self.removed), *self.added]


def _change(path: Path, edit: _Edit) -> None:
    """Rewrite a file whose lock is held, and only if it then says what it should."""
    raw = _bytes(path)
    before = _parse(raw, path)
    wanted = tuple(edit.decisions(before))
    if len({one.id for one in wanted}) < len(wanted):
        raise Fault(str(path), "has a decision of that id already", "say it again")
    data = edit.text(raw.decode() or _HEADER).encode()
    # Only what comes in need be read to know that the whole reads as it should.
    added = "".join(map(_written, edit.added)).encode()
    if edit.removed or _parse(added, path) != edit.added:
        if not _says(data, wanted, path):
            # Blocks cut by hand in an unlooked-for way: written anew, the comments are lost.
            data = (_HEADER + "".join(map(_written, wanted))).encode()
    else:
        _PARSED[hashlib.sha256(data).digest()] = wanted
    store.write_file(path, data)


def _storable(decision: Decision) -> Decision:
    """Give a decision as a file can hold it: what is no character is U+FFFD there."""
    texts = {
        name: _SURROGATE.sub("\ufffd", value)
        for name, value in msgspec.structs.asdict(decision).items()
        if isinstance(value, str)
    }
    return msgspec.structs.replace(decision, **texts)


def _says(data: bytes, wanted: tuple[Decision, ...], path: Path) -> bool:
    try:
        return _parse(data, path) == wanted
    except Fault:
        return False


def _without(text: str, ids: frozenset[str]) -> str:
    starts = [_above(text, found.start()) for found in _BLOCK.finditer(text)] + [len(text)]
    kept = [text[: starts[0]]]
    for start, end in pairwise(starts):
        block = text[start:end]
        found = regex.search(r'(?m)^id\s*=\s*["\']([^"\']*)["\']', block)
        if not found or found[1] not in ids:
            kept.append(block)
    return "".join(kept)


def _above(text: str, start: int) -> int:
    """Give where the comment right above a block begins, or the block itself."""
    while start:
        line = text.rfind("\n", 0, start - 1) + 1
        if not text.startswith("#", line) or text[line:start] == _HEADER:
            break
        start = line
    return start


def _written(decision: Decision) -> str:
    lines = ["", "[[decision]]"]
    for name, value in msgspec.to_builtins(decision).items():
        if name != "draw":
            lines.append(f"{name} = {_value(value)}")
    if decision.draw:
        lines.append("[decision.draw]")
        for name, value in msgspec.to_builtins(decision.draw).items():
            lines.append(f"{name} = {_value(value)}")
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return f'"{_TO_ESCAPE.sub(_escaped, value)}"'
    rows = [", ".join(map(_value, value[i : i + 6])) for i in range(0, len(value), 6)]
    return "[\n" + "".join(f"  {row},\n" for row in rows) + "]"


def _escaped(found: regex.Match[str]) -> str:
    short = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\", "\r": "\\r", "\f": "\\f"}
    code = ord(found[0])
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return short.get(found[0]) or (f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}")


def _parse(raw: bytes, path: Path) -> tuple[Decision, ...]:
    """Read a file's bytes, once: a review writes a long file again with each decision."""
    key = hashlib.sha256(raw).digest()
    if key not in _PARSED:
        if len(_PARSED) > _PARSED_MOST:
            _PARSED.clear()
        _PARSED[key] = _read(raw, path)
    return _PARSED[key]


def _read(raw: bytes, path: Path) -> tuple[Decision, ...]:
    try:
        table = tomllib.loads(raw.decode())
        found = msgspec.convert(table, DecisionsTable).decision
    except UnicodeDecodeError:
        raise Fault(str(path), "is not UTF-8", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        line = regex.search(r"line (\d+)", str(error))
        where = f"{path}:{line[1]}" if line else str(path)
        raise Fault(
            where, f"not TOML: {error}", "mend it, or take it from version control"
        ) from None
    except (msgspec.ValidationError, RecursionError) as error:
        index = regex.search(r"decision\[(\d+)\]", str(error))
        line_of = _line(raw.decode(), int(index[1])) if index else 1
        what = str(error).partition(" - at ")[0]
        raise Fault(f"{path}:{line_of}", what, "mend the decision, or take it out") from None
    seen: set[str] = set()
    for one in found:
        if one.id in seen:
            raise Fault(str(path), f'two decisions have the id "{one.id}"', "rename one of them")
        seen.add(one.id)
        if one.scope == "place" and not one.raw:
            problem = f"decision {one.id} is for a place and has no raw words"
            raise Fault(str(path), problem, "take it out, and decide again")
    return found


def _line(text: str, index: int) -> int:
    starts = [found.start() for found in _BLOCK.finditer(text)]
    return text.count("\n", 0, starts[index]) + 1 if index < len(starts) else 1


def _bytes(path: Path) -> bytes:
    return store.read_bytes(path) if presence.exists(path) else b""


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a file's lock; another process that changes it waits."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Fault(
            str(path), f"cannot be written ({error.strerror})", "check its permissions"
        ) from None
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
