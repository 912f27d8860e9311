"""What a process gives up before it becomes an app: new privileges, sockets other than Unix ones, io_uring, and more files and processes than
an app has. The container's own limits bound memory and processors.

A container group has a way out to the internet that nothing at its edge closes; the kernel closes it here. The filter is written out, because
the image has no libseccomp: it is looked through for every system call, and holds for all that the app starts.
"""

import ctypes
import errno
import os
import platform
import resource
import socket
import struct
from collections.abc import Mapping

_MB = 1024 * 1024
#: The same as in the embedded sandbox (`shared.adapters.live_app`).
PROCESSES, OPEN_FILES, FILE_SIZE = 64, 512, 256 * _MB

#: Architecture -> its audit number, and its numbers of `socket` and `io_uring_setup`.
_CALLS: Mapping[str, tuple[int, int, int]] = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
_X32 = 0x40000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER_MODE = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def confine() -> None:
    """For this process and all that it becomes or starts. Raises OSError where the kernel refuses: then nothing may start."""
    for which, most in ((resource.RLIMIT_NPROC, PROCESSES), (resource.RLIMIT_NOFILE, OPEN_FILES), (resource.RLIMIT_FSIZE, FILE_SIZE)):
        _, hard = resource.getrlimit(which)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0)
    instructions = _filter()
    program = _Program(len(instructions) // 8, instructions)
    _prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.addressof(program))


def _filter() -> bytes:
    """The program: another architecture ends the process, sockets of other families and io_uring are refused, all else passes."""
    machine = platform.machine()
    if machine not in _CALLS:
        raise OSError(errno.ENOSYS, f"there is no filter of system calls for {machine}")
    audit, open_socket, io_uring = _CALLS[machine]
    steps = (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _KILL),
        (_EQUAL, 0, 1, io_uring),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
        (_EQUAL, 0, 3, open_socket),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 1, 0, int(socket.AF_UNIX)),
        (_RETURN, 0, 0, _ERRNO | errno.EAFNOSUPPORT),
        (_RETURN, 0, 0, _ALLOW),
    )
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _prctl(option: int, first: int, second: int) -> None:
    """Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, ctypes.c_ulong(first), ctypes.c_ulong(second), ctypes.c_ulong(0), ctypes.c_ulong(0)):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
