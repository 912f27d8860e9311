"""What one sandbox may use, and how that is held: control groups where this process may make them, else the kernel's per-process limits.

Control groups bound the whole tree together; per-process limits bound each process of it. Which are in force: `controls`, `Controls.facts`.
"""

import logging
import os
import resource
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_MB = 1024 * 1024
_ROOT = Path("/sys/fs/cgroup")
_PERIOD = 100_000
#: What it means that no control group can be made, and what to do.
WITHOUT_GROUP = (
    "no control group can be made: limits hold for each process and not for a whole sandbox (start QLP with `systemd-run --user --scope`)"
)
_V1 = ("memory", "pids", "cpu")
_log = logging.getLogger("qlp.sandbox")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, except `cpus` (cores), `processes`, `open_files`, and `seconds` (wall time; None: no end)."""

    memory: int = 1024 * _MB
    cpus: float = 2.0
    processes: int = 128
    open_files: int = 512
    file_size: int = 64 * _MB
    workspace: int = 256 * _MB
    seconds: float | None = 600.0
    output: int = 8 * _MB
    reserve: int = 0
    """Address space that a runtime reserves and does not use, for where no group bounds the tree."""


@dataclass(frozen=True, slots=True)
class Group:
    """A control group of one sandbox: one folder (version 2) or one for each controller (version 1)."""

    folders: tuple[Path, ...]

    def entrances(self) -> list[str]:
        """The files that a process writes `0` to, to be in the group with all its children."""
        return [str(folder / "cgroup.procs") for folder in self.folders]

    def out_of_memory(self) -> bool:
        """Whether the kernel killed something in it at its memory limit."""
        for folder in self.folders:
            for name in ("memory.events", "memory.oom_control"):
                file = folder / name
                if file.exists():
                    counts = dict(line.split() for line in file.read_text().splitlines())
                    return int(counts.get("oom_kill", 0)) > 0
        return False

    def remove(self) -> bool:
        """False: something in it has not ended yet."""
        for folder in self.folders:
            try:
                folder.rmdir()
            except FileNotFoundError:
                continue
            except OSError:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Controls:
    """Where groups can be made. `version` 0: nowhere, so per-process limits hold."""

    version: int
    parents: tuple[Path, ...] = ()

    def group(self, name: str, limits: Limits) -> Group | None:
        """A new group with these limits; None where none can be made."""
        if not self.version:
            return None
        folders = tuple(parent / f"qlp-{name}" for parent in self.parents)
        group = Group(folders)
        try:
            for folder in folders:
                folder.mkdir(exist_ok=True)
            for folder in folders:
                self._write(folder, limits)
        except OSError as error:
            _log.warning("no control group for %s: %s", name, error)
            group.remove()
            return None
        return group

    def facts(self) -> str:
        """What holds the limits, for people."""
        if not self.version:
            return "per-process limits (no control group can be made here)"
        return f"control groups version {self.version} below {', '.join(map(str, self.parents))}"

    def _write(self, folder: Path, limits: Limits) -> None:
        quota = int(limits.cpus * _PERIOD)
        values = (
            {
                "memory.max": limits.memory,
                "memory.swap.max": 0,
                "memory.oom.group": 1,
                "pids.max": limits.processes,
                "cpu.max": f"{quota} {_PERIOD}",
            }
            if self.version == 2
            else {
                "memory.limit_in_bytes": limits.memory,
                "memory.memsw.limit_in_bytes": limits.memory,
                "pids.max": limits.processes,
                "cpu.cfs_quota_us": quota,
            }
        )
        for name, value in values.items():
            if (folder / name).exists():
                (folder / name).write_text(str(value))


@cache
def controls() -> Controls:
    """What this process may use."""
    return find(_ROOT, Path("/proc/self/cgroup").read_text()) if Path("/proc/self/cgroup").exists() else Controls(0)


def find(root: Path, membership: str) -> Controls:
    """The control groups below `root` for a process with this `/proc/self/cgroup`, if groups with limits can be made in them."""
    lines = [line.split(":", 2) for line in membership.splitlines()]
    own = {name: path for _, names, path in lines for name in names.split(",")}
    parents = tuple(_own(root / name, own[name]) for name in _V1 if name in own)
    if len(parents) == len(_V1) and all(_usable(parent) for parent in parents):
        return Controls(1, parents)
    if "" in own:
        here = _own(root, own[""])
        for parent in (here, here.parent):
            if parent.is_relative_to(root) and _usable(parent) and {"memory", "pids"} <= _delegated(parent):
                return Controls(2, (parent,))
    return Controls(0)


def sweep(found: Controls) -> None:
    """Removes groups that an earlier process left empty; those with processes in them stay."""
    for parent in found.parents:
        for folder in parent.glob("qlp-*"):
            Group((folder,)).remove()


def per_process(limits: Limits, group: Group | None) -> list[str]:
    """Arguments of `prlimit`. Address space and process count only where no group bounds the tree: runtimes reserve far more than they use."""
    wanted = {
        "core": (resource.RLIMIT_CORE, 0),
        "fsize": (resource.RLIMIT_FSIZE, limits.file_size),
        "nofile": (resource.RLIMIT_NOFILE, limits.open_files),
    }
    if limits.seconds is not None:
        wanted["cpu"] = (resource.RLIMIT_CPU, max(1, int(limits.seconds * limits.cpus) + 5))
    if group is None:
        wanted["as"] = (resource.RLIMIT_AS, limits.memory * 2 + limits.reserve)
        wanted["data"] = (resource.RLIMIT_DATA, limits.memory + limits.reserve)
        wanted["nproc"] = (resource.RLIMIT_NPROC, limits.processes)
    return [f"--{name}={_at_most_hard(kind, value)}" for name, (kind, value) in wanted.items()]


def _own(root: Path, path: str) -> Path:
    own = root / path.lstrip("/")
    return own if own.is_dir() else root


def _usable(parent: Path) -> bool:
    return parent.is_dir() and os.access(parent, os.W_OK) and os.access(parent / "cgroup.procs", os.W_OK)


def _delegated(parent: Path) -> set[str]:
    file = parent / "cgroup.subtree_control"
    return set(file.read_text().split()) if file.exists() else set()


def _at_most_hard(kind: int, value: int) -> int:
    hard = resource.getrlimit(kind)[1]
    return value if hard == resource.RLIM_INFINITY else min(value, hard)
