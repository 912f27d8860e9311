"""An app's data folder as one file, and back. The folder is the app's, which may be hostile: links are not followed, and no more is taken than an
app may store.

A SQLite database is copied through SQLite, so the copy is whole whatever the app writes meanwhile.
"""

import gzip
import os
import shutil
import sqlite3
import stat
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from shared.adapters.app_data import Room, outgrown
from shared.errors import TooLarge

_SQLITE = b"SQLite format 3\0"
_BESIDE = ("-wal", "-shm", "-journal")
#: As much as an app may store in the embedded sandbox.
ROOM = Room(left=0)
_BUSY_SECONDS = 30.0
#: What is in there was not restored to its end.
_RESTORING = ".qlp-restoring"


def pack(folder: Path, into: Path) -> None:
    """Writes what the folder holds; the same content gives the same bytes. Raises TooLarge, OSError, sqlite3.Error."""
    if reason := outgrown(folder, ROOM):
        raise TooLarge(reason)
    with (
        TemporaryDirectory(dir=into.parent) as spare,
        into.open("wb") as file,
        gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1, filename="", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        for path in _contents(folder):
            name = str(path.relative_to(folder))
            if path.is_dir():
                archive.addfile(_member(name, tarfile.DIRTYPE, 0))
            else:
                _add(archive, name, path, Path(spare) / "copy")


def lacking(folder: Path) -> bool:
    """Whether there are no data: none at all, or half of what was to be restored."""
    return (folder / _RESTORING).exists() or not any(folder.iterdir())


def restore(file: Path, folder: Path) -> None:
    """Puts back what `pack` wrote, whatever an attempt before left. Raises TooLarge, OSError, tarfile.TarError."""
    for left in folder.iterdir():
        shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
    part = folder / _RESTORING
    part.mkdir()
    _unpack(file, part)
    for path in part.iterdir():
        path.rename(folder / path.name)
    part.rmdir()


def _unpack(file: Path, folder: Path) -> None:
    left = ROOM.bytes
    with tarfile.open(file, "r:gz") as archive:
        for member in archive:
            left -= member.size
            if left < 0:
                raise TooLarge(f"its data take more than {ROOM.bytes} bytes")
            if member.isreg() or member.isdir():
                archive.extract(member, folder, set_attrs=False, filter="data")


def _contents(folder: Path) -> Iterator[Path]:
    """Files and folders below, sorted, each folder before what is in it."""
    for path in sorted(folder.iterdir()):
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode):
            yield path
            yield from _contents(path)
        elif stat.S_ISREG(mode):
            yield path


def _add(archive: tarfile.TarFile, name: str, path: Path, copy: Path) -> None:
    """One file. What went or became something else meanwhile is left out."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return
        if opened.read(len(_SQLITE)) == _SQLITE:
            _through_sqlite(path, copy)
            with copy.open("rb") as whole:
                archive.addfile(_member(name, tarfile.REGTYPE, copy.stat().st_size), whole)
        elif not _beside_a_database(path):
            # As long as it is now: what is added meanwhile comes with the next copy, and what is cut off fails this one.
            opened.seek(0)
            archive.addfile(_member(name, tarfile.REGTYPE, os.fstat(descriptor).st_size), opened)


def _through_sqlite(path: Path, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def _beside_a_database(path: Path) -> bool:
    """Whether SQLite keeps it for a database of that name: its copy has all that is in there."""
    return any(path.name.endswith(end) and path.with_name(path.name.removesuffix(end)).is_file() for end in _BESIDE)


def _member(name: str, kind: bytes, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.size, member.mode = kind, size, 0o755 if kind == tarfile.DIRTYPE else 0o644
    return member
