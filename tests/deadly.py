"""Worker processes that die on cue: what a test puts in their way, and nothing in the product.

A worker is a fresh Python, which imports `sitecustomize` from PYTHONPATH before anything else.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

# DEADLY names a document on which every process dies; SLOW one on which the first process that
# takes it says its number in the file SLOW_PID, and waits for what comes. With HURRY nobody waits
# for the disk: what a crash of the machine would lose is not asked.
CUSTOM = """
import os, signal, time
import pipeline.api as api

real = api.clean

def clean(raw, *, name="text", **extra):
    if name == os.environ.get("DEADLY"):
        os.kill(os.getpid(), signal.SIGKILL)
    told = os.environ.get("SLOW_PID", "")
    if name == os.environ.get("SLOW") and not os.path.exists(told):
        with open(told + ".new", "w") as file:
            file.write(str(os.getpid()))
        os.rename(told + ".new", told)
        time.sleep(60)
    return real(raw, name=name, **extra)

api.clean = clean
if os.environ.get("HURRY"):
    os.fsync = lambda handle: None
"""

PATIENCE_SECONDS = 60


def prepare(folder: Path, monkeypatch: pytest.MonkeyPatch, **cues: str) -> Path:
    """Let processes that start from now on take these cues; gives the file SLOW_PID."""
    custom = folder / "custom"
    custom.mkdir()
    (custom / "sitecustomize.py").write_text(CUSTOM, encoding="utf-8")
    told = folder / "slow.pid"
    for name, value in {"PYTHONPATH": str(custom), "SLOW_PID": str(told), **cues}.items():
        monkeypatch.setenv(name, value)
    return told


def wait_for(what: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet buried does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def kill_when_told(told: Path) -> threading.Thread:
    """Kill, from outside, the process that says its number in a file."""

    def work() -> None:
        wait_for(told.exists)
        os.kill(int(told.read_text()), signal.SIGKILL)

    thread = threading.Thread(target=work)
    thread.start()
    return thread
