"""The model relay: a sandbox reaches the model through one Unix socket, and the key never goes in."""

import asyncio
import stat
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

from local.model_relay import serve_relay
from shared.adapters.memory import MemoryState
from shared.adapters.stored_answers import StoredAnswers
from shared.adapters.tickets import Tickets
from shared.job_protocol import ThoughtLine
from shared.ports import Answers
from shared.settings import Settings
from tests.agent.apps import bundle
from tests.agent.jobs import Ran, run_job
from tests.agent.test_openai_model import SPECIFIED
from tests.scripted_model import Answer, BreaksOff, Fails, scripted_model


@asynccontextmanager
async def relaying(base_url: str, answers: Answers | None = None, **more: str) -> AsyncIterator[Path]:
    """A relay to that address, with the key `s3cret`."""
    with tempfile.TemporaryDirectory(prefix="r-") as folder:
        path = Path(folder) / "model.sock"
        known = {"openai_base_url": base_url, "openai_api_key": "s3cret", "model": "scripted", "home": folder}
        serving = asyncio.create_task(serve_relay(Settings.model_validate({**known, **more}), path, answers))
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


def ticket(path: Path, tenant: str, job: str) -> str:
    return Tickets(path.parent / "keys").ticket(tenant, job)


async def _job(path: Path, folder: Path, tenant: str, job: str) -> Ran:
    known = {"QLP_AGENT_MODEL": "openai", "QLP_MODEL_SOCKET": str(path), "QLP_MODEL": "scripted"}
    return await run_job(bundle("requirements"), folder, {**known, "QLP_MODEL_TICKET": ticket(path, tenant, job)})


async def test_the_same_question_of_the_same_tenant_costs_nothing_the_second_time_and_that_is_shown(tmp_path: Path) -> None:
    answers = StoredAnswers(MemoryState())
    async with scripted_model({"requirements": [SPECIFIED]}) as served, relaying(served.url, answers) as path:
        first, again, other = [await _job(path, tmp_path, tenant, job) for tenant, job in (("a", "j1"), ("a", "j2"), ("b", "j3"))]
    assert [ran.drop.drop.result["title"] for ran in (first, again, other)] == ["Notes"] * 3
    assert [(ran.drop.usage.tokens, ran.drop.usage.cached) for ran in (first, again, other)] == [(18, 0), (0, 1), (18, 0)]
    assert any("the stored answer is used" in line.text for line in again.lines if isinstance(line, ThoughtLine))
    assert len(served.asked) == 2


async def test_a_job_that_asks_the_same_again_gets_another_answer_and_the_next_job_gets_both(tmp_path: Path) -> None:
    answers = StoredAnswers(MemoryState())
    asked = {"messages": [{"role": "user", "content": "Say something."}], "stream": False}
    said: dict[str, list[str]] = {}
    async with (
        scripted_model({"*": ["one", "two", "three"]}) as served,
        relaying(served.url, answers) as path,
        calling(path) as client,
    ):
        for job in ("j1", "j2"):
            headers = {"authorization": f"Bearer {ticket(path, 'a', job)}"}
            told = [(await client.post("/v1/chat/completions", json=asked, headers=headers)).json() for _ in range(2)]
            said[job] = [one["choices"][0]["message"]["content"] for one in told]
    assert said == {"j1": ["one", "two"], "j2": ["one", "two"]}
    assert len(served.asked) == 2


async def test_without_a_good_ticket_nothing_is_stored_and_nothing_is_found(tmp_path: Path) -> None:
    asked = {"messages": [], "stream": False}
    async with (
        scripted_model({"*": ["one", "two", "three", "four"]}) as served,
        relaying(served.url, StoredAnswers(MemoryState())) as path,
        calling(path) as client,
    ):
        good = ticket(path, "a", "j1")
        for shown in (good, "relay", good.replace("a.", "b.", 1), f"{good}0", "a.j1."):
            await client.post("/v1/chat/completions", json=asked, headers={"authorization": f"Bearer {shown}"})
    assert len(served.asked) == 5


async def test_answers_that_break_off_or_fail_are_not_stored(tmp_path: Path) -> None:
    script: dict[str, list[Answer]] = {"requirements": [BreaksOff('{"title"'), Fails(503, {"retry-after": "0.1"}), SPECIFIED]}
    async with scripted_model(script) as served, relaying(served.url, StoredAnswers(MemoryState())) as path:
        first, again = [await _job(path, tmp_path, "a", job) for job in ("j1", "j2")]
    assert (first.drop.usage.tokens, first.drop.usage.cached) == (18, 0)
    assert again.drop.drop == first.drop.drop


async def test_only_configured_models_can_be_asked_and_each_role_may_have_its_own() -> None:
    async with scripted_model({"*": ["x"]}) as served, relaying(served.url, model_codegen="big") as path, calling(path) as client:
        for name in ("big", "scripted", "dear"):
            await client.post("/v1/chat/completions", json={"messages": [], "model": name})
    assert [question["model"] for question in served.asked] == ["big", "scripted", "scripted"]
