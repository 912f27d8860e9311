"""The issuer's public keys over HTTP (JWKS), kept for a while."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from shared.errors import Unavailable

_MAX_BYTES = 512 * 1024
#: Characters (base64url) of a modulus of 2048 bits.
_MIN_MODULUS = 342


class Jwks:
    """RSA keys by id. Fetched again after `keep_seconds`, and for an unknown id at most every `retry_seconds`."""

    def __init__(
        self,
        url: str,
        *,
        keep_seconds: float = 600.0,
        retry_seconds: float = 30.0,
        deadline: float = 5.0,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url, self.keep_seconds, self.retry_seconds, self.deadline = url, keep_seconds, retry_seconds, deadline
        self._transport, self._now = transport, now
        self._keys: Mapping[str, RSAKey] = {}
        self._fetched = self._tried = float("-inf")
        self._lock = asyncio.Lock()

    async def key(self, kid: str) -> RSAKey | None:
        """The key of that id; None when the issuer has none. Raises Unavailable when no keys could ever be fetched."""
        if self._wanted(kid):
            async with self._lock:
                if self._wanted(kid):
                    await self._refresh()
        return self._keys.get(kid)

    def _wanted(self, kid: str) -> bool:
        now = self._now()
        if not self._keys or now - self._fetched > self.keep_seconds:
            return not self._keys or now - self._tried > self.retry_seconds
        return kid not in self._keys and now - self._tried > self.retry_seconds

    async def _refresh(self) -> None:
        """Fetches the keys. When that fails, the keys known before stay good, so that an issuer's short outage locks nobody out."""
        self._tried = self._now()
        try:
            self._keys = rsa_keys(await self._fetch())
            self._fetched = self._now()
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            if not self._keys:
                raise Unavailable(f"the issuer's keys cannot be fetched: {type(error).__name__}", 5.0) from error

    async def _fetch(self) -> Any:  # noqa: ANN401 - JSON
        async with asyncio.timeout(self.deadline), httpx.AsyncClient(transport=self._transport, timeout=self.deadline) as client:
            answer = await client.get(self.url)
            answer.raise_for_status()
            if len(answer.content) > _MAX_BYTES:
                raise ValueError("the key set is too large")
            return answer.json()


def rsa_keys(document: Any) -> dict[str, RSAKey]:  # noqa: ANN401 - JSON
    """The signing keys in a JWKS: RSA, public, at least 2048 bits, with an id; others are left out. Raises ValueError: there are none."""
    listed = document.get("keys") if isinstance(document, dict) else None
    keys = {key["kid"]: _rsa(key) for key in listed or [] if isinstance(key, dict) and isinstance(key.get("kid"), str)}
    usable = {kid: key for kid, key in keys.items() if key is not None}
    if not usable:
        raise ValueError("the key set has no RSA signing key")
    return usable


def _rsa(key: dict[str, Any]) -> RSAKey | None:
    if key.get("kty") != "RSA" or key.get("use", "sig") != "sig" or key.get("alg", "RS256") != "RS256":
        return None
    if not isinstance(key.get("n"), str) or len(key["n"]) < _MIN_MODULUS:
        return None
    try:
        return RSAKey.import_key({"kty": "RSA", "n": key["n"], "e": key["e"], "kid": key["kid"]})
    except (JoseError, KeyError, TypeError, ValueError):
        return None
