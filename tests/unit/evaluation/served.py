"""A small shop of stickers on loopback, right or with one mistake, for the checks to look at."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route


def shop(mistake: str = "") -> Starlette:
    """The app. `mistake` is one of status, body, order, text, crash, location, or nothing."""
    stickers: list[dict[str, Any]] = []

    async def add(request: Request) -> Response:
        given = await request.json()
        if not given.get("name"):
            return JSONResponse({"detail": "a name, please"}, 200 if mistake == "status" else 422)
        stickers.append({"id": len(stickers) + 1, "name": "?" if mistake == "body" else given["name"]})
        return JSONResponse(stickers[-1], 201)

    async def listed(request: Request) -> Response:
        if mistake == "crash":
            raise RuntimeError("as it was asked to")
        return JSONResponse(list(reversed(stickers)) if mistake == "order" else stickers)

    async def page(request: Request) -> Response:
        return HTMLResponse("".join(f"<p>{each['name']}</p>" for each in stickers) + ("<script>" if mistake == "text" else ""))

    async def short(request: Request) -> Response:
        return RedirectResponse("/other" if mistake == "location" else "/page", 307)

    return Starlette(
        routes=[
            Route("/stickers", add, methods=["POST"]),
            Route("/stickers", listed),
            Route("/page", page),
            Route("/short", short),
        ]
    )


@asynccontextmanager
async def served(mistake: str = "") -> AsyncIterator[str]:
    """The shop's address while it runs."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(shop(mistake), log_level="critical", lifespan="off"))
    running = asyncio.create_task(server.serve([listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
