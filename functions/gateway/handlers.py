"""Commands: load the run as people see it, decide (core), commit the record and the event together."""

import asyncio
import json
import logging
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

from functions.gateway import changing, core
from functions.gateway.core import Principal
from functions.gateway.queries import card_of
from functions.gateway.record import RECORD, Done, Header, Submission
from shared import outbox
from shared.consume import Handles
from shared.errors import Clash, Conflict, Invalid, QlpError, Temporary, TooMany
from shared.events import (
    ApprovalDecided,
    BudgetRaised,
    CancellationRequested,
    ClarificationAnswered,
    Event,
    IntentSubmitted,
    StartRequested,
    StopRequested,
    derived_id,
)
from shared.events.envelope import Envelope
from shared.intent import Said
from shared.ports import ANY, Ports, Write
from shared.settings import Settings
from shared.tenancy import active_runs, new_run_id, open_views, run_projection, run_state, tenant_index
from shared.views import BRIEF, CARD, IndexEntry, OpenView, newest_first

SOURCE = "qlp/gateway"
_RETRY_SECONDS = 15.0
#: Documents of a run. A cancellation takes the decision's place where that is free: so the two are put in an order.
_DECISION, _CANCELLATION, _ANSWERS = "approval", "cancellation", "answers"
#: A tenant's submissions come in one after the other, so that their times are the order in which others see them. Between processes the
#: order may differ by as many as there are processes, and the limit may be passed by so many.
_TURNS: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
_log = logging.getLogger("qlp.gateway")


async def submit(who: Principal, intent: Submission, key: str | None, chosen: Settings, ports: Ports) -> str:
    """The run of this intent: a new one, or the one that the Idempotency-Key named before. Raises Invalid, Clash or TooMany.

    The list of active runs comes first: whatever breaks afterwards, the sweep finds the run and brings it on or drops it.
    """
    run = new_run_id(who.tenant, key)
    digest = core.body_digest(intent.model_dump())
    if key and await _known(who.tenant, run, digest, ports):
        return run
    app, before = await _line(who.tenant, run, intent.base_run, ports)
    async with _TURNS.setdefault(who.tenant, asyncio.Lock()):
        header = Header(digest=digest, run=run, app=app, by=who.name, time=ports.clock.now(), intent=intent, before=before)
        await _enter(who.tenant, header, chosen.max_active_runs, ports)
    try:
        await outbox.commit(ports, run_state(who.tenant, run), [Write(RECORD, header.model_dump_json())], [_submitted(who.tenant, header)])
    except Conflict:
        if not await _known(who.tenant, run, digest, ports):
            raise
        return run
    try:
        if key:
            await _activate(who.tenant, header, ports)
        await _show(who.tenant, header, ports)
    except Temporary as error:  # it is accepted: its event shows it, and the sweep found it listed before
        _log.warning("run %s is accepted and shows when its event arrives: %s", run, error.message)
    return run


async def _known(tenant: str, run: str, digest: str, ports: Ports) -> bool:
    """Whether the run was submitted with this very body. Raises Invalid when it was another body."""
    records = await ports.state.get(run_state(tenant, run), RECORD)
    if RECORD not in records:
        return False
    if Header.model_validate_json(records[RECORD].value).digest != digest:
        raise Invalid("this key was used before with another body", "Idempotency-Key")
    return True


async def _line(tenant: str, run: str, base: str | None, ports: Ports) -> tuple[str, list[Said]]:
    """The app that the run makes a version of, and what was said about it before. Raises Invalid."""
    if base is None:
        return run, []
    app = await changing.app_of(tenant, base, ports)
    record = (await ports.state.get(run_state(tenant, base), RECORD))[RECORD]
    header = Header.model_validate_json(record.value)
    return app, await changing.said(tenant, base, header.intent.text, header.before, ports)


async def _activate(tenant: str, header: Header, ports: Ports) -> None:
    entry = Write(f"{tenant}|{header.run}", json.dumps({"tenant": tenant, "run": header.run, "since": header.time.isoformat()}), ANY)
    await ports.state.commit(active_runs(), [entry])


async def _enter(tenant: str, header: Header, most: int, ports: Ports) -> None:
    """Takes a place among the tenant's active runs, and for a change the app. Raises TooMany: so many came before it, or Clash."""
    await _activate(tenant, header, ports)
    active = await ports.state.scan(active_runs(), f"{tenant}|")
    try:
        if core.before(f"{tenant}|{header.run}", header.time, {key: record.value for key, record in active.items()}) >= most:
            raise TooMany(f"{most} runs are active; wait until one ends, or cancel one", _RETRY_SECONDS)
        if header.intent.base_run is not None:
            await changing.take(tenant, header.app, header.intent.base_run, header.run, ports)
    except QlpError:
        await ports.state.commit(active_runs(), [Write(f"{tenant}|{header.run}", None, ANY)])
        raise


def _submitted(tenant: str, header: Header) -> IntentSubmitted:
    return IntentSubmitted(
        **_asked(tenant, header.run, derived_id(UUID(header.run), "submitted"), header.time),
        text=header.intent.text,
        submitted_by=header.by,
        app=header.app,
        ask=header.intent.ask,
        base_run=header.intent.base_run,
        before=header.before,
        token_budget=header.intent.token_budget,
        money_budget=header.intent.money_budget,
    )


async def _show(tenant: str, header: Header, ports: Ports) -> None:
    """Makes the run visible at once; the projection does the same when the event arrives, and may have been faster."""
    card, brief = header.shown(tenant)
    entry = IndexEntry(run_id=header.run, created=header.time)
    partition = run_projection(tenant, header.run)
    await asyncio.gather(
        ports.state.commit(tenant_index(tenant), [Write(newest_first(header.time, header.run), entry.model_dump_json(), ANY)]),
        ports.state.commit(open_views(), [Write(f"{tenant}|{header.run}", OpenView().model_dump_json(), ANY)]),
    )
    try:
        await ports.state.commit(partition, [Write(CARD, card.model_dump_json()), Write(BRIEF, brief.model_dump_json())])
    except Conflict:
        return


async def decide(who: Principal, run: str, decision: Literal["approve", "reject"], reason: str, digest: str | None, ports: Ports) -> None:
    """Decides on the capsule that waits. Raises NotFound, or Clash: nothing waits, it was decided or cancelled, or it is another capsule."""
    card = await card_of(who.tenant, run, ports)
    await _must_be_open(_DECISION, who.tenant, run, ports)
    approval = core.approvable(card, digest)
    event = ApprovalDecided(
        **_asked(who.tenant, run, derived_id(UUID(run), "approval"), ports.clock.now()),
        decision=decision,
        digest=approval.digest,
        by=who.name,
        reason=reason,
    )
    if not await _record(_DECISION, event, ports):
        await _must_be_open(_DECISION, who.tenant, run, ports)


async def answer(who: Principal, run: str, given: list[str], ports: Ports) -> None:
    """Answers the run's questions. Raises NotFound, Invalid, or Clash: nothing was asked, or it was answered."""
    card = await card_of(who.tenant, run, ports)
    await _must_be_open(_ANSWERS, who.tenant, run, ports)
    questions = core.must_ask(card)
    event = ClarificationAnswered(
        **_asked(who.tenant, run, derived_id(UUID(run), "answers"), ports.clock.now()),
        answers=core.answers(given, questions),
        by=who.name,
    )
    if not await _record(_ANSWERS, event, ports):
        await _must_be_open(_ANSWERS, who.tenant, run, ports)


async def cancel(who: Principal, run: str, reason: str, ports: Ports) -> None:
    """Asks for the run's end; asking again changes nothing. What was not decided before cannot be any more. Raises NotFound, or Clash: it has ended."""
    core.must_not_have_ended(await card_of(who.tenant, run, ports))
    event = CancellationRequested(
        **_asked(who.tenant, run, derived_id(UUID(run), "cancellation"), ports.clock.now()),
        by=who.name,
        reason=reason,
    )
    first = [Write(_CANCELLATION, event.model_dump_json()), Write(_DECISION, Done(by=who.name).model_dump_json())]
    try:
        await outbox.commit(ports, run_state(who.tenant, run), first, [event])
    except Conflict:  # it was decided before, or cancelled
        await _record(_CANCELLATION, event, ports)


async def stop(who: Principal, run: str, reason: str, delete_data: bool, ports: Ports) -> None:
    """Takes the run's live app down. Raises NotFound, or Clash: it is not live, or a later version took its place."""
    card = await card_of(who.tenant, run, ports)
    core.may_stop(card, delete_data)
    await changing.must_be_newest(card, ports)
    event = StopRequested(
        **_asked(who.tenant, run, uuid4(), ports.clock.now()),
        app=card.app,
        by=who.name,
        reason=reason,
        delete_data=delete_data,
    )
    await outbox.commit(ports, run_state(who.tenant, run), [], [event])


async def start(who: Principal, run: str, ports: Ports) -> None:
    """Has the run's stopped app live again. Raises NotFound, or Clash: it was not stopped, or a later version took its place."""
    card = await card_of(who.tenant, run, ports)
    core.may_start(card)
    await changing.must_be_newest(card, ports)
    event = StartRequested(
        **_asked(who.tenant, run, uuid4(), ports.clock.now()),
        app=card.app,
        by=who.name,
    )
    await outbox.commit(ports, run_state(who.tenant, run), [], [event])


async def raise_budget(who: Principal, run: str, tokens: int | None, money: float | None, ports: Ports) -> None:
    """Sets how many tokens the run may use and what it may cost in all. Raises NotFound, Invalid, or Clash: it has ended."""
    if tokens is None and money is None:
        raise Invalid("say how many tokens or how much money it may use", "tokens")
    core.must_not_have_ended(await card_of(who.tenant, run, ports))
    event = BudgetRaised(**_asked(who.tenant, run, uuid4(), ports.clock.now()), tokens=tokens or 0, money=money, by=who.name)
    await outbox.commit(ports, run_state(who.tenant, run), [], [event])


def _asked(tenant: str, run: str, id_: UUID, time: datetime) -> Envelope:
    """The envelope of what somebody asks of a run."""
    return {"id": id_, "tenant": tenant, "run": run, "time": time, "source": SOURCE, "cause": None, "traceparent": core.trace(run)}


async def _must_be_open(key: str, tenant: str, run: str, ports: Ports) -> None:
    """Raises Clash: somebody decided, answered or cancelled before."""
    record = (await ports.state.get(run_state(tenant, run), key)).get(key)
    if record is not None:
        done = Done.model_validate_json(record.value)
        raise Clash(done.told(), done.model_dump(exclude_none=True))


async def _record(key: str, event: Event, ports: Ports) -> bool:
    """Commits the event with its record, once per run; False when the record is there."""
    partition = run_state(event.tenant, event.run)
    try:
        await outbox.commit(ports, partition, [Write(key, event.model_dump_json())], [event])
    except Conflict:
        if key not in await ports.state.get(partition, key):
            raise
        return False
    return True


#: It consumes HTTP only.
HANDLES: Handles = {}
EMITS: tuple[type[Event], ...] = (
    IntentSubmitted,
    ApprovalDecided,
    ClarificationAnswered,
    CancellationRequested,
    BudgetRaised,
    StopRequested,
    StartRequested,
)
