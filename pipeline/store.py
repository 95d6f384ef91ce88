"""A document's two files in the output folder: written whole or not at all, found, and verified."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pipeline import book, ledger, presence
from pipeline.book import PageFiles
from pipeline.containers import collections, formats, markup, splices
from pipeline.faults import Fault
from pipeline.ledger import SUFFIX, Ledger, Proved
from pipeline.ledger_lines import Head
from pipeline.pasting import arguments, quoted
from pipeline.whole_files import PART, discard, is_part, replacing, stage, sync

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
    except OSError as error:
        raise _unreadable(path, error) from None


def prepare(folder: Path) -> None:
    """Make the output folder; raises Fault where it cannot be made or written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stage(folder / "probe", b"").unlink()
        _sweep(folder)
    except FileExistsError:
        raise Fault(str(folder), "is a file", "a folder is needed") from None
    except OSError as error:
        raise _unwritable(folder, error) from None


def write(
    place: Place, cleaned: bytes, listed: bytes, layout: Mapping[str, bytes] | None = None
) -> None:
    """Replace a document's cleaned file and ledger; raises Fault where that cannot be done.

    `layout` are corrected files of layout XML, by their names in the ledger's head.

    The new ledger first waits under the name `pending`. A kill before the cleaned file is replaced
    leaves the old pair whole; a kill after it leaves a pending ledger that fits the cleaned file,
    so that `recover` can tell it from a file edited by hand, whatever the raw file and the rules
    have become since.
    """
    beside = [(layout_path(place, name), data) for name, data in (layout or {}).items()]
    staged: list[Path] = []
    try:
        for path, _ in beside:
            path.parent.mkdir(exist_ok=True)
        for path, data in ((place.pending, listed), (place.text, cleaned), *beside):
            staged.append(stage(path, data))
        os.replace(staged[0], place.pending)
        sync(place.folder)
        for (path, _), new in zip(beside, staged[2:], strict=True):
            os.replace(new, path)
        for folder in {path.parent for path, _ in beside}:
            sync(folder)
        os.replace(staged[1], place.text)
        # A ledger that reached the disk before its text would tell of an edit by hand.
        sync(place.folder)
        os.replace(place.pending, place.ledger)
        sync(place.folder)
    except OSError as error:
        with suppress(OSError, Fault):
            recover(place)
        raise _unwritable(place.text, error) from None
    finally:
        for path in staged:
            discard(path)


def write_file(path: Path, data: bytes) -> None:
    """Write one file whole; raises Fault where that cannot be done.

    A link is followed, and into a pipe or a device is written: neither is replaced by a file.
    """
    try:
        path = path.resolve() if presence.is_link(path) else path
        if presence.exists(path) and not presence.is_file(path) and not presence.is_folder(path):
            path.write_bytes(data)
            return
        with replacing(path) as file:
            file.write(data)
    except OSError as error:
        raise _unwritable(path, error) from None


def recover(place: Place) -> None:
    """Finish, or take back, what a killed run had begun with this document."""
    if not presence.exists(place.pending):
        return
    head = read_head(place.pending)
    new = [path for path, written in files_of(place, head) if _is(path, written)]
    if len(new) == 1 + len(head.markup):
        os.replace(place.pending, place.ledger)
        sync(place.folder)
        return
    # The text goes last: what went before it fits no ledger, and is made again.
    for path in new:
        if path != place.text:
            path.unlink()
    place.pending.unlink()


def head_of(place: Place) -> Head | None:
    """Give the head of the document's ledger, or None where there is no ledger.

    Raises Fault where the cleaned file is not the one that the ledger tells of.
    """
    if not presence.exists(place.ledger):
        if presence.exists(place.text):
            problem = "is there already, and no ledger says that clean wrote it"
            raise Fault(str(place.text), problem, "move it away, or overwrite it with --force")
        return None
    head = read_head(place.ledger)
    for path, written in files_of(place, head):
        if presence.exists(path) and not _is(path, written):
            keep = "move it away"
            if path == place.text:
                keep = f'keep the edits by "corrigenda take-in {arguments(place.name)}"'
            problem = "was edited by hand since it was cleaned"
            raise Fault(str(path), problem, f"{keep}, or overwrite with --force")
    return head


def is_whole(place: Place) -> bool:
    """Say whether all files of a document are there, with every line of its ledger."""
    listed = read_bytes(place.ledger)
    head = ledger.parse_head(listed.partition(b"\n")[0], str(place.ledger))
    return all(presence.exists(path) for path, _ in files_of(place, head)) and ledger.is_whole(
        listed
    )


def layout_path(place: Place, name: str) -> Path:
    """Give the place of a corrected file of layout XML, by its name in the ledger's head.

    Raises Fault where a ledger, which may be anyone's, names a file outside the folder.
    """
    parts = name.split("/")
    if len(parts) > 2 or not all(map(is_plain_name, parts)):
        raise Fault(str(place.ledger), f"names the file {name!r}, which is no name", ledger.AGAIN)
    return place.folder / name


def is_plain_name(name: str) -> bool:
    """Say whether a name is a file's in a folder, and leads nowhere else."""
    return name not in ("", ".", "..") and not any(sign in name for sign in "/\\\0")


def files_of(place: Place, head: Head) -> list[tuple[Path, str]]:
    """Give the files that a ledger tells of, and the hash of each."""
    layout = [(layout_path(place, one.name), one.cleaned_sha256) for one in head.markup]
    return [(place.text, head.cleaned_sha256), *layout]


def _is(path: Path, expected: str) -> bool:
    return presence.exists(path) and ledger.sha256(read_bytes(path)) == expected


def find(folder: Path, names: Iterable[str] = ()) -> list[Place]:
    """Give the documents of these names (default: all) in a folder of cleaned texts, each once.

    A name may be written as a path to the cleaned file. Raises Fault where a ledger is missing.
    """
    asked = [(name, _place(folder, name)) for name in names]
    for name, place in asked:
        if not presence.is_file(place.ledger):
            refuse_records(folder, name)
            there = [one.name for one in _all(place.folder) or _all(folder)]
            close = get_close_matches(place.name, there, 1)
            remedy = f'did you mean "{close[0]}"?' if close else 'run "corrigenda clean" first'
            raise Fault(str(place.ledger), "no such ledger", remedy)
    found = list(dict.fromkeys(place for _, place in asked)) or _all(folder)
    if not found:
        raise Fault(str(folder), "no ledgers in it", 'run "corrigenda clean" first')
    return found


def refuse_records(folder: Path, name: str) -> None:
    """Raise Fault where a name is that of a cleaned collection, or of a record of one."""
    whole, sign, which = name.partition("#")
    if collections.named(folder, whole) or collections.named(folder, Path(whole).name):
        what = "is a record" if sign else "holds records"
        one = quoted(f"{whole}#{which}") if sign else "NAME#ID"
        remedy = f'make one a text by "corrigenda restore {one} -o FILE", and clean that'
        raise Fault(name, f"{what}, and this works on texts", remedy)


def has_any(folder: Path) -> bool:
    """Say whether a folder holds ledgers of texts."""
    return bool(_all(folder))


def read(place: Place) -> tuple[bytes, Ledger]:
    """Read a document's cleaned file and its ledger; raises Fault where either cannot be."""
    return read_bytes(place.text), read_ledger(place)


def read_ledger(place: Place) -> Ledger:
    """Read the ledger that goes with a document's cleaned file; raises Fault where it cannot be."""
    return ledger.parse(read_bytes(ledger_in_force(place)), str(place.ledger))


def ledger_in_force(place: Place) -> Path:
    """Give the ledger that goes with a cleaned file: the one that waits, where a run was killed.

    Nothing is put right here: a reader may have no right to write, and the run may be alive.
    """
    with suppress(OSError, Fault):
        if _is(place.text, read_head(place.pending).cleaned_sha256):
            return place.pending
    return place.ledger


def verify(place: Place, raw_folder: Path) -> Proved:
    """Rebuild the raw file, compare it with its hash and with the raw file where that is there.

    Gives what was proved; raises Fault where something differs.
    """
    cleaned, found = read(place)
    raw = ledger.restore(cleaned, found)
    layout = restored_layout(place, found.head)
    beside = raw_folder / found.head.file
    size = sum(len(data) for _, data in layout) or len(raw)
    proved = f"{place.name}: {size:,} bytes restored"
    there = raw_beside(raw_folder, found.head)
    if there is None:
        return Proved(f"{proved}; {beside} is not there to compare", compared=False)
    same = all(read_bytes(raw_folder / name) == data for name, data in layout)
    if not same or there != (raw, found.head.page_files):
        raise Fault(str(beside), "is not the file that was cleaned", "clean it again")
    return Proved(f"{proved}, equal to {beside}", compared=True)


def restored_layout(place: Place, head: Head) -> list[tuple[str, bytes]]:
    """Rebuild the files of layout XML that a document was read from; raises Fault if that fails."""
    found = []
    for one in head.markup:
        path = layout_path(place, one.name)
        corrected = read_bytes(path)
        if ledger.sha256(corrected) != one.cleaned_sha256:
            problem = "does not fit its ledger: one of them was edited, or belongs to another text"
            raise Fault(str(path), problem, ledger.AGAIN)
        try:
            raw = splices.undo(corrected, one.splices, one.codec)
        except (ValueError, LookupError):
            raw = b""
        if ledger.sha256(raw) != one.raw_sha256:
            raise Fault(str(place.ledger), "does not give the raw file back", ledger.AGAIN)
        found.append((one.name, raw))
    return found


def raw_beside(raw_folder: Path, head: Head) -> tuple[bytes, PageFiles | None] | None:
    """Give a document's raw bytes as they are now, unpacked and joined, and what cuts them.

    None where the raw text is gone. Raises Fault where it is there and cannot be read.
    """
    path = raw_folder / head.file
    layout = [raw_folder / one.name for one in head.markup]
    if layout:
        return (markup.read(layout), None) if any(presence.is_file(one) for one in layout) else None
    if presence.is_folder(path) and head.page_files:
        pages = [path / name for name, _ in head.page_files.files]
        if any(presence.is_file(page) for page in pages):
            return book.join([(page.name, read_bytes(page)) for page in pages])
    if not presence.is_file(path):
        return None
    container = formats.format_of(path)
    return container.read(path) if container else (read_bytes(path), None)


def read_head(path: Path) -> Head:
    """Read the head of a ledger, and no more of it; raises Fault where it is none."""
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
    names = [path.name for path in presence.entries(folder)]
    ledgers = [name for name in names if name.endswith(SUFFIX) and name[0] != "."]
    return [Place(folder, name.removesuffix(SUFFIX)) for name in ledgers]


def _sweep(folder: Path) -> None:
    """Take away temporary files of killed runs, but not those of one that may still write."""
    for stale in _stale(folder.glob(f".*{PART}")):
        discard(stale)
    # Corrected layout XML lies one folder deeper; other folders there are none of ours.
    if deeper := _stale(folder.glob(f"*/.*{PART}")):
        ours = _layout_folders(folder)
        for stale in deeper:
            if stale.parent in ours:
                discard(stale)


def _stale(found: Iterable[Path]) -> list[Path]:
    """Give those of these files that have a temporary file's name and that nobody writes."""
    stale = []
    for path in filter(is_part, found):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _STALE_SECONDS:
                stale.append(path)
    return stale


def _layout_folders(folder: Path) -> set[Path]:
    """Give the folders of the corrected layout XML that the ledgers in a folder tell of."""
    found: set[Path] = set()
    for place in _all(folder):
        with suppress(Fault):
            found.update(path.parent for path, _ in files_of(place, read_head(place.ledger)))
    return found


def _unreadable(path: Path, error: OSError) -> Fault:
    if isinstance(error, FileNotFoundError):
        return Fault(str(path), "no such file", "check the name")
    if isinstance(error, IsADirectoryError):
        return Fault(str(path), "is a folder", "name a file in it")
    return Fault(str(path), f"cannot be read ({error.strerror})", "check its permissions")


def _unwritable(path: Path, error: OSError) -> Fault:
    if isinstance(error, IsADirectoryError):
        return Fault(str(path), "is a folder", "name a file in it")
    return Fault(
        str(path), f"cannot be written ({error.strerror})", "check it, or choose another place"
    )
