"""The platform itself: is it there, and who am I to it."""

from fastapi import APIRouter
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
