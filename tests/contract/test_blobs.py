"""What every Blobs promises, on the memory twin and on blob storage."""

import asyncio
from hashlib import sha256

import pytest

from shared.errors import Invalid, NotFound
from shared.events import BlobRef
from shared.ports import Blobs


@pytest.mark.parametrize("content", [b"", b"hello", bytes(range(256)) * 8000], ids=["empty", "small", "2 MB"])
async def test_content_comes_back_and_lies_where_its_digest_says(blobs: Blobs, tenant: str, content: bytes) -> None:
    ref = await blobs.put(tenant, "drops", content)
    digest = sha256(content).hexdigest()
    assert ref == BlobRef(path=f"drops/{digest}", size=len(content), sha256=digest)
    assert await blobs.get(tenant, ref) == content


async def test_storing_the_same_again_changes_nothing(blobs: Blobs, tenant: str) -> None:
    first = await blobs.put(tenant, "drops", b"same")
    assert await blobs.put(tenant, "drops", b"same") == first


async def test_many_writers_of_a_new_tenant_do_not_disturb_each_other(blobs: Blobs, tenant: str) -> None:
    refs = await asyncio.gather(*(blobs.put(tenant, "drops", b"%d" % (n % 3)) for n in range(12)))
    assert len({ref.path for ref in refs}) == 3
    assert [await blobs.get(tenant, ref) for ref in refs] == [b"%d" % (n % 3) for n in range(12)]


async def test_a_tenant_cannot_reach_the_content_of_another(blobs: Blobs, tenant: str) -> None:
    ref = await blobs.put(tenant, "drops", b"private")
    with pytest.raises(NotFound):
        await blobs.get(f"{tenant}x", ref)
    await blobs.put(f"{tenant}x", "drops", b"own")
    with pytest.raises(NotFound):
        await blobs.get(f"{tenant}x", ref)


async def test_what_is_not_there_is_not_found(blobs: Blobs, tenant: str) -> None:
    ref = await blobs.put(tenant, "drops", b"x")
    with pytest.raises(NotFound):
        await blobs.get(tenant, ref.model_copy(update={"path": "drops/nothing"}))


async def test_a_wrong_digest_is_noticed(blobs: Blobs, tenant: str) -> None:
    ref = await blobs.put(tenant, "drops", b"x")
    with pytest.raises(Invalid):
        await blobs.get(tenant, ref.model_copy(update={"sha256": sha256(b"y").hexdigest()}))


async def test_folders_may_have_odd_names(blobs: Blobs, tenant: str) -> None:
    for folder in ("a b", "é/ü", "100%", "q?x#y"):
        ref = await blobs.put(tenant, folder, folder.encode())
        assert await blobs.get(tenant, ref) == folder.encode()
