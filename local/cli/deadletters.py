"""Commands about messages that could not be handled."""

from typing import Annotated

import typer

from local.cli.client import connect
from local.cli.output import Json, clean, document, raw, say, table, when

app = typer.Typer(help="Messages that could not be handled: list, show, replay.", no_args_is_help=True)

Letter = Annotated[str, typer.Argument(help="The dead letter's id.")]


@app.command("list")
def list_letters(limit: Annotated[int, typer.Option(min=1, max=1000)] = 20, json: Json = False) -> None:
    """List them, newest first."""
    with connect() as gateway:
        found = gateway.pages("/deadletters", "deadletters", limit)
    if json:
        document({"deadletters": found})
        return
    rows = [
        (d["id"], when(d["time"]), clean(d["component"]), clean(d["topic"]), clean(d["code"]), str(d["replays"]), clean(d["error"])[:120])
        for d in found
    ]
    table(("id", "when", "component", "topic", "code", "replays", "error"), rows)


@app.command()
def show(letter: Letter, json: Json = False) -> None:
    """Show one, with the original message."""
    with connect() as gateway:
        found = gateway.ask("GET", f"/deadletters/{letter}")
    if json:
        document(found)
        return
    table(("", ""), [(name, clean(value)) for name, value in found.items() if name not in ("text", "base64")])
    raw(found["text"] if found["text"] is not None else found["base64"])


@app.command()
def replay(letter: Letter, json: Json = False) -> None:
    """Publish it on its topic again."""
    with connect() as gateway:
        told = gateway.ask("POST", f"/deadletters/{letter}/replay")
    if json:
        document(told)
    else:
        say(f"Published on {clean(told['topic'])} again.")
