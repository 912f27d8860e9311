"""What hostile code tries in the sandbox, really tried: in every way in which sandboxes are started here."""

import asyncio
import json
import os
import shutil
import socket
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import psutil
import pytest

from shared.adapters import bwrap, seccomp
from shared.adapters.bwrap import Box, Installation, installation, launch, readable
from shared.adapters.limits import Controls, Limits, find
from shared.errors import MissingTool

PYTHON = Path(sys.base_prefix)
SMALL = Limits(memory=256 * 2**20, processes=40, workspace=32 * 2**20, file_size=16 * 2**20, seconds=20)


class Result(NamedTuple):
    code: int | None
    out: bytes
    err: bytes
    out_of_memory: bool
    seconds: float

    def json(self) -> Any:
        assert self.out, self.err.decode(errors="replace")
        return json.loads(self.out)


def modes() -> Iterator[Any]:
    """As it is started here, and as it is on machines with less."""
    yield pytest.param("default")
    yield pytest.param("no control groups")
    if os.geteuid() == 0:
        yield pytest.param("no mapped user")
    if shutil.which("bwrap"):
        yield pytest.param("system")


@pytest.fixture(params=list(modes()))
def here(request: pytest.FixtureRequest) -> Installation:
    default = installation()
    system = Path(shutil.which("bwrap") or default.program)
    return {
        "default": default,
        "no control groups": replace(default, controls=Controls(0)),
        "no mapped user": replace(default, userns=None),
        "system": replace(default, program=system),
    }[request.param]


async def run(
    code: str,
    here: Installation | None = None,
    limits: Limits = SMALL,
    readonly: Mapping[str, Path] | None = None,
    seconds: float = 15,
) -> Result:
    """Python code in a sandbox."""
    command = [f"{PYTHON}/bin/python3", "-I", "-S", "-c", textwrap.dedent(code)]
    box = Box(f"test-{uuid4().hex[:12]}", command, {**readable(PYTHON), **(readonly or {})}, limits=limits)
    began = time.monotonic()
    running = await launch(box, here=here)
    try:
        async with asyncio.timeout(seconds):
            out, err = await running.process.communicate()
    except TimeoutError:
        out, err = b"", b"timeout"
    memory = running.out_of_memory()
    await running.end()
    return Result(running.process.returncode, out, err, memory, time.monotonic() - began)


PROBES = """
import ctypes, errno, json, os, signal, socket, struct
libc = ctypes.CDLL(None, use_errno=True)
found = {}
fds = len(os.listdir("/proc/self/fd"))

def call(name, number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(number, *arguments)
    found[name] = errno.errorcode.get(ctypes.get_errno(), "") if result == -1 else "ALLOWED"

def tried(name, action):
    try:
        action()
        found[name] = "ALLOWED"
    except OSError as error:
        found[name] = errno.errorcode.get(error.errno, str(error))

tried("setuid", lambda: os.setuid(0))
tried("setgid", lambda: os.setgid(0))
tried("chroot", lambda: os.chroot("/workspace"))
tried("write /usr", lambda: open("/usr/x", "w"))
tried("write /", lambda: open("/x", "w"))
tried("write /dev", lambda: open("/dev/x", "w"))
tried("write /proc/sys", lambda: open("/proc/sys/kernel/hostname", "w").write("x"))
tried("sysrq", lambda: open("/proc/sysrq-trigger", "w").write("b"))
tried("chmod", lambda: os.chmod("/usr", 0o777))
tried("mknod", lambda: os.mknod("/workspace/sda", 0o60666, os.makedev(8, 0)))
tried("packet", lambda: socket.socket(17, socket.SOCK_RAW))
tried("netlink", lambda: socket.socket(16, socket.SOCK_RAW))
tried("vsock", lambda: socket.socket(40, socket.SOCK_STREAM))
tried("alg", lambda: socket.socket(38, socket.SOCK_SEQPACKET))
tried("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
tried("unshare user", lambda: os.unshare(os.CLONE_NEWUSER))
tried("unshare net", lambda: os.unshare(os.CLONE_NEWNET))
tried("setns", lambda: os.setns(os.open("/proc/1/ns/mnt", os.O_RDONLY)))
tried("hostname", lambda: socket.sethostname("x"))
tried("kill host", lambda: os.kill(HOST, 0))
tried("core pattern", lambda: open("/proc/sys/kernel/core_pattern", "w"))
import platform
if platform.machine() == "x86_64":
    call("ptrace", 101, 0, 0, 0, 0)
    call("mount", 165, b"none", b"/workspace", b"tmpfs", 0, 0)
    call("umount", 166, b"/usr", 0)
    call("keyctl", 250, 0, -3, 0)
    call("bpf", 321, 0, 0, 0)
    call("perf_event_open", 298, 0, 0, -1, -1, 0)
    call("userfaultfd", 323, 0)
    call("io_uring_setup", 425, 1, 0)
    call("open_by_handle_at", 304, -1, 0, 0)
    call("kexec_load", 246, 0, 0, 0, 0)
    call("init_module", 175, 0, 0, 0)
    call("reboot", 169, 0, 0, 0, 0)
    call("swapon", 167, b"/workspace/x", 0)
    call("personality", 135, 0x0040000)
    call("clone new user", 56, 0x10000000 | 17, 0, 0, 0, 0)
    call("clone3", 435, 0, 0)
    call("process_vm_readv", 310, 1, 0, 0, 0, 0, 0)
    call("fsopen", 430, b"tmpfs", 0)
status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
print(json.dumps({
    "tried": found, "uid": os.getuid(), "gid": os.getgid(), "groups": os.getgroups(),
    "caps": [status[f"Cap{kind}"].strip() for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")], "nnp": status["NoNewPrivs"].strip(),
    "seccomp": status["Seccomp"].strip(), "root": sorted(os.listdir("/")), "env": sorted(os.environ),
    "processes": [p for p in os.listdir("/proc") if p.isdigit()], "host": os.uname().nodename,
    "fds": fds,
}))
"""


async def test_nothing_that_leads_out_is_allowed(here: Installation) -> None:
    seen = (await run(PROBES.replace("HOST", str(os.getpid())), here)).json()
    allowed = [name for name, outcome in seen["tried"].items() if outcome == "ALLOWED"]
    assert allowed == []
    assert (seen["uid"], seen["gid"], seen["nnp"], seen["seccomp"]) == (65534, 65534, "1", "2")
    assert set(seen["caps"]) == {"0" * 16}
    assert set(seen["root"]) <= {
        "bin",
        "dev",
        "etc",
        "lib",
        "lib32",
        "lib64",
        "libx32",
        "opt",
        "proc",
        "sbin",
        "tmp",
        "usr",
        "workspace",
    } | {PYTHON.parts[1]}
    assert set(seen["env"]) <= {"HOME", "LANG", "LC_CTYPE", "PATH", "PWD", "TMPDIR", "TZ"}
    assert len(seen["processes"]) <= 3
    assert seen["host"] == "qlp-sandbox"
    assert seen["fds"] == 4  # standard ones, and the one that lists them


async def test_secrets_of_the_host_cannot_be_read(here: Installation, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s3cret")
    paths = [str(secret), "/etc/passwd", "/etc/shadow", "/etc/hostname", str(Path.home() / ".ssh"), str(Path.cwd()), f"/proc/{os.getpid()}"]
    code = f"""
    import json, os
    print(json.dumps([p for p in {paths!r} if os.path.exists(p)]))
    """
    assert (await run(code, here)).json() == []


async def test_links_do_not_lead_out(here: Installation, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret")
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "up").symlink_to("../secret")
    (shared / "absolute").symlink_to(tmp_path / "secret")
    code = """
    import json, os
    os.symlink("/given/../../secret", "/workspace/own")
    def read(p):
        try: return open(p).read()
        except OSError: return None
    print(json.dumps([read(p) for p in ("/given/up", "/given/absolute", "/workspace/own", "/given/../secret")]))
    """
    tmp_path.chmod(0o755)
    assert (await run(code, here, readonly={"/given": shared})).json() == [None] * 4


@pytest.fixture
async def listener() -> AsyncIterator[int]:
    server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


async def test_there_is_no_network(here: Installation, listener: int) -> None:
    abstract = f"\0qlp-test-{uuid4().hex}"
    with socket.socket(socket.AF_UNIX) as outside:
        outside.bind(abstract)
        outside.listen()
        code = f"""
        import json, socket
        found = {{}}
        def tried(name, action):
            try: action(); found[name] = True
            except OSError: found[name] = False
        tried("loopback", lambda: socket.create_connection(("127.0.0.1", {listener}), 2))
        tried("metadata", lambda: socket.create_connection(("169.254.169.254", 80), 2))
        tried("internet", lambda: socket.create_connection(("1.1.1.1", 53), 2))
        tried("dns", lambda: socket.getaddrinfo("example.com", 80))
        tried("udp", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("1.1.1.1", 53)))
        tried("abstract", lambda: socket.socket(socket.AF_UNIX).connect({abstract!r}))
        print(json.dumps(found))
        """
        found = (await run(code, here)).json()
    assert not any(found.values()), found


async def test_a_fork_bomb_stays_small_and_ends(here: Installation) -> None:
    if here.userns is None and os.geteuid() == 0 and not here.controls.version:
        pytest.skip("root has no process limit without control groups")
    code = """
    import json, os, signal
    count = 0
    try:
        while count < 2000:
            if os.fork() == 0:
                signal.pause()
            count += 1
    except OSError as error:
        print(json.dumps([count, error.errno]), flush=True)
    os._exit(0)
    """
    count, number = (await run(code, here)).json()
    assert count <= SMALL.processes
    assert number == 11


async def test_a_memory_bomb_ends_and_the_host_lives(here: Installation) -> None:
    result = await run("kept = []\nwhile True: kept.append(bytearray(8 << 20))", here)
    assert result.code not in (0, None)
    assert result.out_of_memory or b"MemoryError" in result.err


@pytest.mark.parametrize("folder", ["/workspace", "/tmp", "/dev/shm"])  # noqa: S108 - inside the sandbox
async def test_a_disk_filler_finds_its_limit(here: Installation, folder: str) -> None:
    code = f"""
    import errno, json
    written, number = 0, 0
    try:
        for n in range(100):
            with open(f"{folder}/{{n}}", "wb", buffering=0) as file:
                for _ in range(8):
                    written += file.write(b"x" * (1 << 20))
    except OSError as error:
        number = error.errno
    print(json.dumps([written, number]))
    """
    written, number = (await run(code, here)).json()
    assert number in (28, 12)
    assert written <= SMALL.workspace


async def test_one_file_has_a_limit(here: Installation) -> None:
    code = """
    import json, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        open("/workspace/x", "wb").truncate(1 << 30)
        print("1")
    except OSError as error:
        print(json.dumps(error.errno))
    """
    assert (await run(code, here)).json() == 27


async def test_everything_inside_ends_with_the_sandbox(here: Installation) -> None:
    """Also what detached itself: a new session, a double fork, ignored signals."""
    code = """
    import os, signal, time
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True: time.sleep(1)
    time.sleep(100)
    """
    box = Box(
        f"test-{uuid4().hex[:12]}", [f"{PYTHON}/bin/python3", "-I", "-S", "-c", textwrap.dedent(code)], readable(PYTHON), limits=SMALL
    )
    running = await launch(box, here=here)
    outer = psutil.Process(running.process.pid)
    async with asyncio.timeout(10):
        while len(outer.children(recursive=True)) < 4:
            await asyncio.sleep(0.02)
    tree = outer.children(recursive=True)
    await running.end()
    _, alive = await asyncio.to_thread(psutil.wait_procs, tree, 5)
    assert alive == []
    assert running.group is None or not any(folder.exists() for folder in running.group.folders)


async def test_the_sandbox_dies_with_its_starter() -> None:
    code = f"""
import asyncio, sys
sys.path[:0] = {sys.path!r}
from shared.adapters.bwrap import Box, launch
async def main():
    running = await launch(Box("test-{uuid4().hex[:12]}", ["/bin/sleep", "60"]))
    print(running.process.pid, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""
    starter = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    assert starter.stdout
    sandbox = psutil.Process(int(await starter.stdout.readline()))
    async with asyncio.timeout(10):
        while not any(child.name() == "sleep" for child in sandbox.children(recursive=True)):
            await asyncio.sleep(0.01)
    tree = [sandbox, *sandbox.children(recursive=True)]
    starter.kill()
    await starter.wait()
    _, alive = await asyncio.to_thread(psutil.wait_procs, tree, 5)
    assert alive == []


async def test_a_sandbox_whose_starter_died_while_it_was_set_up_is_found_and_ended(here: Installation) -> None:
    box = Box("orphan", ["/bin/sleep", "60"])
    command = [part for part in bwrap.arguments(box, replace(here, userns=None), None, []) if part != "--die-with-parent"]
    starter = await asyncio.create_subprocess_exec(*command)
    async with asyncio.timeout(10):
        while not (children := psutil.Process(starter.pid).children()):
            await asyncio.sleep(0.01)
    starter.kill()
    await starter.wait()
    assert all(child.is_running() for child in children)
    assert bwrap.end_orphans() == 1
    _, alive = await asyncio.to_thread(psutil.wait_procs, children, 5)
    assert alive == []


def test_every_denied_call_that_this_machine_knows_is_in_the_filter() -> None:
    assert seccomp.program() is not None, seccomp.WITHOUT
    assert {"ptrace", "mount", "keyctl", "bpf", "userfaultfd", "io_uring_setup", "setns", "unshare"} <= set(seccomp.DENIED)


def test_facts_say_what_is_in_force() -> None:
    facts = bwrap.sandbox_facts()
    assert set(facts) == {"bubblewrap", "user outside", "limits", "system calls"}
    assert all(facts.values())


def test_what_a_sandbox_lacks_is_told_wall_by_wall() -> None:
    whole = bwrap.installation()
    assert bwrap.gaps(replace(whole, userns=3), grouped=True) == []
    (told,) = bwrap.gaps(replace(whole, userns=3), grouped=False)
    assert told.startswith("no control group can be made")
    if os.geteuid() == 0:
        (told,) = bwrap.gaps(replace(whole, userns=None), grouped=True)
        assert "root outside" in told


async def test_a_strict_sandbox_with_a_gap_does_not_start() -> None:
    lesser = replace(bwrap.installation(), controls=Controls(0))
    with pytest.raises(MissingTool, match="no control group can be made"):
        await launch(Box("strict", ["/bin/true"], strict=True), here=lesser)


def v2(root: Path, folder: str, controllers: str) -> Path:
    made = root / folder
    made.mkdir(parents=True, exist_ok=True)
    for name, text in {"cgroup.procs": "", "cgroup.subtree_control": controllers}.items():
        (made / name).write_text(text)
    return made


def test_version_2_groups_are_used_where_they_are_delegated(tmp_path: Path) -> None:
    v2(tmp_path, "user/app", "")
    v2(tmp_path, "user", "cpu memory pids")
    found = find(tmp_path, "0::/user/app\n")
    assert found == Controls(2, (tmp_path / "user",))


@pytest.mark.parametrize("controllers", ["", "cpu", "memory"])
def test_groups_without_memory_and_process_limits_are_not_used(tmp_path: Path, controllers: str) -> None:
    v2(tmp_path, "", controllers)
    v2(tmp_path, "user", controllers)
    assert find(tmp_path, "0::/user\n").version == 0


def test_a_version_2_group_gets_every_limit(tmp_path: Path) -> None:
    parent = v2(tmp_path, "", "cpu memory pids")
    folder = parent / "qlp-x"
    folder.mkdir()
    for name in ("memory.max", "memory.swap.max", "memory.oom.group", "pids.max", "cpu.max"):
        (folder / name).write_text("")
    group = Controls(2, (parent,)).group("x", SMALL)
    assert group is not None
    assert (folder / "memory.max").read_text() == str(SMALL.memory)
    assert (folder / "pids.max").read_text() == "40"
    assert (folder / "cpu.max").read_text() == "200000 100000"
    (folder / "memory.events").write_text("low 0\noom 1\noom_kill 2\n")
    assert group.out_of_memory()
