"""Becomes the app of the capsule in a folder: `python -m hosting.serve CAPSULE DATA PORT`.

It opens the port, gives up what an app has no use for (`hosting.confinement`), and replaces itself with the app, which is handed the
listening socket: as in the embedded sandbox it can answer and reach nothing.
"""

import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from hosting.confinement import confine
from shared.capsule import MANIFEST, read_manifest
from shared.errors import QlpError
from shared.starting import command, environment, program, startable

_ENV = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "TMPDIR": "/tmp", "LANG": "C.UTF-8", "TZ": "UTC"}  # noqa: S108 - the container's own
_BACKLOG = 128


def main() -> NoReturn:
    """The program; ends with code 1 when the app cannot be started."""
    capsule, data, port = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    try:
        manifest = read_manifest({MANIFEST: (capsule / MANIFEST).read_bytes()})
        toolchain = startable(manifest.toolchain, manifest.entry, manifest.health)
        interpreter = str(Path(sys.prefix) / program(toolchain, Path(sys.prefix)))
    except (QlpError, OSError) as error:
        sys.exit(f"the app cannot be started: {error}")
    listening = _listen(port)
    words = command(toolchain, interpreter, str(capsule / "app"), manifest.entry, listening.fileno())
    os.chdir(capsule / "app")
    confine()
    os.execve(words[0], list(words), {**_ENV, **environment(toolchain, data)})  # noqa: S606 - no shell, and nothing comes back


def _listen(port: int) -> socket.socket:
    """A socket that survives becoming the app."""
    listening = socket.create_server(("0.0.0.0", port), backlog=_BACKLOG)  # noqa: S104 - the container's only door
    listening.set_inheritable(True)
    return listening


if __name__ == "__main__":
    main()
