"""How both storage SDKs are opened: which account, how to sign in, connections, deadlines; and what their errors mean for us."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError, ClientAuthenticationError, HttpResponseError
from azure.core.pipeline.transport import AioHttpTransport
from azure.identity.aio import DefaultAzureCredential

from shared.errors import Invalid, Permanent, TooLarge, Unavailable

#: Seconds for one call; a large blob may take longer.
DEADLINE = 10.0
_CONNECT_SECONDS = 3.0
_BYTES_PER_SECOND = 1_000_000
_CONNECTIONS = 64
_TOO_LARGE = frozenset({"EntityTooLarge", "RequestBodyTooLarge", "PropertyValueTooLarge", "ContentLengthExceeded"})

# The SDKs would tell of every request at INFO.
logging.getLogger("azure.core.pipeline.policies.http_logging_policy").setLevel(logging.WARNING)


class _Transport(AioHttpTransport):  # type: ignore[misc] # azure-core imports it late, so its type is not known
    """The SDKs' own transport on a pool of our measure, opened on the event loop of the first call and again after `close`."""

    session: aiohttp.ClientSession | None

    def __init__(self, kept: float) -> None:
        super().__init__(connection_timeout=_CONNECT_SECONDS, read_timeout=3600)  # each call has its deadline
        self._kept = kept

    async def open(self) -> None:
        if self.session is None:
            connector = aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=self._kept)
            self.session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False)
        await super().open()


class Opened[C]:
    """A service client (table or blob) of the account that a connection string or an https address names. Raises Invalid."""

    def __init__(self, service: str, storage: str, by_string: Callable[..., C], by_address: Callable[..., C], **more: Any) -> None:  # noqa: ANN401 - the SDK's
        self._name = f"{service} storage"
        self._identity: AsyncTokenCredential | None = None
        # The emulator drops a connection after 5 idle seconds; a request on one that is just closing would fail.
        self._transport = more.pop("transport", None) or _Transport(60.0 if "https" in storage else 4.0)
        # `consume` retries, with what it has just read.
        options: dict[str, Any] = {"transport": self._transport, "retry_total": 0, "logging_enable": False, **more}
        if storage.startswith("https://"):
            self._identity = options.pop("credential", None) or DefaultAzureCredential()
            self.client = by_address(_endpoint(storage, service), credential=self._identity, **options)
            return
        try:
            self.client = by_string(storage.rstrip("; "), **options)
        except ValueError as error:
            raise Invalid(
                "AzureWebJobsStorage is neither an https address nor a connection string with AccountName and AccountKey"
            ) from error

    @property
    def signs_in(self) -> bool:
        """Whether an identity opens the account, and no key."""
        return self._identity is not None

    async def call[T](self, work: Awaitable[T], size: int = 0) -> T:
        """Awaits one call that moves so many bytes. Raises Unavailable, or the service's own HttpResponseError when it refuses."""
        try:
            async with asyncio.timeout(DEADLINE + size / _BYTES_PER_SECOND):
                return await work
        except HttpResponseError as error:
            if error.response is None and isinstance(error, ClientAuthenticationError):
                raise Unavailable(f"no token for {self._name}: {error.message}") from error
            raise
        except (AzureError, TimeoutError, OSError) as error:
            raise Unavailable(f"{self._name} does not answer: {type(error).__name__}") from error

    def refused(self, error: HttpResponseError) -> Exception:
        """What the service's refusal means for us."""
        status, why = error.status_code or 0, code(error)
        if status == 413 or why in _TOO_LARGE:
            return TooLarge(f"larger than {self._name} takes ({why})")
        if status in (401, 403, 408, 429) or status >= 500 or why.startswith(("Table", "Container")):
            # Also a wrong key: an operator can put that right, and until then no message may be given up.
            return Unavailable(f"{self._name} refuses: {status} {why}")
        return Permanent(f"{self._name} refuses: {status} {why}")

    async def close(self) -> None:
        """Closes the connections; the next call opens new ones."""
        await self._transport.close()
        if self._identity is not None:
            await self._identity.close()


def code(error: HttpResponseError) -> str:
    """The service's own code for its refusal; empty when the SDK does not tell."""
    told = getattr(error, "error_code", None)
    return str(getattr(told, "value", told) or "")


def _endpoint(address: str, service: str) -> str:
    """The account's address for this service, from its address for any."""
    name, _, rest = (urlsplit(address).hostname or "").partition(".")
    return f"https://{name}.{service}.{rest.partition('.')[2]}"
