"""Commands about QLCapsules: fetch one, look into it, verify it."""

from pathlib import Path
from typing import Annotated

import typer

from local.cli.client import connect, full_id
from local.cli.output import Json, clean, document, say, table
from local.cli.runs import Run
from local.stack.places import home
from shared.errors import Invalid, NotFound

app = typer.Typer(help="Fetch, inspect and verify QLCapsules.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="The capsule's file.")]
Trusted = Annotated[
    list[Path] | None, typer.Option("--key", help="A file with public keys (PEM) to trust; may repeat. Default: this stack's own.")
]


@app.command()
def get(
    run: Run,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where to; default: RUN.qlcapsule.")] = None,
    json: Json = False,
) -> None:
    """Fetch a run's capsule."""
    with connect() as gateway:
        full = full_id(gateway, run)
        content = gateway.download(f"/runs/{full}/capsule")
    file = output or Path(f"{full[:8]}.qlcapsule")
    file.write_bytes(content)
    if json:
        document({"run_id": full, "file": str(file), "size": len(content)})
    else:
        say(f"{file} ({len(content):,} bytes); check it with `qlp capsule verify {file}`")


@app.command()
def keys(output: Annotated[Path, typer.Option("-o", "--output", help="Where to.")] = Path("qlp-keys.pem"), json: Json = False) -> None:
    """Fetch the public keys that capsules are signed with there: `qlp capsule verify FILE --key KEYS` trusts them anywhere."""
    with connect() as gateway:
        output.write_bytes(gateway.download("/signing-keys"))
    if json:
        document({"file": str(output)})
    else:
        say(f"{output}; check a capsule with `qlp capsule verify FILE --key {output}`")


@app.command()
def verify(file: File, key: Trusted = None, json: Json = False) -> None:
    """Check a capsule: every digest, the manifest, the signature. Fails on any change."""
    from shared import capsule
    from shared.signatures import verifier

    content = _read(file)
    try:
        manifest = capsule.verify(content, verifier(*_trusted(key)))
    except Invalid as error:
        if json:
            document({"verified": False, "file": str(file), "reason": error.message})
            raise typer.Exit(1) from error
        raise Invalid(f"{file} is NOT what was packaged: {error.message}") from error
    if json:
        document(
            {
                "verified": True,
                "file": str(file),
                "run": manifest.run,
                "title": manifest.title,
                "score": manifest.score,
                "files": len(manifest.files),
            }
        )
    else:
        say(
            f"Verified: {file} is “{clean(manifest.title)}” of run {manifest.run}, {len(manifest.files)} files, all as they were signed.",
            "green",
        )


@app.command()
def inspect(file: File, json: Json = False) -> None:
    """Show what is in a capsule (without believing it: `verify` checks it)."""
    from shared import capsule

    manifest = capsule.read_manifest(capsule.unpack(_read(file)))
    if json:
        document(manifest.model_dump(mode="json"))
        return
    facts = manifest.model_dump(mode="json", exclude={"files"})
    table(("", ""), [(name.replace("_", " "), clean(value)) for name, value in facts.items()])
    table(("file", "bytes", "sha256"), [(path, str(each.size), each.sha256) for path, each in sorted(manifest.files.items())])


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NotFound(f"{file} cannot be read: {error.strerror}") from error


def _trusted(given: list[Path] | None) -> list[bytes]:
    """The public keys to trust. Raises NotFound when there is none, Invalid when one cannot be read."""
    from shared.signatures import keys_in

    if given:
        return [key for file in given for key in keys_in(_read(file))]
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

    own = home() / "keys" / "signing.pem"
    if not own.exists():
        raise NotFound(
            "this stack has signed nothing yet, so it has no key to check with: name public keys with --key (`qlp capsule keys`)"
        )
    public = load_pem_private_key(own.read_bytes(), None).public_key()
    return [public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)]
