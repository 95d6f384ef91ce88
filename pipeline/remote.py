"""Documents behind URLs: copied to a temporary folder, cleaned there, and copied back.

Whatever fsspec knows can be read and written. What is a document, what is unchanged and what was
edited by hand is decided by the same code as for files here. An object store has no renames; there
the new ledger waits under a name of its own while the cleaned text is replaced, as it does here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline import presence, sources, store
from pipeline.containers import collections, markup, staging
from pipeline.faults import Fault
from pipeline.ledger import SUFFIX
from pipeline.ledger_lines import Head
from pipeline.sources import Source
from pipeline.urls import Url

NOWHERE = Url("")

# Two folders here, of raw and cleaned files, and what names them for people.
Near = tuple[Path, Path, Callable[[str], str]]

_LOOKED_AT = 1 << 16


@dataclass(frozen=True)
class RemoteSource(Source):
    """A document behind a URL; `path` and `pages` are names, until it is fetched."""

    url: Url = NOWHERE

    @property
    def where(self) -> Path | Url:
        """Where it lies."""
        return self.url

    def size(self) -> int:
        """Give 0: what is far is not looked at before its turn."""
        return 0

    def fetched(self, folder: Path) -> Source:
        """Copy the document into a folder here."""
        path = folder / self.path.name
        if not self.pages:
            self.url.fetch(path)
            return Source(self.name, path)
        path.mkdir()
        pages = tuple(path / page.name for page in self.pages)
        for page in pages:
            self.url.of(page.name).fetch(page)
        return Source(self.name, path, pages)


@dataclass
class Finding(sources.Finding):
    """The documents at paths here, and then those at URLs; a URL's are all listed at once."""

    urls: Sequence[Url] = ()

    def _found(self) -> Iterator[Source]:
        yield from super()._found()
        for url in self.urls:
            found, faults = discover(url, self.wanted)
            self.faults += faults
            self.expected += len(found)
            yield from found


def discover(url: Url, wanted: Callable[[str], bool]) -> tuple[list[Source], list[Fault]]:
    """Give the documents at a URL whose names are wanted, and a fault where it has none at all.

    The folder is laid out here with empty files, and looked through as any folder is.
    """
    try:
        with tempfile.TemporaryDirectory() as temporary:
            root = Path(temporary) / (url.name or "raw")
            if url.is_folder():
                root.mkdir()
                _lay_out(url, root, deeper=True)
            else:
                _touch(url, root)
            found = sources.Finding([root], wanted)
            documents: list[Source] = [_afar(one, root, url) for one in found]
            return documents, [_renamed(fault, root, url) for fault in found.faults]
    except Fault as fault:
        return [], [fault]


@contextmanager
def at_hand(source: Source, out: Url | Path) -> Iterator[tuple[Source, Path, Callable[[str], str]]]:
    """Give a source and a folder for its cleaned files, both here, and what names them for people.

    What is new in the folder is copied to `out` at the end, the ledger last.
    """
    with tempfile.TemporaryDirectory() as temporary:
        raw, folder = Path(temporary) / "raw", Path(temporary) / "cleaned"
        raw.mkdir()
        folder.mkdir()
        names: list[tuple[str, str]] = []
        here = source
        if isinstance(source, RemoteSource):
            names.append((str(raw / source.path.name), str(source.url)))
        if isinstance(out, Url):
            names.append((str(folder), str(out)))

        def told(text: str) -> str:
            for near, far in names:
                text = text.replace(near, far)
            return text

        try:
            if isinstance(source, RemoteSource):
                here = source.fetched(raw)
            if not isinstance(out, Url):
                yield here, out, told
                return
            if source.is_collection:
                _fetch_records(out, source.name, folder, source.path.suffix.lower())
            else:
                _fetch_text(out, source.name, folder)
            before = _sums(folder)
            yield here, folder, told
            _put_back(out, folder, before)
        except Fault as fault:
            raise Fault(told(fault.place), told(fault.problem), told(fault.remedy)) from None


@contextmanager
def cleaned_at_hand(cleaned: Url, name: str) -> Iterator[Path]:
    """Give a document's cleaned files in a folder here; Fault where there are no ledgers."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "cleaned"
        folder.mkdir()
        found = _fetch_text(cleaned, name, folder)
        for suffix in () if found else collections.SUFFIXES:
            found = found or _fetch_records(cleaned, name, folder, suffix)
        if not found:
            raise Fault(str(cleaned), f'no ledger of "{name}"', 'run "corrigenda clean" first')
        yield folder


@contextmanager
def both_at_hand(name: str, cleaned: Url | Path, raw: Url | Path) -> Iterator[Near]:
    """Give a document's cleaned files and its raw ones here, and what names them for people."""
    with ExitStack() as stack:
        folder, beside = Path(str(cleaned)), Path(str(raw))
        if isinstance(cleaned, Url):
            folder = stack.enter_context(cleaned_at_hand(cleaned, name))
        if isinstance(raw, Url):
            beside = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            for file in _raw_names(folder, name):
                (beside / file).parent.mkdir(exist_ok=True)
                raw.of(file).fetched(beside / file)

        def told(text: str) -> str:
            return text.replace(str(folder), str(cleaned)).replace(str(beside), str(raw))

        yield folder, beside, told


def cleaned_names(cleaned: Url) -> list[str]:
    """Give the names of the documents that have ledgers in a folder."""
    found = set()
    for name, is_folder in cleaned.names():
        if is_folder or name.startswith("."):
            continue
        if name.endswith(SUFFIX):
            found.add(name.removesuffix(SUFFIX))
        for ending in collections.LEDGERS:
            if name.endswith(ending):
                found.add(name.removesuffix(ending))
    return sorted(found)


def _lay_out(url: Url, folder: Path, deeper: bool) -> None:
    for name, is_folder in url.names():
        if not store.is_plain_name(name):
            continue
        if not is_folder:
            _touch(url.of(name), folder / name)
        elif deeper and not name.startswith("."):
            (folder / name).mkdir()
            _lay_out(url.of(name), folder / name, deeper=False)


def _touch(url: Url, path: Path) -> None:
    """Make an empty file; of what may be layout XML, the beginning is looked at."""
    if path.name.lower().endswith(markup.SUFFIXES):
        url.fetch(path, _LOOKED_AT)
    else:
        path.touch()


def _renamed(fault: Fault, root: Path, url: Url) -> Fault:
    near, far = str(root), str(url)
    parts = (fault.place, fault.problem, fault.remedy)
    return Fault(*(part.replace(near, far) for part in parts))


def _afar(source: Source, root: Path, url: Url) -> RemoteSource:
    inner = url if source.path == root else url.of(source.path.name)
    pages = tuple(Path(page.name) for page in source.pages)
    return RemoteSource(source.name, Path(source.path.name), pages, inner)


def _fetch_text(url: Url, name: str, folder: Path) -> bool:
    """Copy a text's cleaned files here, and say whether there is a ledger."""
    place = store.Place(folder, name)
    there = [url.of(path.name).fetched(path) for path in (place.ledger, place.pending)]
    url.of(place.text.name).fetched(place.text)
    for ledger in (place.ledger, place.pending):
        with suppress(Fault):
            for path, _ in store.files_of(place, store.read_head(ledger))[1:]:
                path.parent.mkdir(exist_ok=True)
                url.of(path.relative_to(folder).as_posix()).fetched(path)
    return any(there)


def _fetch_records(url: Url, name: str, folder: Path, suffix: str) -> bool:
    """Copy a collection's cleaned files here, and say whether there are ledgers."""
    place = staging.Place(folder, name, suffix)
    there = [url.of(path.name).fetched(path) for path in (place.ledgers, place.pending)]
    url.of(place.records.name).fetched(place.records)
    return any(there)


def _raw_names(folder: Path, name: str) -> list[str]:
    """Give the raw files that a document's ledger tells of, by their names in the raw folder."""
    place = collections.named(folder, name)
    if place:
        return [collections.file_of(place)]
    head: Head = store.read_head(store.Place(folder, name).ledger)
    if head.markup:
        return [one.name for one in head.markup]
    names = [head.file]
    if head.page_files and not head.file.lower().endswith(".zip"):
        names = [f"{head.file}/{page}" for page, _ in head.page_files.files]
    return [one for one in names if all(map(store.is_plain_name, one.split("/")))]


def _sums(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): staging.file_sha256(path)
        for path in presence.entries_below(folder)
        if presence.is_file(path)
    }


def _put_back(url: Url, folder: Path, before: dict[str, str]) -> None:
    """Copy what is new, the ledger first under another name and at last under its own."""
    now = _sums(folder)
    new = [name for name, digest in now.items() if before.get(name) != digest]
    endings = (SUFFIX, *collections.LEDGERS)
    ledgers = [name for name in new if name.endswith(endings)]
    for name in ledgers:
        url.of(f".{name}.new").put(folder / name)
    for name in new:
        if name not in ledgers:
            url.of(name).put(folder / name)
    for name in ledgers:
        url.of(name).put(folder / name)
        url.of(f".{name}.new").remove()
    for name in before:
        if name not in now:
            url.of(name).remove()
