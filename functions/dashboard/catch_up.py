"""Brings read models to their end that missed it.

The embedded broker keeps messages in memory. When it dies after the orchestrator has read a run's last events and before the dashboard has,
nobody waits for that run any more and its view would stay open for ever. All that was ever said about a run is in its outbox: published
again, it completes the view and changes nothing else.
"""

import asyncio
import logging
from datetime import timedelta

from shared import outbox
from shared.errors import Conflict, QlpError
from shared.ports import ANY, Ports, Record, Write
from shared.tenancy import active_runs, open_views, run_projection, run_state
from shared.views import CARD, Card, OpenView

_AT_ONCE = 8
_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(hours=1)
_MOST_TRIES = 12
_RUN_SECONDS = 30.0
_log = logging.getLogger("qlp.dashboard")


async def catch_up(ports: Ports) -> None:
    """Looks once at every run whose end nobody has seen though it is not active. Raises Unavailable."""
    views = await ports.state.scan(open_views())
    active = await ports.state.scan(active_runs()) if views else {}
    gate = asyncio.Semaphore(_AT_ONCE)
    await asyncio.gather(*(_guarded(gate, ports, key, record) for key, record in views.items() if key not in active))


async def _guarded(gate: asyncio.Semaphore, ports: Ports, key: str, record: Record) -> None:
    async with gate:
        try:
            async with asyncio.timeout(_RUN_SECONDS):
                await _look(ports, key, record)
        except Conflict:
            pass  # another instance looks at it
        except (QlpError, TimeoutError) as error:
            _log.warning("catching up with %s: %s", key, error)


async def _look(ports: Ports, key: str, record: Record) -> None:
    tenant, run = key.split("|")
    records = await ports.state.get(run_projection(tenant, run), CARD)
    view = OpenView.model_validate_json(record.value)
    seen = CARD in records and Card.model_validate_json(records[CARD].value).status.ended
    if seen or view.tries >= _MOST_TRIES:
        await ports.state.commit(open_views(), [Write(key, None, ANY)])
        return
    now = ports.clock.now()
    if view.noticed is None:
        await _note(ports, key, record, OpenView(noticed=now))
        return
    if now - view.noticed < min(_FIRST_WAIT * 2**view.tries, _LONGEST_WAIT):
        return
    await _note(ports, key, record, OpenView(noticed=now, tries=view.tries + 1))
    _log.info(
        "the view of %s missed its run's end: %d entries are published again", key, await outbox.replay(ports, run_state(tenant, run))
    )


async def _note(ports: Ports, key: str, record: Record, view: OpenView) -> None:
    await ports.state.commit(open_views(), [Write(key, view.model_dump_json(), record.etag)])
