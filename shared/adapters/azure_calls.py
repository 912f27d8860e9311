"""Calls of Azure's services through their SDKs: how long we wait, and what their errors mean for us. (Storage: `azure_storage`.)"""

import asyncio
from collections.abc import Awaitable, Mapping

from azure.core.exceptions import AzureError, HttpResponseError

from shared.errors import NotFound, Permanent, QlpError, Unavailable

#: Seconds for one call.
DEADLINE = 20.0
_LONGEST_DELAY = 60.0


async def call[T](service: str, work: Awaitable[T], seconds: float = DEADLINE) -> T:
    """Awaits one call. Raises Unavailable; NotFound, or another Permanent when the service refuses what we ask for."""
    try:
        async with asyncio.timeout(seconds):
            return await work
    except HttpResponseError as error:
        raise _refused(service, error) from error
    except (AzureError, TimeoutError, OSError) as error:
        raise Unavailable(f"{service} does not answer: {type(error).__name__}") from error


def _refused(service: str, error: HttpResponseError) -> QlpError:
    """What a refusal means. An operator can put a missing right in order, and until then nothing may be given up for it."""
    status = error.status_code
    told = f"{service} refuses: {status or 'no token'} {_reason(error)}"
    if status == 404:
        return NotFound(told)
    if status is None or status in (401, 403, 408, 409, 429) or status >= 500:
        return Unavailable(told, _delay(error))
    return Permanent(told)


def _reason(error: HttpResponseError) -> str:
    """The service's own words, without the SDK's decoration."""
    told = error.error
    return f"{told.code}: {told.message}"[:500] if told is not None and told.code else str(error.message)[:500]


def _delay(error: HttpResponseError) -> float:
    """Seconds until the next try makes sense, as far as the service says."""
    headers: Mapping[str, str] = getattr(error.response, "headers", {})
    said = headers.get("Retry-After", "")
    return min(float(said), _LONGEST_DELAY) if said.isdecimal() else 2.0
