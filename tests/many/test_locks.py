from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from pipeline.faults import Fault
from pipeline.many import locks
from pipeline.many.shards import WHOLE, Shard, place
from pipeline.urls import Url

# A run of its own process: it says when it holds the lock, and holds it until its input ends.
HOLDER = """
import sys
from pathlib import Path
from pipeline.faults import Fault
from pipeline.many import locks

try:
    with locks.held(Path(sys.argv[1]), eval(sys.argv[2])) as locked:
        print("held", locked, flush=True)
        sys.stdin.read()
except Fault as fault:
    print(fault, flush=True)
"""


class Runs(ExitStack):
    """Runs of other processes over one output folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def begin(self, spans: list[locks.Span]) -> tuple[subprocess.Popen[str], str]:
        command = [sys.executable, "-c", HOLDER, str(self.folder), repr(spans)]
        run = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.enter_context(run)
        self.callback(run.kill)
        assert run.stdout
        return run, run.stdout.readline().strip()


def refused(folder: Path) -> str:
    problem = "another run is cleaning the same documents into it"
    return f"{folder}: {problem}; wait for it, or clean into another folder with -o"


def test_two_runs_over_the_same_do_not_go_together(tmp_path: Path) -> None:
    with Runs(tmp_path / "out") as runs:
        first, told = runs.begin([WHOLE.span])
        assert told == "held True"
        assert runs.begin([WHOLE.span])[1] == refused(runs.folder)
        assert runs.begin([Shard(3, 7).span])[1] == refused(runs.folder)
        with pytest.raises(Fault) as caught, locks.held(runs.folder, [WHOLE.span]):
            pass
        assert str(caught.value) == refused(runs.folder)
        first.communicate("")
        assert not list(runs.folder.iterdir())
        assert runs.begin([WHOLE.span])[1] == "held True"


def test_shards_work_side_by_side_in_one_folder(tmp_path: Path) -> None:
    with Runs(tmp_path) as runs:
        begun = [runs.begin([Shard(number, 3).span]) for number in (1, 2, 3)]
        assert [told for _, told in begun] == ["held True"] * 3
        begun[0][0].communicate("")
        # The file stays as long as others hold a part of it.
        assert runs.begin([Shard(2, 3).span])[1] == refused(tmp_path)
        assert runs.begin([Shard(1, 3).span])[1] == "held True"


def test_a_run_that_is_killed_holds_nothing(tmp_path: Path) -> None:
    with Runs(tmp_path) as runs:
        first, _ = runs.begin([WHOLE.span])
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert (tmp_path / locks.NAME).exists()
        assert runs.begin([WHOLE.span])[1] == "held True"


def test_runs_over_other_texts_go_together(tmp_path: Path) -> None:
    one, two = (locks.spans([Path(f"raw/{name}.txt")], WHOLE) for name in ("tide", "quay"))
    assert one == [(place("tide"), place("tide") + 1)]
    with Runs(tmp_path) as runs:
        assert runs.begin(one)[1] == "held True"
        assert runs.begin(two)[1] == "held True"
        assert runs.begin(one)[1] == refused(tmp_path)


def test_a_folder_or_a_url_locks_its_whole_shard(tmp_path: Path) -> None:
    text = tmp_path / "tide.txt"
    text.touch()
    for more in (tmp_path, tmp_path / "notes.md", Url("s3://shelf/quay.txt")):
        assert locks.spans([text, more], Shard(2, 3)) == [Shard(2, 3).span]


def test_a_container_locks_the_one_document_it_is(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("tide.txt.gz", "volume.zip", "books.jsonl")]
    for path in files:
        path.touch()
    mine = {place(name) for name in ("tide", "volume", "books")}
    assert {first for first, _ in locks.spans(files, WHOLE)} == mine
    assert all(end == first + 1 for first, end in locks.spans(files, WHOLE))


def test_a_file_taken_away_by_the_run_before_is_locked_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / locks.NAME
    real = locks._lock
    calls: list[int] = []

    def late(handle: int, *more: Any) -> bool:
        calls.append(handle)
        if len(calls) == 1:
            path.unlink()
        return real(handle, *more)

    monkeypatch.setattr(locks, "_lock", late)
    with locks.held(tmp_path, [WHOLE.span]):
        assert path.exists()
        with Runs(tmp_path) as runs:
            assert runs.begin([WHOLE.span])[1] == refused(tmp_path)
    assert len(calls) == 2


def test_a_file_system_that_cannot_lock_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "lockf", without)
    with locks.held(tmp_path, [WHOLE.span]) as locked:
        assert not locked
    assert os.listdir(tmp_path) == [locks.NAME]
