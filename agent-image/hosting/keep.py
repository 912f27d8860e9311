"""Keeps a copy of an app's data when the platform asks: `python -m hosting.keep DATA PORT`.

The request's body is an address to write to: a lease on one blob for minutes. This container has no credentials, so whoever sends another
address gets nothing: only the app's own place (`QLP_KEEP_AT`) is written to, and storage is asked first whether the lease is good.
"""

import logging
import os
import sqlite3
import sys
import threading
from hashlib import file_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from hosting.data import pack
from shared.errors import Forbidden, QlpError, Unavailable

_LONGEST = 4096
_SECONDS = 120.0
_log = logging.getLogger("qlp.keep")


class Keeper:
    """One copy at a time; what did not change since the last one is not sent again."""

    def __init__(self, folder: Path, place: str) -> None:
        self._folder, self._place = folder, place
        self._busy = threading.Lock()
        self._sent = ""

    def keep(self, lease: str) -> None:
        """Returns when storage has the copy. Raises Forbidden, Unavailable, TooLarge."""
        if not lease.startswith(f"{self._place}?"):
            raise Forbidden("that is not where this app's data are kept")
        if not self._busy.acquire(blocking=False):
            raise Unavailable("a copy is being made")
        try:
            with httpx.Client(timeout=_SECONDS, trust_env=False) as client, TemporaryDirectory() as spare:
                # A block that is never committed: whoever has no right to write learns that before any work is done.
                _accepted(client.put(f"{lease}&comp=block&blockid=AAAA", content=b"0"))
                self._send(client, lease, Path(spare) / "data.tar.gz")
        except (httpx.HTTPError, OSError, sqlite3.Error) as error:
            raise Unavailable(f"the data cannot be copied now: {type(error).__name__}") from error
        finally:
            self._busy.release()

    def _send(self, client: httpx.Client, lease: str, file: Path) -> None:
        pack(self._folder, file)
        with file.open("rb") as content:
            digest = file_digest(content, "sha256").hexdigest()
            if digest == self._sent:
                return
            content.seek(0)
            headers = {"x-ms-blob-type": "BlockBlob", "Content-Length": str(file.stat().st_size)}
            _accepted(client.put(lease, content=content, headers=headers))
        self._sent = digest


def _accepted(answer: httpx.Response) -> None:
    """Raises Forbidden, Unavailable."""
    if answer.status_code in (401, 403, 404):
        raise Forbidden(f"storage refuses the lease: HTTP {answer.status_code}")
    if not answer.is_success:
        raise Unavailable(f"storage answers HTTP {answer.status_code}")


def handler(keeper: Keeper) -> type[BaseHTTPRequestHandler]:
    """`POST` with a lease is the only request."""

    class Door(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            size = self.headers.get("Content-Length", "")
            if not size.isdecimal() or int(size) > _LONGEST:
                self._answer(413, "")
                return
            try:
                keeper.keep(self.rfile.read(int(size)).decode(errors="replace"))
            except QlpError as error:
                _log.warning("%s", error.message)
                self._answer({"forbidden": 403, "too_large": 422}.get(error.code, 503), error.message)
                return
            self._answer(200, "")

        def _answer(self, status: int, text: str) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            """The request line says nothing that is worth a line."""

    return Door


def main() -> None:
    """The program; ends with its container."""
    logging.basicConfig(format="%(message)s")
    keeper = Keeper(Path(sys.argv[1]), os.environ["QLP_KEEP_AT"])
    ThreadingHTTPServer(("0.0.0.0", int(sys.argv[2])), handler(keeper)).serve_forever()  # noqa: S104 - the platform asks from outside


if __name__ == "__main__":
    main()
