"""Signs with an Ed25519 key that lies in a file only its owner reads; made on first use."""

import asyncio
import os
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key

from shared.errors import Invalid
from shared.signatures import key_id

_NAME = "signing.pem"


class LocalSigner:
    """The key in `folder`; its id as in `shared.signatures`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._key: Ed25519PrivateKey | None = None

    async def sign(self, payload: bytes) -> tuple[str, bytes]:
        """Raises Invalid when the key's file is no Ed25519 key."""
        key = await self._load()
        return key_id(_pem(key)), key.sign(payload)

    async def public_keys(self) -> list[bytes]:
        """Raises Invalid when the key's file is no Ed25519 key."""
        return [_pem(await self._load())]

    async def close(self) -> None:
        pass

    async def _load(self) -> Ed25519PrivateKey:
        if self._key is None:
            self._key = await asyncio.to_thread(_read_or_make, self._path)
        return self._key


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _read_or_make(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        _make(path)
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except ValueError as error:
        raise Invalid(f"{path} is not a private key in PEM") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Invalid(f"{path} is not an Ed25519 key")
    return key


def _make(path: Path) -> None:
    """Written aside and linked into place, so that of two processes that start together one key stays, and it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # only its owner may read it
    fresh = Path(name)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # the other process was first: its key counts
    finally:
        fresh.unlink()
