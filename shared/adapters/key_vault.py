"""Signs with a key in Azure Key Vault: an elliptic-curve key (P-256), which never leaves it.

A key has versions. The newest signs, unless the setting names one; the public keys of all that are enabled are trusted, so a capsule that
was signed before the key was rotated still goes live, and disabling a version takes the trust from what it signed.
"""

from hashlib import sha256
from typing import Any

from azure.core.credentials_async import AsyncTokenCredential
from azure.identity.aio import DefaultAzureCredential
from azure.keyvault.keys import KeyCurveName, KeyType, KeyVaultKey, KeyVaultKeyIdentifier
from azure.keyvault.keys.aio import KeyClient
from azure.keyvault.keys.crypto import SignatureAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.adapters.azure_calls import call
from shared.errors import Invalid
from shared.signatures import key_id

_SERVICE = "Key Vault"
_HALF = 32


class KeyVaultSigner:
    """Implements `Signer` with the key of this id (`https://VAULT.vault.azure.net/keys/NAME[/VERSION]`)."""

    def __init__(self, key: str, credential: AsyncTokenCredential | None = None, **options: Any) -> None:  # noqa: ANN401 - the SDK's
        self._key = KeyVaultKeyIdentifier(key)
        self._credential = credential or DefaultAzureCredential()
        # `consume` and the orchestration try again.
        self._vault = KeyClient(self._key.vault_url, self._credential, retry_total=0, **options)

    async def sign(self, payload: bytes) -> tuple[str, bytes]:
        """Raises Unavailable, NotFound, or Invalid when the key is not an EC key on P-256."""
        key = await call(_SERVICE, self._vault.get_key(self._key.name, self._key.version))
        name = key_id(_pem(key))
        client = self._vault.get_cryptography_client(self._key.name, key_version=key.properties.version)
        signed = await call(_SERVICE, client.sign(SignatureAlgorithm.es256, sha256(payload).digest()))
        r, s = signed.signature[:_HALF], signed.signature[_HALF:]
        return name, encode_dss_signature(int.from_bytes(r), int.from_bytes(s))

    async def public_keys(self) -> list[bytes]:
        """Raises Unavailable, NotFound, or Invalid when one is not an EC key on P-256."""
        return await call(_SERVICE, self._enabled())

    async def close(self) -> None:
        await self._vault.close()
        await self._credential.close()

    async def _enabled(self) -> list[bytes]:
        versions = [each async for each in self._vault.list_properties_of_key_versions(self._key.name)]
        return [_pem(await self._vault.get_key(self._key.name, each.version)) for each in versions if each.enabled]


def _pem(key: KeyVaultKey) -> bytes:
    """The public half. Raises Invalid."""
    told: Any = key.key
    if key.key_type not in (KeyType.ec, KeyType.ec_hsm) or told.crv != KeyCurveName.p_256:
        raise Invalid(f"{key.id} is not an elliptic-curve key on P-256")
    numbers = EllipticCurvePublicNumbers(int.from_bytes(told.x), int.from_bytes(told.y), SECP256R1())
    return numbers.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
