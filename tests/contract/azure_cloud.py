"""Azure as the SDKs see it, played on the loopback: its names, its TLS, its sign-in; every name leads to one small server."""

import asyncio
import ipaddress
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import AioHttpTransport
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

NAMES = ("*.vault.azure.net", "management.azure.com", "*.blob.core.windows.net")
TOKEN = "t0ken"  # what the identity shows

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Identity:
    """A managed identity; `scopes` is what it was asked for."""

    def __init__(self) -> None:
        self.scopes: set[str] = set()

    async def get_token(self, *scopes: str, **_: object) -> AccessToken:
        self.scopes.update(scopes)
        return AccessToken(TOKEN, int(time.time()) + 3600)

    async def close(self) -> None:
        pass

    async def __aenter__(self) -> "Identity":
        return self

    async def __aexit__(self, *_: object) -> None:
        pass


class _Loopback(AbstractResolver):
    """Every name is this machine's, at one port."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
        return [ResolveResult(hostname=host, host="127.0.0.1", port=self._port, family=socket.AF_INET, proto=0, flags=flags)]

    async def close(self) -> None:
        pass


class Door:
    """Where the played Azure is: transports for SDK clients that lead there."""

    def __init__(self, port: int, trust: ssl.SSLContext) -> None:
        self._port, self._trust = port, trust

    def transport(self) -> AioHttpTransport:
        return AioHttpTransport(session=self.session(), session_owner=True)

    def session(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(resolver=_Loopback(self._port), ssl=self._trust, use_dns_cache=False)
        return aiohttp.ClientSession(connector=connector, auto_decompress=False)


@asynccontextmanager
async def serve(answer: Handler, folder: Path) -> AsyncIterator[Door]:
    """The server for as long as the context lasts. `folder` keeps its certificate."""
    file = folder / "azure.pem"
    await asyncio.to_thread(_certificate, file)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    try:
        yield Door(runner.addresses[0][1], ssl.create_default_context(cafile=str(file)))
    finally:
        await runner.cleanup()


def _certificate(file: Path) -> None:
    key = generate_private_key(SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Azure, played")]), datetime.now(UTC)
    names = [*(x509.DNSName(each) for each in NAMES), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(pem + made.public_bytes(Encoding.PEM))
