"""Checking signatures with a public key. Pure; making them is a port (`Signer`)."""

import re
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from shared.capsule import VerifySignature
from shared.errors import Invalid


def key_id(pem: bytes) -> str:
    """The id of a public key: the first 32 hex digits of the SHA-256 of its DER form."""
    der = load_pem_public_key(pem).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return sha256(der).hexdigest()[:32]


def keys_in(text: bytes) -> list[bytes]:
    """The public keys in PEM that a text holds, one after the other. Raises Invalid when there is none, or one cannot be read."""
    found = re.findall(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", text, re.DOTALL)
    try:
        for pem in found:
            load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Invalid(f"a public key cannot be read: {error}") from error
    if not found:
        raise Invalid("there is no public key in PEM")
    return found


def verifier(*trusted: bytes) -> VerifySignature:
    """Checks signatures (Ed25519, or ECDSA over SHA-256) by any of these public keys in PEM, and by no other."""
    keys = {key_id(pem): load_pem_public_key(pem) for pem in trusted}

    def verify(key: str, payload: bytes, signature: bytes) -> None:
        public = keys.get(key)
        try:
            match public:
                case Ed25519PublicKey():
                    public.verify(signature, payload)
                case EllipticCurvePublicKey():
                    public.verify(signature, payload, ECDSA(SHA256()))
                case _:
                    raise Invalid(f"signed with a key that is not trusted here: {key[:64]}")
        except InvalidSignature as error:
            raise Invalid("the signature does not match: the capsule was changed, or signed by somebody else") from error

    return verify
