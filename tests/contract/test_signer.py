"""What every Signer promises."""

import asyncio
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1

from local.cli.capsules import verify
from shared import capsule
from shared.adapters.key_vault import KeyVaultSigner
from shared.adapters.memory import MemorySigner
from shared.adapters.signing import LocalSigner
from shared.errors import Invalid, NotFound, Unavailable
from shared.ports import Signer
from shared.signatures import key_id, keys_in, verifier
from tests.contract.azure_cloud import Identity, serve
from tests.contract.key_vault import KEY, Vault


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.fixture
def identity() -> Identity:
    return Identity()


@pytest.fixture
async def in_vault(vault: Vault, identity: Identity, tmp_path: Path) -> AsyncIterator[KeyVaultSigner]:
    async with serve(vault.answer, tmp_path) as door:
        made = KeyVaultSigner(KEY, identity, transport=door.transport())
        yield made
        await made.close()


@pytest.fixture(params=["memory", "local", "in_vault"])
def signer(request: pytest.FixtureRequest, tmp_path: Path) -> Signer:
    if request.param == "in_vault":
        made: Signer = request.getfixturevalue("in_vault")
        return made
    return MemorySigner() if request.param == "memory" else LocalSigner(tmp_path / "keys")


async def test_a_signature_verifies_with_the_public_key(signer: Signer) -> None:
    name, signature = await signer.sign(b"payload")
    (pem,) = await signer.public_keys()
    assert name == key_id(pem)
    verifier(pem)(name, b"payload", signature)
    with pytest.raises(Invalid):
        verifier(pem)(name, b"payload!", signature)


async def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    one, other = LocalSigner(tmp_path / "keys"), LocalSigner(tmp_path / "keys")
    assert await one.public_keys() == await other.public_keys()
    (file,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_signers_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    keys = await asyncio.gather(*(LocalSigner(tmp_path / "keys").public_keys() for _ in range(8)))
    assert len({pem for (pem,) in keys}) == 1


@pytest.mark.parametrize("content", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
async def test_a_file_that_is_no_key_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "signing.pem").write_bytes(content)
    with pytest.raises(Invalid, match=r"signing\.pem"):
        await LocalSigner(tmp_path).sign(b"x")


async def test_the_platforms_identity_asks_the_vault_and_nothing_else(in_vault: KeyVaultSigner, vault: Vault, identity: Identity) -> None:
    name, _ = await in_vault.sign(b"payload")
    assert identity.scopes == {"https://vault.azure.net/.default"}
    assert {line.split()[0] for line in vault.asked} == {"GET", "POST"}
    assert name == key_id((await in_vault.public_keys())[0])


async def test_a_rotated_key_signs_with_its_newest_version_and_what_it_signed_before_counts(in_vault: KeyVaultSigner, vault: Vault) -> None:
    before, signature = await in_vault.sign(b"payload")
    vault.rotate()
    after, newer = await in_vault.sign(b"payload")
    assert before != after
    check = verifier(*await in_vault.public_keys())
    check(before, b"payload", signature)
    check(after, b"payload", newer)


async def test_what_a_disabled_version_signed_counts_no_more(in_vault: KeyVaultSigner, vault: Vault) -> None:
    name, signature = await in_vault.sign(b"payload")
    vault.rotate()
    next(iter(vault.versions.values())).enabled = False
    with pytest.raises(Invalid, match="not trusted"):
        verifier(*await in_vault.public_keys())(name, b"payload", signature)


async def test_a_named_version_signs_whichever_is_the_newest(vault: Vault, tmp_path: Path) -> None:
    (first,) = vault.versions
    vault.rotate()
    async with serve(vault.answer, tmp_path) as door:
        named = KeyVaultSigner(f"{KEY}/{first}", Identity(), transport=door.transport())
        name, _ = await named.sign(b"payload")
        assert name == key_id((await named.public_keys())[0])
        await named.close()


@pytest.mark.parametrize("status", [401, 403, 409, 429, 500, 503])
async def test_a_vault_that_cannot_sign_now_is_asked_again_later(in_vault: KeyVaultSigner, vault: Vault, status: int) -> None:
    await in_vault.public_keys()
    vault.refusals = [(status, {"Retry-After": "7"})]
    with pytest.raises(Unavailable, match=f"Key Vault refuses: {status} Refused: no") as told:
        await in_vault.sign(b"payload")
    assert told.value.delay == 7.0
    await in_vault.sign(b"payload")


async def test_a_vault_that_is_gone_is_asked_again_later(vault: Vault, tmp_path: Path) -> None:
    async with serve(vault.answer, tmp_path) as door:
        pass
    gone = KeyVaultSigner(KEY, Identity(), transport=door.transport())
    with pytest.raises(Unavailable, match="Key Vault does not answer"):
        await gone.sign(b"payload")
    await gone.close()


async def test_a_key_that_is_not_there_is_named(vault: Vault, tmp_path: Path) -> None:
    async with serve(vault.answer, tmp_path) as door:
        wrong = KeyVaultSigner(KEY.replace("capsules", "other"), Identity(), transport=door.transport())
        with pytest.raises(NotFound, match="there is no such key"):
            await wrong.sign(b"payload")
        await wrong.close()


async def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    async with serve(Vault(SECP384R1()).answer, tmp_path) as door:
        wrong = KeyVaultSigner(KEY, Identity(), transport=door.transport())
        with pytest.raises(Invalid, match="P-256"):
            await wrong.sign(b"payload")
        with pytest.raises(Invalid, match="P-256"):
            await wrong.public_keys()
        await wrong.close()


async def test_a_file_of_public_keys_gives_each_of_them(in_vault: KeyVaultSigner) -> None:
    local, vaults = MemorySigner(), await in_vault.public_keys()
    both = [*await local.public_keys(), *vaults]
    check = verifier(*keys_in(b"".join(both)))
    for one in (local, in_vault):
        name, signature = await one.sign(b"payload")
        check(name, b"payload", signature)
    for wrong in (b"", b"text", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"):
        with pytest.raises(Invalid, match="public key"):
            keys_in(wrong)


async def test_a_capsule_that_the_vault_signed_is_verified_with_the_keys_that_the_gateway_gives(
    in_vault: KeyVaultSigner, vault: Vault, tmp_path: Path
) -> None:
    files = {"app/main.py": b"app = 1\n"}
    told = {"run": "r", "app": "a", "title": "t", "intent": "i", "toolchain": "python", "entry": "main:app", "health": "/health"}
    manifest = capsule.Manifest.model_validate({**told, "score": 90, "parts": {}, "files": capsule.digests(files)})
    files[capsule.MANIFEST] = capsule.canonical(manifest.model_dump(mode="json"))
    payload = capsule.statement(files, {})
    name, signature = await in_vault.sign(capsule.signed_bytes(payload))
    (tmp_path / "x.qlcapsule").write_bytes(capsule.pack({**files, capsule.PROVENANCE: capsule.envelope(payload, name, signature)}))
    vault.rotate()
    (tmp_path / "keys.pem").write_bytes(b"".join(await in_vault.public_keys()))
    verify(tmp_path / "x.qlcapsule", [tmp_path / "keys.pem"])
    (tmp_path / "keys.pem").write_bytes(b"".join(await MemorySigner().public_keys()))
    with pytest.raises(Invalid, match="NOT what was packaged"):
        verify(tmp_path / "x.qlcapsule", [tmp_path / "keys.pem"])
