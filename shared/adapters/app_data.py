"""How much a live app may store in its data folder, and whether it stores more. A hostile app hides what it can: what cannot be looked at
counts as too much, and what is in no folder any more still takes from the disk.
"""

import os
from dataclasses import dataclass
from pathlib import Path

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Room:
    """`bytes` and `entries` (files and folders) that one app may have, and `left`: bytes that the disk must have left for everything else."""

    bytes: int = 512 * _MB
    entries: int = 20_000
    left: int = 512 * _MB


def outgrown(folder: Path, room: Room) -> str:
    """Why the app must not run; empty: it may. Looks at no more entries than an app may have, so it can be asked every second."""
    try:
        disk = os.statvfs(folder)
        if disk.f_bavail * disk.f_frsize < room.left:
            return f"the disk has less than {room.left // _MB} MB left"
        return _excess(folder, room)
    except OSError as error:
        return f"its data cannot be looked at: {error.strerror}"


def _excess(folder: Path, room: Room) -> str:
    """Links are not followed. Raises OSError."""
    size = entries = 0
    open_folders = [str(folder)]
    while open_folders:
        for entry in _entries(open_folders.pop()):
            entries += 1
            size += _bytes(entry)
            if size > room.bytes:
                return f"its data take more than {room.bytes // _MB} MB"
            if entries > room.entries:
                return f"its data are more than {room.entries} files and folders"
            if entry.is_dir(follow_symlinks=False):
                open_folders.append(entry.path)
    return ""


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """What is in it; nothing when it went while we looked. Raises OSError."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _bytes(entry: os.DirEntry[str]) -> int:
    """What it takes on disk. Raises OSError."""
    try:
        return entry.stat(follow_symlinks=False).st_blocks * 512
    except FileNotFoundError:
        return 0
