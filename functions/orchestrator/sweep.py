"""Every few seconds: ends runs whose deadline passed, publishes what was left unpublished, brings stalled runs back.

The embedded broker keeps messages in memory and loses them when it dies; a run then waits for an answer that nobody will give. All that
was ever said about a run is in its outbox, and every reader knows what it has handled: so a stalled run's outbox is published again.
"""

import asyncio
import json
import logging
from dataclasses import replace
from datetime import datetime, timedelta

from functions.orchestrator import core, store
from functions.orchestrator.handlers import advance, retire, save
from functions.orchestrator.run import stalled
from shared import outbox
from shared.errors import Conflict, QlpError
from shared.ports import Ports, Record, Write
from shared.tenancy import Partition, active_runs, run_state

_AT_ONCE = 8
_UNPUBLISHED_SECONDS = 5.0
_UNKNOWN_SECONDS = 600.0
_RUN_SECONDS = 30.0
_log = logging.getLogger("qlp.orchestrator")


async def sweep(ports: Ports) -> None:
    """Looks at every active run once. One run's trouble does not keep the others from their turn. Raises Unavailable."""
    gate = asyncio.Semaphore(_AT_ONCE)
    entries = await ports.state.scan(active_runs())
    await asyncio.gather(*(_guarded(gate, ports, key, record) for key, record in entries.items()))


async def _guarded(gate: asyncio.Semaphore, ports: Ports, key: str, record: Record) -> None:
    async with gate:
        try:
            async with asyncio.timeout(_RUN_SECONDS):
                await _look(ports, key, record)
        except Conflict:
            _log.debug("%s is moved by another process: then it needs no sweep", key)
        except (QlpError, TimeoutError) as error:
            _log.warning("sweep of %s: %s", key, error)


async def _look(ports: Ports, key: str, record: Record) -> None:
    tenant, run_id = key.split("|")
    partition = run_state(tenant, run_id)
    await outbox.relay(ports, partition, _UNPUBLISHED_SECONDS)
    run = (await store.load(ports, partition)).run
    if run is None:
        await _unknown(ports, partition, key, record)
    elif run.state.ended:
        await retire(ports, partition, key)
    elif ports.clock.now() > run.deadline or run.ready or run.waits_for_tenant:
        while await advance(ports, partition, ()):
            pass
    if run is not None and stalled(run, ports.clock.now()):
        await _bring_back(ports, partition)


async def _bring_back(ports: Ports, partition: Partition) -> None:
    loaded = await store.load(ports, partition)
    if loaded.run is None or not stalled(loaded.run, ports.clock.now()):
        return
    run = replace(loaded.run, replays=loaded.run.replays + 1, replayed=ports.clock.now())
    await ports.state.commit(partition, store.writes(run, loaded.etag, {}))
    count = await outbox.replay(ports, partition)
    _log.info("run %s stalled in %s: %d entries published again", run.run, run.state, count)


async def _unknown(ports: Ports, partition: Partition, key: str, record: Record) -> None:
    """A run that the gateway listed and nobody started: its intent is published again, and after a while the run ends."""
    now = ports.clock.now()
    since = _since(record.value)
    if since is None:
        await ports.state.commit(active_runs(), [Write(key, json.dumps({"since": now.isoformat()}), record.etag)])
        return
    if now - since > timedelta(seconds=_UNKNOWN_SECONDS):
        tenant, run_id = key.split("|")
        if await ports.state.scan(partition, limit=1):
            await save(ports, partition, core.abandoned(tenant, run_id, now), None, None)
        await retire(ports, partition, key)
    else:
        await outbox.replay(ports, partition)


def _since(value: str) -> datetime | None:
    """When the sweep first saw the run without a state; None: never."""
    try:
        entry = json.loads(value)
        return datetime.fromisoformat(entry["since"])
    except (ValueError, TypeError, KeyError):
        return None
