"""What most tests of containers stand in."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import write_rules


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with little rules and an empty folder of raw texts, entered."""
    write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path
