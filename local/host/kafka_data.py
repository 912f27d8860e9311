"""Kafka records as the Kafka extension hands them to a function: the value and the metadata, for one record or a batch. Pure."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Protocol

from azure_functions_runtime.bindings.datumdef import Datum  # type: ignore[import-untyped]


class Record(Protocol):
    """What a Kafka client gives for a message."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def timestamp(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


def one(record: Record, *, binary: bool) -> tuple[Datum, dict[str, Datum]]:
    """For cardinality ONE: the value, and its metadata. A key is a string, as with the extension's default key type."""
    metadata = {
        "Partition": _json(record.partition),
        "Offset": _json(record.offset),
        "Topic": Datum(record.topic, "string"),
        "Timestamp": Datum(_time(record), "string"),
        "Headers": _json(_headers(record)),
    }
    if (key := _key(record)) is not None:
        metadata["Key"] = Datum(key, "string")
    return (Datum(record.value or b"", "bytes") if binary else Datum(_envelope(record), "string")), metadata


def many(records: Sequence[Record], *, binary: bool) -> tuple[Datum, dict[str, Datum]]:
    """For cardinality MANY: the values, and all six arrays of metadata (the converter fails when one is missing)."""
    metadata = {
        "KeyArray": _json([_key(record) for record in records]),
        "PartitionArray": _json([record.partition for record in records]),
        "OffsetArray": _collection("sint64", [record.offset for record in records]),
        "TopicArray": _collection("string", [record.topic for record in records]),
        "TimestampArray": _json([_time(record) for record in records]),
        "HeadersArray": _json([_headers(record) for record in records]),
    }
    if binary:
        return _collection("bytes", [record.value or b"" for record in records]), metadata
    return _collection("string", [_envelope(record) for record in records]), metadata


def _envelope(record: Record) -> str:
    """The JSON that the extension wraps around a value with the data type string."""
    envelope: dict[str, Any] = {
        "Offset": record.offset,
        "Partition": record.partition,
        "Topic": record.topic,
        "Headers": _headers(record),
        "Timestamp": _time(record),
        "Value": (record.value or b"").decode("utf-8", "replace"),
    }
    if (key := _key(record)) is not None:
        envelope["Key"] = key
    return json.dumps(envelope)


def _key(record: Record) -> str | None:
    return None if record.key is None else record.key.decode("utf-8", "replace")


def _time(record: Record) -> str:
    at = datetime.fromtimestamp(record.timestamp / 1000, UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _headers(record: Record) -> list[dict[str, str]]:
    return [{"Key": name, "Value": base64.b64encode(value or b"").decode()} for name, value in record.headers]


def _json(value: Any) -> Datum:  # noqa: ANN401 - any JSON
    return Datum(json.dumps(value), "json")


def _collection(kind: str, values: Sequence[Any]) -> Datum:
    return Datum(SimpleNamespace(**{kind: values}), f"collection_{kind}")
