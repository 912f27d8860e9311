"""Which storage account, and how to sign in to it: a connection string's key, or a managed identity."""

import asyncio
import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from hashlib import sha256
from urllib.parse import urlsplit

from azure.core.exceptions import AzureError
from azure.identity.aio import DefaultAzureCredential

from shared.errors import Invalid, Unavailable

_SCOPE = "https://storage.azure.com/.default"
#: The emulator's account that everybody knows: Microsoft's documentation prints it.
_EMULATOR = (
    "AccountName=devstoreaccount1;"
    "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
    "BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;TableEndpoint=http://127.0.0.1:10002/devstoreaccount1"
)


@dataclass(frozen=True, slots=True)
class Account:
    """A storage account's endpoints (no slash at the end). Without a key, a managed identity signs in."""

    name: str
    blobs: str
    tables: str
    key: bytes | None = None


def account(storage: str) -> Account:
    """The account that a connection string or an https address names. Raises Invalid."""
    if storage.startswith("https://"):
        host = urlsplit(storage).hostname or ""
        name, _, suffix = host.partition(".")
        domain = suffix.partition(".")[2]
        return Account(name, f"https://{name}.blob.{domain}", f"https://{name}.table.{domain}")
    text = _EMULATOR if storage.strip("; ") == "UseDevelopmentStorage=true" else storage
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    try:
        name, key = parts["AccountName"], base64.b64decode(parts["AccountKey"], validate=True)
    except (KeyError, ValueError) as error:
        raise Invalid("AzureWebJobsStorage is neither an https address nor a connection string with AccountName and AccountKey") from error
    scheme, suffix = parts.get("DefaultEndpointsProtocol", "https"), parts.get("EndpointSuffix", "core.windows.net")
    blobs, tables = (parts.get(f"{kind}Endpoint", f"{scheme}://{name}.{kind.lower()}.{suffix}") for kind in ("Blob", "Table"))
    return Account(name, blobs.rstrip("/"), tables.rstrip("/"), key)


class Login:
    """Makes the headers that authorise a request to one of the account's services."""

    def __init__(self, of: Account) -> None:
        self._of = of
        self._identity = None if of.key else DefaultAzureCredential()

    async def for_tables(self, path: str) -> Mapping[str, str]:
        """For a request to this encoded path of table storage (with the account's part, on the emulator). Raises Unavailable."""
        date = formatdate(usegmt=True)
        if self._of.key is None:
            return {"x-ms-date": date, **await self._bearer()}
        return {"x-ms-date": date, **self._signed("SharedKeyLite", self._of.key, f"{date}\n/{self._of.name}{path}")}

    async def for_blobs(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], length: int
    ) -> Mapping[str, str]:
        """For a request to this encoded path of blob storage; `headers` are those that it will have. Raises Unavailable."""
        dated = {**headers, "x-ms-date": formatdate(usegmt=True)}
        if self._of.key is None:
            return {**dated, **await self._bearer()}
        return {**dated, **self._signed("SharedKey", self._of.key, _blob_text(method, f"/{self._of.name}{path}", query, dated, length))}

    async def close(self) -> None:
        if self._identity is not None:
            await self._identity.close()

    def _signed(self, scheme: str, key: bytes, text: str) -> Mapping[str, str]:
        signature = base64.b64encode(hmac.new(key, text.encode(), sha256).digest()).decode()
        return {"Authorization": f"{scheme} {self._of.name}:{signature}"}

    async def _bearer(self) -> Mapping[str, str]:
        if self._identity is None:
            raise Invalid("an account without a key needs an identity")
        try:
            async with asyncio.timeout(30):
                return {"Authorization": f"Bearer {(await self._identity.get_token(_SCOPE)).token}"}
        except (AzureError, TimeoutError) as error:
            raise Unavailable(f"no token for the storage account: {error}") from error


def _blob_text(method: str, resource: str, query: Mapping[str, str], headers: Mapping[str, str], length: int) -> str:
    """What Shared Key signs: the standard headers in their fixed order, the x-ms- headers sorted, the resource with its query sorted."""
    fixed = ("Content-MD5", "Content-Type", "Date", "If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range")
    lines = [method, "", "", str(length or ""), *(headers.get(name, "") for name in fixed)]
    lines += sorted(f"{name.lower()}:{value}" for name, value in headers.items() if name.lower().startswith("x-ms-"))
    return "\n".join([*lines, resource, *sorted(f"{name}:{value}" for name, value in query.items())])
