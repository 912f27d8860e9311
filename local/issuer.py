"""The embedded OpenID Connect issuer: signs tokens like Entra ID's (v2.0), for the embedded stack only.

The gateway trusts its key only where QLP_ISSUER and QLP_JWKS_URL name it, which only the embedded stack's supervisor sets.
"""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from joserfc import jwt
from joserfc.jwk import RSAKey

from local.stack.state import save_private
from shared.errors import Invalid
from shared.rights import RIGHTS
from shared.tenancy import tenant_id

AUDIENCE = "api://qlp"
#: A token's life in seconds, where nobody asks for another one.
LIFE = 8 * 3600


def key_file(home: Path) -> Path:
    """Where the stack with this home keeps the issuer's private key."""
    return home / "keys" / "issuer.pem"


class Issuer:
    """An issuer at `url` with the key of the stack's home, made on first use."""

    def __init__(self, url: str, home: Path, audience: str = AUDIENCE) -> None:
        self.url, self.audience = url, audience
        path = key_file(home)
        if not path.exists():
            save_private(path, RSAKey.generate_key(2048).as_pem(private=True).decode())
        pem = path.read_text()
        self._key = RSAKey.import_key(pem, {"use": "sig", "alg": "RS256"})
        self._key.ensure_kid()

    def mint(self, tenant: str, rights: Iterable[str], subject: str = "local-user", ttl: float = LIFE) -> str:
        """A signed token. Raises Invalid for a bad tenant id or an unknown right."""
        chosen = list(dict.fromkeys(rights))
        for right in chosen:
            if right not in RIGHTS:
                raise Invalid(f"the right {right!r} is unknown: use {', '.join(RIGHTS)}", "role")
        now = int(time.time())
        who = str(uuid5(NAMESPACE_URL, f"{tenant_id(tenant)}/{subject}"))
        claims = {
            **{"iss": self.url, "aud": self.audience, "ver": "2.0", "tid": tenant, "oid": who, "sub": who},
            **{"preferred_username": subject, "name": subject, "roles": chosen},
            **{"iat": now, "nbf": now, "exp": now + int(ttl), "jti": uuid4().hex},
        }
        return jwt.encode({"alg": "RS256", "typ": "JWT", "kid": self._key.kid}, claims, self._key)

    def jwks(self) -> dict[str, Any]:
        """The public keys, as a JWK set."""
        return {"keys": [self._key.as_dict(private=False)]}

    def discovery(self) -> dict[str, Any]:
        """The OpenID Connect discovery document."""
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint": f"{self.url}/token",
            "authorization_endpoint": f"{self.url}/token",
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": ["iss", "aud", "tid", "oid", "sub", "preferred_username", "roles", "exp", "nbf", "iat"],
        }
