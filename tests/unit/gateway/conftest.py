"""The gateway on memory ports, and an issuer whose keys it fetches over HTTP."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from functions.dashboard.handlers import bury, project
from functions.gateway.api import create
from shared.adapters.jwks import Jwks
from shared.adapters.memory import MemoryPorts, MemoryState, memory_ports, pump
from shared.errors import Unavailable
from shared.events import Event, Topic, to_wire
from shared.ports import Message, Record, Write
from shared.settings import Settings
from shared.tenancy import Partition

ISSUER = "https://issuer.test/v2.0"
AUDIENCE = "api://qlp"


def new_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid})


@dataclass
class Issuer:
    """Serves its public keys and signs whatever it is told to."""

    keys: list[RSAKey]
    fetches: int = 0
    down: bool = False
    app: Starlette = field(init=False)

    def __post_init__(self) -> None:
        self.app = Starlette(routes=[Route("/jwks", self._jwks)])

    async def _jwks(self, _: Request) -> JSONResponse:
        self.fetches += 1
        if self.down:
            return JSONResponse({}, 500)
        return JSONResponse({"keys": [key.as_dict(private=False) for key in self.keys]})

    def token(
        self, tenant: str | None = "acme", *roles: str, key: RSAKey | None = None, header: dict[str, Any] | None = None, **claims: Any
    ) -> str:
        now = int(time.time())
        whole: dict[str, Any] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "tid": tenant,
            "oid": "0b1c",
            "preferred_username": "ada@acme.test",
            "roles": list(roles or ("user",)),
            "iat": now,
            "nbf": now,
            "exp": now + 600,
        }
        whole = {name: value for name, value in (whole | claims).items() if value is not None}
        signer = key or self.keys[0]
        return jwt.encode(header or {"alg": "RS256", "kid": signer.kid}, whole, signer)


class TurnTaking(MemoryState):
    """Lets others run at each call, as a real storage does, so that requests at once really mix. `broken` takes no writes."""

    def __init__(self) -> None:
        super().__init__()
        self.broken: Partition | None = None

    async def get(self, partition: Partition, *keys: str) -> Mapping[str, Record]:
        await asyncio.sleep(0)
        return await super().get(partition, *keys)

    async def scan(self, partition: Partition, prefix: str = "", after: str = "", limit: int = 0) -> Mapping[str, Record]:
        await asyncio.sleep(0)
        return await super().scan(partition, prefix, after, limit)

    async def commit(self, partition: Partition, writes: Sequence[Write]) -> None:
        await asyncio.sleep(0)
        if partition == self.broken:
            raise Unavailable("the storage does not answer")
        await super().commit(partition, writes)


@dataclass
class Gate:
    """The gateway as its clients see it, and what is behind it."""

    http: httpx.AsyncClient
    issuer: Issuer
    ports: MemoryPorts
    settings: Settings
    read: int = 0

    def auth(self, tenant: str = "acme", *roles: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.issuer.token(tenant, *roles)}"}

    async def project(self, *events: Event) -> None:
        """Publishes the events and everything else that waits, and folds all of it into the read model."""
        await self.ports.bus.publish([Message(event.TOPIC, event.run, to_wire(event)) for event in events])
        folds = {topic: bury if topic is Topic.DEADLETTER else project for topic in Topic}
        self.read = await pump(self.ports, {"dashboard": folds}, start=self.read)


@pytest.fixture(scope="session")
def issuer_key() -> RSAKey:
    return new_key("k1")


@pytest.fixture
def issuer(issuer_key: RSAKey) -> Issuer:
    return Issuer([issuer_key])


@pytest.fixture
def settings() -> Settings:
    return Settings(
        issuer=ISSUER, audience=AUDIENCE, jwks_url="https://issuer.test/jwks", dashboard_origin="http://localhost:4000", max_active_runs=3
    )


@pytest.fixture
async def gate(issuer: Issuer, settings: Settings) -> AsyncIterator[Gate]:
    ports = replace(memory_ports(), state=TurnTaking())
    ports.clock.time = datetime.now(UTC)
    keys = Jwks(settings.jwks_url, transport=httpx.ASGITransport(issuer.app))
    transport = httpx.ASGITransport(create(lambda: ports, settings, keys))
    async with httpx.AsyncClient(transport=transport, base_url="https://gateway.test") as http:
        yield Gate(http, issuer, ports, settings)


@pytest.fixture
def make_key() -> Callable[[str], RSAKey]:
    return new_key
