"""The platform's worker core in this process: indexes the function app as the cloud does and invokes its functions.

It uses the core's protobuf-free entry, which is internal to `azure-functions-runtime`: that package's version is pinned.
"""

import asyncio
import json
import logging
import os
import sys
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import azure_functions_runtime as core  # type: ignore[import-untyped]
from azure_functions_runtime.bindings.datumdef import Datum  # type: ignore[import-untyped]
from azure_functions_runtime.native_invocation import invocation_request_native  # type: ignore[import-untyped]
from azure_functions_runtime.utils.threadpool import stop_threadpool_executor  # type: ignore[import-untyped]

from local.host.options import HostError
from shared.errors import Temporary

log = logging.getLogger("qlp.host")

#: A parameter's name and its value, as the core wants them.
type Input = tuple[str, Datum]

_SERVED = {"httpTrigger", "kafkaTrigger", "timerTrigger", "orchestrationTrigger", "activityTrigger"}
_BOUND = {"http", "durableClient"}
_PASSING: tuple[type[Temporary], ...] = (Temporary, *Temporary.__subclasses__())
#: How the last line of a traceback begins that ends in an error of ours which passes.
_PASSES = tuple(f"{kind.__module__}.{kind.__qualname__}:" for kind in _PASSING)


@dataclass(frozen=True, slots=True)
class Function:
    """One indexed function: its trigger (as in function.json) and the parameters that want a durable client."""

    name: str
    id: str
    trigger: Mapping[str, Any]
    clients: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The trigger's type."""
        return str(self.trigger["type"])

    @property
    def parameter(self) -> str:
        """The trigger's parameter."""
        return str(self.trigger["name"])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an invocation came to. `error` and `trace` are empty when `ok`."""

    ok: bool
    value: Datum | None = None
    error: str = ""
    trace: str = ""

    @property
    def passes(self) -> bool:
        """Whether it failed with one of our errors that say all there is to know: what it needs is away for now."""
        return self.trace.rstrip().rpartition("\n")[2].startswith(_PASSES)


class _Message:
    """Stands in for a protobuf message class: keeps what it is given."""

    def __init__(self, **fields: Any) -> None:  # noqa: ANN401
        self.__dict__.update(fields)


class _Status(_Message):
    Success = 1
    Failure = 0


class _Binding(_Message):
    out, inout, undefined, string, binary, stream = 1, 2, 0, 1, 2, 3


_PROTOS = SimpleNamespace(
    StatusResult=_Status,
    BindingInfo=_Binding,
    **{
        name: type(name, (_Message,), {})
        for name in (
            "WorkerInitResponse",
            "WorkerMetadata",
            "RpcException",
            "RpcFunctionMetadata",
            "RpcRetryOptions",
            "FunctionMetadataResponse",
        )
    },
)


async def load(folder: Path) -> list[Function]:
    """Imports and indexes the function app in `folder`. Raises HostError with the reason when the platform would refuse it."""
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    script = folder / os.environ.get("PYTHON_SCRIPT_FILE_NAME", "function_app.py")
    if not script.exists():
        raise HostError(f"there is no function app: {script}")
    core.start_threadpool_executor()
    init = SimpleNamespace(capabilities={}, function_app_directory=str(folder))
    request = SimpleNamespace(
        request=SimpleNamespace(worker_init_request=init),
        properties={"host": "127.0.0.1", "protos": _PROTOS},
    )
    answer = await core.worker_init_request(request)
    if answer.result.status != _Status.Success:
        fault = answer.result.exception
        raise HostError(f"{script} cannot be indexed: {fault.message}\n{fault.stack_trace}")
    indexed = (await core.functions_metadata_request(None)).function_metadata_results or []
    return [_function(entry.name, entry.function_id, [json.loads(raw) for raw in entry.raw_bindings]) for entry in indexed]


def _function(name: str, function_id: str, bindings: Sequence[Mapping[str, Any]]) -> Function:
    trigger = next(binding for binding in bindings if str(binding["type"]).endswith("Trigger"))
    if trigger["type"] not in _SERVED:
        raise HostError(f"{name}: the local host does not serve the trigger {trigger['type']}")
    others = [binding for binding in bindings if binding is not trigger]
    if refused := [str(binding["type"]) for binding in others if binding["type"] not in _BOUND]:
        raise HostError(f"{name}: the local host does not serve the binding {refused[0]}")
    return Function(name, function_id, trigger, tuple(str(b["name"]) for b in others if b["type"] == "durableClient"))


def unload() -> None:
    """Ends the core's threads; those that run functions finish first."""
    stop_threadpool_executor()


@dataclass(slots=True)
class Worker:
    """Invokes functions. `client` is what a durable client binding receives; `timeout` in seconds is host.json's functionTimeout."""

    client: str = ""
    timeout: float = 300.0
    _running: set[asyncio.Task[Any]] = field(default_factory=set)

    async def invoke(
        self,
        function: Function,
        value: Datum,
        metadata: Mapping[str, Datum] | None = None,
        *,
        quiet: bool = False,
    ) -> Outcome:
        """Runs it once. A failure is an outcome, and logged unless `quiet`, with its traceback where it does not pass by itself; nothing of it is raised."""
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
        try:
            outcome = await self._invoke(function, value, metadata or {})
        finally:
            if task is not None:
                self._running.discard(task)
        if not outcome.ok and not quiet:
            log.error("%s failed: %s", function.name, outcome.error if outcome.passes else f"{outcome.error}\n{outcome.trace}")
        return outcome

    async def _invoke(self, function: Function, value: Datum, metadata: Mapping[str, Datum]) -> Outcome:
        inputs: list[Input] = [(function.parameter, value)]
        inputs += [(name, Datum(self.client, "string")) for name in function.clients]
        try:
            async with asyncio.timeout(self.timeout):
                ok, result, _, error, trace = await invocation_request_native(str(uuid.uuid4()), function.id, inputs, metadata)
        except TimeoutError:
            return Outcome(False, error=f"timed out after {self.timeout:g} s (functionTimeout)")
        return Outcome(ok, result, error or "", trace or "")

    async def drain(self, seconds: float) -> bool:
        """Waits until no invocation runs; whether that came within `seconds`."""
        waiting = {task for task in self._running if task is not asyncio.current_task()}
        if not waiting:
            return True
        _, pending = await asyncio.wait(waiting, timeout=seconds)
        return not pending
