"""What every Signer promises."""

import asyncio
import stat
from pathlib import Path

import pytest

from shared.adapters.memory import MemorySigner
from shared.adapters.signing import LocalSigner
from shared.errors import Invalid
from shared.ports import Signer
from shared.signatures import key_id, verifier


@pytest.fixture(params=["memory", "local"])
def signer(request: pytest.FixtureRequest, tmp_path: Path) -> Signer:
    return MemorySigner() if request.param == "memory" else LocalSigner(tmp_path / "keys")


async def test_a_signature_verifies_with_the_public_key(signer: Signer) -> None:
    name, signature = await signer.sign(b"payload")
    pem = await signer.public_key()
    assert name == key_id(pem)
    verifier(pem)(name, b"payload", signature)
    with pytest.raises(Invalid):
        verifier(pem)(name, b"payload!", signature)


async def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    one, other = LocalSigner(tmp_path / "keys"), LocalSigner(tmp_path / "keys")
    assert await one.public_key() == await other.public_key()
    (file,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_signers_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    keys = await asyncio.gather(*(LocalSigner(tmp_path / "keys").public_key() for _ in range(8)))
    assert len(set(keys)) == 1


@pytest.mark.parametrize("content", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
async def test_a_file_that_is_no_key_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "signing.pem").write_bytes(content)
    with pytest.raises(Invalid, match=r"signing\.pem"):
        await LocalSigner(tmp_path).sign(b"x")
