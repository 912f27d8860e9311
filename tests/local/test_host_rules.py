"""The host's pure rules: routes, schedules, options, and Kafka records as the SDK's converters read them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from azure.functions.kafka import KafkaTriggerConverter
from hypothesis import given
from hypothesis import strategies as st

from local.host.kafka_data import many, one
from local.host.ncrontab import parse_schedule
from local.host.options import HostError, load_options, resolved
from local.host.routes import compile_route, find


@pytest.mark.parametrize(
    ("method", "path", "served", "parameters"),
    [
        ("GET", "/api/runs", "list", {}),
        ("GET", "/api/runs/", "list", {}),
        ("POST", "/api/runs", "create", {}),
        ("GET", "/api/runs/latest", "latest", {}),
        ("GET", "/api/runs/a%20b%2Fc", "run", {"id": "a b/c"}),
        ("GET", "/api/runs/7/drops", "drops", {"id": "7"}),
        ("GET", "/api/runs/7/drops/9", "drops", {"id": "7", "drop": "9"}),
        ("GET", "/api/pages/12", "page", {"number": "12"}),
        ("GET", "/api/pages/twelve", "rest", {"rest": "pages/twelve"}),
        ("DELETE", "/api/runs", "rest", {"rest": "runs"}),
        ("GET", "/api", "rest", {}),
    ],
)
def test_the_most_specific_route_that_takes_the_method_serves_a_path(
    method: str, path: str, served: str, parameters: dict[str, str]
) -> None:
    templates = [
        ("{*rest}", [], "rest"),
        ("runs/{id}", ["GET"], "run"),
        ("runs", ["GET"], "list"),
        ("runs", ["post"], "create"),
        ("runs/latest", ["GET"], "latest"),
        ("runs/{id}/drops/{drop?}", ["GET"], "drops"),
        ("pages/{number:int}", ["GET"], "page"),
    ]
    routes = [compile_route("api", template, methods, target) for template, methods, target in templates]
    assert find(routes, method, path) == (served, parameters)


def test_a_path_without_a_route_is_served_by_nothing() -> None:
    assert find([compile_route("", "runs/{id}", ["GET"], 1)], "GET", "/runs") is None


@pytest.mark.parametrize("template", ["runs/{id", "runs/{id:phone}"])
def test_a_route_that_cannot_be_understood_is_refused(template: str) -> None:
    with pytest.raises(HostError):
        compile_route("", template, [], 1)


@pytest.mark.parametrize(
    ("schedule", "at", "following"),
    [
        ("0 */5 * * * *", "2026-01-01T00:00:00", "2026-01-01T00:05:00"),
        ("*/10 * * * * *", "2026-01-01T00:00:55", "2026-01-01T00:01:00"),
        ("30 15 9-17/4 * * mon-fri", "2026-01-02T17:15:30", "2026-01-05T09:15:30"),
        ("0 0 0 1 jan,Jul *", "2026-01-01T00:00:00", "2026-07-01T00:00:00"),
        ("0 0 0 29 2 *", "2026-01-01T00:00:00", "2028-02-29T00:00:00"),
        ("*/15 * * * *", "2026-01-01T00:14:59", "2026-01-01T00:15:00"),
    ],
)
def test_a_schedule_occurs_next_when_ncrontab_says(schedule: str, at: str, following: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert parse_schedule(schedule).after(moment) == datetime.fromisoformat(following).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "schedule", ["", "* * *", "60 * * * * *", "0 0 0 0 * *", "x * * * * *", "*/0 * * * * *", "5-1 * * * * *", "00:00:05"]
)
def test_a_wrong_schedule_is_refused(schedule: str) -> None:
    with pytest.raises(HostError):
        parse_schedule(schedule)


def test_a_schedule_that_never_occurs_is_refused() -> None:
    with pytest.raises(HostError, match="never"):
        parse_schedule("0 0 0 31 2 *").after(datetime(2026, 1, 1, tzinfo=UTC))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.integers(1, 59), st.integers(0, 23))  # noqa: DTZ001 - made aware below
def test_an_occurrence_is_later_and_none_lies_between(naive: datetime, every: int, hour: int) -> None:
    at = naive.replace(tzinfo=UTC)
    following = parse_schedule(f"0 */{every} {hour} * * *").after(at)
    assert following > at
    assert (following.second, following.minute % every, following.hour) == (0, 0, hour)
    minute = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    between = [minute + timedelta(minutes=step) for step in range(200)]
    assert all(not (m.hour == hour and m.minute % every == 0) for m in between if m < following)


def test_the_projects_own_host_json_is_obeyed() -> None:
    options = load_options(Path(__file__).parents[2])
    assert (options.route_prefix, options.function_timeout, options.commit_on_failure) == ("", 300.0, False)
    assert options.max_batch > 1
    # A batch fails only while a service is away; after a number of tries the messages would be skipped.
    assert options.max_retries == -1


def test_without_a_host_json_the_platforms_defaults_hold(tmp_path: Path) -> None:
    options = load_options(tmp_path)
    assert (options.route_prefix, options.max_batch, options.commit_on_failure) == ("api", 64, True)


def test_a_host_json_that_is_not_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "host.json").write_text("{")
    with pytest.raises(HostError, match=r"host\.json"):
        load_options(tmp_path)


def test_a_binding_that_names_a_missing_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THERE", "x")
    assert resolved("a %THERE% b") == "a x b"
    with pytest.raises(HostError, match="NOT_THERE"):
        resolved("%NOT_THERE%")


def decode(value: Any, trigger_metadata: Any) -> Any:
    return KafkaTriggerConverter.decode(value, trigger_metadata=trigger_metadata)


def record(**fields: Any) -> Any:
    values = {
        "topic": "t",
        "partition": 3,
        "offset": 17,
        "timestamp": 1_767_225_600_123,
        "key": b"run",
        "value": b"\x00\xffv",
        "headers": (),
    }
    return SimpleNamespace(**{**values, **fields})


def test_a_batch_reads_as_the_sdk_expects_it() -> None:
    value, metadata = many([record(), record(key=None, value=None, offset=18, headers=[("h", b"x")])], binary=True)
    first, second = decode(value, trigger_metadata=metadata)
    assert (first.get_body(), first.key, first.partition, first.offset, first.topic) == (b"\x00\xffv", "run", 3, 17, "t")
    assert (first.timestamp, first.headers) == ("2026-01-01T00:00:00.123Z", [])
    assert (second.get_body(), second.key, second.offset, second.headers) == (b"", None, 18, [{"Key": "h", "Value": "eA=="}])


def test_a_single_record_reads_as_the_sdk_expects_it() -> None:
    value, metadata = one(record(), binary=True)
    event = decode(value, trigger_metadata=metadata)
    assert (event.get_body(), event.key, event.partition, event.offset, event.topic) == (b"\x00\xffv", "run", 3, 17, "t")
    value, metadata = one(record(key=None), binary=True)
    assert decode(value, trigger_metadata=metadata).key is None


def test_with_the_data_type_string_a_record_comes_in_the_extensions_envelope() -> None:
    value, metadata = one(record(value='{"é": 1}'.encode()), binary=False)
    envelope = json.loads(decode(value, trigger_metadata=metadata).get_body())
    assert envelope == {
        "Offset": 17,
        "Partition": 3,
        "Topic": "t",
        "Headers": [],
        "Timestamp": "2026-01-01T00:00:00.123Z",
        "Value": '{"é": 1}',
        "Key": "run",
    }
    batch, metadata = many([record(key=None, value=b"x")], binary=False)
    body = decode(batch, trigger_metadata=metadata)[0].get_body()
    assert json.loads(body)["Value"] == "x"
    assert "Key" not in json.loads(body)
