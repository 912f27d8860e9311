"""The functions that a component registers, as the platform's own worker core indexes and runs them."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import azure.functions as func
import pytest
from azure.functions.meta import Datum
from azure_functions_runtime.bindings.meta import load_binding_registry  # type: ignore[import-untyped]
from azure_functions_runtime.functions import Registry  # type: ignore[import-untyped]

from local.host import worker
from shared.adapters import bindings
from shared.adapters.bindings import event_hubs_delivery, kafka_delivery
from shared.consume import Delivery
from shared.events import Topic

ROOT = Path(__file__).parents[2]

APP = """
import azure.durable_functions as df
from shared.adapters.bindings import on_topic
from shared.events import Topic

async def fold(events, ports):
    pass

app = df.DFApp()
for component in ("one", "two"):
    bp = df.Blueprint()
    for topic in Topic:
        on_topic(bp, component, topic, fold)
    app.register_functions(bp)
"""

INDEX = """
import asyncio, json, sys
from pathlib import Path
from local.host import worker

functions = asyncio.run(worker.load(Path(sys.argv[1])))
worker.unload()
print(json.dumps({function.name: dict(function.trigger) for function in functions}))
"""


def indexed(folder: Path, app: str = APP, **environment: str) -> dict[str, dict[str, Any]]:
    """Function name -> its trigger. In a process of its own: the worker core keeps what it indexed."""
    (folder / "function_app.py").write_text(app)
    done = subprocess.run(
        [sys.executable, "-c", INDEX, str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_platform_indexes_a_kafka_trigger_for_every_topic(tmp_path: Path) -> None:
    found = indexed(tmp_path)
    assert len(found) == 18
    trigger = found["one_on_intents"]
    assert trigger["type"] == "kafkaTrigger"
    assert (trigger["topic"], trigger["brokerList"], trigger["consumerGroup"]) == ("intents", "%KAFKA_BROKERS%", "one-intents")
    assert (trigger["cardinality"], trigger["dataType"]) == ("MANY", "BINARY")
    assert "password" not in trigger
    assert len({each["consumerGroup"] for each in found.values()}) == len(found), "no two functions share a consumer group"


def test_every_event_that_a_component_handles_comes_on_a_topic_that_it_reads(tmp_path: Path) -> None:
    found = indexed(tmp_path, (ROOT / "function_app.py").read_text())
    for path in sorted(ROOT.glob("functions/*/handlers.py")):
        name = path.parent.name
        wanted = {str(kind.TOPIC) for kind in import_module(f"functions.{name}.handlers").HANDLES}
        assert wanted == {t["topic"] for f, t in found.items() if f.startswith(f"{name}_on_")}, name


@pytest.mark.parametrize("auth", ["identity", "connection-string"])
def test_in_event_hubs_the_kafka_trigger_signs_in_with_a_connection_string(tmp_path: Path, auth: str) -> None:
    trigger = indexed(tmp_path, QLP_KAFKA_AUTH=auth, QLP_EVENTHUBS="Endpoint=sb://n")["two_on_drops"]
    assert (trigger["protocol"], trigger["authenticationMode"]) == ("SASLSSL", "PLAIN")
    assert (trigger["username"], trigger["password"]) == ("$ConnectionString", "%QLP_EVENTHUBS%")


def test_a_setting_selects_the_event_hubs_trigger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bindings, "settings", lambda: SimpleNamespace(binding="eventhubs", kafka_auth="identity"))
    app = func.FunctionApp()

    async def fold(_events: object, _ports: object) -> None:
        pass

    bindings.on_topic(app, "one", Topic.DROPS, fold)
    (function,) = app.get_functions()
    trigger = json.loads(function.get_raw_bindings()[0])
    assert function.get_function_name() == "one_on_drops"
    assert trigger["type"] == "eventHubTrigger"
    assert (trigger["connection"], trigger["eventHubName"], trigger["consumerGroup"]) == ("QLP_EVENTHUBS", "drops", "one")
    assert trigger["cardinality"] == "MANY"
    load_binding_registry()
    known = Registry().add_indexed_function(function=function, protos=worker._PROTOS)  # checks the annotations as the platform does
    assert known.name == "one_on_drops"


def kafka_event(body: bytes) -> func.KafkaEvent:
    return func.KafkaEvent(body=body, key="k", partition=2, offset=7, topic="drops")


def test_a_raw_message_is_taken_as_it_is() -> None:
    assert kafka_delivery(kafka_event(b'{"a": 1}'), "drops") == Delivery("drops", 2, 7, "k", b'{"a": 1}')


def test_a_message_in_the_hosts_envelope_is_unwrapped() -> None:
    body = json.dumps({"Offset": 7, "Partition": 2, "Topic": "drops", "Timestamp": "x", "Value": '{"a": 1}', "Headers": []})
    assert kafka_delivery(kafka_event(body.encode()), "drops").value == b'{"a": 1}'


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b'{"Offset" "Value" broken', b'{"Offset": 1, "Value": 5}', b'{"Value": "x", "a": "Offset"}']
)
def test_what_only_looks_like_an_envelope_is_left_alone(body: bytes) -> None:
    assert kafka_delivery(kafka_event(body), "drops").value == body


def test_a_message_without_coordinates_still_has_some() -> None:
    assert kafka_delivery(func.KafkaEvent(body=b"x"), "drops") == Delivery("drops", 0, 0, None, b"x")


def test_an_event_hubs_message_has_its_coordinates() -> None:
    metadata = {"PartitionContext": Datum(json.dumps({"PartitionId": "3"}), "json")}
    event = func.EventHubEvent(body=b"x", partition_key="k", sequence_number=12, trigger_metadata=metadata)
    assert event_hubs_delivery(event, "drops") == Delivery("drops", 3, 12, "k", b"x")
