"""Containers go through processes and clusters as texts do: the same files, the same faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from containing import PAGES, call, write_gzip, write_volume
from deadly import prepare
from layouts import hocr
from test_cluster import Cluster
from tiny import TIDE, write_rules

FIELDS = ("--text-field", "body", "--id-field", "key")
RECORDS = ({"key": "a", "body": TIDE}, {"key": "b", "text": TIDE}, {"key": "c", "body": "tbe quay"})
FAULT = 'raw/books.jsonl#b: has no field "body"; name it by --text-field'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a volume, a packed text, layout XML and records in raw/."""
    write_rules(tmp_path / "rules")
    raw = tmp_path / "raw"
    raw.mkdir()
    write_volume(raw / "ferry.zip")
    write_gzip(raw / "tide.txt.gz", TIDE.encode())
    (raw / "quay.hocr").write_text(hocr(*PAGES), "utf-8")
    lines = [json.dumps(record) + "\n" for record in RECORDS]
    (raw / "books.jsonl").write_text("".join(lines), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def cleaned_alone(folder: Path) -> dict[str, bytes]:
    """What comes of each file when it is cleaned in a run of its own."""
    for path in sorted((folder / "raw").iterdir()):
        call("clean", f"raw/{path.name}", "-o", "alone", *FIELDS)
    return files(folder / "alone")


def check(folder: Path, out: str, *how: str) -> None:
    """Clean the shelf so: the files are those of each alone, a fault is told, then all is done."""
    alone = cleaned_alone(folder)
    assert len(alone) == 2 * 4 + 1
    shown = FAULT.replace("raw/", f"{folder}/raw/") if "dask" in how else FAULT
    first = call("clean", "-o", out, *FIELDS, *how)
    assert (first.exit_code, first.stderr) == (1, f"{shown}\n")
    assert "books (3 records)" in first.stdout
    assert files(folder / "out") == alone
    again = call("clean", "-o", out, *FIELDS, *how, "--json")
    told = json.loads(again.stdout)
    assert {one["state"] for one in told["documents"]} == {"unchanged"}
    assert told["faults"] == [shown]
    assert {one["name"]: one.get("records") for one in told["documents"]} == {
        "books": 3, "ferry": None, "quay": None, "tide": None,
    }  # fmt: skip


def test_two_processes_write_the_bytes_of_each_alone(folder: Path) -> None:
    check(folder, "out", "--jobs", "2")


def test_two_processes_write_them_behind_a_url(folder: Path) -> None:
    check(folder, f"local://{folder}/out", "--jobs", "2")
    # Nothing is made here of the URL's own name, no lock either.
    assert {one.name for one in folder.iterdir()} == {"rules", "raw", "alone", "out"}


@pytest.mark.slow
@pytest.mark.filterwarnings("default::ResourceWarning")
@pytest.mark.filterwarnings("default::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("scheme", ["", "local://"])
def test_a_cluster_writes_the_bytes_of_each_alone(
    scheme: str, folder: Path, tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    there = tmp_path_factory.mktemp("cluster")
    prepare(there, monkeypatch, HURRY="1")
    with Cluster(there) as dask:
        dask.worker("--no-nanny")
        check(folder, f"{scheme}{folder}/out", "--engine", "dask", "--scheduler", dask.address)


def test_shards_of_containers_come_to_the_whole(folder: Path) -> None:
    alone = cleaned_alone(folder)
    for number in (1, 2, 3):
        call("clean", "-o", "parts", "--shard", f"{number}/3", *FIELDS)
    assert files(folder / "parts") == alone
    for number in (1, 2, 3):
        url = f"local://{folder}/raw"
        call("clean", url, "-o", "from afar", "--shard", f"{number}/3", *FIELDS)
    assert files(folder / "from afar") == alone


def test_what_lives_in_one_process_is_for_no_cluster(folder: Path) -> None:
    result = call("clean", "memory://x", "--engine", "dask", "--scheduler", "tcp://x:1")
    assert result.stderr == "memory://x: lives within one process; leave --engine out\n"


def test_records_with_the_usual_fields_are_the_same_from_two_processes(folder: Path) -> None:
    (folder / "raw" / "books.jsonl").write_text(json.dumps({"id": "a", "text": TIDE}), "utf-8")
    for out, how in (("one", []), ("two", ["--jobs", "2"]), ("named", ["--text-field", "text"])):
        assert call("clean", "-o", out, *how).exit_code == 0
    assert files(folder / "one") == files(folder / "two") == files(folder / "named")
