"""Load the documents that a batch touches, fold it in (core), commit them together. Cost: a commit per batch, not per event."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import batched
from weakref import WeakValueDictionary

from functions.dashboard.core import Projection, documents, slices, visible
from shared.errors import Conflict
from shared.events import (
    CATALOGUE,
    Event,
    IntentSubmitted,
    JobEnded,
    MessageDeadLettered,
)
from shared.ports import ANY, Ports, Record, Write
from shared.tenancy import Partition, dead_letters, run_projection, tenant_index
from shared.views import (
    BRIEF,
    BUCKETS,
    CARD,
    DROPS,
    Brief,
    Card,
    DeadLetter,
    Document,
    DropView,
    Heard,
    IndexEntry,
    Tasks,
    letter_key,
    letter_mark,
    newest_first,
    piece_key,
)

_PIECE = 256 * 1024
_ERROR = 4_000

#: Nine topics feed one card: within this process they take turns, so that etags only clash with other processes.
_TURNS: WeakValueDictionary[Partition, asyncio.Lock] = WeakValueDictionary()


async def project(events: Sequence[Event], ports: Ports) -> None:
    """Folds one run's events into its read model. Raises Conflict when another process was first."""
    shown = visible(events)
    if not shown:
        return
    for event in shown:
        if isinstance(event, IntentSubmitted):
            await _list(event, ports)
    partition = run_projection(shown[0].tenant, shown[0].run)
    async with _TURNS.setdefault(partition, asyncio.Lock()):
        for part in slices(shown):
            await _fold(part, partition, ports)


async def bury(events: Sequence[Event], ports: Ports) -> None:
    """Keeps messages that could not be handled, each once."""
    for event in events:
        if isinstance(event, MessageDeadLettered):
            await _bury(event, ports)


async def _list(event: IntentSubmitted, ports: Ports) -> None:
    """Puts the run into its tenant's list; the gateway did already, unless it died."""
    entry = IndexEntry(run_id=event.run, created=event.time)
    write = Write(newest_first(event.time, event.run), entry.model_dump_json(), ANY)
    await ports.state.commit(tenant_index(event.tenant), [write])


async def _fold(events: Sequence[Event], partition: Partition, ports: Ports) -> None:
    wanted = frozenset[str]().union(*(documents(event) for event in events))
    records = await ports.state.get(partition, CARD, *sorted(wanted))
    card = _card(events[0], records.get(CARD))
    projection = Projection(card, {key: _parse(key, record) for key, record in records.items() if key != CARD})
    for event in events:
        projection.apply(event)
    if projection.entries:
        await ports.state.commit(partition, _writes(projection, records))


def _card(event: Event, record: Record | None) -> Card:
    return Card.model_validate_json(record.value) if record else Card(run_id=event.run, tenant=event.tenant, created=event.time)


def _parse(key: str, record: Record) -> Document:
    kind: type[Document] = Heard
    if key == BRIEF:
        kind = Brief
    elif key.startswith(BUCKETS):
        kind = Tasks
    elif key.startswith(DROPS):
        kind = DropView
    return kind.model_validate_json(record.value)


def _writes(projection: Projection, records: Mapping[str, Record]) -> list[Write]:
    """What changed, and the new page of the timeline. A drop needs no etag: the card's stands for the whole commit."""
    page_key, page = projection.page()
    changed: dict[str, Document] = {CARD: projection.card, page_key: page, **projection.loaded}
    texts = {key: document.model_dump_json() for key, document in changed.items()}
    return [
        Write(key, text, records[key].etag if key in records else None) for key, text in texts.items() if _differs(text, records.get(key))
    ]


def _differs(text: str, record: Record | None) -> bool:
    return record is None or record.value != text


async def _bury(event: MessageDeadLettered, ports: Ports) -> None:
    id_ = event.id.hex
    pieces = ["".join(piece) for piece in batched(event.original, _PIECE, strict=False)] or [""]
    letter = DeadLetter(
        id=id_,
        tenant=event.tenant,
        run=event.run,
        time=event.time,
        component=event.component,
        code=event.code,
        error=event.error[:_ERROR],
        topic=event.topic,
        partition=event.partition,
        offset=event.offset,
        key=event.key,
        pieces=len(pieces),
    )
    key = letter_key(event.time, id_)
    writes = [Write(letter_mark(id_), key), Write(key, letter.model_dump_json())]
    writes += [Write(piece_key(id_, n), piece, ANY) for n, piece in enumerate(pieces)]
    try:
        await ports.state.commit(dead_letters(), writes)
    except Conflict:
        if not await ports.state.get(dead_letters(), letter_mark(id_)):
            raise


#: All but what only machines see.
HANDLES = {kind: bury if kind is MessageDeadLettered else project for kind in CATALOGUE if kind is not JobEnded}
EMITS: tuple[type[Event], ...] = ()
