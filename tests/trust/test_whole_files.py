"""Files are written whole or not at all, and nothing hidden is left beside them."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

import pytest
import regex

from pipeline import whole_files


def test_a_staged_file_is_hidden_beside_its_place(tmp_path: Path) -> None:
    part = whole_files.stage(tmp_path / "tide.txt", b"tide\n")
    assert part.parent == tmp_path
    assert regex.fullmatch(r"\.tide\.txt\.[0-9a-f]{8}\.part", part.name)
    assert part.read_bytes() == b"tide\n"
    assert whole_files.part_of(tmp_path / "tide.txt") != part
    assert whole_files.part_of(tmp_path / ".tide.new").name.startswith(".tide.new.")


def test_what_is_staged_is_safe_on_disk_before_it_is_given(tmp_path: Path) -> None:
    seen: list[bytes] = []

    def synced(handle: int) -> None:
        seen.append(Path(f"/proc/self/fd/{handle}").read_bytes())

    with mock.patch.object(os, "fsync", synced):
        whole_files.stage(tmp_path / "tide.txt", b"tide\n")
    assert seen == [b"tide\n"]


def test_a_file_takes_its_place_when_all_went_well(tmp_path: Path) -> None:
    path = tmp_path / "tide.txt"
    path.write_bytes(b"old")
    with mock.patch.object(os, "fsync", wraps=os.fsync) as synced:
        with whole_files.replacing(path) as file:
            file.write(b"new")
            assert path.read_bytes() == b"old"
        # The file, and then the folder that has its name.
        assert synced.call_count == 2
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["tide.txt"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError])
def test_a_file_that_is_not_finished_is_gone(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "tide.txt"
    path.write_bytes(b"old")

    def half() -> None:
        with whole_files.replacing(path) as file:
            file.write(b"new")
            raise error

    with pytest.raises(error):
        half()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["tide.txt"]


def test_a_file_that_cannot_take_its_place_is_gone(tmp_path: Path) -> None:
    (tmp_path / "tide").mkdir()
    with pytest.raises(OSError, match="Is a directory"), whole_files.replacing(tmp_path / "tide"):
        pass
    assert os.listdir(tmp_path) == ["tide"]


def test_what_is_gone_already_is_no_trouble(tmp_path: Path) -> None:
    whole_files.discard(tmp_path / "tide.part")
    (tmp_path / "folder").mkdir()
    whole_files.discard(tmp_path / "folder")
    assert (tmp_path / "folder").is_dir()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        whole_files.sync(tmp_path / "nowhere")


def test_where_folders_cannot_be_synced_it_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "name", "nt")
    whole_files.sync(tmp_path / "nowhere")
