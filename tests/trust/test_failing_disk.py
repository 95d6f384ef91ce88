"""Whatever the disk refuses, at whichever write, sync, rename or read: nothing is torn or lost."""

from __future__ import annotations

import pytest
import shelves
from failing import KINDS, Disk, Kind, failing
from shelves import Shelf


@pytest.fixture(scope="module", params=[*shelves.KINDS, "fresh"])
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    folder = tmp_path_factory.mktemp("shelf")
    fresh = request.param == "fresh"
    return shelves.make(folder, "plain" if fresh else request.param, fresh=fresh)


@pytest.fixture
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda handle: None)


def count(shelf: Shelf) -> Disk:
    """What an undisturbed run does, by kind."""
    shelf.as_it_was()
    with failing(Disk(shelf.folder)) as disk:
        assert shelf.clean().exit_code == 0
    assert shelves.files(shelf.cleaned) == shelf.new
    return disk


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("nobody_waits")
def test_whatever_fails_nothing_is_torn(shelf: Shelf, kind: Kind, for_good: bool) -> None:
    raw = shelves.files(shelf.raw)
    for at in range(1, count(shelf).done[kind] + 1):
        shelf.as_it_was()
        with failing(Disk(shelf.folder, kind, at, for_good)):
            result = shelf.clean()
        there = f"{kind} {at}: {result.output}"
        assert result.exit_code in (0, 1), there
        assert (result.exit_code == 1) == bool(result.stderr), there
        assert "Traceback" not in result.output, there
        found = shelves.files(shelf.cleaned)
        assert shelves.torn(shelf, found) == [], there
        if kind != "unlink":
            assert shelves.strays(found) == [], there
        if result.exit_code == 0:
            assert found == shelf.new, there
        again = shelf.clean()
        assert again.exit_code == 0, there
        assert {
            name: content
            for name, content in shelves.files(shelf.cleaned).items()
            if not name.endswith(".part")
        } == shelf.new, there
    assert shelves.files(shelf.raw) == raw
