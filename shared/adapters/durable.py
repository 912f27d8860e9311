"""Durable Functions' client as the Orchestrations port."""

import asyncio
from typing import Any

import azure.durable_functions as df
from aiohttp import ClientError
from azure.durable_functions.models.utils import http_utils

from shared.errors import Unavailable

_SECONDS = 15.0
_GOING_ON = (df.OrchestrationRuntimeStatus.Running, df.OrchestrationRuntimeStatus.Pending)


class DurableOrchestrations:
    """Orchestrations on the Durable Functions extension."""

    def __init__(self, client: df.DurableOrchestrationClient) -> None:
        self._client = client

    async def start(self, name: str, instance: str, request: dict[str, Any]) -> None:
        # start_new replaces an instance of the same id, so a redelivered event must not reach one that goes on.
        if await self._status(instance) not in _GOING_ON:
            await _call(self._client.start_new(name, instance_id=instance, client_input=request))

    async def raise_event(self, instance: str, event: str, data: dict[str, Any]) -> None:
        if await self._status(instance) in _GOING_ON:
            await _call(self._client.raise_event(instance, event, data))

    async def _status(self, instance: str) -> df.OrchestrationRuntimeStatus | None:
        status = await _call(self._client.get_status(instance))
        found: df.OrchestrationRuntimeStatus | None = status.runtime_status
        return found


async def close() -> None:
    """Closes the HTTP session that the SDK opened for the whole process and never closes itself."""
    await http_utils._close_session()


async def _call(request: Any) -> Any:  # noqa: ANN401 - the SDK's results are untyped
    try:
        async with asyncio.timeout(_SECONDS):
            return await request
    except (ClientError, TimeoutError) as error:
        raise Unavailable(f"the durable task extension does not answer: {error}") from error
    except Exception as error:
        # the SDK raises every unexpected status as a plain Exception
        raise Unavailable(f"the durable task extension refused: {error}") from error
