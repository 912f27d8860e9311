"""The model relay: a sandbox reaches the model through one Unix socket, and the key never goes in."""

import asyncio
import stat
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

from local.model_relay import serve_relay
from shared.settings import Settings
from tests.agent.apps import bundle
from tests.agent.jobs import run_job
from tests.agent.test_openai_model import SPECIFIED
from tests.scripted_model import Fails, scripted_model


@asynccontextmanager
async def relaying(base_url: str) -> AsyncIterator[Path]:
    """A relay to that address, with the key `s3cret`."""
    with tempfile.TemporaryDirectory(prefix="r-") as folder:
        path = Path(folder) / "model.sock"
        configured = Settings.model_validate({"openai_base_url": base_url, "openai_api_key": "s3cret", "model": "scripted"})
        serving = asyncio.create_task(serve_relay(configured, path))
        async with asyncio.timeout(10):
            while not path.exists() or not stat.S_ISSOCK(path.stat().st_mode):
                await asyncio.sleep(0)
        try:
            yield path
        finally:
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving
            assert not path.exists()


def calling(path: Path) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(uds=str(path)), base_url="http://model", timeout=10)


async def test_a_job_reaches_the_model_through_the_socket_alone(tmp_path: Path) -> None:
    async with scripted_model({"requirements": [SPECIFIED]}) as served, relaying(served.url) as path:
        ran = await run_job(
            bundle("requirements"), tmp_path, {"QLP_AGENT_MODEL": "openai", "QLP_MODEL_SOCKET": str(path), "QLP_MODEL": "dear"}
        )
    assert ran.drop.drop.result["title"] == "Notes"
    assert served.headers[0]["authorization"] == "Bearer s3cret"
    assert served.asked[0]["model"] == "scripted"


async def test_only_the_owner_may_open_the_socket_and_only_the_models_paths_are_forwarded() -> None:
    async with scripted_model({}) as served, relaying(served.url) as path, calling(path) as client:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert (await client.get("/v1/models")).json()["data"][0]["id"] == "scripted"
        for wrong in ("/", "/v2/models", "/v1/files", "/v1/../admin", "/v1/chat/../../x", "/v1/chat%2F..%2F..%2Fadmin"):
            assert (await client.get(wrong)).status_code == 404, wrong
        assert (await client.delete("/v1/models")).status_code == 405
        assert (await client.post("/v1/chat/completions", content=b"no json")).status_code == 400
        assert (await client.post("/v1/chat/completions", content=b" " * 5_000_000)).status_code == 413
    assert served.asked == []


async def test_what_the_model_refuses_and_when_to_come_back_is_passed_on() -> None:
    async with scripted_model({"*": [Fails(429, {"retry-after": "7"})]}) as served, relaying(served.url) as path, calling(path) as client:
        answer = await client.post("/v1/chat/completions", json={"messages": [], "model": "x"}, headers={"authorization": "Bearer other"})
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "7"
        assert served.headers[0]["authorization"] == "Bearer s3cret"


async def test_an_endpoint_that_is_down_is_a_502_with_its_reason() -> None:
    async with relaying("http://127.0.0.1:9/v1") as path, calling(path) as client:
        answer = await client.post("/v1/chat/completions", json={"messages": []})
        assert answer.status_code == 502
        assert "cannot be reached" in answer.json()["error"]["message"]
