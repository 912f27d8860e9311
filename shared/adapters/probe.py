"""Whether an app answers on its health path."""

import asyncio
import contextlib

import httpx

SECONDS = 5.0


async def answers(client: httpx.AsyncClient, url: str) -> bool:
    """Whether a 2xx status comes back now. The answer's body is not read: it could be endless."""
    with contextlib.suppress(httpx.HTTPError, TimeoutError):
        async with asyncio.timeout(SECONDS), client.stream("GET", url) as answer:
            return answer.is_success
    return False
