"""What a live app may store, and what it cannot hide."""

import os
from pathlib import Path

import pytest

from shared.adapters.app_data import Room, outgrown

SMALL = Room(bytes=1024 * 1024, entries=10, left=0)


def test_an_app_may_store_what_there_is_room_for(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(b"x" * 1000_000)
    (tmp_path / "away").symlink_to("/usr")
    assert outgrown(tmp_path, SMALL) == ""


def test_many_small_files_are_counted_together(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}").write_bytes(b"x" * 200_000)
    assert outgrown(tmp_path, SMALL) == "its data take more than 1 MB"


def test_empty_files_and_folders_count(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}" / "empty").touch()
    assert outgrown(tmp_path, SMALL) == "its data are more than 10 files and folders"


def test_a_folder_that_is_too_deep_to_look_into_is_too_much(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_PATH)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=here)
        inner = os.open("d" * 250, os.O_PATH, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    assert outgrown(tmp_path, Room(left=0)).startswith("its data cannot be looked at")


def test_no_app_takes_the_last_of_the_disk(tmp_path: Path) -> None:
    assert outgrown(tmp_path, Room(left=2**60)) == f"the disk has less than {2**40} MB left"


@pytest.mark.skipif(os.geteuid() == 0, reason="root sees into every folder")
def test_what_an_app_closes_to_us_is_too_much(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)
    assert outgrown(tmp_path, SMALL).startswith("its data cannot be looked at")
