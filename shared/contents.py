"""Content of events in and out of blobs: inline when small, a claim check when not."""

from shared.events import INLINE_LIMIT, BlobRef, Content, Inline
from shared.ports import Blobs


async def store(blobs: Blobs, tenant: str, folder: str, text: str) -> Content:
    """The text as content: inline up to INLINE_LIMIT bytes, else a blob under `folder`. Raises Unavailable."""
    raw = text.encode()
    return Inline(text=text) if len(raw) <= INLINE_LIMIT else await blobs.put(tenant, folder, raw)


async def load(blobs: Blobs, tenant: str, content: Content) -> str:
    """The text behind the content. Raises NotFound, Unavailable, or Invalid when the digest is wrong."""
    return (await blobs.get(tenant, content)).decode() if isinstance(content, BlobRef) else content.text
