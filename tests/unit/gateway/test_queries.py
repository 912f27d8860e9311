"""What people see: runs, drops, capsules, the event stream, dead letters."""

import asyncio
import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from shared.contents import store
from shared.drops import Drop, File
from shared.events import (
    CapsulePackaged,
    DeploymentWentLive,
    DropPublished,
    Event,
    IntentSpecified,
    MessageDeadLettered,
    RunAdvanced,
    TaskDispatched,
    TaskStatus,
    ThoughtShared,
    Usage,
)
from shared.lifecycle import RunState, TaskState
from shared.signatures import keys_in, verifier
from shared.specification import Requirement, Specification

DIGEST = f"sha256:{'a' * 64}"


def event[E: Event](kind: type[E], run: str, tenant: str = "acme", **fields: Any) -> E:
    return kind(id=uuid4(), tenant=tenant, run=run, time=fields.pop("time", datetime.now(UTC)), source="test", **fields)


async def submit(gate: Any, tenant: str = "acme") -> str:
    answer = await gate.http.post("/api/v1/intents", json={"intent": "Build a to-do list"}, headers=gate.auth(tenant))
    return str(answer.json()["run_id"])


def parse(text: str) -> list[dict[str, Any]]:
    """The events of a burst, as a client reads them."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        if "data" in fields:
            found.append({"id": fields.get("id"), "event": fields["event"], "data": json.loads(fields["data"])})
    return found


async def burst(gate: Any, run: str, after: int | None = None, query: str = "?wait=0") -> list[dict[str, Any]]:
    headers = gate.auth() | ({} if after is None else {"Last-Event-ID": str(after)})
    answer = await gate.http.get(f"/api/v1/runs/{run}/events{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.startswith("retry: 300\n\n")
    return parse(answer.text)


async def test_runs_are_listed_newest_first_in_pages_without_gaps(gate: Any) -> None:
    gate.settings.max_active_runs = 10
    runs = [await submit(gate) for _ in range(7) if not gate.ports.clock.advance(1)]
    await submit(gate, "globex")
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await gate.http.get(f"/api/v1/runs?limit=3{cursor}", headers=gate.auth())).json()
        seen += [run["run_id"] for run in page["runs"]]
        if page["cursor"] is None:
            break
        cursor = f"&cursor={page['cursor']}"
    assert seen == runs[::-1]
    for query in ("limit=0", "limit=101", "limit=x", "cursor=x", "cursor=event|1"):
        assert (await gate.http.get(f"/api/v1/runs?{query}", headers=gate.auth())).status_code == 422


async def test_runs_that_are_unknown_malformed_or_another_tenant_s_look_alike(gate: Any) -> None:
    run = await submit(gate)
    await gate.project()
    answers = []
    for name, tenant in (
        (run, "globex"),
        ("0" * 32, "acme"),
        ("x", "acme"),
        (run.upper(), "acme"),
        (f"{run}|", "acme"),
        ("..%2F..", "acme"),
    ):
        for path in ("", "/requirements", "/events?wait=0", "/drops", "/drops/plan", "/capsule"):
            answer = await gate.http.get(f"/api/v1/runs/{name}{path}", headers=gate.auth(tenant))
            assert answer.status_code == 404, (name, path)
            answers.append(answer.json()["code"])
        commands = {"answers": {"answers": []}, "approval": {"decision": "approve"}, "budget": {"tokens": 5}}
        for path in ("cancel", "stop", "start", *commands):
            answer = await gate.http.post(
                f"/api/v1/runs/{name}/{path}", json=commands.get(path, {}), headers=gate.auth(tenant, "approver", "admin")
            )
            assert answer.status_code == 404, (name, path)
    assert set(answers) == {"not_found"}


async def test_a_run_shows_its_tasks_score_and_requirements(gate: Any) -> None:
    run = await submit(gate)
    specification = Specification(title="To-do list", requirements=[Requirement(id="R1", text="POST /todos creates one")])
    usage = Usage(model="m", prompt_tokens=10, completion_tokens=5, seconds=1.5)
    assert (await gate.http.get(f"/api/v1/runs/{run}/requirements", headers=gate.auth())).status_code == 404
    await gate.project(
        event(IntentSpecified, run, specification=specification),
        event(TaskDispatched, run, task="code", role="codegen", owner="orchestrator"),
        event(
            DropPublished,
            run,
            task="code",
            role="codegen",
            owner="orchestrator",
            document=await store(gate.ports.blobs, "acme", "drops", "{}"),
            usage=usage,
        ),
        event(
            RunAdvanced,
            run,
            state=RunState.BUILDING,
            revision=4,
            tasks=[TaskStatus(task="docs", role="docgen", state=TaskState.PENDING, needs=["code"])],
            estimate_tokens=900,
        ),
    )
    shown = (await gate.http.get(f"/api/v1/runs/{run}", headers=gate.auth())).json()
    assert (shown["status"], shown["title"], shown["tokens"], shown["estimate_tokens"], shown["revision"]) == (
        "building",
        "To-do list",
        15,
        900,
        4,
    )
    assert [(t["task"], t["state"], t["needs"]) for t in shown["tasks"]] == [("code", "done", []), ("docs", "pending", ["code"])]
    assert shown["specification"]["requirements"][0]["id"] == "R1"
    markdown = (await gate.http.get(f"/api/v1/runs/{run}/requirements", headers=gate.auth())).json()["markdown"]
    assert markdown == shown["requirements_md"]
    assert "**R1** POST /todos creates one" in markdown


@pytest.mark.parametrize("size", [10, 100_000])
async def test_a_drop_is_shown_with_its_files(gate: Any, size: int) -> None:
    run = await submit(gate)
    drop = Drop(files=[File(path="main.py", content="x" * size)], result={"ok": True})
    document = await store(gate.ports.blobs, "acme", "drops", drop.model_dump_json())
    await gate.project(event(DropPublished, run, task="code", role="codegen", owner="orchestrator", document=document, files=["main.py"]))
    (listed,) = (await gate.http.get(f"/api/v1/runs/{run}/drops", headers=gate.auth())).json()["drops"]
    assert (listed["id"], listed["files"]) == ("code", ["main.py"])
    shown = (await gate.http.get(f"/api/v1/runs/{run}/drops/{listed['id']}", headers=gate.auth())).json()
    assert shown["files"] == [{"path": "main.py", "content": "x" * size}]
    assert shown["result"] == {"ok": True}
    assert (await gate.http.get(f"/api/v1/runs/{run}/drops/other", headers=gate.auth())).status_code == 404


async def test_a_capsule_is_downloaded_byte_by_byte(gate: Any) -> None:
    run = await submit(gate)
    assert (await gate.http.get(f"/api/v1/runs/{run}/capsule", headers=gate.auth())).status_code == 404
    content = bytes(range(256)) * 10
    archive = await gate.ports.blobs.put("acme", "capsules", content)
    await gate.project(event(CapsulePackaged, run, digest=DIGEST, archive=archive, app=run, title='T"\r\nX: y', score=90))
    answer = await gate.http.get(f"/api/v1/runs/{run}/capsule", headers=gate.auth())
    assert answer.content == content
    assert answer.headers["x-capsule-digest"] == DIGEST
    assert answer.headers["content-disposition"] == f'attachment; filename="build-a-to-do-list-{run[:8]}.qlcapsule"'
    assert (await gate.http.get(f"/api/v1/runs/{run}", headers=gate.auth())).json()["capsule"] == DIGEST


async def test_the_stream_is_resumed_where_it_was_left(gate: Any) -> None:
    run = await submit(gate)
    await gate.project(*(event(ThoughtShared, run, task="code", role="codegen", text=f"line\n{n}\r\n") for n in range(10)))
    everything = await burst(gate, run)
    assert [int(e["id"]) for e in everything] == list(range(1, 12))
    assert all(e["data"]["type"] == e["event"] and e["data"]["seq"] == int(e["id"]) for e in everything)
    assert everything[1]["data"]["text"].startswith("line\n")
    for left in range(12):
        assert await burst(gate, run, left) == everything[left:]
        assert await burst(gate, run, None, f"?wait=0&after={left}") == everything[left:]
    assert await burst(gate, run, 99) == []
    for bad in ("-1", "x", "1.5", "9" * 11):
        answer = await gate.http.get(f"/api/v1/runs/{run}/events?wait=0", headers=gate.auth() | {"Last-Event-ID": bad})
        assert answer.status_code == 422


async def test_the_stream_waits_for_the_next_event(gate: Any) -> None:
    run = await submit(gate)
    await gate.project()
    waiting = asyncio.create_task(burst(gate, run, 1, "?wait=20"))
    await asyncio.sleep(0)
    assert not waiting.done()
    await gate.project(event(ThoughtShared, run, task="code", role="codegen", text="now"))
    async with asyncio.timeout(5):
        assert [e["data"]["text"] for e in await waiting] == ["now"]


async def test_the_stream_says_when_nothing_will_follow(gate: Any) -> None:
    run = await submit(gate)
    await gate.project(event(RunAdvanced, run, state=RunState.LIVE, revision=9))
    assert (await gate.http.get(f"/api/v1/runs/{run}", headers=gate.auth())).json()["status"] == "deploying"
    assert "end" not in [e["event"] for e in await burst(gate, run)]
    await gate.project(event(DeploymentWentLive, run, digest=DIGEST, app=run, url="http://live.test"))
    gate.ports.clock.advance(5)
    last = await burst(gate, run)
    assert [e["event"] for e in last[-2:]] == ["qlp.deployment.went_live.v1", "end"]
    assert [e["event"] for e in await burst(gate, run, 3)] == ["end"]
    shown = (await gate.http.get(f"/api/v1/runs/{run}", headers=gate.auth())).json()
    assert (shown["status"], shown["live_url"]) == ("live", "http://live.test")


def letter(tenant: str, original: bytes, **more: Any) -> MessageDeadLettered:
    fields = {
        "component": "intent",
        "code": "undecodable",
        "error": "not JSON",
        "topic": "intents",
        "partition": 1,
        "offset": 7,
        "key": "k",
    }
    return event(MessageDeadLettered, "0" * 32, tenant, **(fields | more), original=b64encode(original).decode())


async def test_an_admin_sees_the_dead_letters_of_the_own_tenant_and_the_operator_s_admin_all(gate: Any) -> None:
    kept = [letter("acme", b"\xff\x00"), letter("globex", b"{"), letter("acme", b"[" * 400_000)]
    await gate.project(*kept, *kept)
    mine = (await gate.http.get("/api/v1/deadletters", headers=gate.auth("acme", "admin"))).json()["deadletters"]
    assert {m["id"] for m in mine} == {kept[0].id.hex, kept[2].id.hex}
    whole = (await gate.http.get("/api/v1/deadletters", headers=gate.auth("local", "admin"))).json()["deadletters"]
    assert len(whole) == 3
    for each in kept:
        shown = (await gate.http.get(f"/api/v1/deadletters/{each.id.hex}", headers=gate.auth("local", "admin"))).json()
        assert b64decode(shown["base64"]) == b64decode(each.original)
    assert (await gate.http.get(f"/api/v1/deadletters/{kept[1].id.hex}", headers=gate.auth("acme", "admin"))).status_code == 404
    assert (await gate.http.post(f"/api/v1/deadletters/{kept[1].id.hex}/replay", headers=gate.auth("acme", "admin"))).status_code == 404
    for bad in ("x", "0" * 32, "id|x"):
        assert (await gate.http.get(f"/api/v1/deadletters/{bad}", headers=gate.auth("local", "admin"))).status_code == 404


async def test_dead_letters_are_paged(gate: Any) -> None:
    kept = [letter(tenant, b"x") for _ in range(5) for tenant in ("acme", "globex")]
    await gate.project(*kept)
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await gate.http.get(f"/api/v1/deadletters?limit=2{cursor}", headers=gate.auth("acme", "admin"))).json()
        seen += [each["id"] for each in page["deadletters"]]
        if page["cursor"] is None:
            break
        cursor = f"&cursor={page['cursor']}"
    assert sorted(seen) == sorted(each.id.hex for each in kept if each.tenant == "acme")


async def test_a_replayed_dead_letter_is_published_as_it_was(gate: Any) -> None:
    kept = letter("acme", b"\x00original")
    await gate.project(kept)
    answer = await gate.http.post(f"/api/v1/deadletters/{kept.id.hex}/replay", headers=gate.auth("acme", "admin"))
    assert answer.status_code == 202
    assert (answer.json()["replays"], answer.json()["replayed_by"]) == (1, "ada@acme.test")
    assert gate.ports.bus.messages[-1] == ("intents", "k", b"\x00original")


async def test_the_keys_that_capsules_are_signed_with_verify_what_is_signed(gate: Any) -> None:
    answer = await gate.http.get("/api/v1/signing-keys", headers=gate.auth("acme"))
    name, signature = await gate.ports.signer.sign(b"payload")
    verifier(*keys_in(answer.content))(name, b"payload", signature)
    assert answer.headers["content-type"].startswith("application/x-pem-file")
