"""The issuer's keys."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey

from shared.adapters.jwks import Jwks, rsa_keys
from shared.errors import Unavailable


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def _jwks(issuer: Any, now: Time) -> Jwks:
    return Jwks("https://issuer.test/jwks", transport=httpx.ASGITransport(issuer.app), now=now)


async def test_keys_are_kept_ten_minutes(issuer: Any) -> None:
    now = Time()
    keys = _jwks(issuer, now)
    await asyncio.gather(*(keys.key("k1") for _ in range(5)))
    now.now += 599
    assert await keys.key("k1")
    assert issuer.fetches == 1
    now.now += 2
    assert await keys.key("k1")
    assert issuer.fetches == 2


async def test_an_unknown_id_is_asked_for_at_most_every_half_minute(issuer: Any, make_key: Callable[[str], RSAKey]) -> None:
    now = Time()
    keys = _jwks(issuer, now)
    assert await keys.key("k1")
    issuer.keys.append(make_key("k2"))
    assert await keys.key("k2") is None
    now.now += 31
    assert await keys.key("k2")
    assert issuer.fetches == 2


async def test_an_outage_keeps_the_known_keys_and_does_not_hammer_the_issuer(issuer: Any) -> None:
    now = Time()
    keys = _jwks(issuer, now)
    assert await keys.key("k1")
    issuer.down = True
    now.now += 700
    for _ in range(3):
        assert await keys.key("k1")
    assert issuer.fetches == 2


async def test_without_any_keys_it_is_unavailable(issuer: Any) -> None:
    issuer.down = True
    with pytest.raises(Unavailable):
        await _jwks(issuer, Time()).key("k1")


def test_only_rsa_signing_keys_of_enough_bits_are_taken(make_key: Callable[[str], RSAKey], issuer_key: RSAKey) -> None:
    good = issuer_key.as_dict(private=False)
    weak = {**good, "kid": "weak", "n": good["n"][:171]}
    others = [
        {**good, "kid": "enc", "use": "enc"},
        {**good, "kid": "rs512", "alg": "RS512"},
        {"kty": "oct", "kid": "oct", "k": "AAAA"},
        {"kid": 5},
        "x",
        {**good, "kid": "broken", "n": "*"},
    ]
    assert set(rsa_keys({"keys": [good, weak, *others]})) == {"k1"}
    nothing: Any
    for nothing in ({}, {"keys": []}, [], None, {"keys": [weak]}):
        with pytest.raises(ValueError, match="no RSA signing key"):
            rsa_keys(nothing)
