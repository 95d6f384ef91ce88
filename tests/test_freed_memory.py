"""A process that is told so gives back the memory of a text that it freed."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from pipeline import freed_memory

HOLD_AND_FREE = """
from pathlib import Path
from pipeline import freed_memory

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

freed_memory.goes_back()
# The first one freed is what raises the size from which memory is kept.
bytes(bytearray(b"x") * 30_000_000)
held, pins = [], []
for _ in range(8):
    held.append(bytearray(b"x") * 8_000_000)
    pins.append(bytearray(b"x") * 100_000)
before = resident()
held.clear()
print((before - resident()) // 1_000_000)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the C library of GNU is told")
def test_large_pieces_go_back_whatever_stands_between_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HOLD_AND_FREE], check=True, capture_output=True, text=True
    )
    assert int(done.stdout) >= 60


def test_a_library_that_cannot_be_told_is_let_be(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        def __getattr__(self, name: str) -> object:
            raise AttributeError(name)

    monkeypatch.setattr("ctypes.CDLL", lambda _: Silent())
    freed_memory.goes_back()
