"""Events as they travel: whole when small; when large, their data lies in the tenant's container and the event carries the claim for it.

A claim is three CloudEvents attributes in place of `data`: `dataref` (the blob's path), `datasize` (bytes) and `datadigest` (SHA-256, hex).
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import pydantic_core

from shared.errors import Undecodable
from shared.events import BlobRef, Event, from_wire, parse, to_wire
from shared.ports import Blobs
from shared.tenancy import run_id, tenant_id

#: Bytes of an event that may travel whole. More would fill the broker, and Event Hubs refuses 1 MB.
LIMIT = 64 * 1024

#: In one commit, so many bytes of whole events fit into a transaction; when they are more, the limit for each is TIGHT.
TOGETHER = 2 * 1024 * 1024
TIGHT = 4 * 1024

_FOLDER = "claims"


async def pack(events: Sequence[Event], blobs: Blobs) -> list[bytes]:
    """The events' wire forms, large data left with the blobs. Raises Unavailable."""
    wires = [to_wire(event) for event in events]
    limit = LIMIT if sum(map(len, wires)) <= TOGETHER else TIGHT
    if all(len(wire) <= limit for wire in wires):
        return wires
    return list(await asyncio.gather(*(_claim(e, w, blobs) if len(w) > limit else _whole(w) for e, w in zip(events, wires, strict=True))))


async def unpack(raw: bytes, blobs: Blobs) -> Event:
    """The event in these bytes, its data fetched when it carries a claim; its tenant and run are well-formed.

    Raises Undecodable, Invalid (a malformed tenant or run, a wrong digest), NotFound (the claim's blob is gone) or Unavailable.
    """
    event = await _redeem(raw, blobs) if b'"dataref"' in raw else parse(raw)
    tenant_id(event.tenant)
    run_id(event.run)
    return event


async def _whole(wire: bytes) -> bytes:
    return wire


async def _claim(event: Event, wire: bytes, blobs: Blobs) -> bytes:
    envelope: dict[str, Any] = pydantic_core.from_json(wire)
    ref = await blobs.put(event.tenant, _FOLDER, pydantic_core.to_json(envelope.pop("data")))
    return pydantic_core.to_json({**envelope, "dataref": ref.path, "datasize": ref.size, "datadigest": ref.sha256})


async def _redeem(raw: bytes, blobs: Blobs) -> Event:
    try:
        wire: Any = pydantic_core.from_json(raw)
    except ValueError as error:
        raise Undecodable(f"not JSON: {error}") from error
    if isinstance(wire, dict) and "dataref" in wire:
        tenant, ref = _reference(wire)
        wire = {**wire, "data": pydantic_core.from_json(await blobs.get(tenant, ref))}
    return from_wire(wire)


def _reference(wire: dict[str, Any]) -> tuple[str, BlobRef]:
    tenant, path, size, digest = (wire.get(name) for name in ("tenantid", "dataref", "datasize", "datadigest"))
    if not (isinstance(tenant, str) and isinstance(path, str) and isinstance(size, int) and size >= 0 and isinstance(digest, str)):
        raise Undecodable("a claim has the attributes tenantid, dataref, datasize and datadigest")
    if path != f"{_FOLDER}/{digest}":
        raise Undecodable("a claim names content by its digest")
    return tenant_id(tenant), BlobRef(path=path, size=size, sha256=digest)
