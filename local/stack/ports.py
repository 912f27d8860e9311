"""Loopback ports: free ones, remembered in the stack's home so that addresses outlive a restart."""

import random
import socket
from collections.abc import Iterable

#: Below the range that the kernel gives to outgoing connections, so that nothing takes a port while its owner restarts.
FIRST, LAST = 20_000, 32_000


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(taken: Iterable[int] = ()) -> int:
    """A free port that is not among `taken`."""
    avoid = set(taken)
    while True:
        port = random.randint(FIRST, LAST)  # noqa: S311 - not a secret
        if port not in avoid and is_free(port):
            return port


def choose(names: Iterable[str], remembered: dict[str, int]) -> dict[str, int]:
    """A port for each name: the remembered one while it is free, else a new one."""
    chosen: dict[str, int] = {}
    for name in names:
        port = remembered.get(name, 0)
        chosen[name] = port if port and port not in chosen.values() and is_free(port) else free_port(chosen.values())
    return chosen
