"""An app's data folder survives as a file, whatever the app does to it."""

import io
import os
import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from hosting import data

from shared.adapters.app_data import Room
from shared.errors import TooLarge


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    return made


def there_and_back(folder: Path) -> Path:
    file, back = folder.with_name("file"), folder.with_name("back")
    data.pack(folder, file)
    back.mkdir()
    data.restore(file, back)
    return back


def test_files_and_folders_come_back_as_they_were(folder: Path) -> None:
    (folder / "a/b").mkdir(parents=True)
    (folder / "empty").mkdir()
    (folder / "a/b/c.bin").write_bytes(bytes(range(256)))
    (folder / "ünï code").write_text("x")
    back = there_and_back(folder)
    assert (back / "a/b/c.bin").read_bytes() == bytes(range(256))
    assert (back / "ünï code").read_text() == "x"
    assert sorted(p.name for p in back.iterdir()) == ["a", "empty", "ünï code"]


def test_the_same_content_gives_the_same_bytes(folder: Path) -> None:
    (folder / "a").write_text("x")
    data.pack(folder, folder.with_name("one"))
    os.utime(folder / "a", (1, 1))
    data.pack(folder, folder.with_name("other"))
    assert folder.with_name("one").read_bytes() == folder.with_name("other").read_bytes()


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_database_that_is_written_to_meanwhile_comes_back_whole(folder: Path, mode: str) -> None:
    stop, written = threading.Event(), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(folder / "app.db", timeout=30)) as database:
            database.execute(f"PRAGMA journal_mode={mode}")
            database.execute("CREATE TABLE pairs (one INTEGER, other INTEGER)")
            number = 0
            while not stop.is_set():
                with database:
                    database.execute("INSERT INTO pairs VALUES (?, NULL)", (number,))
                    database.execute("UPDATE pairs SET other = one WHERE other IS NULL")
                number += 1
                written.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        written.wait(30)
        back = there_and_back(folder)
    finally:
        stop.set()
        writer.join()
    assert [path.name for path in back.iterdir()] == ["app.db"]
    with closing(sqlite3.connect(back / "app.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (count, unpaired) = database.execute("SELECT count(*), count(*) - count(other) FROM pairs").fetchone()
        assert count >= 1
        assert unpaired == 0


def test_links_pipes_and_what_they_lead_to_are_left_out(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/file").write_text("s3cret")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "inside").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(folder / "pipe")
    (folder / "kept").write_text("x")
    assert [path.name for path in there_and_back(folder).iterdir()] == ["kept"]


def test_more_than_an_app_may_store_is_not_taken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "ROOM", Room(bytes=4096, entries=10, left=0))
    (folder / "large").write_bytes(b"x" * 8192)
    with pytest.raises(TooLarge):
        data.pack(folder, folder.with_name("file"))


def test_a_file_that_leads_out_of_the_folder_is_refused(folder: Path) -> None:
    file = folder.with_name("file")
    with tarfile.open(file, "w:gz") as archive:
        member = tarfile.TarInfo("../escaped")
        member.size = 1
        archive.addfile(member, io.BytesIO(b"x"))
    with pytest.raises(tarfile.TarError):
        data.restore(file, folder)
    assert not folder.with_name("escaped").exists()


def test_a_bomb_is_not_unpacked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "zeros").write_bytes(bytes(100_000))
    data.pack(folder, folder.with_name("file"))
    monkeypatch.setattr(data, "ROOM", Room(bytes=4096, entries=10, left=0))
    with pytest.raises(TooLarge):
        data.restore(folder.with_name("file"), folder)


def test_what_was_restored_by_half_is_restored_again_and_what_is_whole_stays(folder: Path) -> None:
    assert data.lacking(folder)
    (folder / "a").write_text("kept")
    data.pack(folder, folder.with_name("file"))
    assert not data.lacking(folder)
    (folder / ".qlp-restoring").mkdir()
    (folder / ".qlp-restoring" / "a").write_text("ha")
    assert data.lacking(folder)
    data.restore(folder.with_name("file"), folder)
    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [("a", "kept")]
    assert not data.lacking(folder)
