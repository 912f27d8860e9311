"""The timer feed: runs timer functions on their schedules, one run of a function at a time."""

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from azure_functions_runtime.bindings.datumdef import Datum  # type: ignore[import-untyped]

from local.host.ncrontab import Schedule, parse_schedule
from local.host.options import resolved
from local.host.worker import Function, Worker

log = logging.getLogger("qlp.host.timers")

#: The longest sleep in seconds, after which the clock is read again (a laptop may have slept).
_NAP = 30.0


@dataclass(slots=True)
class TimerFeed:
    """Feeds the timer functions. A schedule missed while the host was down is not made up for (as with `use_monitor=False`)."""

    worker: Worker
    armed: bool = False
    _timers: list[tuple[Function, Schedule]] = field(default_factory=list)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, functions: Sequence[Function]) -> None:
        """Takes these functions on. Raises HostError for a schedule that cannot be understood."""
        self._timers += [(function, parse_schedule(resolved(str(function.trigger["schedule"])))) for function in functions]

    async def run(self) -> None:
        """Feeds until stopped."""
        async with asyncio.TaskGroup() as group:
            for function, schedule in self._timers:
                group.create_task(self._tick(function, schedule))
            self.armed = True

    def stop(self) -> None:
        """Ends `run` after the invocations at work."""
        self._stopping.set()

    async def _tick(self, function: Function, schedule: Schedule) -> None:
        last: datetime | None = None
        if function.trigger.get("runOnStartup"):
            last = datetime.now(UTC)
            await self._fire(function, last, schedule.after(last))
        while not self._stopping.is_set():
            now = datetime.now(UTC)
            due = schedule.after(max(last, now) if last else now)
            if not await self._reached(due):
                return
            last = due
            await self._fire(function, last, schedule.after(last))

    async def _fire(self, function: Function, last: datetime, following: datetime) -> None:
        status = {"Last": last.isoformat(), "Next": following.isoformat(), "LastUpdated": last.isoformat()}
        value = {"Schedule": {"AdjustForDST": True}, "ScheduleStatus": status, "IsPastDue": False}
        await self.worker.invoke(function, Datum(json.dumps(value), "json"))

    async def _reached(self, due: datetime) -> bool:
        """Waits for that time; False when stopped before it."""
        while (left := (due - datetime.now(UTC)).total_seconds()) > 0:
            try:
                async with asyncio.timeout(min(left, _NAP)):
                    await self._stopping.wait()
                return False
            except TimeoutError:
                continue
        return not self._stopping.is_set()
