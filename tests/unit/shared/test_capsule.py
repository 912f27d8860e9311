"""A capsule is deterministic, and no byte of it can be changed unnoticed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import capsule
from shared.adapters.memory import MemorySigner
from shared.errors import Invalid
from shared.signatures import verifier


async def make(signer: MemorySigner) -> bytes:
    files = {"app/main.py": b"app = 1\n", "docs/requirements.md": "# Ünïcode\n".encode(), capsule.SBOM: b"{}\n"}
    manifest = capsule.Manifest(
        run="0" * 32,
        app="0" * 32,
        title="t",
        intent="i",
        toolchain="python",
        entry="main:app",
        health="/health",
        score=90,
        parts={},
        files=capsule.digests(files),
    )
    files[capsule.MANIFEST] = capsule.canonical(manifest.model_dump(mode="json"))
    payload = capsule.statement(files, {"by": "test"})
    key, signature = await signer.sign(capsule.signed_bytes(payload))
    return capsule.pack({**files, capsule.PROVENANCE: capsule.envelope(payload, key, signature)})


async def test_the_same_files_make_the_same_bytes() -> None:
    signer = MemorySigner()
    assert await make(signer) == await make(signer)


async def test_an_untouched_capsule_verifies() -> None:
    signer = MemorySigner()
    assert capsule.verify(await make(signer), verifier(*await signer.public_keys())).entry == "main:app"


async def test_every_single_changed_byte_is_found() -> None:
    signer = MemorySigner()
    archive, check = await make(signer), verifier(*await signer.public_keys())
    for position in range(len(archive)):
        changed = bytearray(archive)
        changed[position] ^= 0x01
        with pytest.raises(Invalid):
            capsule.verify(bytes(changed), check)


async def test_a_capsule_signed_by_somebody_else_is_refused() -> None:
    with pytest.raises(Invalid, match="not trusted"):
        capsule.verify(await make(MemorySigner()), verifier(*await MemorySigner().public_keys()))


async def test_an_added_file_is_found_even_when_the_archive_is_made_anew() -> None:
    signer = MemorySigner()
    files = capsule.unpack(await make(signer))
    with pytest.raises(Invalid, match="added or removed"):
        capsule.verify(capsule.pack({**files, "app/evil.py": b""}), verifier(*await signer.public_keys()))


@settings(max_examples=50)
@given(st.binary(max_size=400))
def test_bytes_that_are_no_capsule_are_refused_with_a_reason(noise: bytes) -> None:
    with pytest.raises(Invalid):
        capsule.unpack(noise)


@pytest.mark.parametrize("path", ["../evil", "/etc/passwd", "a/../../b", "nul", "a\\b"])
def test_a_path_out_of_the_workspace_is_refused(path: str) -> None:
    with pytest.raises(Invalid):
        capsule.unpack(capsule.pack({path: b""}))
