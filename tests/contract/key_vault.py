"""Key Vault's part for tests: a key with versions that signs, behind its challenge."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurve, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tests.contract.azure_cloud import TOKEN

VAULT = "https://qlp.vault.azure.net"
KEY = f"{VAULT}/keys/capsules"


@dataclass
class Version:
    """One version of the key."""

    key: EllipticCurvePrivateKey
    enabled: bool = True


@dataclass
class Vault:
    """A vault with the key `capsules`. `refusals` are the statuses of the next answers; `asked` what was asked."""

    curve: EllipticCurve = field(default_factory=SECP256R1)
    versions: dict[str, Version] = field(default_factory=dict)
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rotate()

    def rotate(self) -> None:
        """A new version, which is the newest from now on."""
        self.versions[f"{len(self.versions) + 1:032x}"] = Version(generate_private_key(self.curve))

    async def answer(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            challenge = 'Bearer authorization="https://login.microsoftonline.com/tenant", resource="https://vault.azure.net"'
            return web.Response(status=401, headers={"WWW-Authenticate": challenge})
        self.asked.append(f"{request.method} {request.path}")
        if self.refusals:
            status, headers = self.refusals.pop(0)
            return web.json_response({"error": {"code": "Refused", "message": "no"}}, status=status, headers=headers)
        match request.path.strip("/").split("/"):
            case ["keys", "capsules", "versions"]:
                return web.json_response(
                    {"value": [{"kid": f"{KEY}/{n}", "attributes": {"enabled": v.enabled}} for n, v in self.versions.items()]}
                )
            case ["keys", "capsules", version, "sign"]:
                return web.json_response(self._sign(version, await request.json()))
            case ["keys", "capsules", *named] if not any(named) or named[0] in self.versions:
                return web.json_response(self._shown(next(filter(None, named), list(self.versions)[-1])))
        return web.json_response({"error": {"code": "KeyNotFound", "message": "there is no such key"}}, status=404)

    def _shown(self, version: str) -> dict[str, Any]:
        numbers = self.versions[version].key.public_key().public_numbers()
        size = (self.curve.key_size + 7) // 8
        crv = {256: "P-256", 384: "P-384"}[self.curve.key_size]
        jwk = {"kid": f"{KEY}/{version}", "kty": "EC", "crv": crv, "x": _encoded(numbers.x, size), "y": _encoded(numbers.y, size)}
        return {"key": {**jwk, "key_ops": ["sign", "verify"]}, "attributes": {"enabled": self.versions[version].enabled}}

    def _sign(self, version: str, asked: dict[str, str]) -> dict[str, str]:
        digest = base64.urlsafe_b64decode(asked["value"] + "==")
        r, s = decode_dss_signature(self.versions[version].key.sign(digest, ECDSA(Prehashed(SHA256()))))
        raw = r.to_bytes(32) + s.to_bytes(32)
        return {"kid": f"{KEY}/{version}", "value": base64.urlsafe_b64encode(raw).rstrip(b"=").decode()}

    def __repr__(self) -> str:
        return json.dumps(self.asked)


def _encoded(number: int, size: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(size)).rstrip(b"=").decode()
