"""The QLCapsule's format: a deterministic archive that says what is in it and who signed it. Pure: bytes in, bytes out.

A zip file of stored (uncompressed) members, sorted, all with the same date, so that the same files give the same bytes.
`manifest.json` has the digest of every other file but the provenance; `provenance.intoto.jsonl` is a DSSE envelope over an
in-toto statement (https://in-toto.io/Statement/v1) whose subjects are all files, the manifest with them. Reading rebuilds the
archive and compares the bytes, so a change anywhere, also in the zip's own headers, is found.
"""

import base64
import binascii
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from pydantic import Field, ValidationError

from shared.drops import safe_path
from shared.errors import Invalid
from shared.specification import Part

MANIFEST = "manifest.json"
PROVENANCE = "provenance.intoto.jsonl"
SBOM = "sbom.cdx.json"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://slsa.dev/provenance/v1"
MAX_BYTES = 32 * 1024 * 1024
#: An application's files lie one folder deeper than in a drop.
_DEPTH = 8
_EPOCH = (1980, 1, 1, 0, 0, 0)

#: Checks a signature: key id, signed bytes, signature. Raises Invalid when it is not good or the key is not trusted.
VerifySignature = Callable[[str, bytes, bytes], None]


class FileDigest(Part):
    """A file's SHA-256 (hex) and size in bytes."""

    sha256: str
    size: int = Field(ge=0)


class Manifest(Part):
    """What the capsule is. No tenant in it: a capsule can be handed on."""

    schema_version: int = 1
    run: str
    app: str
    base_run: str | None = None
    """The run whose version this one changes."""
    title: str
    intent: str
    toolchain: str
    entry: str
    health: str
    port: int = 8080
    score: int = Field(ge=0, le=100)
    parts: dict[str, int]
    models: dict[str, str] = Field(default_factory=dict)
    prompts: dict[str, str] = Field(default_factory=dict)
    untested: list[str] = Field(default_factory=list)
    """Requirements for which no passed test stands: why the score's part `coverage` is not full."""
    files: dict[str, FileDigest] = Field(default_factory=dict)


def canonical(document: Any) -> bytes:  # noqa: ANN401 - any JSON
    """JSON with one spelling: sorted keys, two spaces, a final newline."""
    return (json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def digests(files: Mapping[str, bytes]) -> dict[str, FileDigest]:
    """Path -> digest and size."""
    return {path: FileDigest(sha256=sha256(content).hexdigest(), size=len(content)) for path, content in sorted(files.items())}


def statement(files: Mapping[str, bytes], predicate: Mapping[str, Any]) -> bytes:
    """The in-toto statement over all files, as it is signed."""
    subjects = [{"name": path, "digest": {"sha256": d.sha256}} for path, d in digests(files).items()]
    return canonical({"_type": STATEMENT_TYPE, "subject": subjects, "predicateType": PREDICATE_TYPE, "predicate": dict(predicate)})


def signed_bytes(payload: bytes) -> bytes:
    """DSSE's pre-authentication encoding: what is signed (https://github.com/secure-systems-lab/dsse, protocol.md)."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def envelope(payload: bytes, key_id: str, signature: bytes) -> bytes:
    """The DSSE envelope, one line."""
    encoded = {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": PAYLOAD_TYPE,
        "signatures": [{"keyid": key_id, "sig": base64.b64encode(signature).decode()}],
    }
    return (json.dumps(encoded, sort_keys=True, separators=(",", ":")) + "\n").encode()


def pack(files: Mapping[str, bytes]) -> bytes:
    """The archive of these files: same files, same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            member = zipfile.ZipInfo(path, _EPOCH)
            member.create_system = 3
            member.external_attr = 0o100644 << 16
            archive.writestr(member, files[path])
    return buffer.getvalue()


def unpack(archive: bytes) -> dict[str, bytes]:
    """The files of an archive that `pack` made. Raises Invalid for any other bytes, also for a single changed one."""
    if len(archive) > MAX_BYTES:
        raise Invalid(f"a capsule has at most {MAX_BYTES} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            members = opened.infolist()
            if sum(m.file_size for m in members) > MAX_BYTES or any(m.compress_type != zipfile.ZIP_STORED for m in members):
                raise Invalid("not a capsule: its members are too large or compressed")
            files = {safe_path(m.filename, _DEPTH): opened.read(m) for m in members}
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Invalid(f"not a capsule: {error}") from error
    if pack(files) != archive:
        raise Invalid("the archive was changed after it was made")
    return files


def read_manifest(files: Mapping[str, bytes]) -> Manifest:
    """The manifest of an unpacked capsule. Raises Invalid."""
    try:
        return Manifest.model_validate_json(files[MANIFEST])
    except KeyError as error:
        raise Invalid(f"the capsule has no {MANIFEST}") from error
    except ValidationError as error:
        raise Invalid(f"{MANIFEST} is not a capsule's manifest: {error.errors(include_url=False, include_input=False)[:3]}") from error


def verify(archive: bytes, verify_signature: VerifySignature) -> Manifest:
    """The manifest of a capsule of which every byte is as it was signed. Raises Invalid, saying what is wrong."""
    files = unpack(archive)
    manifest = read_manifest(files)
    sealed = {path: content for path, content in files.items() if path not in (MANIFEST, PROVENANCE)}
    if digests(sealed) != manifest.files:
        raise Invalid("a file's digest is not the one in the manifest, or a file was added or removed")
    payload = _payload(files, verify_signature)
    signed = {subject["name"]: subject["digest"]["sha256"] for subject in payload["subject"]}
    present = {path: d.sha256 for path, d in digests({p: c for p, c in files.items() if p != PROVENANCE}).items()}
    if signed != present:
        raise Invalid("the files are not the ones that were signed")
    return manifest


def _payload(files: Mapping[str, bytes], verify_signature: VerifySignature) -> dict[str, Any]:
    """The signed statement, its signature checked. Raises Invalid."""
    try:
        sealed = json.loads(files[PROVENANCE])
        payload = base64.b64decode(sealed["payload"], validate=True)
        (mark,) = sealed["signatures"]
        key_id, signature = str(mark["keyid"]), base64.b64decode(mark["sig"], validate=True)
        if sealed["payloadType"] != PAYLOAD_TYPE or envelope(payload, key_id, signature) != files[PROVENANCE]:
            raise Invalid("the provenance was changed after it was signed")
        verify_signature(key_id, signed_bytes(payload), signature)
        statement_: dict[str, Any] = json.loads(payload)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise Invalid(f"the capsule has no readable {PROVENANCE}: {error}") from error
    return statement_
