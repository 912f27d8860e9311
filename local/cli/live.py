"""The live view of a run in a terminal: its DAG with states, thoughts as they come, elapsed time, tokens, score."""

import time
from contextlib import AbstractContextManager

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live
from rich.rule import Rule
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from local.cli.output import STATES, colored
from local.cli.progress import Progress, TaskLine, levels

_MARKS = {"pending": "·", "dispatched": "…", "done": "✓", "failed": "✗", "cancelled": "–"}
_PATH = ("submitted", "specifying", "planning", "building", "validating", "packaging", "awaiting_approval", "deploying", "live")
_TASKS, _THOUGHTS = 24, 9


class View:
    """What is drawn. Drawn again several times a second, so that time goes on while nothing happens."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._begun = time.monotonic()
        self._spinner = Spinner("dots", style="cyan")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """rich's protocol."""
        yield Group(self._head(), self._path(), *self._dag(), *self._thinking(options.max_width))

    def _head(self) -> RenderableType:
        progress = self._progress
        seconds = int(time.monotonic() - self._begun)
        facts = [f"{seconds // 60}:{seconds % 60:02d}", f"{progress.tokens:,} tokens"]
        facts += [f"about {progress.estimate:,} expected"] if progress.estimate else []
        facts += [f"score {progress.score}"] if progress.score is not None else []
        return Text.assemble((progress.title or "New run", "bold"), f"  {progress.run[:8]}  ", (" · ".join(facts), "bright_black"))

    def _path(self) -> RenderableType:
        """The way to live, with where the run is."""
        status = {"clarifying": "specifying", "repairing": "validating"}.get(self._progress.status, self._progress.status)
        line = Text()
        passed = status in _PATH
        for name in _PATH:
            here = name == status
            line.append(name.replace("_", " "), "bold cyan" if here else "green" if passed else "bright_black").append(" ")
            passed = passed and not here
        if self._progress.status not in _PATH:
            line.append(" ").append_text(colored(self._progress.status))
        return line

    def _dag(self) -> list[RenderableType]:
        tasks = self._progress.tasks
        if not tasks:
            return []
        depth = levels(tasks.values())
        order = sorted(tasks.values(), key=lambda line: depth[line.task])
        shown = order if len(order) <= _TASKS else [line for line in order if line.state == "running"][:_TASKS]
        grid = Table.grid(padding=(0, 1))
        for line in shown:
            grid.add_row(
                self._mark(line),
                Text("  " * depth[line.task] + line.task),
                Text(line.role, "bright_black"),
                Text(self._note(line), "bright_black"),
            )
        done = sum(line.state == "done" for line in order)
        return [Rule(f"{done} of {len(order)} tasks", style="bright_black", align="left"), grid]

    def _mark(self, line: TaskLine) -> RenderableType:
        return self._spinner if line.state == "running" else Text(_MARKS.get(line.state, "?"), STATES.get(line.state, "cyan"))

    def _note(self, line: TaskLine) -> str:
        if line.state == "pending":
            waits = [need for need in line.needs if need in self._progress.tasks and self._progress.tasks[need].state != "done"]
            return f"waits for {', '.join(waits[:3])}" if waits else ""
        return f"attempt {line.attempt}" if line.attempt > 1 else ""

    def _thinking(self, width: int) -> list[RenderableType]:
        latest = list(self._progress.thoughts)[-_THOUGHTS:]
        if not latest:
            return []
        styles = {"warning": "yellow", "error": "red", "info": ""}
        lines = [
            Text.assemble((f"{who}: ", "cyan"), (what[: width * 2], styles.get(level, "italic")), no_wrap=True, overflow="ellipsis")
            for who, level, what in latest
        ]
        return [Rule("thoughts", style="bright_black", align="left"), *lines]


def live(progress: Progress, console: Console) -> AbstractContextManager[object]:
    """The view for the length of a `with` block; its last picture stays, so that what happened can still be read."""
    return Live(View(progress), console=console, refresh_per_second=8, transient=False, redirect_stdout=False, redirect_stderr=False)
