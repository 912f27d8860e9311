"""The durable client's calls (`rpcBaseUrl`), with the statuses and documents of the durable extension's HTTP API."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.host.durable.engine import AlreadyRunning, Engine, UnknownOrchestrator
from local.host.durable.store import ENDED, Instance

type Reply = tuple[int, Any]

_NOT_FOUND: Reply = (404, None)


@dataclass(frozen=True, slots=True)
class RpcEndpoint:
    """Answers calls below the RPC address."""

    engine: Engine

    async def __call__(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> Reply:
        """One call: `orchestrators/{name}[/{id}]`, `instances/{id}[/raiseEvent/{name} | /{operation}]`."""
        try:
            document = json.loads(body) if body else None
        except ValueError:
            return 400, {"Message": "Only application/json request content is supported"}
        match [method, *[part for part in path.split("/") if part]]:
            case ["POST", "orchestrators", name, *rest]:
                return await self._start(name, rest[0] if rest else None, document, query)
            case ["POST", "instances", instance, "raiseEvent", name]:
                return _accepted(await self.engine.raise_event(instance, name, json.dumps(document)))
            case ["POST", "instances", instance, operation]:
                return await self._operate(instance, operation, query)
            case ["GET", "instances"]:
                return 200, [_status(it, query) for it in await self.engine.store.everything() if _wanted(it, query)]
            case ["GET", "instances", instance]:
                return await self._get(instance, query)
            case ["DELETE", "instances", instance]:
                return (200, {"instancesDeleted": 1}) if await self.engine.store.purge(instance) else _NOT_FOUND
        return 501, {"Message": f"the local host does not serve {method} {path}"}

    async def _start(self, name: str, instance: str | None, document: Any, query: Mapping[str, str]) -> Reply:  # noqa: ANN401 - JSON
        # The SDK encodes twice: the document is a string that holds JSON.
        text = document if isinstance(document, str) or document is None else json.dumps(document)
        try:
            return 202, {"id": await self.engine.start(name, text, instance, query.get("version"))}
        except UnknownOrchestrator as error:
            return 400, {"Message": str(error), "ExceptionMessage": str(error)}
        except AlreadyRunning as error:
            return 409, {"Message": str(error)}

    async def _operate(self, instance: str, operation: str, query: Mapping[str, str]) -> Reply:
        reason = query.get("reason", "")
        operations: dict[str, Callable[[], Awaitable[Instance | None]]] = {
            "terminate": lambda: self.engine.terminate(instance, reason),
            "suspend": lambda: self.engine.suspend(instance),
            "resume": lambda: self.engine.resume(instance),
        }
        if operation not in operations:
            return 501, {"Message": f"the local host does not serve {operation}"}
        return _accepted(await operations[operation]())

    async def _get(self, instance: str, query: Mapping[str, str]) -> Reply:
        it = await self.engine.store.find(instance)
        if it is None:
            return _NOT_FOUND
        document = _status(it, query)
        if query.get("showHistory", "").lower() == "true":
            work = await self.engine.store.work(instance)
            document["historyEvents"] = [json.loads(text) for text in work.history] if work else []
        return (200 if it.status in ENDED else 202), document


def _accepted(before: Instance | None) -> Reply:
    if before is None:
        return _NOT_FOUND
    return (410, None) if before.status in ENDED else (202, None)


def _wanted(it: Instance, query: Mapping[str, str]) -> bool:
    statuses = query.get("runtimeStatus")
    return it.id.startswith(query.get("instanceIdPrefix", "")) and (not statuses or it.status in statuses.split(","))


def _status(it: Instance, query: Mapping[str, str]) -> dict[str, Any]:
    shown = query.get("showInput", "true").lower() == "true"
    return {
        "name": it.name,
        "instanceId": it.id,
        "runtimeStatus": it.status,
        "input": _parsed(it.text) if shown else None,
        "customStatus": _parsed(it.custom),
        "output": _parsed(it.output),
        "createdTime": it.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "lastUpdatedTime": it.updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _parsed(text: str | None) -> Any:  # noqa: ANN401 - any JSON
    if text is None:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
