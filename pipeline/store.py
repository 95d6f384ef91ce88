"""A document's two files in the output folder: written whole or not at all, found, and verified."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pipeline import book, ledger
from pipeline.faults import Fault
from pipeline.ledger import SUFFIX, Ledger
from pipeline.ledger_lines import Head

_PART = ".part"
_STALE_SECONDS = 3600


@dataclass(frozen=True)
class Place:
    """Where the cleaned file and the ledger of the document `name` lie."""

    folder: Path
    name: str

    @property
    def text(self) -> Path:
        """The cleaned file."""
        return self.folder / f"{self.name}.txt"

    @property
    def ledger(self) -> Path:
        """The ledger."""
        return self.folder / f"{self.name}{SUFFIX}"

    @property
    def pending(self) -> Path:
        """The new ledger while the cleaned file is being replaced."""
        return self.folder / f".{self.name}{SUFFIX}.new"


def read_bytes(path: Path) -> bytes:
    """Read a file; raises Fault where there is none or it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Fault(str(path), "no such file", "check the name") from None
    except OSError as error:
        raise _unreadable(path, error) from None


def prepare(folder: Path) -> None:
    """Make the output folder; raises Fault where it cannot be made or written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _staged(folder / "probe", b"").unlink()
        _sweep(folder)
    except OSError as error:
        raise _unwritable(folder, error) from None


def write(place: Place, cleaned: bytes, listed: bytes) -> None:
    """Replace a document's cleaned file and ledger; raises Fault where that cannot be done.

    The new ledger first waits under the name `pending`. A kill before the cleaned file is replaced
    leaves the old pair whole; a kill after it leaves a pending ledger that fits the cleaned file,
    so that `recover` can tell it from a file edited by hand, whatever the raw file and the rules
    have become since.
    """
    staged: list[Path] = []
    try:
        for path, data in ((place.pending, listed), (place.text, cleaned)):
            staged.append(_staged(path, data))
        os.replace(staged[0], place.pending)
        _sync(place.folder)
        os.replace(staged[1], place.text)
        # A ledger that reached the disk before its text would tell of an edit by hand.
        _sync(place.folder)
        os.replace(place.pending, place.ledger)
        _sync(place.folder)
    except OSError as error:
        for path in staged:
            with suppress(OSError):
                path.unlink()
        raise _unwritable(place.text, error) from None


def write_file(path: Path, data: bytes) -> None:
    """Write one file whole; raises Fault where that cannot be done."""
    try:
        os.replace(_staged(path, data), path)
        _sync(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from None


def recover(place: Place) -> None:
    """Finish, or take back, what a killed run had begun with this document."""
    if not place.pending.exists():
        return
    head = _head(place.pending)
    fits = place.text.exists() and ledger.sha256(read_bytes(place.text)) == head.cleaned_sha256
    if fits:
        os.replace(place.pending, place.ledger)
        _sync(place.folder)
    else:
        place.pending.unlink()


def head_of(place: Place) -> Head | None:
    """Give the head of the document's ledger, or None where there is no ledger.

    Raises Fault where the cleaned file is not the one that the ledger tells of.
    """
    if not place.ledger.exists():
        if place.text.exists():
            problem = "is there already, and no ledger says that clean wrote it"
            raise Fault(str(place.text), problem, "move it away, or overwrite it with --force")
        return None
    head = _head(place.ledger)
    if place.text.exists() and ledger.sha256(read_bytes(place.text)) != head.cleaned_sha256:
        problem = "was edited by hand since it was cleaned"
        remedy = f'keep the edits by "corrigenda take-in {place.name}", or overwrite with --force'
        raise Fault(str(place.text), problem, remedy)
    return head


def is_whole(place: Place) -> bool:
    """Say whether a document's two files are there, with every line of its ledger."""
    return place.text.exists() and ledger.is_whole(read_bytes(place.ledger))


def find(folder: Path, names: Iterable[str] = ()) -> list[Place]:
    """Give the documents of these names (default: all) in a folder of cleaned texts.

    A name may be written as a path to the cleaned file. Raises Fault where a ledger is missing.
    """
    wanted = [_place(folder, name) for name in names]
    for place in wanted:
        if not place.ledger.is_file():
            there = [one.name for one in _all(place.folder)]
            close = get_close_matches(place.name, there, 1)
            remedy = f'did you mean "{close[0]}"?' if close else 'run "corrigenda clean" first'
            raise Fault(str(place.ledger), "no such ledger", remedy)
    found = wanted or _all(folder)
    if not found:
        raise Fault(str(folder), "no ledgers in it", 'run "corrigenda clean" first')
    return found


def read(place: Place) -> tuple[bytes, Ledger]:
    """Read a document's cleaned file and its ledger; raises Fault where either cannot be."""
    found = ledger.parse(read_bytes(place.ledger), str(place.ledger))
    return read_bytes(place.text), found


def verify(place: Place, raw_folder: Path) -> str:
    """Rebuild the raw file, compare it with its hash and with the raw file where that is there.

    Gives one line that says what was proved; raises Fault where something differs.
    """
    cleaned, found = read(place)
    raw = ledger.restore(cleaned, found)
    beside = raw_folder / found.head.file
    proved = f"{place.name}: {len(raw):,} bytes restored"
    pages = found.head.page_files
    if pages is None and beside.is_file():
        same = read_bytes(beside) == raw
    elif pages is not None and beside.is_dir():
        same = all(read_bytes(beside / name) == data for name, data in book.cut(raw, pages))
    else:
        return f"{proved}; {beside} is not there to compare"
    if not same:
        raise Fault(str(beside), "is not the file that was cleaned", "clean it again")
    return f"{proved}, equal to {beside}"


def _head(path: Path) -> Head:
    try:
        with path.open("rb") as file:
            line = file.readline()
    except OSError as error:
        raise _unreadable(path, error) from None
    return ledger.parse_head(line.removesuffix(b"\n"), str(path))


def _place(folder: Path, name: str) -> Place:
    path = Path(name)
    short = path.name.removesuffix(SUFFIX).removesuffix(".txt")
    return Place(folder if path.parent == Path(".") else path.parent, short)


def _all(folder: Path) -> list[Place]:
    found = sorted(path.name for path in folder.glob(f"*{SUFFIX}") if path.name[0] != ".")
    return [Place(folder, name.removesuffix(SUFFIX)) for name in found]


def _staged(path: Path, data: bytes) -> Path:
    """Write data, safe on disk, beside where it is to go; give the temporary file."""
    hidden = path.name if path.name.startswith(".") else f".{path.name}"
    staged = path.with_name(f"{hidden}.{secrets.token_hex(4)}{_PART}")
    with staged.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return staged


def _sweep(folder: Path) -> None:
    """Take away temporary files of killed runs, but not those of one that may still write."""
    for stale in folder.glob(f".*{_PART}"):
        with suppress(OSError):
            if time.time() - stale.stat().st_mtime > _STALE_SECONDS:
                stale.unlink()


def _sync(folder: Path) -> None:
    # A rename is on disk only when its folder is; Windows has no such call.
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _unreadable(path: Path, error: OSError) -> Fault:
    return Fault(str(path), f"cannot be read ({error.strerror})", "check its permissions")


def _unwritable(path: Path, error: OSError) -> Fault:
    return Fault(
        str(path), f"cannot be written ({error.strerror})", "check it, or choose another with -o"
    )
