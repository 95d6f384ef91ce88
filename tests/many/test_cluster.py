"""A real scheduler and two real workers, on ports that are free, heard by this machine only."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from deadly import prepare, wait_for
from tiny import SCANNOS, TIDE, write_rules

from pipeline import sources
from pipeline.faults import Fault
from pipeline.many import cluster, engines
from pipeline.runner import Settings

pytestmark = [
    pytest.mark.slow,
    # What Dask leaves behind when it is closed is not ours to tidy.
    pytest.mark.filterwarnings("default::ResourceWarning"),
    pytest.mark.filterwarnings("default::pytest.PytestUnraisableExceptionWarning"),
]

THOUSAND = 1000


class Cluster(ExitStack):
    """A scheduler and its workers, as processes that end with the test."""

    def __init__(self, folder: Path, protocol: str = "tcp") -> None:
        super().__init__()
        self.folder = folder
        # The system gives a port that is free, and the scheduler says which.
        told = folder / "scheduler.json"
        where = ("--host", "127.0.0.1", "--port", "0", "--protocol", protocol)
        self.scheduler = self.begin("scheduler", *where, "--scheduler-file", str(told))
        wait_for(lambda: told.exists() and told.read_text("utf-8").rstrip()[-1:] == "}")
        self.address: str = json.loads(told.read_text("utf-8"))["address"]

    def begin(self, *command: str) -> subprocess.Popen[bytes]:
        call = [sys.executable, "-W", "ignore", "-m", "dask", *command, "--no-dashboard"]
        log = self.enter_context((self.folder / f"{command[0]}.log").open("ab"))
        process = subprocess.Popen(call, stdout=log, stderr=log, cwd=self.folder)
        self.callback(process.wait)
        self.callback(process.kill)
        return process

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        options = (self.address, "--nthreads", "1", "--host", "127.0.0.1", *options)
        return self.begin("worker", *options)


@pytest.fixture
def dask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    prepare(tmp_path, monkeypatch, HURRY="1")
    with Cluster(tmp_path) as made:
        yield made


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for number in range(THOUSAND):
        text = TIDE * (number % 7 + 1)
        (folder / f"text {number:04}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "out", write_rules(tmp_path / "rules"))


def run(shelf: Path, settings: Settings) -> dict[str, str]:
    """The state of each document; none may be told twice."""
    told = [(one.name, one.state) for one in engines.run(sources.Finding([shelf]), settings)]
    assert len(dict(told)) == len(told)
    return dict(told)


def files(folder: Path) -> dict[str, bytes]:
    # A worker that is killed may leave a file half written, and without a name of its own.
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".part"}


def has_more_files_than(folder: Path, number: int) -> bool:
    return folder.is_dir() and len(os.listdir(folder)) > number


def test_two_workers_write_what_processes_here_write_though_one_is_killed(
    dask: Cluster, shelf: Path, settings: Settings, tmp_path: Path
) -> None:
    dask.worker("--no-nanny")
    doomed = dask.worker("--no-nanny")
    whole = replace(settings, out=tmp_path / "whole", scheduler=dask.address)
    assert list(run(shelf, whole).values()) == ["cleaned"] * THOUSAND

    killed = replace(settings, out=tmp_path / "killed", scheduler=dask.address)
    cleaned = tmp_path / "killed"

    def kill() -> None:
        wait_for(partial(has_more_files_than, cleaned, THOUSAND // 2))
        doomed.send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    states = run(shelf, killed)
    killer.join()
    assert doomed.wait() == -signal.SIGKILL
    assert len(states) == THOUSAND
    assert set(states.values()) <= {"cleaned", "unchanged"}

    here = replace(settings, jobs=2)
    assert list(run(shelf, here).values()) == ["cleaned"] * THOUSAND
    assert files(here.out) == files(whole.out) == files(killed.out)


def test_document_that_kills_workers_is_set_aside_with_its_name(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(tmp_path, monkeypatch, DEADLY="quay")
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    (tmp_path / "raw").mkdir()
    for name in ("cliff", "quay", "tide"):
        (tmp_path / "raw" / f"{name}.txt").write_text(TIDE, encoding="utf-8")
    with Cluster(tmp_path) as dask:
        dask.worker()
        chosen = replace(settings, scheduler=dask.address)
        outcomes = list(engines.run(sources.Finding([tmp_path / "raw"]), chosen))
    told = {one.name: one.message or one.state for one in outcomes}
    assert told.pop("quay") == (
        f"{tmp_path / 'raw' / 'quay.txt'}: workers of the cluster died on it again and again; "
        "see whether it wants more memory than they have"
    )
    # Those of its batch that were done when it killed the worker are found to be so.
    assert set(told) == {"cliff", "tide"}
    assert set(told.values()) <= {"cleaned", "unchanged"}


@pytest.mark.parametrize("times", [1, 2])
def test_run_whose_connection_is_cut_takes_it_up_again(
    times: int,
    dask: Cluster,
    shelf: Path,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dask.worker("--no-nanny")
    clients: list[cluster._Client] = []

    class Cut(cluster._Client):
        def __init__(self, address: str) -> None:
            super().__init__(address)
            clients.append(self)

    monkeypatch.setattr(cluster, "_Client", Cut)
    cut = []

    def cut_it() -> None:
        for part in range(1, times + 1):
            wait_for(partial(has_more_files_than, settings.out, part * THOUSAND // 2))
            client: Any = clients[0]
            comm = client.scheduler_comm.comm
            client.loop.add_callback(comm.abort)
            cut.append(comm)

    cutter = threading.Thread(target=cut_it)
    cutter.start()
    states = run(shelf, replace(settings, scheduler=dask.address))
    cutter.join()
    assert len(cut) == times
    assert len(states) == THOUSAND
    assert set(states.values()) <= {"cleaned", "unchanged"}
    here = replace(settings, out=tmp_path / "here")
    run(shelf, here)
    assert files(here.out) == files(settings.out)


def test_results_that_are_lost_with_their_worker_are_made_again(
    dask: Cluster, shelf: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "WAITING", 8)
    doomed = dask.worker("--no-nanny")
    finding = sources.Finding([shelf])
    outcomes = engines.run(finding, replace(settings, scheduler=dask.address).ready())
    told = [next(outcomes)]
    # Whoever takes them in is slow: results of other batches wait in the worker's memory.
    wait_for(partial(has_more_files_than, settings.out, THOUSAND // 2))
    doomed.kill()
    doomed.wait()
    dask.worker("--no-nanny")
    told += outcomes
    assert len({one.name for one in told}) == len(told) == THOUSAND
    assert {one.state for one in told} <= {"cleaned", "unchanged"}


OPENSSL = """
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=our cluster' \
    -keyout ca.key -out ca.pem
openssl req -newkey rsa:2048 -nodes -subj '/CN=node' -keyout node.key -out node.csr
openssl x509 -req -in node.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out node.pem
"""


@pytest.mark.skipif(not which("openssl"), reason="needs openssl")
def test_command_cleans_over_tls_and_who_has_no_certificate_is_not_let_in(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(OPENSSL, shell=True, check=True, cwd=tmp_path, capture_output=True)
    ours = f"{{cert: {tmp_path}/node.pem, key: {tmp_path}/node.key}}"
    (tmp_path / "dask.yaml").write_text(
        "distributed:\n  comm:\n    require-encryption: true\n    tls:\n"
        f"      ca-file: {tmp_path}/ca.pem\n"
        + "".join(f"      {one}: {ours}\n" for one in ("scheduler", "worker", "client")),
        encoding="utf-8",
    )
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tide.txt").write_text(TIDE, encoding="utf-8")
    assert run(tmp_path / "raw", settings) == {"tide": "cleaned"}
    monkeypatch.setenv("DASK_CONFIG", str(tmp_path / "dask.yaml"))
    with Cluster(tmp_path, "tls") as dask:
        dask.worker("--no-nanny")
        command: list[str | Path] = [
            Path(sys.executable).with_name("corrigenda"), "clean", "raw", "-o", "far",
            "--engine", "dask", "--scheduler", dask.address, "--quiet",
        ]  # fmt: skip
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        monkeypatch.setattr(cluster, "CONNECT_SECONDS", 2)
        with pytest.raises(Fault, match="no Dask scheduler answers there"):
            run(tmp_path / "raw", replace(settings, scheduler=dask.address))
    assert files(tmp_path / "far") == files(settings.out)


def test_worker_with_other_rules_is_not_fit(dask: Cluster, shelf: Path, settings: Settings) -> None:
    dask.worker("--no-nanny")
    ready = replace(settings, scheduler=dask.address).ready()
    write_rules(settings.out.parent / "rules", scannos=SCANNOS + "# more\n")
    with pytest.raises(Fault, match=r"has not what the run began with: rules; make them the same"):
        list(engines.run(sources.Finding([shelf]), ready))
    assert files(settings.out) == {}


def test_worker_that_sees_other_files_is_not_fit(
    dask: Cluster, shelf: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    dask.worker("--no-nanny")
    monkeypatch.setattr(Path, "touch", lambda *_: None)
    with pytest.raises(Fault, match=r"does not see .* as this machine does; give both one shared"):
        run(shelf, replace(settings, scheduler=dask.address))


def test_cluster_without_workers_is_told(
    dask: Cluster, shelf: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", 0.5)
    with pytest.raises(Fault) as caught:
        run(shelf, replace(settings, scheduler=dask.address))
    assert str(caught.value) == (
        f"{dask.address}: the cluster has no workers; start some: dask worker ADDRESS"
    )


def test_scheduler_that_is_lost_is_told(
    dask: Cluster, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tide.txt").write_text(TIDE, encoding="utf-8")
    monkeypatch.setenv("SLOW", "tide")
    told = tmp_path / "slow.pid"
    dask.worker("--no-nanny")

    def kill() -> None:
        wait_for(told.exists)
        dask.scheduler.send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 3)
    with pytest.raises(Fault) as caught:
        run(tmp_path / "raw", replace(settings, scheduler=dask.address))
    killer.join()
    assert str(caught.value) == (
        f"{dask.address}: the scheduler is there no more; "
        "start it, and run this again; what is done stays done"
    )


@pytest.mark.parametrize("failing", [1, 99])
def test_client_that_cannot_be_closed_hides_no_fault(
    failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []

    class Client:
        """Fails as Dask's does where a connection to a lost scheduler is just given up."""

        def __init__(self, address: str) -> None:
            pass

        def close(self) -> None:
            told.append(len(told))
            if len(told) <= failing:
                raise RuntimeError("Cannot change state of expiring Timeout")

    monkeypatch.setattr(cluster, "_Client", Client)
    with pytest.raises(Fault, match="is lost"), cluster._client("tcp://127.0.0.1:1"):
        raise Fault("the scheduler", "is lost")
    assert len(told) == min(failing + 1, cluster.CLOSINGS)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "no-such://x:1", "tls://127.0.0.1:1"])
def test_address_where_nobody_answers_is_told(
    address: str, shelf: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(Fault) as caught:
        run(shelf, replace(settings, scheduler=address))
    assert str(caught.value).startswith(f"{address}: no Dask scheduler answers there; check the ad")
    left = [one for one in gc.get_objects() if isinstance(one, cluster._Client)]
    assert {one.status for one in left} <= {"closed"}
    assert "\n" not in str(caught.value)


def test_without_dask_the_remedy_is_told(
    shelf: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "pipeline.many.cluster")
    monkeypatch.delattr("pipeline.many.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Fault) as caught:
        run(shelf, replace(settings, scheduler="tcp://127.0.0.1:1"))
    assert str(caught.value) == (
        "--engine dask: Dask is not installed; "
        "pip install 'corrigenda[cluster]', here and where the workers run"
    )
