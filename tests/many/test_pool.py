from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from deadly import is_alive, kill_when_told, prepare, wait_for
from tiny import SCANNOS, TIDE, write_rules

from pipeline import sources
from pipeline.faults import Fault
from pipeline.many import engines
from pipeline.runner import Outcome, Settings

NAMES = [f"text {number:02}" for number in range(12)]


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for number, name in enumerate(NAMES, 1):
        (folder / f"{name}.txt").write_text(TIDE * number, encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "out", write_rules(tmp_path / "rules"), jobs=2)


@pytest.fixture
def alone(shelf: Path, settings: Settings, tmp_path: Path) -> dict[str, bytes]:
    """What one process makes of the shelf."""
    out = tmp_path / "alone"
    assert set(run(shelf, replace(settings, jobs=1, out=out)).values()) == {"cleaned"}
    return files(out)


def run(shelf: Path, settings: Settings) -> dict[str, str]:
    """The state of each document, or what is wrong with it; none may be told twice."""
    told = [(one.name, one.message or one.state) for one in run_all(shelf, settings)]
    assert len(dict(told)) == len(told)
    return dict(told)


def run_all(shelf: Path, settings: Settings) -> list[Outcome]:
    return list(engines.run(sources.Finding([shelf]), settings))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".part"}


@pytest.mark.parametrize("jobs", [2, 5])
def test_any_number_of_processes_gives_the_same_bytes(
    jobs: int, shelf: Path, settings: Settings, alone: dict[str, bytes]
) -> None:
    assert run(shelf, replace(settings, jobs=jobs)) == dict.fromkeys(NAMES, "cleaned")
    assert files(settings.out) == alone


def test_document_that_kills_twice_is_set_aside_with_its_name(
    shelf: Path,
    settings: Settings,
    alone: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepare(tmp_path, monkeypatch, DEADLY="text 06")
    told = run(shelf, settings)
    assert told.pop("text 06") == (
        f"{shelf / 'text 06.txt'}: two worker processes died on it, the last of SIGKILL; "
        "see whether it wants more memory than there is"
    )
    assert set(told.values()) == {"cleaned"}
    spared = {name: data for name, data in alone.items() if not name.startswith("text 06.")}
    assert files(settings.out) == spared


def test_worker_killed_from_outside_takes_nothing_along(
    shelf: Path,
    settings: Settings,
    alone: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    killer = kill_when_told(prepare(tmp_path, monkeypatch, SLOW="text 11"))
    assert run(shelf, settings) == dict.fromkeys(NAMES, "cleaned")
    killer.join()
    assert files(settings.out) == alone


def test_processes_that_die_as_they_begin_are_told(
    shelf: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "custom").mkdir()
    (tmp_path / "custom" / "sitecustomize.py").write_text("import os; os._exit(7)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "custom"))
    with pytest.raises(Fault) as caught:
        run(shelf, settings)
    assert str(caught.value) == (
        "--jobs: worker processes die as they begin (exit code 7); "
        "see that there is memory enough, or leave it out"
    )


def test_rules_that_change_while_texts_are_cleaned_are_told(
    shelf: Path, settings: Settings
) -> None:
    ready = settings.ready()
    write_rules(settings.out.parent / "rules", scannos=SCANNOS + "# more\n")
    with pytest.raises(Fault) as caught:
        list(engines.run(sources.Finding([shelf]), ready))
    assert str(caught.value) == (
        "a worker process: has not what the run began with: rules; "
        "make them the same, and run it again; what is done stays"
    )


def test_run_that_is_left_in_the_middle_leaves_no_process(shelf: Path, settings: Settings) -> None:
    told = engines.run(sources.Finding([shelf]), settings)
    next(told)
    told.close()
    assert multiprocessing.active_children() == []


def test_killed_run_leaves_no_worker_and_goes_on_where_it_stopped(
    shelf: Path,
    settings: Settings,
    alone: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = prepare(tmp_path, monkeypatch, SLOW="text 03")
    command: list[str | Path] = [
        Path(sys.executable).with_name("corrigenda"), "clean", shelf, "-o", settings.out,
        "--rules", str(settings.rules), "--jobs", "2", "--quiet",
    ]  # fmt: skip
    parent = subprocess.Popen(command)
    wait_for(told.exists)
    # By names alone: a file that is waiting for its own may be gone when it is read.
    wait_for(lambda: len(list(settings.out.glob("text *"))) >= 2)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    wait_for(lambda: not is_alive(int(told.read_text())))
    done = {name.removesuffix(".txt") for name in files(settings.out) if name.endswith(".txt")}
    states = run(shelf, settings)
    assert set(states) == set(NAMES)
    assert {name for name, state in states.items() if state == "unchanged"} >= done - {"text 03"}
    assert states["text 03"] == "cleaned"
    left = files(settings.out)
    left.pop(".corrigenda.lock", None)
    assert left == alone
