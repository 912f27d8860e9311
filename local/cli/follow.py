"""Follows one run to its end: shows what happens, asks for what the run waits for, and gives its last document back."""

import sys
import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.prompt import Prompt
from rich.text import Text

from local.cli.client import Gateway, Refused, patiently
from local.cli.live import live
from local.cli.output import clean
from local.cli.progress import Progress
from local.cli.understood import understood
from shared.lifecycle import ENDS

#: What `qlp run --json` ends with.
FIELDS = ("run_id", "status", "live_url", "capsule", "score", "reason", "tokens", "seconds")


@dataclass(slots=True)
class Follower:
    """How to follow: `yes` approves, `timeout` seconds end the following (not the run), `console` shows it."""

    gateway: Gateway
    console: Console
    yes: bool = False
    timeout: float | None = None
    _begun: float = field(default_factory=time.monotonic)
    _first: datetime | None = None
    _told: set[str] = field(default_factory=set)

    def follow(self, run: str) -> dict[str, Any]:
        """The run's document once it ended, or when the time is over. Raises Refused, Unavailable (for two minutes), Down."""
        progress = Progress(run)
        while True:
            with live(progress, self.console) if self._drawn() else nullcontext():
                latest = self._until_something_is_wanted(progress)
            if latest["status"] in ENDS or self._left() <= 0:
                return latest
            self._settle(latest)

    def _until_something_is_wanted(self, progress: Progress) -> dict[str, Any]:
        """The run's document when it ended, or when it waits for what was not asked for yet, or when the time is over."""
        while True:
            events = patiently(lambda: self.gateway.events(progress.run, progress.last, self._left()))
            for event in events:
                self._line(progress.apply(event), str(event.get("time") or ""))
            latest: dict[str, Any] = patiently(lambda: self.gateway.ask("GET", f"/runs/{progress.run}"))
            progress.take(latest)
            if (latest["status"] in ENDS and (progress.over or not events)) or _wish(latest) not in {"", *self._told} or self._left() <= 0:
                return latest

    def _settle(self, latest: Mapping[str, Any]) -> None:
        """Does what the run waits for, or says how."""
        wish = _wish(latest)
        self._told.add(wish)
        try:
            if wish.startswith("approval"):
                self._approve(latest)
            elif wish.startswith("questions"):
                self._answer(latest)
            else:
                self._print(
                    f"The run is paused: {clean(latest.get('reason') or '')}. `qlp budget {latest['run_id']} TOKENS` (or `--money M`) lets it go on.",
                    "yellow",
                )
        except Refused as error:
            if error.status != 409:  # somebody else was faster: go on with what they decided
                raise
            self._print(error.message, "yellow")

    def _approve(self, latest: Mapping[str, Any]) -> None:
        approval, run = latest["approval"], latest["run_id"]
        self._print(
            f"“{clean(latest.get('title') or '')}” waits for approval: score {approval['score']} of 100, capsule {clean(approval['digest'])}",
            "bold",
        )
        for risk in approval.get("risks") or []:
            self._print(f"  note: {clean(risk)}", "yellow")
        if not self.yes:
            for line in understood(latest):
                self._print(line)
        if self.yes:
            answer = "y"
        elif self._interactive():
            answer = Prompt.ask("Approve and deploy it?", console=self.console, choices=["y", "n", "later"])
        else:
            answer = "later"
        if answer == "later":
            self._print(
                f"Approve with `qlp approve {run}`, or say no with `qlp reject {run} --reason …`. Waiting for the decision.", "bold"
            )
            return
        decision = "approve" if answer == "y" else "reject"
        body = {"decision": decision, "reason": "approved with --yes" if self.yes else "", "digest": approval["digest"]}
        self.gateway.tell(f"/runs/{run}/approval", body)

    def _answer(self, latest: Mapping[str, Any]) -> None:
        questions, run = latest["questions"], latest["run_id"]
        if not self._interactive():
            for number, question in enumerate(questions, 1):
                self._print(f"  {number}. {clean(question)}", "bold")
            self._print(f"Answer with `qlp answer {run} ANSWER…`, one for each question. Waiting for the answers.", "bold")
            return
        given = [Prompt.ask(Text(clean(question)), console=self.console, default="").strip() for question in questions]
        self.gateway.tell(f"/runs/{run}/answers", {"answers": given})

    def _line(self, text: str | None, stamp: str) -> None:
        """One plain line, with the seconds from the run's first event to this one."""
        happened = datetime.fromisoformat(stamp) if stamp else None
        self._first = self._first or happened
        if text and happened and self._first and not self._drawn():
            self._print(f"{(happened - self._first).total_seconds():7.1f}s  {text}", "bright_black" if text.startswith("  ") else "")

    def _print(self, text: str, style: str = "") -> None:
        self.console.print(Text(text, style=style), soft_wrap=True)

    def _left(self) -> float:
        return float("inf") if self.timeout is None else self._begun + self.timeout - time.monotonic()

    def _drawn(self) -> bool:
        return self.console.is_terminal and not self.console.is_dumb_terminal

    def _interactive(self) -> bool:
        return self.console.is_terminal and sys.stdin.isatty()


def _wish(latest: Mapping[str, Any]) -> str:
    """What the run waits for, if for anybody; different for each thing that it may wait for."""
    if latest.get("approval") and not latest.get("decision"):
        return f"approval {latest['approval']['digest']}"
    if latest["status"] == "clarifying" and latest.get("questions"):
        return f"questions {len(latest['questions'])}"
    return (
        f"paused {latest.get('reason')} {latest.get('token_budget')} {latest.get('money_budget')}" if latest["status"] == "paused" else ""
    )


def summary(latest: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that `qlp run --json` prints."""
    return {name: latest.get(name) for name in FIELDS}
