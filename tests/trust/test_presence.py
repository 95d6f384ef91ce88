"""What a disk will not tell is an error, on every Python; only what is not there is not there."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
import regex
import stages

from pipeline import presence

LISTED = (presence.entries, presence.entries_below)
ASKED = (presence.exists, presence.is_file, presence.is_folder, presence.is_link)


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO, errno.ESTALE, errno.ENAMETOOLONG])
def test_what_a_disk_will_not_tell_is_an_error(
    code: int, asked: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "stat", failing)
    with pytest.raises(OSError, match=regex.escape(os.strerror(code))):
        asked(tmp_path)


@pytest.mark.parametrize("listed", LISTED)
def test_a_folder_that_cannot_be_listed_is_not_empty(
    listed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inside").mkdir()

    def failing(*_: object) -> None:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "scandir", failing)
    with pytest.raises(OSError, match="Permission denied"):
        listed(tmp_path)


def test_folders_are_listed_in_order_and_what_is_no_folder_holds_nothing(tmp_path: Path) -> None:
    inside = tmp_path / "b" / "deeper"
    inside.mkdir(parents=True)
    (inside / "file").touch()
    (tmp_path / "a.txt").touch()
    (tmp_path / "c").symlink_to(tmp_path)
    names = ["a.txt", "b", "c"]
    assert presence.entries(tmp_path) == [tmp_path / name for name in names]
    deep = ["a.txt", "b", "b/deeper", "b/deeper/file", "c"]
    assert presence.entries_below(tmp_path) == [tmp_path / name for name in deep]
    for nothing in (tmp_path / "none", tmp_path / "a.txt"):
        assert [listed(nothing) for listed in LISTED] == [[], []]


def test_what_is_there_is_told_by_its_kind(tmp_path: Path) -> None:
    file, folder, nothing = tmp_path / "file", tmp_path / "folder", tmp_path / "nothing"
    file.touch()
    folder.mkdir()
    links = {name: tmp_path / f"to-{name}" for name in ("file", "folder", "nothing", "itself")}
    for name, link in links.items():
        link.symlink_to(link if name == "itself" else tmp_path / name)
    kinds = {
        path: tuple(asked(path) for asked in ASKED)
        for path in (file, folder, nothing, *links.values())
    }
    assert kinds == {
        file: (True, True, False, False),
        folder: (True, False, True, False),
        nothing: (False, False, False, False),
        links["file"]: (True, True, False, True),
        links["folder"]: (True, False, True, True),
        links["nothing"]: (False, False, False, True),
        links["itself"]: (False, False, False, True),
    }
    assert not any(asked(Path("a\0b")) or asked(file / "inside") for asked in ASKED)


ASKS = regex.compile(r"(?<!\bentry)\.(?:exists|is_dir|is_file|is_symlink)\(\)")


def test_no_module_asks_where_whatever_goes_wrong_is_a_no() -> None:
    """An entry of a listing tells; a member of a zip archive has no disk to ask."""
    found = {
        f"{path.relative_to(stages.ROOT).as_posix()}: {one}"
        for path in (stages.ROOT / "pipeline").rglob("*.py")
        for one in ASKS.findall(path.read_text("utf-8"))
    }
    assert found == {"pipeline/containers/volume.py: .is_dir()"}


def test_no_module_lists_a_folder_where_whatever_goes_wrong_is_nothing() -> None:
    """What is not swept away this time is swept away by the next run."""
    found = [
        f"{path.relative_to(stages.ROOT).as_posix()}: {one}"
        for path in sorted((stages.ROOT / "pipeline").rglob("*.py"))
        for one in regex.findall(r"\.r?glob\(", path.read_text("utf-8"))
    ]
    assert found == ["pipeline/store.py: .glob("] * 2
