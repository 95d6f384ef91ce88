"""URLs: the same documents, decisions and proofs as for files here, on a real S3 server too."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from containing import CLEANED, PAGES, call, one_line, write_volume
from layouts import hocr, page_xml
from tiny import TIDE, TIDE_CLEANED, write_rules

from pipeline import remote
from pipeline.faults import Fault
from pipeline.urls import Url, url_of

RAW = "raw"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an S3 server that holds the bucket `shelf`."""
    moto = pytest.importorskip("moto.server", reason="moto[server] cannot be installed here")
    running = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def s3(server: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The server's file system, which whatever runs in this test finds by the environment."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ours")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    system = fsspec.filesystem("s3")
    system.invalidate_cache()
    if not system.exists("shelf"):
        system.mkdir("shelf")
    return system


@pytest.fixture(params=["s3", "memory"])
def shelf(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty place behind a URL."""
    if request.param == "s3":
        system = request.getfixturevalue("s3")
    else:
        system = fsspec.filesystem("memory")
        system.makedirs("/shelf", exist_ok=True)
    yield f"{request.param}://shelf"
    for path in system.find("shelf"):
        system.rm_file(path)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_rules(tmp_path / "rules")
    (tmp_path / RAW).mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(shelf: str, name: str, content: bytes) -> None:
    with fsspec.open(f"{shelf}/{name}", "wb") as file:
        file.write(content)


def get(shelf: str, name: str) -> bytes:
    with fsspec.open(f"{shelf}/{name}", "rb") as file:
        content: bytes = file.read()
    return content


def names(shelf: str, inner: str) -> list[str]:
    system, path = fsspec.core.url_to_fs(f"{shelf}/{inner}")
    system.invalidate_cache()
    return sorted(one.partition(f"{inner}/")[2] for one in system.find(path))


def fill(folder: Path) -> Path:
    """A document of every kind."""
    raw = folder / RAW
    (raw / "tide.txt").write_text(TIDE, "utf-8")
    write_volume(raw / "volume.zip")
    (raw / "scan.hocr").write_text(hocr(*PAGES), "utf-8")
    (raw / "mets.xml").write_text("<mets/>", "utf-8")
    (raw / "lines.jsonl").write_bytes(b'{"id":"a","text":"tbe"}\n')
    pq.write_table(pa.table({"id": ["a"], "text": ["tbe"]}), raw / "rows.parquet")
    for name in ("book", "pages"):
        (raw / name).mkdir()
    for number, page in enumerate(PAGES, 1):
        (raw / "book" / f"p{number}.txt").write_text(page, "utf-8")
        (raw / "pages" / f"p{number}.xml").write_text(page_xml(page), "utf-8")
    return raw


def upload(folder: Path, shelf: str) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            put(shelf, f"raw/{path.relative_to(folder).as_posix()}", path.read_bytes())


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_shelf_behind_a_url_gives_what_it_gives_here(shelf: str, folder: Path) -> None:
    upload(fill(folder), shelf)
    assert call("clean").exit_code == 0
    result = call("clean", f"{shelf}/raw", "-o", f"{shelf}/cleaned")
    assert (result.exit_code, result.stderr) == (0, "")
    here = tree(folder / "cleaned")
    assert names(shelf, "cleaned") == sorted(here)
    for name, content in here.items():
        if not name.endswith(".parquet"):
            assert get(shelf, f"cleaned/{name}") == content
    again = call("clean", f"{shelf}/raw", "-o", f"{shelf}/cleaned")
    assert again.stdout.startswith("unchanged: 7 documents")
    proved = call("verify", "--cleaned", f"{shelf}/cleaned", "--raw", f"{shelf}/raw")
    assert proved.exit_code == 0, proved.output
    assert proved.stdout.splitlines()[-1] == "7 of 7 verified"
    assert f"tide: {len(TIDE)} bytes restored, equal to {shelf}/raw/tide.txt" in proved.stdout
    assert all("equal to" in line for line in proved.stdout.splitlines()[:-1])


def test_two_documents_of_one_name_behind_urls_are_a_fault(shelf: str, folder: Path) -> None:
    for one in ("one", "two"):
        put(shelf, f"{one}/tide.txt", TIDE.encode())
    both = call("clean", f"{shelf}/one", f"{shelf}/two", f"{shelf}/one/tide.txt", "--quiet")
    assert one_line(both) == (
        f"{shelf}/two/tide.txt: has the same name as {shelf}/one/tide.txt; "
        "rename one, or clean them apart"
    )


def test_from_afar_to_here_and_from_here_to_afar(shelf: str, folder: Path) -> None:
    put(shelf, "raw/tide.txt", TIDE.encode())
    assert call("clean", f"{shelf}/raw/tide.txt").exit_code == 0
    assert (folder / "cleaned" / "tide.txt").read_text("utf-8") == TIDE_CLEANED
    assert call("verify", "--raw", f"{shelf}/raw").stdout.startswith(
        f"tide: {len(TIDE)} bytes restored, equal to {shelf}/raw/tide.txt"
    )
    (folder / RAW / "tide.txt").write_text(TIDE, "utf-8")
    assert call("clean", "-o", f"{shelf}/out").exit_code == 0
    assert get(shelf, "out/tide.txt") == TIDE_CLEANED.encode()
    assert call("verify", "--cleaned", f"{shelf}/out").stdout.splitlines()[-1] == "1 of 1 verified"


def test_restore_and_diff_read_urls(shelf: str, folder: Path) -> None:
    upload(fill(folder), shelf)
    call("clean", f"{shelf}/raw", "-o", f"{shelf}/cleaned")
    call("clean")
    there = ("--cleaned", f"{shelf}/cleaned")
    assert call("restore", "tide", *there).stdout_bytes == TIDE.encode()
    assert call("restore", "lines#a", *there).stdout == "tbe"
    assert call("restore", "scan", *there).stdout_bytes == (folder / RAW / "scan.hocr").read_bytes()
    assert call("restore", "pages", *there, "-o", "back").exit_code == 0
    assert tree(folder / "back") == tree(folder / RAW / "pages")
    for name in ("tide", "volume", "lines#a", "rows#:1"):
        assert call("diff", name, *there).stdout == call("diff", name).stdout


def test_text_edited_by_hand_is_refused_by_its_url(shelf: str, folder: Path) -> None:
    put(shelf, "raw/tide.txt", TIDE.encode())
    call("clean", f"{shelf}/raw", "-o", f"{shelf}/cleaned")
    put(shelf, "cleaned/tide.txt", b"mine")
    assert one_line(call("clean", f"{shelf}/raw", "-o", f"{shelf}/cleaned")).startswith(
        f"{shelf}/cleaned/tide.txt: was edited by hand since it was cleaned; keep the edits"
    )
    assert get(shelf, "cleaned/tide.txt") == b"mine"
    assert call("clean", f"{shelf}/raw", "-o", f"{shelf}/cleaned", "--force").exit_code == 0
    assert get(shelf, "cleaned/tide.txt") == TIDE_CLEANED.encode()


def test_run_killed_between_text_and_ledger_is_mended(shelf: str, folder: Path) -> None:
    put(shelf, "raw/tide.txt", TIDE.encode())
    call("clean", f"{shelf}/raw", "-o", f"{shelf}/cleaned")
    listed = get(shelf, "cleaned/tide.corrections.jsonl")
    put(shelf, "cleaned/.tide.corrections.jsonl.new", listed)
    put(
        shelf,
        "cleaned/tide.corrections.jsonl",
        listed.replace(b'"raw_sha256":"', b'"raw_sha256":"0'),
    )
    result = call("clean", f"{shelf}/raw", "-o", f"{shelf}/cleaned")
    assert result.stdout.startswith("unchanged: 1 document")
    assert names(shelf, "cleaned") == ["tide.corrections.jsonl", "tide.txt"]
    assert get(shelf, "cleaned/tide.corrections.jsonl") == listed


@pytest.mark.parametrize("failing", range(1, 5))
def test_whatever_write_fails_nothing_is_parted_for_good(
    failing: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = "memory://fail"
    cleaned = f"{shelf}/{failing}"
    put(shelf, "raw/tide.txt", b"tbe old\n")
    call("clean", f"{shelf}/raw", "-o", cleaned)
    put(shelf, "raw/tide.txt", TIDE.encode())
    count, real = 0, {name: getattr(Url, name) for name in ("put", "remove")}

    def failing_at(name: str) -> Any:
        def work(self: Url, *rest: Any) -> None:
            nonlocal count
            count += 1
            if count >= failing:
                raise Fault(str(self), "cannot be written (the line is dead)", "")
            real[name](self, *rest)

        return work

    for name in real:
        monkeypatch.setattr(Url, name, failing_at(name))
    assert "the line is dead" in one_line(call("clean", f"{shelf}/raw", "-o", cleaned))
    for name, whole in real.items():
        monkeypatch.setattr(Url, name, whole)
    assert call("clean", f"{shelf}/raw", "-o", cleaned).exit_code == 0
    assert get(shelf, f"{failing}/tide.txt") == TIDE_CLEANED.encode()
    assert names(shelf, str(failing)) == ["tide.corrections.jsonl", "tide.txt"]
    assert call("verify", "--cleaned", cleaned, "--raw", f"{shelf}/raw").exit_code == 0


def test_bad_document_afar_is_one_line_and_the_rest_goes_on(shelf: str, folder: Path) -> None:
    put(shelf, "raw/tide.txt", TIDE.encode())
    put(shelf, "raw/volume.zip", b"PK\x03\x04 cut")
    told = one_line(call("clean", f"{shelf}/raw", "-o", f"{shelf}/cleaned"))
    assert told.startswith(f"{shelf}/raw/volume.zip: is no zip archive, or is cut short")
    assert get(shelf, "cleaned/tide.txt") == TIDE_CLEANED.encode()


def test_what_is_not_there_is_one_line(shelf: str, folder: Path) -> None:
    assert one_line(call("clean", f"{shelf}/nowhere", "-o", f"{shelf}/cleaned")) == (
        f"{shelf}/nowhere: no such file or folder; check the name"
    )
    assert "no ledger of" in one_line(call("restore", "tide", "--cleaned", f"{shelf}/raw"))


def test_two_workers_give_the_bytes_of_one(s3: Any, folder: Path) -> None:
    s3.mkdir("two")
    for name in ("cliff", "quay"):
        put("s3://two", f"raw/{name}.txt", TIDE.encode())
    assert call("clean", "s3://two/raw", "-o", "s3://two/cleaned", "--jobs", "2").exit_code == 0
    for name in ("cliff", "quay"):
        assert get("s3://two", f"cleaned/{name}.txt") == TIDE_CLEANED.encode()


def test_bucket_is_not_made_unasked(s3: Any, folder: Path) -> None:
    (folder / RAW / "tide.txt").write_text(TIDE, "utf-8")
    told = one_line(call("clean", "-o", "s3://mistyped/cleaned"))
    assert told.startswith("s3://mistyped/cleaned/")
    assert not s3.exists("mistyped")


def test_memory_goes_with_one_process_only(folder: Path) -> None:
    assert one_line(call("clean", "memory://x", "--jobs", "2")) == (
        "memory://x: lives within one process; leave --jobs out"
    )


def test_unknown_file_system_is_one_line(folder: Path) -> None:
    assert one_line(call("clean", "frob://x/raw")).startswith(
        "frob://x/raw: cannot be read (Protocol not known: frob); check the name"
    )


def test_missing_package_is_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    assert one_line(call("clean", "s3://x/raw")) == (
        "s3://x/raw: needs the package fsspec; pip install 'corrigenda[library]'"
    )


def test_url_where_only_a_path_will_do_is_told(folder: Path) -> None:
    result = call("report", "tide", "-o", "s3://x/y")
    assert result.exit_code == 2
    assert "'s3://x/y' is a URL, and only a path will do here" in result.stderr


def test_file_url_is_a_path(folder: Path) -> None:
    (folder / RAW / "tide.txt").write_text(TIDE, "utf-8")
    assert call("clean", f"file://{folder}/raw", "-o", f"file://{folder}/out").exit_code == 0
    assert (folder / "out" / "tide.txt").read_text("utf-8") == TIDE_CLEANED


def test_secrets_in_a_url_are_not_shown() -> None:
    assert str(url_of("ftp://me:secret@host/raw")) == "ftp://…@host/raw"


def test_names_that_lead_out_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = [("..", False), ("a/b.txt", False), ("", False), ("tide.txt", False)]
    monkeypatch.setattr(Url, "names", lambda self: listed)
    monkeypatch.setattr(Url, "is_folder", lambda self: True)
    found, faults = remote.discover(Url("memory://x"), lambda name: True)
    assert ([one.name for one in found], faults) == (["tide"], [])


def test_volume_is_the_same_from_everywhere(shelf: str, folder: Path) -> None:
    path = write_volume(folder / "v.zip")
    put(shelf, "v.zip", path.read_bytes())
    assert call("clean", f"{shelf}/v.zip").exit_code == 0
    assert (folder / "cleaned" / "v.txt").read_text("utf-8") == CLEANED


def test_folders_in_a_folder_are_pages_and_nothing_deeper(shelf: str, folder: Path) -> None:
    for number, page in enumerate(PAGES, 1):
        put(shelf, f"raw/book/p{number}.txt", page.encode())
    for other in (".hidden/p1.txt", "book/deeper/p9.txt"):
        put(shelf, f"raw/{other}", b"tbe")
    assert call("clean", f"{shelf}/raw", "-o", f"{shelf}/cleaned").exit_code == 0
    assert names(shelf, "cleaned") == ["book.corrections.jsonl", "book.txt"]
    assert get(shelf, "cleaned/book.txt") == CLEANED.encode()


def test_file_system_that_wants_its_folders_made_gets_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / RAW / "tide.txt").write_text(TIDE, "utf-8")
    there = folder / "far" / "away"
    assert call("clean", "-o", f"local://{there}").exit_code == 0
    assert (there / "tide.txt").read_text("utf-8") == TIDE_CLEANED
    assert one_line(call("verify", "--cleaned", f"local://{there}/nowhere")) == (
        f"local://{there}/nowhere: no such file or folder; check the name"
    )


def test_two_documents_of_one_name_in_a_folder_are_told_by_their_url(
    shelf: str, folder: Path
) -> None:
    put(shelf, "raw/tide.txt", TIDE.encode())
    put(shelf, "raw/tide.txt.gz", gzip.compress(TIDE.encode()))
    assert one_line(call("clean", f"{shelf}/raw", "-o", f"{shelf}/cleaned", "--quiet")) == (
        f"{shelf}/raw/tide.txt.gz: has the same name as {shelf}/raw/tide.txt; "
        "rename one, or clean them apart"
    )


def test_file_system_whose_package_is_missing_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    told = one_line(call("clean", "gs://shelf/raw"))
    assert told.startswith("gs://shelf/raw: needs a package (")
    assert told.endswith("; install it")
