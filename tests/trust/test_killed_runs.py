"""Runs that are killed leave nothing half written, and go on to what they would have made at once.

`make faults` does the same with a thousand runs.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import regex
import stages

SCRIPT = stages.ROOT / "tests" / "killing.py"
RUNS = 40
EVERY_LEAST = 300


def count(*arguments: str) -> dict[str, int]:
    """What the script counted; it ends with 0 only where nothing is wrong."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        env={**os.environ, "PYTHONPATH": str(stages.ROOT)},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = regex.findall(r"([\d,]+) (runs|killed|lost|doubled|torn)\b", done.stdout)
    return {name: int(number.replace(",", "")) for number, name in found}


@pytest.mark.skipif(os.name != "posix", reason="signals of this kind are POSIX")
def test_a_run_killed_at_any_change_of_the_disk_goes_on() -> None:
    found = count("every")
    assert found["runs"] == found["killed"] >= EVERY_LEAST
    assert (found["lost"], found["doubled"], found["torn"]) == (0, 0, 0)


@pytest.mark.skipif(os.name != "posix", reason="signals of this kind are POSIX")
def test_runs_killed_at_random_moments_go_on() -> None:
    found = count("random", str(RUNS))
    assert found["runs"] >= found["killed"] >= RUNS
    assert (found["lost"], found["doubled"], found["torn"]) == (0, 0, 0)
