"""Blobs in Azure Blob storage, spoken over HTTP: content-addressed, in one container per tenant, made on first use.

Like tables.py without the SDK: two requests on one pool of connections, at a quarter of its time on the emulator.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import quote, urlsplit

from shared.adapters.azure_account import Login, account
from shared.adapters.azure_http import Answer, StorageHttp
from shared.errors import Invalid, NotFound, Permanent, TooLarge, Unavailable
from shared.events import BlobRef
from shared.tenancy import container

_VERSION = {"x-ms-version": "2021-08-06"}
_CODE = re.compile(rb"<Code>(\w+)</Code>")


class AzureBlobs:
    """Content under `folder/<sha256>`. It is written once: a second writer finds it there, and it is the same."""

    def __init__(self, storage: str) -> None:
        self._account = account(storage)
        self._login = Login(self._account)
        self._root = urlsplit(self._account.blobs).path
        self._http = StorageHttp("blob storage", self._account.blobs)

    async def put(self, tenant: str, folder: str, content: bytes) -> BlobRef:
        digest = sha256(content).hexdigest()
        ref = BlobRef(path=f"{folder}/{digest}", size=len(content), sha256=digest)
        answer = await self._upload(tenant, ref, content)
        if _code(answer) == "ContainerNotFound":
            await self._make_container(tenant)
            answer = await self._upload(tenant, ref, content)
        if answer.status not in (201, 409, 412):  # 409, 412: it is there
            raise _error(answer)
        return ref

    async def get(self, tenant: str, ref: BlobRef) -> bytes:
        answer = await self._call("GET", _path(tenant, ref.path), size=ref.size)
        if answer.status == 404:
            raise NotFound(f"no content at {ref.path}")
        if answer.status != 200:
            raise _error(answer)
        if sha256(answer.body).hexdigest() != ref.sha256:
            raise Invalid(f"the content at {ref.path} is not what was stored", "sha256")
        return answer.body

    async def close(self) -> None:
        await self._http.close()
        await self._login.close()

    async def _upload(self, tenant: str, ref: BlobRef, content: bytes) -> Answer:
        headers = {"x-ms-blob-type": "BlockBlob", "If-None-Match": "*", "Content-Type": "application/octet-stream"}
        return await self._call("PUT", _path(tenant, ref.path), headers=headers, body=content)

    async def _make_container(self, tenant: str) -> None:
        answer = await self._call("PUT", f"/{container(tenant)}", {"restype": "container"}, body=b"")
        if answer.status != 201 and _code(answer) != "ContainerAlreadyExists":
            raise _error(answer)

    async def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        size: int = 0,
    ) -> Answer:
        asked = query or {}
        signed = await self._login.for_blobs(method, self._root + path, asked, {**_VERSION, **(headers or {})}, len(body or b""))
        return await self._http.call(method, path, "&".join(f"{k}={v}" for k, v in asked.items()), signed, body, size)


def _path(tenant: str, path: str) -> str:
    return f"/{container(tenant)}/{quote(path)}"


def _code(answer: Answer) -> str:
    told = answer.headers.get("x-ms-error-code", "")
    found = _CODE.search(answer.body) if answer.status >= 400 else None
    return told or (found[1].decode() if found else "")


def _error(answer: Answer) -> Exception:
    code = _code(answer)
    if answer.status == 413 or code == "RequestBodyTooLarge":
        return TooLarge("larger than blob storage takes at once")
    # Also a wrong key: an operator can put that right, and until then no message may be given up.
    if answer.status in (401, 403, 408, 429) or answer.status >= 500 or code.startswith("Container"):
        return Unavailable(f"blob storage refuses: {answer.status} {code}")
    return Permanent(f"blob storage refuses: {answer.status} {code}")
