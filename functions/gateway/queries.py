"""Queries: the read model's documents, of the asking tenant only. What is not there, another tenant's or malformed is all the same: NotFound."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from functions.gateway.record import RECORD, Header
from shared.contents import load
from shared.drops import Drop
from shared.errors import Invalid, NotFound
from shared.ports import Ports
from shared.tenancy import RUN, run_projection, run_state, tenant_index
from shared.views import (
    BRIEF,
    BUCKETS,
    CARD,
    DROPS,
    PAGES,
    Brief,
    Capsule,
    Card,
    DropView,
    IndexEntry,
    Page,
    Tasks,
    TaskView,
    TimelineEntry,
    drop_key,
    page_key,
)

_CURSOR = re.compile(r"\d{15}\|[0-9a-f]{32}")
_NO_RUN = "there is no such run"
_PAGES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class RunPage:
    """Some of a tenant's runs, newest first, and where the next page starts."""

    cards: Sequence[Card]
    cursor: str | None


async def card_of(tenant: str, run: str, ports: Ports) -> Card:
    """Where the run stands. Raises NotFound."""
    card, _ = await card_and_brief(tenant, run, ports)
    return card


async def card_and_brief(tenant: str, run: str, ports: Ports) -> tuple[Card, Brief]:
    """Where the run stands and what was asked for. Raises NotFound."""
    records = await ports.state.get(run_projection(tenant, run), CARD, BRIEF) if RUN.fullmatch(run) else {}
    if CARD not in records:
        return await _accepted(tenant, run, ports)
    brief = Brief.model_validate_json(records[BRIEF].value) if BRIEF in records else Brief()
    return Card.model_validate_json(records[CARD].value), brief


async def _accepted(tenant: str, run: str, ports: Ports) -> tuple[Card, Brief]:
    """A run that the read model does not have yet. Raises NotFound."""
    records = await ports.state.get(run_state(tenant, run), RECORD) if RUN.fullmatch(run) else {}
    if RECORD not in records:
        raise NotFound(_NO_RUN)
    return Header.model_validate_json(records[RECORD].value).shown(tenant)


async def runs(tenant: str, limit: int, cursor: str | None, ports: Ports) -> RunPage:
    """A page of the tenant's runs, newest first. Raises Invalid: not a cursor of ours."""
    if cursor is not None and not _CURSOR.fullmatch(cursor):
        raise Invalid("use the cursor of the page before", "cursor")
    records = await ports.state.scan(tenant_index(tenant), after=cursor or "", limit=limit + 1)
    keys = list(records)
    entries = [IndexEntry.model_validate_json(records[key].value) for key in keys[:limit]]
    found = await asyncio.gather(*(ports.state.get(run_projection(tenant, entry.run_id), CARD) for entry in entries))
    cards = [Card.model_validate_json(records[CARD].value) for records in found if CARD in records]
    return RunPage(cards, keys[limit - 1] if len(keys) > limit else None)


async def tasks(tenant: str, run: str, ports: Ports) -> list[TaskView]:
    """The tasks of a run, in the order in which they were dispatched; those that wait come last."""
    records = await ports.state.scan(run_projection(tenant, run), BUCKETS)
    found = [task for record in records.values() for task in Tasks.model_validate_json(record.value).tasks.values()]
    return sorted(found, key=lambda task: (task.dispatched is None, task.dispatched.timestamp() if task.dispatched else 0.0, task.task))


async def drops(tenant: str, run: str, ports: Ports) -> list[DropView]:
    """The published drops of a run, oldest first. Raises NotFound."""
    await card_of(tenant, run, ports)
    records = await ports.state.scan(run_projection(tenant, run), DROPS)
    return sorted((DropView.model_validate_json(record.value) for record in records.values()), key=lambda drop: (drop.time, drop.task))


async def drop(tenant: str, run: str, task: str, ports: Ports) -> tuple[DropView, Drop]:
    """One drop and its content. Raises NotFound."""
    await card_of(tenant, run, ports)
    key = drop_key(task)
    records = await ports.state.get(run_projection(tenant, run), key) if 0 < len(task) <= 200 else {}
    if key not in records:
        raise NotFound("there is no such drop")
    view = DropView.model_validate_json(records[key].value)
    return view, Drop.model_validate_json(await load(ports.blobs, tenant, view.document))


async def capsule(tenant: str, run: str, ports: Ports) -> tuple[Card, Capsule, bytes]:
    """The run's capsule and its bytes. Raises NotFound: no such run, or nothing is packaged yet."""
    card = await card_of(tenant, run, ports)
    if card.capsule is None:
        raise NotFound(f"the run has no capsule: it is {card.status}")
    return card, card.capsule, await ports.blobs.get(tenant, card.capsule.archive)


async def timeline(tenant: str, run: str, after: int, limit: int, ports: Ports) -> list[TimelineEntry]:
    """The entries after that number, at most `limit`."""
    found: list[TimelineEntry] = []
    key = page_key(after)
    while len(found) < limit:
        pages = await ports.state.scan(run_projection(tenant, run), PAGES, key, _PAGES_AT_ONCE)
        for record in pages.values():
            found += [entry for entry in Page.model_validate_json(record.value).entries if entry.seq > after]
        if len(pages) < _PAGES_AT_ONCE:
            break
        key = max(pages)
    return found[:limit]
