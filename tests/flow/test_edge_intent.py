"""From the RequirementsAgent's drop to the specified intent."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from functions.intent.handlers import HANDLES, remember, specify
from shared.adapters.memory import MemoryPorts, memory_ports
from shared.consume import Delivery, Retry, consume, each
from shared.errors import NotYet
from shared.events import ClarificationRequested, DropPublished, Event, Inline, IntentRefused, IntentSpecified, IntentSubmitted, to_wire

RUN = "b" * 32
ANSWER = {"title": "List", "requirements": [{"id": "1", "text": "it lists"}], "questions": ["Which?", "which?", "How?"]}


def event[E: Event](kind: type[E], **fields: Any) -> E:
    return kind(id=uuid4(), tenant="acme", run=RUN, time=datetime.now(UTC), source="test", **fields)


def submitted(ask: bool = False) -> IntentSubmitted:
    return event(IntentSubmitted, text="Build a list", submitted_by="ada", app=RUN, ask=ask)


def drop(result: dict[str, Any], task: str = "requirements", role: str = "requirements") -> DropPublished:
    return event(DropPublished, task=task, role=role, owner="orchestrator", document=Inline(text="{}"), result=result)


async def deliver(ports: MemoryPorts, *events: Event) -> None:
    deliveries = [Delivery(e.TOPIC, 0, n, e.run, to_wire(e)) for n, e in enumerate(events)]
    await consume("intent", deliveries, each(HANDLES), ports, Retry(tries=0, first=0, total=0))


async def test_requirements_are_kept_as_a_document_and_announced_once() -> None:
    ports = memory_ports()
    answered = drop(ANSWER)
    await deliver(ports, submitted(), answered, answered)
    await deliver(ports, answered)
    (specified,) = {e.id: e for e in ports.bus.events(IntentSpecified)}.values()
    assert specified.specification.requirements[0].id == "R1"
    assert not ports.bus.events(ClarificationRequested)
    documents = [
        content for (tenant, path), content in ports.blobs.content.items() if tenant == "acme" and path.startswith("requirements/")
    ]
    assert any(content.startswith(b"# List") for content in documents)
    assert any(b'"title": "List"' in content for content in documents)


async def test_questions_are_asked_once_and_only_of_who_wants_to_be_asked() -> None:
    ports = memory_ports()
    first = drop(ANSWER)
    await deliver(ports, submitted(ask=True), first, first)
    (asked,) = {e.id: e for e in ports.bus.events(ClarificationRequested)}.values()
    assert asked.questions == ["Which?", "How?"]
    assert not ports.bus.events(IntentSpecified)
    await deliver(ports, drop(ANSWER, "requirements-2"), first)
    assert len(ports.bus.events(IntentSpecified)) == 1


async def test_an_answer_of_no_use_is_refused_with_a_reason_for_the_user() -> None:
    ports = memory_ports()
    await deliver(ports, submitted(), drop({"title": "x"}))
    (refused,) = ports.bus.events(IntentRefused)
    assert "what the application should do" in refused.reason


async def test_other_roles_drops_are_left_alone() -> None:
    ports = memory_ports()
    await deliver(ports, submitted(), drop({"tasks": []}, "plan", "architect"))
    assert not ports.bus.messages


async def test_a_drop_that_overtakes_its_intent_waits_for_it() -> None:
    ports = memory_ports()
    answered = drop(ANSWER)
    with pytest.raises(NotYet):
        await specify(answered, ports)
    await remember(submitted(), ports)
    await specify(answered, ports)
    assert len(ports.bus.events(IntentSpecified)) == 1


async def test_the_intent_that_came_again_forgets_nothing() -> None:
    ports = memory_ports()
    intent = submitted(ask=True)
    await deliver(ports, intent, drop(ANSWER), intent, drop(ANSWER, "requirements-2"))
    assert len(ports.bus.events(ClarificationRequested)) == 1
    assert len(ports.bus.events(IntentSpecified)) == 1
