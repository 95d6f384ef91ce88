"""What is far, at hand: what is copied here, by which names, and in which order it goes back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from containing import CLEANED, PAGES, call
from layouts import page_xml
from tiny import TIDE, TIDE_CLEANED, write_rules

from pipeline import remote, store
from pipeline.book import PageFiles
from pipeline.containers import staging
from pipeline.faults import Fault
from pipeline.remote import RemoteSource
from pipeline.sources import Source
from pipeline.urls import Url


@pytest.fixture
def far(tmp_path: Path) -> Path:
    """A folder that is spoken of by its URL."""
    folder = tmp_path / "far"
    folder.mkdir()
    return folder


def url(path: Path) -> Url:
    return Url(f"local://{path}")


def lay(folder: Path, *names: str) -> None:
    """Files that hold their own names."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(found)}


def everything(name: str) -> bool:
    return True


def test_documents_of_a_folder_are_found_with_their_urls(far: Path) -> None:
    lay(far, "b.txt", "a.txt.gz", "c/2.txt", "c/10.txt", ".hidden/x.txt", "c/deeper/y.txt", "d.pdf")
    found, faults = remote.discover(url(far), everything)
    assert faults == []
    assert found == [
        RemoteSource("a", Path("a.txt.gz"), (), url(far).of("a.txt.gz")),
        RemoteSource("b", Path("b.txt"), (), url(far).of("b.txt")),
        RemoteSource("c", Path("c"), (Path("2.txt"), Path("10.txt")), url(far).of("c")),
    ]
    assert [one.size() for one in found] == [0, 0, 0]
    assert [one.where for one in found] == [
        url(far).of(name) for name in ("a.txt.gz", "b.txt", "c")
    ]
    assert [one.name for one in remote.discover(url(far), "b".__eq__)[0]] == ["b"]


def test_one_file_is_found_by_its_own_url(far: Path) -> None:
    lay(far, "b.txt")
    there = url(far / "b.txt")
    assert remote.discover(there, everything) == ([RemoteSource("b", Path("b.txt"), (), there)], [])


def test_folder_of_pages_may_be_given_itself(far: Path) -> None:
    lay(far, "p1.txt", "p2.txt")
    found, faults = remote.discover(url(far), everything)
    assert [(one.name, one.where) for one in found] == [
        ("p1", url(far).of("p1.txt")), ("p2", url(far).of("p2.txt"))
    ]  # fmt: skip
    assert faults == []


def test_what_is_at_fault_is_told_by_its_url(far: Path, tmp_path: Path) -> None:
    lay(far, "a.txt", "a.txt.gz")
    found, (fault,) = remote.discover(url(far), everything)
    assert [one.name for one in found] == ["a"]
    assert (fault.place, fault.problem, fault.remedy) == (
        f"{url(far)}/a.txt.gz", f"has the same name as {url(far)}/a.txt",
        "rename one, or clean them apart",
    )  # fmt: skip
    nowhere = url(tmp_path / "nowhere.xml")
    found, (fault,) = remote.discover(nowhere, everything)
    assert (found, fault.place, fault.problem) == ([], str(nowhere), "no such file or folder")


def test_folder_without_a_name_has_one_here(far: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Url, "names", lambda self: [])
    monkeypatch.setattr(Url, "is_folder", lambda self: True)
    found, (fault,) = remote.discover(Url("memory://"), everything)
    assert (found, fault.place) == ([], "memory://")


def test_of_layouts_only_the_beginning_is_fetched(
    far: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(far, "a.XML", "b.txt")
    (far / "a.XML").write_text(page_xml("tbe sea") + " " * 100_000, "utf-8")
    asked: list[tuple[str, int | None]] = []
    real = Url.fetch

    def fetch(self: Url, to: Path, most: int | None = None) -> None:
        asked.append((to.name, most))
        real(self, to, most)

    monkeypatch.setattr(Url, "fetch", fetch)
    found, _ = remote.discover(url(far), everything)
    assert [one.name for one in found] == ["a", "b"]
    assert asked == [("a.XML", 65_536)]


def test_names_that_lead_out_are_passed_over_and_the_rest_is_found(
    far: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = {
        "far": [("..", True), ("a/b", True), (".c", True), ("d", True), ("e.txt", False)],
        "d": [("..", False), ("p1.txt", False), ("f", True), ("p2.txt", False)],
    }
    monkeypatch.setattr(Url, "names", lambda self: listed[self.name])
    monkeypatch.setattr(Url, "is_folder", lambda self: True)
    found, faults = remote.discover(url(far), everything)
    assert [(one.name, one.pages) for one in found] == [
        ("d", (Path("p1.txt"), Path("p2.txt"))), ("e", ())
    ]  # fmt: skip
    assert faults == []


def test_paths_come_before_urls_and_all_are_counted(far: Path, tmp_path: Path) -> None:
    lay(far, "b.txt", "c.txt")
    lay(tmp_path / "near", "a.txt")
    nowhere = url(tmp_path / "nowhere.xml")
    finding = remote.Finding([tmp_path / "near"], urls=[nowhere, url(far)])
    assert [one.name for one in finding] == ["a", "b", "c"]
    assert finding.expected == 3
    assert [fault.place for fault in finding.faults] == [str(nowhere)]
    chosen = remote.Finding([], "c".__eq__, urls=[url(far)])
    assert [one.name for one in chosen] == ["c"]


def test_document_is_fetched_with_its_pages(far: Path, tmp_path: Path) -> None:
    lay(far, "a.txt", "book/2.txt", "book/10.txt", "book/other.txt")
    here = tmp_path / "here"
    here.mkdir()
    one = RemoteSource("a", Path("a.txt"), (), url(far).of("a.txt"))
    assert one.fetched(here) == Source("a", here / "a.txt")
    pages = (Path("2.txt"), Path("10.txt"))
    book = RemoteSource("book", Path("book"), pages, url(far).of("book")).fetched(here)
    assert book == Source("book", here / "book", tuple(here / "book" / page for page in pages))
    assert tree(here) == {
        "a.txt": b"a.txt", "book/10.txt": b"book/10.txt", "book/2.txt": b"book/2.txt"
    }  # fmt: skip


def test_documents_are_known_by_their_ledgers(far: Path) -> None:
    lay(
        far, "b.corrections.jsonl", "a.ledgers.jsonl", "a.ledgers.parquet", "c.d.ledgers.ndjson",
        ".e.corrections.jsonl", "f.txt", "g.jsonl", "h.corrections.jsonl/x",
    )  # fmt: skip
    assert remote.cleaned_names(url(far)) == ["a", "b", "c.d"]


def cleaned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fill: Callable[[Path], None]) -> Path:
    """A folder of cleaned texts."""
    write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    fill(tmp_path / "raw")
    monkeypatch.chdir(tmp_path)
    assert call("clean").exit_code == 0
    return tmp_path / "cleaned"


def a_text(raw: Path) -> None:
    (raw / "tide.txt").write_text(TIDE, "utf-8")


def layouts(raw: Path) -> None:
    (raw / "book").mkdir()
    for number, page in enumerate(PAGES, 1):
        (raw / "book" / f"p{number}.xml").write_text(page_xml(page), "utf-8")


def page_files(raw: Path) -> None:
    (raw / "book").mkdir()
    for number, page in enumerate(PAGES, 1):
        (raw / "book" / f"p{number}.txt").write_text(page, "utf-8")


def test_cleaned_text_is_fetched_with_its_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = cleaned(tmp_path, monkeypatch, a_text)
    lay(there, "other.txt")
    here = tmp_path / "here"
    here.mkdir()
    assert remote._fetch_text(url(there), "tide", here)
    assert sorted(tree(here)) == ["tide.corrections.jsonl", "tide.txt"]
    assert (here / "tide.txt").read_text("utf-8") == TIDE_CLEANED
    assert not remote._fetch_text(url(there), "other", here)
    assert (here / "other.txt").exists()
    with remote.cleaned_at_hand(url(there), "tide") as folder:
        assert sorted(tree(folder)) == ["tide.corrections.jsonl", "tide.txt"]


def test_ledger_that_waits_is_fetched_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = cleaned(tmp_path, monkeypatch, layouts)
    whole = tree(there)
    place = store.Place(there, "book")
    place.ledger.rename(place.pending)
    here = tmp_path / "here"
    here.mkdir()
    assert remote._fetch_text(url(there), "book", here)
    waiting = {".book.corrections.jsonl.new" if "corr" in name else name for name in whole}
    assert set(tree(here)) == waiting
    assert len(whole) == 5


def test_cleaned_layouts_are_fetched_with_their_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = cleaned(tmp_path, monkeypatch, layouts)
    here = tmp_path / "here"
    here.mkdir()
    assert remote._fetch_text(url(there), "book", here)
    assert tree(here) == tree(there)


def test_cleaned_records_are_fetched_with_their_ledgers(far: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    assert not remote._fetch_records(url(far), "books", here, ".jsonl")
    lay(far, "books.parquet", "books.ledgers.parquet", "books.jsonl")
    assert not remote._fetch_records(url(far), "books", here, ".jsonl")
    assert remote._fetch_records(url(far), "books", here, ".parquet")
    assert sorted(tree(here)) == ["books.jsonl", "books.ledgers.parquet", "books.parquet"]
    place = staging.Place(far, "books", ".jsonl")
    place.pending.write_bytes(b"waits")
    assert remote._fetch_records(url(far), "books", here, ".jsonl")
    assert staging.Place(here, "books", ".jsonl").pending.read_bytes() == b"waits"


def test_raw_files_are_told_by_the_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = cleaned(tmp_path, monkeypatch, a_text)
    assert remote._raw_names(there, "tide") == ["tide.txt"]
    path = tmp_path / "raw" / "lines.jsonl"
    path.write_bytes(b'{"text":"tbe"}\n')
    call("clean")
    assert remote._raw_names(there, "lines") == ["lines.jsonl"]


def test_raw_pages_are_told_by_the_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = cleaned(tmp_path, monkeypatch, page_files)
    assert (there / "book.txt").read_text("utf-8") == CLEANED
    assert remote._raw_names(there, "book") == ["book/p1.txt", "book/p2.txt", "book/p3.txt"]


def test_raw_layouts_are_told_by_the_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = cleaned(tmp_path, monkeypatch, layouts)
    assert remote._raw_names(there, "book") == ["book/p1.xml", "book/p2.xml", "book/p3.xml"]


@pytest.mark.parametrize(
    ("file", "pages", "names"),
    [
        ("vol.ZIP", ("1.txt", "2.txt"), ["vol.ZIP"]),
        ("../x", (), []),
        ("a/b.txt", (), ["a/b.txt"]),
        ("book", ("..", "1.txt", "a/../2.txt"), ["book/1.txt"]), ("", (), []),
    ],
)  # fmt: skip
def test_raw_names_of_a_ledger_lead_nowhere_else(
    file: str, pages: tuple[str, ...], names: list[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    there = cleaned(tmp_path, monkeypatch, a_text)
    head = store.read_head(there / "tide.corrections.jsonl")
    cut = PageFiles("", tuple((page, 1) for page in pages)) if pages else None
    changed = msgspec.structs.replace(head, file=file, page_files=cut)
    monkeypatch.setattr(store, "read_head", lambda path: changed)
    assert remote._raw_names(there, "tide") == names


def put_back(
    far: Path, here: Path, before: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """What is done there, in its order."""
    done: list[str] = []
    put, remove = Url.put, Url.remove

    def putting(self: Url, file: Path) -> None:
        name = self.text.removeprefix(f"local://{far}/")
        assert name in (file.relative_to(here).as_posix(), f".{file.name}.new")
        done.append(f"put {name}")
        put(self, file)

    def removing(self: Url) -> None:
        done.append(f"remove {self.text.removeprefix(f'local://{far}/')}")
        remove(self)

    monkeypatch.setattr(Url, "put", putting)
    monkeypatch.setattr(Url, "remove", removing)
    remote._put_back(url(far), here, before)
    return done


def test_ledger_goes_back_last_and_waits_meanwhile(
    far: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    lay(here, "same.txt", "old.txt", "gone.txt")
    lay(far, "same.txt", "old.txt", "gone.txt")
    before = remote._sums(here)
    assert before["old.txt"] == staging.file_sha256(here / "old.txt")
    (here / "old.txt").write_bytes(b"new")
    (here / "gone.txt").unlink()
    lay(here, "a.corrections.jsonl", "b/1.xml", "b.ledgers.parquet")
    assert put_back(far, here, before, monkeypatch) == [
        "put .a.corrections.jsonl.new", "put .b.ledgers.parquet.new", "put b/1.xml", "put old.txt",
        "put a.corrections.jsonl", "remove .a.corrections.jsonl.new",
        "put b.ledgers.parquet", "remove .b.ledgers.parquet.new", "remove gone.txt",
    ]  # fmt: skip
    assert tree(far) == tree(here)


def test_nothing_goes_back_where_nothing_is_new(
    far: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    lay(here, "a.txt", "b/c.txt")
    before = remote._sums(here)
    assert [*before] == ["a.txt", "b/c.txt"]
    assert put_back(far, here, before, monkeypatch) == []


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_document_without_ledgers_is_told(suffix: str, far: Path) -> None:
    lay(far, f"books{suffix}")
    with pytest.raises(Fault) as raised, remote.cleaned_at_hand(url(far), "books"):
        pass
    assert (raised.value.place, raised.value.problem, raised.value.remedy) == (
        str(url(far)), 'no ledger of "books"', 'run "corrigenda clean" first'
    )  # fmt: skip
