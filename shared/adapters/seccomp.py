"""The system calls that no sandbox may make, as a filter for `bwrap --seccomp`. Denied calls fail with EPERM; all others pass.

The list is what has no use for agents and generated apps and has served escapes before. Other architectures' call tables are killed
(libseccomp's default). `clone3` fails with ENOSYS, because its flags cannot be looked at: C libraries then use `clone`.
"""

import errno
import os
import socket
import tempfile
from functools import cache
from typing import Any

#: Other processes, mounts and namespaces, kernel and hardware, keys and handles, tracing.
DENIED = (
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "kcmp"),
    *(
        "mount",
        "umount",
        "umount2",
        "pivot_root",
        "chroot",
        "move_mount",
        "open_tree",
        "open_tree_attr",
        "fsopen",
        "fsconfig",
        "fsmount",
        "fspick",
        "mount_setattr",
    ),
    *("unshare", "setns", "sethostname", "setdomainname", "quotactl", "quotactl_fd", "acct", "vhangup"),
    *(
        "kexec_load",
        "kexec_file_load",
        "init_module",
        "finit_module",
        "delete_module",
        "create_module",
        "query_module",
        "get_kernel_syms",
        "reboot",
        "swapon",
        "swapoff",
    ),
    *("settimeofday", "clock_settime", "clock_settime64", "clock_adjtime", "clock_adjtime64", "adjtimex", "stime", "syslog"),
    *("iopl", "ioperm", "modify_ldt", "vm86", "vm86old", "uselib", "ustat", "sysfs", "_sysctl", "lookup_dcookie", "nfsservctl"),
    *("keyctl", "add_key", "request_key", "name_to_handle_at", "open_by_handle_at"),
    *("bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "fanotify_init", "memfd_secret"),
    *("move_pages", "migrate_pages", "mbind", "set_mempolicy", "set_mempolicy_home_node"),
)

#: What it means that there is no filter, and what to do.
WITHOUT = "libseccomp is not installed: sandboxes run without the system-call filter (install libseccomp2 or libseccomp)"
#: Address families that a program in a sandbox without a network has a use for. Not netlink, packet, AF_ALG, and not vsock: no namespace holds it.
_FAMILIES = frozenset({socket.AF_UNIX, socket.AF_INET, socket.AF_INET6})
_LAST_FAMILY = 64
#: The flags of `clone` that make a new namespace.
_NAMESPACES = 0x10000000 | 0x00020000 | 0x40000000 | 0x20000000 | 0x08000000 | 0x04000000 | 0x02000000 | 0x00000080


@cache
def program() -> bytes | None:
    """The filter as BPF; None where libseccomp is not installed."""
    try:
        import pyseccomp  # type: ignore[import-untyped]
    except (ImportError, OSError, RuntimeError):
        return None
    return _compiled(pyseccomp)


def descriptor() -> int | None:
    """A new file descriptor to read the filter from, for the caller to close; None without a filter."""
    filter_ = program()
    if filter_ is None:
        return None
    fd = os.memfd_create("seccomp")
    os.write(fd, filter_)
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def _compiled(lib: Any) -> bytes:  # noqa: ANN401 - the binding has no types
    rules = lib.SyscallFilter(lib.ALLOW)
    deny = lib.ERRNO(errno.EPERM)
    for name in DENIED:
        if _known(lib, name):
            rules.add_rule(deny, name)
    rules.add_rule(lib.ERRNO(errno.ENOSYS), "clone3")
    for bit in (1 << n for n in range(32) if _NAMESPACES & (1 << n)):
        rules.add_rule(deny, "clone", lib.Arg(0, lib.MASKED_EQ, bit, bit))
    unsupported = lib.ERRNO(errno.EAFNOSUPPORT)
    for family in set(range(_LAST_FAMILY)) - {int(f) for f in _FAMILIES}:
        rules.add_rule(unsupported, "socket", lib.Arg(0, lib.EQ, family))
    rules.add_rule(unsupported, "socket", lib.Arg(0, lib.GE, _LAST_FAMILY))
    rules.add_rule(deny, "personality", lib.Arg(0, lib.NE, 0))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _known(lib: Any, name: str) -> bool:  # noqa: ANN401 - the binding has no types
    try:
        return int(lib.resolve_syscall(lib.Arch.NATIVE, name)) >= 0
    except (ValueError, OSError):
        return False
