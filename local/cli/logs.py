"""Logs: what a run's agents said, or what a process of the stack wrote."""

from typing import Annotated, Any

import typer

from local.cli.client import Gateway, connect, full_id
from local.cli.output import Json, clean, document, raw, say, when
from local.stack.places import home
from shared.errors import Invalid

_STYLES = {"warning": "yellow", "error": "red"}


def logs(
    run: Annotated[str | None, typer.Argument(help="The run's id, or the start of it.")] = None,
    task: Annotated[str | None, typer.Option("--task", help="One task's only.")] = None,
    process: Annotated[
        str | None, typer.Option("--process", help="A process of the stack instead: host, broker, storage, supervisor.")
    ] = None,
    lines: Annotated[int, typer.Option("--lines", min=1, help="How many of the last lines.")] = 200,
    json: Json = False,
) -> None:
    """Show what a run's agents said, or the log of a process of the stack."""
    if process is not None:
        _of_process(process, lines, json)
        return
    if run is None:
        raise Invalid("name a run, or a process of the stack with --process")
    with connect() as gateway:
        events = [event for event in _timeline(gateway, full_id(gateway, run)) if task is None or event.get("task") == task]
    said = events if json else [event for event in events if event.get("type") == "qlp.thought.shared.v1"]
    if json:
        document({"events": said[-lines:]})
        return
    for event in said[-lines:]:
        say(f"{when(event['time'])}  {clean(event.get('task'))}: {clean(event.get('text'))}", _STYLES.get(str(event.get("level")), ""))


def _timeline(gateway: Gateway, run: str) -> list[dict[str, Any]]:
    """All that happened so far."""
    found: list[dict[str, Any]] = []
    while True:
        burst = [event for event in gateway.events(run, found[-1]["seq"] if found else 0, 0) if "seq" in event]
        if not burst:
            return found
        found += burst


def _of_process(process: str, lines: int, json: bool) -> None:
    folder = home() / "logs"
    file = folder / f"{process}.log"
    known = sorted(each.stem for each in folder.glob("*.log")) if folder.is_dir() else []
    if process not in known:
        raise Invalid(f"there is no log of {process!r}; there are: {', '.join(known) or 'none yet'}")
    tail = file.read_text(errors="replace").splitlines()[-lines:]
    if json:
        document({"process": process, "lines": tail})
    else:
        raw("\n".join(tail))
