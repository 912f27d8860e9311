"""The Functions host of the stack: Core Tools' `func start` where QLP_HOST=func asks for it, else `local.host`."""

import asyncio
import json
import shutil
import sys
from collections.abc import Mapping

from local.stack.places import ROOT
from local.stack.service import Service
from shared.errors import MissingTool
from shared.settings import settings


def service(port: int, environment: Mapping[str, str]) -> Service:
    """The host that serves function_app.py on that port."""

    async def probe() -> bool:
        return await ready(port)

    return Service("host", f"127.0.0.1:{port}", lambda: command(port), probe, None, environment, ROOT, grace=12.0)


def command(port: int) -> list[str]:
    """How it is started. Raises MissingTool when Core Tools were asked for and are not there."""
    if settings().host == "local":
        return [sys.executable, "-m", "local.host", "--port", str(port)]
    tools = shutil.which("func")
    if tools is None:
        raise MissingTool("QLP_HOST=func needs Azure Functions Core Tools (the npm package azure-functions-core-tools), or unset QLP_HOST")
    return [tools, "start", "--port", str(port)]


async def ready(port: int, seconds: float = 5.0) -> bool:
    """Whether the host has loaded its functions and feeds them."""
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(b"GET /admin/host/status HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                told = await reader.read(1_000_000)
                while not reader.at_eof():
                    told += await reader.read(1_000_000)
            finally:
                writer.close()
                await writer.wait_closed()
    except (OSError, TimeoutError):
        return False
    return _is_running(told)


def _is_running(told: bytes) -> bool:
    head, _, body = told.partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n")[0] + b" ":
        return False
    try:
        return str(json.loads(body[body.find(b"{") : body.rfind(b"}") + 1]).get("state")) == "Running"
    except ValueError:
        return False
