"""Who gets in, and as whom."""

import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from json import dumps
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

#: Every route that needs a token, and the least role that it needs.
RUN = "0" * 32
ROUTES = [
    ("POST", "/api/v1/intents", "user"),
    ("GET", "/api/v1/runs", "user"),
    ("GET", f"/api/v1/runs/{RUN}", "user"),
    ("GET", f"/api/v1/runs/{RUN}/requirements", "user"),
    ("GET", f"/api/v1/runs/{RUN}/events?wait=0", "user"),
    ("GET", f"/api/v1/runs/{RUN}/drops", "user"),
    ("GET", f"/api/v1/runs/{RUN}/drops/x", "user"),
    ("GET", f"/api/v1/runs/{RUN}/capsule", "user"),
    ("POST", f"/api/v1/runs/{RUN}/approval", "approver"),
    ("POST", f"/api/v1/runs/{RUN}/stop", "approver"),
    ("POST", f"/api/v1/runs/{RUN}/start", "approver"),
    ("POST", f"/api/v1/runs/{RUN}/cancel", "user"),
    ("POST", f"/api/v1/runs/{RUN}/answers", "user"),
    ("POST", f"/api/v1/runs/{RUN}/budget", "admin"),
    ("GET", "/api/v1/me", "user"),
    ("GET", "/api/v1/signing-keys", "user"),
    ("GET", "/api/v1/deadletters", "admin"),
    ("GET", f"/api/v1/deadletters/{RUN}", "admin"),
    ("POST", f"/api/v1/deadletters/{RUN}/replay", "admin"),
]
BODIES = {"intents": {"intent": "a list"}, "approval": {"decision": "approve"}, "answers": {"answers": []}, "budget": {"tokens": 5}}


def _segment(value: dict[str, Any]) -> str:
    return urlsafe_b64encode(dumps(value).encode()).rstrip(b"=").decode()


def _hs256(claims: dict[str, Any], secret: bytes) -> str:
    text = f"{_segment({'alg': 'HS256', 'kid': 'k1'})}.{_segment(claims)}"
    return f"{text}.{urlsafe_b64encode(hmac.digest(secret, text.encode(), 'sha256')).rstrip(b'=').decode()}"


def _bad_tokens(issuer: Any, make_key: Callable[[str], RSAKey]) -> dict[str, str]:
    now = int(time.time())
    good = issuer.token()
    head, body, signature = good.split(".")
    public = issuer.keys[0].as_pem(private=False)
    claims = {
        "iss": "https://issuer.test/v2.0",
        "aud": "api://qlp",
        "tid": "acme",
        "sub": "x",
        "roles": ["admin"],
        "exp": now + 60,
        "nbf": now,
    }
    return {
        "expired": issuer.token(exp=now - 61),
        "not valid yet": issuer.token(nbf=now + 600),
        "endless": issuer.token(exp=1e300),
        "without end": issuer.token(exp=None),
        "end is text": issuer.token(exp="9999999999"),
        "without beginning": issuer.token(nbf=None),
        "another key": issuer.token(key=make_key("k9")),
        "another key under a known id": issuer.token(key=make_key("k1")),
        "without key id": issuer.token(header={"alg": "RS256"}),
        "key id is a path": issuer.token(header={"alg": "RS256", "kid": "../../dev/null"}),
        "alg none": f"{_segment({'alg': 'none', 'kid': 'k1'})}.{_segment(claims)}.",
        "alg none with a signature": f"{_segment({'alg': 'none', 'kid': 'k1'})}.{body}.{signature}",
        "HS256 with the public key": _hs256(claims, public),
        "RS512": jwt.encode({"alg": "RS512", "kid": "k1"}, claims, issuer.keys[0], algorithms=["RS512"]),
        "changed claims": f"{head}.{_segment(claims)}.{signature}",
        "changed signature": f"{head}.{body}.{signature[:-8]}AAAAAAAA",
        "brings its own key": issuer.token(
            key=(own := make_key("k7")), header={"alg": "RS256", "kid": "k7", "jwk": own.as_dict(private=False)}
        ),
        "wrong issuer": issuer.token(iss="https://issuer.test/v2.0/"),
        "wrong audience": issuer.token(aud="api://other"),
        "audience is a part of ours": issuer.token(aud="api://q"),
        "without audience": issuer.token(aud=None),
        "without tenant": issuer.token(tenant=None),
        "tenant is a list": issuer.token(tid=["acme"]),
        "tenant breaks out": issuer.token("acme|x"),
        "nobody": issuer.token(preferred_username=None, oid=None, sub=None),
        "not a token": "abc",
        "three dots": "a.b.c",
        "empty": "",
        "huge": "a" * 20_000,
        "not ASCII": "ä.ö.ü".encode().decode("latin-1"),
    }


@pytest.mark.parametrize(("method", "path", "role"), ROUTES, ids=lambda v: str(v).replace(RUN, "RUN"))
async def test_no_route_opens_without_a_good_token(gate: Any, make_key: Callable[[str], RSAKey], method: str, path: str, role: str) -> None:
    body = BODIES.get(path.split("?")[0].rsplit("/", 1)[-1])
    assert (await gate.http.request(method, path, json=body)).status_code == 401
    for name, token in _shared_tokens(gate.issuer, make_key).items():
        answer = await gate.http.request(method, path, json=body, headers={"Authorization": f"Bearer {token}".encode("latin-1")})
        assert answer.status_code == 401, name
        assert answer.headers["www-authenticate"].startswith("Bearer "), name
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "unauthenticated"
    assert not gate.ports.bus.messages


_TOKENS: dict[str, str] = {}


def _shared_tokens(issuer: Any, make_key: Callable[[str], RSAKey]) -> dict[str, str]:
    """Making keys is slow, and the issuer's key is the same in all tests."""
    if not _TOKENS:
        _TOKENS.update(_bad_tokens(issuer, make_key))
    return _TOKENS


@pytest.mark.parametrize(("method", "path", "role"), ROUTES, ids=lambda v: str(v).replace(RUN, "RUN"))
async def test_each_route_needs_its_role(gate: Any, method: str, path: str, role: str) -> None:
    body = BODIES.get(path.split("?")[0].rsplit("/", 1)[-1])
    for other in {"user", "approver", "admin", "owner"} - {role}:
        answer = await gate.http.request(method, path, json=body, headers=gate.auth("acme", other))
        if role != "user" or other == "owner":
            assert answer.status_code == 403
            assert answer.json()["code"] == "forbidden"
    assert (await gate.http.request(method, path, json=body, headers=gate.auth("acme", role))).status_code not in (401, 403)


async def test_a_token_says_who_one_is(gate: Any) -> None:
    answer = await gate.http.get("/api/v1/me", headers=gate.auth("acme", "user", "approver", "stranger"))
    assert answer.json() == {"tenant": "acme", "name": "ada@acme.test", "roles": ["approver", "user"]}


async def test_a_tenant_s_own_issuer_and_the_client_id_are_accepted_as_entra_has_them(gate: Any) -> None:
    gate.settings.issuer = "https://login.microsoftonline.com/{tid}/v2.0"
    gate.settings.audience = "api://qlp, 11111111-2222-3333-4444-555555555555"
    tid = "7f0c2b1e-8d0a-4f57-9a55-6b1f2d0f7a11"
    for audience in ("api://qlp", "11111111-2222-3333-4444-555555555555", ["x", "api://qlp"]):
        token = gate.issuer.token(tid, iss=f"https://login.microsoftonline.com/{tid}/v2.0", aud=audience)
        answer = await gate.http.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.json()["tenant"] == tid
    other = gate.issuer.token("acme", iss=f"https://login.microsoftonline.com/{tid}/v2.0")
    assert (await gate.http.get("/api/v1/me", headers={"Authorization": f"Bearer {other}"})).status_code == 401


async def test_a_minute_of_clock_difference_is_forgiven(gate: Any) -> None:
    now = int(time.time())
    for token in (gate.issuer.token(exp=now - 30), gate.issuer.token(nbf=now + 30)):
        assert (await gate.http.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})).status_code == 200


async def test_health_and_the_api_document_need_no_token(gate: Any) -> None:
    assert (await gate.http.get("/api/v1/health")).json() == {"status": "ok"}
    assert (await gate.http.get("/api/v1/openapi.json")).status_code == 200


async def test_the_api_document_lists_every_route(gate: Any) -> None:
    document = (await gate.http.get("/api/v1/openapi.json")).json()
    listed = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    tested = {
        (m, p.split("?")[0].replace(f"runs/{RUN}", "runs/{run}").replace(f"deadletters/{RUN}", "deadletters/{letter}"))
        for m, p, _ in ROUTES
    }
    tested = {(m, p.replace("/drops/x", "/drops/{drop}")) for m, p in tested}
    assert listed == tested | {("GET", "/api/v1/health")}
    for method, path in tested:
        assert document["paths"][path][method.lower()]["security"], path


async def test_a_rolled_over_key_is_fetched_once_and_old_keys_stay_good_while_the_issuer_is_away(
    gate: Any, make_key: Callable[[str], RSAKey]
) -> None:
    assert (await gate.http.get("/api/v1/me", headers=gate.auth())).status_code == 200
    assert gate.issuer.fetches == 1
    stranger = {"Authorization": f"Bearer {gate.issuer.token(key=make_key('k2'))}"}
    for _ in range(3):
        assert (await gate.http.get("/api/v1/me", headers=stranger)).status_code == 401
    assert gate.issuer.fetches == 1
    gate.issuer.down = True
    assert (await gate.http.get("/api/v1/me", headers=gate.auth())).status_code == 200


async def test_an_issuer_that_is_away_is_said_to_be_unavailable(gate: Any) -> None:
    gate.issuer.down = True
    answer = await gate.http.get("/api/v1/me", headers=gate.auth())
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
