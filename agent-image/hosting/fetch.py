"""Fetches the capsule and unpacks it, when it is the approved one: `python -m hosting.fetch FOLDER`.

`QLP_CAPSULE_URL` is an address that may be read for a short time, `QLP_CAPSULE_DIGEST` what was approved. The folder then holds the manifest
and the app's files, and is read only by the container that serves.
"""

import os
import shutil
import sys
import time
from hashlib import sha256
from pathlib import Path

import httpx

from shared.capsule import MANIFEST, MAX_BYTES, read_manifest, unpack
from shared.errors import Invalid, QlpError, Unavailable
from shared.starting import startable

_APP = "app/"
_TRIES = 5
_SECONDS = 60.0


def main() -> int:
    """The program; its exit code."""
    folder = Path(sys.argv[1])
    try:
        _unpack(_checked(_download(os.environ["QLP_CAPSULE_URL"]), os.environ["QLP_CAPSULE_DIGEST"]), folder)
    except QlpError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1
    return 0


def _download(url: str) -> bytes:
    """Raises Unavailable, or Invalid when it is longer than a capsule can be."""
    for number in range(_TRIES):
        time.sleep(min(number, 1) * 2.0**number)
        try:
            with httpx.Client(timeout=_SECONDS, trust_env=False) as client, client.stream("GET", url) as answer:
                if answer.is_success:
                    return _body(answer)
                problem = f"HTTP {answer.status_code}"
                if answer.status_code < 500 and answer.status_code != 429:
                    break
        except httpx.HTTPError as error:
            problem = type(error).__name__
    # The address is a secret while it is valid: it is not shown.
    raise Unavailable(f"the capsule cannot be fetched: {problem}")


def _body(answer: httpx.Response) -> bytes:
    content = bytearray()
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) > MAX_BYTES:
            raise Invalid(f"a capsule has at most {MAX_BYTES} bytes")
    return bytes(content)


def _checked(archive: bytes, digest: str) -> dict[str, bytes]:
    """The files of exactly the approved capsule. Raises Invalid."""
    if f"sha256:{sha256(archive).hexdigest()}" != digest:
        raise Invalid("the capsule is not the one that was approved")
    files = unpack(archive)
    manifest = read_manifest(files)
    startable(manifest.toolchain, manifest.entry, manifest.health)
    return files


def _unpack(files: dict[str, bytes], folder: Path) -> None:
    """Over whatever an attempt before left."""
    for left in folder.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    for path, content in files.items():
        if path.startswith(_APP) or path == MANIFEST:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


if __name__ == "__main__":
    sys.exit(main())
