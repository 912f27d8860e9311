"""Who asks, and what routes work with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict

from functions.gateway.core import Principal
from functions.gateway.tokens import Keys, authenticate
from shared.ports import Ports
from shared.settings import Settings

_bearer = HTTPBearer(auto_error=False, description="A JWT of the issuer (Entra ID, or the embedded one).", bearerFormat="JWT")


@dataclass(frozen=True)
class Door:
    """What the application was made with."""

    ports: Callable[[], Ports]
    settings: Settings
    keys: Keys


@dataclass(frozen=True)
class Call:
    """A request of a verified principal."""

    who: Principal
    ports: Ports
    settings: Settings


async def _call(request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]) -> Call:
    door: Door = request.app.state.door
    ports, chosen = door.ports(), door.settings
    header = request.headers.get("authorization")
    return Call(await authenticate(header, door.keys, chosen.issuer, chosen.audience, ports.clock.now()), ports, chosen)


async def _approver(call: Annotated[Call, Depends(_call)]) -> Call:
    call.who.must_have("approver")
    return call


async def _admin(call: Annotated[Call, Depends(_call)]) -> Call:
    call.who.must_have("admin")
    return call


type Anyone = Annotated[Call, Depends(_call)]
type Approver = Annotated[Call, Depends(_approver)]
type Admin = Annotated[Call, Depends(_admin)]


class Body(BaseModel):
    """A request's body: exact types, no unknown fields."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    """The part of the input to change."""
    done: dict[str, Any] | None = None
    """What was decided or answered before, and by whom."""


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that a route may answer with, for the OpenAPI document."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": "Problem", "content": content, "model": Problem} for status in (401, 403, *statuses, 503)}
