"""Load, decide (core), store the documents, commit the record and the event together."""

import asyncio

from pydantic import BaseModel

from functions.intent import core
from shared import outbox
from shared.consume import Handles
from shared.difference import Difference, difference
from shared.errors import Invalid, NotYet
from shared.events import (
    BlobRef,
    ClarificationRequested,
    DropPublished,
    Event,
    IntentRefused,
    IntentSpecified,
    IntentSubmitted,
    derived_id,
)
from shared.ports import Ports, Write
from shared.requirements_document import render
from shared.specification import Specification
from shared.tenancy import run_state

KEY = "intent"
SOURCE = "qlp/intent"
ROLE = "requirements"
_FOLDER = "requirements"


class Specifying(BaseModel):
    """How far a run's intent is on its way to a specification: what this component keeps of the run."""

    text: str
    ask: bool
    base_run: str | None = None
    """The run whose app is to be changed."""
    asked: bool = False
    requirements: BlobRef | None = None
    """requirements.md"""
    specification: BlobRef | None = None
    """specification.json"""


async def remember(event: IntentSubmitted, ports: Ports) -> None:
    """Keeps what was submitted until its requirements are there."""
    partition = run_state(event.tenant, event.run)
    kept = Specifying(text=event.text, ask=event.ask, base_run=event.base_run)
    if KEY not in await ports.state.get(partition, KEY):
        await outbox.commit(ports, partition, [Write(KEY, kept.model_dump_json())])


async def specify(event: DropPublished, ports: Ports) -> None:
    """The RequirementsAgent answered: specified, or questions first, or of no use."""
    if event.role != ROLE:
        return
    partition = run_state(event.tenant, event.run)
    records = await ports.state.get(partition, KEY)
    if KEY not in records:
        raise NotYet("the run's intent has not arrived yet", 0.2)
    kept = Specifying.model_validate_json(records[KEY].value)
    outcome = await _outcome(event, kept, ports)
    writes = [Write(KEY, kept.model_dump_json(), records[KEY].etag)]
    await outbox.commit(ports, partition, writes, [outcome], once=[f"done|intent|{event.id}"])


async def _outcome(event: DropPublished, kept: Specifying, ports: Ports) -> Event:
    envelope = {"tenant": event.tenant, "run": event.run, "time": ports.clock.now(), "source": SOURCE, "cause": event.id}
    try:
        found = core.specification(event.result, kept.text)
    except Invalid as error:
        return IntentRefused(id=derived_id(event.id, "refused"), reason=error.message, **envelope)
    if kept.ask and found.questions and not kept.asked:
        kept.asked = True
        return ClarificationRequested(id=derived_id(event.id, "asked"), questions=found.questions, **envelope)
    changes = await _difference(found, kept, event.tenant, ports)
    if changes is not None and changes.nothing:
        return IntentRefused(id=derived_id(event.id, "refused"), reason=core.no_change(kept.text), **envelope)
    await _store(found, kept, event.tenant, ports)
    return IntentSpecified(id=derived_id(event.id, "specified"), specification=found, difference=changes, **envelope)


async def _difference(found: Specification, kept: Specifying, tenant: str, ports: Ports) -> Difference | None:
    """What is different from the app that is to be changed; None: it is a new app."""
    if kept.base_run is None:
        return None
    record = (await ports.state.get(run_state(tenant, kept.base_run), KEY)).get(KEY)
    base = Specifying.model_validate_json(record.value).specification if record else None
    if base is None:
        return None
    before = Specification.model_validate_json(await ports.blobs.get(tenant, base))
    return difference(kept.base_run, before, found)


async def _store(found: Specification, kept: Specifying, tenant: str, ports: Ports) -> None:
    kept.requirements, kept.specification = await asyncio.gather(
        ports.blobs.put(tenant, _FOLDER, render(found).encode()),
        ports.blobs.put(tenant, _FOLDER, found.model_dump_json(indent=2).encode()),
    )


HANDLES: Handles = {IntentSubmitted: remember, DropPublished: specify}
EMITS: tuple[type[Event], ...] = (IntentSpecified, ClarificationRequested, IntentRefused)
