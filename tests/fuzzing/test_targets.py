"""What fuzzing starts from, and what it found once, holds: without the fuzzer, on every run."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzzing import seeds
from fuzzing.targets import TARGETS

FOUND = sorted(path for path in (Path(__file__).parent / "found").glob("*/*") if path.is_file())


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_hold(name: str) -> None:
    every = list(seeds.seeds(name))
    assert any(every)
    for seed in every:
        TARGETS[name].run(seed)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_is_mended(path: Path) -> None:
    TARGETS[path.parent.name].run(path.read_bytes())


def test_every_finding_is_of_a_target() -> None:
    assert FOUND
    assert {path.parent.name for path in FOUND} <= {*TARGETS}
