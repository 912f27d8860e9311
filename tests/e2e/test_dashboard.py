"""The dashboard in a real browser: every page with a gateway that answers as a test says, and from an intent to a live app by clicking."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from local.issuer import Issuer
from local.stack.ports import free_port
from local.stack.web import Site, listen, server
from tests.e2e.conftest import ROOT, Stack

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(240),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]


async def test_the_pages_keep_what_they_promise(tmp_path: Path) -> None:
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    web = server(Site(origin, f"http://127.0.0.1:{free_port([port])}", Issuer(origin, tmp_path), ROOT / "dashboard" / "dist"))
    serving = asyncio.create_task(web.serve([listen(port)]))
    try:
        await asyncio.to_thread(browse, "pages.mjs", origin)
    finally:
        web.should_exit = True
        await serving


def test_an_intent_becomes_a_live_app_by_clicking(stack: Stack) -> None:
    browse("intent-to-live.mjs", stack.answer("status")["dashboard"], stack.logs)


def browse(script: str, dashboard: str, logs: Callable[[], str] = str) -> None:
    """Runs a browser script against the dashboard at this address; it must succeed."""
    node = shutil.which("node")
    assert node
    environment = {**os.environ, "DASHBOARD": dashboard, "CHROMIUM": str(CHROMIUM)}
    done = subprocess.run([node, f"e2e/{script}"], cwd=ROOT / "dashboard", env=environment, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stdout + done.stderr + logs()
