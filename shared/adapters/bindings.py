"""Registers a component's functions for topics: the Kafka trigger, or the Event Hubs trigger by setting; both end in `consume`."""

import json
from collections.abc import Callable
from typing import Any, List  # noqa: UP035 - the platform's indexer refuses `list[...]`

import azure.durable_functions as df
import azure.functions as func

from shared.adapters.durable import DurableOrchestrations
from shared.consume import Delivery, Fold, consume
from shared.events import Topic
from shared.ports import Orchestrations
from shared.settings import Settings, settings
from shared.wiring import ports

#: Where the platform finds how to reach Event Hubs: `…__fullyQualifiedNamespace` for a managed identity, or a connection string.
EVENT_HUBS = "QLP_EVENTHUBS"

type Registrar = df.Blueprint | func.Blueprint


def on_topic(bp: Registrar, component: str, topic: Topic, fold: Fold) -> None:
    """Registers `<component>_on_<topic>`: every batch of the topic's messages goes through `consume` to the fold."""
    name = f"{component}_on_{topic}"
    if settings().binding == "eventhubs":
        bp.function_name(name)(_event_hubs_trigger(bp, component, topic)(_for_event_hubs(component, topic, fold)))
    else:
        bp.function_name(name)(_kafka_trigger(bp, component, topic, settings())(_for_kafka(component, topic, fold)))


def on_topic_with_orchestrations(bp: df.Blueprint, component: str, topic: Topic, fold_with: Callable[[Orchestrations], Fold]) -> None:
    """Like `on_topic`, for handlers that start or wake orchestrations: the fold is made anew with each invocation's durable client."""

    async def on_messages(events: List[func.KafkaEvent], client: df.DurableOrchestrationClient) -> None:  # noqa: UP006
        fold = fold_with(DurableOrchestrations(client))
        await consume(component, [kafka_delivery(event, topic) for event in events], fold, ports())

    async def on_hub_messages(events: List[func.EventHubEvent], client: df.DurableOrchestrationClient) -> None:  # noqa: UP006
        fold = fold_with(DurableOrchestrations(client))
        await consume(component, [event_hubs_delivery(event, topic) for event in events], fold, ports())

    hubs = settings().binding == "eventhubs"
    trigger = _event_hubs_trigger(bp, component, topic) if hubs else _kafka_trigger(bp, component, topic, settings())
    with_client = bp.durable_client_input(client_name="client")(on_hub_messages if hubs else on_messages)
    bp.function_name(f"{component}_on_{topic}")(trigger(with_client))


def kafka_delivery(event: func.KafkaEvent, topic: str) -> Delivery:
    """The message in a Kafka trigger's event. With data type `string` the host wraps it in a JSON envelope; both forms are read."""
    value = event.get_body()
    if value.startswith(b'{"') and b'"Offset"' in value and b'"Value"' in value:
        value = _unwrapped(value)
    return Delivery(event.topic or topic, event.partition or 0, event.offset or 0, event.key, value)


def event_hubs_delivery(event: func.EventHubEvent, topic: str) -> Delivery:
    """The message in an Event Hubs trigger's event; the hub's partition is in the metadata of the whole batch only."""
    context = (event.metadata or {}).get("PartitionContext")
    partition = context.get("PartitionId") if isinstance(context, dict) else None
    number = event.sequence_number
    return Delivery(topic, int(partition or 0), number if isinstance(number, int) else 0, event.partition_key, event.get_body())


def _for_kafka(component: str, topic: Topic, fold: Fold) -> Callable[..., Any]:
    async def on_messages(events: List[func.KafkaEvent]) -> None:  # noqa: UP006
        await consume(component, [kafka_delivery(event, topic) for event in events], fold, ports())

    return on_messages


def _for_event_hubs(component: str, topic: Topic, fold: Fold) -> Callable[..., Any]:
    async def on_messages(events: List[func.EventHubEvent]) -> None:  # noqa: UP006
        await consume(component, [event_hubs_delivery(event, topic) for event in events], fold, ports())

    return on_messages


def _kafka_trigger(bp: Registrar, component: str, topic: Topic, chosen: Settings) -> Callable[..., Any]:
    """One consumer group per function, so that no group has members that read different topics."""
    login: dict[str, Any] = {}
    if chosen.kafka_auth != "none":
        # The Kafka trigger knows no managed identity: it signs in with the namespace's connection string, a Key Vault reference.
        login = {"username": "$ConnectionString", "password": f"%{EVENT_HUBS}%", "protocol": "SaslSsl", "authentication_mode": "Plain"}
    trigger: Callable[..., Any] = bp.kafka_trigger(
        arg_name="events",
        topic=str(topic),
        broker_list="%KAFKA_BROKERS%",
        consumer_group=f"{component}-{topic}",
        cardinality="MANY",
        data_type="BINARY",
        **login,
    )
    return trigger


def _event_hubs_trigger(bp: Registrar, component: str, topic: Topic) -> Callable[..., Any]:
    trigger: Callable[..., Any] = bp.event_hub_message_trigger(
        arg_name="events",
        connection=EVENT_HUBS,
        event_hub_name=str(topic),
        consumer_group=component,
        cardinality="MANY",
        data_type="BINARY",
    )
    return trigger


def _unwrapped(body: bytes) -> bytes:
    try:
        envelope = json.loads(body)
    except ValueError:
        return body
    value = envelope.get("Value") if isinstance(envelope, dict) and "Partition" in envelope else None
    return value.encode() if isinstance(value, str) else body
