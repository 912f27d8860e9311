"""Old messages load forever: every event of the catalogue has a stored example, and its shape may not change under its version."""

import json
from pathlib import Path

import pytest

from shared.events import CATALOGUE, Event, parse, to_wire

GOLDEN = Path(__file__).parents[2] / "golden/events/v1"
ENVELOPE = {"id", "tenant", "run", "time", "source", "cause", "traceparent"}


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.TYPE)
def test_a_stored_event_loads_and_is_written_the_same_again(kind: type[Event]) -> None:
    stored = (GOLDEN / f"{kind.TYPE}.json").read_bytes()
    event = parse(stored)
    assert type(event) is kind
    assert json.loads(to_wire(event)) == json.loads(stored)


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.TYPE)
def test_an_example_shows_every_field(kind: type[Event]) -> None:
    data = json.loads((GOLDEN / f"{kind.TYPE}.json").read_bytes())["data"]
    assert set(kind.model_fields) - ENVELOPE == set(data)


def test_every_stored_event_is_still_in_the_catalogue() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == {kind.TYPE for kind in CATALOGUE}


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.TYPE)
def test_a_reader_ignores_what_it_does_not_know(kind: type[Event]) -> None:
    wire = json.loads((GOLDEN / f"{kind.TYPE}.json").read_bytes())
    newer = {**wire, "extension": "x", "data": {**wire["data"], "a_later_field": {"x": 1}}}
    assert parse(json.dumps(newer)) == parse(json.dumps(wire))
