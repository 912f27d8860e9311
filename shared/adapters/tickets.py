"""Tickets of sandboxed jobs at the model relay: they say whose job asks, and open nothing but that tenant's stored answers.

A ticket is signed with a secret that never leaves the host; it is no credential of the model, and of no use anywhere else.
"""

import hmac
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_NAME = "tickets.secret"
_BYTES = 32


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose job asks."""

    tenant: str
    job: str


class Tickets:
    """Tickets under the secret in `folder`, which is made on first use and readable to its owner only."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._secret = b""

    def ticket(self, tenant: str, job: str) -> str:
        """What this job shows."""
        return f"{tenant}.{job}.{self._mark(tenant, job)}"

    def holder(self, ticket: str) -> Holder | None:
        """Whose ticket this is; None: nobody's."""
        tenant, _, rest = ticket.partition(".")
        job, _, mark = rest.rpartition(".")
        good = tenant and job and ticket.isascii() and hmac.compare_digest(mark, self._mark(tenant, job))
        return Holder(tenant, job) if good else None

    def _mark(self, tenant: str, job: str) -> str:
        return hmac.new(self._read_or_make(), f"{tenant}.{job}".encode(), "sha256").hexdigest()

    def _read_or_make(self) -> bytes:
        if not self._secret:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            mine = self._path.with_name(f"{_NAME}.{os.getpid()}")
            mine.touch(mode=0o600)
            mine.write_bytes(os.urandom(_BYTES))
            with suppress(FileExistsError):
                os.link(mine, self._path)
            mine.unlink()
            self._secret = self._path.read_bytes()
        return self._secret
