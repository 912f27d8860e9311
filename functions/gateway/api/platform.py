"""The platform itself: is it there, and who am I to it."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from functions.gateway.api.access import Anyone, problems

router = APIRouter(tags=["platform"])


class Health(BaseModel):
    """The gateway answers."""

    status: str = "ok"


class Me(BaseModel):
    """The principal that the token speaks of."""

    tenant: str
    name: str
    roles: list[str]
    """The rights that the token gives."""


@router.get("/health")
async def health() -> Health:
    """Whether the gateway answers. Needs no token."""
    return Health()


@router.get("/me", responses=problems())
async def me(call: Anyone) -> Me:
    """Who the token speaks of."""
    return Me(tenant=call.who.tenant, name=call.who.name, roles=sorted(call.who.rights))


@router.get("/signing-keys", response_class=Response, responses={200: {"content": {"application/x-pem-file": {}}}, **problems()})
async def signing_keys(call: Anyone) -> Response:
    """The public keys (PEM) whose signatures on capsules count here: what `qlp capsule verify --key` takes."""
    return Response(b"".join(await call.ports.signer.public_keys()), media_type="application/x-pem-file")
