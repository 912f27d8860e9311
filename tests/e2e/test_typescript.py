"""An intent that asks for TypeScript becomes an app in TypeScript: tested, packaged, live, and keeping its data."""

import json
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.e2e.conftest import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

KAYAKS = (
    'Build a kayak inventory service in TypeScript. POST /kayaks with JSON {"name", "seats"} adds a kayak and returns 201; the name is required and unique (409), '
    "seats is an integer from 1 to 3. GET /kayaks lists all kayaks, optionally ?seats=2. GET /kayaks/{id} returns one kayak, 404 when unknown. "
    "POST /kayaks/{id}/hire marks it as hired, 409 when it is hired already. Invalid input is a 422."
)


def test_from_an_intent_to_a_live_app_in_typescript(stack: Stack, tmp_path: Path) -> None:
    ran = stack.answer("run", KAYAKS, "--yes")
    assert ran["status"] == "live", ran["reason"]
    assert ran["score"] == 100
    with httpx.Client(base_url=ran["live_url"], timeout=10) as app:
        made = app.post("/kayaks", json={"name": "Otter", "seats": 2})
        assert (made.status_code, made.json()["hired"]) == (201, False)
        assert app.post("/kayaks", json={"name": "Otter", "seats": 1}).status_code == 409
        assert app.post("/kayaks", json={"name": "Seal", "seats": "2"}).status_code == 422
        assert app.post(f"/kayaks/{made.json()['id']}/hire").json()["hired"] is True
        assert app.post(f"/kayaks/{made.json()['id']}/hire").status_code == 409
        assert [one["name"] for one in app.get("/kayaks", params={"seats": 2}).json()] == ["Otter"]
    capsule = tmp_path / "kayaks.qlcapsule"
    stack.answer("capsule", "get", ran["run_id"], "-o", str(capsule))
    assert stack.qlp("capsule", "verify", str(capsule)).returncode == 0
    with zipfile.ZipFile(capsule) as files:
        assert json.loads(files.read("manifest.json"))["toolchain"] == "typescript"
        assert "app/main.ts" in files.namelist()
        assert '"name":"node"' in files.read("sbom.cdx.json").decode().replace(" ", "")
