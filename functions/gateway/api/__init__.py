"""The HTTP API: one FastAPI application, its routes by noun. Parses, calls handlers and queries, shapes answers; decides nothing."""

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from functions.gateway.api import approvals, apps, deadletters, intents, platform, runs
from functions.gateway.api.access import Door
from functions.gateway.tokens import Keys
from shared.http import Edge, install
from shared.ports import Ports
from shared.settings import Settings

PREFIX = "/api/v1"
MAX_BODY = 64 * 1024


def create(ports: Callable[[], Ports], settings: Settings, keys: Keys) -> FastAPI:
    """The application. `ports` is called with each request, so that making it costs nothing."""
    app = FastAPI(
        title="QLP",
        version="1",
        description="From an intent to a live app. Errors are application/problem+json (RFC 9457) with a stable `code`.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.door = Door(ports, settings, keys)
    for part in (platform, intents, runs, approvals, apps, deadletters):
        app.include_router(part.router, prefix=PREFIX)
    install(app)
    app.add_middleware(Edge, max_body=MAX_BODY)
    if settings.dashboard_origin:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=[settings.dashboard_origin.rstrip("/")],
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID"],
            expose_headers=["Content-Disposition", "Location", "Retry-After", "X-Capsule-Digest"],
            max_age=600,
        )
    return app
