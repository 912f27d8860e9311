"""Blobs in Azure Blob storage: content-addressed, in one container per tenant, made on first use."""

from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import BlobSasPermissions, generate_blob_sas
from azure.storage.blob.aio import BlobServiceClient, ContainerClient

from shared.adapters.azure_storage import Opened, code
from shared.errors import Invalid, NotFound
from shared.events import BlobRef
from shared.tenancy import container

#: Larger content goes in blocks of so many bytes, so that others get their turn on the event loop.
_BLOCK = 1024 * 1024
#: How far the clocks of storage and this machine may be apart.
_SKEW = timedelta(minutes=5)


class AzureBlobs:
    """Content under `folder/<sha256>`. It is written once: a second writer finds it there, and it is the same."""

    def __init__(self, storage: str, **options: Any) -> None:  # noqa: ANN401 - the SDK's
        sizes = {"max_single_put_size": _BLOCK, "max_block_size": _BLOCK}
        self._opened = Opened("blob", storage, BlobServiceClient.from_connection_string, BlobServiceClient, **sizes, **options)

    async def put(self, tenant: str, folder: str, content: bytes) -> BlobRef:
        digest = sha256(content).hexdigest()
        ref = BlobRef(path=f"{folder}/{digest}", size=len(content), sha256=digest)
        into = self._container(tenant)
        try:
            try:
                await self._upload(into, ref, content)
            except ResourceNotFoundError as error:
                if code(error) != "ContainerNotFound":
                    raise
                await self._make(into)
                await self._upload(into, ref, content)
        except HttpResponseError as error:
            raise self._opened.refused(error) from error
        return ref

    async def get(self, tenant: str, ref: BlobRef) -> bytes:
        try:
            content = await self._opened.call(_download(self._container(tenant), ref.path), ref.size)
        except ResourceNotFoundError as error:
            raise NotFound(f"no content at {ref.path}") from error
        except HttpResponseError as error:
            raise self._opened.refused(error) from error
        if sha256(content).hexdigest() != ref.sha256:
            raise Invalid(f"the content at {ref.path} is not what was stored", "sha256")
        return content

    async def lend(self, tenant: str, path: str, minutes: int, *, write: bool = False) -> str:
        """An address from which anybody may read this blob (or, with `write`, make it anew), and nothing else, for so long. Raises Unavailable."""
        now, service = datetime.now(UTC), self._opened.client
        until = now + timedelta(minutes=minutes)
        if self._opened.signs_in:
            key = await self._asked(service.get_user_delegation_key(now - _SKEW, until))
            signed: dict[str, Any] = {"user_delegation_key": key, "protocol": "https"}
        else:
            signed = {"account_key": service.credential.account_key}
        may = BlobSasPermissions(create=True, write=True) if write else BlobSasPermissions(read=True)
        lease = generate_blob_sas(str(service.account_name), container(tenant), path, permission=may, expiry=until, **signed)
        return f"{self._container(tenant).get_blob_client(path).url}?{lease}"

    async def has(self, tenant: str, path: str) -> bool:
        """Whether there is a blob of this name. Raises Unavailable."""
        return await self._asked(self._container(tenant).get_blob_client(path).exists())

    async def drop(self, tenant: str, path: str) -> None:
        """Deletes the blob; also fine when there is none. Raises Unavailable."""
        try:
            await self._opened.call(self._container(tenant).get_blob_client(path).delete_blob())
        except ResourceNotFoundError:
            return
        except HttpResponseError as error:
            raise self._opened.refused(error) from error

    async def _asked[T](self, work: Awaitable[T]) -> T:
        try:
            return await self._opened.call(work)
        except HttpResponseError as error:
            raise self._opened.refused(error) from error

    async def close(self) -> None:
        await self._opened.close()

    def _container(self, tenant: str) -> ContainerClient:
        return self._opened.client.get_container_client(container(tenant))

    async def _upload(self, into: ContainerClient, ref: BlobRef, content: bytes) -> None:
        try:
            await self._opened.call(into.upload_blob(ref.path, content, length=len(content), overwrite=False), len(content))
        except ResourceExistsError as error:
            if code(error).startswith("Container"):  # it is being deleted
                raise

    async def _make(self, new: ContainerClient) -> None:
        try:
            await self._opened.call(new.create_container())
        except ResourceExistsError as error:
            if code(error) != "ContainerAlreadyExists":
                raise


async def _download(of: ContainerClient, path: str) -> bytes:
    return await (await of.download_blob(path)).readall()
