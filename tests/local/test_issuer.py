"""The embedded issuer and the stack's web server, as a browser and a gateway meet them."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from local.issuer import Issuer, key_file
from local.stack.ports import free_port
from local.stack.web import Site, listen, server
from shared.errors import Invalid

GATEWAY = "http://127.0.0.1:1"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a running site with a small dashboard."""
    files = tmp_path / "dist"
    (files / "assets").mkdir(parents=True)
    (files / "index.html").write_text("<title>QLP</title>")
    (files / "assets" / "app.js").write_text("1")
    (tmp_path / "secret.txt").write_text("secret")
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    web = server(Site(origin, GATEWAY, Issuer(origin, tmp_path), files))
    serving = asyncio.create_task(web.serve([listen(port)]))
    async with httpx.AsyncClient(base_url=origin) as client:
        try:
            while not web.started:
                await asyncio.sleep(0.01)
            yield client
        finally:
            web.should_exit = True
            await serving


async def test_a_token_from_the_site_verifies_against_its_published_keys(site: httpx.AsyncClient) -> None:
    found = (await site.get("/.well-known/openid-configuration")).json()
    assert found["issuer"] == str(site.base_url).rstrip("/")
    keys = KeySet.import_key_set((await site.get(found["jwks_uri"])).json())
    token = (await site.get(found["token_endpoint"], params={"tenant": "acme", "role": ["user", "approver"], "subject": "eve"})).json()[
        "access_token"
    ]
    decoded = jwt.decode(token, keys, algorithms=["RS256"])
    claims = decoded.claims
    assert (claims["iss"], claims["aud"], claims["tid"], claims["ver"]) == (found["issuer"], "api://qlp", "acme", "2.0")
    assert claims["roles"] == ["user", "approver"]
    assert claims["preferred_username"] == "eve"
    assert claims["nbf"] <= time.time() < claims["exp"]
    assert "d" not in (await site.get("/jwks")).json()["keys"][0]


@pytest.mark.parametrize(("query", "field"), [({"tenant": "Not A Tenant"}, "tenant"), ({"role": "root"}, "role")])
async def test_a_bad_tenant_or_role_gets_no_token(site: httpx.AsyncClient, query: dict[str, str], field: str) -> None:
    answer = await site.get("/token", params=query)
    assert answer.status_code == 422
    assert answer.json()["field"] == field


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"host": "evil.example"}],
)
async def test_another_site_gets_no_token(site: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await site.get("/token", headers=headers)
    assert answer.status_code == 403
    assert "access_token" not in answer.text
    assert "access-control-allow-origin" not in answer.headers


async def test_the_dashboard_is_served_with_its_configuration_and_safe_headers(site: httpx.AsyncClient) -> None:
    page, route, asset = [await site.get(path) for path in ("/", "/runs/1", "/assets/app.js")]
    assert page.text == route.text == "<title>QLP</title>"
    assert "immutable" in asset.headers["cache-control"]
    assert asset.headers["content-type"].startswith("text/javascript")
    assert GATEWAY in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert (await site.get("/config.json")).json()["gateway"] == GATEWAY
    assert (await site.head("/")).content == b""
    assert (await site.post("/config.json")).status_code == 405


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "//etc/ssl/openssl.cnf", "/nothing.js", "/%00.txt"]
)
async def test_nothing_outside_the_dashboard_is_served(site: httpx.AsyncClient, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.base_url.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{site.base_url.port}\r\nConnection: close\r\n\r\n".encode())
    told = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert b"secret" not in told
    assert b" 404 " in told.split(b"\r\n")[0]


def test_the_key_is_kept_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first = Issuer("http://127.0.0.1:1", tmp_path)
    assert Issuer("http://127.0.0.1:1", tmp_path).jwks() == first.jwks()
    assert key_file(tmp_path).stat().st_mode & 0o777 == 0o600


def test_another_stacks_token_does_not_verify(tmp_path: Path) -> None:
    ours, theirs = Issuer("http://127.0.0.1:1", tmp_path / "a"), Issuer("http://127.0.0.1:1", tmp_path / "b")
    token = theirs.mint("local", ["user"])
    keys = KeySet.import_key_set({"keys": [{**ours.jwks()["keys"][0], "kid": theirs.jwks()["keys"][0]["kid"]}]})
    with pytest.raises(BadSignatureError):
        jwt.decode(token, keys, algorithms=["RS256"])


def test_an_unknown_role_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="the right 'root' is unknown"):
        Issuer("http://127.0.0.1:1", tmp_path).mint("local", ["root"])
