"""The command that mints a token of the embedded issuer."""

from typing import Annotated

import typer

from local.cli.client import local_token
from local.cli.output import Json, document


def token(
    tenant: Annotated[str, typer.Option("--tenant", help="The tenant.")] = "local",
    role: Annotated[list[str] | None, typer.Option("--role", help="A right: user, approver or admin; may repeat. Default: user.")] = None,
    subject: Annotated[str | None, typer.Option("--subject", help="Who the token speaks of.")] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=1, help="How long it is good.")] = 8 * 3600,
    json: Json = False,
) -> None:
    """Print a token of the embedded issuer, alone."""
    minted = local_token(tenant, tuple(role or ["user"]), subject, seconds)
    if json:
        document({"access_token": minted, "token_type": "Bearer", "expires_in": seconds})
    else:
        typer.echo(minted)
