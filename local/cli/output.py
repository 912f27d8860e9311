"""What commands print: for people, or one JSON document with `--json`. Untrusted text never reaches the terminal's control codes."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

#: The option that every command has.
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

STATES = {
    **dict.fromkeys(("live", "done", "healthy", "ok"), "green"),
    **dict.fromkeys(("failed", "rejected", "missing", "unhealthy"), "red"),
    **dict.fromkeys(("cancelled", "stopped", "paused", "awaiting_approval", "clarifying", "optional"), "yellow"),
    **dict.fromkeys(("pending", "dispatched"), "bright_black"),
}


def clean(text: object) -> str:
    """Text from a model or a stranger, safe for a terminal: one line, no control characters."""
    return "".join(character if character.isprintable() else " " for character in str(text))


def colored(state: str) -> Text:
    """A state in its colour."""
    return Text(clean(state), style=STATES.get(state, "cyan"))


def document(content: Any) -> None:  # noqa: ANN401 - any JSON
    """Prints a JSON document: on one line for programs, indented in a terminal."""
    indent = 2 if sys.stdout.isatty() else None
    sys.stdout.write(json.dumps(content, indent=indent, ensure_ascii=False, default=str) + "\n")


def raw(text: str) -> None:
    """Prints text of a file; control characters only where nobody's terminal reads them."""
    kept = "".join(c for c in text if c.isprintable() or c in "\n\t") if sys.stdout.isatty() else text
    sys.stdout.write(kept if kept.endswith("\n") else f"{kept}\n")


def say(text: str, style: str = "") -> None:
    """A line for people, not wrapped and without markup."""
    out.print(Text(text, style=style), soft_wrap=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> None:
    """A table for people; tab-separated lines where no terminal reads them."""
    if not sys.stdout.isatty():
        for row in rows:
            sys.stdout.write("\t".join(str(cell) for cell in row) + "\n")
        return
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    out.print(shown)


def when(stamp: str | None) -> str:
    """A time of the API in this machine's zone."""
    return datetime.fromisoformat(stamp).astimezone().strftime("%Y-%m-%d %H:%M:%S") if stamp else ""
