"""The dashboard in a real browser, from an intent to a live app by clicking."""

import shutil
import subprocess

import pytest

from tests.e2e.conftest import ROOT, Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]
CHROMIUM = shutil.which("chromium")


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)")
def test_an_intent_becomes_a_live_app_by_clicking(stack: Stack) -> None:
    dashboard = stack.answer("status")["dashboard"]
    node = shutil.which("node")
    assert node
    environment = {**stack.environment, "DASHBOARD": dashboard, "CHROMIUM": str(CHROMIUM)}
    done = subprocess.run(
        [node, "e2e/intent-to-live.mjs"], cwd=ROOT / "dashboard", env=environment, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stdout + done.stderr + stack.logs()
