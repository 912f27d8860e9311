"""Fetches the capsule and unpacks it, when it is the approved one: `python -m hosting.fetch CAPSULE DATA`.

`QLP_CAPSULE_URL` is an address that may be read for a short time, `QLP_CAPSULE_DIGEST` what was approved. The folder then holds the manifest
and the app's files, and is read only by the container that serves. `QLP_DATA_URL`, where there is one, leads to the app's data as they were kept
last: they are put into the data folder, unless something is in there. So a group that is started again where it was needs no address any more.
"""

import os
import shutil
import sys
import tarfile
import time
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from hosting import data
from shared.capsule import MANIFEST, MAX_BYTES, read_manifest, unpack
from shared.errors import Invalid, QlpError, TooLarge, Unavailable
from shared.starting import startable

_APP, _ARCHIVE = "app/", "capsule.zip"
_TRIES = 5
_SECONDS = 60.0


def main() -> int:
    """The program; its exit code."""
    capsule, folder = Path(sys.argv[1]), Path(sys.argv[2])
    try:
        with TemporaryDirectory() as spare:
            file = Path(spare) / "fetched"
            archive, digest = capsule / _ARCHIVE, os.environ["QLP_CAPSULE_DIGEST"]
            if not archive.is_file() or _digest(archive.read_bytes()) != digest:
                _download(os.environ["QLP_CAPSULE_URL"], file, MAX_BYTES, "the capsule")
                shutil.copy(file, archive)
            _unpack(_checked(archive.read_bytes(), digest), capsule)
            if (kept := os.environ.get("QLP_DATA_URL")) and data.lacking(folder):
                _download(kept, file, data.ROOM.bytes, "the app's data")
                data.restore(file, folder)
    except (QlpError, OSError, tarfile.TarError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _download(url: str, file: Path, most: int, what: str) -> None:
    """Raises Unavailable, TooLarge."""
    for number in range(_TRIES):
        time.sleep(min(number, 1) * 2.0**number)
        try:
            with httpx.Client(timeout=_SECONDS, trust_env=False) as client, client.stream("GET", url) as answer:
                if answer.is_success:
                    _save(answer, file, most, what)
                    return
                problem = f"HTTP {answer.status_code}"
                if answer.status_code < 500 and answer.status_code != 429:
                    break
        except httpx.HTTPError as error:
            problem = type(error).__name__
    # The address is a secret while it is valid: it is not shown.
    raise Unavailable(f"{what} cannot be fetched: {problem}")


def _save(answer: httpx.Response, file: Path, most: int, what: str) -> None:
    with file.open("wb") as saved:
        for chunk in answer.iter_bytes():
            saved.write(chunk)
            if saved.tell() > most:
                raise TooLarge(f"{what} may have at most {most} bytes")


def _digest(archive: bytes) -> str:
    return f"sha256:{sha256(archive).hexdigest()}"


def _checked(archive: bytes, digest: str) -> dict[str, bytes]:
    """The files of exactly the approved capsule. Raises Invalid."""
    if _digest(archive) != digest:
        raise Invalid("the capsule is not the one that was approved")
    files = unpack(archive)
    manifest = read_manifest(files)
    startable(manifest.toolchain, manifest.entry, manifest.health)
    return files


def _unpack(files: dict[str, bytes], folder: Path) -> None:
    """Over whatever an attempt before left."""
    for left in (path for path in folder.iterdir() if path.name != _ARCHIVE):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    for path, content in files.items():
        if path.startswith(_APP) or path == MANIFEST:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


if __name__ == "__main__":
    sys.exit(main())
