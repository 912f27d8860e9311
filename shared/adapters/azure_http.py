"""HTTP to one service of a storage account: one pool of connections, a deadline for every call."""

from collections.abc import Mapping
from io import BytesIO
from typing import NamedTuple

import aiohttp
from yarl import URL

from shared.errors import Unavailable

#: Seconds for one call; a large blob may take longer.
DEADLINE = 10.0
_BYTES_PER_SECOND = 1_000_000
_CONNECTIONS = 64
#: A body of more bytes is sent in pieces, so that others get their turn.
_PIECEWISE = 1024 * 1024


class Answer(NamedTuple):
    """What the service answered, whatever its status."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class StorageHttp:
    """Calls to the service at `endpoint`; `name` is what messages call it. The connections belong to the event loop of the first call."""

    def __init__(self, name: str, endpoint: str) -> None:
        self._name, self._endpoint = name, endpoint
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes | None = None, size: int = 0
    ) -> Answer:
        """`path` and `query` are percent-encoded, as they were signed; `size`: bytes expected back. Raises Unavailable."""
        url = URL(f"{self._endpoint}{path}{'?' if query else ''}{query}", encoded=True)
        timeout = aiohttp.ClientTimeout(total=DEADLINE + max(len(body or b""), size) / _BYTES_PER_SECOND, sock_connect=3.0)
        data = BytesIO(body) if body and len(body) > _PIECEWISE else body
        try:
            async with self._open().request(method, url, data=data, headers=headers, timeout=timeout) as response:
                return Answer(response.status, await response.read(), response.headers)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unavailable(f"{self._name} does not answer: {type(error).__name__}") from error

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            # The emulator drops a connection after 5 idle seconds; a request on one that is just closing would fail.
            kept = 4.0 if self._endpoint.startswith("http:") else 60.0
            connector = aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=kept)
            self._session = aiohttp.ClientSession(connector=connector, skip_auto_headers=("Content-Type",))
        return self._session
