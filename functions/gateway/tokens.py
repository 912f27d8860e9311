"""Bearer tokens: a signed JWT of the one issuer becomes a Principal. RS256 and nothing else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

import pydantic_core
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from functions.gateway.core import Principal, principal
from shared.errors import Unauthenticated

_MAX_TOKEN = 16 * 1024
_REGISTRY = jws.JWSRegistry(algorithms=["RS256"], strict_check_header=False)


class Keys(Protocol):
    """The issuer's public keys by id."""

    async def key(self, kid: str) -> RSAKey | None: ...


async def authenticate(header: str | None, keys: Keys, issuer: str, audience: str, now: datetime) -> Principal:
    """Who the Authorization header speaks of. `audience` lists accepted ones, comma-separated.

    Raises Unauthenticated, Forbidden (no right of ours), or Unavailable (the issuer's keys cannot be fetched).
    """
    token = _bearer(header)
    kid = _key_id(token)
    key = await keys.key(kid)
    if key is None:
        raise Unauthenticated("the token is signed with an unknown key")
    audiences = frozenset(name.strip() for name in audience.split(",") if name.strip())
    return principal(_claims(token, key), issuer, audiences, now)


def _bearer(header: str | None) -> str:
    kind, _, token = (header or "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise Unauthenticated("send a bearer token in the Authorization header")
    if len(token) > _MAX_TOKEN or not token.isascii():
        raise Unauthenticated("the token is not a signed JWT")
    return token.strip()


def _key_id(token: str) -> str:
    """The id of the key that the token says it is signed with; the only thing believed before the signature is checked."""
    try:
        header: Mapping[str, Any] = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError) as error:
        raise Unauthenticated("the token is not a signed JWT") from error
    kid = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(kid, str) or not 0 < len(kid) <= 200 or "crit" in header:
        raise Unauthenticated("the token must be signed with RS256 by a named key")
    return kid


def _claims(token: str, key: RSAKey) -> dict[str, Any]:
    try:
        claims = pydantic_core.from_json(jws.deserialize_compact(token.encode(), key, registry=_REGISTRY).payload)
    except (JoseError, ValueError) as error:
        raise Unauthenticated("the token's signature is not good") from error
    if not isinstance(claims, dict):
        raise Unauthenticated("the token has no claims")
    return claims
